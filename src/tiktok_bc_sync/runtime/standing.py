"""Time for tests: a clock that stands until somebody waits, or lets it pass."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from tiktok_bc_sync.runtime.asynchronous import AsyncRuntime
from tiktok_bc_sync.runtime.blocking import BlockingRuntime

_A_MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


class StandingClock:
    """A clock that stands until somebody waits by it, or lets time pass; threads may share it.

    ``time`` is what it shows, aware, in UTC, and may be set.
    """

    def __init__(self, time: datetime = _A_MONDAY) -> None:
        self.time = time
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"StandingClock({self.time!r})"

    def now(self) -> datetime:
        """Return the time."""
        return self.time

    def passes(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Let time pass, as in ``clock.passes(hours=2)``, and return the new time."""
        with self._lock:
            self.time += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
            return self.time


class StandingRuntime(BlockingRuntime):
    """The caller's own threads at a clock that stands: who waits lets it pass, and is never late."""

    def __init__(self, clock: StandingClock) -> None:
        super().__init__()
        self.clock = clock

    def now(self) -> datetime:
        """Return the clock's time."""
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once. Raises `Cancelled` in a pool that is being given up."""
        self.clock.passes(seconds=seconds)
        await super().sleep(0)


class AsyncStandingRuntime(AsyncRuntime):
    """An event loop at a clock that stands: who waits lets it pass, and is never late."""

    def __init__(self, clock: StandingClock) -> None:
        super().__init__()
        self.clock = clock

    def now(self) -> datetime:
        """Return the clock's time."""
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once, and other tasks run."""
        self.clock.passes(seconds=seconds)
        await super().sleep(0)
