"""How a database is opened, and how what it refuses is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, QueuePool

from tiktok_bc_sync.errors import MissingExtra, StorageUnavailable

TRIES = 10
"""How often a write is tried that the database undid for the sake of another one."""

# How long one writer waits for another, in seconds. An URL may say otherwise: ``?timeout=5``.
_PATIENCE = 30

_MYSQL = ("mysql", "mariadb")
# The drivers of an URL that names none: the blocking one and the async one, and the extra with both.
_DRIVERS = {
    "sqlite": ("", "aiosqlite", "sql"),
    "postgresql": ("psycopg", "psycopg", "postgres"),
    "mysql": ("pymysql", "aiomysql", "mariadb"),
    "mariadb": ("pymysql", "aiomysql", "mariadb"),
}


def parsed(url: str, *, asynchronous: bool = False) -> sa.URL:
    """Return the URL's parts, with a driver. Raises `StorageUnavailable` without the URL's password."""
    try:
        read = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise StorageUnavailable(
            "The storage URL can't be read.", what_to_do="Write it like sqlite:///connector.db."
        ) from None
    backend = "postgresql" if read.drivername == "postgres" else read.drivername
    if backend not in _DRIVERS:
        return read
    driver = _DRIVERS[backend][asynchronous]
    return read.set(drivername=f"{backend}+{driver}" if driver else backend)


def shown(url: sa.URL) -> str:
    """Return the URL without its password and options."""
    return url.set(query={}).render_as_string(hide_password=True)


def opened(url: sa.URL) -> sa.Engine:
    """Return the engine of a database that could be connected to.

    Raises `StorageUnavailable`, and `MissingExtra` where the driver is not installed.
    """
    with misunderstandings(url), refusals(url):
        if url.get_dialect().is_async:
            raise _other_world(url, "is async", "AsyncSqlStorage")
        engine = sa.create_engine(url, **_arguments(url, QueuePool))
        _prepare(url, engine)
        with engine.connect():
            return engine


def async_engine(url: sa.URL) -> AsyncEngine:
    """Return the async engine of a database that will be connected to later. Raises as `opened` does."""
    with misunderstandings(url):
        if not url.get_dialect(_is_async=True).is_async:
            raise _other_world(url, "is not async", "SqlStorage")
        engine = create_async_engine(url, **_arguments(url, AsyncAdaptedQueuePool))
        _prepare(url, engine.sync_engine)
        return engine


def _other_world(url: sa.URL, what: str, instead: str) -> StorageUnavailable:
    return StorageUnavailable(
        f"The storage {shown(url)} names a driver that {what}.",
        what_to_do=f"Use {instead}, or leave the driver out of the URL.",
    )


def _arguments(url: sa.URL, queue: type[QueuePool]) -> dict[str, object]:
    backend = url.get_backend_name()
    if backend in _MYSQL:
        return {"isolation_level": "REPEATABLE READ", "pool_pre_ping": True, "pool_recycle": 3600}
    if backend != "sqlite":
        return {"pool_pre_ping": True}
    options: dict[str, object] = {} if "timeout" in url.query else {"timeout": _PATIENCE}
    if not _in_memory(url):
        return {"connect_args": options}
    # Each connection would have a database of its own: all take turns with one.
    one = {"poolclass": queue, "pool_size": 1, "max_overflow": 0, "pool_timeout": _PATIENCE}
    return {**one, "connect_args": {**options, "check_same_thread": False}}


def _in_memory(url: sa.URL) -> bool:
    return url.database in (None, "", ":memory:") or url.query.get("mode") == "memory"


def _prepare(url: sa.URL, engine: sa.Engine) -> None:
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    if url.get_backend_name() == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
    if url.get_backend_name() in _MYSQL:
        event.listen(engine, "begin", _begin_mysql)


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # Transactions begin where `_begin_sqlite` says, not by themselves.
    connection.isolation_level = None
    # Readers and a writer don't wait for each other. The file remembers this, so that it does no harm
    # where another process is just doing it, or where the file may only be read.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode=WAL").close()


def _prepare_postgresql(connection: DBAPIConnection, _: object) -> None:
    # Compiling a statement or starting workers for it takes longer than a page of a list does.
    cursor = connection.cursor()
    cursor.execute("SET jit = off")
    cursor.execute("SET max_parallel_workers_per_gather = 0")
    cursor.close()
    connection.commit()


# --- transactions: a read sees one moment, a write sees all that was committed before -


def options(url: sa.URL, *, write: bool) -> Mapping[str, object]:
    """Return how a connection is told what its next transaction is for."""
    if url.get_backend_name() == "postgresql":
        return {"isolation_level": "READ COMMITTED" if write else "REPEATABLE READ"}
    return {"write": write}


def _begin_sqlite(connection: sa.Connection) -> None:
    # A reader that later wanted to write could not wait for another writer: writers say so at once.
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _begin_mysql(connection: sa.Connection) -> None:
    # Repeatable reads lock the gaps between keys too, where the commits of other accounts write.
    if connection.get_execution_options().get("write"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")


# --- what goes wrong -----------------------------------------------------------------


def closed(url: sa.URL) -> StorageUnavailable:
    """Return the error of a storage that was closed."""
    return StorageUnavailable(f"The storage {shown(url)} is closed.")


@contextmanager
def misunderstandings(url: sa.URL) -> Generator[None]:
    """Turn what SQLAlchemy and drivers say of an URL into our own errors."""
    try:
        yield
    except (ArgumentError, ImportError) as error:
        raise _no_driver(url, error) from None
    except (TypeError, ValueError):  # its message may quote the option's value
        raise StorageUnavailable(
            f"The storage {shown(url)} can't be opened: its driver refuses an option of the URL.",
            what_to_do="Look at what follows the question mark.",
        ) from None


def _no_driver(url: sa.URL, error: Exception) -> MissingExtra | StorageUnavailable:
    told = (
        f"The storage {shown(url)} needs a database driver that is not installed: "
        f"{_one_line(error)}."
    )
    backend, _, driver = url.drivername.partition("+")
    *drivers, extra = _DRIVERS.get(backend, ("",))
    if driver in drivers:
        how = f"Install it with: pip install 'tiktok-bc-sync[{extra}]'."
        return MissingExtra(told, what_to_do=how)
    return StorageUnavailable(told, what_to_do="Install it, or use sqlite:///connector.db.")


@contextmanager
def lost_races() -> Generator[None]:
    """Pass over what a database undid to let another transaction go first: it may be done again."""
    try:
        yield
    except DBAPIError as error:
        # Deadlocks of PostgreSQL and MariaDB, and what PostgreSQL can't serialize.
        orig = error.orig
        code = getattr(orig, "sqlstate", None) or next(iter(orig.args if orig else ()), None)
        if code not in ("40001", "40P01", 1213):
            raise


@contextmanager
def refusals(url: sa.URL) -> Generator[None]:
    """Turn what the database refuses into our own errors, without the URL's password."""
    try:
        yield
    except PoolTimeout:
        raise StorageUnavailable(
            f"The storage {shown(url)} is busy: all its connections are in use."
        ) from None
    except DBAPIError as error:
        raise StorageUnavailable(
            f"The storage {shown(url)} can't be used: {_one_line(error.orig)}.",
            what_to_do="Check that it exists, is writable, and has space left.",
        ) from None


def _one_line(error: BaseException | None) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
