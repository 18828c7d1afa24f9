"""A storage of either kind in either world."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import anyio.lowlevel
import pytest

from tests.storage.storages import AwaitedStorage
from tiktok_bc_sync.runtime import drive
from tiktok_bc_sync.storage import MemoryStorage, Record, Write, as_async


class Watched(MemoryStorage):
    """Remembers which threads read."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: list[threading.Thread] = []

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        self.threads.append(threading.current_thread())
        return super().read(account, kind, keys)


def note(key: str) -> Write:
    return Write("note", key, None, {}, {})


def test_a_plain_storage_is_called_directly_in_the_blocking_world() -> None:
    storage = Watched()
    assert drive(as_async(storage, blocking=True).read("store", "note", ["a"])) == []
    assert storage.threads == [threading.current_thread()]


@pytest.mark.anyio
async def test_a_plain_storage_never_holds_up_an_event_loop() -> None:
    storage = Watched()
    assert await as_async(storage, blocking=False).read("store", "note", ["a"]) == []
    assert threading.current_thread() not in storage.threads


@pytest.mark.anyio
async def test_an_async_storage_is_awaited_as_it_is() -> None:
    storage = AwaitedStorage()
    assert as_async(storage, blocking=False) is storage


def test_threads_that_come_first_share_the_loop_of_an_async_storage() -> None:
    loops: set[threading.Thread] = set()

    class Seen(AwaitedStorage):
        async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
            await anyio.lowlevel.checkpoint()
            loops.add(threading.current_thread())
            return await super().read(account, kind, keys)

    storage = as_async(Seen(), blocking=True)
    ready = threading.Barrier(8)

    def work(number: int) -> None:
        ready.wait()
        drive(storage.commit("store", [note(f"{number}")]))
        drive(storage.read("store", "note", [f"{number}"]))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(loops) == 1
    assert drive(storage.count("store", "note")) == {None: 8}
    drive(storage.close())
    assert not loops.pop().is_alive()


def test_an_adapted_storage_shows_what_it_stands_for() -> None:
    assert repr(as_async(MemoryStorage(), blocking=True)) == "MemoryStorage()"
