"""Products as v2 shows them: prices as text, links to what belongs to them. Older clients use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import PRODUCT
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    amount,
    not_found,
    v2_body,
    v2_list,
    v2_page,
    v2_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.core import Request, Response

_AMOUNTS = (
    "price",
    "cost_price",
    "retail_price",
    "sale_price",
    "weight",
    "width",
    "height",
    "depth",
)
_SAME = (
    "id",
    "name",
    "type",
    "sku",
    "description",
    "search_keywords",
    "is_visible",
    "is_featured",
    "warranty",
    "page_title",
    "meta_description",
    "categories",
    "brand_id",
    "availability",
    "availability_description",
    "inventory_level",
    "inventory_warning_level",
    "upc",
    "bin_picking_number",
    "is_free_shipping",
    "sort_order",
    "total_sold",
    "view_count",
)
_TRACKING = {"none": "none", "product": "simple", "variant": "sku"}
_NEEDED = ("name", "type", "price", "weight", "categories", "availability")
_WRITTEN = {*_SAME, *_AMOUNTS, "inventory_tracking"} - {"id", "total_sold", "view_count"}


@frozen
class LegacyProducts:
    """Answers for products as v2 does."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        one = "/v2/products/{product_id}"
        return (
            ("GET", "/v2/products", self.list_products),
            ("POST", "/v2/products", self.create_product),
            ("GET", "/v2/products/count", self.count_products),
            ("GET", one, self.get_product),
            ("PUT", one, self.update_product),
            ("DELETE", one, self.delete_product),
        )

    def list_products(self, request: Request) -> Response:
        """Answer a page of products, or the one with a SKU or a name."""
        params: Mapping[str, str] = request.params
        ids: Sequence[int] = self.catalog.ids
        if sku := params.get("sku"):
            ids = sorted(self.catalog.carriers(sku))
        if name := params.get("name"):
            ids = sorted(set(ids) & set(self.catalog.namesakes(name)))
        page = v2_page(ids, params)
        return v2_list([_shown(self.catalog.products[one], request.base) for one in page])

    def count_products(self, request: Request) -> Json:
        """Answer how many products there are."""
        return {"count": len(self.catalog.products)}

    def get_product(self, request: Request, product_id: str) -> Json:
        """Answer one product."""
        return _shown(self._product(request, product_id), request.base)

    def create_product(self, request: Request) -> Response:
        """Add a product."""
        given = v2_body(request)
        for name in _NEEDED:
            if given.get(name) in (None, ""):
                raise v2_refusal(400, f"The field '{name}' is required.")
        product = self.catalog.put(self._fields(given, 0))
        return Response.json(_shown(product, request.base), 201)

    def update_product(self, request: Request, product_id: str) -> Json:
        """Change the fields that were given."""
        product = self._product(request, product_id)
        self.catalog.edit(product, self._fields(v2_body(request), product["id"]))
        return _shown(product, request.base)

    def delete_product(self, request: Request, product_id: str) -> Response:
        """Take a product out."""
        self.catalog.remove(self._product(request, product_id)["id"])
        return Response(204)

    def _product(self, request: Request, product_id: str) -> Json:
        product = self.catalog.products.get(whole(product_id))
        if product is None:
            raise not_found(request.path)
        return product

    def _fields(self, given: Json, product_id: int) -> Json:
        """Read what may be written, into the catalogue's own form."""
        for name in given:
            if name not in _WRITTEN:
                raise v2_refusal(400, f"The field '{name}' is not supported by this resource.")
        fields = dict(given)
        for name in set(_AMOUNTS) & fields.keys():
            fields[name] = _number(name, fields[name])
        if "inventory_tracking" in fields:
            known = {shown: ours for ours, shown in _TRACKING.items()}
            if str(fields["inventory_tracking"]) not in known:
                raise v2_refusal(400, "The field 'inventory_tracking' is invalid.")
            fields["inventory_tracking"] = known[fields["inventory_tracking"]]
        if wrong := PRODUCT.errors(fields):
            raise v2_refusal(400, f"The field '{min(wrong)}' is invalid.")
        self._check_conflicts(fields, product_id)
        return fields

    def _check_conflicts(self, fields: Json, product_id: int) -> None:
        if set(self.catalog.namesakes(fields.get("name", ""))) - {product_id}:
            raise v2_refusal(409, "The product name is a duplicate.")
        if set(self.catalog.carriers(fields.get("sku", ""))) - {product_id}:
            raise v2_refusal(409, "The product SKU is a duplicate.")
        unknown = set(fields.get("categories", ())) - self.catalog.categories.keys()
        if unknown:
            raise v2_refusal(400, "The field 'categories' is invalid.")


def _number(name: str, value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise v2_refusal(400, f"The field '{name}' is invalid.") from None


def _shown(product: Json, base: str) -> Json:
    created = datetime.fromisoformat(product["date_created"])
    modified = datetime.fromisoformat(product["date_modified"])
    parts = ("images", "options", "skus", "custom_fields")
    return {
        **{name: product[name] for name in _SAME},
        **{name: f"{amount(product[name]):.4f}" for name in _AMOUNTS},
        "calculated_price": f"{amount(product['sale_price'] or product['price']):.4f}",
        "inventory_tracking": _TRACKING[product["inventory_tracking"]],
        "condition": product["condition"],
        "date_created": format_datetime(created),
        "date_modified": format_datetime(modified),
        **{name: _link(product, name, base) for name in parts},
    }


def _link(product: Json, part: str, base: str) -> Json:
    resource = f"/products/{product['id']}/{part}"
    return {"url": f"{base}/v2{resource}.json", "resource": resource}
