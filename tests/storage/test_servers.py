"""What a database server adds: plans that use indexes, and writes that it undid done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.storage.test_sql import LOOK_UPS, note
from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.storage import Filter, Query, SqlStorage
from tiktok_bc_sync.storage.sql.engine import opened, parsed


@pytest.fixture(scope="module")
def storage(postgresql: str) -> Iterator[SqlStorage]:
    """A storage on PostgreSQL."""
    made = SqlStorage(postgresql)
    yield made
    made.close()


@pytest.fixture
def look(postgresql: str) -> Iterator[sa.Connection]:
    """A connection beside the storage's."""
    engine = opened(parsed(postgresql))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def statements() -> Iterator[list[tuple[str, Mapping[str, object]]]]:
    """The statements that any engine executes, with their values."""
    seen: list[tuple[str, Mapping[str, object]]] = []

    def see(_: object, __: object, statement: str, values: object, ___: object, many: bool) -> None:
        if isinstance(values, dict) and not many:
            seen.append((statement, values))

    event.listen(sa.Engine, "before_cursor_execute", see)
    yield seen
    event.remove(sa.Engine, "before_cursor_execute", see)


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS.keys())
def test_every_look_up_on_postgresql_can_use_an_index(
    storage: SqlStorage,
    look: sa.Connection,
    statements: list[tuple[str, Mapping[str, object]]],
    look_up: Callable[[SqlStorage], object],
) -> None:
    statements.clear()
    look_up(storage)
    look.execute(sa.text("SET enable_seqscan = off"))  # a scan is planned where nothing else goes
    plans = [
        str(line)
        for statement, values in [one for one in statements if one[0].startswith("SELECT")]
        for line in look.exec_driver_sql(f"EXPLAIN {statement}", values).scalars()
    ]
    assert [line for line in plans if "Index" in line]
    assert [line for line in plans if "Seq Scan on tbs_" in line] == []


def test_parts_of_texts_are_found_by_an_index(storage: SqlStorage, look: sa.Connection) -> None:
    found = look.execute(sa.text("SELECT indexdef FROM pg_indexes WHERE tablename = 'tbs_entry'"))
    assert [one for one in found.scalars() if "gin_trgm_ops" in one]
    storage.commit("search", [note("a", title="Brass Lamp 100%"), note("b", title="Cup")])
    query = Query("search", "note", (Filter("title", "contains", "LAMP 100%"),))
    assert [one.key for one in storage.find(query).records] == ["a"]


class _Deadlock(Exception):
    """What psycopg tells of a transaction that was undone so that another one could go on."""

    sqlstate = "40P01"


@pytest.fixture
def undone() -> Iterator[list[int]]:
    """How many writes the server undoes yet, the first number, and how many it undid, the second."""
    left_and_done = [0, 0]

    def undo(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT INTO tbs_record") and left_and_done[0]:
            left_and_done[0] -= 1
            left_and_done[1] += 1
            raise OperationalError(statement, {}, _Deadlock("deadlock detected"))

    event.listen(sa.Engine, "before_cursor_execute", undo)
    yield left_and_done
    event.remove(sa.Engine, "before_cursor_execute", undo)


def test_a_write_that_the_server_undid_is_done_again(
    storage: SqlStorage, undone: list[int]
) -> None:
    undone[0] = 3
    (made,) = storage.commit("undone", [note("a")])
    assert undone == [0, 3]
    assert storage.read("undone", "note", ["a"]) == [made]
    assert storage.count("undone", "note") == {None: 1}


def test_a_write_that_is_always_undone_is_told(storage: SqlStorage, undone: list[int]) -> None:
    undone[0] = 1000
    with pytest.raises(StorageUnavailable, match="deadlock detected") as caught:
        storage.commit("undone for good", [note("a")])
    undone[0] = 0
    assert caught.value.retry
    assert storage.count("undone for good", "note") == {None: 0}


def test_writes_of_different_accounts_do_not_wait_for_each_other(
    storage: SqlStorage, look: sa.Connection
) -> None:
    storage.commit("held", [note("a")])
    look.execute(sa.text("SELECT last FROM tbs_sequence WHERE account = 'held' FOR UPDATE"))
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(storage.commit, "held", [note("b")])
        assert len(pool.submit(storage.commit, "free", [note("b")]).result(timeout=30)) == 1
        assert not waiting.done()
        look.rollback()
        assert len(waiting.result(timeout=30)) == 1
