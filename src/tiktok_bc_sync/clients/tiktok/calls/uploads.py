"""Pictures and files that listings show or prove something by."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.calls.sending import Upload
from tiktok_bc_sync.clients.tiktok.wire.limits import cut, distinct
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import OptimizedPicture, Picture, PictureUse, UploadedFile


@frozen
class PictureItem:
    """An uploaded picture."""

    uri: str
    url: str = ""
    width: int = 0
    height: int = 0
    use_case: str = ""


@frozen
class FileItem:
    """An uploaded file; its format is ``format`` on the wire."""

    id: str
    name: str = ""
    format: str = ""
    url: str = ""


@frozen
class OptimizedItem:
    """A picture and its twin on white."""

    original_uri: str
    optimized_uri: str = ""
    optimized_url: str = ""
    optimize_status: str = ""


@frozen
class Optimized:
    """The pictures that were asked about."""

    images: tuple[OptimizedItem, ...] | None = None


UPLOAD_IMAGE = Endpoint("uploadProductImage", "POST", "/product/202309/images/upload", PictureItem)
UPLOAD_FILE = Endpoint("uploadProductFile", "POST", "/product/202309/files/upload", FileItem)
OPTIMIZE = Endpoint(
    "optimizeImages", "POST", "/product/202404/images/optimize", Optimized, shop=True
)

_MEGABYTE = 1024 * 1024
_LARGEST_PICTURE = 10
_LARGEST_PDF, _LARGEST_VIDEO = 20, 100
_VIDEOS = frozenset({"MP4", "MOV", "MKV", "WMV", "WEBM", "AVI", "3GP", "FLV", "MPEG"})
_FILE_NAME = re.compile(r"\w[^\s.]*\.(\w+)")
_PICTURES_A_CALL = 200


class UploadCalls(ShopCalls):
    """Calls that upload."""

    __slots__ = ()

    async def upload_image(self, content: bytes, filename: str) -> str:
        """Upload a picture for a listing's gallery and return its URI; see `upload_picture`."""
        return (await self.upload_picture(content, filename)).uri

    async def upload_picture(
        self, content: bytes, filename: str, use: PictureUse | str = PictureUse.MAIN
    ) -> Picture:
        """Upload a picture, for one use.

        Raises `InvalidInput` for an empty one and for more than 10 MB; TikTok tells what else it doesn't
        take. Vendor: Upload Product Image, version 202309.
        """
        _check_size("content", content, _LARGEST_PICTURE)
        made = (
            await self._ask(UPLOAD_IMAGE, upload=Upload(filename, content, {"use_case": use}))
        ).value
        return Picture(made.uri, made.url, made.width, made.height, made.use_case or use)

    async def upload_file(self, content: bytes, filename: str) -> UploadedFile:
        """Upload a PDF (up to 20 MB) or a video (up to 100 MB).

        Its name begins with no symbol, and has no spaces and no full stop but the one before its ending.
        Raises `InvalidInput` for anything else. Vendor: Upload Product File, version 202309.
        """
        kind = _kind_of(filename)
        _check_size("content", content, _LARGEST_PDF if kind == "PDF" else _LARGEST_VIDEO)
        made = (
            await self._ask(UPLOAD_FILE, upload=Upload(filename, content, {"name": filename}))
        ).value
        return UploadedFile(made.id, made.name or filename, made.format or kind, made.url)

    async def optimize_pictures(self, uris: Sequence[str]) -> list[OptimizedPicture]:
        """Have uploaded pictures put on white, and return how far each of them is.

        It takes TikTok some seconds: repeat the call for those that are PROCESSING. Long lists go in
        calls of 200. Vendor: Optimize Images, version 202404.
        """
        found: list[OptimizedPicture] = []
        for some in cut(distinct("uris", uris), _PICTURES_A_CALL):
            images = [{"uri": uri, "optimization_mode": ["WHITE_BACKGROUND"]} for uri in some]
            answer = await self._ask(OPTIMIZE, body={"images": images})
            found += [_optimized(one) for one in answer.value.images or ()]
        return found


def _optimized(item: OptimizedItem) -> OptimizedPicture:
    return OptimizedPicture(
        item.original_uri, item.optimize_status, item.optimized_uri, item.optimized_url
    )


def _kind_of(filename: str) -> str:
    found = _FILE_NAME.fullmatch(filename)
    kind = found[1].upper() if found else ""
    if kind != "PDF" and kind not in _VIDEOS:
        raise InvalidInput(
            f"{filename[:80]!r} is no name of a file that TikTok Shop takes.",
            field="filename",
            what_to_do='Give a PDF or a video a plain name, as in "certificate.pdf".',
        )
    return kind


def _check_size(name: str, content: bytes, megabytes: int) -> None:
    if not content or len(content) > megabytes * _MEGABYTE:
        raise InvalidInput(
            f"The file has {len(content)} bytes; TikTok Shop takes 1 to {megabytes} MB.",
            field=name,
            what_to_do="Give the whole file, or a smaller one.",
        )
