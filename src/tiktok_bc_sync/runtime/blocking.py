"""Real time in the caller's own threads: no await ever suspends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeVar

from tiktok_bc_sync.errors import Cancelled
from tiktok_bc_sync.runtime.driving import drive
from tiktok_bc_sync.runtime.protocol import Call

T = TypeVar("T")


class BlockingRuntime:
    """Real time in the caller's own threads."""

    def __init__(self) -> None:
        self._pool = _PoolThread()

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Block this thread. Raises `Cancelled` in a pool that is being given up."""
        stopped = self._pool.stopped
        if stopped is None:
            time.sleep(seconds)  # noqa: ASYNC251 - blocking is what this runtime is for
        elif stopped.wait(seconds):
            raise Cancelled("The work was given up while it waited.")

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:
        """Run the calls in a pool of ``limit`` threads that ends with this call.

        On an exception, KeyboardInterrupt included, nothing new is begun, who waits is woken, and
        requests under way are let finish, so that what they did is recorded.
        """
        pending = list(calls)
        if limit <= 1 or len(pending) <= 1:
            return [await call() for call in pending]
        stopped = threading.Event()
        pool = ThreadPoolExecutor(
            min(limit, len(pending)), "tiktok-bc-sync", self._pool.enter, (stopped,)
        )
        try:
            return _results([pool.submit(_drive_call, call) for call in pending])
        except BaseException:
            stopped.set()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    async def finish(self, call: Call[T]) -> T:
        """Run the call: nobody can cancel a thread."""
        return await call()

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Return a lock between threads."""
        return _ThreadLock()


class _PoolThread(threading.local):
    """What a thread knows of the pool it works in: the event that says to stop."""

    stopped: threading.Event | None = None

    def enter(self, stopped: threading.Event) -> None:
        self.stopped = stopped


class _ThreadLock(AbstractAsyncContextManager[None]):
    """A thread lock that can be entered by ``async with``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    async def __aenter__(self) -> None:
        self._lock.acquire()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()


def _drive_call(call: Call[T]) -> T:
    async def run() -> T:
        return await call()

    return drive(run())


def _results(futures: list[Future[T]]) -> list[T]:
    """Return the results in order, or raise the first exception as soon as it is there."""
    done, _ = wait(futures, return_when=FIRST_EXCEPTION)
    for future in done:
        future.result()
    return [future.result() for future in futures]
