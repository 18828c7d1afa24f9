"""The tables that records, index fields and leases lie in, on every database that SQLAlchemy knows."""

from __future__ import annotations

from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from tiktok_bc_sync.storage.ordering import LONGEST
from tiktok_bc_sync.storage.record import (
    LONGEST_ACCOUNT,
    LONGEST_FIELD,
    LONGEST_KEY,
    LONGEST_KIND,
)

# Texts are equal and sorted by their code points, never by a language's rules or without case. SQLite
# does so by itself.
_COLLATIONS = {"mysql": "utf8mb4_0900_bin", "mariadb": "utf8mb4_nopad_bin"}


def _name(length: int) -> TypeEngine[str]:
    kind: TypeEngine[str] = sa.String(length)
    kind = kind.with_variant(sa.String(length, collation="C"), "postgresql")
    for dialect, collation in _COLLATIONS.items():
        kind = kind.with_variant(
            mysql.VARCHAR(length, charset="utf8mb4", collation=collation), dialect
        )
    return kind


def _text() -> TypeEngine[str]:
    kind: TypeEngine[str] = sa.Text()
    for dialect, collation in _COLLATIONS.items():
        kind = kind.with_variant(mysql.LONGTEXT(charset="utf8mb4", collation=collation), dialect)
    return kind


metadata = sa.MetaData()

sequence = sa.Table(
    "tbs_sequence",
    metadata,
    sa.Column("account", _name(LONGEST_ACCOUNT), primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
)
"""The last version given in each account. Whoever commits holds its row: commits of one account queue."""

record = sa.Table(
    "tbs_record",
    metadata,
    sa.Column("account", _name(LONGEST_ACCOUNT), primary_key=True),
    sa.Column("kind", _name(LONGEST_KIND), primary_key=True),
    sa.Column("key", _name(LONGEST_KEY), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("fields", _text(), nullable=False),
    sa.Column("body", _text(), nullable=False),
)

# A row for each index field of each record, rather than a column: whatever a kind declares can be
# looked up without a change of schema. A field that is None has no row. Its key starts with the field,
# so that `contains` reads the texts of one field one after another; the index holds all that the
# other filters, orders and counts look at, so that these never touch the records themselves.
entry = sa.Table(
    "tbs_entry",
    metadata,
    sa.Column("account", _name(LONGEST_ACCOUNT), primary_key=True),
    sa.Column("kind", _name(LONGEST_KIND), primary_key=True),
    sa.Column("field", _name(LONGEST_FIELD), primary_key=True),
    sa.Column("key", _name(LONGEST_KEY), primary_key=True),
    sa.Column("value", _name(LONGEST), nullable=False),
    sa.Column("folded", _text(), nullable=True),
    sa.Index("tbs_entry_value", "account", "kind", "field", "value", "key"),
    sqlite_with_rowid=False,
)

lease = sa.Table(
    "tbs_lease",
    metadata,
    sa.Column("name", _name(LONGEST_KEY), primary_key=True),
    sa.Column("owner", _name(LONGEST_KEY), nullable=False),
    sa.Column("token", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.String(40), nullable=False),
)


def create_tables(engine: sa.Engine) -> None:
    """Make the tables that are missing, also while other processes are making them."""
    for _ in metadata.tables:  # each try fails only because another process made a table first
        with suppress(DBAPIError):
            return _create_missing(engine)
    return _create_missing(engine)


def _create_missing(engine: sa.Engine) -> None:
    present = sa.inspect(engine).get_table_names()
    if not metadata.tables.keys() <= set(present):
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            metadata.create_all(connection)
