"""The blocking world: twins without await, a pool of threads, clear errors."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator

import anyio
import anyio.lowlevel
import pytest
from attrs import frozen

from tiktok_bc_sync.errors import Cancelled, SuspendedInBlockingCall
from tiktok_bc_sync.runtime import (
    Blocking,
    BlockingRuntime,
    Call,
    blocking,
    blocking_iter,
    drive,
    iterate,
)


@frozen
class AsyncCounter:
    closed: list[str]

    async def add(self, left: int, right: int = 1) -> int:
        """Return the sum."""
        return left + right

    async def waits(self) -> None:
        """Wait for an event loop."""
        await anyio.lowlevel.checkpoint()

    async def numbers(self, most: int) -> AsyncIterator[int]:
        """Yield numbers."""
        try:
            for number in range(most):
                yield number
        finally:
            self.closed.append("closed")


class Counter(Blocking[AsyncCounter]):
    add = blocking(AsyncCounter.add)
    waits = blocking(AsyncCounter.waits)
    numbers = blocking_iter(AsyncCounter.numbers)


@pytest.fixture
def counter() -> Counter:
    return Counter(AsyncCounter([]))


def test_a_twin_returns_what_the_async_method_returns(counter: Counter) -> None:
    assert counter.add(1, right=2) == 3


def test_a_twin_keeps_the_docstring_and_the_parameters(counter: Counter) -> None:
    assert counter.add.__doc__ == "Return the sum."
    assert list(inspect.signature(counter.add).parameters) == ["left", "right"]


@pytest.mark.anyio
async def test_what_really_suspends_is_a_clear_error(counter: Counter) -> None:
    with pytest.raises(SuspendedInBlockingCall, match="use AsyncConnector"):
        counter.waits()


@pytest.mark.parametrize("wait", [anyio.lowlevel.checkpoint, lambda: asyncio.sleep(1)])
def test_what_misses_an_event_loop_is_the_same_clear_error(wait: Call[None]) -> None:
    async def call() -> None:
        await wait()

    with pytest.raises(SuspendedInBlockingCall, match="use AsyncConnector"):
        drive(call())


def test_other_runtime_errors_pass_through() -> None:
    async def call() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        drive(call())


def test_an_iteration_that_is_left_half_way_closes_its_source(counter: Counter) -> None:
    numbers = counter.numbers(10)
    assert next(numbers) == 0
    numbers.close()  # type: ignore[attr-defined]  # a generator, though declared as an iterator
    assert counter.engine.closed == ["closed"]


def test_an_iteration_gives_every_item_and_closes_its_source(counter: Counter) -> None:
    assert list(counter.numbers(3)) == [0, 1, 2]
    assert counter.engine.closed == ["closed"]


def test_an_iterator_without_aclose_can_be_iterated() -> None:
    class Once:
        def __init__(self) -> None:
            self.left = [1]

        def __aiter__(self) -> Once:
            return self

        async def __anext__(self) -> int:
            if not self.left:
                raise StopAsyncIteration
            return self.left.pop()

    assert list(iterate(Once())) == [1]


def test_results_come_in_the_order_of_the_calls() -> None:
    first_may_end = threading.Event()

    async def first() -> str:
        assert first_may_end.wait(10)
        return "first"

    async def second() -> str:
        first_may_end.set()
        return "second"

    found = drive(BlockingRuntime().run_all([first, second], limit=2))
    assert found == ["first", "second"]


def test_no_more_calls_run_at_once_than_the_limit() -> None:
    running, most = [0], [0]
    guard = threading.Lock()
    both = threading.Barrier(2)

    async def call() -> None:
        with guard:
            running[0] += 1
            most[0] = max(most[0], running[0])
        both.wait(10)
        with guard:
            running[0] -= 1

    drive(BlockingRuntime().run_all([call] * 8, limit=2))
    assert most == [2]


def test_after_a_failure_nothing_more_is_begun_and_sleepers_are_woken() -> None:
    runtime = BlockingRuntime()
    outcomes: list[str] = []

    async def sleeps() -> None:
        try:
            await runtime.sleep(600)
        except Cancelled:
            outcomes.append("woken")
            raise

    async def fails() -> None:
        raise ValueError("broken")

    async def later() -> None:
        outcomes.append("begun")

    calls: list[Call[None]] = [sleeps, fails, *[later] * 20]
    with pytest.raises(ValueError, match="broken"):
        drive(runtime.run_all(calls, limit=2))
    # The thread that failed may have begun another call before it was told to stop.
    assert "woken" in outcomes
    assert outcomes.count("begun") < 20


def test_an_interrupt_leaves_no_thread_behind() -> None:
    runtime = BlockingRuntime()

    async def interrupted() -> None:
        raise KeyboardInterrupt

    async def sleeps() -> None:
        await runtime.sleep(600)

    with pytest.raises(KeyboardInterrupt):
        drive(runtime.run_all([sleeps, interrupted], limit=2))
    assert not [one for one in threading.enumerate() if one.name.startswith("tiktok-bc-sync")]


def test_a_lock_keeps_threads_apart_and_can_be_entered_again() -> None:
    runtime = BlockingRuntime()
    lock = runtime.lock()
    inside, overlaps = [0], [0]

    async def call() -> None:
        async with lock:
            inside[0] += 1
            overlaps[0] += inside[0] > 1
            inside[0] -= 1

    drive(runtime.run_all([call] * 50, limit=8))
    assert overlaps == [0]


def test_now_is_aware_and_in_utc() -> None:
    offset = BlockingRuntime().now().utcoffset()
    assert offset is not None
    assert not offset
