"""Returns: what buyers send back or want refunded, the seller's answers, and BigCommerce's refunds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from attrs import evolve, frozen

from tiktok_bc_sync.errors import NotFound, UnexpectedAnswer
from tiktok_bc_sync.mapping.refunds import of_return
from tiktok_bc_sync.mapping.statuses import return_status
from tiktok_bc_sync.models import (
    Activity,
    Decision,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Money,
    OfferedReason,
    Return,
    ReturnCounts,
    ReturnDetail,
    ReturnFilter,
    ReturnPage,
    ReturnSort,
    ReturnStatus,
)
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.aftersales.answering import Answerer, Grounds
from tiktok_bc_sync.sync.aftersales.refunding import Refunder
from tiktok_bc_sync.sync.engine.activities import Job, Progress, activity, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables
from tiktok_bc_sync.sync.records.indexing import lines, time_text

_OVERLAP = timedelta(minutes=10)
_ORDER: Mapping[ReturnSort, str] = {
    ReturnSort.ID: "key",
    ReturnSort.CREATED: "created_at",
    ReturnSort.UPDATED: "updated_at",
    ReturnSort.DEADLINE: "respond_by",
}
_ALL = ReturnFilter()


@frozen
class AsyncReturns:
    """The shop's returns and refunds."""

    context: Context

    async def sync(self, *, progress: Progress | None = None) -> Activity:
        """Read the returns that changed on TikTok, and bring finished refunds to BigCommerce, once each.

        After the first time only what changed since is read, with an overlap. What can't be read is a
        failure of the activity; the rest goes on.
        """
        async with activity(self.context, "Sync returns", progress) as job:
            account = await self.context.account()
            tables = await self.context.tables()
            began = self.context.runtime.now()
            since = account.returns_seen_until
            whole = await self._observe(job, updated_since=since and since - _OVERLAP)
            await self._follow(job)
            if whole:  # what can't be read is asked for again
                await tables.accounts.update(
                    account.shop.id, lambda old: evolve(old or account, returns_seen_until=began)
                )
        return job.activity

    async def refresh(
        self, order_ids: Sequence[str], *, progress: Progress | None = None
    ) -> Activity:
        """Read the returns of these orders alone, and bring their finished refunds to BigCommerce."""
        async with activity(self.context, "Sync returns", progress) as job:
            if order_ids:  # without any, TikTok would list all returns
                await self._observe(job, order_ids=order_ids)
                await self._follow(job, order_ids)
        return job.activity

    # --- looking ---------------------------------------------------------------------

    async def get(self, return_id: str) -> Return:
        """Return one return. Raises `NotFound`."""
        stored = await (await self.context.tables()).returns.get(return_id)
        if stored is None:
            raise NotFound(f"Return {return_id} is not known.", what_to_do="Sync returns first.")
        return stored.value

    async def all(self) -> AsyncIterator[Return]:
        """Yield every return."""
        async for stored in (await self.context.tables()).returns.all():
            yield stored.value

    async def find(
        self,
        wanted: ReturnFilter = _ALL,
        *,
        sort: ReturnSort = ReturnSort.UPDATED,
        descending: bool = True,
        limit: int = 50,
        after: str | None = None,
    ) -> ReturnPage:
        """Return a page of returns."""
        page, following = await (await self.context.tables()).returns.find(
            *_where(wanted),
            order_by=_ORDER[sort],
            descending=descending,
            limit=limit,
            after=after,
        )
        return ReturnPage(tuple(one.value for one in page), following)

    async def counts(self, wanted: ReturnFilter = _ALL) -> ReturnCounts:
        """Count returns by status, all of the known ones and what else there is, and by type."""
        returns = (await self.context.tables()).returns
        filters = _where(wanted)
        found = {
            str(name): count for name, count in (await returns.count(*filters, by="status")).items()
        }
        types = await returns.count(*filters, by="type")
        waiting = await returns.count(*filters, by="waiting")
        return ReturnCounts(
            {**dict.fromkeys(map(str, ReturnStatus), 0), **found},
            {str(name): count for name, count in types.items()},
            waiting.get(True, 0),
        )

    async def detail(self, return_id: str) -> ReturnDetail:
        """Return a return with what was done about it, and what the seller may decide now.

        Raises `NotFound`.
        """
        known = await self.get(return_id)
        item = await Answerer(self.context).read(known)
        tables = await self._keep(item)
        follow_up = await tables.follow_ups.get(return_id)
        return ReturnDetail(
            item,
            return_status(item.vendor_status),
            tuple(await self.context.shop.return_records(return_id)),
            tuple(await self.context.shop.decisions(return_id)),
            follow_up.value if follow_up else None,
        )

    # --- answering -------------------------------------------------------------------

    async def decisions(self, return_id: str) -> Sequence[Decision]:
        """Return what the seller may decide about a return now."""
        await self.context.tables()
        return await self.context.shop.decisions(return_id)

    async def reject_reasons(self, return_id: str) -> tuple[OfferedReason, ...]:
        """Return the reasons for which a return can be refused now."""
        await self.context.tables()
        return await self.context.shop.reject_reasons(return_id)

    async def approve(self, return_id: str, *, decision: str = "") -> Return:
        """Grant a return; one that is granted already succeeds.

        ``decision`` is one that `decisions` allows now, as to refund without the goods coming back
        ("DIRECT_REFUND"); left out, the plain one. Raises `NotFound`, `InvalidInput` naming what may be
        decided now, `Refused`.
        """
        now = await self._now(return_id)
        return await self._answered(await Answerer(self.context).approve(now, decision))

    async def reject(
        self,
        return_id: str,
        *,
        reason: str,
        comment: str = "",
        images: Sequence[bytes] = (),
        decision: str = "",
    ) -> Return:
        """Refuse a return, or a parcel that came back; one that is refused already succeeds.

        ``reason`` is one that TikTok offers now, by its name, its text or a telling part; ``images``
        (JPEG or PNG, at most six) speak for it. Raises `NotFound`, `InvalidInput` naming what is
        offered, `Refused`.
        """
        now = await self._now(return_id)
        grounds = Grounds(reason, comment, images)
        return await self._answered(await Answerer(self.context).reject(now, decision, grounds))

    async def offer(
        self,
        return_id: str,
        amount: Money,
        *,
        reason: str = "",
        comment: str = "",
        images: Sequence[bytes] = (),
    ) -> Return:
        """Offer the buyer a part of the refund; an offer that waits for the buyer already succeeds.

        Once the parcel came back a ``reason`` is asked for. Raises `NotFound`, `InvalidInput`,
        `Refused` where TikTok takes no offer now.
        """
        now = await self._now(return_id)
        grounds = Grounds(reason, comment, images)
        return await self._answered(await Answerer(self.context).offer(now, amount, grounds))

    # --- in BigCommerce --------------------------------------------------------------

    async def refunds(self, *, state: FollowUpState | None = None) -> AsyncIterator[FollowUp]:
        """Yield what becomes of refunds in BigCommerce, of one state where given."""
        filters = [Filter("state", "eq", state)] if state else []
        tables = await self.context.tables()
        async for stored in tables.follow_ups.all(*filters):
            yield stored.value

    async def retry_refund(self, follow_up_id: str) -> FollowUp:
        """Try again to bring a refund to BigCommerce that failed, and return what became of it.

        Raises `NotFound`, and `VendorError` where trying again later may help.
        """
        return await Refunder(self.context, await self.context.tables()).retry(follow_up_id)

    # --- the steps -------------------------------------------------------------------

    async def _observe(
        self,
        job: Job,
        *,
        updated_since: datetime | None = None,
        order_ids: Sequence[str] = (),
    ) -> bool:
        """Store returns as TikTok has them; False where one of them can't be read."""
        await self.context.tables()
        found = self.context.shop.search_returns(updated_since=updated_since, order_ids=order_ids)
        try:
            async for item in found:
                await self._keep(item)
                await job.did()
        except UnexpectedAnswer as error:  # told after all that could be read
            await job.failed("", reason_of(error, "return"))
            return False
        return True

    async def _keep(self, item: Return) -> Tables:
        """Store a return, and what must follow from it: that first, so that it is never forgotten."""
        tables = await self.context.tables()
        follow_up = of_return(item)
        if follow_up is not None:
            await Refunder(self.context, tables).expect(follow_up)
        await tables.returns.update(item.id, partial(_newer, item))
        return tables

    async def _follow(self, job: Job, order_ids: Sequence[str] = ()) -> None:
        refunder = Refunder(self.context, await self.context.tables())
        await job.each(await refunder.due(FollowUpKind.RETURN, order_ids), refunder.run, name=str)

    async def _now(self, return_id: str) -> Return:
        return await Answerer(self.context).read(await self.get(return_id))

    async def _answered(self, item: Return) -> Return:
        await self._keep(item)
        return item


class Returns(Blocking[AsyncReturns]):
    """The shop's returns and refunds."""

    sync = blocking(AsyncReturns.sync)
    refresh = blocking(AsyncReturns.refresh)
    get = blocking(AsyncReturns.get)
    all = blocking_iter(AsyncReturns.all)
    find = blocking(AsyncReturns.find)
    counts = blocking(AsyncReturns.counts)
    detail = blocking(AsyncReturns.detail)
    decisions = blocking(AsyncReturns.decisions)
    reject_reasons = blocking(AsyncReturns.reject_reasons)
    approve = blocking(AsyncReturns.approve)
    reject = blocking(AsyncReturns.reject)
    offer = blocking(AsyncReturns.offer)
    refunds = blocking_iter(AsyncReturns.refunds)
    retry_refund = blocking(AsyncReturns.retry_refund)


def _newer(seen: Return, known: Return | None) -> Return:
    if known and known.updated_at and seen.updated_at and known.updated_at > seen.updated_at:
        return known
    return seen


def _where(wanted: ReturnFilter) -> tuple[Filter, ...]:
    equal = {
        "type": wanted.type or None,
        "order_id": wanted.order_id or None,
        "waiting": wanted.waiting,
        "disputed": wanted.disputed,
    }
    filters = [Filter(name, "eq", value) for name, value in equal.items() if value is not None]
    if wanted.statuses:
        filters.append(Filter("status", "in", wanted.statuses))
    if sku := normalized(wanted.sku):
        filters.append(Filter("skus", "contains", lines([sku])))
    if wanted.updated_since:
        filters.append(Filter("updated_at", "ge", time_text(wanted.updated_since)))
    if wanted.updated_before:
        filters.append(Filter("updated_at", "lt", time_text(wanted.updated_before)))
    return tuple(filters)
