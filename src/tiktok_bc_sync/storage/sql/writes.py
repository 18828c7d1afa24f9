"""How a commit is done inside a transaction: check every version, then write only what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import cast

import sqlalchemy as sa
from attrs import frozen

from tiktok_bc_sync.errors import Conflict
from tiktok_bc_sync.storage.body import json_object, json_text
from tiktok_bc_sync.storage.ordering import sortable
from tiktok_bc_sync.storage.record import Delete, IndexValue, Record, Write
from tiktok_bc_sync.storage.sql import facets, tallies
from tiktok_bc_sync.storage.sql.bulk import add, put, sliced
from tiktok_bc_sync.storage.sql.queries import versions_at
from tiktok_bc_sync.storage.sql.schema import entry, record, sequence

_LAST = sa.select(sequence.c.last).where(sequence.c.account == sa.bindparam("account"))

_Name = tuple[str, str]
_Index = Mapping[str, IndexValue]


@frozen
class _Known:
    """What a record was before this commit."""

    version: int
    index: _Index


def do_all(
    connection: sa.Connection, account: str, writes: Sequence[Write | Delete]
) -> list[Record]:
    """Do all of the writes or raise `Conflict`; the transaction is the caller's."""
    version = _next_version(connection, account)  # from here on no other commit of the account runs
    known = dict(_known(connection, account, writes))
    _check(known, writes)
    made = [
        Record(account, one.kind, one.key, version, dict(one.index), one.body)
        for one in writes
        if isinstance(one, Write)
    ]
    put(connection, record, [_row(one) for one in made])
    for kind, keys in _chunks((one.kind, one.key) for one in writes if isinstance(one, Delete)):
        connection.execute(record.delete().where(*_keyed(record, account, kind, keys)))
    _write_entries(connection, account, made, known)
    return made


def _next_version(connection: sa.Connection, account: str) -> int:
    add(connection, sequence, [{"account": account, "last": 1}], "last")
    last: int = connection.execute(_LAST, {"account": account}).scalar_one()
    return last


def _known(
    connection: sa.Connection, account: str, writes: Sequence[Write | Delete]
) -> Iterator[tuple[_Name, _Known]]:
    for kind, keys in _chunks((one.kind, one.key) for one in writes):
        named = {"account": account, "kind": kind, "keys": keys}
        rows = connection.execute(versions_at(connection.dialect.name), named)
        for key, version, fields in rows:
            yield (kind, key), _Known(version, cast("_Index", json_object(fields, kind, key)))


def _check(known: Mapping[_Name, _Known], writes: Sequence[Write | Delete]) -> None:
    found = {name: one.version for name, one in known.items()}
    wrong = {
        (one.kind, one.key): found.get((one.kind, one.key))
        for one in writes
        if found.get((one.kind, one.key)) != one.expected
    }
    if wrong:
        raise Conflict("Somebody else wrote first.", found=wrong)


def _row(one: Record) -> dict[str, object]:
    return {
        "account": one.account,
        "kind": one.kind,
        "key": one.key,
        "version": one.version,
        "fields": json_text(one.index, one.kind, one.key),
        "body": json_text(one.body, one.kind, one.key),
    }


# --- index entries -----------------------------------------------------------------


def _write_entries(
    connection: sa.Connection,
    account: str,
    made: Sequence[Record],
    known: Mapping[_Name, _Known],
) -> None:
    now: dict[_Name, _Index] = {(one.kind, one.key): one.index for one in made}
    before: dict[_Name, _Index] = {name: one.index for name, one in known.items()}
    gone, come = list(_differing(before, now)), list(_differing(now, before))
    overwritten = set(come)
    for (kind, field), keys in _by_field(one for one in gone if one not in overwritten):
        for chunk in sliced(keys):
            connection.execute(
                entry.delete().where(*_keyed(entry, account, kind, chunk), entry.c.field == field)
            )
    put(connection, entry, [_entry(account, *one, now) for one in come])
    changes = Counter({(kind, "", ""): n for kind, n in _grown(before, now).items()})
    changes.update(_valued(come, now))
    changes.subtract(_valued(gone, before))
    many = tallies.change(connection, account, changes)
    facets.change(connection, account, before, now, many)


def _grown(before: Iterable[_Name], now: Iterable[_Name]) -> Counter[str]:
    """Return by how many records each kind grows."""
    grown = Counter(kind for kind, _ in now)
    grown.subtract(kind for kind, _ in before)
    return grown


def _valued(
    entries: Iterable[tuple[str, str, str]], index: Mapping[_Name, _Index]
) -> Iterator[tuple[str, str, str]]:
    """Yield what each entry counts towards: its field, and the value there."""
    for kind, field, key in entries:
        yield kind, field, ""
        yield kind, field, sortable(index[kind, key][field])


def _differing(
    some: Mapping[_Name, _Index], others: Mapping[_Name, _Index]
) -> Iterator[tuple[str, str, str]]:
    """Yield kind, field and key of the values that the others don't have alike."""
    for (kind, key), index in some.items():
        other = others.get((kind, key), {})
        for field, value in index.items():
            if value is not None and sortable(value) != sortable(other.get(field)):
                yield kind, field, key


def _by_field(
    entries: Iterable[tuple[str, str, str]],
) -> Iterator[tuple[tuple[str, str], list[str]]]:
    for name, group in groupby(sorted(entries), key=lambda one: one[:2]):
        yield name, [key for _, _, key in group]


def _entry(
    account: str, kind: str, field: str, key: str, index: Mapping[_Name, _Index]
) -> dict[str, object]:
    value = index[kind, key][field]
    return {
        "account": account,
        "kind": kind,
        "field": field,
        "key": key,
        "value": sortable(value),
        "folded": value.casefold() if isinstance(value, str) else None,
    }


# --- naming many records -------------------------------------------------------------


def _chunks(names: Iterable[_Name]) -> Iterator[tuple[str, Sequence[str]]]:
    for kind, group in groupby(sorted(names), key=lambda one: one[0]):
        for keys in sliced([key for _, key in group]):
            yield kind, keys


def _keyed(
    table: sa.FromClause, account: str, kind: str, keys: Sequence[str]
) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.account == account, table.c.kind == kind, table.c.key.in_(keys)
