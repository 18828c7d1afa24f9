"""The dashboard's numbers: what is where, counted by status, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from attrs import field, frozen

from tiktok_bc_sync.models import (
    Account,
    Activity,
    FollowUpState,
    ImportState,
    ListingStatus,
    OrderStatus,
    ReturnStatus,
    StoreCancelState,
)
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Filter, IndexValue, Table
from tiktok_bc_sync.sync.engine.activities import ActivityLog
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables

T = TypeVar("T")
_LAST = 5


@frozen
class Waiting:
    """What waits for the merchant.

    ``shipments`` counts orders with a shipment that TikTok can't be told, ``cancellations`` and
    ``returns`` what buyers ask for, to be answered by ``next_deadline`` at the latest. ``refunds``
    could not be brought to BigCommerce, ``store_cancellations`` not to TikTok.
    """

    shipments: int = 0
    cancellations: int = 0
    returns: int = 0
    refunds: int = 0
    store_cancellations: int = 0
    next_deadline: datetime | None = None

    @property
    def total(self) -> int:
        """All of it."""
        counts = (self.shipments, self.cancellations, self.returns, self.refunds)
        return sum(counts) + self.store_cancellations


@frozen
class Summary:
    """Counts by status; each mapping's counts add up to all there are.

    An order that can't be made in BigCommerce counts as "Failed" with TikTok's status behind it, and
    ``errors`` counts them all. ``imports`` counts orders by how far they are on their way into
    BigCommerce.
    """

    account: Account
    products: Mapping[str, int]
    orders: Mapping[str, int]
    imports: Mapping[str, int]
    returns: Mapping[str, int]
    activities: Sequence[Activity]
    errors: int = 0
    waiting: Waiting = field(factory=Waiting)

    @property
    def shares(self) -> Mapping[str, float]:
        """Each product status's share of all products, from 0 to 1; empty without products."""
        total = sum(self.products.values())
        return {one: count / total for one, count in self.products.items()} if total else {}

    def __str__(self) -> str:
        """A few lines for people."""
        rows = (("Products", self.products), ("Orders", self.orders), ("Returns", self.returns))
        return "\n".join(f"{name}: {_told(counts)}" for name, counts in rows)


@frozen
class AsyncDashboard:
    """The account's numbers."""

    context: Context

    async def summary(self) -> Summary:
        """Count products, orders and returns by status, with what waits and the last activities."""
        tables = await self.context.tables()
        imports = _named(await tables.orders.count(by="state"))
        return Summary(
            account=await self.context.account(),
            products=_ordered(await tables.listings.count(by="status"), ListingStatus),
            orders=_ordered(await tables.orders.count(by="shown"), OrderStatus),
            imports=imports,
            returns=_ordered(await tables.returns.count(by="status"), ReturnStatus),
            activities=await ActivityLog(self.context).list(limit=_LAST),
            errors=imports.get(ImportState.FAILED, 0),
            waiting=await _waiting(tables),
        )


class Dashboard(Blocking[AsyncDashboard]):
    """The account's numbers."""

    summary = blocking(AsyncDashboard.summary)


async def _waiting(tables: Tables) -> Waiting:
    asked = Filter("waiting", "eq", True)
    return Waiting(
        shipments=await _count(tables.fulfilments, asked),
        cancellations=await _count(tables.cancellations, asked),
        returns=await _count(tables.returns, asked),
        refunds=await _count(tables.follow_ups, Filter("state", "eq", FollowUpState.FAILED)),
        store_cancellations=await _count(
            tables.store_cancels, Filter("state", "eq", StoreCancelState.FAILED)
        ),
        next_deadline=await _next_deadline(tables),
    )


async def _next_deadline(tables: Tables) -> datetime | None:
    asked = Filter("waiting", "eq", True)
    returns, _ = await tables.returns.find(asked, order_by="respond_by", limit=1)
    cancellations, _ = await tables.cancellations.find(asked, order_by="respond_by", limit=1)
    found = [one.value.respond_by for one in returns]
    found += [one.value.respond_by for one in cancellations]
    return min((one for one in found if one), default=None)


async def _count(table: Table[T], *where: Filter) -> int:
    return sum((await table.count(*where)).values())


def _ordered(counts: Mapping[IndexValue, int], known: Iterable[str]) -> Mapping[str, int]:
    """Return what there is of the known statuses in their order, and then what else there is."""
    named = _named(counts)
    first = {str(one): named[one] for one in known if one in named}
    return first | {one: count for one, count in sorted(named.items()) if one not in first}


def _named(counts: Mapping[IndexValue, int]) -> Mapping[str, int]:
    return {str(name): count for name, count in counts.items()}


def _told(counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return f"{sum(counts.values())} ({told})" if told else "none"
