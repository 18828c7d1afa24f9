"""Fulfilment: BigCommerce shipments told to TikTok, with the carrier that TikTok knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.carriers import provider_for
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.shipments import lines_to_ship
from tiktok_bc_sync.models import Activity, ImportedOrder, OrderStatus, Shipment, ShippingProvider
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.activities import Job, Progress, activity
from tiktok_bc_sync.sync.context import Context
from tiktok_bc_sync.sync.records import Tables

_OVERLAP = timedelta(minutes=10)
_OPEN = (OrderStatus.AWAITING_SHIPMENT, OrderStatus.PARTIALLY_SHIPPED)


@frozen
class AsyncFulfilment:
    """Shipments made in BigCommerce on their way to TikTok."""

    context: Context

    async def sync(self, *, progress: Progress | None = None) -> Activity:
        """Tell TikTok each shipment that BigCommerce has and TikTok doesn't know yet.

        A shipment whose carrier can't be told waits with a reason; the others go on. Repeating it
        changes nothing.
        """
        async with activity(self.context, "Send shipments", progress) as job:
            account = await self.context.account()
            tables = await self.context.tables()
            began = self.context.runtime.now()
            # Before the connection there was no order of ours to ship.
            since = account.shipments_seen_until or account.connected_at
            due = await self._due(tables, since and since - _OVERLAP)
            await job.expect(len(due))
            await job.each(
                due, lambda order: self._send_all(job, tables, order), lambda order: order.id
            )
            if not job.activity.failures:  # what failed is looked at again next time
                await tables.accounts.update(
                    account.shop.id, lambda old: evolve(old or account, shipments_seen_until=began)
                )
        return job.activity

    async def _due(self, tables: Tables, since: datetime | None) -> Sequence[ImportedOrder]:
        """Return the unshipped orders whose BigCommerce order changed."""
        changed = {order.id async for order in self.context.store.updated_orders(since)}
        return [
            stored.value
            async for stored in tables.orders.all(Filter("status", "in", _OPEN))
            if stored.value.store_order_id in changed
        ]

    async def _send_all(self, job: Job, tables: Tables, order: ImportedOrder) -> None:
        for shipment in await self.context.store.shipments(order.store_order_id):
            if shipment.id not in order.shipments:
                order = await self._send(job, tables, order, shipment)

    async def _send(
        self, job: Job, tables: Tables, order: ImportedOrder, shipment: Shipment
    ) -> ImportedOrder:
        provider = await self._provider(order, shipment)
        if isinstance(provider, Blocked):
            await job.failed(order.id, provider.reasons[0])
            return order
        lines = lines_to_ship(order, shipment)
        if lines:
            await self._ship(order, lines, provider, shipment)

        def sent(now: ImportedOrder | None) -> ImportedOrder:
            known = now or order
            return evolve(
                known,
                shipments=tuple(dict.fromkeys((*known.shipments, shipment.id))),
                shipped=tuple(dict.fromkeys((*known.shipped, *lines))),
            )

        return (await tables.orders.update(order.id, sent)).value

    async def _ship(
        self,
        order: ImportedOrder,
        lines: Sequence[str],
        provider: ShippingProvider,
        shipment: Shipment,
    ) -> None:
        """Mark lines as shipped unless TikTok says that they already are: a crash may have hidden it."""
        now = (await self.context.shop.orders([order.id]))[0]
        waiting = [line.id for line in now.lines if line.id in lines and not line.package_id]
        if waiting:
            await self.context.shop.ship(
                order.id, waiting, provider_id=provider.id, tracking_number=shipment.tracking_number
            )

    async def _provider(
        self, order: ImportedOrder, shipment: Shipment
    ) -> ShippingProvider | Blocked:
        offered = await self.context.shop.shipping_providers(order.order.delivery_option_id)
        settings = await self.context.settings()
        return provider_for(shipment.carrier, offered, settings.carriers)


class Fulfilment(Blocking[AsyncFulfilment]):
    """Shipments made in BigCommerce on their way to TikTok."""

    sync = blocking(AsyncFulfilment.sync)
