"""Real time on an event loop, asyncio or trio: awaits suspend on anyio."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import TypeVar, cast

import anyio

from tiktok_bc_sync.runtime.protocol import Call

T = TypeVar("T")


class AsyncRuntime:
    """Real time on an event loop, asyncio or trio."""

    def __init__(self) -> None:
        # asyncio itself keeps no hold of its tasks.
        self._to_finish = set[object]()

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run meanwhile."""
        await anyio.sleep(seconds)

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:
        """Run the calls as tasks of one group; a failure cancels the others.

        The first exception is raised as itself, not wrapped in a group.
        """
        pending = list(calls)
        results: dict[int, T] = {}
        queue = iter(enumerate(pending))

        async def worker() -> None:
            for index, call in queue:
                results[index] = await call()

        try:
            async with anyio.create_task_group() as group:
                for _ in range(min(limit, len(pending))):
                    group.start_soon(worker)
        except BaseExceptionGroup as failures:
            raise _first(failures) from None
        return [results[index] for index in range(len(pending))]

    async def finish(self, call: Call[T]) -> T:
        """Run the call to its end; on asyncio a cancelled caller goes, on trio it stays until then."""
        if not _on_asyncio():
            with anyio.CancelScope(shield=True):
                return await call()
        task = asyncio.ensure_future(call())
        self._to_finish.add(task)
        task.add_done_callback(self._to_finish.discard)
        # A task of its own: asyncio's way to cancel reaches into every scope.
        return await asyncio.shield(task)

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Return a lock between tasks."""
        return anyio.Lock()


def _on_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _first(failure: BaseException) -> BaseException:
    if isinstance(failure, BaseExceptionGroup):
        return _first(cast("BaseExceptionGroup[BaseException]", failure).exceptions[0])
    return failure
