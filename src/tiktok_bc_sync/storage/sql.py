"""A storage in a SQL database, through SQLAlchemy Core; SQLite by default."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tiktok_bc_sync.errors import Conflict, MissingExtra, StorageUnavailable
from tiktok_bc_sync.storage.ordering import read_cursor, sortable, unsorted_value, written_cursor
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Op,
    Page,
    Query,
    Record,
    Write,
)

try:
    import sqlalchemy as sa
    from sqlalchemy import event
    from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
except ImportError as error:  # pragma: no cover - needs an environment without the extra
    raise MissingExtra(
        "SqlStorage needs SQLAlchemy.",
        what_to_do="Install it with: pip install 'tiktok-bc-sync[sql]'.",
    ) from error

_Entry = sa.FromClause
_metadata = sa.MetaData()

_record = sa.Table(
    "tbs_record",
    _metadata,
    sa.Column("account", sa.String(190), primary_key=True),
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("key", sa.String(190), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

# A row for each index field of each record, rather than a column: hosts' storages and ours can then
# index whatever a kind declares without a change of schema. The index holds all that filters, orders
# and counts look at, so that these never touch the records themselves.
_entry = sa.Table(
    "tbs_entry",
    _metadata,
    sa.Column("account", sa.String(190), primary_key=True),
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("key", sa.String(190), primary_key=True),
    sa.Column("field", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(300), nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Index("tbs_entry_value", "account", "kind", "field", "value", "key"),
    sqlite_with_rowid=False,
)

_lease = sa.Table(
    "tbs_lease",
    _metadata,
    sa.Column("name", sa.String(190), primary_key=True),
    sa.Column("owner", sa.String(190), nullable=False),
    sa.Column("token", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.String(40), nullable=False),
)

# Databases bound the size of what they index; longer values are ordered and compared by their start.
_VALUE_LENGTH = 300
# SQLite takes at most so many variables in a statement.
_KEYS_A_STATEMENT = 500


def _now() -> datetime:
    return datetime.now(UTC)


class SqlStorage:
    """Keeps records in the database that an SQLAlchemy URL names, as in ``sqlite:///connector.db``.

    The tables are made at the first use unless ``create`` is False. ``clock`` decides when leases
    expire. Raises `StorageUnavailable` where the database can't be opened.
    """

    def __init__(
        self, url: str, *, create: bool = True, clock: Callable[[], datetime] = _now
    ) -> None:
        self._clock = clock
        self._url = _parsed(url)
        self._engine = _engine(self._url)
        if create:
            self._create()

    def __repr__(self) -> str:
        """The URL without its password."""
        return f"SqlStorage({self._url.render_as_string(hide_password=True)!r})"

    def _create(self) -> None:
        with _refusals(self._url):
            _metadata.create_all(self._engine)

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        wanted = list(dict.fromkeys(keys))
        with self._connect() as connection:
            return [
                _read(row)
                for start in range(0, len(wanted), _KEYS_A_STATEMENT)
                for row in connection.execute(
                    _of(account, kind).where(
                        _record.c.key.in_(wanted[start : start + _KEYS_A_STATEMENT])
                    )
                )
            ]

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        with self._connect(write=True) as connection:
            _check(connection, account, writes)
            _forget(connection, account, writes)
            return _insert(connection, account, [one for one in writes if isinstance(one, Write)])

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        with self._connect() as connection:
            rows = connection.execute(_select(query)).all()
        page = rows[: query.limit]
        more = len(rows) > len(page)
        cursor = written_cursor(page[-1].position, page[-1].key) if more and page else None
        return Page([_read(row) for row in page], cursor)

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        statement = _counting(account, kind, where, by)
        with self._connect() as connection:
            rows = connection.execute(statement).all()
        return {(unsorted_value(value) if by else None): count for value, count in rows}

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        now = self._clock()
        with self._connect(write=True) as connection:
            held = connection.execute(sa.select(_lease).where(_lease.c.name == name)).one_or_none()
            alive = held is not None and datetime.fromisoformat(held.expires_at) > now
            if held is not None and alive and held.owner != owner:
                return None
            token = 1 if held is None else held.token + (not alive)
            taken = Lease(name, owner, token, now + ttl)
            connection.execute(_lease.delete().where(_lease.c.name == name))
            connection.execute(_lease.insert().values(**_lease_row(taken)))
            return taken

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token, so that the next one is greater."""
        mine = (
            _lease.c.name == lease.name,
            _lease.c.owner == lease.owner,
            _lease.c.token == lease.token,
        )
        with self._connect(write=True) as connection:
            connection.execute(
                _lease.update().where(*mine).values(expires_at=self._clock().isoformat())
            )

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _connect(self, *, write: bool = False) -> Generator[sa.Connection]:
        with _refusals(self._url), self._engine.connect() as connection:
            connection.execution_options(write=write)
            with connection.begin():
                yield connection


def _parsed(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except ArgumentError:
        raise StorageUnavailable(
            "The storage URL can't be read.", what_to_do="Write it like sqlite:///connector.db."
        ) from None


def _engine(url: sa.URL) -> sa.Engine:
    try:
        engine = sa.create_engine(url)
    except (ArgumentError, ImportError) as error:
        name = url.render_as_string(hide_password=True)
        raise StorageUnavailable(
            f"The storage {name} needs a database driver that is not installed: {error}.",
            what_to_do="Install it, or use sqlite:///connector.db.",
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = (
        None  # transactions begin where `_begin_sqlite` says, not by themselves
    )
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A reader that later wanted to write could not wait for another writer: writers say so at once.
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _refusals(url: sa.URL) -> Generator[None]:
    """Turn what the database refuses into our own errors, without the URL's password."""
    try:
        yield
    except IntegrityError as error:  # another process inserted between our look and our write
        raise Conflict("Somebody else wrote first.", found={}) from error
    except DBAPIError as error:
        name = url.render_as_string(hide_password=True)
        raise StorageUnavailable(
            f"The storage {name} can't be used: {error.orig}.",
            what_to_do="Check that it exists, is writable, and has space left.",
        ) from None


def _of(account: str, kind: str) -> sa.Select[Any]:
    return sa.select(_record).where(_record.c.account == account, _record.c.kind == kind)


def _read(row: sa.Row[Any]) -> Record:
    return Record(
        row.account, row.kind, row.key, row.version, json.loads(row.fields), json.loads(row.body)
    )


# --- writing -----------------------------------------------------------------------


def _check(connection: sa.Connection, account: str, writes: Sequence[Write | Delete]) -> None:
    found = _versions(connection, account, writes)
    wrong = {
        (one.kind, one.key): found.get((one.kind, one.key))
        for one in writes
        if found.get((one.kind, one.key)) != one.expected
    }
    if wrong:
        raise Conflict("Somebody else wrote first.", found=wrong)


def _versions(
    connection: sa.Connection, account: str, writes: Sequence[Write | Delete]
) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for kind, keys in _chunks(writes):
        statement = sa.select(_record.c.key, _record.c.version).where(
            _record.c.account == account, _record.c.kind == kind, _record.c.key.in_(keys)
        )
        for key, version in connection.execute(statement.with_for_update()):
            found[kind, key] = version
    return found


def _forget(connection: sa.Connection, account: str, writes: Sequence[Write | Delete]) -> None:
    old = [one for one in writes if one.expected is not None]
    for kind, keys in _chunks(old):
        for table in (_record, _entry):
            connection.execute(
                table.delete().where(
                    table.c.account == account, table.c.kind == kind, table.c.key.in_(keys)
                )
            )


def _chunks(writes: Sequence[Write | Delete]) -> Iterator[tuple[str, list[str]]]:
    for kind in dict.fromkeys(one.kind for one in writes):
        keys = [one.key for one in writes if one.kind == kind]
        for start in range(0, len(keys), _KEYS_A_STATEMENT):
            yield kind, keys[start : start + _KEYS_A_STATEMENT]


def _insert(connection: sa.Connection, account: str, writes: Sequence[Write]) -> list[Record]:
    records = [
        Record(account, one.kind, one.key, (one.expected or 0) + 1, dict(one.index), one.body)
        for one in writes
    ]
    entries = [entry for record in records for entry in _entries(record)]
    if records:
        connection.execute(_record.insert(), [_row(record) for record in records])
    if entries:
        connection.execute(_entry.insert(), entries)
    return records


def _row(record: Record) -> dict[str, object]:
    return {
        "account": record.account,
        "kind": record.kind,
        "key": record.key,
        "version": record.version,
        "fields": _json(record.index),
        "body": _json(record.body),
    }


def _entries(record: Record) -> Iterator[dict[str, object]]:
    for field, value in record.index.items():
        yield {
            "account": record.account,
            "kind": record.kind,
            "key": record.key,
            "field": field,
            "value": _value(value),
            "folded": value.casefold() if isinstance(value, str) else "",
        }


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _value(value: IndexValue) -> str:
    return sortable(value)[:_VALUE_LENGTH]


def _lease_row(lease: Lease) -> dict[str, object]:
    return {
        "name": lease.name,
        "owner": lease.owner,
        "token": lease.token,
        "expires_at": lease.expires_at.isoformat(),
    }


# --- looking up --------------------------------------------------------------------


def _select(query: Query) -> sa.Select[Any]:
    """Return the statement of a query: one row more than its limit, to know whether more follow."""
    if query.order_by == "key":
        position: sa.ColumnElement[str] = sa.literal("")
        statement = sa.select(_record, position.label("position"))
    else:
        order = _entry.alias()
        position = sa.func.coalesce(order.c.value, _value(None))
        statement = sa.select(_record, position.label("position")).join(
            order, sa.and_(*_same_record(order), order.c.field == query.order_by), isouter=True
        )
    statement = statement.where(_record.c.account == query.account, _record.c.kind == query.kind)
    statement = statement.where(*(_holds(one) for one in query.where))
    if query.after is not None:
        statement = statement.where(_behind(query, position))
    order_by = (_record.c.key,) if query.order_by == "key" else (position, _record.c.key)
    return statement.order_by(*(one.desc() if query.descending else one for one in order_by)).limit(
        query.limit + 1
    )


def _behind(query: Query, position: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    value, key = read_cursor(query.after or "")
    if query.order_by == "key":
        return _record.c.key < key if query.descending else _record.c.key > key
    if query.descending:
        return sa.or_(position < value, sa.and_(position == value, _record.c.key < key))
    return sa.or_(position > value, sa.and_(position == value, _record.c.key > key))


def _counting(
    account: str, kind: str, where: Sequence[Filter], by: str | None
) -> sa.Select[str, int]:
    of = (_record.c.account == account, _record.c.kind == kind)
    held = tuple(_holds(one) for one in where)
    if by is None:
        return sa.select(sa.literal("0"), sa.func.count()).select_from(_record).where(*of, *held)
    counted = _entry.alias()
    value: sa.ColumnElement[str] = sa.func.coalesce(counted.c.value, _value(None))
    joined = _record.join(
        counted, sa.and_(*_same_record(counted), counted.c.field == by), isouter=True
    )
    return sa.select(value, sa.func.count()).select_from(joined).where(*of, *held).group_by(value)


def _same_record(entry: _Entry) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        entry.c.account == _record.c.account,
        entry.c.kind == _record.c.kind,
        entry.c.key == _record.c.key,
    )


def _holds(wanted: Filter) -> sa.ColumnElement[bool]:
    entry = _entry.alias()
    found = sa.exists().where(
        *_same_record(entry), entry.c.field == wanted.field, _compared(entry, wanted)
    )
    if _means_nothing(wanted):  # a field that was never given counts as None
        absent = sa.exists().where(*_same_record(entry), entry.c.field == wanted.field)
        return sa.or_(found, ~absent)
    return found


def _means_nothing(wanted: Filter) -> bool:
    if isinstance(wanted.value, Sequence) and not isinstance(wanted.value, str):
        return None in wanted.value
    return wanted.value is None


def _compared(entry: _Entry, wanted: Filter) -> sa.ColumnElement[bool]:
    column = entry.c.value
    if isinstance(wanted.value, Sequence) and not isinstance(wanted.value, str):
        return column.in_([_value(one) for one in wanted.value])
    value = _value(wanted.value)
    match wanted.op:
        case Op.CONTAINS:
            return entry.c.folded.contains(str(wanted.value).casefold(), autoescape=True)
        case Op.LT:
            return column < value
        case Op.LE:
            return column <= value
        case Op.GT:
            return column > value
        case Op.GE:
            return column >= value
        case _:
            return column == value
