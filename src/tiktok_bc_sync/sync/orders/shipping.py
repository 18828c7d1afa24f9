"""Telling TikTok the shipments of one order: each once, and its tracking as it is now."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.clients.tiktok.calls.packages import SHIP
from tiktok_bc_sync.errors import Refused, RemoteNotFound
from tiktok_bc_sync.mapping.carriers import provider_for
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.shipments import (
    allocated,
    by_package,
    extra_units,
    is_told,
    untellable,
    waits,
)
from tiktok_bc_sync.models import (
    ImportedOrder,
    Order,
    OrderFulfilment,
    Reason,
    Shipment,
    ShipmentState,
    ShippingProvider,
    ToldShipment,
)
from tiktok_bc_sync.sync.engine.activities import reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables


@frozen
class Shipper:
    """Tells TikTok what left the store."""

    context: Context
    tables: Tables

    async def run(self, order: ImportedOrder) -> Sequence[Reason]:
        """Tell TikTok an order's shipments and return what must be mended before the rest can be told.

        Raises `VendorError` where trying again later may help.
        """
        shipments = await self.context.store.shipments(order.store_order_id)
        known = await self._allocate(order, shipments)  # who comes next ships the same lines
        there = {one.id: one for one in shipments}
        for told in known.shipments:
            shipment = there.get(told.id)
            if shipment and not is_told(told, shipment):
                known = await self._save(known, await self._tell(order, told, shipment))
        return known.reasons

    async def _allocate(
        self, order: ImportedOrder, shipments: Sequence[Shipment]
    ) -> OrderFulfilment:
        """Fix, and store, which lines each shipment stands for before anything is sent."""
        new = OrderFulfilment(order.id, order.store_order_id)
        if not shipments and await self.tables.fulfilments.get(order.id) is None:
            return new
        stored = await self.tables.fulfilments.update(
            order.id, lambda known: allocated(order, known or new, shipments)
        )
        return stored.value

    async def _save(self, known: OrderFulfilment, told: ToldShipment) -> OrderFulfilment:
        stored = await self.tables.fulfilments.update(
            known.order_id, lambda now: (now or known).holding(told)
        )
        return stored.value

    async def _tell(
        self, order: ImportedOrder, told: ToldShipment, shipment: Shipment
    ) -> ToldShipment:
        """Tell one shipment, and return what became of it."""
        if why := untellable(order, told, shipment):
            return evolve(told, state=ShipmentState.NOTHING, reasons=(why,))
        provider = await self._provider(order, shipment)
        if isinstance(provider, Blocked):
            return evolve(told, reasons=provider.reasons)
        if not shipment.tracking_number:
            return evolve(told, reasons=(reason("missing_tracking", shipment=shipment.id),))
        try:
            packages = await self._packages(order.id, told, provider, shipment)
        except Refused as refusal:
            return _refused(told, shipment, refusal)
        return evolve(
            told,
            state=ShipmentState.TOLD if packages else ShipmentState.NOTHING,
            package_ids=packages,
            carrier=shipment.carrier,
            tracking_number=shipment.tracking_number,
            reasons=extra_units(order, told, shipment),
        )

    async def _packages(
        self, order_id: str, told: ToldShipment, provider: ShippingProvider, shipment: Shipment
    ) -> tuple[str, ...]:
        """Bring TikTok's packages in line with a shipment, and return their ids; none: all is cancelled."""
        order = await self._order(order_id)
        waiting = [line.id for line in order.lines if line.id in told.lines and waits(line)]
        if waiting and (made := await self._ship(order, waiting, provider, shipment)):
            return made
        if waiting:  # somebody else was quicker
            order = await self._order(order_id)
        left = [line for line in order.lines if line.id in told.lines and not line.cancelled]
        packages = tuple(by_package(left))
        for package_id in packages:
            await self._track(package_id, provider, shipment.tracking_number)
        return packages

    async def _ship(
        self,
        order: Order,
        waiting: Sequence[str],
        provider: ShippingProvider,
        shipment: Shipment,
    ) -> tuple[str, ...]:
        """Let lines leave; empty where another worker, or an earlier life of this one, had let them.

        Raises `Refused` where TikTok says no and they have not left.
        """
        try:
            if self._region() in (SHIP.regions or ()):
                number = shipment.tracking_number
                made = await self.context.shop.ship(
                    order.id, waiting, provider_id=provider.id, tracking_number=number
                )
                return (made,)
            return await self._ship_packages(order, waiting, provider, shipment.tracking_number)
        except Refused:
            now = await self._order(order.id)
            if any(waits(line) for line in now.lines if line.id in waiting):
                raise
            return ()

    async def _ship_packages(
        self, order: Order, waiting: Sequence[str], provider: ShippingProvider, number: str
    ) -> tuple[str, ...]:
        """Let the packages that TikTok made leave, where sellers make none: each holds these lines alone."""
        shop = self.context.shop
        held = by_package([line for line in order.lines if waits(line)])
        if any(set(lines) & set(waiting) and set(lines) - set(waiting) for lines in held.values()):
            await shop.split_order(order.id, {"1": waiting})
            order = await self._order(order.id)
        packages = tuple(by_package([line for line in order.lines if line.id in waiting]))
        for package_id in packages:
            await shop.ship_package(package_id, provider_id=provider.id, tracking_number=number)
        return packages

    async def _track(self, package_id: str, provider: ShippingProvider, number: str) -> None:
        """Correct a package's carrier and number where they are not these."""
        package = await self.context.shop.package(package_id)
        if (package.provider_id, package.tracking_number) != (provider.id, number):
            await self.context.shop.update_tracking(
                package_id, provider_id=provider.id, tracking_number=number
            )

    async def _order(self, order_id: str) -> Order:
        found = await self.context.shop.orders([order_id])
        if not found:
            raise RemoteNotFound(f"TikTok Shop knows no order {order_id}.")
        return found[0]

    async def _provider(
        self, order: ImportedOrder, shipment: Shipment
    ) -> ShippingProvider | Blocked:
        offered = await self.context.shop.shipping_providers(order.order.delivery_option_id)
        settings = await self.context.settings()
        return provider_for(shipment.carrier, offered, settings.carriers)

    def _region(self) -> str:
        shop = self.context.shop.shop
        return shop.region if shop else ""


def _refused(told: ToldShipment, shipment: Shipment, refusal: Refused) -> ToldShipment:
    """Keep TikTok's no. A change of what it knows is not tried again until BigCommerce changes it."""
    refused = evolve(told, reasons=(reason_of(refusal, "shipment"),))
    if not told.package_ids:
        return refused
    return evolve(refused, carrier=shipment.carrier, tracking_number=shipment.tracking_number)
