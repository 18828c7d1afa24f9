"""What the tests of storages share: a clock moved by hand and a storage that really awaits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import anyio.lowlevel

from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    MemoryStorage,
    Page,
    Query,
    Record,
    Write,
)


class HandClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, duration: timedelta) -> None:
        self.now += duration


class AwaitedStorage:
    """An async storage: other tasks run before each answer."""

    def __init__(self) -> None:
        self._kept = MemoryStorage()

    async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        await anyio.lowlevel.checkpoint()
        return self._kept.read(account, kind, keys)

    async def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        await anyio.lowlevel.checkpoint()
        return self._kept.commit(account, writes)

    async def find(self, query: Query) -> Page:
        await anyio.lowlevel.checkpoint()
        return self._kept.find(query)

    async def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        await anyio.lowlevel.checkpoint()
        return self._kept.count(account, kind, where, by)

    async def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        await anyio.lowlevel.checkpoint()
        return self._kept.acquire(name, owner, ttl)

    async def release(self, lease: Lease) -> None:
        await anyio.lowlevel.checkpoint()
        self._kept.release(lease)

    async def close(self) -> None:
        await anyio.lowlevel.checkpoint()
        self._kept.close()
