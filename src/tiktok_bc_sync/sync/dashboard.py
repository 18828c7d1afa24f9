"""The dashboard's numbers: what is where, counted by status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync.models import Account, Activity
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import IndexValue
from tiktok_bc_sync.sync.activities import AsyncActivities
from tiktok_bc_sync.sync.context import Context


@frozen
class Summary:
    """Counts by status; each mapping's counts add up to all there are.

    An order that can't be made in BigCommerce counts as "Failed" with TikTok's status behind it.
    ``imports`` counts orders by how far they are on their way into BigCommerce.
    """

    account: Account
    products: Mapping[str, int]
    orders: Mapping[str, int]
    imports: Mapping[str, int]
    returns: Mapping[str, int]
    activities: Sequence[Activity]

    def __str__(self) -> str:
        """A few lines for people."""
        rows = (("Products", self.products), ("Orders", self.orders), ("Returns", self.returns))
        return "\n".join(f"{name}: {_told(counts)}" for name, counts in rows)


@frozen
class AsyncDashboard:
    """The account's numbers."""

    context: Context

    async def summary(self) -> Summary:
        """Count products, orders and returns by status, with the last activities."""
        tables = await self.context.tables()
        return Summary(
            account=await self.context.account(),
            products=_named(await tables.listings.count(by="status")),
            orders=_named(await tables.orders.count(by="shown")),
            imports=_named(await tables.orders.count(by="state")),
            returns=_named(await tables.returns.count(by="status")),
            activities=await AsyncActivities(self.context).list(limit=5),
        )


class Dashboard(Blocking[AsyncDashboard]):
    """The account's numbers."""

    summary = blocking(AsyncDashboard.summary)


def _named(counts: Mapping[IndexValue, int]) -> Mapping[str, int]:
    return {str(name): count for name, count in counts.items()}


def _told(counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return f"{sum(counts.values())} ({told})" if told else "none"
