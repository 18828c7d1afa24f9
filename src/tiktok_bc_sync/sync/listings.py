"""Listings: plan what TikTok should show, apply it, and read back what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from attrs import evolve, frozen

from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.mapping.plan import Plan
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import (
    Action,
    Activity,
    Change,
    Listing,
    ListingStatus,
    Reason,
    RemoteListing,
)
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Stored
from tiktok_bc_sync.sync.activities import Progress, activity
from tiktok_bc_sync.sync.apply import Applier
from tiktok_bc_sync.sync.context import Context
from tiktok_bc_sync.sync.planner import Planner
from tiktok_bc_sync.sync.records import Tables

_BATCH = 100


@frozen
class AsyncListings:
    """The account's listings on TikTok Shop."""

    context: Context

    async def plan(self, warehouse_id: str = "") -> Plan:
        """Return what should change on TikTok; nothing is sent.

        ``warehouse_id`` is TikTok's; left out, the configured or the shop's default one. Products with
        nothing to do are not in the plan.
        """
        planner = await Planner.of(self.context, warehouse_id)
        tables = await self.context.tables()
        changes = [change async for change in _changes(tables, planner) if change]
        return Plan(tuple(changes), planner.warehouse_id)

    async def apply(
        self, plan: Plan, *, only: frozenset[Action] | None = None, progress: Progress | None = None
    ) -> Activity:
        """Carry out a plan, within the marketplaces' limits; one product's failure stops no other.

        Each product is decided again with what is known now, so that an old plan overwrites nothing.
        Applying a plan again, or one that was cut off, does only what is left. ``only`` restricts it to
        some kinds of change.
        """
        applier = Applier(
            self.context,
            await Planner.of(self.context, plan.warehouse_id),
            await self.context.tables(),
            only,
        )
        todo = [change for change in plan.changes if _wanted(change, only)]
        async with activity(self.context, "Upload products", progress) as job:
            await job.expect(len(todo))
            await job.each(todo, applier.apply, name=lambda change: change.product_id)
        return job.activity

    async def sync_price(self, *, progress: Progress | None = None) -> Activity:
        """Send the prices that differ from what TikTok was last told, and nothing else."""
        return await self.apply(
            await self.plan(), only=frozenset({Action.PRICE}), progress=progress
        )

    async def sync_stock(self, *, progress: Progress | None = None) -> Activity:
        """Send the stock that differs from what TikTok was last told, and nothing else."""
        return await self.apply(
            await self.plan(), only=frozenset({Action.STOCK}), progress=progress
        )

    async def refresh_status(self, *, progress: Progress | None = None) -> Activity:
        """Read every listing's status and audit reasons from TikTok."""
        async with activity(self.context, "Refresh statuses", progress) as job:
            tables = await self.context.tables()
            known = {
                one.value.listing_id: one
                async for one in tables.listings.all()
                if one.value.listing_id
            }
            async for remote in self.context.shop.search_listings():
                if remote.id in known:
                    await self._keep_status(tables, known[remote.id], remote)
                    await job.did()
        return job.activity

    async def _keep_status(
        self, tables: Tables, stored: Stored[Listing], remote: RemoteListing
    ) -> None:
        status = listing_status(remote.status)
        if (stored.value.vendor_status, stored.value.status) == (remote.status, status):
            return
        if status is ListingStatus.FAILED:  # the list does not say why
            remote = await self.context.shop.listing(remote.id)
        reasons = tuple(_audit_reason(text) for text in remote.audit_reasons)

        def seen(listing: Listing | None) -> Listing:
            return evolve(
                listing or stored.value, vendor_status=remote.status, status=status, reasons=reasons
            )

        await tables.listings.update(stored.value.product_id, seen)

    async def get(self, product_id: str) -> Listing:
        """Return what is known of a product's listing. Raises `NotFound`."""
        stored = await (await self.context.tables()).listings.get(product_id)
        if stored is None:
            raise NotFound(
                f"Product {product_id} was never pulled.", what_to_do="Pull the products first."
            )
        return stored.value

    async def all(self) -> AsyncIterator[Listing]:
        """Yield what is known of every product's listing."""
        async for stored in (await self.context.tables()).listings.all():
            yield stored.value


class Listings(Blocking[AsyncListings]):
    """The account's listings on TikTok Shop."""

    plan = blocking(AsyncListings.plan)
    apply = blocking(AsyncListings.apply)
    sync_price = blocking(AsyncListings.sync_price)
    sync_stock = blocking(AsyncListings.sync_stock)
    refresh_status = blocking(AsyncListings.refresh_status)
    get = blocking(AsyncListings.get)
    all = blocking_iter(AsyncListings.all)


async def _changes(tables: Tables, planner: Planner) -> AsyncIterator[Change]:
    """Decide about every product, a page at a time."""
    after: str | None = None
    while True:
        page, after = await tables.products.find(limit=_BATCH, after=after)
        listings = await tables.listings.get_many([stored.value.id for stored in page])
        for stored in page:
            listing = listings.get(stored.value.id)
            yield planner.change(stored.value, listing.value if listing else None)
        if after is None:
            return


def _wanted(change: Change, only: frozenset[Action] | None) -> bool:
    actions = set(change.actions) - {Action.BLOCKED}
    return bool(actions if only is None else actions & only)


def _audit_reason(text: str) -> Reason:
    return reason("audit_failed", text=text)
