"""What the work on one order costs a storage, beside the same statements by hand, and what a lease costs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg
import sqlalchemy as sa
from attrs import frozen
from sqlalchemy import event

from benchmarks.measuring import Figure, Measurement
from tiktok_bc_sync.storage import IndexValue, JsonValue, SqlStorage, Write

ORDERS = 1000
LEASES = 1000
_TURN = 50
_ACCOUNT, _KIND = "store1", "order"
_COMMIT = "COMMIT"


@frozen
class Executed:
    """A statement that was executed, with its values: one set of them, or one for each time."""

    text: str
    values: Any
    many: bool = False


def working(name: str, url: str, by_hand: str) -> Iterator[Measurement | Figure]:
    """Import orders and take leases; ``by_hand`` is a database for the yardstick."""
    storage = SqlStorage(url)
    SqlStorage(by_hand).close()  # its tables
    ours = raw = 0.0
    with _replaying(by_hand) as replay:
        for begun in range(0, ORDERS, _TURN):  # in turns: what else the machine does disturbs both
            with executed() as statements:
                ours += _timed(partial(_import, storage, range(begun, begun + _TURN)))
            raw += _timed(partial(replay, statements))
    yield Measurement(f"{ORDERS:,} orders, {name}", ours, raw, "the same statements by hand", 2)
    yield Figure(f"orders a second, {name}", ORDERS / ours, "read, claimed and created")
    seconds = _timed(lambda: _take_leases(storage))
    yield Figure(f"leases a second, {name}", LEASES / seconds, "taken and given back")
    storage.close()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _import(storage: SqlStorage, numbers: Sequence[int]) -> None:
    """Do what importing an order does: look whether it is known, claim it, and keep what was created."""
    for number in numbers:
        key = f"57{number:016}"
        storage.read(_ACCOUNT, _KIND, [key])
        (claimed,) = storage.commit(_ACCOUNT, [_order(key, number, "claimed", None)])
        storage.commit(_ACCOUNT, [_order(key, number, "created", claimed.version)])


def _order(key: str, number: int, state: str, expected: int | None) -> Write:
    """Return an order with the index fields and about the size of real ones."""
    index: dict[str, IndexValue] = {
        "order_id": key,
        "state": state,
        "shown": "Awaiting Shipment",
        "settled": state == "created",
        "store_order_id": str(number) if state == "created" else "",
        "created_at": f"2026-01-{number % 28 + 1:02}T00:00:{number % 60:02}+00:00",
        "updated_at": f"2026-01-{number % 28 + 1:02}T00:00:{number % 60:02}+00:00",
        "fulfilled_by": "merchant",
        "customer": f"buyer no. {number}",
        "products": f"\nlamp no. {number % 500}\n",
        "total": 1000 + number,
        "buyer_id": f"74{number:016}",
    }
    body: dict[str, JsonValue] = {**index, "text": "A line of an order. " * 150}
    return Write(_KIND, key, expected, index, body)


def _take_leases(storage: SqlStorage) -> None:
    for number in range(LEASES):
        lease = storage.acquire(f"job {number % 10}", "anna", timedelta(minutes=1))
        assert lease is not None
        storage.release(lease)


# --- by hand -------------------------------------------------------------------------


@contextmanager
def executed() -> Generator[list[Executed]]:
    """Give the statements that any engine executes meanwhile, and where it commits."""
    seen: list[Executed] = []

    def see(
        _: object, __: object, text: str, values: object, ___: object, executemany: bool
    ) -> None:
        seen.append(Executed(text, values, executemany))

    def see_commit(_: object) -> None:
        seen.append(Executed(_COMMIT, None))

    event.listen(sa.Engine, "before_cursor_execute", see)
    event.listen(sa.Engine, "commit", see_commit)
    try:
        yield seen
    finally:
        event.remove(sa.Engine, "before_cursor_execute", see)
        event.remove(sa.Engine, "commit", see_commit)


@contextmanager
def _replaying(url: str) -> Generator[Callable[[Sequence[Executed]], None]]:
    """Open a database without SQLAlchemy, and give what executes statements there."""
    where = sa.make_url(url)
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(where.database), isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            yield partial(_replay, connection.cursor(), connection.commit)
    else:
        dsn = where.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(dsn) as server:
            yield partial(_replay, server.cursor(), server.commit)


def _replay(cursor: Any, commit: Callable[[], None], statements: Sequence[Executed]) -> None:
    for one in statements:
        if one.text == _COMMIT:
            commit()
        elif one.many:
            cursor.executemany(one.text, one.values)
        else:
            cursor.execute(
                one.text, one.values if isinstance(one.values, Mapping) else tuple(one.values or ())
            )
            if cursor.description:
                cursor.fetchall()
