"""Several processes, one token: they share the window that the vendor counts in."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from attrs import define
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clients.windows import Counting, Pause, World, ask
from tiktok_bc_sync.runtime import Call
from tiktok_bc_sync.storage import MemoryStorage, Table, as_async
from tiktok_bc_sync.sync.access.quota import SharedQuota
from tiktok_bc_sync.sync.records import QUOTA

T = TypeVar("T")


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


@define
class SteppingClock:
    """A machine's own view of the time, which is put right now and then."""

    world: World
    off: timedelta = timedelta()

    def now(self) -> datetime:
        return self.world.time + self.off

    async def sleep(self, seconds: float) -> None:
        await self.world.sleep(seconds)

    def lock(self) -> AbstractAsyncContextManager[None]:
        return self.world.lock()

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:
        return await self.world.run_all(calls, limit=limit)

    async def finish(self, call: Call[T]) -> T:
        return await call()


@given(steps=st.lists(st.tuples(st.integers(1, 40), st.sampled_from([-7200, -45, 45, 3600]))))
@settings(max_examples=30, deadline=None)
def test_nobody_waits_for_an_hour_that_a_clock_was_put_back(steps: list[tuple[int, int]]) -> None:
    world = World()
    clock = SteppingClock(world)
    storage = as_async(MemoryStorage(), blocking=True)
    limiters = [SharedQuota(Table(storage, "store", QUOTA), "key", clock) for _ in range(2)]
    vendor = Counting(world, 100)

    async def stepping() -> None:
        for after, by in steps:
            await Pause(after)
            clock.off += timedelta(seconds=by)

    world.run([*[ask(one, vendor, lambda: 0.05, 150) for one in limiters], stepping()])

    assert vendor.answered == 300
    # A clock that moves may cost a window or a refusal, but not the hour that it moved.
    assert max(world.sleeps, default=0.0) <= 60
    assert (world.time - World().time).total_seconds() <= 180 + 70 * len(steps)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-rate-limit-time-reset-ms": "999999999999999"},
        {"x-rate-limit-time-window-ms": "999999999999999"},
        {"x-rate-limit-time-window-ms": "1"},
        {"x-rate-limit-time-window-ms": "0"},
        {"x-rate-limit-requests-quota": "999999999999999"},
        {"x-rate-limit-requests-quota": "0"},
    ],
)
def test_monstrous_headers_stop_nobody(headers: dict[str, str]) -> None:
    told = {
        "x-rate-limit-requests-left": "5",
        "x-rate-limit-requests-quota": "9",
        "x-rate-limit-time-reset-ms": "5000",
        "x-rate-limit-time-window-ms": "30000",
    }
    world = World()
    [limiter] = processes(world, 1)

    async def story() -> None:
        for _ in range(20):
            await limiter.wait("x")
            limiter.learn("x", told | headers, refused=False)

    world.run([story()])
    assert (world.time - World().time).total_seconds() <= 120


def test_answer_that_tells_nothing_does_not_end_the_counting() -> None:
    """A proxy's 502, say, has no headers of the vendor's."""
    world = World()
    [limiter] = processes(world, 1)
    vendor = Counting(world, 20)

    async def story() -> None:
        for number in range(60):
            await limiter.wait("x")
            headers, refused = vendor.answer()
            limiter.learn("x", {} if number % 3 else headers, refused=refused)

    world.run([story()])
    assert vendor.refused == 0
