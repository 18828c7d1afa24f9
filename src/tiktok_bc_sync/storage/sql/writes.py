"""How a commit is done inside a transaction: check every version, then write only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import cast

import sqlalchemy as sa
from attrs import frozen

from tiktok_bc_sync.errors import Conflict
from tiktok_bc_sync.storage.body import json_object, json_text
from tiktok_bc_sync.storage.ordering import sortable
from tiktok_bc_sync.storage.record import Delete, IndexValue, Record, Write
from tiktok_bc_sync.storage.sql.schema import entry, record, sequence

# Databases take only so many variables in a statement.
_KEYS_A_STATEMENT = 500

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
    _write_records(connection, made, known)
    for kind, keys in _chunks((one.kind, one.key) for one in writes if isinstance(one, Delete)):
        connection.execute(record.delete().where(*_keyed(record, account, kind, keys)))
    _write_entries(connection, account, made, known)
    return made


def _next_version(connection: sa.Connection, account: str) -> int:
    mine = sequence.c.account == account
    counted = connection.execute(sequence.update().where(mine).values(last=sequence.c.last + 1))
    if counted.rowcount == 0:
        connection.execute(sequence.insert().values(account=account, last=1))
    last: int = connection.execute(sa.select(sequence.c.last).where(mine)).scalar_one()
    return last


def _known(
    connection: sa.Connection, account: str, writes: Sequence[Write | Delete]
) -> Iterator[tuple[_Name, _Known]]:
    for kind, keys in _chunks((one.kind, one.key) for one in writes):
        statement = sa.select(record.c.key, record.c.version, record.c.fields)
        rows = connection.execute(statement.where(*_keyed(record, account, kind, keys)))
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


def _write_records(
    connection: sa.Connection, made: Sequence[Record], known: Mapping[_Name, _Known]
) -> None:
    new = [_row(one) for one in made if (one.kind, one.key) not in known]
    changed = [_row(one) for one in made if (one.kind, one.key) in known]
    if new:
        connection.execute(record.insert(), new)
    if changed:
        connection.execute(_OVERWRITE, [_overwriting(row) for row in changed])


_OVERWRITE = record.update().where(
    record.c.account == sa.bindparam("this_account"),
    record.c.kind == sa.bindparam("this_kind"),
    record.c.key == sa.bindparam("this_key"),
)


def _overwriting(row: Mapping[str, object]) -> dict[str, object]:
    named = ("account", "kind", "key")
    return {f"this_{name}" if name in named else name: value for name, value in row.items()}


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
    gone = _differing(before, now)
    for (kind, field), keys in _by_field(gone):
        for chunk in sliced(keys):
            connection.execute(
                entry.delete().where(*_keyed(entry, account, kind, chunk), entry.c.field == field)
            )
    come = [
        _entry(account, kind, key, field, now[kind, key][field])
        for kind, field, key in _differing(now, before)
    ]
    if come:
        connection.execute(entry.insert(), come)


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


def _entry(account: str, kind: str, key: str, field: str, value: IndexValue) -> dict[str, object]:
    return {
        "account": account,
        "kind": kind,
        "field": field,
        "key": key,
        "value": sortable(value),
        "folded": value.casefold() if isinstance(value, str) else None,
    }


# --- naming many records -------------------------------------------------------------


def sliced(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut keys into as many as one statement may name."""
    for start in range(0, len(keys), _KEYS_A_STATEMENT):
        yield keys[start : start + _KEYS_A_STATEMENT]


def _chunks(names: Iterable[_Name]) -> Iterator[tuple[str, Sequence[str]]]:
    for kind, group in groupby(sorted(names), key=lambda one: one[0]):
        for keys in sliced([key for _, key in group]):
            yield kind, keys


def _keyed(
    table: sa.FromClause, account: str, kind: str, keys: Sequence[str]
) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.account == account, table.c.kind == kind, table.c.key.in_(keys)
