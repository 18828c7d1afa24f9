"""Pictures for catalogues that only name them: a small PNG for any path, always the same."""

from __future__ import annotations

import hashlib
import struct
import zlib

_SIDE = 600
_HEADER = struct.pack(">IIBBBBB", _SIDE, _SIDE, 1, 3, 0, 0, 0)
# One bit for each pixel, all of the palette's only colour: rows are alike, whatever the colour is.
_PIXELS = zlib.compress(bytes(1 + _SIDE // 8) * _SIDE, 9)


def picture(path: str) -> bytes:
    """Return a plain square whose colour depends on the path."""
    colour = hashlib.sha256(path.encode()).digest()[:3]
    chunks = ((b"IHDR", _HEADER), (b"PLTE", colour), (b"IDAT", _PIXELS), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return a PNG's or JPEG's width and height, None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(
                content[at + 5 : at + 7]
            )
        at += 2 + length
    return None
