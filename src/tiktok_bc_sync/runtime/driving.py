"""Blocking twins of async methods: how a coroutine that never suspends is driven to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

from tiktok_bc_sync.errors import SuspendedInBlockingCall

P = ParamSpec("P")
R = TypeVar("R")
EngineT = TypeVar("EngineT")
EngineT_co = TypeVar("EngineT_co", covariant=True)


def drive(coroutine: Coroutine[object, object, R]) -> R:
    """Run a coroutine that never suspends and return its result.

    Raises `SuspendedInBlockingCall` when it waits for an event loop after all.
    """
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("R", stop.value)
    except RuntimeError as error:
        if _wants_event_loop(error):
            raise _suspended() from error
        raise
    coroutine.close()
    raise _suspended()


def _wants_event_loop(error: RuntimeError) -> bool:
    """Whether asyncio, anyio or sniffio missed a running event loop: they share no class for it."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"NoEventLoopError", "AsyncLibraryNotFoundError"}) or (
        str(error) == "no running event loop"
    )


def _suspended() -> SuspendedInBlockingCall:
    return SuspendedInBlockingCall(
        "A blocking call met something that waits for an event loop.",
        what_to_do="Give Connector blocking parts, or use AsyncConnector.",
    )


class Blocking(Generic[EngineT_co]):
    """The blocking face of an async service: holds it as ``engine`` and declares a twin for each method."""

    def __init__(self, engine: EngineT_co) -> None:
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
