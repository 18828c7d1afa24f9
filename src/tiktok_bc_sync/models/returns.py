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
