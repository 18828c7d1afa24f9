"""How many records there are of each kind and value: kept with each commit, so that nobody counts them.

Commits of one account queue, so that its tallies are changed by one at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from tiktok_bc_sync.storage.ordering import LONGEST, NOTHING, is_cut, sortable
from tiktok_bc_sync.storage.record import Filter, Op
from tiktok_bc_sync.storage.sql.bulk import add
from tiktok_bc_sync.storage.sql.schema import entry, record, tally

Changes = Counter[tuple[str, str, str]]
"""By how much the number of each kind, field and value grows; without value: of all that have the field."""

# States, types and flags have fewer values, and ids and titles have more.
_MOST_VALUES = 100


_NAMED = (
    tally.c.account == sa.bindparam("account"),
    tally.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    tally.c.field.in_(sa.bindparam("fields", expanding=True)),
)
_KNOWN = (
    sa.select(tally.c.kind, tally.c.field, sa.func.min(tally.c.by_value), sa.func.count())
    .where(*_NAMED)
    .group_by(tally.c.kind, tally.c.field)
)
_EMPTY = tally.delete().where(*_NAMED, tally.c.value != "", tally.c.number == 0)


def change(connection: sa.Connection, account: str, changes: Changes) -> Sequence[tuple[str, str]]:
    """Add to the tallies of an account; return the fields that have too many values from now on.

    Their tallies by value are given up.
    """
    changed = {name: number for name, number in changes.items() if number}
    if not changed:
        return []
    known = dict(_known(connection, account, changed))
    many = sorted(set(_many(changed, known)))
    for kind, field in many:
        _give_up(connection, account, kind, field)
    left = {*many} | {name for name, (by_value, _) in known.items() if not by_value}
    rows = [
        _row(account, name, number, name[:2] not in left)
        for name, number in sorted(changed.items())
        if not name[2] or name[:2] not in left
    ]
    add(connection, tally, rows, "number")
    if any(number < 0 for number in changed.values()):
        _forget(connection, account, changed)
    return many


def _forget(
    connection: sa.Connection, account: str, changed: Mapping[tuple[str, str, str], int]
) -> None:
    """Delete the values that no record has any more: they may be a buyer's name."""
    kinds, fields = {name[0] for name in changed}, {name[1] for name in changed}
    named = {"account": account, "kinds": sorted(kinds), "fields": sorted(fields)}
    connection.execute(_EMPTY, named)


def _known(
    connection: sa.Connection, account: str, changed: Mapping[tuple[str, str, str], int]
) -> Iterator[tuple[tuple[str, str], tuple[bool, int]]]:
    """Yield of each field that changes whether its values are tallied, and how many they are."""
    kinds, fields = {name[0] for name in changed}, {name[1] for name in changed}
    named = {"account": account, "kinds": sorted(kinds), "fields": sorted(fields)}
    for kind, field, by_value, number in connection.execute(_KNOWN, named):
        yield (kind, field), (bool(by_value), number)


def _many(
    changed: Mapping[tuple[str, str, str], int], known: Mapping[tuple[str, str], tuple[bool, int]]
) -> Iterator[tuple[str, str]]:
    values: Counter[tuple[str, str]] = Counter()
    for kind, field, value in changed:
        # A text that was cut could not be told from its sortable form: it counts as too many.
        values[kind, field] += _MOST_VALUES + 1 if is_cut(value) else bool(value)
    for name, number in values.items():
        by_value, there = known.get(name, (True, 0))
        if by_value and number + there > _MOST_VALUES:
            yield name


def _give_up(connection: sa.Connection, account: str, kind: str, field: str) -> None:
    mine = (tally.c.account == account, tally.c.kind == kind, tally.c.field == field)
    connection.execute(tally.delete().where(*mine, tally.c.value != ""))
    connection.execute(tally.update().where(*mine).values(by_value=0))


def _row(
    account: str, name: tuple[str, str, str], number: int, by_value: bool
) -> dict[str, object]:
    kind, field, value = name
    return {
        "account": account,
        "kind": kind,
        "field": field,
        "value": value,
        "number": number,
        "by_value": int(by_value),
    }


# --- reading -------------------------------------------------------------------------


def number_of(account: str, kind: str, field: str = "") -> sa.ColumnElement[int]:
    """Return how many records a kind has, or how many of them have a field, as part of a statement."""
    found = sa.select(tally.c.number).where(*_of(account, kind, field), tally.c.value == "")
    return sa.func.coalesce(found.scalar_subquery(), 0)


def matching(
    connection: sa.Connection, account: str, kind: str, where: Sequence[Filter]
) -> int | None:
    """Return how many records match, None where only a look at the entries can tell."""
    if len(where) > 1 or any(one.op not in (Op.EQ, Op.IN) for one in where):
        return None
    total: int = connection.execute(sa.select(number_of(account, kind))).scalar_one()
    if not where:
        return total
    known = by_value(connection, account, kind, where[0].field)
    if known is None:
        return None
    known[NOTHING] = total - known.total()
    return sum(known[value] for value in set(map(sortable, where[0].choices)))


def by_value(connection: sa.Connection, account: str, kind: str, field: str) -> Counter[str] | None:
    """Return how many records have each value of a field, as sortable texts; None where none are kept."""
    columns = sa.select(tally.c.value, tally.c.number, tally.c.by_value)
    rows = connection.execute(columns.where(*_of(account, kind, field))).all()
    if not all(kept for _, _, kept in rows):
        return None
    return Counter({value: number for value, number, _ in rows if value and number})


def _of(account: str, kind: str, field: str) -> tuple[sa.ColumnElement[bool], ...]:
    return tally.c.account == account, tally.c.kind == kind, tally.c.field == field


# --- making them anew ----------------------------------------------------------------


def make_anew(connection: sa.Connection) -> None:
    """Count everything, as tables from before there were tallies need it."""
    connection.execute(tally.delete())
    everything, nothing, kept = sa.func.count(), sa.literal(""), sa.literal(1)
    kinds = sa.select(record.c.account, record.c.kind, nothing, nothing, everything, kept)
    _fill(connection, kinds.group_by(record.c.account, record.c.kind))
    field = (entry.c.account, entry.c.kind, entry.c.field)
    few = sa.func.count(sa.distinct(entry.c.value)) <= _MOST_VALUES
    short = sa.func.max(sa.func.length(entry.c.value)) < LONGEST
    fields = sa.select(*field, nothing, everything, sa.case((few & short, 1), else_=0))
    _fill(connection, fields.group_by(*field))
    of_field = sa.and_(*(tally.c[one.name] == one for one in field), tally.c.value == "")
    values = sa.select(*field, entry.c.value, everything, kept).join(tally, of_field)
    _fill(connection, values.where(tally.c.by_value == 1).group_by(*field, entry.c.value))


def _fill(connection: sa.Connection, counted: sa.SelectBase) -> None:
    connection.execute(tally.insert().from_select(tally.c.keys(), counted))
