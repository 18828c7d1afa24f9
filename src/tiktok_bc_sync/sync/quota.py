"""BigCommerce's quota shared by all processes that work with one token: kept in the storage, in portions."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.clients.http import number
from tiktok_bc_sync.clients.limiter import LONGEST_WAIT, too_long
from tiktok_bc_sync.runtime import Runtime
from tiktok_bc_sync.storage import Table
from tiktok_bc_sync.sync.records import QuotaWindow

# Until the first answer nobody knows the quota: the others look again after this many seconds.
_LOOK_AGAIN = 0.1
_SECONDS = 30.0


@frozen
class _Told:
    """What an answer said about its window."""

    left: int
    quota: int
    ends: datetime
    seconds: float


class SharedQuota:
    """A limiter for several processes with one token: each takes a portion of the window, then another.

    The storage is asked once for a portion, not once for a request. The processes' clocks should agree
    to well below a second. ``reserve`` requests are left for others, and for what is still under way
    when a window ends.
    """

    def __init__(
        self, windows: Table[QuotaWindow], key: str, runtime: Runtime, *, reserve: int = 8
    ) -> None:
        self._windows = windows
        self._key = key
        self._runtime = runtime
        self._reserve = reserve
        self._lock = runtime.lock()
        self._guard = threading.Lock()
        self._mine = 0
        self._ends: datetime | None = None
        self._told: _Told | None = None
        # A vendor that tells nothing is not held back for.
        self._silent = False

    async def wait(self, operation: str) -> None:  # noqa: ARG002 - one quota for all operations
        """Wait until this process has a request left of its portion, or can take another portion."""
        while not self._spend():
            async with self._lock:  # who waited for it may find a portion there
                pause = 0.0 if self._has_some() else await self._take_portion()
            if pause > LONGEST_WAIT:
                raise too_long(pause)
            if pause:
                await self._runtime.sleep(pause)

    def learn(self, operation: str, headers: Mapping[str, str], *, refused: bool) -> None:  # noqa: ARG002
        """Read the ``X-Rate-Limit-…`` headers; they are told to the others with the next portion."""
        left = number(headers, "x-rate-limit-requests-left")
        reset = number(headers, "x-rate-limit-time-reset-ms")
        quota = number(headers, "x-rate-limit-requests-quota")
        self._silent = left is None or reset is None or not quota
        if left is None or reset is None or not quota:
            return
        window = number(headers, "x-rate-limit-time-window-ms")
        ends = self._runtime.now() + timedelta(milliseconds=reset + 1)
        told = _Told(0 if refused else left, quota, ends, window / 1000 if window else _SECONDS)
        with self._guard:
            self._told = told
            if refused:
                self._mine = 0

    def lost(self, operation: str) -> None:
        """Do nothing: the vendor may have counted it."""

    def _spend(self) -> bool:
        """Take a request off this process's portion; False where it has none."""
        if self._silent:
            return True
        with self._guard:
            if not self._open():
                return False
            self._mine -= 1
            return True

    def _has_some(self) -> bool:
        with self._guard:
            return self._open()

    def _open(self) -> bool:
        """Whether something is left of the portion, and of the window that it is of."""
        return self._mine > 0 and self._ends is not None and self._runtime.now() < self._ends

    async def _take_portion(self) -> float:
        """Take requests for this process; return 0, or the seconds until there may be more."""
        with self._guard:
            told = self._told
        now = self._runtime.now()
        taken = 0

        def take(known: QuotaWindow | None) -> QuotaWindow:
            nonlocal taken
            window = _now(known, told, now) if known else _unknown(self._key, now)
            taken = self._portion(window)
            return evolve(window, left=window.left - taken)

        window = (await self._windows.update(self._key, take)).value
        with self._guard:
            self._mine, self._ends = taken, window.ends
        if taken:
            return 0.0
        left = (window.ends - now).total_seconds()
        return left if window.quota else min(left, _LOOK_AGAIN)

    def _portion(self, window: QuotaWindow) -> int:
        free = window.left - min(self._reserve, window.quota // 10)
        return max(0, min(free, window.quota // 10 or 1))


def _unknown(key: str, now: datetime) -> QuotaWindow:
    """Return a window for one request, whose answer tells how many there are."""
    return QuotaWindow(key, left=1, quota=0, ends=now + timedelta(seconds=2), seconds=_SECONDS)


def _now(known: QuotaWindow, told: _Told | None, now: datetime) -> QuotaWindow:
    """Return the window that is open now, with what the last answer told about it."""
    window = _corrected(known, told) if told else known
    if window.ends > now:
        return window
    if not window.quota:
        return _unknown(window.key, now)
    ends = now + timedelta(seconds=window.seconds)
    return evolve(window, left=window.quota, ends=ends, told=False)


def _corrected(known: QuotaWindow, told: _Told) -> QuotaWindow:
    """Believe an answer about its own window: others, outside of the connector, spend of it too."""
    half = timedelta(seconds=told.seconds / 2)
    news = evolve(
        known, left=told.left, quota=told.quota, ends=told.ends, seconds=told.seconds, told=True
    )
    if not known.quota or told.ends > known.ends + half:
        return news
    if told.ends < known.ends - half:  # of a window that has ended
        return known
    ends = min(known.ends, told.ends) if known.told else told.ends
    return evolve(news, left=min(known.left, told.left), ends=ends)
