"""The v3 endpoints for brands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one
from tiktok_bc_sync.sandbox.bigcommerce.catalog.forms import sent_picture
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import BRAND
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import address, shown_pictured
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    selected,
    v3,
    v3_body,
    v3_list,
    v3_refusal,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import (
    ANY,
    Filters,
    matching,
    numbers,
    ordered,
    texts,
)
from tiktok_bc_sync.sandbox.core import Request, Response

_FILTERS: Filters = {
    **numbers("id", *ANY),
    **texts("name", "like"),
    **texts("page_title"),
}


@frozen
class BrandsApi:
    """Answers for brands; a name is a brand's own, in any case."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        brands, one = "/v3/catalog/brands", "/v3/catalog/brands/{brand_id}"
        return (
            ("GET", brands, self.list_brands),
            ("POST", brands, self.create_brand),
            ("DELETE", brands, self.delete_brands),
            ("GET", one, self.get_brand),
            ("PUT", one, self.update_brand),
            ("DELETE", one, self.delete_brand),
            ("POST", f"{one}/image", self.set_image),
            ("DELETE", f"{one}/image", self.delete_image),
        )

    def list_brands(self, request: Request) -> Response:
        """Answer a page of brands."""
        params = request.params
        found = ordered(matching(self.catalog.brands.values(), _FILTERS, params), params, "name")
        return v3_list(found, params, lambda one: shown_pictured(one, request.base))

    def get_brand(self, request: Request, brand_id: str) -> Response:
        """Answer one brand."""
        brand = shown_pictured(self._brand(request, brand_id), request.base)
        return v3(selected(brand, request.params))

    def create_brand(self, request: Request) -> Response:
        """Add a brand."""
        fields = BRAND.written(v3_body(request), new=True)
        self._check_name(fields, 0)
        return v3(shown_pictured(self.catalog.put_brand(fields), request.base))

    def update_brand(self, request: Request, brand_id: str) -> Response:
        """Change the fields that were given."""
        brand = self._brand(request, brand_id)
        fields = BRAND.written(v3_body(request))
        self._check_name(fields, brand["id"])
        self.catalog.edit_brand(brand, fields)
        return v3(shown_pictured(brand, request.base))

    def delete_brand(self, request: Request, brand_id: str) -> Response:
        """Take a brand out; its products have none then."""
        self.catalog.remove_brand(self._brand(request, brand_id)["id"])
        return Response(204)

    def delete_brands(self, request: Request) -> Response:
        """Take brands out by their name, which must be given."""
        if not request.params.get("name"):
            raise v3_refusal(422, "The filter 'name' is required.")
        for brand in matching(self.catalog.brands.values(), _FILTERS, request.params):
            self.catalog.remove_brand(brand["id"])
        return Response(204)

    def set_image(self, request: Request, brand_id: str) -> Response:
        """Give a brand a picture."""
        brand = self._brand(request, brand_id)
        brand["image_url"] = sent_picture(self.catalog, request)
        return v3({"image_url": address(brand["image_url"], request.base)})

    def delete_image(self, request: Request, brand_id: str) -> Response:
        """Take a brand's picture away."""
        self._brand(request, brand_id)["image_url"] = ""
        return Response(204)

    def _brand(self, request: Request, brand_id: str) -> Json:
        return the_one(request, self.catalog.brands.values(), brand_id)

    def _check_name(self, fields: Json, own: int) -> None:
        known = self.catalog.brand_of(fields.get("name"))
        if known and known["id"] != own:
            raise v3_refusal(409, "A brand with this name exists.", {"name": "duplicate"})
