"""Returns and refunds as TikTok reports them, what may be decided about them, and lists of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.models.aftersales import FollowUp
from tiktok_bc_sync.models.money import Money


class ReturnStatus(StrEnum):
    """A return's status as the merchant reads it."""

    APPLYING = "Aftersale applying"
    REJECT_APPLICATION = "Aftersale reject application"
    RETURNING = "Aftersale returning"
    BUYER_SHIPPED = "Aftersale buyer shipped"
    REJECT_RECEIVE = "Aftersale reject receive"
    SUCCESS = "Aftersale success"
    COMPLETE = "Complete"
    CLOSED = "Closed"


class ReturnType(StrEnum):
    """What a buyer asks for, by the vendor's words."""

    REFUND = "REFUND"
    RETURN_AND_REFUND = "RETURN_AND_REFUND"
    REPLACEMENT = "REPLACEMENT"
    EXCHANGE = "EXCHANGE"


@frozen
class ReturnLine:
    """One returned unit of an order."""

    id: str
    order_line_id: str
    sku: str
    refund: Money


@frozen
class Refund:
    """What the buyer would get back, and of what it is made up."""

    total: Money
    subtotal: Money
    shipping: Money
    tax: Money


@frozen
class Return:
    """A return request; ``type`` and ``vendor_status`` are TikTok's own words, known to us or not.

    ``respond_by`` is until when the seller must act, None while nothing is asked of the seller.
    ``amounts`` breaks the refund down, where that is known.
    """

    id: str
    order_id: str
    type: str
    vendor_status: str
    reason: str
    refund: Money
    lines: tuple[ReturnLine, ...] = ()
    arbitration_status: str = ""
    tracking_number: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    respond_by: datetime | None = None
    amounts: Refund | None = None


@frozen
class ReturnRecord:
    """Something that was done about a return: by whom, and what they said."""

    event: str
    role: str
    at: datetime
    description: str = ""
    reason: str = ""
    note: str = ""
    images: tuple[str, ...] = ()


@frozen
class OfferedReason:
    """A reason that may be given now; ``name`` is for the vendor, ``text`` for people."""

    name: str
    text: str = ""


@frozen
class Decision:
    """Whether the seller may decide so about a return or a cancellation now, and why not."""

    name: str
    allowed: bool
    why_not: str = ""
    reasons: tuple[OfferedReason, ...] = ()


@frozen
class ReturnDetail:
    """A return with all that there is to see of it: its status for people, what was done, what may be.

    ``follow_up`` is what becomes of its refund in BigCommerce, None while it is not due.
    """

    item: Return
    status: ReturnStatus | str
    records: tuple[ReturnRecord, ...] = ()
    decisions: tuple[Decision, ...] = ()
    follow_up: FollowUp | None = None

    @property
    def photos(self) -> tuple[str, ...]:
        """The addresses of all pictures that buyer and seller have shown."""
        return tuple(dict.fromkeys(url for one in self.records for url in one.images))


@frozen
class ReturnFilter:
    """Which returns a list shows; what is left out doesn't count.

    ``waiting`` are those that the seller must act on, ``disputed`` those in which TikTok arbitrates or
    did. ``sku`` is a seller SKU, compared without case and spaces.
    """

    statuses: tuple[str, ...] = ()
    type: str = ""
    order_id: str = ""
    sku: str = ""
    waiting: bool | None = None
    disputed: bool | None = None
    updated_since: datetime | None = None
    updated_before: datetime | None = None


class ReturnSort(StrEnum):
    """What a list of returns is sorted by."""

    ID = "id"
    CREATED = "created"
    UPDATED = "updated"
    DEADLINE = "deadline"


@frozen
class ReturnPage:
    """Some returns; ``next`` is where the following page begins, None at the end."""

    items: tuple[Return, ...]
    next: str | None = None


@frozen
class ReturnCounts:
    """Returns by status and by type; each adds up to ``total``."""

    statuses: Mapping[str, int]
    types: Mapping[str, int]
    waiting: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.statuses.values())
