"""One round over orders: what TikTok says is kept, and each is brought up to date in BigCommerce."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound, SyncError, UnexpectedAnswer
from tiktok_bc_sync.mapping.order_addresses import newest_address
from tiktok_bc_sync.mapping.order_decisions import Decision, Step, policy_digest, undone
from tiktok_bc_sync.mapping.order_reasons import order_reason
from tiktok_bc_sync.mapping.privacy import as_far_as_kept
from tiktok_bc_sync.mapping.statuses import order_status
from tiktok_bc_sync.models import (
    ImportedOrder,
    ImportState,
    Order,
    OrderPolicy,
    OrderStatus,
    Reason,
)
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.activities import Job, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.orders.importing import Importer, claimable
from tiktok_bc_sync.sync.orders.sold import gave_back
from tiktok_bc_sync.sync.orders.upkeep import Upkeep
from tiktok_bc_sync.sync.records import Tables

logger = logging.getLogger("tiktok_bc_sync.orders")
Work = Callable[[str], Awaitable[Sequence[Reason] | None]]
"""What is done about an order, by its id; it returns why that failed."""

_CANCELLED = Decision(Step.LEAVE_OUT, (order_reason("cancelled_early"),))


@frozen
class Window:
    """A span of time, from ``begins`` on and before ``ends``; None goes on."""

    begins: datetime
    ends: datetime | None = None

    def __contains__(self, moment: datetime) -> bool:
        """Whether a time is within."""
        return self.begins <= moment and (self.ends is None or moment < self.ends)


@frozen
class OrderRound:
    """Works on orders in the name of one activity, under the settings of its beginning."""

    context: Context
    tables: Tables
    importer: Importer
    upkeep: Upkeep

    @classmethod
    async def of(cls, context: Context) -> OrderRound:
        """Open the account."""
        importer = await Importer.of(context)
        policy = importer.settings.orders
        return cls(context, importer.tables, importer, Upkeep(context, importer.tables, policy))

    @property
    def policy(self) -> OrderPolicy:
        """The merchant's order policies at the round's beginning."""
        return self.importer.settings.orders

    # --- keeping what TikTok says ------------------------------------------------------

    async def observe(
        self, job: Job, orders: AsyncIterable[Order], *, within: Window | None = None
    ) -> tuple[list[str], bool]:
        """Store what TikTok says of orders; those of a window are asked for.

        Return their ids, and whether all could be read: what could not is to be read again.
        """
        kept: list[str] = []
        whole = True
        try:
            async for order in orders:
                if within is None or order.created_at in within:
                    whole &= await self._kept(job, order, requested=within is not None)
                    kept.append(order.id)
        except UnexpectedAnswer as error:  # told after all that could be read
            await job.failed("", reason_of(error, "order"))
            whole = False
        return kept, whole

    async def _kept(self, job: Job, order: Order, *, requested: bool) -> bool:
        try:
            await self.keep(order, requested=requested)
        except InvalidInput as error:  # one that can't be stored fails alone
            await job.failed(order.id, reason_of(error, "order"))
            return False
        return True

    async def keep(self, order: Order, *, requested: bool = False) -> None:
        """Store what TikTok says of an order, unless something newer is known."""
        if order_status(order) == OrderStatus.CANCELLED:
            known = await self._stored(order.id)
            if not known or known.status != OrderStatus.CANCELLED:  # its units are for sale again
                await gave_back(self.tables, order)

        def seen(known: ImportedOrder | None) -> ImportedOrder:
            now = self._seen(order, known)
            asked = requested and now.state is not ImportState.CREATED
            return evolve(now, requested=True) if asked else now

        await self.tables.orders.update(order.id, seen)

    def _seen(self, order: Order, known: ImportedOrder | None) -> ImportedOrder:
        status = order_status(order)
        if known is None:
            seen = ImportedOrder(order, status)
        elif known.order.updated_at > order.updated_at:
            seen = known
        else:
            address = newest_address(known.order.address, order.address)
            newer = as_far_as_kept(known, evolve(order, address=address))
            seen = evolve(known, order=newer, status=status)
        unmade = seen.state in (ImportState.WAITING, ImportState.NOT_WANTED)
        if unmade and seen.status == OrderStatus.CANCELLED:
            return undone(seen, _CANCELLED, self.policy)
        return seen

    # --- bringing along ----------------------------------------------------------------

    async def due(self) -> list[str]:
        """Return the ids of the orders that something may be done about now."""
        now = self.context.runtime.now()
        waiting = self.tables.orders.all(Filter("settled", "eq", value=False))
        found = [one.value.id async for one in waiting if self._is_due(one.value, now)]
        return [*found, *await self._decided_otherwise()]

    def _is_due(self, order: ImportedOrder, now: datetime) -> bool:
        return order.state is ImportState.CREATED or claimable(order, now, self.context.claim)

    async def _decided_otherwise(self) -> list[str]:
        """Return the orders that an earlier policy left out."""
        left_out = Filter("state", "eq", ImportState.NOT_WANTED)
        digests = await self.tables.orders.count(left_out, by="decided_by")
        earlier = tuple(one for one in digests if one and one != policy_digest(self.policy))
        if not earlier:
            return []
        found = self.tables.orders.all(left_out, Filter("decided_by", "in", earlier))
        return [one.value.id async for one in found]

    async def bring_along(self, job: Job, order_ids: Iterable[str]) -> None:
        """Work on each of the orders; what fails anew, or is broken, fails alone."""
        ids = list(dict.fromkeys(order_ids))
        await job.expect(len(ids))
        await job.each(ids, self._guarded(self._failing_anew), name=str)

    async def try_again(self, job: Job, order_ids: Iterable[str]) -> None:
        """Work on each of the orders as asked for by hand; each that is not made then fails."""
        ids = list(dict.fromkeys(order_ids))
        await job.expect(len(ids))
        await job.each(ids, self._guarded(self._again), name=str)

    async def _again(self, order_id: str) -> Sequence[Reason] | None:
        order = await self._stored(order_id)
        if order is None:
            raise NotFound(f"Order {order_id} was never fetched.", what_to_do="Fetch it first.")
        if order.state is ImportState.NOT_WANTED:
            await self.tables.orders.update(
                order_id, lambda now: evolve(now or order, requested=True)
            )
        after = await self.sync_one(order_id)
        made = after is None or after.state in (ImportState.CREATED, ImportState.CLAIMED)
        return None if made or after is None else after.reasons

    def _guarded(self, work: Work) -> Work:
        async def guarded(order_id: str) -> Sequence[Reason] | None:
            try:
                return await work(order_id)
            except SyncError:
                raise
            except Exception as error:
                # Whatever an order holds, it must not stop the others.
                logger.exception("Order %s", order_id)
                return (reason_of(error, "order"),)

        return guarded

    async def _failing_anew(self, order_id: str) -> Sequence[Reason] | None:
        before = await self._stored(order_id)
        after = await self._bring(before) if before else None
        if before is None or after is None or before.state is ImportState.FAILED:
            return None
        return after.reasons if after.state is ImportState.FAILED else None

    async def sync_one(self, order_id: str) -> ImportedOrder | None:
        """Import the order if that is due, then bring BigCommerce's order up to date."""
        order = await self._stored(order_id)
        return await self._bring(order) if order else None

    async def _stored(self, order_id: str) -> ImportedOrder | None:
        stored = await self.tables.orders.get(order_id)
        return stored.value if stored else None

    async def _bring(self, order: ImportedOrder) -> ImportedOrder | None:
        if claimable(order, self.context.runtime.now(), self.context.claim):
            imported = await self.importer.run(order.id)
            if imported is None:  # another worker has it
                return None
            order = imported
        return await self.upkeep.run(order) if order.state is ImportState.CREATED else order
