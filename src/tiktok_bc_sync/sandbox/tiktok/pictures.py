"""Uploaded pictures: a multipart body is taken apart, the picture measured and given a URI."""

from __future__ import annotations

import re

from attrs import define, field

from tiktok_bc_sync.sandbox.images import size_of
from tiktok_bc_sync.sandbox.tiktok.wire import (
    PRODUCT_RULE,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    bad_parameter,
)

_USES = frozenset(
    {
        "ATTRIBUTE_IMAGE",
        "CERTIFICATION_IMAGE",
        "CUSTOMIZATION_IMAGE",
        "DESCRIPTION_IMAGE",
        "MAIN_IMAGE",
        "SIZE_CHART_IMAGE",
    }
)
_SQUARED = ("MAIN_IMAGE", "ATTRIBUTE_IMAGE")
_MOST_BYTES = 10 * 1024 * 1024
HOST = "https://p16-oec.sandbox.test"


@define
class Pictures:
    """Pictures by URI: their size and use; the bytes themselves are not kept."""

    ids: Ids
    pictures: dict[str, Json] = field(factory=dict[str, Json])
    urls: set[str] = field(factory=set[str])

    def routes(self) -> list[Route]:
        """Return the operations on pictures."""
        path = "/product/202309/images/upload"
        return [Route("POST", path, self.upload, cipher=False, multipart=True)]

    def upload(self, call: Call) -> Json:
        """Answer Upload Product Image."""
        parts = read_multipart(call.request.headers.get("content-type", ""), call.request.body)
        content, use = parts.get("data", b""), parts.get("use_case", b"MAIN_IMAGE").decode()
        if not content:
            raise bad_parameter("data is a required field")
        if use not in _USES:
            raise bad_parameter("use_case is invalid")
        width, height = _measured(content, use)
        uri = f"tos-sandbox-i-o3syd03w52/{self.ids.next('9', 32)}"
        self.pictures[uri] = {
            "uri": uri,
            "url": f"{HOST}/{uri}~tplv-origin-jpeg.jpeg",
            "width": width,
            "height": height,
            "use_case": use,
        }
        self.urls.add(self.pictures[uri]["url"])
        return self.pictures[uri]

    def shown(self, uri: str) -> Json:
        """Return a picture as products show it."""
        one = self.pictures[uri]
        size = {"width": one["width"], "height": one["height"]}
        return {"uri": uri, "urls": [one["url"]], "thumb_urls": [one["url"]], **size}


def _measured(content: bytes, use: str) -> tuple[int, int]:
    size = size_of(content)
    # The vendor takes WEBP, HEIC and BMP too; the sandbox can measure these two only.
    if size is None or len(content) > _MOST_BYTES:
        raise Refused(PRODUCT_RULE + 20, "The image must be a JPEG or PNG of at most 10 MB")
    low, high = (300, 4000) if use == "MAIN_IMAGE" else (100, 20000)
    if use == "SIZE_CHART_IMAGE":
        low = 1024
    if not low <= min(size) <= max(size) <= high:
        raise Refused(PRODUCT_RULE + 21, f"The image's sides must be {low} to {high} px")
    width, height = size
    if use in _SQUARED and (3 * height > 4 * width or 3 * width > 4 * height):
        return max(size), max(size)
    return size


def read_multipart(content_type: str, body: bytes) -> dict[str, bytes]:
    """Return the parts of a multipart body by their names."""
    found = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.lower().startswith("multipart/form-data") or not found:
        raise bad_parameter("The request must be multipart/form-data")
    parts: dict[str, bytes] = {}
    for piece in (b"\r\n" + body).split(b"\r\n--" + found[1].encode()):
        head, _, content = piece.partition(b"\r\n\r\n")
        name = re.search(rb'[; ]name="([^"]*)"', head)
        if name:
            parts[name[1].decode()] = content
    return parts
