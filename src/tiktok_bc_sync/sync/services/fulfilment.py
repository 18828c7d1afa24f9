"""Fulfilment: BigCommerce shipments told to TikTok, with the carrier that TikTok knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.models import (
    Activity,
    OrderFulfilment,
    OrderStatus,
)
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.activities import Job, Progress, activity
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.orders.made import made_orders
from tiktok_bc_sync.sync.orders.shipping import Shipper
from tiktok_bc_sync.sync.records import Tables
from tiktok_bc_sync.sync.records.indexing import lines

_OVERLAP = timedelta(minutes=10)
# Nothing can be shipped any more, and no tracking corrected.
_OVER = (OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.CANCELLED)


@frozen
class AsyncFulfilment:
    """Shipments made in BigCommerce on their way to TikTok."""

    context: Context

    async def sync(self, *, progress: Progress | None = None) -> Activity:
        """Tell TikTok each shipment that BigCommerce has and TikTok doesn't know, or knows otherwise.

        A shipment that can't be told waits with a reason, and is tried again each time; the others go
        on. Repeating it changes nothing.
        """
        async with activity(self.context, "Send shipments", progress) as job:
            account = await self.context.account()
            tables = await self.context.tables()
            began = self.context.runtime.now()
            # Before the connection there was no order of ours to ship.
            since = account.shipments_seen_until or account.connected_at
            changed = self.context.store.updated_orders(since and since - _OVERLAP)
            ids = {order.id async for order in changed}
            waiting = tables.fulfilments.all(Filter("waiting", "eq", True))
            ids |= {stored.value.store_order_id async for stored in waiting}
            if not await self._send(job, tables, ids):  # what broke is looked at again next time
                await tables.accounts.update(
                    account.shop.id, lambda old: evolve(old or account, shipments_seen_until=began)
                )
        return job.activity

    async def refresh(
        self, store_order_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Tell TikTok the shipments of these BigCommerce orders alone, as `sync` does for all.

        Orders that were not made from a TikTok order are left out.
        """
        async with activity(self.context, "Send shipments", progress) as job:
            await self._send(job, await self.context.tables(), set(store_order_ids))
        return job.activity

    async def get(self, order_id: str) -> OrderFulfilment:
        """Return what became of the shipments of an order, by TikTok's id. Raises `NotFound`."""
        stored = await (await self.context.tables()).fulfilments.get(order_id)
        if stored is None:
            raise NotFound(f"No shipment of order {order_id} was seen yet.")
        return stored.value

    async def waiting(self, *, reason: str = "") -> AsyncIterator[OrderFulfilment]:
        """Yield the orders with a shipment that waits; of one reason's code where given."""
        filters = [Filter("reasons", "contains", lines([reason]))] if reason else []
        tables = await self.context.tables()
        async for stored in tables.fulfilments.all(Filter("waiting", "eq", True), *filters):
            yield stored.value

    async def _send(self, job: Job, tables: Tables, store_order_ids: Collection[str]) -> bool:
        """Tell the shipments of orders; whether something broke that nothing was kept of."""
        ours = made_orders(tables, store_order_ids)
        due = [order async for order in ours if order.status not in _OVER]
        await job.expect(len(due))
        shipper = Shipper(self.context, tables)
        return bool(await job.each(due, shipper.run, lambda order: order.id))


class Fulfilment(Blocking[AsyncFulfilment]):
    """Shipments made in BigCommerce on their way to TikTok."""

    sync = blocking(AsyncFulfilment.sync)
    refresh = blocking(AsyncFulfilment.refresh)
    get = blocking(AsyncFulfilment.get)
    waiting = blocking_iter(AsyncFulfilment.waiting)
