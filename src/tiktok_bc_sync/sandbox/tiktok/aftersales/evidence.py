"""The pictures with which a seller backs a decision."""

from __future__ import annotations

from collections.abc import Iterable

from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json, bad_parameter, items

EVIDENCE_FIELDS = (
    "images[]?.image_id",
    "images[]?.mime_type?",
    "images[]?.width#?",
    "images[]?.height#?",
)


def evidence(given: Json, pictures: Pictures) -> list[Json]:
    """Return the images of a decision as records show them; each must have been uploaded before."""
    return shown((one["image_id"] for one in items(given, "images")), pictures)


def shown(uris: Iterable[str], pictures: Pictures) -> list[Json]:
    """Return uploaded pictures as records show them."""
    found = [pictures.pictures.get(uri) for uri in uris]
    if None in found:
        raise bad_parameter("images has an image that was not uploaded")
    return [{name: one[name] for name in ("url", "width", "height")} for one in found if one]
