"""Whose turn it is in a sweep, and when a job that was hindered is tried again; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput, RateLimited, SyncError

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_FIRST_WAIT = 10.0


@frozen
class Timetable:
    """How often each account is visited: once in ``every``, by one of the sweeps that lie in it.

    A sweep comes each ``sweep``, of whole seconds that fit a minute or whole minutes that fit an hour.
    An account's turn follows from its name: accounts don't all come at once, and all processes reckon
    the same. A visit does only what is due, so that it costs next to nothing where nothing is.
    ``retries`` is how often the queue tries again what could not even begin. Raises `InvalidInput` for a
    sweep that doesn't fit.
    """

    every: timedelta = timedelta(minutes=5)
    sweep: timedelta = timedelta(minutes=1)
    retries: int = 3

    def __attrs_post_init__(self) -> None:
        unit, step = (_MINUTE, timedelta(seconds=1)) if self.sweep < _MINUTE else (_HOUR, _MINUTE)
        if self.sweep < step or self.sweep % step or unit % self.sweep:
            raise InvalidInput(
                "A sweep comes every few seconds that fit a minute, or minutes that fit an hour.",
                field="sweep",
            )
        if self.every < self.sweep or self.every % self.sweep:
            raise InvalidInput("Visits come every so many sweeps.", field="every")

    def due(self, accounts: Iterable[str], now: datetime) -> Sequence[str]:
        """Return those whose turn is in the sweep of this moment: each in one of ``every``'s sweeps.

        They come in another order each time: where there is more to do than can be done, it must not be
        always the same ones who come too late.
        """
        turns = self.every // self.sweep
        number = int(now.timestamp() // self.sweep.total_seconds())
        found = [one for one in accounts if _number(one) % turns == number % turns]
        return sorted(found, key=lambda account: _number(f"{account} {number}"))

    def wait(self, error: SyncError, tried: int, account: str) -> float | None:
        """Return the seconds until the queue tries again; None: never, as it wouldn't help.

        Calls that failed were repeated by then, and jobs that failed have their own next time: what
        comes here is a round that could not begin, mostly for want of the storage.
        """
        if not error.retry or tried >= self.retries:
            return None
        least = error.retry_after if isinstance(error, RateLimited) else 0.0
        spread = 1 + _number(f"{account} {tried}") % 1000 / 1000
        return max(least, _FIRST_WAIT * (1 << tried)) * spread


def _number(text: str) -> int:
    """Return the same number for a text everywhere and at any time, which `hash` doesn't."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
