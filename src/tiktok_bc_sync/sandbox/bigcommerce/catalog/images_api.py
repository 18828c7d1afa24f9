"""The v3 endpoints for a product's images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import shown_time
from tiktok_bc_sync.sandbox.bigcommerce.catalog.forms import kept_picture, parts_of
from tiktok_bc_sync.sandbox.bigcommerce.catalog.parts_api import PartsApi
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import IMAGE
from tiktok_bc_sync.sandbox.bigcommerce.catalog.showing import URLS, shown_image
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_refusal
from tiktok_bc_sync.sandbox.bigcommerce.wire.checks import Shape
from tiktok_bc_sync.sandbox.core import Request


@frozen
class ImagesApi(PartsApi):
    """Answers for images, by their URL or as files; exactly one of a product's is its thumbnail."""

    field: ClassVar[str] = "images"
    path: ClassVar[str] = "images"
    shape: ClassVar[Shape] = IMAGE

    def given(self, request: Request, *, new: bool) -> Json:
        """Return the fields of a body or a form; a file that came with it is kept."""
        parts = parts_of(request)
        if not parts:
            return self._with_picture(super().given(request, new=new), new=new)
        fields = {name: _plain(name, part) for name, part in parts.items() if name != "image_file"}
        written = self.shape.written(fields)
        if "image_url" in written:
            raise v3_refusal(422, "An image's URL must be sent as JSON.", {"image_url": "invalid"})
        if file := parts.get("image_file"):
            written["image_file"] = kept_picture(self.catalog, file).removeprefix("/images/")
        return self._with_picture(written, new=new)

    def check(self, product: Json, part: Json, others: Sequence[Json]) -> None:
        """Take any image."""

    def made(self, product: Json, given: Json) -> Json:
        """Return an image whose place is after the others', changed now."""
        orders = [one["sort_order"] + 1 for one in product["images"]]
        now = shown_time(self.catalog.clock.now)
        return super().made(product, {"sort_order": max(orders, default=0), **given}) | {
            "date_modified": now
        }

    def changed(self, part: Json, given: Json) -> Json:
        """Return an image with the fields that were given; a new picture replaces the old one."""
        if {"image_url", "image_file"} & given.keys():
            part = {name: part[name] for name in part if name not in (*URLS, "image_file")}
        return {**part, **given}

    def keep(self, product: Json, parts: Sequence[Json]) -> None:
        """Replace a product's images; a new thumbnail takes the place of the one before."""
        before = {one["id"] for one in product["images"] if one["is_thumbnail"]}
        wanted = [one["id"] for one in parts if one.get("is_thumbnail")]
        chosen = next((one for one in wanted if one not in before), next(iter(wanted), 0))
        marked = [{**one, "is_thumbnail": one["id"] == chosen} for one in parts]
        super().keep(product, marked)

    def shown(self, part: Json, request: Request) -> Json:
        """Return an image under the address that was asked."""
        return shown_image(part, request.base)

    def _with_picture(self, given: Json, *, new: bool) -> Json:
        if new and not {"image_url", "image_file"} & given.keys():
            raise v3_refusal(422, "An image needs a URL or a file.", {"image_url": "missing"})
        return given


def _plain(name: str, part: bytes) -> object:
    """Return a form's value as the JSON value that it stands for."""
    text = part.decode(errors="replace")
    if name == "is_thumbnail":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    digits = text.removeprefix("-")
    return int(text) if name == "sort_order" and digits.isascii() and digits.isdecimal() else text
