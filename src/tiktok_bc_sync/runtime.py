"""Time, waiting, locks and bounded concurrency: what differs between the blocking and the async world.

The engine is written once as ``async def``. Under `BlockingRuntime` no await ever suspends, so a call
is driven to its end by a single step; under `AsyncRuntime` awaits suspend on anyio.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import wraps
from types import TracebackType
from typing import Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast

import anyio

from tiktok_bc_sync.errors import SuspendedInBlockingCall

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
EngineT = TypeVar("EngineT")

Call = Callable[[], Awaitable[T]]
"""Something that starts when it is called, so that a runtime can decide when and where."""


class Runtime(Protocol):
    """What the engine asks of the world it runs in."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:
        """Run every call, at most ``limit`` at once, and return the results in order.

        The first exception stops what has not begun and is raised once what has begun ended.
        """
        ...

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Return a new lock, usable again and again, for callers of this runtime."""
        ...


# --- blocking ----------------------------------------------------------------------


def drive(coroutine: Coroutine[object, object, R]) -> R:
    """Run a coroutine that never suspends and return its result.

    Raises `SuspendedInBlockingCall` when it waits for an event loop after all.
    """
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("R", stop.value)
    coroutine.close()
    raise SuspendedInBlockingCall(
        "A blocking call met something that waits for an event loop.",
        what_to_do="Give Connector blocking parts, or use AsyncConnector.",
    )


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


class BlockingRuntime:
    """Real time in the caller's own threads."""

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Block this thread."""
        time.sleep(seconds)  # noqa: ASYNC251 - blocking is what this runtime is for

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:
        """Run the calls in a pool of ``limit`` threads that ends with this call.

        On an exception, KeyboardInterrupt included, nothing new is begun.
        """
        pending = list(calls)
        if limit <= 1 or len(pending) <= 1:
            return [await call() for call in pending]
        pool = ThreadPoolExecutor(min(limit, len(pending)), "tiktok-bc-sync")
        try:
            futures = [pool.submit(_drive_call, call) for call in pending]
            return _results(futures)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Return a lock between threads."""
        return _ThreadLock()


def _drive_call(call: Call[T]) -> T:
    async def run() -> T:
        return await call()

    return drive(run())


def _results(futures: list[Future[T]]) -> list[T]:
    try:
        return [future.result() for future in futures]
    except BaseException:
        for future in futures:
            future.cancel()
        raise


class Blocking(Generic[EngineT]):
    """The blocking face of an async service: holds it as ``engine`` and declares a twin for each method."""

    def __init__(self, engine: EngineT) -> None:
        self.engine = engine


def blocking(
    method: Callable[Concatenate[EngineT, P], Coroutine[object, object, R]],
) -> Callable[Concatenate[Blocking[EngineT], P], R]:
    """Declare an async method's blocking twin; its signature and docstring come through.

    ``fetch = blocking(AsyncOrders.fetch)`` stands in a class that is `Blocking` of ``AsyncOrders``.
    """

    @wraps(method)
    def twin(self: Blocking[EngineT], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return drive(method(self.engine, *args, **kwargs))

    return cast("Callable[Concatenate[Blocking[EngineT], P], R]", twin)


def blocking_iter(
    method: Callable[Concatenate[EngineT, P], AsyncIterator[R]],
) -> Callable[Concatenate[Blocking[EngineT], P], Iterator[R]]:
    """Declare the blocking twin of an async generator method.

    A caller who stops half-way closes the source: the generator's own ``finally`` runs.
    """

    @wraps(method)
    def twin(self: Blocking[EngineT], /, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        return iterate(method(self.engine, *args, **kwargs))

    return cast("Callable[Concatenate[Blocking[EngineT], P], Iterator[R]]", twin)


def iterate(source: AsyncIterator[R]) -> Iterator[R]:
    """Yield from an async iterator that never suspends, and close it whatever happens."""

    async def step() -> R:
        return await source.__anext__()

    try:
        while True:
            try:
                item = drive(step())
            except StopAsyncIteration:
                return
            yield item
    finally:
        _close(source)


def _close(source: AsyncIterator[object]) -> None:
    aclose: Callable[[], Coroutine[object, object, None]] | None = getattr(source, "aclose", None)
    if aclose is not None:
        drive(aclose())


# --- async -------------------------------------------------------------------------


class AsyncRuntime:
    """Real time on an event loop, asyncio or trio."""

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

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Return a lock between tasks."""
        return anyio.Lock()


def _first(failure: BaseException) -> BaseException:
    if isinstance(failure, BaseExceptionGroup):
        return _first(cast("BaseExceptionGroup[BaseException]", failure).exceptions[0])
    return failure
