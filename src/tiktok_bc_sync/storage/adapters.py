"""Any storage for any world: the engine awaits, whatever the host's storage does."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from typing import ParamSpec, TypeVar, cast

import anyio.to_thread
from anyio.from_thread import BlockingPortal, start_blocking_portal

from tiktok_bc_sync.storage.protocol import AsyncStorage, Storage
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Page,
    Query,
    Record,
    Write,
)

P = ParamSpec("P")
R = TypeVar("R")


def as_async(storage: Storage | AsyncStorage, *, blocking: bool) -> AsyncStorage:
    """Return the storage as the engine wants it.

    In the blocking world awaits never suspend: a plain storage is called directly, an async one through
    an event loop of its own in another thread. In the async world a plain storage runs in worker
    threads, so that it never holds up the loop.
    """
    if inspect.iscoroutinefunction(storage.read):
        ready = cast("AsyncStorage", storage)
        return _PortalStorage(ready) if blocking else ready
    plain = cast("Storage", storage)
    return InlineStorage(plain) if blocking else _ThreadedStorage(plain)


class InlineStorage:
    """A plain storage, awaited without ever suspending."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def __repr__(self) -> str:
        return repr(self._storage)

    async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """See `Storage.read`."""
        return await self._call(self._storage.read, account, kind, keys)

    async def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """See `Storage.commit`."""
        return await self._call(self._storage.commit, account, writes)

    async def find(self, query: Query) -> Page:
        """See `Storage.find`."""
        return await self._call(self._storage.find, query)

    async def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """See `Storage.count`."""
        return await self._call(self._storage.count, account, kind, where, by)

    async def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """See `Storage.acquire`."""
        return await self._call(self._storage.acquire, name, owner, ttl)

    async def release(self, lease: Lease) -> None:
        """See `Storage.release`."""
        await self._call(self._storage.release, lease)

    async def close(self) -> None:
        """See `Storage.close`."""
        await self._call(self._storage.close)

    async def _call(self, method: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return method(*args, **kwargs)


class _ThreadedStorage(InlineStorage):
    """A plain storage whose calls run in worker threads."""

    async def _call(self, method: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await anyio.to_thread.run_sync(partial(method, *args, **kwargs))


class _PortalStorage(InlineStorage):
    """An async storage driven by an event loop in another thread, opened at the first call."""

    def __init__(self, storage: AsyncStorage) -> None:
        # Its methods are called by `_call` alone, which runs what they return.
        super().__init__(cast("Storage", storage))
        self._opening = threading.Lock()
        self._open = ExitStack()
        self._portal: BlockingPortal | None = None

    async def close(self) -> None:
        """Close the storage and its event loop."""
        await super().close()
        with self._opening:
            self._open.close()
            self._portal = None

    async def _call(self, method: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        begin = cast("Callable[..., Coroutine[object, object, R]]", method)
        return self._opened().call(partial(begin, *args, **kwargs))

    def _opened(self) -> BlockingPortal:
        with self._opening:  # threads that come first at the same time share one loop
            if self._portal is None:
                self._portal = self._open.enter_context(start_blocking_portal())
            return self._portal
