"""The servers that storages are tested on: told by the environment, or found on this machine."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tiktok_bc_sync.errors import MissingExtra, StorageUnavailable
from tiktok_bc_sync.storage.sql.engine import opened, parsed

SERVERS = {
    "PostgreSQL": ("TEST_POSTGRES_URL", "postgresql://localhost/test"),
    "MariaDB": ("TEST_MARIADB_URL", "mariadb://root@127.0.0.1/test"),
    "Redis": ("TEST_REDIS_URL", "redis://localhost:6379/0"),
}
"""The variable that tells where a server is, and where it is looked for otherwise."""


def url_of(server: str) -> str:
    """Return where a server is."""
    variable, default = SERVERS[server]
    return os.environ.get(variable, default)


def absent(server: str, why: object) -> NoReturn:
    """Skip a test for which there is no server; fail under CI, where all of them are."""
    told = f"{server} can't be used ({why}); {SERVERS[server][0]} tells where it is"
    if os.environ.get("CI") == "true":
        pytest.fail(told)
    pytest.skip(told)


@contextmanager
def new_database(server: str) -> Generator[str]:
    """Make an empty database for a test, give its URL, and drop it."""
    try:
        engine = opened(parsed(url_of(server)))
    except (StorageUnavailable, MissingExtra) as error:
        absent(server, error)
    name = f"tbs_test_{uuid4().hex[:12]}"
    force = " WITH (FORCE)" if server == "PostgreSQL" else ""
    _run(engine, f"CREATE DATABASE {name}")
    try:
        yield sa.make_url(url_of(server)).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(engine, f"DROP DATABASE {name}{force}")
        engine.dispose()


def _run(engine: sa.Engine, statement: str) -> None:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(statement))
