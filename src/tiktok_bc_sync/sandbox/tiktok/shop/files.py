"""Uploaded files that are no pictures: certificates and videos, kept by their ids."""

from __future__ import annotations

import re

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.shop.pictures import HOST
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    PRODUCT_RULE,
    Call,
    Ids,
    Json,
    Refused,
    Route,
    bad_parameter,
)

PDF = "PDF"
VIDEOS = ("MP4", "MOV", "MKV", "WMV", "WEBM", "AVI", "3GP", "FLV", "MPEG")
_MEGABYTE = 1024 * 1024
_MOST_PDF, _MOST_VIDEO = 20, 100


@define
class Files:
    """Files by id; the bytes themselves are not kept."""

    ids: Ids
    files: dict[str, Json] = field(factory=dict[str, Json])

    def routes(self) -> list[Route]:
        """Return the operations on files."""
        path = "/product/202309/files/upload"
        return [Route("POST", path, self.upload, cipher=False, multipart=True)]

    def upload(self, call: Call) -> Json:
        """Answer Upload Product File."""
        parts = call.form()
        content, name = parts.get("data", b""), parts.get("name", b"").decode(errors="replace")
        if not content or not name:
            raise bad_parameter(f"{'name' if content else 'data'} is a required field")
        kind = _kind_of(name)
        most = _MOST_PDF if kind == PDF else _MOST_VIDEO
        if len(content) > most * _MEGABYTE:
            raise Refused(PRODUCT_RULE + 96, f"A {kind} file has at most {most} MB")
        file_id = self.ids.next("v09")
        file = {"id": file_id, "name": name, "format": kind, "url": f"{HOST}/{file_id}/{name}"}
        self.files[file_id] = {**file, "size": len(content) // _MEGABYTE}
        return file

    def is_of(self, file_id: str, kinds: tuple[str, ...]) -> bool:
        """Tell whether a file was uploaded and has one of these formats."""
        return file_id in self.files and self.files[file_id]["format"] in kinds


def _kind_of(name: str) -> str:
    found = re.fullmatch(r"[A-Za-z0-9][^\s.]*\.([A-Za-z0-9]+)", name)
    kind = found[1].upper() if found else ""
    if kind not in (PDF, *VIDEOS):
        raise Refused(
            PRODUCT_RULE + 95, f"The file name {name!r} is malformed or of another format"
        )
    return kind
