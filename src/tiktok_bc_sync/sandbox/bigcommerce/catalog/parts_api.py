"""Endpoints for what belongs to a product: lists of images, custom fields, options, modifiers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one, the_product
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    v3,
    v3_body,
    v3_list,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.checks import Shape
from tiktok_bc_sync.sandbox.core import Request, Response


@frozen
class PartsApi(ABC):
    """Answers for one kind of part. Any change of a part is a change of its product."""

    catalog: Catalog
    field: ClassVar[str]
    path: ClassVar[str]
    shape: ClassVar[Shape]
    most: ClassVar[int] = 1_000

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        parts = f"/v3/catalog/products/{{product_id}}/{self.path}"
        return (
            ("GET", parts, self.list_parts),
            ("POST", parts, self.create_part),
            ("GET", f"{parts}/{{part_id}}", self.get_part),
            ("PUT", f"{parts}/{{part_id}}", self.update_part),
            ("DELETE", f"{parts}/{{part_id}}", self.delete_part),
        )

    def list_parts(self, request: Request, product_id: str) -> Response:
        """Answer a page of a product's parts."""
        parts = the_product(self.catalog, request, product_id)[self.field]
        return v3_list(parts, request.params, lambda one: self.shown(one, request))

    def get_part(self, request: Request, product_id: str, part_id: str) -> Response:
        """Answer one part."""
        product = the_product(self.catalog, request, product_id)
        return v3(self.shown(the_one(request, product[self.field], part_id), request))

    def create_part(self, request: Request, product_id: str) -> Response:
        """Add a part."""
        product = the_product(self.catalog, request, product_id)
        given = self.given(request, new=True)
        self.check(product, given, product[self.field])
        if len(product[self.field]) >= self.most:
            raise v3_refusal(422, f"A product can have {self.most} of {self.path}.")
        part = self.made(product, given)
        self.keep(product, [*product[self.field], part])
        return self._answer(request, product, part["id"])

    def update_part(self, request: Request, product_id: str, part_id: str) -> Response:
        """Change the fields that were given."""
        product = the_product(self.catalog, request, product_id)
        part = the_one(request, product[self.field], part_id)
        given = self.given(request, new=False)
        others = [one for one in product[self.field] if one is not part]
        self.check(product, {**part, **given}, others)
        changed = self.made(product, self.changed(part, given))
        self.keep(product, [changed if one is part else one for one in product[self.field]])
        return self._answer(request, product, part["id"])

    def delete_part(self, request: Request, product_id: str, part_id: str) -> Response:
        """Take a part out; one that is not there is no fault."""
        product = the_product(self.catalog, request, product_id)
        left = [one for one in product[self.field] if one["id"] != whole(part_id)]
        if len(left) < len(product[self.field]):
            self.keep(product, left)
        return Response(204)

    # --- what differs between the kinds ---------------------------------------------------

    @abstractmethod
    def check(self, product: Json, part: Json, others: Sequence[Json]) -> None:
        """Refuse a part that can't be beside the others."""

    def given(self, request: Request, *, new: bool) -> Json:
        """Return the fields that were sent. Raises the 422 that names a wrong one."""
        return self.shape.written(v3_body(request), new=new)

    def made(self, product: Json, given: Json) -> Json:
        """Return a part as the store keeps it."""
        return {"id": given.get("id") or self.catalog.part_id(), **given}

    def changed(self, part: Json, given: Json) -> Json:
        """Return a part with the fields that were given."""
        return {**part, **given}

    def keep(self, product: Json, parts: Sequence[Json]) -> None:
        """Replace a product's parts."""
        self.catalog.edit(product, {self.field: parts})

    def shown(self, part: Json, request: Request) -> Json:
        """Return a part as it is answered."""
        return part

    def _answer(self, request: Request, product: Json, part_id: int) -> Response:
        part = the_one(request, product[self.field], str(part_id))
        return v3(self.shown(part, request))
