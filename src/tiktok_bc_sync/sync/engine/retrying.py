"""Work that reads, decides and commits, done again until nobody wrote in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from tiktok_bc_sync.errors import Conflict

T = TypeVar("T")
# Each try fails only because another writer succeeded.
_TRIES = 20


async def until_alone(work: Callable[[], Awaitable[T]]) -> T:
    """Do the work again as long as another process writes what it read. Raises `Conflict` at last."""
    for _ in range(_TRIES - 1):
        with suppress(Conflict):
            return await work()
    return await work()
