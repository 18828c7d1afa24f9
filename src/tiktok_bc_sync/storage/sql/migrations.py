"""The versions of the tables: which one a database has, and how it is brought to the newest.

One process migrates at a time; those that start meanwhile wait, and find the work done.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tiktok_bc_sync.errors import SchemaTooNew, StorageError, StorageUnavailable
from tiktok_bc_sync.storage.sql import facets, tallies
from tiktok_bc_sync.storage.sql.schema import entry, facet, metadata, record, schema, tally

NEWEST = 3
"""The version that this library reads and writes."""

# What names this lock to everybody who uses the database: "tbs" and "schema", as numbers.
_LOCK = 0x746273_736368
_LOCK_NAME = "tbs_schema"
_PATIENCE = 300


def migrate(connection: sa.Connection) -> None:
    """Make the tables, or bring them to the newest version; do nothing where they are there already.

    The transaction is the caller's, so that a host's own migrations may call this with their
    connection. Raises `SchemaTooNew` where a newer library has migrated them.
    """
    if _checked(version(connection)) == NEWEST:
        return  # also where nothing may be written
    with _alone(connection):
        found = _checked(version(connection))
        if found is None:
            metadata.create_all(connection)
            _index_search(connection)
        for number in range(found or NEWEST, NEWEST):
            _STEPS[number](connection)
        if found != NEWEST:
            now = datetime.now(UTC).isoformat()
            connection.execute(schema.insert().values(version=NEWEST, applied_at=now))


def check(connection: sa.Connection) -> None:
    """Refuse tables of another version with `StorageError`, newer ones with `SchemaTooNew`."""
    found = _checked(version(connection))
    if found != NEWEST:
        told = "has no tables yet" if found is None else f"has tables of version {found}"
        raise StorageError(
            f"The storage {told}; this library needs version {NEWEST}.",
            what_to_do="Call its migrate() once, or open it without create=False.",
        )


def version(connection: sa.Connection) -> int | None:
    """Return the version of the tables, None where there are none."""
    inspector = sa.inspect(connection)
    if inspector.has_table(schema.name):
        newest: int | None = connection.execute(sa.select(sa.func.max(schema.c.version))).scalar()
        return newest
    return 1 if inspector.has_table(record.name) else None


def _checked(found: int | None) -> int | None:
    if found is not None and found > NEWEST:
        raise SchemaTooNew(
            f"The storage has tables of version {found}; this library knows {NEWEST}.",
            what_to_do="Upgrade tiktok-bc-sync before using this storage.",
        )
    return found


@contextmanager
def _alone(connection: sa.Connection) -> Generator[None]:
    match connection.dialect.name:
        case "postgresql":  # until the transaction ends
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield
        case "mysql" | "mariadb":  # each change of a table there ends a transaction
            got = connection.execute(sa.select(sa.func.get_lock(_LOCK_NAME, _PATIENCE))).scalar()
            if not got:
                raise StorageUnavailable("Another process has been migrating for too long.")
            try:
                # What was seen before the lock is old, and what is done must be seen when it ends.
                connection.exec_driver_sql("COMMIT")
                yield
                connection.exec_driver_sql("COMMIT")
            finally:
                connection.execute(sa.select(sa.func.release_lock(_LOCK_NAME)))
        case _:  # SQLite: a transaction that writes is alone from its beginning
            yield


# --- steps: each brings a version to the next, and may be repeated after a crash -----


def _tallied(connection: sa.Connection) -> None:
    """2: tallies, and a search index on PostgreSQL."""
    metadata.create_all(connection, [schema, tally])
    tallies.make_anew(connection)
    _index_search(connection)


def _faceted(connection: sa.Connection) -> None:
    """3: facets, and no tally of a value that no record has any more."""
    metadata.create_all(connection, [facet])
    connection.execute(tally.delete().where(tally.c.value != "", tally.c.number == 0))
    facets.make_anew(connection)


_STEPS: Mapping[int, Callable[[sa.Connection], None]] = {1: _tallied, 2: _faceted}


def _index_search(connection: sa.Connection) -> None:
    """Let PostgreSQL find texts by any part of them, where its extension may be used."""
    if connection.dialect.name != "postgresql":
        return
    with suppress(DBAPIError), connection.begin_nested():
        connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
        connection.execute(
            sa.text(
                f"CREATE INDEX IF NOT EXISTS tbs_entry_folded ON {entry.name} "
                "USING gin (folded gin_trgm_ops)"
            )
        )
