"""Reports of what was sold, from the orders and returns that are known here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.report import Tally
from tiktok_bc_sync.mapping.report_csv import sales_csv
from tiktok_bc_sync.models import Order, ReportBy, Return, SalesReport
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables
from tiktok_bc_sync.sync.records.indexing import time_text

_PAGE = 500
_BY_DAY = (ReportBy.DAY,)


@frozen
class AsyncReports:
    """What was sold."""

    context: Context

    async def sales(
        self, first: date, last: date, *, zone: str = "UTC", by: Iterable[ReportBy | str] = _BY_DAY
    ) -> SalesReport:
        """Return orders, units, gross, discounts, refunds and net from ``first`` to ``last``.

        Days are those of the time zone ``zone``, as in "Europe/London". Rows are told apart by day or
        product, both or none, and always by currency. Orders that are unpaid or cancelled were not sold.
        What was not fetched yet is not in it. Raises `InvalidInput`.
        """
        known = _zone(zone)
        wanted = _wanted(by)
        if last < first:
            raise InvalidInput(f"{last} is before {first}.", field="last")
        tables = await self.context.tables()
        tally = Tally(first, last, known, wanted)
        span = _span("created_at", first, last, known)
        async for stored in tables.orders.all(*span, order_by="created_at"):
            tally.order(stored.value.order)
        async for item, order in _refunded(tables, _span("updated_at", first, last, known)):
            tally.refund(item, order)
        return tally.report(zone)

    async def sales_csv(
        self, first: date, last: date, *, zone: str = "UTC", by: Iterable[ReportBy | str] = _BY_DAY
    ) -> str:
        """Return the same as CSV; no text in it can be taken for a formula. Raises `InvalidInput`."""
        return sales_csv(await self.sales(first, last, zone=zone, by=by))


class Reports(Blocking[AsyncReports]):
    """What was sold."""

    sales = blocking(AsyncReports.sales)
    sales_csv = blocking(AsyncReports.sales_csv)


async def _refunded(
    tables: Tables, span: tuple[Filter, ...]
) -> AsyncIterator[tuple[Return, Order | None]]:
    """Yield returns with their orders, reading a page of them at a time."""
    after: str | None = None
    while True:
        page, after = await tables.returns.find(
            *span, order_by="updated_at", limit=_PAGE, after=after
        )
        orders = await tables.orders.get_many(list({one.value.order_id for one in page}))
        for stored in page:
            order = orders.get(stored.value.order_id)
            yield stored.value, order.value.order if order else None
        if after is None:
            return


def _span(field: str, first: date, last: date, zone: tzinfo) -> tuple[Filter, ...]:
    begins = datetime.combine(first, time(), zone).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    return Filter(field, "ge", time_text(begins)), Filter(field, "lt", time_text(ends))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"There is no time zone {name[:60]!r}.",
            field="zone",
            what_to_do='Name one as in "Europe/London".',
        ) from None


def _wanted(by: Iterable[ReportBy | str]) -> frozenset[ReportBy]:
    try:
        return frozenset(ReportBy(one) for one in by)
    except ValueError:
        raise InvalidInput(f"Rows are told apart by {' or '.join(ReportBy)}.", field="by") from None
