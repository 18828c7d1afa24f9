"""BigCommerce's quota shared by all processes that work with one token: kept in the storage, in portions."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import evolve

from tiktok_bc_sync.clients.limiter import LONGEST_WAIT, WINDOW, Told, too_long
from tiktok_bc_sync.runtime import Runtime
from tiktok_bc_sync.storage import Table
from tiktok_bc_sync.sync.records import QuotaWindow

# Until the first answer nobody knows the quota: the others look again after this many seconds.
_LOOK_AGAIN = 0.1


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
        # What the last answer said, as the window that it was about.
        self._told: QuotaWindow | None = None
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
        told = Told.by(headers, refused=refused)
        with self._guard:
            if told and told.quota:
                ends = self._runtime.now() + told.lasts
                seconds = (told.window or WINDOW).total_seconds()
                self._told = QuotaWindow(self._key, told.left, told.quota, ends, seconds, told=True)
            # An answer without numbers, as of a proxy, does not undo what others told.
            self._silent = self._told is None
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
    ends = now + timedelta(seconds=2)
    return QuotaWindow(key, left=1, quota=0, ends=ends, seconds=WINDOW.total_seconds())


def _now(known: QuotaWindow, told: QuotaWindow | None, now: datetime) -> QuotaWindow:
    """Return the window that is open now, with what the last answer told about it."""
    if not _likely(known, now):
        known = evolve(known, ends=now, told=False)
    window = _corrected(known, told) if told and _likely(told, now) else known
    if window.ends > now:
        return window
    if not window.quota:
        return _unknown(window.key, now)
    ends = now + timedelta(seconds=window.seconds)
    return evolve(window, left=window.quota, ends=ends, told=False)


def _likely(window: QuotaWindow, now: datetime) -> bool:
    """Whether a window may be true: one that ends much later was of a clock that has been put back."""
    return window.ends - now <= timedelta(seconds=2 * window.seconds)


def _corrected(known: QuotaWindow, told: QuotaWindow) -> QuotaWindow:
    """Believe an answer about its own window: others, outside of the connector, spend of it too."""
    half = timedelta(seconds=told.seconds / 2)
    if not known.quota or told.ends > known.ends + half:
        return told
    if told.ends < known.ends - half:  # of a window that has ended
        return known
    ends = min(known.ends, told.ends) if known.told else told.ends
    return evolve(told, left=min(known.left, told.left), ends=ends)
