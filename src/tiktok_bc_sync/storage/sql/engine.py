"""How a database is opened, and how what it refuses is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from tiktok_bc_sync.errors import StorageUnavailable

# How long one writer waits for another, in seconds. An URL may say otherwise: ``?timeout=5``.
_PATIENCE = 30


def parsed(url: str) -> sa.URL:
    """Return the URL's parts. Raises `StorageUnavailable`, without the URL: it may hold a password."""
    try:
        return sa.make_url(url)
    except (ArgumentError, ValueError):
        raise StorageUnavailable(
            "The storage URL can't be read.", what_to_do="Write it like sqlite:///connector.db."
        ) from None


def shown(url: sa.URL) -> str:
    """Return the URL without its password and options."""
    return url.set(query={}).render_as_string(hide_password=True)


def opened(url: sa.URL) -> sa.Engine:
    """Return the engine of a database that could be connected to. Raises `StorageUnavailable`."""
    try:
        engine = _sqlite(url) if url.get_backend_name() == "sqlite" else sa.create_engine(url)
        with refusals(url), engine.connect():
            return engine
    except (ArgumentError, ImportError) as error:
        raise StorageUnavailable(
            f"The storage {shown(url)} needs a database driver that is not installed: "
            f"{_one_line(error)}.",
            what_to_do="Install it, or use sqlite:///connector.db.",
        ) from None
    except (TypeError, ValueError):  # its message may quote the option's value
        raise StorageUnavailable(
            f"The storage {shown(url)} can't be opened: its driver refuses an option of the URL.",
            what_to_do="Look at what follows the question mark.",
        ) from None


def _sqlite(url: sa.URL) -> sa.Engine:
    options: dict[str, float | bool] = {} if "timeout" in url.query else {"timeout": _PATIENCE}
    if _in_memory(url):
        # Each connection would have a database of its own: all threads take turns with one.
        engine = sa.create_engine(
            url,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args=options | {"check_same_thread": False},
        )
    else:
        engine = sa.create_engine(url, connect_args=options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _in_memory(url: sa.URL) -> bool:
    return url.database in (None, "", ":memory:") or url.query.get("mode") == "memory"


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # Transactions begin where `_begin_sqlite` says, not by themselves.
    connection.isolation_level = None
    # Readers and a writer don't wait for each other. The file remembers this, so that it does no harm
    # where another process is just doing it, or where the file may only be read.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A reader that later wanted to write could not wait for another writer: writers say so at once.
    options: Mapping[str, object] = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")


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
