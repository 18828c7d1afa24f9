"""The storage itself: each of the seven methods is a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.storage.body import json_object
from tiktok_bc_sync.storage.ordering import is_cut, unsorted_value, written_cursor
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
    is_storable,
)
from tiktok_bc_sync.storage.sql import leases, queries
from tiktok_bc_sync.storage.sql.engine import opened, parsed, refusals, shown
from tiktok_bc_sync.storage.sql.schema import create_tables
from tiktok_bc_sync.storage.sql.writes import do_all, sliced

R = TypeVar("R")


def _now() -> datetime:
    return datetime.now(UTC)


class SqlStorage:
    """Keeps records in the database that an SQLAlchemy URL names, as in ``sqlite:///connector.db``.

    Missing tables are made when it is opened, unless ``create`` is False. ``clock`` decides when leases
    expire. Raises `StorageUnavailable` where the database can't be opened.
    """

    def __init__(
        self, url: str, *, create: bool = True, clock: Callable[[], datetime] = _now
    ) -> None:
        self._clock = clock
        self._url = parsed(url)
        self._engine = opened(self._url)
        self._closed = False
        if create:
            with refusals(self._url):
                create_tables(self._engine)

    def __repr__(self) -> str:
        """The URL without its password."""
        return f"SqlStorage({shown(self._url)!r})"

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        wanted = [key for key in dict.fromkeys(keys) if is_storable(key)]
        with refusals(self._url), self._transaction() as connection:
            rows = [
                row
                for chunk in sliced(wanted)
                for row in connection.execute(queries.records_at(chunk, account, kind))
            ]
        return [_record(account, kind, row) for row in rows]

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        check_writes(account, writes)
        if not writes:
            return []
        return self._write(lambda connection: do_all(connection, account, writes))

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        rows: list[sa.Row[str, int, str, str, str]] = []
        with refusals(self._url), self._transaction() as connection:
            for part in queries.parts(query):
                room = query.limit + 1 - len(rows)
                if room:
                    rows += connection.execute(queries.records_of(part.limit(room), query))
        page = [_record(query.account, query.kind, row) for row in rows[: query.limit]]
        if len(rows) <= query.limit:
            return Page(page)
        key, _, _, _, position = rows[query.limit - 1]
        return Page(page, written_cursor(query, position, key))

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        with refusals(self._url), self._transaction() as connection:
            total = connection.execute(queries.total(account, kind, where)).scalar_one()
            if by is None:
                return {None: total}
            rows = connection.execute(queries.totals(account, kind, where, by)).all()
        found: Counter[IndexValue] = Counter()
        for value, number, key in rows:
            found[self._whole(account, kind, key, by, value)] += number
        absent = total - found.total()
        return found + Counter({None: absent})

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        return self._write(lambda c: leases.take(c, name, owner, ttl, self._clock()))

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token, so that the next one is greater."""
        self._write(lambda connection: leases.give_back(connection, lease, self._clock()))

    def close(self) -> None:
        """Close the connections; calling anything else afterwards raises `StorageUnavailable`."""
        self._closed = True
        self._engine.dispose()

    def _whole(self, account: str, kind: str, key: str, field: str, value: str) -> IndexValue:
        """Return what a sortable value stands for, read from a record that has it where it was cut."""
        if not is_cut(value):
            return unsorted_value(value)
        found = self.read(account, kind, [key])
        return found[0].index.get(field) if found else None

    def _write(self, work: Callable[[sa.Connection], R]) -> R:
        with refusals(self._url):
            try:
                with self._transaction(write=True) as connection:
                    return work(connection)
            except IntegrityError:  # another process made the same first row: now it is seen
                with self._transaction(write=True) as connection:
                    return work(connection)

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Generator[sa.Connection]:
        if self._closed:
            raise StorageUnavailable(f"The storage {shown(self._url)} is closed.")
        with self._engine.connect() as connection:
            connection.execution_options(write=write)
            with connection.begin():
                yield connection


def _record(account: str, kind: str, row: sa.Row[str, int, str, str, str]) -> Record:
    key, version, fields, body, _ = row
    index = cast("dict[str, IndexValue]", json_object(fields, kind, key))
    return Record(account, kind, key, version, index, json_object(body, kind, key))
