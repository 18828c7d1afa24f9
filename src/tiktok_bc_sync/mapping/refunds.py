"""What a refund on TikTok means for the BigCommerce order: whether, how much, of which units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import (
    Cancellation,
    FollowUp,
    FollowUpKind,
    ImportedOrder,
    OrderStatus,
    RefundItem,
    RefundPayment,
    RefundQuote,
    Return,
    ReturnType,
    StoreRefund,
)

# The money has gone back. A replacement or an exchange that ends so has no later state.
_PAID = (
    "RETURN_OR_REFUND_REQUEST_COMPLETE",
    "REPLACEMENT_REQUEST_REFUND_SUCCESS",
    "EXCHANGE_REQUEST_REFUND_SUCCESS",
)
_CANCELLED = ("CANCELLATION_REQUEST_SUCCESS", "CANCELLATION_REQUEST_COMPLETE")


def of_return(item: Return) -> FollowUp | None:
    """Return what follows from a return, None while its refund is not finished.

    Goods that came back are given back as units; where the buyer keeps them only money goes back.
    """
    if item.vendor_status not in _PAID:
        return None
    return FollowUp(
        item.id,
        FollowUpKind.RETURN,
        item.order_id,
        item.refund,
        tuple(line.order_line_id for line in item.lines),
        restock=item.type == ReturnType.RETURN_AND_REFUND,
    )


def of_cancellation(item: Cancellation) -> FollowUp | None:
    """Return what follows from a cancellation of single lines, None where nothing was cancelled."""
    if item.status not in _CANCELLED or item.refund is None:
        return None
    return FollowUp(
        item.id,
        FollowUpKind.CANCELLATION,
        item.order_id,
        item.refund,
        item.line_ids,
        restock=True,
    )


def succeeded(item: Cancellation) -> bool:
    """Whether what a cancellation is about is cancelled now."""
    return item.status in _CANCELLED


def unwanted(follow_up: FollowUp, order: ImportedOrder) -> bool:
    """Whether BigCommerce has nothing to give back.

    An order that is cancelled as a whole is cancelled there too, and lines that were cancelled before it
    was made are not in it.
    """
    if follow_up.kind is FollowUpKind.RETURN:
        return not follow_up.amount
    whole = order.status == OrderStatus.CANCELLED
    return whole or not refund_units(follow_up, order)


def refund_units(follow_up: FollowUp, order: ImportedOrder) -> tuple[RefundItem, ...]:
    """Return the units of BigCommerce's order lines that a refund's lines stand for."""
    wanted = set(follow_up.lines)
    counted = Counter(tied for line, tied in order.store_lines if line in wanted)
    return tuple(
        RefundItem.units(store_line, quantity, follow_up.mark)
        for store_line, quantity in counted.items()
    )


def refund_items(
    follow_up: FollowUp, order: ImportedOrder, quoted: Decimal | None
) -> tuple[RefundItem, ...]:
    """Return what is refunded in BigCommerce, where the units alone come to ``quoted`` there.

    Units, with what TikTok refunded beyond them, such as shipping, as an amount of the order. Where
    TikTok refunded less than they come to it is the amount alone, but for a cancellation: its units
    must come back on stock, and were not paid for on TikTok either.
    """
    rest = follow_up.amount.amount - (quoted or 0)
    units = refund_units(follow_up, order) if quoted is not None else ()
    if units and rest < 0:
        if follow_up.kind is FollowUpKind.CANCELLATION:
            return units
        units, rest = (), follow_up.amount.amount
    amount = RefundItem.of_order(order.store_order_id, rest, follow_up.mark)
    return (*units, amount) if rest > 0 else units


def offline_means(quote: RefundQuote) -> tuple[RefundPayment, ...] | Blocked:
    """Return a way to pay that moves no money in BigCommerce: TikTok has paid already."""
    for way in quote.methods:
        if all(one.offline for one in way):
            return way
    return Blocked((reason("refund_means"),))


def made_before(refunds: Iterable[StoreRefund], mark: str) -> StoreRefund | None:
    """Return the refund that carries a mark."""
    for one in refunds:
        if mark in (one.reason, *(item.reason for item in one.items)):
            return one
    return None


def note(follow_up: FollowUp, titles: Sequence[str]) -> str:
    """Return the line that a refund becomes in an order's staff notes."""
    what = f" for {', '.join(dict.fromkeys(titles))}" if titles else ""
    return f"{follow_up.mark}: {follow_up.amount} refunded{what}."
