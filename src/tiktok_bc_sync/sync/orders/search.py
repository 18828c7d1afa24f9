"""Orders in lists: what they are found by, how they are counted, and the rows that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.order_views import order_row
from tiktok_bc_sync.models import OrderCounts, OrderFilter, OrderPage, OrderSort, OrderStatus
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import Filter, IndexValue
from tiktok_bc_sync.sync.records import Tables
from tiktok_bc_sync.sync.records.indexing import lines, storable, time_text

_ORDER: Mapping[OrderSort, str] = {
    OrderSort.CREATED: "created_at",
    OrderSort.UPDATED: "updated_at",
    OrderSort.STATUS: "shown",
    OrderSort.CUSTOMER: "customer",
    OrderSort.TOTAL: "total",
}


@frozen
class OrderSearch:
    """The orders of one shop as lists show them."""

    tables: Tables

    async def page(
        self,
        wanted: OrderFilter,
        sort: OrderSort,
        *,
        descending: bool,
        limit: int,
        after: str | None,
    ) -> OrderPage:
        """Return a page of rows."""
        found, following = await self.tables.orders.find(
            *where(wanted), order_by=_ORDER[sort], descending=descending, limit=limit, after=after
        )
        return OrderPage(tuple(order_row(stored.value) for stored in found), following)

    async def counts(self, wanted: OrderFilter) -> OrderCounts:
        """Count the orders that are meant."""
        found = await self.tables.orders.count(*where(wanted), by="shown")
        usual = dict.fromkeys(map(str, OrderStatus), 0)
        return OrderCounts(usual | {str(status): count for status, count in found.items()})


def where(wanted: OrderFilter) -> tuple[Filter, ...]:
    """Return the conditions on orders that a filter stands for.

    Raises `InvalidInput` for a time without a zone.
    """
    return tuple(_conditions(wanted))


def _conditions(wanted: OrderFilter) -> Iterator[Filter]:
    equal: Mapping[str, IndexValue] = {
        "order_id": wanted.order_id or None,
        "shown": wanted.status or None,
        "state": wanted.state,
        "fulfilled_by": wanted.fulfilled_by,
        "logistic_mode": wanted.logistic_mode or None,
    }
    yield from (Filter(name, "eq", value) for name, value in equal.items() if value is not None)
    if wanted.created_from:
        yield Filter("created_at", "ge", time_text(aware(wanted.created_from, "created_from")))
    if wanted.created_before:
        before = aware(wanted.created_before, "created_before")
        yield Filter("created_at", "lt", time_text(before))
    for name, text in (("customer", wanted.customer), ("products", wanted.product)):
        if part := storable(normalized(text)):
            yield Filter(name, "contains", part)
    for name, word in (("product_ids", wanted.product_id), ("reasons", wanted.reason)):
        if word:
            yield Filter(name, "contains", lines([word]))


def aware(moment: datetime, field: str) -> datetime:
    """Return a time in UTC. Raises `InvalidInput` for one without a zone."""
    if moment.tzinfo is None:
        raise InvalidInput(
            f"{field} has no time zone.", field=field, what_to_do="Give one, for example UTC."
        )
    return moment.astimezone(UTC)
