"""An account as a file: whole or refused, into any storage, any number of times."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.storage.storages import AwaitedStorage
from tiktok_bc_sync.errors import Conflict, InvalidInput
from tiktok_bc_sync.storage import (
    Archive,
    AsyncArchive,
    Contents,
    EncryptedStorage,
    IndexValue,
    JsonValue,
    MemoryStorage,
    Query,
    Restored,
    SqlStorage,
    Storage,
    Write,
    new_key,
    verify,
)

KINDS = ("note", "token")
BODIES: list[dict[str, JsonValue]] = [
    {"text": "naïve 🧡\u2028\r\n", "half": "\ud83d"},
    {"numbers": [1, 1.0, True, None, 10**40, -0.0]},
    {},
]


def filled(storage: Storage, account: str = "store") -> Storage:
    index: dict[str, IndexValue] = {"size": 1, "sold": True, "title": "é", "none": None}
    notes = [Write("note", f"{n:04}", None, index, BODIES[n % 3]) for n in range(1100)]
    storage.commit(account, [*notes, Write("token", "a", None, {}, {"access_token": "s3cret"})])
    storage.commit("other", [Write("note", "not mine", None, {}, {})])
    return storage


def written(storage: Storage, account: str = "store") -> io.StringIO:
    file = io.StringIO()
    Archive(storage).write(account, KINDS, file)
    return file


def everything(storage: Storage, account: str = "store") -> list[tuple[str, str, str]]:
    """All of an account, but for versions; as texts, which tell 1, 1.0 and True apart."""
    return [
        (kind, one.key, json.dumps([one.index, one.body]))
        for kind in KINDS
        for one in storage.find(Query(account, kind, limit=5000)).records
    ]


def test_an_account_comes_back_as_it_was_in_another_storage() -> None:
    source, target = filled(MemoryStorage()), SqlStorage("sqlite://")
    file = written(source)
    assert verify(file) == Contents("store", KINDS, 1101)
    assert Archive(target).restore(file) == Restored(written=1101, unchanged=0)
    assert everything(target) == everything(source)
    assert target.count("store", "note", by="sold") == {True: 1100}
    assert target.count("other", "note") == {None: 0}


def test_restoring_twice_changes_nothing() -> None:
    file, target = written(filled(MemoryStorage())), MemoryStorage()
    Archive(target).restore(file)
    before = target.read("store", "note", ["0000"])
    assert Archive(target).restore(file) == Restored(written=0, unchanged=1101)
    assert target.read("store", "note", ["0000"]) == before


def test_a_restoring_that_was_interrupted_is_completed_by_the_next() -> None:
    class Full(MemoryStorage):
        commits = 0

        def commit(self, account: str, writes: Any) -> Any:
            self.commits += 1
            if self.commits == 2:
                raise OSError("No space left")
            return super().commit(account, writes)

    file, target = written(filled(MemoryStorage())), Full()
    with pytest.raises(OSError, match="No space"):
        Archive(target).restore(file)
    assert Archive(target).restore(file) == Restored(written=601, unchanged=500)


def test_what_is_there_and_differs_is_not_overwritten_unasked() -> None:
    file, target = written(filled(MemoryStorage())), MemoryStorage()
    (mine,) = target.commit("store", [Write("note", "0001", None, {}, {"text": "mine"})])
    with pytest.raises(Conflict) as caught:
        Archive(target).restore(file)
    assert caught.value.found == {("note", "0001"): mine.version}
    assert everything(target) == [("note", "0001", '[{}, {"text": "mine"}]')]
    assert Archive(target).restore(file, replace=True).written == 1101
    assert target.read("store", "note", ["0001"])[0].version > mine.version


def test_an_account_may_be_given_another_name() -> None:
    source, target = filled(MemoryStorage()), MemoryStorage()
    Archive(target).restore(written(source), account="moved")
    assert everything(target, "moved") == everything(source)
    assert target.count("store", "note") == {None: 0}


def test_an_empty_account_is_an_archive_too() -> None:
    file = written(MemoryStorage())
    assert verify(file).records == 0
    assert Archive(MemoryStorage()).restore(file) == Restored(0, 0)


DAMAGES: dict[str, Callable[[list[str]], list[str]]] = {
    "nothing": lambda _: [],
    "no end": lambda lines: lines[:-1],
    "no beginning": lambda lines: lines[1:],
    "a line less": lambda lines: lines[:5] + lines[6:],
    "a line more": lambda lines: [*lines[:5], lines[5], *lines[5:]],
    "two lines swapped": lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]],
    "a letter changed": lambda lines: [lines[0], lines[1].replace("note", "nite"), *lines[2:]],
    "half a line": lambda lines: [*lines[:-2], lines[-2][:20]],
    "something behind": lambda lines: [*lines, "{}\n"],
    "no JSON": lambda _: ["Dear diary\n"] * 3,
    "another format": lambda lines: _with_digest([lines[0].replace("account", "diary")]),
    "a later version": lambda lines: _with_digest([lines[0].replace('"version":1', '"version":2')]),
}


def _with_digest(lines: list[str]) -> list[str]:
    import hashlib

    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    return [*lines, json.dumps({"records": len(lines) - 1, "sha256": digest}) + "\n"]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_refused_before_anything_is_written(
    damage: Callable[[list[str]], list[str]],
) -> None:
    lines = written(filled(MemoryStorage())).getvalue().splitlines(keepends=True)
    file, target = io.StringIO("".join(damage(lines))), MemoryStorage()
    with pytest.raises(InvalidInput, match="can't be restored") as caught:
        Archive(target).restore(file)
    assert caught.value.field == "file"
    assert everything(target) == []


def test_sealed_tokens_stay_sealed_and_open_in_their_own_account_only() -> None:
    keys, source, target = [new_key()], MemoryStorage(), MemoryStorage()
    filled(EncryptedStorage(source, keys=keys))
    file = written(source)
    assert "s3cret" not in file.getvalue()
    with pytest.raises(InvalidInput, match="their own account only"):
        Archive(target).restore(file, account="moved")
    assert everything(target, "moved") == []
    Archive(target).restore(file)
    opened = EncryptedStorage(target, keys=keys)
    assert opened.read("store", "token", ["a"])[0].body == {"access_token": "s3cret"}


def test_a_file_on_the_disk_is_streamed(tmp_path: Path) -> None:
    path, source, target = tmp_path / "store.jsonl", filled(MemoryStorage()), MemoryStorage()
    with path.open("w", encoding="utf-8", newline="") as file:
        Archive(source).write("store", KINDS, file)
    with path.open(encoding="utf-8", newline="") as file:
        Archive(target).restore(file)
    assert everything(target) == everything(source)


@pytest.mark.anyio
async def test_async_storages_are_written_and_restored_alike() -> None:
    source, target, file = AwaitedStorage(), AwaitedStorage(), io.StringIO()
    await source.commit("store", [Write("note", "a", None, {"of": "x"}, {"text": "hello"})])
    assert (await AsyncArchive(source).write("store", KINDS, file)).records == 1
    assert await AsyncArchive(target).restore(file) == Restored(1, 0)
    assert (await target.read("store", "note", ["a"]))[0].body == {"text": "hello"}
