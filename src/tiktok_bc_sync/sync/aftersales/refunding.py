"""Bringing one refund on TikTok to BigCommerce exactly once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict, NotFound, Refused, SyncError, Unavailable
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.refunds import (
    made_before,
    note,
    offline_means,
    refund_items,
    refund_units,
    unwanted,
)
from tiktok_bc_sync.mapping.statuses import store_status
from tiktok_bc_sync.models import (
    FollowUp,
    FollowUpKind,
    FollowUpState,
    ImportedOrder,
    ImportState,
    Reason,
    RefundItem,
    RefundPayment,
    RefundPolicy,
    StoreOrderStatus,
    StoreRefund,
)
from tiktok_bc_sync.storage import Filter, Stored
from tiktok_bc_sync.sync.engine.activities import reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.orders.notes import add_note
from tiktok_bc_sync.sync.records import Tables

_OPEN = (FollowUpState.WAITING, FollowUpState.CLAIMED)


@frozen
class Refunder:
    """Follows up refunds in the name of one worker."""

    context: Context
    tables: Tables

    async def expect(self, follow_up: FollowUp) -> None:
        """Remember that a refund must be followed up; one that is known stays as it is."""
        await self.tables.follow_ups.update(follow_up.id, lambda known: known or follow_up)

    async def due(self, kind: FollowUpKind, order_ids: Sequence[str] = ()) -> Sequence[str]:
        """Return the ids of what nobody is at, of one kind; of these orders alone where given."""
        filters = [Filter("state", "in", _OPEN), Filter("kind", "eq", kind)]
        filters += [Filter("order_id", "in", order_ids)] if order_ids else []
        now, claim = self.context.runtime.now(), self.context.claim
        waiting = self.tables.follow_ups.all(*filters)
        return [one.value.id async for one in waiting if _due(one.value, now, claim)]

    async def run(self, follow_up_id: str) -> Sequence[Reason]:
        """Follow up one refund and return why it could not be.

        Raises `VendorError` where trying again later may help.
        """
        stored = await self.tables.follow_ups.get(follow_up_id)
        if stored is None or not _due(stored.value, self.context.runtime.now(), self.context.claim):
            return ()
        order = await self._order(stored.value.order_id)
        if order is None:
            return await self._put_off(stored)
        policy = (await self.context.settings()).aftersales.refunds
        if _not_asked(stored.value, policy) or await self._unwanted(stored.value, order):
            await self._swap(stored, evolve(stored.value, state=FollowUpState.NOT_WANTED))
            return ()
        claimed = await self._swap(
            stored, self._claimed(stored.value)
        )  # a second worker stops here
        return await self._followed(claimed, order, policy) if claimed else ()

    async def retry(self, follow_up_id: str) -> FollowUp:
        """Try a failed one again and return what became of it. Raises `NotFound`."""

        def again(known: FollowUp | None) -> FollowUp:
            found = _there(known, follow_up_id)
            failed = found.state in (FollowUpState.FAILED, FollowUpState.NOT_WANTED)
            return evolve(found, state=FollowUpState.WAITING, reasons=()) if failed else found

        await self.tables.follow_ups.update(follow_up_id, again)
        await self.run(follow_up_id)
        stored = await self.tables.follow_ups.get(follow_up_id)
        return _there(stored.value if stored else None, follow_up_id)

    # --- the steps -------------------------------------------------------------------

    async def _unwanted(self, follow_up: FollowUp, order: ImportedOrder) -> bool:
        """Whether there is nothing to give back; whether an order is cancelled as a whole TikTok tells."""
        if unwanted(follow_up, order) or follow_up.kind is FollowUpKind.RETURN:
            return unwanted(follow_up, order)
        return not any(one.open_lines for one in await self.context.shop.orders([order.id]))

    async def _followed(
        self, claimed: FollowUp, order: ImportedOrder, policy: RefundPolicy
    ) -> Sequence[Reason]:
        noted = policy is RefundPolicy.NOTE and claimed.kind is FollowUpKind.RETURN
        try:
            if noted:
                await self._note(claimed, order)
                return await self._end(claimed, FollowUpState.NOTED)
            return await self._refund(claimed, order)
        except Refused as refusal:
            return await self._end(claimed, FollowUpState.FAILED, (reason_of(refusal, "refund"),))
        except SyncError as error:
            await self._not_now(claimed, error)
            raise

    async def _refund(self, claimed: FollowUp, order: ImportedOrder) -> Sequence[Reason]:
        made = await self.context.store.order_refunds(order.store_order_id)
        found = made_before(made, claimed.mark)  # a crash after create is found here
        if found is None:
            wanted = await self._quoted(claimed, order)
            if isinstance(wanted, Blocked):
                return await self._end(claimed, FollowUpState.FAILED, wanted.reasons)
            self._still_mine(claimed)
            found = await self.context.store.create_refund(order.store_order_id, *wanted)
        if claimed.kind is FollowUpKind.CANCELLATION:
            await self._keep_open(order)
        return await self._end(claimed, FollowUpState.REFUNDED, refund=found)

    async def _quoted(
        self, claimed: FollowUp, order: ImportedOrder
    ) -> tuple[Sequence[RefundItem], Sequence[RefundPayment]] | Blocked:
        """Return what is to be refunded and by which means, as BigCommerce reckons it."""
        currency = order.order.amounts.currency
        if claimed.amount.currency != currency:
            told = {"refund": claimed.amount.currency, "order": currency}
            return Blocked((reason("refund_currency", **told),))
        store, order_id = self.context.store, order.store_order_id
        units = refund_units(claimed, order) if claimed.restock else ()
        quote = await store.quote_refund(order_id, units) if units else None
        items = refund_items(claimed, order, quote.total if quote else None)
        if quote is None or items != units:
            quote = await store.quote_refund(order_id, items)
        means = offline_means(quote)
        return means if isinstance(means, Blocked) else (items, means)

    async def _keep_open(self, order: ImportedOrder) -> None:
        """Let the rest of an order be shipped: BigCommerce moves what is refunded in part out of the way."""
        current = await self.context.store.order(order.store_order_id)
        if current.status_id == StoreOrderStatus.PARTIALLY_REFUNDED:
            own = (await self.context.settings()).orders.statuses
            wanted = store_status(order.status, own)
            await self.context.store.set_order_status(order.store_order_id, wanted)

    async def _note(self, claimed: FollowUp, order: ImportedOrder) -> None:
        titles = [line.title for line in order.order.lines if line.id in claimed.lines]
        line = note(claimed, titles)
        await add_note(self.context.store, order.store_order_id, claimed.mark, line)

    # --- the record ------------------------------------------------------------------

    async def _order(self, order_id: str) -> ImportedOrder | None:
        stored = await self.tables.orders.get(order_id)
        created = stored is not None and stored.value.state is ImportState.CREATED
        return stored.value if stored and created else None

    async def _put_off(self, stored: Stored[FollowUp]) -> Sequence[Reason]:
        reasons = (reason("order_not_in_store", order=stored.value.order_id),)
        await self._swap(stored, evolve(stored.value, reasons=reasons))
        return reasons

    def _claimed(self, follow_up: FollowUp) -> FollowUp:
        return evolve(
            follow_up,
            state=FollowUpState.CLAIMED,
            claim=self.context.worker,
            claimed_at=self.context.runtime.now(),
        )

    async def _swap(self, stored: Stored[FollowUp], value: FollowUp) -> FollowUp | None:
        """Write over what was read; None where another worker wrote meanwhile."""
        if stored.value == value:
            return value
        try:
            return (await self.tables.follow_ups.save(value, stored.version)).value
        except Conflict:
            return None

    def _still_mine(self, claimed: FollowUp) -> None:
        since = claimed.claimed_at
        if since is None or self.context.runtime.now() - since > self.context.claim / 2:
            raise Unavailable(
                f"The refund {claimed.id} waited too long for BigCommerce and is tried again later.",
                sent=False,
            )

    async def _end(
        self,
        claimed: FollowUp,
        state: FollowUpState,
        reasons: tuple[Reason, ...] = (),
        refund: StoreRefund | None = None,
    ) -> Sequence[Reason]:
        def ended(now: FollowUp | None) -> FollowUp:
            known = _there(now, claimed.id)
            mine = (known.claim, known.claimed_at) == (claimed.claim, claimed.claimed_at)
            if not mine and state is FollowUpState.FAILED:
                return known
            return evolve(
                known,
                state=state,
                store_refund_id=refund.id if refund else "",
                claim="",
                claimed_at=None,
                done_at=self.context.runtime.now(),
                reasons=reasons,
            )

        await self.tables.follow_ups.update(claimed.id, ended)
        return reasons

    async def _not_now(self, claimed: FollowUp, error: SyncError) -> None:
        """Keep why it has to wait. Was something perhaps sent, the claim stays until it is old."""
        unsent = isinstance(error, Unavailable) and not error.sent

        def kept(now: FollowUp | None) -> FollowUp:
            known = _there(now, claimed.id)
            if (known.claim, known.claimed_at) != (claimed.claim, claimed.claimed_at):
                return known
            told = evolve(known, reasons=(reason_of(error, "refund"),))
            if not unsent:
                return told
            return evolve(told, state=FollowUpState.WAITING, claim="", claimed_at=None)

        await self.tables.follow_ups.update(claimed.id, kept)


def _due(follow_up: FollowUp, now: datetime, claim: timedelta) -> bool:
    if follow_up.state is FollowUpState.CLAIMED:
        since = follow_up.claimed_at
        return since is None or now - since >= claim
    return follow_up.state is FollowUpState.WAITING


def _not_asked(follow_up: FollowUp, policy: RefundPolicy) -> bool:
    """Whether the merchant wants nothing of it in BigCommerce; cancelled units always come back."""
    return policy is RefundPolicy.NOTHING and follow_up.kind is FollowUpKind.RETURN


def _there(known: FollowUp | None, follow_up_id: str) -> FollowUp:
    if known is None:
        raise NotFound(f"There is no refund of {follow_up_id} to follow up.")
    return known
