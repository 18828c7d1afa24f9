"""Cancelling on TikTok: for a reason that is offered now, once, and what follows for single lines."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound, Refused
from tiktok_bc_sync.mapping.cancellations import chosen_reason
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.refunds import of_cancellation, succeeded
from tiktok_bc_sync.mapping.statuses import order_status
from tiktok_bc_sync.models import Cancellation, FollowUpKind, Order, Reason
from tiktok_bc_sync.sync.aftersales.refunding import Refunder
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables


@frozen
class Canceller:
    """Cancels orders on TikTok."""

    context: Context
    tables: Tables

    async def cancel(self, order_id: str, reason: str, lines: Sequence[str] = ()) -> Cancellation:
        """Cancel an order, or some of its lines, as `attempt` does.

        Raises `InvalidInput` where it can't be cancelled for this reason now, naming those it can be.
        """
        made = await self.attempt(order_id, reason, lines)
        if isinstance(made, Blocked):
            why = made.reasons[0]
            raise InvalidInput(why.message, field=why.field, what_to_do=why.mend)
        return made

    async def attempt(
        self, order_id: str, reason: str, lines: Sequence[str] = ()
    ) -> Cancellation | Blocked:
        """Cancel an order, or some of its lines; what is cancelled already counts as success.

        Raises `NotFound`, and `Refused` where TikTok says no.
        """
        order = await self.order(order_id)
        left = _still_open(order, lines)
        done = Cancellation("", order_id, order.vendor_status, line_ids=tuple(lines))
        if not left:
            return done
        offered = await self.context.shop.cancel_reasons(order_id)
        chosen = chosen_reason(reason, offered, str(order_status(order)))
        if isinstance(chosen, Blocked):
            return chosen
        try:
            return await self.context.shop.cancel_order(order_id, chosen, left if lines else ())
        except Refused:
            # Somebody else may have been quicker: the buyer, the platform, another worker.
            if _still_open(await self.order(order_id), lines):
                raise
            return done

    async def order(self, order_id: str) -> Order:
        """Return an order as TikTok has it now. Raises `NotFound`."""
        found = await self.context.shop.orders([order_id])
        if not found:
            raise NotFound(f"TikTok Shop knows no order {order_id}.")
        return found[0]

    async def keep(self, item: Cancellation) -> bool:
        """Store a cancellation, and what must follow from it, unless something newer is known.

        Return whether it is news that something was cancelled.
        """
        before = await self.tables.cancellations.get(item.id)
        follow_up = of_cancellation(item)
        if follow_up and not await self._is_whole(item):
            # First: whoever finds the cancellation stored can rely on it.
            await Refunder(self.context, self.tables).expect(follow_up)
        await self.tables.cancellations.update(item.id, lambda known: _newer(item, known))
        return succeeded(item) and not (before and succeeded(before.value))

    async def _is_whole(self, item: Cancellation) -> bool:
        """Whether it is about all of an order, which is cancelled in BigCommerce then, not refunded."""
        stored = await self.tables.orders.get(item.order_id)
        named = set(item.line_ids)
        return not named or (
            stored is not None and named.issuperset(line.id for line in stored.value.order.lines)
        )

    async def of_order(self, order_id: str) -> Sequence[Cancellation]:
        """Read an order's cancellations from TikTok and store them."""
        found = [one async for one in self.context.shop.search_cancellations(order_ids=[order_id])]
        for one in found:
            await self.keep(one)
        return found

    async def follow(self, order_ids: Sequence[str]) -> Sequence[Reason]:
        """Give single cancelled lines of orders back in BigCommerce, once."""
        refunder = Refunder(self.context, self.tables)
        found: list[Reason] = []
        for one in await refunder.due(FollowUpKind.CANCELLATION, order_ids):
            found += await refunder.run(one)
        return found


def _still_open(order: Order, lines: Sequence[str]) -> Sequence[str]:
    """Return the lines of those that are meant, all without a choice, that are not cancelled.

    Raises `InvalidInput` for a line of another order.
    """
    known = {line.id for line in order.lines}
    if unknown := [one for one in lines if one not in known]:
        raise InvalidInput(
            f"Order {order.id} has no line {unknown[0]}.",
            field="lines",
            what_to_do=f"Choose from: {', '.join(sorted(known))}.",
        )
    open_lines = [line.id for line in order.open_lines]
    return [one for one in open_lines if not lines or one in lines]


def _newer(seen: Cancellation, known: Cancellation | None) -> Cancellation:
    if known and known.updated_at and seen.updated_at and known.updated_at > seen.updated_at:
        return known
    return seen
