"""The schedule's jobs: when they are due, and what came of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.models.listing import Reason


class JobName(StrEnum):
    """The jobs of an account, in the order in which they are caught up with."""

    ORDERS = "orders"
    STOCK = "stock"
    INBOX = "inbox"
    SHIPMENTS = "shipments"
    CANCELLATIONS = "cancellations"
    RETURNS = "returns"
    STATUS = "status"
    TOKEN = "token"  # noqa: S105 - a name
    WEBHOOKS = "webhooks"
    PRIVACY = "privacy"


@frozen
class JobState:
    """One job of an account.

    It is done every ``every``, unless it is ``off``. ``began_at`` and ``ended_at`` are of the last run
    that began, and of the last that succeeded; ``failures`` counts those in a row since then, and
    ``reason`` is that of the last.
    """

    name: JobName
    every: timedelta
    due_at: datetime | None = None
    off: bool = False
    began_at: datetime | None = None
    ended_at: datetime | None = None
    failures: int = 0
    reason: Reason | None = None


class JobOutcome(StrEnum):
    """What became of a job in one round.

    Busy: another process is at it. Paused: the account must be connected again first.
    """

    DONE = "done"
    FAILED = "failed"
    BUSY = "busy"
    PAUSED = "paused"


@frozen
class JobRun:
    """One job in one round; ``told`` says in a line what it did, or why not."""

    name: JobName
    outcome: JobOutcome
    told: str = ""

    def __str__(self) -> str:
        """One line, as in ``orders: done, Fetch orders: completed, 2 of 2``."""
        return f"{self.name}: {self.outcome}{f', {self.told}' if self.told else ''}"


@frozen
class Round:
    """What was due and done; ``next_at`` is when the next job is."""

    runs: tuple[JobRun, ...]
    next_at: datetime

    @property
    def failed(self) -> tuple[JobRun, ...]:
        """The jobs that failed."""
        return tuple(one for one in self.runs if one.outcome is JobOutcome.FAILED)

    def __str__(self) -> str:
        """A line for each job."""
        return "\n".join(map(str, self.runs)) or "Nothing is due."
