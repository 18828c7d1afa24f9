"""How sales are counted: which day, product and currency a unit and a refund belong to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal

from attrs import define, field

from tiktok_bc_sync.mapping.refunds import of_return
from tiktok_bc_sync.mapping.statuses import order_status
from tiktok_bc_sync.models import (
    Money,
    Order,
    OrderStatus,
    ReportBy,
    Return,
    SalesReport,
    SalesRow,
)

_NOT_SOLD = (OrderStatus.UNPAID, OrderStatus.CANCELLED)
_Key = tuple[str, date | None, str]
"""Currency, day and product; the last two only where rows are told apart by them."""


@define
class _Sum:
    """What is added up for one row."""

    orders: int = 0
    units: int = 0
    gross: Decimal = Decimal(0)
    discounts: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)


@define
class Tally:
    """Counts orders and refunds of a span of days, one after the other; each must be given once."""

    first: date
    last: date
    zone: tzinfo
    by: Collection[ReportBy]
    _sums: dict[_Key, _Sum] = field(factory=dict[_Key, _Sum], init=False)
    _totals: dict[_Key, _Sum] = field(factory=dict[_Key, _Sum], init=False)
    _titles: dict[str, str] = field(factory=dict[str, str], init=False)

    def order(self, order: Order) -> None:
        """Count an order's units that were not cancelled, on the day it was made."""
        day = self._day(order.created_at)
        if day is None or order_status(order) in _NOT_SOLD:
            return
        touched: dict[int, _Sum] = {}
        for line in order.open_lines:
            self._titles[line.product_id] = line.title
            for row in self._rows(line.price.currency, day, line.product_id):
                row.units += 1
                row.gross += line.original_price.amount
                row.discounts += line.seller_discount.amount
                touched[id(row)] = row
        for row in touched.values():
            row.orders += 1

    def refund(self, item: Return, order: Order | None) -> None:
        """Count a finished refund on the day that it was finished; ``order`` tells the products."""
        day = self._day(item.updated_at) if item.updated_at else None
        if day is None or of_return(item) is None:
            return
        products = {line.id: line.product_id for line in order.lines} if order else {}
        rest = item.refund.amount
        for line in item.lines:
            product = products.get(line.order_line_id, "")
            part = min(line.refund.amount, rest)
            rest -= part
            self._give_back(item.refund.currency, day, product, part)
        self._give_back(item.refund.currency, day, "", rest)

    def report(self, zone: str) -> SalesReport:
        """Return what was counted, the days in their order."""
        ordered = sorted(self._sums, key=lambda key: (key[0], key[1] or self.first, key[2]))
        return SalesReport(
            self.first,
            self.last,
            zone,
            tuple(one for one in ReportBy if one in self.by),
            tuple(self._row(key, self._sums[key]) for key in ordered),
            {key[0]: self._row(key, found) for key, found in sorted(self._totals.items())},
        )

    def _day(self, moment: datetime) -> date | None:
        day = moment.astimezone(self.zone).date()
        return day if self.first <= day <= self.last else None

    def _give_back(self, currency: str, day: date, product: str, amount: Decimal) -> None:
        if amount:
            for row in self._rows(currency, day, product):
                row.refunds += amount

    def _rows(self, currency: str, day: date, product: str) -> tuple[_Sum, _Sum]:
        """Return the row that something belongs to, and its currency's total."""
        key = (
            currency,
            day if ReportBy.DAY in self.by else None,
            product if ReportBy.PRODUCT in self.by else "",
        )
        total = self._totals.setdefault((currency, None, ""), _Sum())
        return self._sums.setdefault(key, _Sum()), total

    def _row(self, key: _Key, found: _Sum) -> SalesRow:
        currency, day, product = key
        titles: Mapping[str, str] = self._titles if product else {}
        return SalesRow(
            currency,
            found.orders,
            found.units,
            Money(found.gross, currency),
            Money(found.discounts, currency),
            Money(found.refunds, currency),
            day,
            product,
            titles.get(product, ""),
        )
