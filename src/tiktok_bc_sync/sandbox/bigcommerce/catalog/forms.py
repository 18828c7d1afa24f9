"""Uploaded pictures, kept to be fetched again."""

from __future__ import annotations

from tiktok_bc_sync.sandbox.bigcommerce.catalog.catalog import Catalog
from tiktok_bc_sync.sandbox.bigcommerce.catalog.shapes import IMAGE
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, v3_body, v3_refusal
from tiktok_bc_sync.sandbox.core import Request, Response
from tiktok_bc_sync.sandbox.forms import form, is_form

_KINDS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF8": "gif",
    b"BM": "bmp",
    b"RIFF": "webp",
}
_MOST_BYTES = 8 * 1024 * 1024


def parts_of(request: Request) -> dict[str, bytes]:
    """Return the parts of a form by their names; nothing for a body of another kind."""
    if not is_form(request):
        return {}
    parts = form(request)
    if parts is None:
        raise v3_refusal(400, "Input is invalid: the form has no boundary.")
    return parts


def kept_picture(catalog: Catalog, content: bytes, most: int = _MOST_BYTES) -> str:
    """Keep an uploaded picture and return its path. Raises the 422 for what is none, or too large."""
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), "")
    if not kind:
        raise v3_refusal(422, "The image is not of a supported type.", {"image_file": "invalid"})
    if len(content) > most:
        raise v3_refusal(422, f"The image is larger than {most} bytes.", {"image_file": "invalid"})
    path = f"/images/uploads/{catalog.part_id()}.{kind}"
    catalog.uploads[path] = content
    return path


def sent_picture(catalog: Catalog, request: Request, *, by_url: bool = False) -> str:
    """Return the path of a picture sent as ``image_file``, or the URL where that is taken too."""
    if not is_form(request):
        if not by_url:
            raise v3_refusal(422, "The image must be sent as a form.", {"image_file": "missing"})
        return str(IMAGE.written(_needed(v3_body(request), "image_url"))["image_url"])
    return kept_picture(catalog, _needed(parts_of(request), "image_file")["image_file"])


def picture_answer(content: bytes) -> Response:
    """Return a kept picture with the type that it is of."""
    kind = next((kind for magic, kind in _KINDS.items() if content.startswith(magic)), "png")
    return Response(200, content, {"Content-Type": f"image/{kind.replace('jpg', 'jpeg')}"})


def _needed(parts: Json, name: str) -> Json:
    if name not in parts:
        raise v3_refusal(422, f"The field '{name}' is missing.", {name: "missing"})
    return parts
