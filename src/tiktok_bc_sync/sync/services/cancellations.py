"""Cancellations in all directions: from here, by buyers, by TikTok, and by hand in BigCommerce."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound, Refused, UnexpectedAnswer
from tiktok_bc_sync.mapping.answers import reject_reason
from tiktok_bc_sync.mapping.cancellations import called_off, to_be_told
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.refunds import succeeded
from tiktok_bc_sync.models import (
    Activity,
    Cancellation,
    CancellationFilter,
    CancellationPage,
    FollowUpKind,
    ImportedOrder,
    OfferedReason,
    Reason,
    StoreCancel,
    StoreCancelState,
)
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.aftersales.cancelling import Canceller
from tiktok_bc_sync.sync.aftersales.evidence import uploaded
from tiktok_bc_sync.sync.aftersales.refunding import Refunder
from tiktok_bc_sync.sync.engine.activities import Job, Progress, activity, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.orders.made import made_orders
from tiktok_bc_sync.sync.orders.rounds import OrderRound
from tiktok_bc_sync.sync.records import Tables
from tiktok_bc_sync.sync.records.aftersales import SeenMark

_OVERLAP = timedelta(minutes=10)
_PENDING = "CANCELLATION_REQUEST_PENDING"
_CLOSED = "CANCELLATION_REQUEST_CANCEL"
_FROM_TIKTOK, _FROM_STORE = "cancellations", "store cancellations"


@frozen
class AsyncCancellations:
    """What was called off on either side, and what the other side must do about it."""

    context: Context

    async def sync(self, *, progress: Progress | None = None) -> Activity:
        """Read cancellations from TikTok, tell it those made in BigCommerce, and follow all of them up.

        Repeating it changes nothing.
        """
        async with activity(self.context, "Sync cancellations", progress) as job:
            await self._from_tiktok(job)
            await self._from_store(job)
        return job.activity

    async def refresh(
        self, order_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Read the cancellations of these TikTok orders alone, and follow them up."""
        async with activity(self.context, "Sync cancellations", progress) as job:
            if order_ids:  # without any, TikTok would list all of them
                await self._observe(job, None, order_ids)
                await self._follow(job, order_ids)
        return job.activity

    async def refresh_store(
        self, store_order_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Tell TikTok which of these BigCommerce orders were called off there."""
        async with activity(self.context, "Sync cancellations", progress) as job:
            off = [one for one in store_order_ids if await self._is_off(one)]
            await self._tell_all(job, off)
        return job.activity

    # --- from here -------------------------------------------------------------------

    async def reasons(self, order_id: str) -> tuple[str, ...]:
        """Return the reasons that an order can be cancelled for now; none: it is too late."""
        await self.context.tables()
        return await self.context.shop.cancel_reasons(order_id)

    async def cancel(
        self, order_id: str, *, reason: str, lines: Sequence[str] = ()
    ) -> Cancellation:
        """Cancel an order, or some of its lines, on TikTok first and then in BigCommerce.

        ``reason`` is one that TikTok offers for this order now, in full or as its telling part
        ("OUT_OF_STOCK"). What is cancelled already succeeds. Raises `InvalidInput` naming the offered
        reasons, `Refused` where TikTok says no, as to single lines in most markets.
        """
        canceller = Canceller(self.context, await self.context.tables())
        cancelled = await canceller.cancel(order_id, reason, lines)
        await self._bring_along(order_id)
        if lines:
            await canceller.of_order(order_id)
            await canceller.follow([order_id])
        return cancelled

    # --- buyers' requests ------------------------------------------------------------

    async def get(self, cancel_id: str) -> Cancellation:
        """Return one cancellation. Raises `NotFound`."""
        stored = await (await self.context.tables()).cancellations.get(cancel_id)
        if stored is None:
            raise NotFound(
                f"The cancellation {cancel_id} is not known.",
                what_to_do="Sync cancellations first.",
            )
        return stored.value

    async def find(
        self,
        wanted: CancellationFilter | None = None,
        *,
        limit: int = 50,
        after: str | None = None,
    ) -> CancellationPage:
        """Return a page of cancellations, the one that changed last first."""
        tables = await self.context.tables()
        page, following = await tables.cancellations.find(
            *_where(wanted or CancellationFilter()),
            order_by="updated_at",
            descending=True,
            limit=limit,
            after=after,
        )
        return CancellationPage(tuple(one.value for one in page), following)

    async def counts(self, wanted: CancellationFilter | None = None) -> Mapping[str, int]:
        """Count cancellations by TikTok's status."""
        tables = await self.context.tables()
        filters = _where(wanted or CancellationFilter())
        found = await tables.cancellations.count(*filters, by="status")
        return {str(status): count for status, count in found.items()}

    async def approve(self, cancel_id: str) -> Cancellation:
        """Let a buyer cancel, and cancel in BigCommerce; one that is granted already succeeds.

        Raises `NotFound`, `InvalidInput` for one that was refused or taken back, `Refused`.
        """
        now = await self._again(await self.get(cancel_id))
        if now.status == _PENDING:
            now = await self._granted(now)
        if not succeeded(now):
            raise _ended(now)
        await self._bring_along(now.order_id)
        return now

    async def reject_reasons(self, cancel_id: str) -> tuple[OfferedReason, ...]:
        """Return the reasons for which a buyer's request can be refused now."""
        await self.context.tables()
        return await self.context.shop.reject_reasons(cancel_id)

    async def reject(
        self, cancel_id: str, *, reason: str, comment: str = "", images: Sequence[bytes] = ()
    ) -> Cancellation:
        """Refuse a buyer's request, for a reason that TikTok offers now; a closed one succeeds.

        ``images`` speak for it. Raises `NotFound`, `InvalidInput` naming the reasons there are, or for
        one that is granted, `Refused`.
        """
        now = await self._again(await self.get(cancel_id))
        if now.status == _PENDING:
            chosen = reject_reason(reason, await self.reject_reasons(cancel_id))
            shown = await uploaded(self.context, images)
            await self.context.shop.reject_cancellation(
                cancel_id,
                chosen,
                comment=comment,
                image_ids=shown,
                idempotency_key=f"reject-{cancel_id}",
            )
            now = await self._again(now)
        if succeeded(now):
            raise _ended(now)
        return now

    # --- made in BigCommerce -----------------------------------------------------------

    async def failed(self) -> AsyncIterator[StoreCancel]:
        """Yield what was called off in BigCommerce and could not be cancelled on TikTok."""
        tables = await self.context.tables()
        failed = Filter("state", "eq", StoreCancelState.FAILED)
        async for stored in tables.store_cancels.all(failed, order_by="at"):
            yield stored.value

    async def retry(self, order_id: str, *, reason: str = "") -> StoreCancel:
        """Try once more to cancel on TikTok what was called off in BigCommerce, for another reason if given.

        Raises `NotFound`, `Refused` where TikTok says no.
        """
        tables = await self.context.tables()
        stored = await tables.orders.get(order_id)
        if stored is None:
            raise NotFound(f"Order {order_id} was never fetched.")
        return await self._tell(tables, stored.value, reason)

    # --- the steps -------------------------------------------------------------------

    async def _from_tiktok(self, job: Job) -> None:
        began = self.context.runtime.now()
        since = await self._seen(_FROM_TIKTOK)
        read = await self._observe(job, since and since - _OVERLAP, ())
        await self._follow(job, ())
        if read:
            await self._mark(_FROM_TIKTOK, began)

    async def _observe(self, job: Job, since: datetime | None, order_ids: Sequence[str]) -> bool:
        """Store cancellations and let BigCommerce's orders follow; False where one can't be read."""
        canceller = Canceller(self.context, await self.context.tables())
        touched: dict[str, None] = {}
        whole = True
        found = self.context.shop.search_cancellations(updated_since=since, order_ids=order_ids)
        try:
            async for one in found:
                if await canceller.keep(one):
                    touched[one.order_id] = None
                await job.did()
        except UnexpectedAnswer as error:  # told after all that could be read
            await job.failed("", reason_of(error, "cancellation"))
            whole = False
        broken = await job.each(touched, self._bring_along, name=str)
        return whole and not broken

    async def _bring_along(self, order_id: str) -> None:
        """Read an order again, and let BigCommerce's follow."""
        around = await OrderRound.of(self.context)
        await around.keep(await Canceller(self.context, around.tables).order(order_id))
        await around.sync_one(order_id)

    async def _follow(self, job: Job, order_ids: Sequence[str]) -> None:
        refunder = Refunder(self.context, await self.context.tables())
        due = await refunder.due(FollowUpKind.CANCELLATION, order_ids)
        await job.each(due, refunder.run, name=str)

    async def _from_store(self, job: Job) -> None:
        """Tell TikTok what BigCommerce has called off since the last time, if the merchant wants that."""
        began = self.context.runtime.now()
        wanted = (await self.context.settings()).aftersales.cancel_on_tiktok
        broken = False
        if wanted:
            since = await self._seen(_FROM_STORE) or (await self.context.account()).connected_at
            changed = self.context.store.updated_orders(since and since - _OVERLAP)
            off = [order.id async for order in changed if called_off(order.status_id)]
            broken = await self._tell_all(job, off)
        if not broken:
            await self._mark(_FROM_STORE, began)

    async def _is_off(self, store_order_id: str) -> bool:
        return called_off((await self.context.store.order(store_order_id)).status_id)

    async def _tell_all(self, job: Job, store_order_ids: Sequence[str]) -> bool:
        """Cancel orders on TikTok; whether something broke that nothing was kept of."""
        tables = await self.context.tables()
        due = [one async for one in _untold(tables, store_order_ids)]

        async def tell(order: ImportedOrder) -> Sequence[Reason]:
            return (await self._tell(tables, order)).reasons

        return bool(await job.each(due, tell, lambda order: order.id))

    async def _tell(self, tables: Tables, order: ImportedOrder, reason: str = "") -> StoreCancel:
        wanted = reason or (await self.context.settings()).aftersales.cancel_reason
        now = self.context.runtime.now()
        told = StoreCancel(order.id, order.store_order_id, StoreCancelState.TOLD, now)
        try:
            made = await Canceller(self.context, tables).attempt(order.id, wanted)
        except Refused as refusal:
            made = Blocked((reason_of(refusal, "order"),))
        if isinstance(made, Blocked):
            told = evolve(told, state=StoreCancelState.FAILED, reasons=made.reasons)
        else:
            told = evolve(told, cancel_id=made.id)
        return (await tables.store_cancels.update(order.id, lambda _: told)).value

    async def _granted(self, pending: Cancellation) -> Cancellation:
        key = f"approve-{pending.id}"
        try:
            await self.context.shop.approve_cancellation(pending.id, idempotency_key=key)
        except Refused:
            now = await self._again(pending)
            if now.status == _PENDING:
                raise
            return now
        return await self._again(pending)

    async def _again(self, known: Cancellation) -> Cancellation:
        """Return a cancellation as TikTok has it now."""
        canceller = Canceller(self.context, await self.context.tables())
        found = await canceller.of_order(known.order_id)
        return next((one for one in found if one.id == known.id), known)

    async def _seen(self, name: str) -> datetime | None:
        stored = await (await self.context.tables()).seen.get(name)
        return stored.value.until if stored else None

    async def _mark(self, name: str, moment: datetime) -> None:
        tables = await self.context.tables()
        await tables.seen.update(name, lambda _: SeenMark(name, moment))


async def _untold(tables: Tables, store_order_ids: Sequence[str]) -> AsyncIterator[ImportedOrder]:
    """Yield those of the orders that are ours and that TikTok was not told of."""
    async for order in made_orders(tables, store_order_ids):
        if to_be_told(order) and await tables.store_cancels.get(order.id) is None:
            yield order


def _where(wanted: CancellationFilter) -> tuple[Filter, ...]:
    given = {
        "status": wanted.status or None,
        "order_id": wanted.order_id or None,
        "role": wanted.role or None,
        "waiting": wanted.waiting,
    }
    return tuple(Filter(name, "eq", value) for name, value in given.items() if value is not None)


def _ended(now: Cancellation) -> InvalidInput:
    return InvalidInput(
        f"The cancellation {now.id} was decided already: it is {now.status}.",
        field="cancel_id",
        what_to_do="Sync cancellations to see it as it is.",
    )


class Cancellations(Blocking[AsyncCancellations]):
    """What was called off on either side, and what the other side must do about it."""

    sync = blocking(AsyncCancellations.sync)
    refresh = blocking(AsyncCancellations.refresh)
    refresh_store = blocking(AsyncCancellations.refresh_store)
    reasons = blocking(AsyncCancellations.reasons)
    cancel = blocking(AsyncCancellations.cancel)
    get = blocking(AsyncCancellations.get)
    find = blocking(AsyncCancellations.find)
    counts = blocking(AsyncCancellations.counts)
    approve = blocking(AsyncCancellations.approve)
    reject_reasons = blocking(AsyncCancellations.reject_reasons)
    reject = blocking(AsyncCancellations.reject)
    failed = blocking_iter(AsyncCancellations.failed)
    retry = blocking(AsyncCancellations.retry)
