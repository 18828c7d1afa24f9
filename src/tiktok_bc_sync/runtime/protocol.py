"""What the engine asks of the world it runs in: time, waiting, locks and bounded concurrency."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol, TypeVar

T = TypeVar("T")

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

        After the first exception nothing more is begun; it is raised when what was under way has ended
        or was cancelled.
        """
        ...

    async def finish(self, call: Call[T]) -> T:
        """Run one call to its end and return its result, though its caller be cancelled meanwhile.

        It is for what would be lost half-way, as a token is that the vendor has sent and nobody kept.
        """
        ...

    def lock(self) -> AbstractAsyncContextManager[None]:
        """Return a new lock, usable again and again, for callers of this runtime."""
        ...
