"""Keeping within a vendor's limits before it has to say no; shared by all threads and tasks."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from tiktok_bc_sync.runtime import Runtime


class Limiter(Protocol):
    """Waits before a request where the vendor would refuse it, and learns from each answer."""

    async def wait(self, operation: str) -> None:
        """Wait until a request may be sent."""
        ...

    def learn(self, operation: str, status: int, headers: Mapping[str, str]) -> None:
        """Take in what an answer says about the limits."""
        ...


class WindowLimiter:
    """A quota in a window, told by the headers of each answer. Source: vendor rule of BigCommerce.

    Requests under way are counted against what the last answer left, so that parallel callers never
    send more than there is; ``reserve`` requests are left for others who use the same token.
    """

    def __init__(self, runtime: Runtime, *, reserve: int = 2) -> None:
        self._runtime = runtime
        self._reserve = reserve
        self._guard = threading.Lock()
        self._left: int | None = None
        self._resets_at: datetime | None = None

    async def wait(self, operation: str) -> None:  # noqa: ARG002 - one quota for all operations
        """Wait until the window has room."""
        while (pause := self._take()) > 0:
            await self._runtime.sleep(pause)

    def learn(self, operation: str, status: int, headers: Mapping[str, str]) -> None:  # noqa: ARG002
        """Read the ``X-Rate-Limit-…`` headers."""
        left, reset = (
            headers.get("x-rate-limit-requests-left"),
            headers.get("x-rate-limit-time-reset-ms"),
        )
        if left is None or reset is None or not (left.isdecimal() and reset.isdecimal()):
            return
        resets_at = self._runtime.now() + timedelta(milliseconds=int(reset))
        with self._guard:
            self._keep(int(left), resets_at)

    def _keep(self, left: int, resets_at: datetime) -> None:
        """Believe the smaller number within a window: answers overtake one another."""
        same = self._resets_at is not None and abs(resets_at - self._resets_at) < timedelta(
            seconds=1
        )
        if same and self._left is not None:
            self._left = min(self._left, left)
        elif self._resets_at is None or resets_at > self._resets_at:
            self._left, self._resets_at = left, resets_at

    def _take(self) -> float:
        """Take one request off what is left and return 0, or the seconds until there is more."""
        now = self._runtime.now()
        with self._guard:
            if self._resets_at is not None and now >= self._resets_at:
                self._left = self._resets_at = None
            if self._left is None or self._resets_at is None:
                return 0.0
            if self._left > self._reserve:
                self._left -= 1
                return 0.0
            return max((self._resets_at - now).total_seconds(), 0.001)


class AdaptiveLimiter:
    """A pace for each operation that halves when the vendor says no and recovers slowly.

    TikTok publishes no numbers and promises no headers: what it takes is found out. Until the first
    refusal nothing is held back.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._guard = threading.Lock()
        self._gap: dict[str, float] = {}
        self._next: dict[str, datetime] = {}

    async def wait(self, operation: str) -> None:
        """Wait for the operation's next place."""
        pause = self._take(operation)
        if pause > 0:
            await self._runtime.sleep(pause)

    def learn(self, operation: str, status: int, headers: Mapping[str, str]) -> None:  # noqa: ARG002
        """Slow down after a refusal, speed up a little after a success."""
        with self._guard:
            gap = self._gap.get(operation, 0.0)
            if status == 429:
                self._gap[operation] = min(max(gap * 2, 0.05), 2.0)
            elif gap:
                self._gap[operation] = gap * 0.95 if gap > 0.005 else 0.0

    def _take(self, operation: str) -> float:
        now = self._runtime.now()
        with self._guard:
            gap = self._gap.get(operation, 0.0)
            if not gap:
                return 0.0
            place = max(self._next.get(operation, now), now)
            self._next[operation] = place + timedelta(seconds=gap)
            return (place - now).total_seconds()
