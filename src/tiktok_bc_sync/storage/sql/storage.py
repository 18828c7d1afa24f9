"""The storage itself: each of the seven methods is a transaction."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa

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
    closed,
    lost_races,
    opened,
    options,
    parsed,
    refusals,
    shown,
)
from tiktok_bc_sync.storage.sql.writes import do_all

R = TypeVar("R")


def now() -> datetime:
    """Return the time by which leases expire."""
    return datetime.now(UTC)


class SqlStorage:
    """Keeps records in the database that an URL names: ``sqlite:///connector.db``, ``postgresql://…``.

    Its tables are made or migrated when it is opened, unless ``create`` is False: then `migrate` does
    so, and until it was called other calls raise `StorageError`. ``clock`` decides when leases expire.
    Raises `StorageUnavailable` where the database can't be opened, `MissingExtra` where its driver is
    not installed and `SchemaTooNew` where a newer library has migrated it.
    """

    def __init__(
        self, url: str, *, create: bool = True, clock: Callable[[], datetime] = now
    ) -> None:
        self._clock = clock
        self._url = parsed(url)
        self._engine = opened(self._url)
        self._closed = self._ready = False
        if create:
            try:
                self.migrate()
            except BaseException:
                self._engine.dispose()
                raise

    def __repr__(self) -> str:
        """The URL without its password."""
        return f"SqlStorage({shown(self._url)!r})"

    def migrate(self) -> None:
        """Make the tables, or bring them to what this library writes; any number of processes may.

        Raises `SchemaTooNew` where a newer library has migrated them.
        """
        with refusals(self._url):
            if self._run(migrations.version) != migrations.NEWEST:
                self._run(migrations.migrate, write=True)
        self._ready = True

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        return self._done(lambda connection: reads.read(connection, account, kind, keys))

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        check_writes(account, writes)
        if not writes:
            return []
        return self._done(lambda connection: do_all(connection, account, writes), write=True)

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        return self._done(lambda connection: reads.find(connection, query))

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        return self._done(lambda connection: reads.count(connection, account, kind, where, by))

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        return self._done(
            lambda connection: leases.take(connection, name, owner, ttl, self._clock()), write=True
        )

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token, so that the next one is greater."""
        self._done(
            lambda connection: leases.give_back(connection, lease, self._clock()), write=True
        )

    def close(self) -> None:
        """Close the connections; calling anything else afterwards raises `StorageUnavailable`."""
        self._closed = True
        self._engine.dispose()

    def _done(self, work: Callable[[sa.Connection], R], *, write: bool = False) -> R:
        with refusals(self._url):
            if not self._ready:
                self._run(migrations.check)
                self._ready = True
            for _ in range(TRIES - 1 if write else 0):
                with lost_races():
                    return self._run(work, write=write)
            return self._run(work, write=write)

    def _run(self, work: Callable[[sa.Connection], R], *, write: bool = False) -> R:
        with self._transaction(write=write) as connection:
            return work(connection)

    @contextmanager
    def _transaction(self, *, write: bool) -> Generator[sa.Connection]:
        if self._closed:
            raise closed(self._url)
        with self._engine.connect() as connection:
            connection.execution_options(**options(self._url, write=write))
            with connection.begin():
                yield connection
