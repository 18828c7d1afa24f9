"""What a seller may answer to a buyer's request now, and what comes of each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Decision, OfferedReason, Return
from tiktok_bc_sync.rules.text import normalized

OFFER = "OFFER_PARTIAL_REFUND"
OFFER_AFTER_PACKAGE = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"
_SHIPPED = "BUYER_SHIPPED_ITEM"
_GRANTED = ("RETURN_OR_REFUND_REQUEST_SUCCESS", "RETURN_OR_REFUND_REQUEST_COMPLETE")
# The states in which a return is after a decision: found there, it needs not be sent again.
_LEADS_TO: Mapping[str, tuple[str, ...]] = {
    "APPROVE_REFUND": _GRANTED,
    "DIRECT_REFUND": _GRANTED,
    "APPROVE_RECEIVED_PACKAGE": _GRANTED,
    "APPROVE_RETURN": ("AWAITING_BUYER_SHIP", _SHIPPED),
    "APPROVE_REPLACEMENT": ("REPLACEMENT_REQUEST_COMPLETE",),
    "ISSUE_REPLACEMENT_REFUND": ("REPLACEMENT_REQUEST_REFUND_SUCCESS",),
    "ISSUE_EXCHANGE_REFUND": ("EXCHANGE_REQUEST_REFUND_SUCCESS",),
    "REJECT_REFUND": ("REFUND_OR_RETURN_REQUEST_REJECT",),
    "REJECT_RETURN": ("REFUND_OR_RETURN_REQUEST_REJECT",),
    "REJECT_RECEIVED_PACKAGE": ("REJECT_RECEIVE_PACKAGE",),
    "REJECT_REPLACEMENT": ("REPLACEMENT_REQUEST_REJECT",),
    OFFER: ("AWAITING_BUYER_RESPONSE",),
    OFFER_AFTER_PACKAGE: ("AWAITING_BUYER_RESPONSE",),
}


def is_answered(item: Return, decision: str) -> bool:
    """Whether a return is where a decision leads already."""
    return item.vendor_status in _LEADS_TO.get(decision, ())


def offer_for(item: Return) -> str:
    """Return the decision that offers a part of the refund: after the parcel is there it is another one."""
    return OFFER_AFTER_PACKAGE if item.vendor_status == _SHIPPED else OFFER


def chosen_decision(
    wanted: str, offered: Sequence[Decision], kind: str, item: Return
) -> str | None:
    """Return the decision that is meant, the plain one of its ``kind`` ("APPROVE") where none is named.

    None where the return is past it already. Raises `InvalidInput` naming what may be decided now.
    """
    allowed = [one.name for one in offered if one.allowed]
    plain = [name for name in allowed if name.startswith(f"{kind}_")]
    if wanted in allowed or (not wanted and len(plain) == 1):
        return wanted or plain[0]
    named = [wanted] if wanted else [name for name in _LEADS_TO if name.startswith(f"{kind}_")]
    if any(is_answered(item, name) for name in named):
        return None
    raise InvalidInput(
        f"The return can't be decided so now: it is {item.vendor_status}.",
        field="decision",
        what_to_do=f"Possible are: {', '.join(allowed) or 'none'}.",
    )


def reasons_for(decision: str, offered: Sequence[Decision]) -> tuple[OfferedReason, ...]:
    """Return the reasons that may be given for a decision."""
    return next((one.reasons for one in offered if one.name == decision), ())


def reject_reason(wanted: str, offered: Sequence[OfferedReason]) -> str:
    """Return the name of the offered reason that is meant, by its name or text or a telling part of one.

    Raises `InvalidInput` naming those that there are.
    """
    asked = normalized(wanted)
    same = [one for one in offered if asked in (normalized(one.name), normalized(one.text))]
    near = [
        one for one in offered if asked in normalized(one.name) or asked in normalized(one.text)
    ]
    for found in (same, near):
        if asked and len(found) == 1:
            return found[0].name
    names = ", ".join(f"{one.name} ({one.text})" for one in offered)
    raise InvalidInput(
        f"{wanted!r} is no reason that may be given now.",
        field="reason",
        what_to_do=f"TikTok offers: {names or 'none, it can no longer be refused'}.",
    )
