"""Returns and refunds as TikTok reports them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import frozen

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


@frozen
class ReturnLine:
    """One returned unit of an order."""

    id: str
    order_line_id: str
    sku: str
    refund: Money


@frozen
class Return:
    """A return request; ``type`` and ``vendor_status`` are TikTok's own words, known to us or not."""

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
class Refund:
    """What the buyer would get back, and of what it is made up."""

    total: Money
    subtotal: Money
    shipping: Money
    tax: Money
