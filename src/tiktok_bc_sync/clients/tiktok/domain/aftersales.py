"""From TikTok Shop's cancellations and returns on the wire to the domain's nouns, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.reading import Malformed, instant, maybe_instant, money
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given, price_body
from tiktok_bc_sync.clients.tiktok.wire import aftersales as wire
from tiktok_bc_sync.clients.tiktok.wire.asking import positive, several, some
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Cancellation,
    Decision,
    Money,
    OfferedReason,
    Refund,
    Return,
    ReturnLine,
    ReturnRecord,
)

_OFFERS = "OFFER_PARTIAL_REFUND"
# What the vendor takes with an offer.
_LONGEST_COMMENT, _MOST_IMAGES = 500, 6


def cancellation(item: wire.CancellationItem) -> Cancellation:
    """Read a cancellation. Raises `Malformed` naming what is wrong."""
    amount = item.refund_amount
    return Cancellation(
        id=item.cancel_id,
        order_id=item.order_id,
        status=item.cancel_status,
        type=item.cancel_type,
        role=item.role,
        reason=item.cancel_reason_text or item.cancel_reason,
        line_ids=tuple(
            one.order_line_item_id for one in item.cancel_line_items or () if one.order_line_item_id
        ),
        refund=_refund(amount, amount.currency) if amount else None,
        restock=item.should_replenish_stock,
        created_at=maybe_instant(item.create_time, "create_time"),
        updated_at=maybe_instant(item.update_time, "update_time"),
        respond_by=_deadline(item.seller_next_action_response),
    )


def _deadline(actions: Sequence[wire.NextAction] | None) -> datetime | None:
    deadlines = [one.deadline for one in actions or () if one.deadline]
    return maybe_instant(min(deadlines, default=0), "seller_next_action_response.deadline")


def returned(item: wire.ReturnItem) -> Return:
    """Read a return. Raises `Malformed` naming what is wrong."""
    currency = item.refund_amount.currency if item.refund_amount else ""
    return Return(
        id=item.return_id,
        order_id=item.order_id,
        type=item.return_type,
        vendor_status=item.return_status,
        reason=item.return_reason_text or item.return_reason,
        refund=_refund(item.refund_amount, currency),
        lines=tuple(
            ReturnLine(
                one.return_line_item_id,
                one.order_line_item_id,
                one.seller_sku,
                _refund(one.refund_amount, currency),
            )
            for one in item.return_line_items or ()
        ),
        arbitration_status=item.arbitration_status,
        tracking_number=item.return_tracking_number,
        created_at=maybe_instant(item.create_time, "create_time"),
        updated_at=maybe_instant(item.update_time, "update_time"),
        respond_by=_deadline(item.seller_next_action_response),
        amounts=_amounts(item.refund_amount),
    )


def _amounts(amount: wire.RefundAmount | None) -> Refund | None:
    """Break a refund down; None where only its total is told."""
    if amount is None:
        return None
    found = _broken_down(amount, "refund_amount")
    parts = (found.subtotal, found.shipping, found.tax)
    return found if any(part.amount for part in parts) else None


def _broken_down(amount: wire.RefundAmount, whose: str) -> Refund:
    def stated(name: str) -> Money:
        text: str = getattr(amount, name)
        return money(text, amount.currency, f"{whose}.{name}")

    return Refund(
        stated("refund_total"),
        stated("refund_subtotal"),
        stated("refund_shipping_fee"),
        stated("refund_tax"),
    )


def _refund(amount: wire.RefundAmount | None, currency: str) -> Money:
    if amount is None:
        return Money.zero(currency)
    return money(amount.refund_total, amount.currency or currency, "refund_amount.refund_total")


def records(found: wire.Records) -> list[ReturnRecord]:
    """Read what was done about a return."""
    return [
        ReturnRecord(
            one.event,
            one.role,
            instant(one.create_time, "create_time"),
            one.description,
            one.reason_text,
            one.note,
            tuple(photo.url for photo in one.images or () if photo.url),
        )
        for one in found.records or ()
    ]


def reasons(found: Sequence[wire.ReasonItem] | None) -> tuple[OfferedReason, ...]:
    """Read reasons that may be given."""
    return tuple(OfferedReason(one.name, one.text) for one in found or () if one.name)


def decisions(found: wire.Decisions) -> list[Decision]:
    """Read which decisions are possible."""
    return [
        Decision(
            one.decision,
            one.eligible,
            one.ineligible_reason,
            reasons(one.available_reject_reasons),
        )
        for one in found.decisions or ()
    ]


def refund(found: wire.Calculated) -> Refund:
    """Read what a refund would be. Raises `Malformed` naming what is wrong."""
    amount = found.order_refund_amount
    if amount is None:
        raise Malformed("order_refund_amount is missing")
    return _broken_down(amount, "order_refund_amount")


def eligible_reasons(found: wire.Eligibility, kind: str) -> tuple[str, ...]:
    """Return the reasons that may be given now for one kind of request about an order's lines, each once."""
    reasons = [
        reason
        for sku in found.sku_eligibility or ()
        for line in sku.line_item_eligibility or ()
        if line.request_type == kind and line.eligible
        for reason in line.available_reason_names or ()
    ]
    return tuple(dict.fromkeys(reasons))


# --- bodies ------------------------------------------------------------------------


def cancellation_body(order_id: str, reason: str, line_ids: Sequence[str]) -> Json:
    """Return the body that cancels an order, or some of its lines."""
    given(order_id=order_id, reason=reason)
    body: Json = {"order_id": order_id, "cancel_reason": reason}
    return body | ({"order_line_item_ids": several(line_ids, "line_ids")} if line_ids else {})


def return_body(
    order_id: str, kind: str, reason: str, line_ids: Sequence[str], refund: Money | None
) -> Json:
    """Return the body that makes a return for a buyer."""
    given(order_id=order_id, kind=kind, reason=reason)
    body: Json = {"order_id": order_id, "return_type": kind, "return_reason": reason} | lines(
        line_ids
    )
    if refund is None:
        return body
    asked = price_body(positive(refund, "refund"))
    return body | {"refund_total": asked["amount"], "currency": asked["currency"]}


def lines(line_ids: Sequence[str]) -> Json:
    """Return the part of a body that names lines; without them all of an order's lines are meant."""
    named = [{"order_line_item_id": line} for line in some(line_ids, "line_ids")]
    return {"order_line_list": named} if named else {}


def approval_body(decision: str, partial: Money | None) -> Json:
    """Return the body that approves a return, in whole or with a part of the refund."""
    given(decision=decision)
    _check_partial(decision, partial)
    body: Json = {"decision": decision}
    return body | ({"partial_refund": price_body(partial)} if partial else {})


def rejection_body(
    decision: str, reason: str, comment: str, image_ids: Sequence[str], partial: Money | None
) -> Json:
    """Return the body that rejects a return, with what speaks for it."""
    given(decision=decision)
    if decision.startswith(_OFFERS):
        _check_offer(comment, image_ids)
    _check_partial(decision, partial)
    body = refusal_body(reason, comment, image_ids) | {"decision": decision}
    if partial is None:
        return body
    asked = price_body(partial)
    amount = {"partial_refund_total": asked["amount"], "currency": asked["currency"]}
    return body | {"partial_refund_amount": amount}


def refusal_body(reason: str, comment: str, image_ids: Sequence[str]) -> Json:
    """Return the body that refuses what a buyer asked for."""
    given(reason=reason)
    body: Json = {"reject_reason": reason}
    if comment:
        body["comment"] = comment
    if image_ids:
        body["images"] = [{"image_id": one} for one in several(image_ids, "image_ids")]
    return body


def _check_partial(decision: str, partial: Money | None) -> None:
    if decision.startswith(_OFFERS):
        positive(partial, "partial_refund")
    elif partial is not None:
        raise InvalidInput(
            "This decision takes no amount.",
            field="partial_refund",
            what_to_do=f"Use one whose name begins with {_OFFERS}.",
        )


def _check_offer(comment: str, image_ids: Sequence[str]) -> None:
    if len(comment) > _LONGEST_COMMENT:
        raise InvalidInput(f"It is over {_LONGEST_COMMENT} characters.", field="comment")
    if len(image_ids) > _MOST_IMAGES:
        raise InvalidInput(f"They are more than {_MOST_IMAGES}.", field="image_ids")
