"""Databases for the tests of this folder, each made once for a module and dropped after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.storage.databases import new_database


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with new_database("PostgreSQL") as url:
        yield url


@pytest.fixture(scope="module")
def mariadb() -> Iterator[str]:
    """The URL of an empty MariaDB database."""
    with new_database("MariaDB") as url:
        yield url


@pytest.fixture(params=["SQLite", "PostgreSQL", "MariaDB"])
def empty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database without tables, on each server in turn."""
    if request.param == "SQLite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'records.db'}"
        return
    with new_database(request.param) as url:
        yield url
