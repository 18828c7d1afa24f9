"""A PostgreSQL that crashes, is restarted, cuts connections and undoes transactions in mid-work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import ExceptionContext

from tests.faults.cluster import Cluster, new_cluster
from tiktok_bc_sync.errors import Conflict, StorageUnavailable
from tiktok_bc_sync.storage import Query, SqlStorage, Write

WRITERS, ROUNDS = 4, 25


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of the tests' own."""
    with new_cluster() as running:
        yield running


@pytest.fixture
def storage(cluster: Cluster) -> Iterator[SqlStorage]:
    """A storage there."""
    made = SqlStorage(cluster.url)
    yield made
    made.close()


@pytest.fixture
def beside(cluster: Cluster) -> Iterator[psycopg.Connection]:
    """A connection beside the storage's."""
    with psycopg.connect(cluster.url) as connection:
        yield connection


@pytest.fixture
def account() -> str:
    """An account of each test's own."""
    return uuid4().hex


def pair(number: int) -> list[Write]:
    """Return two records that are written together or not at all."""
    return [
        Write("note", f"{number:04}-{side}", None, {"number": number, "side": side}, {})
        for side in ("left", "right")
    ]


# --- restarts under load ---------------------------------------------------------------


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_writers_get_over_restarts_and_lose_or_double_nothing(
    cluster: Cluster, storage: SqlStorage, account: str, how: str
) -> None:
    restarted = Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [
            pool.submit(write_on, storage, f"{account}-{number}", restarted)
            for number in range(WRITERS)
        ]
        try:
            for _ in range(2):
                cluster.restart(how)
        finally:
            restarted.set()
        written = [writer.result(timeout=60) for writer in writers]
    for number, count in enumerate(written):
        assert_whole(storage, f"{account}-{number}", count)


def write_on(storage: SqlStorage, account: str, restarted: Event) -> int:
    """Write pair after pair until well after the restarts, each until it is there; return how many."""
    number, last = 0, None
    while last is None or number < last:
        if restarted.is_set() and last is None:
            last = number + ROUNDS
        until_there(lambda: storage.commit(account, pair(number)))  # noqa: B023 - called here
        number += 1
    return number


def until_there(commit: Callable[[], object]) -> None:
    """Commit as a host does: again after what may pass; who finds it there knows that it was done."""
    while True:
        try:
            commit()
        except StorageUnavailable:
            time.sleep(0.01)
        except Conflict:
            return
        else:
            return


def assert_whole(storage: SqlStorage, account: str, pairs: int) -> None:
    """Both records of each pair are there, none else is, and the kept counts are those of the records."""
    keys, after = list[str](), None
    while True:
        page = storage.find(Query(account, "note", after=after))
        keys += [one.key for one in page.records]
        after = page.next
        if after is None:
            break
    assert keys == [one.key for number in range(pairs) for one in pair(number)]
    assert storage.count(account, "note", by="side") == {"left": pairs, "right": pairs}


# --- cut connections -------------------------------------------------------------------


def test_idle_connections_that_were_cut_are_replaced_without_an_error(
    storage: SqlStorage, beside: psycopg.Connection, account: str
) -> None:
    storage.commit(account, pair(1))
    beside.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid != pg_backend_pid() AND backend_type = 'client backend'"
    )
    assert len(storage.read(account, "note", ["0001-left"])) == 1
    assert len(storage.commit(account, pair(2))) == 2


def test_a_commit_whose_connection_is_cut_is_told_and_leaves_nothing(
    storage: SqlStorage, beside: psycopg.Connection, account: str
) -> None:
    storage.commit(account, pair(1))
    beside.execute("SELECT last FROM tbs_sequence WHERE account = %s FOR UPDATE", [account])
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(storage.commit, account, pair(2))
        beside.execute("SELECT pg_terminate_backend(%s)", [who_waits(beside)])
        with pytest.raises(StorageUnavailable, match="terminating connection") as caught:
            waiting.result(timeout=60)
    assert caught.value.retry
    assert "\n" not in str(caught.value)
    beside.rollback()
    assert storage.count(account, "note") == {None: 2}
    assert len(storage.commit(account, pair(2))) == 2


def who_waits(beside: psycopg.Connection) -> int:
    """Wait until a backend waits for a lock, and return its process id."""
    while True:
        found = beside.execute(
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        ).fetchone()
        if found:
            return int(found[0])
        beside.execute("SELECT pg_stat_clear_snapshot()")
        time.sleep(0.002)


# --- transactions that the server undoes -------------------------------------------------


@pytest.fixture
def refusals() -> Iterator[list[str]]:
    """The SQLSTATEs of what the server refused."""
    seen: list[str] = []

    def see(context: ExceptionContext) -> None:
        seen.append(str(getattr(context.original_exception, "sqlstate", "")))

    event.listen(sa.Engine, "handle_error", see)
    yield seen
    event.remove(sa.Engine, "handle_error", see)


def test_a_commit_that_loses_a_deadlock_is_done_again(
    storage: SqlStorage, beside: psycopg.Connection, account: str, refusals: list[str]
) -> None:
    (made, _) = storage.commit(account, pair(1))
    beside.execute("SET LOCAL deadlock_timeout = '10min'")  # the other side finds it, and gives way
    beside.execute("SELECT body FROM tbs_record WHERE account = %s FOR UPDATE", [account])
    with ThreadPoolExecutor(1) as pool:
        change = Write("note", made.key, made.version, {"number": 7, "side": "left"}, {})
        waiting = pool.submit(storage.commit, account, [change])
        who_waits(beside)
        beside.execute("UPDATE tbs_sequence SET last = last WHERE account = %s", [account])
        beside.commit()
        (changed,) = waiting.result(timeout=60)
    assert refusals == ["40P01"]
    assert storage.read(account, "note", [made.key]) == [changed]
    assert storage.count(account, "note", by="number") == {1: 1, 7: 1}


@pytest.fixture
def unserializable(storage: SqlStorage, beside: psycopg.Connection) -> Iterator[None]:
    """A server that can't serialize the next three writes of records, once the storage made its tables."""
    storage.count("store", "note")
    beside.execute("CREATE SEQUENCE refused")
    beside.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('refused') <= 3 THEN RAISE EXCEPTION 'could not serialize access'"
        " USING ERRCODE = 'serialization_failure'; END IF; RETURN NEW; END $$"
    )
    beside.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON tbs_record FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    beside.commit()
    yield
    beside.execute("DROP TRIGGER refuse ON tbs_record; DROP FUNCTION refuse; DROP SEQUENCE refused")
    beside.commit()


@pytest.mark.usefixtures("unserializable")
def test_a_commit_that_can_not_be_serialized_is_done_again(
    storage: SqlStorage, account: str, refusals: list[str]
) -> None:
    storage.commit(account, pair(0))
    assert refusals == ["40001"] * 3
    assert_whole(storage, account, 1)


# --- what can't be opened ----------------------------------------------------------------


def test_a_database_that_is_not_there_is_told_in_one_line(cluster: Cluster) -> None:
    with pytest.raises(StorageUnavailable, match='database "nowhere" does not exist') as caught:
        SqlStorage(cluster.url.replace("/postgres?", "/nowhere?"))
    assert "\n" not in str(caught.value)
    assert caught.value.what_to_do


def test_a_user_who_may_not_read_the_tables_is_told(
    cluster: Cluster, storage: SqlStorage, beside: psycopg.Connection
) -> None:
    storage.count("store", "note")
    beside.execute("CREATE ROLE stranger LOGIN")
    beside.commit()
    with pytest.raises(StorageUnavailable, match="permission denied") as caught:
        SqlStorage(cluster.url.replace("//tests@", "//stranger@"))
    assert "\n" not in str(caught.value)
