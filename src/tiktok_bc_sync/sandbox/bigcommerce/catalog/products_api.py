"""The v3 endpoints for products, one by one and in batches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.conflicts import check_product
from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_product
from tiktok_bc_sync.sandbox.bigcommerce.catalog.product_filters import chosen
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import product_fields
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import HEAVY, included, projection
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    MOST_A_PAGE,
    Json,
    v3,
    v3_body,
    v3_items,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import asked
from tiktok_bc_sync.sandbox.core import Request, Response

_HEAVY_PAGE = 10
_BATCH = 10


@frozen
class ProductsApi:
    """Answers for products as v3 does."""

    catalog: Catalog

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        products = "/v3/catalog/products"
        one = f"{products}/{{product_id}}"
        return (
            ("GET", products, self.list_products),
            ("POST", products, self.create_product),
            ("PUT", products, self.update_products),
            ("DELETE", products, self.delete_products),
            ("GET", one, self.get_product),
            ("PUT", one, self.update_product),
            ("DELETE", one, self.delete_product),
        )

    def list_products(self, request: Request) -> Response:
        """Answer a page of products."""
        params = request.params
        shown = projection(params, request.base)
        most = _HEAVY_PAGE if included(params) & HEAVY else MOST_A_PAGE
        page, meta = v3_page(chosen(self.catalog, params), params, most)
        return Response.json({"data": [shown(one) for one in page], "meta": meta})

    def get_product(self, request: Request, product_id: str) -> Response:
        """Answer one product."""
        return self._shown(request, the_product(self.catalog, request, product_id))

    def create_product(self, request: Request) -> Response:
        """Add a product with its variants."""
        fields = product_fields(v3_body(request), new=True)
        check_product(self.catalog, fields)
        return self._shown(request, self.catalog.put(fields))

    def update_product(self, request: Request, product_id: str) -> Response:
        """Change the fields that were given."""
        product = the_product(self.catalog, request, product_id)
        self._change(product, v3_body(request))
        return self._shown(request, product)

    def update_products(self, request: Request) -> Response:
        """Change products, all of them or, where one is refused, none."""
        items = v3_items(request, _BATCH)
        products = [self._named(request, one) for one in items]
        with self.catalog.all_or_nothing(one["id"] for one in products):
            for product, given in zip(products, items, strict=True):
                self._change(product, given)
        shown = projection(request.params, request.base)
        return v3([shown(one) for one in products])

    def delete_product(self, request: Request, product_id: str) -> Response:
        """Take a product out; one that is not there is no fault."""
        self.catalog.remove(whole(product_id))
        return Response(204)

    def delete_products(self, request: Request) -> Response:
        """Take products out by a filter, which must be given."""
        if not asked(request.params):
            raise v3_refusal(422, "A filter is required.")
        for product in list(chosen(self.catalog, request.params)[:MOST_A_PAGE]):
            self.catalog.remove(product["id"])
        return Response(204)

    def _change(self, product: Json, given: Json) -> None:
        fields = product_fields(given, new=False)
        check_product(self.catalog, fields, product)
        self.catalog.edit(product, fields)

    def _named(self, request: Request, given: Json) -> Json:
        if "id" not in given:
            raise v3_refusal(422, "The id is missing.", {"id": "error.path.missing"})
        return the_product(self.catalog, request, str(given["id"]))

    def _shown(self, request: Request, product: Json) -> Response:
        return v3(projection(request.params, request.base)(product))
