"""How many rows are put into a table at once: one upsert, in each database's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.sql.base import ReadOnlyColumnCollection

T = TypeVar("T")

Row = Mapping[str, object]

# Databases take only so many variables in a statement, and so many bytes in a message.
_KEYS_A_STATEMENT = 500
_ROWS_A_STATEMENT = 2000


def sliced(items: Sequence[T], size: int = _KEYS_A_STATEMENT) -> Iterator[Sequence[T]]:
    """Cut a list into as many as one statement may name."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def put(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows, and overwrite those that are there."""
    values = tuple((one.name, "set") for one in table.c if not one.primary_key)
    _execute(connection, table, rows, values)


def add(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], column: str) -> None:
    """Insert rows, and add one column to that of the rows that are there."""
    _execute(connection, table, rows, ((column, "add"),))


def make_sure(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert the rows that are missing, and leave those alone that are there."""
    _execute(connection, table, rows, ())


_Changes = tuple[tuple[str, str], ...]
"""The columns of a row that is there which are changed, and how: "set" or "add"."""


def _execute(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Row], changes: _Changes
) -> None:
    statement = _STATEMENTS.get(connection.dialect.name, _to_mysql)(table, changes)
    for some in sliced(rows, _ROWS_A_STATEMENT):
        if connection.dialect.name == "postgresql":
            columns = {_all(one.name): [row[one.name] for row in some] for one in table.c}
            connection.execute(statement, columns)
        else:
            connection.execute(statement, some)


def _all(name: str) -> str:
    return f"all_{name}"


@cache
def _to_postgresql(table: sa.Table, changes: _Changes) -> sa.Executable:
    """Return a statement that is the same for any number of rows: each column comes as one array."""
    arrays = [sa.bindparam(_all(one.name), type_=postgresql.ARRAY(one.type)) for one in table.c]
    columns = [sa.column(one.name, one.type) for one in table.c]
    rows = sa.func.unnest(*arrays).table_valued(*columns).render_derived()
    insert = postgresql.insert(table).from_select(table.c.keys(), sa.select(*rows.c))
    return _on_conflict(insert, table, changes)


@cache
def _to_sqlite(table: sa.Table, changes: _Changes) -> sa.Executable:
    return _on_conflict(sqlite.insert(table), table, changes)


def _on_conflict(
    insert: postgresql.Insert | sqlite.Insert, table: sa.Table, changes: _Changes
) -> sa.Executable:
    if not changes:
        return insert.on_conflict_do_nothing()
    changed = _changed(table, insert.excluded, changes)
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)


@cache
def _to_mysql(table: sa.Table, changes: _Changes) -> sa.Executable:
    insert = mysql.insert(table)
    if not changes:  # INSERT IGNORE would warn of each row that is there
        kept = next(iter(table.primary_key))
        return insert.on_duplicate_key_update({kept.name: kept})
    return insert.on_duplicate_key_update(_changed(table, insert.inserted, changes))


_STATEMENTS = {"postgresql": _to_postgresql, "sqlite": _to_sqlite}


def _changed(
    table: sa.Table,
    new: ReadOnlyColumnCollection[str, sa.ColumnElement[object]],
    changes: _Changes,
) -> dict[str, sa.ColumnElement[object]]:
    return {name: new[name] if how == "set" else table.c[name] + new[name] for name, how in changes}
