"""The states of a request after the sale, and which decisions are open to the seller in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from tiktok_bc_sync.sandbox.tiktok.shop.wire import AFTERSALE_RULE, Json

PENDING = "RETURN_OR_REFUND_REQUEST_PENDING"
REJECTED = "REFUND_OR_RETURN_REQUEST_REJECT"
AWAITING_SHIP = "AWAITING_BUYER_SHIP"
SHIPPED = "BUYER_SHIPPED_ITEM"
PACKAGE_REJECTED = "REJECT_RECEIVE_PACKAGE"
SUCCESS = "RETURN_OR_REFUND_REQUEST_SUCCESS"
COMPLETE = "RETURN_OR_REFUND_REQUEST_COMPLETE"
CANCELLED = "RETURN_OR_REFUND_REQUEST_CANCEL"
OFFERED = "AWAITING_BUYER_RESPONSE"
REPLACEMENT_REJECTED = "REPLACEMENT_REQUEST_REJECT"
REPLACED = "REPLACEMENT_REQUEST_COMPLETE"
EXCHANGED = "EXCHANGE_REQUEST_COMPLETE"


@frozen
class Kind:
    """A type of return: where it begins, and how it ends when it is taken back or refunded."""

    pending: str
    withdrawn: str
    refunded: str


_MONEY = Kind(PENDING, CANCELLED, SUCCESS)
KINDS = {
    "REFUND": _MONEY,
    "RETURN_AND_REFUND": _MONEY,
    **{
        name: Kind(
            f"{name}_REQUEST_PENDING", f"{name}_REQUEST_CANCEL", f"{name}_REQUEST_REFUND_SUCCESS"
        )
        for name in ("REPLACEMENT", "EXCHANGE")
    },
}
_STARTS = {kind.pending for kind in KINDS.values()}
# A granted refund stays open until it is paid out.
OPEN = frozenset({*_STARTS, AWAITING_SHIP, SHIPPED, OFFERED, SUCCESS})
FRUITLESS = frozenset(
    {REJECTED, PACKAGE_REJECTED, REPLACEMENT_REJECTED, *(one.withdrawn for one in KINDS.values())}
)
# A replacement or an exchange that ends in a refund has no later state that says it was paid.
PAID = frozenset({COMPLETE, KINDS["REPLACEMENT"].refunded, KINDS["EXCHANGE"].refunded})
WITHDRAWABLE = frozenset({*_STARTS, AWAITING_SHIP, OFFERED})
FINAL = frozenset({*PAID, REPLACED, EXCHANGED, *(one.withdrawn for one in KINDS.values())})


@frozen
class Decision:
    """When a decision can be taken, and what comes of it."""

    kinds: tuple[str, ...]
    status: str
    leads_to: str
    offers: bool = False
    rejects: bool = False

    def fits(self, made: Json) -> bool:
        """Whether a return waits for this decision."""
        return made["return_type"] in self.kinds and made["return_status"] == self.status


_REFUND, _RETURN = ("REFUND",), ("RETURN_AND_REFUND",)
_REPLACEMENT, _EXCHANGE = ("REPLACEMENT",), ("EXCHANGE",)
_OF_REPLACEMENT, _OF_EXCHANGE = KINDS["REPLACEMENT"], KINDS["EXCHANGE"]
AFTER_PACKAGE = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"
DECISIONS = {
    "APPROVE_REFUND": Decision(_REFUND, PENDING, SUCCESS),
    "APPROVE_RETURN": Decision(_RETURN, PENDING, AWAITING_SHIP),
    "APPROVE_RECEIVED_PACKAGE": Decision(_RETURN, SHIPPED, SUCCESS),
    "APPROVE_REPLACEMENT": Decision(_REPLACEMENT, _OF_REPLACEMENT.pending, REPLACED),
    "ISSUE_REPLACEMENT_REFUND": Decision(
        _REPLACEMENT, _OF_REPLACEMENT.pending, _OF_REPLACEMENT.refunded
    ),
    # The vendor has no name for this one; reviews approve an exchange by their general action.
    "APPROVE_EXCHANGE": Decision(_EXCHANGE, _OF_EXCHANGE.pending, EXCHANGED),
    "ISSUE_EXCHANGE_REFUND": Decision(_EXCHANGE, _OF_EXCHANGE.pending, _OF_EXCHANGE.refunded),
    "DIRECT_REFUND": Decision(_RETURN, PENDING, SUCCESS),
    "OFFER_PARTIAL_REFUND": Decision((*_REFUND, *_RETURN), PENDING, OFFERED, offers=True),
    "REJECT_REFUND": Decision(_REFUND, PENDING, REJECTED, rejects=True),
    "REJECT_RETURN": Decision(_RETURN, PENDING, REJECTED, rejects=True),
    "REJECT_RECEIVED_PACKAGE": Decision(_RETURN, SHIPPED, PACKAGE_REJECTED, rejects=True),
    "REJECT_REPLACEMENT": Decision(
        _REPLACEMENT, _OF_REPLACEMENT.pending, REPLACEMENT_REJECTED, rejects=True
    ),
    AFTER_PACKAGE: Decision(_RETURN, SHIPPED, OFFERED, offers=True, rejects=True),
}
APPROVALS = (
    "APPROVE_REFUND",
    "APPROVE_RETURN",
    "APPROVE_RECEIVED_PACKAGE",
    "APPROVE_REPLACEMENT",
    "ISSUE_REPLACEMENT_REFUND",
    "OFFER_PARTIAL_REFUND",
    "DIRECT_REFUND",
)
REJECTIONS = tuple(name for name, one in DECISIONS.items() if one.rejects)
OF_CANCELLATIONS = ("APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL")
JUDGED = (
    *OF_CANCELLATIONS,
    *(name for name, one in DECISIONS.items() if name != "APPROVE_EXCHANGE" and not one.offers),
)
REVIEWED = (*JUDGED, "OFFER_PARTIAL_REFUND", AFTER_PACKAGE)
REJECT_REASONS = {
    "reverse_reject_request_reason_evidence_missing": "The evidence is not sufficient",
    "reverse_reject_request_reason_not_defective": "The product is as described",
    "reverse_reject_request_reason_other": "Another reason",
}

_DAY = 86_400


@frozen
class Wait:
    """Whom a state waits for, how long (seconds), and what the platform does when nobody moves."""

    seconds: int
    lapses_to: str
    action: str = ""


# The deadlines' lengths are ours: the vendor tells them in each answer only.
WAITS = {
    ("REFUND", PENDING): Wait(4 * _DAY, SUCCESS, "SELLER_RESPOND_REFUND"),
    ("RETURN_AND_REFUND", PENDING): Wait(4 * _DAY, AWAITING_SHIP, "SELLER_RESPOND_RETURN"),
    ("RETURN_AND_REFUND", AWAITING_SHIP): Wait(10 * _DAY, CANCELLED),
    ("RETURN_AND_REFUND", SHIPPED): Wait(4 * _DAY, SUCCESS, "SELLER_RESPOND_RECEIVE_PACKAGE"),
    ("REPLACEMENT", _OF_REPLACEMENT.pending): Wait(
        4 * _DAY, _OF_REPLACEMENT.refunded, "SELLER_RESPOND_REPLACEMENT"
    ),
    **{(kind, SUCCESS): Wait(3 * _DAY, COMPLETE) for kind in ("REFUND", "RETURN_AND_REFUND")},
}


def named(known: Mapping[str, str]) -> list[Json]:
    """Return reasons as they are offered."""
    return [{"name": name, "text": text} for name, text in known.items()]


def judged(name: str, *, open_now: bool, reasons: Mapping[str, str]) -> Json:
    """Return whether a decision can be taken, with the reasons it may give or why it can't."""
    if open_now:
        return {"decision": name, "eligible": True, "available_reject_reasons": named(reasons)}
    return {
        "decision": name,
        "eligible": False,
        "ineligible_code": AFTERSALE_RULE + 7,
        "ineligible_reason": "The request does not wait for this decision",
    }


def verdicts(made: Json, names: Iterable[str]) -> list[Json]:
    """Judge decisions on a return."""
    return [_verdict(made, name) for name in names]


def _verdict(made: Json, name: str) -> Json:
    one = DECISIONS.get(name)
    reasons = REJECT_REASONS if one and one.rejects else {}
    return judged(name, open_now=one is not None and one.fits(made), reasons=reasons)
