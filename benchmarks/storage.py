"""What SqlStorage costs: writes beside the raw driver, leases, and the lists of a million records."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from uuid import uuid4

import psycopg
import sqlalchemy as sa

from benchmarks.measuring import Figure, Measurement
from benchmarks.storage_work import executed, working
from tiktok_bc_sync.storage import Filter, IndexValue, JsonValue, Query, SqlStorage, Write
from tiktok_bc_sync.storage.body import json_text
from tiktok_bc_sync.storage.ordering import sortable
from tiktok_bc_sync.storage.sql import facets, tallies

UPSERTS = 100_000
LISTED = 1_000_000
_BATCH = 1000

_SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql://localhost/test")
_STATES = ("Live", "Live", "Live", "Draft", "In review", "Failed")
_WORDS = ("lamp", "mug", "chair", "table", "vase", "rug", "clock", "shelf", "bowl", "candle")
_ACCOUNT, _KIND = "store1", "listing"


def measure() -> Iterator[Measurement | Figure]:
    """Measure on SQLite, and on the PostgreSQL of TEST_POSTGRES_URL where it answers."""
    with tempfile.TemporaryDirectory() as folder:
        yield _upserts("SQLite", f"sqlite:///{Path(folder) / 'ours.db'}", _raw_sqlite(folder))
        ours, by_hand = Path(folder) / "orders.db", Path(folder) / "by_hand.db"
        yield from working("SQLite", f"sqlite:///{ours}", f"sqlite:///{by_hand}")
    try:
        with _database() as url, _database() as yardstick:
            yield _upserts("PostgreSQL", url, _raw_postgresql(yardstick))
            yield from working("PostgreSQL", url, yardstick)
            yield from _lists(url)
    except psycopg.OperationalError as error:
        print(f"storage: PostgreSQL left out, as it does not answer: {error}", file=sys.stderr)


@contextmanager
def _database() -> Iterator[str]:
    """Make a database on the server, and drop it afterwards."""
    name, server = f"tbs_bench_{uuid4().hex[:8]}", sa.make_url(_SERVER)
    with psycopg.connect(_dsn(_SERVER), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _dsn(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


# --- upserts ---------------------------------------------------------------------------


def _write(number: int, turn: int, expected: int | None) -> Write:
    """Return a listing as large as real ones are, of which a state changes with each turn."""
    index: dict[str, IndexValue] = {
        "status": _STATES[(number + turn) % len(_STATES)],
        "title": f"{_WORDS[number % 10]} {_WORDS[number // 10 % 10]} no. {number}".capitalize(),
        "changed_at": f"2026-01-{number % 28 + 1:02}T00:00:{number % 60:02}+00:00",
        "visible": number % 5 > 0,
    }
    body: dict[str, JsonValue] = {**index, "turn": turn, "text": "A listing's body. " * 30}
    return Write(_KIND, f"{number:07}", expected, index, body)


def _upserts(name: str, url: str, raw: Callable[[Sequence[Sequence[Write]]], float]) -> Measurement:
    """Write everything new, then change it; the raw driver upserts the same rows, made beforehand."""
    storage = SqlStorage(url)
    versions: list[int | None] = [None] * UPSERTS
    ours = theirs = 0.0
    for turn in range(2):
        writes = [_write(number, turn, version) for number, version in enumerate(versions)]
        batches = [writes[start : start + _BATCH] for start in range(0, UPSERTS, _BATCH)]
        begun = time.perf_counter()
        made = [one.version for batch in batches for one in storage.commit(_ACCOUNT, batch)]
        ours += time.perf_counter() - begun
        versions = list(made)
        theirs += raw(batches)
    storage.close()
    many = f"upsert {UPSERTS:,}, twice, {name}"
    return Measurement(many, ours, theirs, "raw executemany", goal=2)


_TABLES = (
    "CREATE TABLE IF NOT EXISTS r (account TEXT, kind TEXT, key TEXT, version BIGINT, fields TEXT,"
    " body TEXT, PRIMARY KEY (account, kind, key))",
    "CREATE TABLE IF NOT EXISTS e (account TEXT, kind TEXT, field TEXT, key TEXT, value TEXT,"
    " folded TEXT, PRIMARY KEY (account, kind, field, key))",
    "CREATE INDEX IF NOT EXISTS v ON e (account, kind, field, value, key)",
)
_RECORD = (
    "INSERT INTO r VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, kind, key) DO UPDATE SET"
    " version = excluded.version, fields = excluded.fields, body = excluded.body"
)
_ENTRY = (
    "INSERT INTO e VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, kind, field, key) DO UPDATE SET"
    " value = excluded.value, folded = excluded.folded"
)


def _raw_sqlite(folder: str) -> Callable[[Sequence[Sequence[Write]]], float]:
    def upsert(batches: Sequence[Sequence[Write]]) -> float:
        with closing(sqlite3.connect(Path(folder) / "raw.db")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            for statement in _TABLES:
                connection.execute(statement)
            rows = [(_records(batch), _entries(batch)) for batch in batches]
            begun = time.perf_counter()
            for records, entries in rows:
                with connection:
                    connection.executemany(_RECORD, records)
                    connection.executemany(_ENTRY, entries)
            return time.perf_counter() - begun

    return upsert


def _raw_postgresql(url: str) -> Callable[[Sequence[Sequence[Write]]], float]:
    def upsert(batches: Sequence[Sequence[Write]]) -> float:
        with psycopg.connect(_dsn(url)) as connection, connection.cursor() as cursor:
            for statement in _TABLES:
                cursor.execute(statement)
            connection.commit()
            rows = [(_records(batch), _entries(batch)) for batch in batches]
            begun = time.perf_counter()
            for records, entries in rows:
                cursor.executemany(_RECORD.replace("?", "%s"), records)
                cursor.executemany(_ENTRY.replace("?", "%s"), entries)
                connection.commit()
            return time.perf_counter() - begun

    return upsert


def _records(batch: Sequence[Write]) -> list[tuple[object, ...]]:
    return [
        (_ACCOUNT, one.kind, one.key, 1, json_text(one.index, "", ""), json_text(one.body, "", ""))
        for one in batch
    ]


def _entries(batch: Sequence[Write]) -> list[tuple[object, ...]]:
    return [
        (_ACCOUNT, one.kind, field, one.key, sortable(value), str(value).casefold())
        for one in batch
        for field, value in one.index.items()
    ]


# --- lists -----------------------------------------------------------------------------


def _lists(url: str) -> Iterator[Figure]:
    """Time what the list of one merchant's million listings asks for, after the usual maintenance."""
    storage = SqlStorage(url)
    with psycopg.connect(_dsn(url), autocommit=True) as connection:
        _fill(connection)
        with sa.create_engine(storage_url(url)).begin() as counting:
            tallies.make_anew(counting)
            facets.make_anew(counting)
        connection.execute("VACUUM ANALYZE")
    name = f"{LISTED:,} listings"
    screens = _screens(storage)
    for what, ask in screens.items():
        ask()
        yield Figure(name, 1000 * median(_timed(ask) for _ in range(15)), f"ms, {what}", most=50)
    scans = sum(_scans(url, ask) for ask in screens.values())
    yield Figure(name, scans, "steps of their plans that scan all records or entries", most=0)
    storage.close()


def _scans(url: str, ask: Callable[[], object]) -> int:
    """Count the steps that read all records or index entries, in the plans of what is asked."""
    with executed() as statements:
        ask()
    with psycopg.connect(_dsn(url)) as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        lines = [
            str(line)
            for one in statements
            if one.text.startswith("SELECT")
            for (line,) in connection.execute(f"EXPLAIN {one.text}", one.values)
        ]
    # The tables of counts have a page or two, which no index makes shorter.
    return sum(
        f"Seq Scan on {one}" in line for line in lines for one in ("tbs_record", "tbs_entry")
    )


def storage_url(url: str) -> sa.URL:
    """Return an URL that names the driver."""
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def _timed(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


def _screens(storage: SqlStorage) -> dict[str, Callable[[], object]]:
    live, failed = Filter("status", "eq", "Live"), Filter("status", "eq", "Failed")
    visible, search = (
        Filter("visible", "eq", True),
        Filter("title", "contains", "LAMP RUG no. 7705"),
    )

    def page(*where: Filter, order_by: str = "key", after: str | None = None) -> Query:
        return Query(_ACCOUNT, "many", where, order_by, order_by != "key", 50, after)

    last_day = Filter("changed_at", "ge", "2026-01-28")

    after = storage.find(page(live, order_by="changed_at")).next
    return {
        "first page by key": lambda: storage.find(page()),
        "first page by change": lambda: storage.find(page(order_by="changed_at")),
        "first page by title": lambda: storage.find(page(order_by="title")),
        "one state": lambda: storage.find(page(live)),
        "one state by change": lambda: storage.find(page(live, order_by="changed_at")),
        "the page after it": lambda: storage.find(page(live, order_by="changed_at", after=after)),
        "two conditions": lambda: storage.find(page(failed, visible, order_by="changed_at")),
        "search in titles": lambda: storage.find(page(search)),
        "search, in one state": lambda: storage.find(page(search, live, order_by="title")),
        "count of all": lambda: storage.count(_ACCOUNT, "many"),
        "counts by state": lambda: storage.count(_ACCOUNT, "many", by="status"),
        "count of one state": lambda: storage.count(_ACCOUNT, "many", [failed]),
        "counts by state of the visible": lambda: storage.count(
            _ACCOUNT, "many", [visible], by="status"
        ),
        "count of two conditions": lambda: storage.count(_ACCOUNT, "many", [live, visible]),
        "counts by state of one day": lambda: storage.count(
            _ACCOUNT, "many", [last_day], by="status"
        ),
        "counts by state of a search": lambda: storage.count(
            _ACCOUNT, "many", [search], by="status"
        ),
    }


def _fill(connection: psycopg.Connection) -> None:
    """Copy the million in: it is their reading that is measured."""
    with connection.cursor() as cursor:
        with cursor.copy("COPY tbs_record FROM STDIN") as copy:
            for number in range(LISTED):
                one = _write(number, 0, None)
                fields, body = json_text(one.index, "", ""), json_text(one.body, "", "")
                copy.write_row((_ACCOUNT, "many", one.key, 1, fields, body))
        with cursor.copy("COPY tbs_entry FROM STDIN") as copy:
            for number in range(LISTED):
                for _, _, field, key, value, folded in _entries([_write(number, 0, None)]):
                    copy.write_row((_ACCOUNT, "many", field, key, value, folded))
