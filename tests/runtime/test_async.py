"""The async world, on asyncio and trio."""

from __future__ import annotations

import anyio
import pytest

from tiktok_bc_sync.runtime import AsyncRuntime

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"]),
]


async def test_results_come_in_the_order_of_the_calls() -> None:
    runtime = AsyncRuntime()
    may_end = anyio.Event()

    async def first() -> str:
        await may_end.wait()
        return "first"

    async def second() -> str:
        may_end.set()
        return "second"

    assert await runtime.run_all([first, second], limit=2) == ["first", "second"]


async def test_no_more_calls_run_at_once_than_the_limit() -> None:
    running = most = 0

    async def call() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await anyio.lowlevel.checkpoint()
        running -= 1

    await AsyncRuntime().run_all([call] * 20, limit=3)
    assert most == 3


async def test_the_first_failure_is_raised_as_itself_and_ends_the_others() -> None:
    ended: list[str] = []

    async def waits() -> None:
        try:
            await anyio.sleep(600)
        finally:
            ended.append("waits")

    async def fails() -> None:
        await anyio.lowlevel.checkpoint()
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await AsyncRuntime().run_all([waits, fails], limit=2)
    assert ended == ["waits"]


async def test_a_caller_who_gives_up_ends_the_calls() -> None:
    ended: list[str] = []

    async def waits() -> None:
        try:
            await anyio.sleep(600)
        finally:
            ended.append("waits")

    with anyio.move_on_after(0.01) as scope:
        await AsyncRuntime().run_all([waits, waits], limit=2)
    assert scope.cancelled_caught
    assert ended == ["waits", "waits"]


async def test_nothing_to_run_gives_nothing() -> None:
    assert await AsyncRuntime().run_all([], limit=3) == []


async def test_a_lock_keeps_tasks_apart() -> None:
    runtime = AsyncRuntime()
    lock = runtime.lock()
    inside, overlaps = 0, 0

    async def call() -> None:
        nonlocal inside, overlaps
        async with lock:
            inside += 1
            await anyio.lowlevel.checkpoint()
            overlaps += inside > 1
            inside -= 1

    await runtime.run_all([call] * 10, limit=5)
    assert overlaps == 0
