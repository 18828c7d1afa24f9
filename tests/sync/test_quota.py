"""Several processes, one token: they share the window that the vendor counts in."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clients.windows import Counting, World, ask
from tiktok_bc_sync.storage import MemoryStorage, Table, as_async
from tiktok_bc_sync.sync.quota import SharedQuota
from tiktok_bc_sync.sync.records import QUOTA


def processes(world: World, count: int) -> list[SharedQuota]:
    storage = as_async(MemoryStorage(), blocking=True)
    return [SharedQuota(Table(storage, "store", QUOTA), "bigcommerce", world) for _ in range(count)]


@given(
    seed=st.integers(0, 2**32),
    count=st.integers(1, 4),
    callers=st.integers(1, 6),
    quota=st.sampled_from([20, 150, 450]),
)
@settings(max_examples=40)
def test_processes_are_never_refused_and_all_are_served(
    seed: int, count: int, callers: int, quota: int
) -> None:
    dice = random.Random(seed)
    world = World()
    vendor = Counting(world, quota)
    each = 3 * quota // (count * callers) + 1
    tasks = [
        ask(limiter, vendor, lambda: dice.uniform(0, 0.2), each)
        for limiter in processes(world, count)
        for _ in range(callers)
    ]

    world.run(tasks)

    assert vendor.refused == 0
    assert vendor.answered == count * callers * each


def test_most_of_the_quota_is_used() -> None:
    dice = random.Random(1)
    world = World()
    vendor = Counting(world, 450)
    tasks = [
        ask(limiter, vendor, lambda: dice.uniform(0, 0.2), 450)
        for limiter in processes(world, 3)
        for _ in range(3)
    ]

    world.run(tasks)

    whole_windows = vendor.spent[2:]
    assert len(whole_windows) >= 5
    assert min(whole_windows) >= 0.9 * 450
    assert vendor.refused == 0


def test_what_others_spend_outside_is_taken_into_account() -> None:
    world = World()
    vendor = Counting(world, 100, used=90, begun=0.0)
    [limiter] = processes(world, 1)

    world.run([ask(limiter, vendor, lambda: 0.05, 1) for _ in range(30)])

    assert vendor.refused == 0
    assert vendor.answered == 30


def test_a_vendor_that_tells_nothing_is_not_held_back_for() -> None:
    world = World()

    class Silent:
        def answer(self) -> tuple[dict[str, str], bool]:
            return {}, False

    [limiter] = processes(world, 1)
    world.run([ask(limiter, Silent(), lambda: 0.01, 50) for _ in range(4)])

    assert (world.time - World().time).total_seconds() < 3
