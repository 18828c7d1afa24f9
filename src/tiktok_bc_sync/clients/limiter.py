"""Keeping within a vendor's limits before it has to say no; shared by all threads and tasks."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen

from tiktok_bc_sync.clients.http import number
from tiktok_bc_sync.errors import RateLimited
from tiktok_bc_sync.runtime import Runtime

LONGEST_WAIT = 60.0
"""Seconds that a call waits for quota at most; the caller is told where it would take longer."""

_LONGEST_WINDOW = 3_600_000
WINDOW = timedelta(seconds=30)
"""How long a window lasts where the vendor doesn't say."""
# Until the first answer nobody knows the quota: others look again after this many seconds.
_LOOK_AGAIN = 0.02


class Limiter(Protocol):
    """Waits before a request where the vendor would refuse it, and learns from each answer."""

    async def wait(self, operation: str) -> None:
        """Wait until a request may be sent; it then is under way.

        Raises `RateLimited` where that would take longer than `LONGEST_WAIT`.
        """
        ...

    def learn(self, operation: str, headers: Mapping[str, str], *, refused: bool) -> None:
        """Take in what the answer to a request says about the limits."""
        ...

    def lost(self, operation: str) -> None:
        """Note that a request got no answer."""
        ...


def too_long(pause: float) -> RateLimited:
    """Return the error for a call that would have to wait longer than `LONGEST_WAIT`."""
    return RateLimited(
        f"The quota is used up for the next {pause:.0f} seconds.",
        retry_after=pause,
        what_to_do="Repeat the call later.",
    )


@frozen
class Told:
    """What an answer says about its window: how much is ``left``, how long, and how much there was.

    ``quota`` and ``window`` are None where it doesn't say, or nothing that can be true.
    """

    left: int
    lasts: timedelta
    quota: int | None = None
    window: timedelta | None = None

    @classmethod
    def by(cls, headers: Mapping[str, str], *, refused: bool) -> Told | None:
        """Read the ``X-Rate-Limit-…`` headers; None where they don't say how long how much is left."""
        left = 0 if refused else number(headers, "x-rate-limit-requests-left")
        reset = number(headers, "x-rate-limit-time-reset-ms")
        if left is None or reset is None or reset > _LONGEST_WINDOW:
            return None
        window = number(headers, "x-rate-limit-time-window-ms") or 0
        return cls(
            left,
            # The vendor cuts the fraction of a millisecond off: a window never ends before this.
            timedelta(milliseconds=reset + 1),
            number(headers, "x-rate-limit-requests-quota") or None,
            timedelta(milliseconds=window) if 1000 <= window <= _LONGEST_WINDOW else None,
        )


class WindowLimiter:
    """A quota in a window, told by the headers of each answer. Source: vendor rule of BigCommerce.

    The first request asks what the quota is while the others wait. From then on each request is
    counted when it is sent, so that parallel callers never send more than there is; ``reserve`` requests
    are left for others who use the same token. A vendor that tells nothing is not held back for.
    """

    def __init__(self, runtime: Runtime, *, reserve: int = 2) -> None:
        self._runtime = runtime
        self._spare = reserve
        self._guard = threading.Lock()
        self._under_way = 0
        self._answered = False
        self._quota: int | None = None
        self._left = 0
        self._window = WINDOW
        self._resets_at: datetime | None = None
        # Whether an answer told when this window ends; otherwise it was reckoned from the last one.
        self._told = False

    async def wait(self, operation: str) -> None:  # noqa: ARG002 - one quota for all operations
        """Wait until the window has room."""
        while (pause := self._take()) > 0:
            if pause > LONGEST_WAIT:
                raise too_long(pause)
            await self._runtime.sleep(pause)

    def learn(self, operation: str, headers: Mapping[str, str], *, refused: bool) -> None:  # noqa: ARG002
        """Read the ``X-Rate-Limit-…`` headers."""
        told = Told.by(headers, refused=refused)
        now = self._runtime.now()
        with self._guard:
            self._under_way -= 1
            self._answered = True
            if told is not None:
                self._quota = told.quota or self._quota
                self._window = told.window or self._window
                self._keep(told.left, now + told.lasts)

    def lost(self, operation: str) -> None:  # noqa: ARG002
        """Note that a request got no answer; the vendor may have counted it."""
        with self._guard:
            self._under_way -= 1

    def _keep(self, left: int, resets_at: datetime) -> None:
        """Believe an answer about its own window: answers overtake one another and come late."""
        known = self._resets_at
        if known is None or (resets_at > known + self._window / 2 and self._told):
            # Another window than the known one: what is under way may not be in its numbers yet.
            self._left, self._resets_at = left - self._under_way, resets_at
        elif resets_at > known - self._window / 2:
            # Each answer took its time to come here, so the earliest end is the nearest to the truth.
            self._left = min(self._left, left)
            self._resets_at = min(known, resets_at) if self._told else resets_at
        else:
            return
        self._told = True

    def _take(self) -> float:
        """Take one request off what is left and return 0, or the seconds until there is more."""
        now = self._runtime.now()
        with self._guard:
            pause = self._pause(now)
            if not pause:
                self._left -= 1
                self._under_way += 1
            return pause

    def _pause(self, now: datetime) -> float:
        if self._resets_at and not timedelta() < self._resets_at - now <= 2 * self._window:
            self._begin_window(now)  # or a clock has stepped
        if self._resets_at is None:
            return _LOOK_AGAIN if self._under_way and not self._answered else 0.0
        spare = min(self._spare, (self._quota or 0) // 10)
        if self._left > spare:
            return 0.0
        return (self._resets_at - now).total_seconds()

    def _begin_window(self, now: datetime) -> None:
        """Reckon with a fresh quota; what is under way may fall into it. Unknown, it is asked anew."""
        self._told = False
        if self._quota is None:
            self._resets_at, self._answered = None, False
        else:
            self._left, self._resets_at = self._quota - self._under_way, now + self._window


class AdaptiveLimiter:
    """A pace for each operation that slows down when the vendor says no and recovers little by little.

    TikTok publishes no numbers and promises no headers: what it takes is found out. Until the first
    refusal nothing is held back.
    """

    _FIRST, _LONGEST, _SHORTEST = 0.03, 2.0, 0.005
    # Tried against limits of 5 to 50 a second: under a fifth refused, at least four fifths used.
    _SLOWER, _FASTER = 1.5, 0.98

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._guard = threading.Lock()
        self._gap: dict[str, float] = {}
        self._next: dict[str, datetime] = {}
        self._slowed_at: dict[str, datetime] = {}

    async def wait(self, operation: str) -> None:
        """Wait for the operation's next place."""
        pause = self._take(operation)
        if pause > LONGEST_WAIT:
            raise too_long(pause)
        if pause > 0:
            await self._runtime.sleep(pause)

    def learn(self, operation: str, headers: Mapping[str, str], *, refused: bool) -> None:  # noqa: ARG002
        """Slow down after a refusal, speed up a little after a success."""
        now = self._runtime.now()
        with self._guard:
            gap = self._gap.get(operation, 0.0)
            if refused:
                self._slow_down(operation, gap, now)
            elif gap:
                self._gap[operation] = gap * self._FASTER if gap > self._SHORTEST else 0.0

    def lost(self, operation: str) -> None:
        """Do nothing: what got no answer says nothing about limits."""

    def _slow_down(self, operation: str, gap: float, now: datetime) -> None:
        """Widen the gap, once for all the requests that were sent at the old pace."""
        slowed = self._slowed_at.get(operation)
        if slowed and timedelta() <= now - slowed < timedelta(seconds=max(gap, 0.25)):
            return
        self._slowed_at[operation] = now
        self._gap[operation] = min(max(gap * self._SLOWER, self._FIRST), self._LONGEST)

    def _take(self, operation: str) -> float:
        """Take the next place, unless it is too far off, and return the seconds until then."""
        now = self._runtime.now()
        with self._guard:
            gap = self._gap.get(operation, 0.0)
            if not gap:
                return 0.0
            pause = (self._next.get(operation, now) - now).total_seconds()
            if not 0 <= pause <= LONGEST_WAIT + self._LONGEST:
                pause = 0.0  # nobody waits or, as no place is that far off, a clock has stepped
            if pause <= LONGEST_WAIT:
                self._next[operation] = now + timedelta(seconds=pause + gap)
            return pause
