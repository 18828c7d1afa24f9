"""The statements that find and count: which keys, in which order, before any record is touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.selectable import LateralFromClause

from tiktok_bc_sync.storage.ordering import NOTHING, read_cursor, same_type, sortable
from tiktok_bc_sync.storage.record import Filter, Op, Query
from tiktok_bc_sync.storage.sql.schema import entry, record
from tiktok_bc_sync.storage.sql.tallies import number_of

if TYPE_CHECKING:
    Positions = sa.Select[str, str]
    """Pairs of a key and the sortable value that the query orders it by."""

    Found = sa.Select[str, int, str, str, str]
    """A record's key, version, index, body and position."""

_Text = sa.ColumnElement[str]
_Condition = sa.ColumnElement[bool]

_SHOWN = (record.c.key, record.c.version, record.c.fields, record.c.body)


@cache
def records_at(dialect: str) -> Found:
    """Return the statement that reads records by their ``account``, ``kind`` and ``keys``."""
    return _at(dialect, _SHOWN).add_columns(sa.literal(NOTHING))


@cache
def versions_at(dialect: str) -> sa.Select[str, int, str]:
    """Return the statement that reads key, version and index of such records, and no bodies."""
    return cast("sa.Select[str, int, str]", _at(dialect, _SHOWN[:3]))


def _at(dialect: str, columns: Sequence[sa.Column[object]]) -> sa.Select[*tuple[object, ...]]:
    account, kind = sa.bindparam("account", type_=sa.String), sa.bindparam("kind", type_=sa.String)
    if dialect == "postgresql":
        array = sa.bindparam("keys", type_=postgresql.ARRAY(record.c.key.type))
        given = sa.func.unnest(array).table_valued(sa.column("key")).render_derived()
        found = _each_at(given.c.key, account, kind, columns)
        return sa.select(*found.c).join_from(given, found, sa.true())
    keys = record.c.key.in_(sa.bindparam("keys", expanding=True))
    return sa.select(*columns).where(*_of(record, account, kind), keys)


def records_of(positions: Positions, query: Query, dialect: str) -> Found:
    """Return the statement that reads the records at some positions, in their order."""
    at = positions.subquery()
    if dialect == "postgresql":
        found = _each_at(at.c.key, query.account, query.kind, _SHOWN)
        statement = sa.select(*found.c, at.c.value).join_from(at, found, sa.true())
    else:
        same = sa.and_(*_of(record, query.account, query.kind), record.c.key == at.c.key)
        statement = sa.select(*_SHOWN, at.c.value).join_from(record, at, same)
    return statement.order_by(*_ordered(query, at.c.value, at.c.key))


def _each_at(
    key: _Text, account: _Text | str, kind: _Text | str, columns: Sequence[sa.Column[object]]
) -> LateralFromClause:
    """Look up one record after another by its whole key.

    PostgreSQL would do otherwise wherever it believes that the account has only a few records, and it
    believes so until it has analyzed a growing table. The offset keeps the look-up as it stands here.
    """
    one = sa.select(*columns).where(*_of(record, account, kind), record.c.key == key)
    return one.offset(sa.literal_column("0")).lateral()


def parts(query: Query) -> Iterator[Positions]:
    """Yield the statements that one after another give the positions behind the query's cursor.

    Records without the field that orders come before all others: they are a part of their own, so that
    each part walks along an index and stops at its limit.
    """
    after = read_cursor(query)
    if query.order_by == "key":
        yield _in_key_order(query, after)
        return
    steps = [_without_field, _with_field]
    begun = after is not None and after[0] != NOTHING
    if query.descending:
        steps.reverse()
        begun = after is not None and not begun
    for step in steps[begun:]:
        yield step(query, after)
        after = None


def _in_key_order(query: Query, after: tuple[str, str] | None) -> Positions:
    statement = sa.select(record.c.key, sa.literal(NOTHING).label("value")).where(
        *_of(record, query.account, query.kind), *_filters(query, record.c.key)
    )
    if after is not None:
        key = after[1]
        statement = statement.where(record.c.key < key if query.descending else record.c.key > key)
    return statement.order_by(*_ordered(query, record.c.key))


def _without_field(query: Query, after: tuple[str, str] | None) -> Positions:
    account, kind, field = query.account, query.kind, query.order_by
    # Mostly every record has the field, and the tallies tell so sooner than a look at each of them.
    some = number_of(account, kind) > number_of(account, kind, field)
    return _in_key_order(query, after).where(some, _lacks(account, kind, record.c.key, field))


def _with_field(query: Query, after: tuple[str, str] | None) -> Positions:
    statement = sa.select(entry.c.key, entry.c.value).where(
        *_of(entry, query.account, query.kind),
        entry.c.field == query.order_by,
        *_filters(query, entry.c.key),
    )
    if after is not None:
        here = sa.tuple_(entry.c.value, entry.c.key)
        last = sa.tuple_(*after)
        statement = statement.where(here < last if query.descending else here > last)
    return statement.order_by(*_ordered(query, entry.c.value, entry.c.key))


def total(account: str, kind: str, where: Sequence[Filter]) -> sa.Select[int]:
    """Return the statement that counts records."""
    held = (_holds(account, kind, record.c.key, one) for one in where)
    return sa.select(sa.func.count()).select_from(record).where(*_of(record, account, kind), *held)


def totals(account: str, kind: str, where: Sequence[Filter], by: str) -> sa.Select[str, int, str]:
    """Return the statement that counts records for each value of a field, with the key of one each."""
    held = (_holds(account, kind, entry.c.key, one) for one in where)
    return (
        sa.select(entry.c.value, sa.func.count(), sa.func.min(entry.c.key))
        .where(*_of(entry, account, kind), entry.c.field == by, *held)
        .group_by(entry.c.value)
    )


def _of(
    table: sa.FromClause, account: _Text | str, kind: _Text | str
) -> tuple[_Condition, _Condition]:
    return table.c.account == account, table.c.kind == kind


def _ordered(query: Query, *columns: _Text) -> tuple[sa.ColumnElement[str], ...]:
    return tuple(one.desc() if query.descending else one for one in columns)


def _filters(query: Query, key: _Text) -> Iterator[_Condition]:
    return (_holds(query.account, query.kind, key, one) for one in query.where)


# --- filters: each gives the keys that it holds for ----------------------------------


def _holds(account: str, kind: str, key: _Text, wanted: Filter) -> _Condition:
    inner = entry.alias()
    having = sa.select(inner.c.key).where(
        *_of(inner, account, kind),
        inner.c.field == wanted.field,
        _compared(inner.c.value, inner.c.folded, wanted),
    )
    if not _takes_nothing(wanted):
        return key.in_(having)
    return sa.or_(key.in_(having), _lacks(account, kind, key, wanted.field))


def _lacks(account: str, kind: str, key: _Text, field: str) -> _Condition:
    inner = entry.alias()
    return ~sa.exists().where(
        *_of(inner, account, kind), inner.c.field == field, inner.c.key == key
    )


def _takes_nothing(wanted: Filter) -> bool:
    return wanted.op in (Op.EQ, Op.IN) and None in wanted.choices


def _compared(value: _Text, folded: _Text, wanted: Filter) -> _Condition:
    match wanted.op:
        case Op.EQ | Op.IN:
            return value.in_([sortable(one) for one in wanted.choices])
        case Op.CONTAINS:
            return folded.contains(str(wanted.value).casefold(), autoescape=True)
        case _:
            return _in_range(value, wanted.op, sortable(wanted.choices[0]))


def _in_range(value: _Text, op: Op, bound: str) -> _Condition:
    low, high = same_type(bound)
    match op:
        case Op.LT:
            return sa.and_(value >= low, value < bound)
        case Op.LE:
            return sa.and_(value >= low, value <= bound)
        case Op.GT:
            return sa.and_(value > bound, value < high)
        case _:
            return sa.and_(value >= bound, value < high)
