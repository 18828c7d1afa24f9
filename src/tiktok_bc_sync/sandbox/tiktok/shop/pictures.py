"""Uploaded pictures: taken out of a multipart body, measured, given a URI, later made white."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock
from tiktok_bc_sync.sandbox.images import size_of
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    bad_parameter,
    items,
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
_MODES = ("WHITE_BACKGROUND",)
_MOST_AT_ONCE = 200
_SECONDS_TO_WHITEN = 3
_MOST_BYTES = 10 * 1024 * 1024
HOST = "https://p16-oec.sandbox.test"


@define
class Pictures:
    """Pictures by URI: their size and use; the bytes themselves are not kept."""

    clock: Clock
    ids: Ids
    pictures: dict[str, Json] = field(factory=dict[str, Json])
    urls: set[str] = field(factory=set[str])
    _white: dict[str, str] = field(factory=dict[str, str])
    _white_at: dict[str, int] = field(factory=dict[str, int])

    def routes(self) -> list[Route]:
        """Return the operations on pictures."""
        path = "/product/202309/images/upload"
        optimized = ("images[]?.uri", "images[]?.optimization_mode[]?")
        return [
            Route("POST", path, self.upload, cipher=False, multipart=True),
            Route("POST", "/product/202404/images/optimize", self.optimize, optimized),
        ]

    def upload(self, call: Call) -> Json:
        """Answer Upload Product Image."""
        parts = call.form()
        content, use = parts.get("data", b""), parts.get("use_case", b"MAIN_IMAGE").decode()
        if not content:
            raise bad_parameter("data is a required field")
        if use not in _USES:
            raise bad_parameter("use_case is invalid")
        width, height = _measured(content, use)
        uri = f"tos-sandbox-i-o3syd03w52/{self.ids.next('9', 32)}"
        # Its twin on white is there from the start, so that reading advice changes nothing.
        self._white[uri] = f"{uri}-white"
        for one in (uri, self._white[uri]):
            self._keep(one, width, height, use)
        return self.pictures[uri]

    def optimize(self, call: Call) -> Json:
        """Answer Optimize Images: white backgrounds take some seconds, so one asks again."""
        asked = items(call.body, "images")
        if len(asked) > _MOST_AT_ONCE:
            raise bad_parameter(f"images has over {_MOST_AT_ONCE} images")
        for one in asked:
            if not set(items(one, "optimization_mode")) <= set(_MODES):
                raise bad_parameter("optimization_mode is invalid")
            if one["uri"] not in self.pictures:
                raise Refused(PRODUCT_RULE + 23, f"The image {one['uri']} was not uploaded")
        return {"images": [self._optimized(one["uri"]) for one in asked]}

    def whitened(self, uri: str) -> Json:
        """Return a picture on white; one that is white already is its own."""
        return self.pictures[self._white.get(uri, uri)]

    def _optimized(self, uri: str) -> Json:
        one = self.pictures[uri]
        told: Json = {
            "original_uri": uri,
            "original_url": one["url"],
            "width": one["width"],
            "height": one["height"],
        }
        if uri not in self._white:
            return {**told, "optimize_status": "IGNORE"}
        ready = self._white_at.setdefault(uri, self.clock.unix + _SECONDS_TO_WHITEN)
        if ready > self.clock.unix:
            return {**told, "optimize_status": "PROCESSING"}
        made = self.whitened(uri)
        named = {"optimized_uri": made["uri"], "optimized_url": made["url"]}
        return {**told, **named, "optimize_status": "SUCCESS"}

    def _keep(self, uri: str, width: int, height: int, use: str) -> None:
        self.pictures[uri] = {
            "uri": uri,
            "url": f"{HOST}/{uri}~tplv-origin-jpeg.jpeg",
            "width": width,
            "height": height,
            "use_case": use,
        }
        self.urls.add(self.pictures[uri]["url"])

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
