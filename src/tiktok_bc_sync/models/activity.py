"""Activities: what a long job did, how far it is, and what failed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.models.listing import Action, Reason
from tiktok_bc_sync.models.product_row import ProductFilter


class ActivityState(StrEnum):
    """Whether an activity still runs, and how it ended.

    Interrupted: whoever ran it was not heard of for a while, and probably died.
    """

    ONGOING = "ongoing"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@frozen
class Failure:
    """One entity of an activity that failed, with the reason."""

    entity_id: str
    reason: Reason


@frozen
class Selection:
    """What an activity was about: the products or orders of some ids, or the products of a filter.

    ``warehouse_id`` is TikTok's, empty for the default one. ``only`` restricts it to some kinds of change.
    """

    activity_id: str = ""
    ids: tuple[str, ...] = ()
    found: ProductFilter | None = None
    warehouse_id: str = ""
    only: tuple[Action, ...] | None = None


@frozen
class Activity:
    """One long job: ``done`` of ``total`` entities, of which ``failures`` failed.

    ``by`` is the worker that runs it, ``beat_at`` when that was last heard of. ``cancelling`` says that
    somebody wants it to stop. ``after`` is the id of the activity that it resumes or retries.
    """

    id: str
    name: str
    state: ActivityState
    started_at: datetime
    by: str = ""
    total: int | None = None
    done: int = 0
    failures: tuple[Failure, ...] = ()
    finished_at: datetime | None = None
    beat_at: datetime | None = None
    cancelling: bool = False
    after: str = ""

    def __str__(self) -> str:
        """One line, as in ``Upload products: completed, 12 of 12, 1 failed``."""
        progress = f"{self.done}" if self.total is None else f"{self.done} of {self.total}"
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return f"{self.name}: {self.state}, {progress}{failed}"
