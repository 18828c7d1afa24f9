"""The v3 endpoints for the values of variant options and of modifiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.finding import the_one, the_product
from tiktok_bc_sync.sandbox.bigcommerce.catalog.forms import sent_picture
from tiktok_bc_sync.sandbox.bigcommerce.catalog.options_api import check_values
from tiktok_bc_sync.sandbox.bigcommerce.catalog.parts_api import PartsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import address
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
class OptionValuesApi:
    """Answers for the values of one kind of parts: of options or of modifiers."""

    parts: PartsApi
    shape: Shape

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        part = f"/v3/catalog/products/{{product_id}}/{self.parts.path}/{{part_id}}"
        one = f"{part}/values/{{value_id}}"
        found: list[tuple[str, str, Any]] = [
            ("GET", f"{part}/values", self.list_values),
            ("POST", f"{part}/values", self.create_value),
            ("GET", one, self.get_value),
            ("PUT", one, self.update_value),
            ("DELETE", one, self.delete_value),
        ]
        if self.parts.field == "modifiers":
            found.append(("POST", f"{one}/image", self.set_image))
        return found

    def list_values(self, request: Request, product_id: str, part_id: str) -> Response:
        """Answer a page of values."""
        return v3_list(self._part(request, product_id, part_id)[1]["option_values"], request.params)

    def get_value(self, request: Request, product_id: str, part_id: str, value_id: str) -> Response:
        """Answer one value."""
        return v3(self._value(request, product_id, part_id, value_id)[2])

    def create_value(self, request: Request, product_id: str, part_id: str) -> Response:
        """Add a value."""
        product, part = self._part(request, product_id, part_id)
        given = self.shape.written(v3_body(request), new=True)
        number = self.parts.catalog.part_id()
        self._keep(product, part, [*part["option_values"], {**given, "id": number}])
        return self.get_value(request, product_id, part_id, str(number))

    def update_value(
        self, request: Request, product_id: str, part_id: str, value_id: str
    ) -> Response:
        """Change the fields that were given; variants with the value are renamed."""
        product, part, value = self._value(request, product_id, part_id, value_id)
        return self._change(request, product, part, value, self.shape.written(v3_body(request)))

    def delete_value(
        self, request: Request, product_id: str, part_id: str, value_id: str
    ) -> Response:
        """Take a value out, and the variants that have it; the last one stays."""
        product, part = self._part(request, product_id, part_id)
        left = [one for one in part["option_values"] if one["id"] != whole(value_id)]
        if not left:
            raise v3_refusal(422, "The last value can't be deleted: delete the option.")
        if len(left) < len(part["option_values"]):
            self._keep(product, part, left)
        return Response(204)

    def set_image(self, request: Request, product_id: str, part_id: str, value_id: str) -> Response:
        """Give a modifier's value a picture."""
        product, part, value = self._value(request, product_id, part_id, value_id)
        url = sent_picture(self.parts.catalog, request)
        adjusters = {**value["adjusters"], "image_url": url}
        self._change(request, product, part, value, {"adjusters": adjusters})
        return v3({"image_url": address(url, request.base)})

    def _change(
        self, request: Request, product: Json, part: Json, value: Json, given: Json
    ) -> Response:
        changed = {**value, **given}
        if "adjusters" in value:
            changed["adjusters"] = {**value["adjusters"], **(given.get("adjusters") or {})}
        values = [changed if one is value else one for one in part["option_values"]]
        self._keep(product, part, values)
        return v3(changed)

    def _keep(self, product: Json, part: Json, values: Sequence[Json]) -> None:
        check_values(values)
        changed = self.parts.made(product, {**part, "option_values": values})
        everything = [changed if one is part else one for one in product[self.parts.field]]
        self.parts.keep(product, everything)

    def _part(self, request: Request, product_id: str, part_id: str) -> tuple[Json, Json]:
        product = the_product(self.parts.catalog, request, product_id)
        return product, the_one(request, product[self.parts.field], part_id)

    def _value(
        self, request: Request, product_id: str, part_id: str, value_id: str
    ) -> tuple[Json, Json, Json]:
        product, part = self._part(request, product_id, part_id)
        return product, part, the_one(request, part["option_values"], value_id)
