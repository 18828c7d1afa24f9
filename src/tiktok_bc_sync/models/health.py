"""Health: what is behind, failing or about to expire, each with what to do; and what a host is told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.models.listing import Reason


class Severity(StrEnum):
    """How bad it is. Warning: it works, and somebody should look at it. Error: something doesn't work."""

    WARNING = "warning"
    ERROR = "error"


@frozen
class Concern:
    """One thing that is wrong or soon will be.

    ``code`` is stable, ``count`` how many entities are concerned, ``examples`` the ids of a few;
    ``since`` is the oldest's time, where that says something.
    """

    code: str
    severity: Severity
    message: str
    mend: str
    count: int = 0
    examples: tuple[str, ...] = ()
    since: datetime | None = None

    def __str__(self) -> str:
        """The sentence with what to do."""
        return f"{self.message} {self.mend}".strip()


@frozen
class Health:
    """How an account is; without concerns everything works."""

    checked_at: datetime
    concerns: tuple[Concern, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether everything works; warnings may be there."""
        return not any(one.severity is Severity.ERROR for one in self.concerns)

    def __str__(self) -> str:
        """A line for each concern, the errors first."""
        return "\n".join(f"{one.severity}: {one}" for one in self.concerns) or "All is well."


class NoticeKind(StrEnum):
    """What a host can be told of by itself."""

    NEEDS_RECONNECTING = "needs reconnecting"
    ORDER_FAILED = "order failed"
    LISTING_REJECTED = "listing rejected"


@frozen
class Notice:
    """Something that a merchant should hear of now.

    ``entity_id`` is the shop's, the TikTok order's or the BigCommerce product's.
    """

    kind: NoticeKind
    entity_id: str
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        """One line, with what to do."""
        return f"{self.kind}: {self.entity_id} {' '.join(map(str, self.reasons))}"
