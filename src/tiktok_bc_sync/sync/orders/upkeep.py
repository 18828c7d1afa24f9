"""Keeping a BigCommerce order in step with its TikTok order: status, address, and the two ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Refused
from tiktok_bc_sync.mapping.order_addresses import address_digest, address_is_told, deliverable
from tiktok_bc_sync.mapping.order_decisions import held
from tiktok_bc_sync.mapping.statuses import advance
from tiktok_bc_sync.models import ImportedOrder, OrderPolicy, Reason
from tiktok_bc_sync.sync.engine.activities import reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables

# What is wrong with telling TikTok the order's id is kept under this field, beside other reasons.
_REFERENCE = "reference"


@frozen
class Upkeep:
    """Brings BigCommerce's orders up to what TikTok says; every step may be repeated."""

    context: Context
    tables: Tables
    policy: OrderPolicy

    async def run(self, order: ImportedOrder) -> ImportedOrder:
        """Do what is due about an order that BigCommerce has.

        One step that is refused does not stop the others; afterwards its `Refused` is raised.
        """
        refused: Refused | None = None
        steps: Sequence[Callable[[ImportedOrder], Awaitable[ImportedOrder]]] = (
            self._status,
            self._address,
            self._reference,
        )
        for step in steps:
            try:
                order = await step(order)
            except Refused as error:
                refused = refused or error
        if refused:
            raise refused
        return order

    async def _status(self, order: ImportedOrder) -> ImportedOrder:
        """Move BigCommerce's status forward; while the hold lasts it stays to be verified."""
        if order.followed == order.status or self._held(order):
            return order
        own, current_id = self.policy.statuses, order.store_status_id
        if advance(current_id, order.status, own) is not None:
            # The merchant may have moved it meanwhile: what we remember of it is only a hint.
            current = await self.context.store.order(order.store_order_id)
            wanted = advance(current.status_id, order.status, own)
            if wanted is not None:
                current = await self.context.store.set_order_status(order.store_order_id, wanted)
            current_id = current.status_id
        return await self._save(
            order,
            lambda now: evolve(now, followed=str(order.status), store_status_id=current_id),
        )

    def _held(self, order: ImportedOrder) -> bool:
        # Once followed, an order is never taken back to be verified.
        now = self.context.runtime.now()
        return not order.followed and held(order.order, self.policy, now)

    async def _address(self, order: ImportedOrder) -> ImportedOrder:
        """Let BigCommerce's order go where TikTok's goes now, as long as it has not been shipped."""
        if address_is_told(order):
            return order
        address = order.order.address
        for part in (await self.context.store.order_addresses(order.store_order_id))[:1]:
            await self.context.store.update_order_address(
                order.store_order_id, part.id, deliverable(address)
            )
        return await self._save(
            order, lambda now: evolve(now, address_told=address_digest(address))
        )

    async def _reference(self, order: ImportedOrder) -> ImportedOrder:
        """Tell TikTok the BigCommerce order's id; the reason why it does not take it is kept too."""
        if order.referenced:
            return order
        lines = dict(reversed(order.store_lines))  # one for each of TikTok's lines, the first
        try:
            await self.context.shop.add_external_order(
                order.id, order.store_order_id, tuple(lines.items())[::-1]
            )
        except Refused as refusal:
            reason = reason_of(refusal, _REFERENCE)
            await self._save(order, lambda now: evolve(now, reasons=(*_others(now), reason)))
            raise
        return await self._save(
            order, lambda now: evolve(now, referenced=True, reasons=_others(now))
        )

    async def _save(
        self, order: ImportedOrder, change: Callable[[ImportedOrder], ImportedOrder]
    ) -> ImportedOrder:
        return (await self.tables.orders.update(order.id, lambda now: change(now or order))).value


def _others(order: ImportedOrder) -> tuple[Reason, ...]:
    return tuple(reason for reason in order.reasons if reason.field != _REFERENCE)
