"""What follows in BigCommerce from a cancellation or a refund on TikTok, and the other way."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.models.listing import Reason
from tiktok_bc_sync.models.money import Money
from tiktok_bc_sync.models.order import Cancellation


class RefundPolicy(StrEnum):
    """What a finished refund on TikTok becomes in BigCommerce.

    Refund: a refund of the order, by the means that BigCommerce itself does not pay out. Note: a line in
    the order's staff notes. Nothing: it is shown here alone.
    Source: merchant setting "Refunds".
    """

    REFUND = "refund"
    NOTE = "note"
    NOTHING = "nothing"


@frozen
class AftersalesPolicy:
    """What is done by itself after a sale; the defaults are those of a new account.

    ``cancel_on_tiktok`` cancels on TikTok what was cancelled or declined in BigCommerce, for
    ``cancel_reason``: a reason that TikTok offers then, in full or as its telling part.
    Source: merchant settings "Refunds" and "Cancel on TikTok".
    """

    refunds: RefundPolicy = RefundPolicy.REFUND
    cancel_on_tiktok: bool = True
    cancel_reason: str = "OUT_OF_STOCK"


class FollowUpKind(StrEnum):
    """What a refund in BigCommerce is the consequence of."""

    RETURN = "return"
    CANCELLATION = "cancellation"


class FollowUpState(StrEnum):
    """How far a refund is on its way into BigCommerce.

    Waiting: for its turn, or for the order to be made in BigCommerce. Failed: BigCommerce refused, and
    somebody must look. Not wanted: the policy says so, or there is nothing left to give back.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    REFUNDED = "refunded"
    NOTED = "noted"
    NOT_WANTED = "not wanted"
    FAILED = "failed"


@frozen
class FollowUp:
    """A refund on TikTok and what becomes of it in BigCommerce; ``id`` is TikTok's.

    ``lines`` are the TikTok lines it is about; with ``restock`` their units are given back as units, so
    that BigCommerce can take them on stock again. ``claim`` is the worker that is at it, ``claimed_at``
    since when. ``store_refund_id`` is BigCommerce's.
    """

    id: str
    kind: FollowUpKind
    order_id: str
    amount: Money
    lines: tuple[str, ...] = ()
    restock: bool = False
    state: FollowUpState = FollowUpState.WAITING
    store_refund_id: str = ""
    claim: str = ""
    claimed_at: datetime | None = None
    done_at: datetime | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def mark(self) -> str:
        """The words by which a refund or a note in BigCommerce is found again."""
        return f"TikTok {self.kind} {self.id}"

    def __str__(self) -> str:
        """One line for people, and one for each reason."""
        told = f"{self.kind} {self.id} of order {self.order_id}: {self.amount}, {self.state}"
        return "\n    ".join([told, *(str(one) for one in self.reasons)])


class StoreCancelState(StrEnum):
    """How far a cancellation in BigCommerce is on its way to TikTok."""

    TOLD = "told"
    FAILED = "failed"


@frozen
class StoreCancel:
    """An order that was cancelled in BigCommerce, and what TikTok said."""

    order_id: str
    store_order_id: str
    state: StoreCancelState
    at: datetime
    cancel_id: str = ""
    reasons: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        """One line for people, and one for each reason."""
        told = f"order {self.order_id}, in BigCommerce {self.store_order_id}: {self.state}"
        return "\n    ".join([told, *(str(one) for one in self.reasons)])


@frozen
class CancellationFilter:
    """Which cancellations a list shows; what is left out doesn't count.

    ``status`` and ``role`` are TikTok's words; ``waiting`` are those that the seller must answer.
    """

    status: str = ""
    order_id: str = ""
    role: str = ""
    waiting: bool | None = None


@frozen
class CancellationPage:
    """Some cancellations; ``next`` is where the following page begins, None at the end."""

    items: tuple[Cancellation, ...]
    next: str | None = None
