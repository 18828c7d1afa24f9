"""What was sold: rows of a sales report, and the whole of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import frozen

from tiktok_bc_sync.models.money import Money


class ReportBy(StrEnum):
    """What a report's rows are told apart by; currencies always are."""

    DAY = "day"
    PRODUCT = "product"


@frozen
class SalesRow:
    """What was sold on a day, of a product, in a currency; what rows are not told apart by is left out.

    ``orders`` and ``units`` are counted on the day of the order. ``gross`` is the goods' price before any
    discount, ``discounts`` what the seller gave (TikTok's own is paid for by TikTok), ``refunds`` what
    buyers got back on the day, shipping and tax included. Units that were cancelled were not sold.
    ``product_id`` is TikTok's; empty where a refund was of no product, as of shipping.
    """

    currency: str
    orders: int
    units: int
    gross: Money
    discounts: Money
    refunds: Money
    day: date | None = None
    product_id: str = ""
    title: str = ""

    @property
    def net(self) -> Money:
        """What is left: gross less discounts and refunds."""
        return self.gross - self.discounts - self.refunds


@frozen
class SalesReport:
    """What was sold from ``first`` to ``last``, days of the time zone ``zone``.

    ``totals`` are by currency; an order with two products counts once in them.
    """

    first: date
    last: date
    zone: str
    by: tuple[ReportBy, ...]
    rows: tuple[SalesRow, ...]
    totals: Mapping[str, SalesRow]
