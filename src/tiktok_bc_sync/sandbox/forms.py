"""Uploads: a multipart body taken apart."""

from __future__ import annotations

import re

from tiktok_bc_sync.sandbox.core import Request


def is_form(request: Request) -> bool:
    """Tell whether a request's body is a form."""
    return _content_type(request).lower().startswith("multipart/form-data")


def form(request: Request) -> dict[str, bytes] | None:
    """Return the parts of a form by their names; None for what is no form."""
    boundary = re.search(r'boundary="?([^";]+)"?', _content_type(request))
    if boundary is None or not is_form(request):
        return None
    parts: dict[str, bytes] = {}
    for piece in (b"\r\n" + request.body).split(b"\r\n--" + boundary[1].encode())[1:]:
        head, _, content = piece.partition(b"\r\n\r\n")
        if name := re.search(rb'[; ]name="([^"]*)"', head):
            parts[name[1].decode(errors="replace")] = content
    return parts


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "")
