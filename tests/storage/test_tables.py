"""Typed tables: what services see of a storage."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest
from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict
from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    Kind,
    MemoryStorage,
    Record,
    Table,
    Write,
    as_async,
    commit,
)

pytestmark = pytest.mark.anyio


@frozen
class Note:
    id: str
    text: str = ""
    size: int = 0


NOTE = Kind("note", Note, key=lambda note: note.id, index=lambda note: {"size": note.size})


class Meddling(MemoryStorage):
    """Lets somebody else write first, as often as it was told to."""

    def __init__(self, times: int = 0) -> None:
        super().__init__()
        self.times = times
        self.commits = 0

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        self.commits += 1
        first = writes[0]
        if self.times and isinstance(first, Write):
            self.times -= 1
            super().commit(account, [NOTE.write(Note(first.key, "theirs", 7), first.expected)])
        return super().commit(account, writes)


@pytest.fixture
def storage() -> Meddling:
    """A storage that somebody else writes to when told so."""
    return Meddling()


@pytest.fixture
def notes(storage: Meddling) -> Table[Note]:
    """The notes of one account."""
    return Table(as_async(storage, blocking=True), "store", NOTE)


async def test_a_value_is_stored_and_found_again(notes: Table[Note]) -> None:
    made = await notes.save(Note("a", "hello"), None)
    assert await notes.get("a") == made
    assert await notes.get("b") is None
    assert await notes.get_many(["a", "b"]) == {"a": made}
    assert await notes.get_many([]) == {}


async def test_saving_needs_the_version_that_was_read(notes: Table[Note]) -> None:
    first = await notes.save(Note("a"), None)
    second = await notes.save(Note("a", "new"), first.version)
    with pytest.raises(Conflict):
        await notes.save(Note("a", "lost"), first.version)
    assert await notes.get("a") == second


async def test_an_update_is_worked_out_again_when_somebody_else_was_first(
    notes: Table[Note], storage: Meddling
) -> None:
    storage.times = 3
    found = await notes.update("a", lambda now: evolve(now or Note("a"), text="mine"))
    assert found.value == Note("a", "mine", 7)  # the other's size was kept
    assert await notes.get("a") == found


async def test_an_update_that_changes_nothing_is_not_written(
    notes: Table[Note], storage: Meddling
) -> None:
    made = await notes.save(Note("a", "same"), None)
    assert await notes.update("a", lambda _: Note("a", "same")) == made
    assert storage.commits == 1


async def test_an_update_that_never_wins_tells_the_conflict(
    notes: Table[Note], storage: Meddling
) -> None:
    storage.times = sys.maxsize
    with pytest.raises(Conflict):
        await notes.update("a", lambda now: evolve(now or Note("a"), text=f"{storage.commits}"))


async def test_all_walks_over_more_than_a_page(notes: Table[Note]) -> None:
    made = [notes.write(Note(f"{number:04}", size=number % 2), None) for number in range(1100)]
    await commit(notes.storage, "store", made)
    assert [one.value.id async for one in notes.all()] == [one.key for one in made]
    odd = [one.value.id async for one in notes.all(Filter("size", "eq", 1), order_by="size")]
    assert odd == [one.key for one in made[1::2]]
    assert await notes.count(by="size") == {0: 550, 1: 550}


async def test_a_page_says_where_the_next_begins(notes: Table[Note]) -> None:
    for name in "abc":
        await notes.save(Note(name), None)
    first, after = await notes.find(limit=2, descending=True)
    second, end = await notes.find(limit=2, descending=True, after=after)
    assert [one.value.id for one in (*first, *second)] == ["c", "b", "a"]
    assert end is None


async def test_a_deleted_value_is_gone(notes: Table[Note]) -> None:
    made = await notes.save(Note("a"), None)
    with pytest.raises(Conflict):
        await notes.delete("a", made.version + 1)
    await notes.delete("a", made.version)
    assert await notes.get("a") is None


async def test_a_commit_of_nothing_asks_the_storage_nothing(
    notes: Table[Note], storage: Meddling
) -> None:
    await commit(notes.storage, "store", [])
    assert storage.commits == 0
