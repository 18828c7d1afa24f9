"""TikTok Shop's cancellations and returns as they come over the wire."""

from __future__ import annotations

from attrs import frozen


@frozen
class CancelData:
    """A cancellation that was asked for."""

    cancel_id: str = ""
    cancel_status: str = ""


@frozen
class LineEligibility:
    """What may be asked for some lines."""

    request_type: str = ""
    eligible: bool = False
    available_reason_names: tuple[str, ...] | None = None


@frozen
class SkuEligibility:
    """What may be asked for a SKU's lines."""

    line_item_eligibility: tuple[LineEligibility, ...] | None = None


@frozen
class Eligibility:
    """What may be asked for an order."""

    sku_eligibility: tuple[SkuEligibility, ...] | None = None


@frozen
class RefundAmount:
    """What a return refunds."""

    currency: str = ""
    refund_total: str = "0"
    refund_subtotal: str = "0"
    refund_shipping_fee: str = "0"
    refund_tax: str = "0"


@frozen
class ReturnLineItem:
    """A returned unit."""

    return_line_item_id: str = ""
    order_line_item_id: str = ""
    seller_sku: str = ""
    refund_amount: RefundAmount | None = None


@frozen
class NextAction:
    """What the seller has to do by when."""

    action: str = ""
    deadline: int = 0


@frozen
class ReturnItem:
    """A return."""

    return_id: str
    order_id: str = ""
    return_type: str = ""
    return_status: str = ""
    return_reason: str = ""
    return_reason_text: str = ""
    arbitration_status: str = ""
    return_tracking_number: str = ""
    create_time: int = 0
    update_time: int = 0
    refund_amount: RefundAmount | None = None
    return_line_items: tuple[ReturnLineItem, ...] | None = None
    seller_next_action_response: tuple[NextAction, ...] | None = None


@frozen
class CancelLine:
    """A line of a cancellation."""

    order_line_item_id: str = ""


@frozen
class CancellationItem:
    """A cancellation."""

    cancel_id: str
    order_id: str = ""
    cancel_type: str = ""
    cancel_status: str = ""
    role: str = ""
    cancel_reason: str = ""
    cancel_reason_text: str = ""
    should_replenish_stock: bool = False
    create_time: int = 0
    update_time: int = 0
    refund_amount: RefundAmount | None = None
    cancel_line_items: tuple[CancelLine, ...] | None = None
    seller_next_action_response: tuple[NextAction, ...] | None = None


@frozen
class MadeReturn:
    """A return that the seller made."""

    return_id: str
    return_status: str = ""


@frozen
class ReasonItem:
    """A reason that may be given."""

    name: str = ""
    text: str = ""


@frozen
class Reasons:
    """Reasons that may be given."""

    reasons: tuple[ReasonItem, ...] | None = None


@frozen
class DecisionItem:
    """Whether a decision is possible."""

    decision: str = ""
    eligible: bool = False
    ineligible_reason: str = ""
    available_reject_reasons: tuple[ReasonItem, ...] | None = None


@frozen
class Decisions:
    """Which decisions are possible."""

    decisions: tuple[DecisionItem, ...] | None = None


@frozen
class Photo:
    """A picture of a record."""

    url: str = ""


@frozen
class RecordItem:
    """Something that was done about a return."""

    create_time: int
    event: str = ""
    role: str = ""
    description: str = ""
    reason_text: str = ""
    note: str = ""
    images: tuple[Photo, ...] | None = None


@frozen
class Records:
    """What was done about a return."""

    records: tuple[RecordItem, ...] | None = None


@frozen
class Calculated:
    """What a refund would be."""

    order_refund_amount: RefundAmount | None = None
