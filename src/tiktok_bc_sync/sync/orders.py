"""Orders: read from TikTok, made in BigCommerce, kept in step on both sides, cancelled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound, UnexpectedAnswer
from tiktok_bc_sync.mapping.statuses import advance, order_status
from tiktok_bc_sync.models import (
    Activity,
    Cancellation,
    ImportedOrder,
    ImportState,
    Order,
    OrderStatus,
)
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.activities import Job, Progress, activity, reason_of
from tiktok_bc_sync.sync.context import Context
from tiktok_bc_sync.sync.importing import Importer, claimable
from tiktok_bc_sync.sync.records import Tables

# TikTok's clock and ours differ, and an update may become visible a little after its own time.
_OVERLAP = timedelta(minutes=10)


@frozen
class AsyncOrders:
    """The shop's orders and the BigCommerce orders made from them."""

    context: Context

    async def fetch(self, *, progress: Progress | None = None) -> Activity:
        """Read what changed on TikTok and bring BigCommerce up to date, each order exactly once.

        After the first time only what changed since is read, with an overlap. Orders that failed
        before are tried again. Repeating it changes nothing.
        """
        async with activity(self.context, "Fetch orders", progress) as job:
            account = await self.context.account()
            began = self.context.runtime.now()
            since = account.orders_seen_until
            if await self._observe(job, since and since - _OVERLAP):
                await self._seen_until(account.shop.id, began)
            await self._bring_up_to_date(job)
        return job.activity

    async def get(self, order_id: str) -> ImportedOrder:
        """Return an order by TikTok's id. Raises `NotFound`."""
        stored = await (await self.context.tables()).orders.get(order_id)
        if stored is None:
            raise NotFound(f"Order {order_id} was never fetched.", what_to_do="Fetch orders first.")
        return stored.value

    async def all(
        self, *, status: str = "", state: ImportState | None = None
    ) -> AsyncIterator[ImportedOrder]:
        """Yield the orders, oldest first, of one status or state where given."""
        filters = [Filter("status", "eq", status)] if status else []
        filters += [Filter("state", "eq", state)] if state else []
        async for stored in (await self.context.tables()).orders.all(
            *filters, order_by="created_at"
        ):
            yield stored.value

    async def cancel(
        self, order_id: str, *, reason: str, lines: Sequence[str] = ()
    ) -> Cancellation:
        """Cancel an order, or some of its lines, on TikTok first and then in BigCommerce.

        ``reason`` is one that TikTok offers for this order now, in full or as its telling part
        ("OUT_OF_STOCK"). Cancelling a cancelled order succeeds. Raises `InvalidInput` naming the
        offered reasons, `Refused` where TikTok says no.
        """
        order = await self._reread(order_id)
        if order_status(order) == OrderStatus.CANCELLED:
            cancelled = Cancellation("", order_id, order.vendor_status)
        else:
            chosen = _chosen_reason(reason, await self.context.shop.cancel_reasons(order_id))
            cancelled = await self.context.shop.cancel_order(order_id, chosen, lines)
            await self._reread(order_id)
        await self._sync_one(order_id)
        return cancelled

    async def _observe(self, job: Job, since: datetime | None) -> bool:
        """Store what changed; False where TikTok sent something unreadable, to be read again."""
        tables = await self.context.tables()
        try:
            async for order in self.context.shop.search_orders(updated_since=since):
                await _keep(tables, order)
        except UnexpectedAnswer as error:  # told after all that could be read
            await job.failed("", reason_of(error, "order"))
            return False
        return True

    async def _reread(self, order_id: str) -> Order:
        tables = await self.context.tables()
        found = await self.context.shop.orders([order_id])
        if not found:
            raise NotFound(f"TikTok Shop knows no order {order_id}.")
        await _keep(tables, found[0])
        return found[0]

    async def _seen_until(self, shop_id: str, moment: datetime) -> None:
        tables = await self.context.tables()
        account = await self.context.account()
        await tables.accounts.update(
            shop_id, lambda old: evolve(old or account, orders_seen_until=moment, heard_at=moment)
        )

    async def _bring_up_to_date(self, job: Job) -> None:
        tables = await self.context.tables()
        now = self.context.runtime.now()
        waiting = tables.orders.all(Filter("settled", "eq", False))
        due = [one.value.id async for one in waiting if self._due(one.value, now)]
        await job.expect(len(due))
        await job.each(due, self._sync_one, name=str)

    def _due(self, order: ImportedOrder, now: datetime) -> bool:
        return order.state is ImportState.CREATED or claimable(order, now, self.context.claim)

    async def _sync_one(self, order_id: str) -> None:
        """Import the order if that is due, then move BigCommerce's status forward."""
        tables = await self.context.tables()
        importer = Importer(self.context, tables)
        stored = await tables.orders.get(order_id)
        order = stored.value if stored else None
        if order and claimable(order, self.context.runtime.now(), self.context.claim):
            order = await importer.run(order_id)
        if order and order.state is ImportState.CREATED:
            await self._move_status(tables, await importer.refer(order))

    async def _move_status(self, tables: Tables, order: ImportedOrder) -> None:
        if advance(order.store_status_id, order.status) is None:
            return
        # The merchant may have moved it meanwhile: what we remember of it is only a hint.
        current = await self.context.store.order(order.store_order_id)
        wanted = advance(current.status_id, order.status)
        if wanted is not None:
            current = await self.context.store.set_order_status(order.store_order_id, wanted)
        await tables.orders.update(
            order.id, lambda now: evolve(now or order, store_status_id=current.status_id)
        )


class Orders(Blocking[AsyncOrders]):
    """The shop's orders and the BigCommerce orders made from them."""

    fetch = blocking(AsyncOrders.fetch)
    get = blocking(AsyncOrders.get)
    all = blocking_iter(AsyncOrders.all)
    cancel = blocking(AsyncOrders.cancel)


async def _keep(tables: Tables, order: Order) -> None:
    """Store what TikTok says of an order, unless something newer is known."""

    def seen(known: ImportedOrder | None) -> ImportedOrder:
        status = order_status(order)
        if known is None:
            state = ImportState.WAITING
            return ImportedOrder(order, status, state)
        if known.order.updated_at > order.updated_at:
            return known
        return evolve(known, order=order, status=status)

    await tables.orders.update(order.id, seen)


def _chosen_reason(wanted: str, offered: Sequence[str]) -> str:
    exact = [one for one in offered if normalized(one) == normalized(wanted)]
    near = [one for one in offered if normalized(wanted) in normalized(one)]
    for found in (exact, near):
        if len(found) == 1 and wanted.strip():
            return found[0]
    raise InvalidInput(
        f"{wanted!r} is no reason that this order can be cancelled for now.",
        field="reason",
        what_to_do=f"TikTok offers: {', '.join(offered) or 'none, it can no longer be cancelled'}.",
    )
