"""Counts in a SQL database: the ones that are kept are those that looking at every record would give."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, event

from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    IndexValue,
    MemoryStorage,
    Op,
    SqlStorage,
    Storage,
    Write,
)

FIELDS = ("state", "visible", "brand", "place", "title")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of a test lies."""
    return tmp_path / "records.db"


def index(chance: Random) -> dict[str, IndexValue]:
    """Return fields of few values, two of ninety, and one of very many."""
    return {
        "state": chance.choice(["Live", "Draft", "Failed", None]),
        "visible": chance.random() < 0.8,
        "brand": chance.randrange(90),
        "place": f"place {chance.randrange(90)}",
        "title": f"lamp {chance.randrange(10_000)}",
    }


def condition(chance: Random) -> Filter:
    """Return any condition that holds for some of the records."""
    return chance.choice(
        [
            Filter("state", Op.EQ, chance.choice(["Live", None])),
            Filter("state", Op.IN, ["Draft", "Failed"]),
            Filter("visible", Op.EQ, True),
            Filter("brand", Op.LT, chance.randrange(90)),
            Filter("place", Op.CONTAINS, f"PLACE {chance.randrange(10)}"),
            Filter("title", Op.CONTAINS, f"{chance.randrange(10)}"),
            Filter("nowhere", Op.EQ, None),
        ]
    )


class Twins:
    """Two storages in which the same is written."""

    def __init__(self, *storages: Storage) -> None:
        self._storages = storages
        self._versions: list[dict[str, int]] = [{} for _ in storages]

    def write(self, changes: Mapping[str, dict[str, IndexValue] | None]) -> None:
        """Write records, or delete them where they are told to be nothing."""
        for storage, known in zip(self._storages, self._versions, strict=True):
            writes = [
                Write("note", key, known.get(key), fields, {})
                if fields is not None
                else Delete("note", key, known.pop(key))
                for key, fields in changes.items()
                if fields is not None or key in known
            ]
            known.update({one.key: one.version for one in storage.commit("store", writes)})

    def count(self, where: list[Filter], by: str | None) -> list[dict[IndexValue, int]]:
        """Count in each."""
        return [dict(one.count("store", "note", where, by)) for one in self._storages]


@pytest.mark.parametrize("seed", range(3))
def test_kept_counts_are_those_of_the_records_whatever_is_written(path: Path, seed: int) -> None:
    chance = Random(seed)
    twins = Twins(SqlStorage(f"sqlite:///{path}"), MemoryStorage())
    for size in (1, 1, 20, 500, 3000, 700, 1, 300):
        keys = {str(chance.randrange(4000)) for _ in range(size)}
        twins.write({key: index(chance) if chance.random() < 0.8 else None for key in sorted(keys)})
        for _ in range(10):
            where = [condition(chance) for _ in range(chance.randrange(4))]
            ours, memory = twins.count(where, chance.choice([*FIELDS, None]))
            assert ours == memory, where


def test_conditions_on_fields_of_few_values_are_counted_without_looking_at_records(
    path: Path,
) -> None:
    storage = SqlStorage(f"sqlite:///{path}")
    chance = Random(1)
    storage.commit("store", [Write("note", str(n), None, index(chance), {}) for n in range(3000)])
    with statements() as seen:
        visible, live = Filter("visible", Op.EQ, True), Filter("state", Op.EQ, "Live")
        storage.count("store", "note", [visible, live])
        storage.count("store", "note", [visible], by="state")
    assert seen
    assert [one for one in seen if "tbs_entry" in one or "tbs_record" in one] == []


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give the statements that are executed meanwhile."""
    seen: list[str] = []

    def see(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


def test_a_value_that_no_record_has_any_more_is_kept_nowhere(path: Path) -> None:
    storage = SqlStorage(f"sqlite:///{path}")
    (made,) = storage.commit("store", [Write("order", "1", None, {"customer": "edith"}, {})])
    assert list(told(path, "edith"))
    storage.commit("store", [Write("order", "1", made.version, {"customer": ""}, {})])
    assert list(told(path, "edith")) == []


def told(path: Path, words: str) -> Iterator[tuple[object, ...]]:
    """Yield the rows of any table that hold some words."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (name,) in names.fetchall():
            rows = connection.execute(f"SELECT * FROM {name}").fetchall()
            yield from (row for row in rows if words in str(row))
