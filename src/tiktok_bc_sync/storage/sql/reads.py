"""How records are read, found and counted inside a transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

import sqlalchemy as sa

from tiktok_bc_sync.storage.body import json_object
from tiktok_bc_sync.storage.ordering import is_cut, unsorted_value, written_cursor
from tiktok_bc_sync.storage.record import Filter, IndexValue, Page, Query, Record, is_storable
from tiktok_bc_sync.storage.sql import facets, queries, tallies
from tiktok_bc_sync.storage.sql.bulk import sliced


def read(connection: sa.Connection, account: str, kind: str, keys: Sequence[str]) -> list[Record]:
    """Return those of the records that exist."""
    wanted = [key for key in dict.fromkeys(keys) if is_storable(key)]
    return [
        _record(account, kind, row)
        for chunk in sliced(wanted)
        for row in connection.execute(
            queries.records_at(connection.dialect.name),
            {"account": account, "kind": kind, "keys": chunk},
        )
    ]


def find(connection: sa.Connection, query: Query) -> Page:
    """Return a page of records, one more of which was looked for to tell whether anything follows."""
    rows: list[sa.Row[str, int, str, str, str]] = []
    for part in queries.parts(query):
        room = query.limit + 1 - len(rows)
        if room:
            statement = queries.records_of(part.limit(room), query, connection.dialect.name)
            rows += connection.execute(statement)
    page = [_record(query.account, query.kind, row) for row in rows[: query.limit]]
    if len(rows) <= query.limit:
        return Page(page)
    key, _, _, _, position = rows[query.limit - 1]
    return Page(page, written_cursor(query, position, key))


def count(
    connection: sa.Connection, account: str, kind: str, where: Sequence[Filter], by: str | None
) -> Mapping[IndexValue, int]:
    """Count records: by the facets or tallies where these tell, else by looking at the entries."""
    if where and (counted := facets.count(connection, account, kind, where, by)) is not None:
        return counted if by else {None: counted.total()}
    total = tallies.matching(connection, account, kind, where)
    if total is None:
        total = connection.execute(queries.total(account, kind, where)).scalar_one()
    if by is None:
        return {None: total}
    found = _by_value(connection, account, kind, where, by)
    return found + Counter({None: total - found.total()})


def _by_value(
    connection: sa.Connection, account: str, kind: str, where: Sequence[Filter], by: str
) -> Counter[IndexValue]:
    known = None if where else tallies.by_value(connection, account, kind, by)
    if known is not None:  # no value that was cut is among them
        return Counter({unsorted_value(value): number for value, number in known.items()})
    found: Counter[IndexValue] = Counter()
    for value, number, key in connection.execute(queries.totals(account, kind, where, by)):
        found[_whole(connection, account, kind, key, by, value)] += number
    return found


def _whole(
    connection: sa.Connection, account: str, kind: str, key: str, field: str, value: str
) -> IndexValue:
    """Return what a sortable value stands for, read from a record that has it where it was cut."""
    if not is_cut(value):
        return unsorted_value(value)
    found = read(connection, account, kind, [key])
    return found[0].index.get(field) if found else None


def _record(account: str, kind: str, row: sa.Row[str, int, str, str, str]) -> Record:
    key, version, fields, body, _ = row
    index = cast("dict[str, IndexValue]", json_object(fields, kind, key))
    return Record(account, kind, key, version, index, json_object(body, kind, key))
