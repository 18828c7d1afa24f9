"""The tables: made on request by any number of processes, brought to the newest version, never guessed at."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tiktok_bc_sync.errors import MissingExtra, SchemaTooNew, StorageError, StorageUnavailable
from tiktok_bc_sync.storage import AsyncSqlStorage, Filter, SqlStorage, Write
from tiktok_bc_sync.storage.sql import migrate
from tiktok_bc_sync.storage.sql.engine import opened, parsed
from tiktok_bc_sync.storage.sql.schema import facet, metadata, schema, tally


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = opened(parsed(url))
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


def as_of_version_1(url: str) -> None:
    """Make the tables that the first version of this library made."""
    with connected(url) as connection:
        later = (schema, tally, facet)
        metadata.create_all(connection, [one for one in metadata.sorted_tables if one not in later])


def back_to(url: str, version: int) -> None:
    """Take away what later versions than this one made."""
    with connected(url) as connection:
        facet.drop(connection)
        if version == 1:
            schema.drop(connection)
            tally.drop(connection)
        else:
            connection.execute(schema.update().values(version=version))


def set_version(url: str, version: int) -> None:
    with connected(url) as connection:
        connection.execute(schema.insert().values(version=version, applied_at="2030-01-01"))


def notes(number: int) -> list[Write]:
    return [
        Write(
            "note",
            f"{n:03}",
            None,
            {"size": n, "of": "x" if n % 2 else "y", "small": n < 50},
            {},
        )
        for n in range(number)
    ]


def test_tables_are_made_only_when_asked_for(empty: str) -> None:
    storage = SqlStorage(empty, create=False)
    with pytest.raises(StorageError, match="has no tables yet") as caught:
        storage.read("store", "note", ["a"])
    assert "migrate()" in caught.value.what_to_do
    storage.migrate()
    storage.migrate()
    storage.commit("store", notes(1))
    storage.close()
    again = SqlStorage(empty, create=False)
    assert again.count("store", "note") == {None: 1}
    again.close()


@pytest.mark.parametrize("version", [1, 2])
def test_older_tables_are_migrated_with_all_that_is_in_them(empty: str, version: int) -> None:
    fresh = SqlStorage(empty)
    fresh.commit("store", notes(150))
    fresh.close()
    back_to(empty, version)
    old = SqlStorage(empty, create=False)
    told = f"has tables of version {version}; this library needs version 3"
    with pytest.raises(StorageError, match=told) as caught:
        old.count("store", "note")
    assert "migrate()" in caught.value.what_to_do
    old.migrate()
    assert old.count("store", "note") == {None: 150}
    assert old.count("store", "note", by="of") == {"x": 75, "y": 75}
    assert old.count("store", "note", [Filter("of", "in", ["x", None])]) == {None: 75}
    assert old.count("store", "note", by="size") == dict.fromkeys(range(150), 1)
    assert old.count("store", "note", [Filter("of", "eq", "x")], by="small") == {
        True: 25,
        False: 50,
    }
    old.commit("store", [Write("note", "new", None, {"of": "x"}, {})])
    assert old.count("store", "note", by="of") == {"x": 76, "y": 75}
    old.close()


def test_migrated_tables_are_those_that_are_made_anew(empty: str) -> None:
    as_of_version_1(empty)
    SqlStorage(empty).close()
    with connected(empty) as connection:
        migrated = _shape(connection)
        metadata.drop_all(connection)
    SqlStorage(empty).close()
    with connected(empty) as connection:
        assert _shape(connection) == migrated


def _shape(connection: sa.Connection) -> dict[str, tuple[object, ...]]:
    inspector = sa.inspect(connection)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in columns],
            inspector.get_pk_constraint(name)["constrained_columns"],
            sorted(str(one["name"]) for one in inspector.get_indexes(name)),
        )
        for name in sorted(inspector.get_table_names())
        if (columns := inspector.get_columns(name))
    }


def test_tables_of_a_newer_library_are_left_alone(empty: str) -> None:
    SqlStorage(empty).close()
    set_version(empty, 99)
    with pytest.raises(SchemaTooNew, match="version 99") as caught:
        SqlStorage(empty)
    assert "Upgrade tiktok-bc-sync" in caught.value.what_to_do
    unmigrated = SqlStorage(empty, create=False)
    with pytest.raises(SchemaTooNew):
        unmigrated.read("store", "note", ["a"])
    unmigrated.close()


def test_a_host_migrates_with_a_connection_of_its_own(empty: str) -> None:
    with connected(empty) as connection:
        migrate(connection)
    storage = SqlStorage(empty, create=False)
    assert storage.count("store", "note") == {None: 0}
    storage.close()


STARTING = """
import sys
from tiktok_bc_sync.storage import SqlStorage, Write
print("ready", flush=True)
sys.stdin.readline()
storage = SqlStorage(sys.argv[1])
storage.commit("store", [Write("note", sys.argv[2], None, {"of": "x"}, {})])
storage.close()
"""


@pytest.mark.parametrize("made", [lambda _: None, as_of_version_1], ids=["no tables", "old tables"])
def test_processes_that_start_at_once_migrate_once(empty: str, made: Callable[[str], None]) -> None:
    made(empty)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", STARTING, empty, name],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in "abcd"
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0] * 4
    storage = SqlStorage(empty, create=False)
    assert storage.count("store", "note", by="of") == {"x": 4}
    storage.close()
    with connected(empty) as connection:
        versions = connection.execute(sa.select(schema.c.version)).scalars().all()
    assert versions == [3]


# --- opening ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "extra"),
    [
        ("postgresql://anna:s3cret@localhost/db", "postgres"),
        ("postgres://anna:s3cret@localhost/db", "postgres"),
        ("mariadb://anna:s3cret@localhost/db", "mariadb"),
        ("mysql://anna:s3cret@localhost/db", "mariadb"),
    ],
)
@pytest.mark.parametrize("kind", ["SqlStorage", "AsyncSqlStorage"])
def test_a_missing_driver_is_told_with_its_extra(url: str, extra: str, kind: str) -> None:
    code = (
        "import sys\n"
        "for name in ('psycopg', 'pymysql', 'aiomysql'): sys.modules[name] = None\n"
        f"from tiktok_bc_sync.storage import {kind}\n"
        f"try: {kind}(sys.argv[1])\n"
        "except ImportError as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, url], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(MissingExtra.__name__)
    assert f"pip install 'tiktok-bc-sync[{extra}]'" in done.stdout
    assert "s3cret" not in done.stdout


@pytest.mark.parametrize(
    "url", ["postgresql://anna:s3cret@localhost:1/db", "mariadb://anna:s3cret@127.0.0.1:1/db"]
)
def test_a_server_that_does_not_answer_is_told_without_the_password(url: str) -> None:
    with pytest.raises(StorageUnavailable, match="can't be used") as caught:
        SqlStorage(url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.retry


@pytest.mark.parametrize(
    ("kind", "driver"), [(SqlStorage, "aiosqlite"), (AsyncSqlStorage, "pysqlite")]
)
def test_a_driver_of_the_other_world_is_refused(kind: Callable[[str], object], driver: str) -> None:
    with pytest.raises(StorageUnavailable, match="driver") as caught:
        kind(f"sqlite+{driver}://")
    assert "leave the driver out" in caught.value.what_to_do


@pytest.mark.anyio
async def test_an_async_storage_migrates_on_request_and_says_when_it_is_closed(empty: str) -> None:
    storage = AsyncSqlStorage(empty, create=False)
    with pytest.raises(StorageError, match="has no tables yet"):
        await storage.read("store", "note", ["a"])
    await storage.migrate()
    await storage.commit("store", notes(3))
    assert await storage.count("store", "note") == {None: 3}
    await storage.close()
    with pytest.raises(StorageUnavailable, match="is closed"):
        await storage.count("store", "note")
    assert "AsyncSqlStorage('" in repr(storage)
