"""Pictures that speak for what a seller decides, uploaded before the decision is sent."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.sync.engine.context import Context

# What TikTok takes with an offer; it names no other limit.
MOST = 6
_KINDS = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png"}


async def uploaded(context: Context, images: Sequence[bytes]) -> tuple[str, ...]:
    """Upload pictures (JPEG or PNG, at most six of 10 MB) and return TikTok's names for them.

    Raises `InvalidInput` for anything else, before the first one is sent.
    """
    if len(images) > MOST:
        raise InvalidInput(f"There are more than {MOST} pictures.", field="images")
    named = [(content, _named(number, content)) for number, content in enumerate(images, 1)]
    return tuple([await context.shop.upload_image(content, name) for content, name in named])


def _named(number: int, content: bytes) -> str:
    for start, ending in _KINDS.items():
        if content.startswith(start):
            return f"evidence-{number}.{ending}"
    raise InvalidInput(
        f"Picture {number} is neither JPEG nor PNG.", field="images", what_to_do="Convert it."
    )
