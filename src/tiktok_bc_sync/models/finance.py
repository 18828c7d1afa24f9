"""What TikTok pays out, and what it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from tiktok_bc_sync.models.money import Money


@frozen
class Statement:
    """A day's settlement: revenue, less fees and with adjustments, as TikTok pays it out.

    ``payment_status`` is TikTok's own word: PAID, FAILED, PROCESSING or a newer one.
    """

    id: str
    at: datetime
    settlement: Money
    revenue: Money
    fees: Money
    adjustments: Money
    shipping: Money
    payment_status: str = ""
    payment_id: str = ""


@frozen
class Transaction:
    """What became of one order, one adjustment or one reserve in a statement; costs are below zero.

    ``amounts`` break it down by the vendor's own names, as in ``platform_commission_amount``; what is kept
    back, or set free, is ``reserve_amount``. An estimate is of what is not settled yet, for the reason in
    ``unsettled``.
    """

    id: str
    type: str
    order_id: str
    settlement: Money
    revenue: Money
    fees: Money
    shipping: Money
    adjustment: Money
    amounts: Mapping[str, Money]
    sku_id: str = ""
    statement_id: str = ""
    unsettled: str = ""


@frozen
class Payment:
    """A payment of TikTok to the seller's bank; ``status`` is TikTok's own word."""

    id: str
    status: str
    amount: Money
    settlement: Money
    created_at: datetime
    paid_at: datetime | None = None
