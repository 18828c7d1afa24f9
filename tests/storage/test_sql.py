"""What a SQL database adds: errors that say what to do, threads, processes, death in mid-commit."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Dialect, Engine, event, make_url
from sqlalchemy.schema import CreateTable

from tiktok_bc_sync.errors import (
    InvalidInput,
    MissingExtra,
    StorageError,
    StorageUnavailable,
)
from tiktok_bc_sync.storage import Filter, JsonValue, Query, SqlStorage, Write
from tiktok_bc_sync.storage.sql.schema import metadata


def note(key: str, expected: int | None = None, **index: str) -> Write:
    return Write("note", key, expected, index, {"text": key})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of a test lies."""
    return tmp_path / "records.db"


@pytest.fixture
def storage(path: Path) -> SqlStorage:
    """A storage in a file."""
    return SqlStorage(f"sqlite:///{path}")


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start another process that talks by its standard input and output."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


# --- opening -------------------------------------------------------------------------

UNOPENABLE = {
    "no URL": ("connector.db", "The storage URL can't be read."),
    "no port": ("postgresql://anna:s3cret@localhost:port/db", "The storage URL can't be read."),
    "a folder that is missing": ("sqlite:////missing/folder/x.db", "unable to open database file"),
    "a database that nobody knows": ("nonsense://anna:s3cret@localhost/db", "not installed"),
    "a driver that nobody has": ("sqlite+nonsense://anna:s3cret@localhost/db", "not installed"),
    "an option that is no number": ("sqlite:///x.db?timeout=s3cret", "can't be opened"),
}


@pytest.mark.parametrize(("url", "told"), UNOPENABLE.values(), ids=UNOPENABLE.keys())
def test_what_cannot_be_opened_is_told_in_one_line_without_the_password(
    url: str, told: str
) -> None:
    with pytest.raises(StorageUnavailable) as caught:
        SqlStorage(url)
    message = str(caught.value)
    assert told in message
    assert "\n" not in message
    assert "s3cret" not in message
    assert caught.value.what_to_do


def test_a_file_that_is_no_database_is_told_and_left_alone(path: Path) -> None:
    path.write_text("Dear diary, " * 1000)
    with pytest.raises(StorageUnavailable, match="not a database"):
        SqlStorage(f"sqlite:///{path}")
    assert path.read_text() == "Dear diary, " * 1000


def test_a_repr_shows_no_password() -> None:
    with pytest.raises(StorageUnavailable):
        SqlStorage("nonsense://anna:s3cret@localhost/db")
    shown = repr(SqlStorage("sqlite://?timeout=1"))
    assert shown == "SqlStorage('sqlite://')"


def test_without_sqlalchemy_the_extra_is_named() -> None:
    code = """
import sys
sys.modules["sqlalchemy"] = None
try:
    from tiktok_bc_sync.storage import SqlStorage
except ImportError as error:
    print(type(error).__name__, error)
"""
    told, _ = python(code).communicate()
    assert told.startswith(MissingExtra.__name__)
    assert "pip install 'tiktok-bc-sync[sql]'" in told


def test_storages_are_imported_without_sqlalchemy() -> None:
    code = "import sys, tiktok_bc_sync.storage; print('sqlalchemy' in sys.modules)"
    assert python(code).communicate()[0] == "False\n"


def test_a_database_is_opened_again_with_what_was_in_it(storage: SqlStorage, path: Path) -> None:
    storage.commit("store", [note("a")])
    storage.close()
    again = SqlStorage(f"sqlite:///{path}")
    assert [record.key for record in again.read("store", "note", ["a"])] == ["a"]


CALLS: dict[str, Callable[[SqlStorage], object]] = {
    "read": lambda storage: storage.read("store", "note", ["a"]),
    "commit": lambda storage: storage.commit("store", [note("b")]),
    "find": lambda storage: storage.find(Query("store", "note")),
    "count": lambda storage: storage.count("store", "note"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///{}"])
def test_a_closed_storage_says_so(
    call: Callable[[SqlStorage], object], url: str, path: Path
) -> None:
    storage = SqlStorage(url.format(path))
    storage.close()
    with pytest.raises(StorageUnavailable, match="is closed"):
        call(storage)


# --- what is wrong inside ------------------------------------------------------------


def test_a_file_that_may_not_be_written_can_be_read(storage: SqlStorage, path: Path) -> None:
    storage.commit("store", [note("a")])
    frozen = SqlStorage(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert len(frozen.read("store", "note", ["a"])) == 1
    with pytest.raises(StorageUnavailable, match="readonly") as caught:
        frozen.commit("store", [note("b")])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("body", ["", "not JSON", "[1]", "null", '{"text": '])
def test_a_damaged_body_names_its_record_and_none_of_its_content(
    storage: SqlStorage, path: Path, body: str
) -> None:
    storage.commit("store", [note("a"), note("b")])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE tbs_record SET body = ? WHERE key = 'a'", [body])
    with pytest.raises(StorageError, match="The note a in the storage is damaged") as caught:
        storage.find(Query("store", "note"))
    assert not body or body not in str(caught.value)
    assert not isinstance(caught.value, StorageUnavailable)  # trying again does not help
    assert [record.key for record in storage.read("store", "note", ["b"])] == ["b"]


def test_bodies_hold_what_databases_reject_in_texts(storage: SqlStorage) -> None:
    body: dict[str, JsonValue] = {"nul": "a\0b", "half": "\ud83d", "huge": 10**40, "zero": -0.0}
    storage.commit("store", [Write("note", "a", None, {}, body)])
    assert repr(storage.read("store", "note", ["a"])[0].body) == repr(body)


@pytest.mark.parametrize("key", ["", "a\0b", "\ud83d", "k" * 256])
def test_a_key_that_no_database_can_keep_is_refused_and_not_found(
    storage: SqlStorage, key: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        note(key)
    assert caught.value.field == "key"
    assert storage.read("store", "note", [key]) == []


def test_an_account_that_no_database_can_keep_is_refused(storage: SqlStorage) -> None:
    for account in ("", "x" * 121, "a\0"):
        with pytest.raises(InvalidInput) as caught:
            storage.commit(account, [note("a")])
        assert caught.value.field == "account"


# --- threads, processes and death ----------------------------------------------------


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"]
)
def test_a_database_in_memory_is_one_for_all_threads(url: str) -> None:
    storage = SqlStorage(url)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: storage.commit("store", [note(f"{n}")]), range(40)))
    assert storage.count("store", "note") == {None: 40}
    assert SqlStorage("sqlite://").count("store", "note") == {None: 0}


def test_more_threads_than_connections_wait_for_their_turn(storage: SqlStorage) -> None:
    ready = threading.Barrier(30)

    def work(number: int) -> None:
        ready.wait()
        storage.commit("store", [note(f"{number}")])

    with ThreadPoolExecutor(30) as pool:
        list(pool.map(work, range(30)))
    assert storage.count("store", "note") == {None: 30}


def test_a_writer_waits_for_another_one(storage: SqlStorage, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(storage.commit, "store", [note("a")])
            assert storage.count("store", "note") == {None: 0}  # readers don't wait
            assert not waiting.done()
            other.execute("COMMIT")
            assert len(waiting.result(timeout=30)) == 1


def test_a_writer_that_waited_too_long_gives_up(storage: SqlStorage, path: Path) -> None:
    storage.commit("store", [note("a")])
    impatient = SqlStorage(f"sqlite:///{path}?timeout=0.01")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="locked") as caught:
            impatient.commit("store", [note("b")])
        assert caught.value.retry
    assert len(impatient.commit("store", [note("b")])) == 1


OPENING = """
import sys
from tiktok_bc_sync.storage import SqlStorage, Write
print("ready", flush=True)
sys.stdin.readline()
SqlStorage(sys.argv[1]).commit("store", [Write("note", sys.argv[2], None, {"of": "x"}, {})])
"""


def test_processes_may_make_the_tables_at_the_same_time(path: Path) -> None:
    url = f"sqlite:///{path}"
    processes = [python(OPENING, url, name) for name in "abc"]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert SqlStorage(url).count("store", "note", by="of") == {"x": 3}


REWRITING = """
import sys
from itertools import count
from tiktok_bc_sync.storage import SqlStorage, Write
storage = SqlStorage(sys.argv[1])
versions = [None] * 1000
for round in count():
    index, body = {"round": round}, {"round": round}
    made = storage.commit("store", [
        Write("note", f"{key:04}", version, index, body) for key, version in enumerate(versions)
    ])
    versions = [record.version for record in made]
    print(round, flush=True)
"""


def test_a_process_killed_in_mid_commit_leaves_all_or_nothing_of_it(path: Path) -> None:
    url = f"sqlite:///{path}"
    process = python(REWRITING, url)
    assert process.stdout is not None
    while process.stdout.readline() != "1\n":
        pass
    process.kill()  # it is writing the next round of a thousand records now
    process.communicate()
    storage = SqlStorage(url)
    found = storage.find(Query("store", "note", limit=2000)).records
    assert len(found) == 1000
    assert len({str((one.index, one.body)) for one in found}) == 1
    assert storage.count("store", "note", by="round") == {found[0].index["round"]: 1000}


# --- statements ----------------------------------------------------------------------


LOOK_UPS: dict[str, Callable[[SqlStorage], object]] = {
    "read": lambda storage: storage.read("store", "note", ["a", "b"]),
    "in the order of keys": lambda storage: storage.find(Query("store", "note")),
    "in the order of a field": lambda storage: storage.find(Query("store", "note", order_by="of")),
    "backwards": lambda storage: storage.find(
        Query("store", "note", (Filter("of", "eq", "x"),), "of", descending=True)
    ),
    "from a cursor": lambda storage: storage.find(
        Query("store", "note", order_by="of", after='["+of","3a","a"]')
    ),
    "a text": lambda storage: storage.find(
        Query("store", "note", (Filter("of", "contains", "x"),))
    ),
    "a range": lambda storage: storage.find(Query("store", "note", (Filter("of", "ge", "x"),))),
    "nothing": lambda storage: storage.find(Query("store", "note", (Filter("of", "eq", None),))),
    "count": lambda storage: storage.count("store", "note", (Filter("of", "in", ["x"]),), by="to"),
    "write": lambda storage: storage.commit("store", [note("b", of="x")]),
}


@pytest.fixture
def statements() -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """The statements that any engine executes, with their values."""
    seen: list[tuple[str, tuple[object, ...]]] = []

    def see(_: object, __: object, statement: str, values: object, ___: object, many: bool) -> None:
        if isinstance(values, tuple) and not many:
            seen.append((statement, values))

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


@pytest.mark.parametrize("look_up", LOOK_UPS.values(), ids=LOOK_UPS.keys())
def test_every_look_up_uses_an_index(
    storage: SqlStorage,
    path: Path,
    statements: list[tuple[str, tuple[object, ...]]],
    look_up: Callable[[SqlStorage], object],
) -> None:
    statements.clear()
    look_up(storage)
    plans = [
        step
        for statement, values in statements
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        for step in _plan(path, statement, values)
    ]
    assert plans
    assert [step for step in plans if step.startswith("SCAN tbs_")] == []


def _plan(path: Path, statement: str, values: tuple[object, ...]) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return [str(row[3]) for row in rows]


@pytest.mark.parametrize(
    ("dialect", "told"),
    [
        (make_url("postgresql://").get_dialect()(), 'COLLATE "C"'),
        (make_url("mysql://").get_dialect()(), "COLLATE utf8mb4_0900_bin"),
        (make_url("mariadb://").get_dialect()(), "COLLATE utf8mb4_nopad_bin"),
    ],
    ids=["PostgreSQL", "MySQL", "MariaDB"],
)
def test_other_databases_compare_texts_by_code_points(dialect: Dialect, told: str) -> None:
    made = [
        line
        for table in metadata.sorted_tables
        for line in str(CreateTable(table).compile(dialect=dialect)).splitlines()
    ]
    names = [line for line in made if "VARCHAR" in line and "_at " not in line]
    assert len(names) > 10
    assert [line for line in names if told not in line] == []
