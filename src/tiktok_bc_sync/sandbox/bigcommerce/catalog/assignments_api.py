"""The v3 endpoints for which products are in which channels and categories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    v3_items,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import Filters, asked, matching, numbers
from tiktok_bc_sync.sandbox.core import Request, Response


@frozen
class AssignmentsApi:
    """Answers for one kind of assignments: ``other`` is ``channel`` or ``category``."""

    catalog: Catalog
    other: str
    field: str

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        path = f"/v3/catalog/products/{self.other}-assignments"
        return (
            ("GET", path, self.list_assignments),
            ("PUT", path, self.assign),
            ("DELETE", path, self.take_away),
        )

    def list_assignments(self, request: Request) -> Response:
        """Answer a page of pairs."""
        page, meta = v3_page(self._matching(request), request.params)
        return Response.json({"data": page, "meta": meta})

    def assign(self, request: Request) -> Response:
        """Put products where the pairs say, in addition to where they are."""
        items = v3_items(request)
        pairs = [(whole(one.get("product_id")), whole(one.get(self._name))) for one in items]
        for product_id, other in pairs:
            self._check(product_id, other)
        for product_id, other in pairs:
            product = self.catalog.products[product_id]
            if other not in product[self.field]:
                self.catalog.edit(product, {self.field: [*product[self.field], other]})
        return Response(204)

    def take_away(self, request: Request) -> Response:
        """Take products out of where a filter says, which must be given."""
        if not asked(request.params):
            raise v3_refusal(422, "A filter is required.")
        for pair in self._matching(request):
            product = self.catalog.products[pair["product_id"]]
            left = [one for one in product[self.field] if one != pair[self._name]]
            self.catalog.edit(product, {self.field: left})
        return Response(204)

    @property
    def _name(self) -> str:
        return f"{self.other}_id"

    def _matching(self, request: Request) -> list[Json]:
        pairs = (
            {"product_id": key, self._name: one}
            for key in self.catalog.ids
            for one in self.catalog.products[key][self.field]
        )
        known: Filters = {**numbers("product_id", "in"), **numbers(self._name, "in")}
        return matching(pairs, known, request.params)

    def _check(self, product_id: int, other: int) -> None:
        known = other in self.catalog.categories if self.other == "category" else other > 0
        if product_id not in self.catalog.products or not known:
            message = f"The product or the {self.other} does not exist."
            raise v3_refusal(422, message, {str(product_id): message})
