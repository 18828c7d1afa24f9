"""The tables that records, index fields, tallies and leases lie in, on every database that we know."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from tiktok_bc_sync.storage.ordering import LONGEST
from tiktok_bc_sync.storage.record import (
    LONGEST_ACCOUNT,
    LONGEST_FIELD,
    LONGEST_KEY,
    LONGEST_KIND,
)

# The length of a SHA-256 in hexadecimal.
_DIGEST = 64

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

schema = sa.Table(
    "tbs_schema",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("applied_at", sa.String(40), nullable=False),
)
"""Every version that these tables were brought to; the greatest one is what they are now."""

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

tally = sa.Table(
    "tbs_tally",
    metadata,
    sa.Column("account", _name(LONGEST_ACCOUNT), primary_key=True),
    sa.Column("kind", _name(LONGEST_KIND), primary_key=True),
    sa.Column("field", _name(LONGEST_FIELD), primary_key=True),
    sa.Column("value", _name(LONGEST), primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("by_value", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many records a kind has (no field), how many have a field (no value), and how many each value.

A field of many values has ``by_value`` 0 and no row for any of them: counting it looks at the entries.
"""

facet = sa.Table(
    "tbs_facet",
    metadata,
    sa.Column("account", _name(LONGEST_ACCOUNT), primary_key=True),
    sa.Column("kind", _name(LONGEST_KIND), primary_key=True),
    sa.Column("digest", _name(_DIGEST), primary_key=True),
    sa.Column("fields", _text(), nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""How many records of a kind have the same values in all fields of few values: ``fields``, as JSON.

The row without digest lists the fields that are left out of the kind's facets.
"""

lease = sa.Table(
    "tbs_lease",
    metadata,
    sa.Column("name", _name(LONGEST_KEY), primary_key=True),
    sa.Column("owner", _name(LONGEST_KEY), nullable=False),
    sa.Column("token", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.String(40), nullable=False),
)
