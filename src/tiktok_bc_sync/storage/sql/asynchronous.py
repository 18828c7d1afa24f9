"""The same storage on async drivers: other tasks run while the database works."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeVar

import anyio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Page,
    Query,
    Record,
    Write,
    check_writes,
)
from tiktok_bc_sync.storage.sql import leases, migrations, reads
from tiktok_bc_sync.storage.sql.engine import (
    TRIES,
    async_engine,
    closed,
    lost_races,
    options,
    parsed,
    refusals,
    shown,
)
from tiktok_bc_sync.storage.sql.storage import now
from tiktok_bc_sync.storage.sql.writes import do_all

R = TypeVar("R")


class AsyncSqlStorage:
    """Keeps records where `SqlStorage` does, through an async driver: psycopg, aiomysql or aiosqlite.

    It takes the same URLs, and connects at its first use, when its tables are made or migrated unless
    ``create`` is False. It belongs to the event loop of its first use, which is asyncio's: trio has no
    such drivers, and uses `SqlStorage` in threads. Raises as `SqlStorage` does, most of it at the first
    use.
    """

    def __init__(
        self, url: str, *, create: bool = True, clock: Callable[[], datetime] = now
    ) -> None:
        self._clock = clock
        self._url = parsed(url, asynchronous=True)
        self._engine = async_engine(self._url)
        self._create = create
        self._closed = self._ready = False
        self._opening = anyio.Lock()

    def __repr__(self) -> str:
        """The URL without its password."""
        return f"AsyncSqlStorage({shown(self._url)!r})"

    async def migrate(self) -> None:
        """See `SqlStorage.migrate`."""
        with refusals(self._url):
            if await self._run(migrations.version) != migrations.NEWEST:
                await self._run(migrations.migrate, write=True)
        self._ready = True

    async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """See `Storage.read`."""
        return await self._done(lambda connection: reads.read(connection, account, kind, keys))

    async def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """See `Storage.commit`."""
        check_writes(account, writes)
        if not writes:
            return []
        return await self._done(lambda connection: do_all(connection, account, writes), write=True)

    async def find(self, query: Query) -> Page:
        """See `Storage.find`."""
        return await self._done(lambda connection: reads.find(connection, query))

    async def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """See `Storage.count`."""
        return await self._done(
            lambda connection: reads.count(connection, account, kind, where, by)
        )

    async def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """See `Storage.acquire`."""
        return await self._done(
            lambda connection: leases.take(connection, name, owner, ttl, self._clock()), write=True
        )

    async def release(self, lease: Lease) -> None:
        """See `Storage.release`."""
        await self._done(
            lambda connection: leases.give_back(connection, lease, self._clock()), write=True
        )

    async def close(self) -> None:
        """Close the connections; calling anything else afterwards raises `StorageUnavailable`."""
        self._closed = True
        await self._engine.dispose()

    async def _done(self, work: Callable[[sa.Connection], R], *, write: bool = False) -> R:
        with refusals(self._url):
            if not self._ready:
                await self._open()
            for _ in range(TRIES - 1 if write else 0):
                with lost_races():
                    return await self._run(work, write=write)
            return await self._run(work, write=write)

    async def _open(self) -> None:
        async with self._opening:  # tasks that come first together open it once
            if self._ready:
                return
            if self._create:
                await self.migrate()
            else:
                await self._run(migrations.check)
                self._ready = True

    async def _run(self, work: Callable[[sa.Connection], R], *, write: bool = False) -> R:
        async with self._transaction(write=write) as connection:
            return await connection.run_sync(work)

    @asynccontextmanager
    async def _transaction(self, *, write: bool) -> AsyncGenerator[AsyncConnection]:
        if self._closed:
            raise closed(self._url)
        async with self._engine.connect() as connection:
            await connection.execution_options(**options(self._url, write=write))
            async with connection.begin():
                yield connection
