"""How many records are alike in all their fields of few values: what counts under conditions are made of.

States, types and flags have few values, and a million records few combinations of them. Each combination
is a row here, a facet, kept with every commit. Fields of many values are left out, and so is the one with
the most of them wherever a kind has too many combinations; counts that ask for those look at the entries.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from hashlib import sha256
from typing import cast

import sqlalchemy as sa
from attrs import frozen

from tiktok_bc_sync.storage.matching import matches
from tiktok_bc_sync.storage.ordering import sortable, unsorted_value
from tiktok_bc_sync.storage.record import Filter, IndexValue
from tiktok_bc_sync.storage.sql.bulk import add
from tiktok_bc_sync.storage.sql.schema import facet, record, tally

Indexes = Mapping[tuple[str, str], Mapping[str, IndexValue]]
"""The index fields of some records, by kind and key."""

_Facet = tuple[tuple[str, str], ...]
"""The fields that records have alike, with their sortable values, in order."""

# A count reads all facets of its kind: so many take some ten milliseconds.
_MOST = 2000
# Under which digest the fields are told that are left out.
_LEFT_OUT = ""
_PAGE = 5000

_MINE = (
    facet.c.account == sa.bindparam("account"),
    facet.c.kind.in_(sa.bindparam("kinds", expanding=True)),
)
_THERE = (
    sa.select(
        facet.c.kind,
        sa.func.max(sa.case((facet.c.digest == _LEFT_OUT, facet.c.fields))),
        sa.func.count(),
    )
    .where(*_MINE)
    .group_by(facet.c.kind)
)
_EMPTY = facet.delete().where(*_MINE, facet.c.number == 0, facet.c.digest != _LEFT_OUT)


def change(
    connection: sa.Connection,
    account: str,
    before: Indexes,
    now: Indexes,
    given_up: Iterable[tuple[str, str]],
) -> None:
    """Count records that are not as before, without the fields that have too many values from now on."""
    if before == now:
        return
    there = _there(connection, account, {kind for kind, _ in (*before, *now)})
    for kind, field in given_up:
        left = there[kind].left | {field}
        there[kind] = _write_anew(connection, account, kind, left)
    grown = Counter(_facets(now, there))
    grown.subtract(_facets(before, there))
    changed = {name: number for name, number in grown.items() if number}
    rows = [_row(account, kind, one, number) for (kind, one), number in changed.items()]
    if rows:
        add(connection, facet, rows, "number")
    if any(number < 0 for number in changed.values()):
        _forget(connection, account, sorted(there))
    for kind, number in Counter(kind for kind, _ in changed).items():
        if there[kind].number + number > _MOST:  # some of them may have been there
            _write(connection, account, kind, *_read(connection, account, kind))


def count(
    connection: sa.Connection, account: str, kind: str, where: Sequence[Filter], by: str | None
) -> Counter[IndexValue] | None:
    """Count the matching records by the value of a field; None where only the entries can tell."""
    asked = {one.field for one in where} | ({by} if by else set[str]())
    left, known = _read(connection, account, kind)
    if asked & left:
        return None
    found: Counter[IndexValue] = Counter()
    for one, number in _only(known, asked).items():
        index = {field: unsorted_value(value) for field, value in one}
        if matches(index, where):
            found[index.get(by) if by else None] += number
    return found


def make_anew(connection: sa.Connection) -> None:
    """Count everything, as tables from before there were facets need it; the tallies must be there."""
    connection.execute(facet.delete())
    kinds = sa.select(tally.c.account, tally.c.kind).where(tally.c.field == "")
    for account, kind in connection.execute(kinds).all():
        many = sa.select(tally.c.field).where(
            tally.c.account == account, tally.c.kind == kind, tally.c.by_value == 0
        )
        left = frozenset(connection.execute(many).scalars())
        known: Counter[_Facet] = Counter()
        for index in _indexes(connection, account, kind):
            known[_facet(index, left)] += 1
        _write(connection, account, kind, left, known)


# --- a kind's facets -----------------------------------------------------------------


@frozen
class _Kind:
    """Which fields are left out of a kind's facets, and how many rows there are."""

    left: frozenset[str] = frozenset()
    number: int = 0


def _there(connection: sa.Connection, account: str, kinds: Set[str]) -> dict[str, _Kind]:
    rows = connection.execute(_THERE, {"account": account, "kinds": sorted(kinds)})
    return dict.fromkeys(kinds, _Kind()) | {
        kind: _Kind(_fields(left), number) for kind, left, number in rows
    }


def _fields(left: str | None) -> frozenset[str]:
    return frozenset(cast("list[str]", json.loads(left)) if left else ())


def _read(
    connection: sa.Connection, account: str, kind: str
) -> tuple[frozenset[str], Counter[_Facet]]:
    """Return which fields are left out, and how many records each facet has."""
    left, known = frozenset[str](), Counter[_Facet]()
    columns = sa.select(facet.c.digest, facet.c.fields, facet.c.number)
    for digest, fields, number in connection.execute(columns.where(*_of(account, kind))):
        if digest == _LEFT_OUT:
            left = _fields(fields)
        else:
            known[tuple(cast("dict[str, str]", json.loads(fields)).items())] += number
    return left, known


def _forget(connection: sa.Connection, account: str, kinds: Sequence[str]) -> None:
    """Delete the facets that no record has any more: a value in one may be a buyer's name."""
    connection.execute(_EMPTY, {"account": account, "kinds": kinds})


def _write_anew(connection: sa.Connection, account: str, kind: str, left: frozenset[str]) -> _Kind:
    _, known = _read(connection, account, kind)
    return _write(connection, account, kind, left, known)


def _write(
    connection: sa.Connection,
    account: str,
    kind: str,
    left: frozenset[str],
    known: Counter[_Facet],
) -> _Kind:
    """Write the facets of a kind in the place of those that are there, and few enough of them."""
    known = _without(known, left)
    room = _MOST if len(known) <= _MOST else _MOST // 2  # for more, so that this is seldom done
    while len(known) > room:
        left |= {_most_valued(known)}
        known = _without(known, left)
    connection.execute(facet.delete().where(*_of(account, kind)))
    told = {"account": account, "kind": kind, "digest": _LEFT_OUT, "number": 0}
    rows = [_row(account, kind, one, number) for one, number in known.items() if number]
    add(connection, facet, [{**told, "fields": json.dumps(sorted(left))}, *rows], "number")
    return _Kind(left, len(rows))


def _most_valued(known: Iterable[_Facet]) -> str:
    values = Counter(field for field, _ in {pair for one in known for pair in one})
    return max(sorted(values), key=lambda field: values[field])


def _without(known: Counter[_Facet], left: Set[str]) -> Counter[_Facet]:
    return _only(known, {field for one in known for field, _ in one} - left)


def _only(known: Counter[_Facet], fields: Set[str]) -> Counter[_Facet]:
    """Return the facets of fewer fields."""
    found: Counter[_Facet] = Counter()
    for one, number in known.items():
        found[tuple(pair for pair in one if pair[0] in fields)] += number
    return found


# --- records -------------------------------------------------------------------------


def _facets(indexes: Indexes, there: Mapping[str, _Kind]) -> Iterator[tuple[str, _Facet]]:
    for (kind, _), index in indexes.items():
        yield kind, _facet(index, there[kind].left)


def _facet(index: Mapping[str, IndexValue], left: Set[str]) -> _Facet:
    return tuple(
        (field, sortable(value))
        for field, value in sorted(index.items())
        if value is not None and field not in left
    )


def _indexes(
    connection: sa.Connection, account: str, kind: str
) -> Iterator[Mapping[str, IndexValue]]:
    """Yield the index fields of all records of a kind, some thousand at a time."""
    last = ""
    columns = sa.select(record.c.key, record.c.fields).where(
        record.c.account == account, record.c.kind == kind
    )
    while rows := connection.execute(
        columns.where(record.c.key > last).order_by(record.c.key).limit(_PAGE)
    ).all():
        for _, fields in rows:
            yield cast("dict[str, IndexValue]", json.loads(fields))
        last = rows[-1][0]


def _row(account: str, kind: str, one: _Facet, number: int) -> dict[str, object]:
    fields = json.dumps(dict(one))
    digest = sha256(fields.encode()).hexdigest()
    return {
        "account": account,
        "kind": kind,
        "digest": digest,
        "fields": fields,
        "number": number,
    }


def _of(account: str, kind: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return facet.c.account == account, facet.c.kind == kind
