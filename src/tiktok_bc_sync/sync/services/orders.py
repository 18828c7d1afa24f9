"""Orders: read from TikTok, made in BigCommerce, kept in step on both sides, found, cancelled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.mapping.order_amounts import order_sum
from tiktok_bc_sync.mapping.order_lines import left_out_lines, line_match
from tiktok_bc_sync.mapping.order_views import order_detail, settlement
from tiktok_bc_sync.mapping.orders import order_draft
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import (
    Activity,
    Cancellation,
    ImportedOrder,
    ImportState,
    OrderCounts,
    OrderDetail,
    OrderExplanation,
    OrderFilter,
    OrderPage,
    OrderSort,
    OrderStatus,
    Selection,
    Settlement,
)
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.activities import Progress, activity, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.orders.rounds import OrderRound, Window
from tiktok_bc_sync.sync.orders.search import OrderSearch, aware
from tiktok_bc_sync.sync.services.cancellations import AsyncCancellations

# TikTok's clock and ours differ, and an update may become visible a little after its own time.
_OVERLAP = timedelta(minutes=10)
_ALL = OrderFilter()


@frozen
class AsyncOrders:
    """The shop's orders and the BigCommerce orders made from them."""

    context: Context

    # --- reading from TikTok ---------------------------------------------------------

    async def fetch(self, *, progress: Progress | None = None) -> Activity:
        """Read what changed on TikTok and bring BigCommerce up to date, each order exactly once.

        The first time everything since the connection is read, then only what changed, with an overlap.
        Orders that failed before, or that an earlier policy left out, are tried again. Repeating it
        changes nothing.
        """
        async with activity(self.context, "Fetch orders", progress) as job:
            around = await OrderRound.of(self.context)
            account = await self.context.account()
            began = self.context.runtime.now()
            first = None if around.policy.older else account.connected_at
            since = account.orders_seen_until or first
            changed = self.context.shop.search_orders(updated_since=since and since - _OVERLAP)
            _, whole = await around.observe(job, changed)
            if whole:
                await self._seen_until(account.shop.id, began)
            await around.bring_along(job, await around.due())
        return job.activity

    async def fetch_window(
        self,
        created_from: datetime,
        created_before: datetime | None = None,
        *,
        progress: Progress | None = None,
    ) -> Activity:
        """Read the orders that were placed in a window of time, and make them whatever their age.

        Older ones than the connection are made only so, one by one by `retry`, or by policy. Raises
        `InvalidInput` for times without a zone and for a window that ends before it begins.
        """
        begins = aware(created_from, "created_from")
        ends = created_before and aware(created_before, "created_before")
        if ends and ends <= begins:
            raise InvalidInput("The window ends before it begins.", field="created_before")
        async with activity(self.context, "Fetch older orders", progress) as job:
            around = await OrderRound.of(self.context)
            # TikTok is asked by the time of the last update: no order's is before it was placed.
            changed = self.context.shop.search_orders(updated_since=begins)
            ids, _ = await around.observe(job, changed, within=Window(begins, ends))
            await around.bring_along(job, ids)
        return job.activity

    async def refresh(
        self, order_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Read these orders alone and bring BigCommerce up to date, as `fetch` does for all.

        Those that TikTok doesn't know are failures of the activity.
        """
        async with activity(self.context, "Fetch orders", progress) as job:
            around = await OrderRound.of(self.context)
            wanted = list(dict.fromkeys(order_ids))
            found = {order.id: order for order in await self.context.shop.orders(wanted)}
            for order in found.values():
                await around.keep(order)
            await around.bring_along(job, found)
            await job.expect(len(wanted))
            for unknown in (one for one in wanted if one not in found):
                await job.failed(unknown, reason_of(_unknown(unknown)))
        return job.activity

    # --- trying again ----------------------------------------------------------------

    async def retry(
        self, order_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Try again to make these orders in BigCommerce, also those older than the connection.

        Each that can't be made is a failure of the activity, with its reasons.
        """
        about = Selection(ids=tuple(order_ids))
        async with activity(self.context, "Retry orders", progress, about=about) as job:
            around = await OrderRound.of(self.context)
            await around.try_again(job, order_ids)
        return job.activity

    async def retry_failed(self, *, progress: Progress | None = None) -> Activity:
        """Try again to make every order that failed and was not cancelled."""
        async with activity(self.context, "Retry failed orders", progress) as job:
            around = await OrderRound.of(self.context)
            failed = around.tables.orders.all(Filter("state", "eq", ImportState.FAILED))
            ids = [
                one.value.id async for one in failed if one.value.status != OrderStatus.CANCELLED
            ]
            await around.try_again(job, ids)
        return job.activity

    # --- finding ---------------------------------------------------------------------

    async def get(self, order_id: str) -> ImportedOrder:
        """Return an order by TikTok's id. Raises `NotFound`."""
        stored = await (await self.context.tables()).orders.get(order_id)
        if stored is None:
            raise NotFound(f"Order {order_id} was never fetched.", what_to_do="Fetch orders first.")
        return stored.value

    async def by_store_order(self, store_order_id: str) -> ImportedOrder:
        """Return the order that is in BigCommerce under an id, as we or as TikTok knows it.

        Raises `NotFound`.
        """
        ours = (Filter("store_order_id", "eq", store_order_id),)
        found, _ = await (await self.context.tables()).orders.find(*ours, limit=1)
        if found and store_order_id:
            return found[0].value
        for one in await self.context.shop.find_external_order(store_order_id):
            await self.refresh([one.order_id])
            return await self.get(one.order_id)
        raise NotFound(f"No TikTok order is in BigCommerce as {store_order_id}.")

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

    async def page(
        self,
        wanted: OrderFilter = _ALL,
        *,
        sort: OrderSort = OrderSort.CREATED,
        descending: bool = True,
        limit: int = 50,
        after: str | None = None,
    ) -> OrderPage:
        """Return a page of orders, the newest first; ``after`` is the ``next`` of the page before.

        Raises `InvalidInput` for a window without a time zone or another order's cursor.
        """
        search = OrderSearch(await self.context.tables())
        return await search.page(wanted, sort, descending=descending, limit=limit, after=after)

    async def counts(self, wanted: OrderFilter = _ALL) -> OrderCounts:
        """Count orders by the status that lists show, failed ones apart."""
        return await OrderSearch(await self.context.tables()).counts(wanted)

    async def detail(self, order_id: str, *, settled: bool = False) -> OrderDetail:
        """Return everything that an order's page shows; ``settled`` asks TikTok what it paid out.

        Raises `NotFound`.
        """
        found = order_detail(await self.get(order_id), (await self.context.settings()).orders)
        return evolve(found, settlement=await self.settlement(order_id)) if settled else found

    async def settlement(self, order_id: str) -> Settlement:
        """Ask TikTok what it settled of an order: the fees and what it paid out."""
        await self.context.tables()
        return settlement(order_id, await self.context.shop.order_transactions(order_id))

    async def explain(self, order_id: str) -> OrderExplanation:
        """Say why an order is, or would be, made in BigCommerce as it is, or why not.

        Each SKU with the variant it means, the arithmetic of the amounts, and every reason, under the
        settings of now; TikTok is not asked and nothing changes. Raises `NotFound`.
        """
        order = await self.get(order_id)
        importer = (await OrderRound.of(self.context)).importer
        known = await importer.known(order.order)
        near = await importer.near(known)
        decision = importer.decided(order)
        draft = order_draft(order.order, known, await importer.terms(decision), near)
        wrong = draft.reasons if isinstance(draft, Blocked) else ()
        return OrderExplanation(
            order,
            str(decision.step),
            tuple(line_match(sku, found, near.get(sku, ())) for sku, found in known.items()),
            order_sum(order.order, left_out_lines(order.order, importer.settings.orders)),
            tuple(dict.fromkeys((*decision.reasons, *wrong, *order.reasons))),
        )

    # --- cancelling ------------------------------------------------------------------

    async def cancel(
        self, order_id: str, *, reason: str, lines: Sequence[str] = ()
    ) -> Cancellation:
        """Cancel an order, or some of its lines, on TikTok first and then in BigCommerce.

        ``reason`` is one that TikTok offers for this order now, in full or as its telling part
        ("OUT_OF_STOCK"). What is cancelled already succeeds. Raises `InvalidInput` naming the
        offered reasons, `Refused` where TikTok says no.
        """
        cancellations = AsyncCancellations(self.context)
        return await cancellations.cancel(order_id, reason=reason, lines=lines)

    async def _seen_until(self, shop_id: str, moment: datetime) -> None:
        tables = await self.context.tables()
        account = await self.context.account()
        await tables.accounts.update(
            shop_id, lambda old: evolve(old or account, orders_seen_until=moment, heard_at=moment)
        )


class Orders(Blocking[AsyncOrders]):
    """The shop's orders and the BigCommerce orders made from them."""

    fetch = blocking(AsyncOrders.fetch)
    fetch_window = blocking(AsyncOrders.fetch_window)
    refresh = blocking(AsyncOrders.refresh)
    retry = blocking(AsyncOrders.retry)
    retry_failed = blocking(AsyncOrders.retry_failed)
    get = blocking(AsyncOrders.get)
    by_store_order = blocking(AsyncOrders.by_store_order)
    all = blocking_iter(AsyncOrders.all)
    page = blocking(AsyncOrders.page)
    counts = blocking(AsyncOrders.counts)
    detail = blocking(AsyncOrders.detail)
    settlement = blocking(AsyncOrders.settlement)
    explain = blocking(AsyncOrders.explain)
    cancel = blocking(AsyncOrders.cancel)


def _unknown(order_id: str) -> NotFound:
    return NotFound(f"TikTok Shop knows no order {order_id}.")
