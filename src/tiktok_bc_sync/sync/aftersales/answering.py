"""A seller's answers to returns: read first, sent once, found done where it was."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.mapping.answers import (
    OFFER,
    chosen_decision,
    is_answered,
    offer_for,
    reasons_for,
    reject_reason,
)
from tiktok_bc_sync.models import Decision, Money, OfferedReason, Return
from tiktok_bc_sync.sync.aftersales.evidence import uploaded
from tiktok_bc_sync.sync.engine.context import Context


@frozen
class Grounds:
    """What speaks for a refusal: a reason that is offered now, words, and pictures."""

    reason: str
    comment: str = ""
    images: Sequence[bytes] = ()


@frozen
class Answerer:
    """Answers returns on TikTok; ``item`` is always as TikTok has it now."""

    context: Context

    async def read(self, known: Return) -> Return:
        """Return a return as TikTok has it now."""
        found = self.context.shop.search_returns(order_ids=[known.order_id])
        return next((one for one in [seen async for seen in found] if one.id == known.id), known)

    async def approve(self, item: Return, decision: str) -> Return:
        """Grant a return by the decision, or by the plain one of its kind, unless that was done.

        Raises `InvalidInput` naming what may be decided now, `Refused`.
        """
        offered = await self.context.shop.decisions(item.id)
        chosen = chosen_decision(decision, offered, "APPROVE", item)
        return await self._approved(item, chosen, None) if chosen else item

    async def reject(self, item: Return, decision: str, grounds: Grounds) -> Return:
        """Refuse a return by the decision, or by the plain one of its kind, unless that was done.

        Raises `InvalidInput` naming the decisions or reasons that are offered, `Refused`.
        """
        offered = await self.context.shop.decisions(item.id)
        chosen = chosen_decision(decision, offered, "REJECT", item)
        if chosen is None:
            return item
        reasons = await self._reasons(item, chosen, offered)
        return await self._rejected(item, chosen, reasons, grounds, None)

    async def offer(self, item: Return, amount: Money, grounds: Grounds) -> Return:
        """Offer a part of the refund, at most all of it, unless an offer waits for the buyer already.

        Once the parcel is there a reason is asked for. Raises `InvalidInput` for an amount that can't
        be, `Refused` where TikTok takes no offer now.
        """
        decision = offer_for(item)
        if is_answered(item, decision):
            return item
        _check_amount(item, amount)
        if decision == OFFER:
            return await self._approved(item, decision, amount)
        # The call about decisions leaves offers out; what refuses the parcel may be said of it too.
        offered = await self.context.shop.reject_reasons(item.id)
        return await self._rejected(item, decision, offered, grounds, amount)

    async def _reasons(
        self, item: Return, decision: str, offered: Sequence[Decision]
    ) -> Sequence[OfferedReason]:
        found = reasons_for(decision, offered)
        return found or await self.context.shop.reject_reasons(item.id)

    async def _approved(self, item: Return, decision: str, amount: Money | None) -> Return:
        try:
            await self.context.shop.approve_return(
                item.id, decision, partial_refund=amount, idempotency_key=f"{decision}-{item.id}"
            )
        except Refused:
            now = await self.read(item)
            if not is_answered(now, decision):
                raise
            return now  # somebody else has decided so
        return await self.read(item)

    async def _rejected(
        self,
        item: Return,
        decision: str,
        offered: Sequence[OfferedReason],
        grounds: Grounds,
        amount: Money | None,
    ) -> Return:
        reason = reject_reason(grounds.reason, offered)
        images = await uploaded(self.context, grounds.images)
        try:
            await self.context.shop.reject_return(
                item.id,
                decision,
                reason,
                comment=grounds.comment,
                image_ids=images,
                partial_refund=amount,
                idempotency_key=f"{decision}-{item.id}",
            )
        except Refused:
            now = await self.read(item)
            if not is_answered(now, decision):
                raise
            return now  # somebody else has decided so
        return await self.read(item)


def _check_amount(item: Return, amount: Money) -> None:
    if amount.currency != item.refund.currency:
        raise InvalidInput(
            f"The return counts in {item.refund.currency}, not in {amount.currency}.",
            field="amount",
        )
    if not 0 < amount.amount <= item.refund.amount:
        raise InvalidInput(
            f"The offer must be more than nothing and at most {item.refund}.", field="amount"
        )
