"""The seller's reviews: which decisions are open, why one may refuse, and decisions for many requests."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.aftersales import cancellations as cancels
from tiktok_bc_sync.sandbox.tiktok.aftersales import decisions as rules
from tiktok_bc_sync.sandbox.tiktok.aftersales.aftersales import return_of
from tiktok_bc_sync.sandbox.tiktok.aftersales.evidence import shown
from tiktok_bc_sync.sandbox.tiktok.aftersales.returns import Reply, Returns
from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import number
from tiktok_bc_sync.sandbox.tiktok.shop import money
from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.shop.regions import decimals
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    AFTERSALE_RULE,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    section,
)

_ONE = "aftersales_request_decisions[]."
_LINE = f"{_ONE}line_item_decisions[]."
REVIEW_FIELDS = (
    f"{_ONE}request_id",
    f"{_ONE}request_id_type?",
    f"{_ONE}idempotency_key?",
    f"{_LINE}action",
    f"{_LINE}line_items[].return_line_item_id",
    f"{_LINE}alternative_solution_details?.partial_refund_amount?",
    f"{_LINE}alternative_solution_details?.currency?",
    f"{_LINE}reason?.reason_id?",
    f"{_LINE}reason?.text?",
    f"{_LINE}reason?.media?.uri?",
)
_MOST_REVIEWS = 50
_ACTIONS: Mapping[str, Mapping[str, str]] = {
    "APPROVE_REQUEST": {
        "REFUND": "APPROVE_REFUND",
        "RETURN_AND_REFUND": "APPROVE_RETURN",
        "REPLACEMENT": "APPROVE_REPLACEMENT",
        "EXCHANGE": "APPROVE_EXCHANGE",
    },
    "APPROVE_RETURN_PACKAGE": {"RETURN_AND_REFUND": "APPROVE_RECEIVED_PACKAGE"},
    "REJECT_REQUEST": {
        "REFUND": "REJECT_REFUND",
        "RETURN_AND_REFUND": "REJECT_RETURN",
        "REPLACEMENT": "REJECT_REPLACEMENT",
    },
    "REJECT_RETURN_PACKAGE": {"RETURN_AND_REFUND": "REJECT_RECEIVED_PACKAGE"},
    "REFUND_INSTEAD": {
        "RETURN_AND_REFUND": "DIRECT_REFUND",
        "REPLACEMENT": "ISSUE_REPLACEMENT_REFUND",
        "EXCHANGE": "ISSUE_EXCHANGE_REFUND",
    },
    "OFFER_PARTIAL_REFUND": dict.fromkeys(rules.KINDS, "OFFER_PARTIAL_REFUND"),
    rules.AFTER_PACKAGE: dict.fromkeys(rules.KINDS, rules.AFTER_PACKAGE),
}


@define
class Reviews:
    """The calls that ask about decisions, and the one that takes many."""

    returns: Returns
    cancellations: cancels.Cancellations
    pictures: Pictures
    seller_id: str
    _keys: set[str] = field(factory=set[str], init=False, repr=False)

    def routes(self) -> list[Route]:
        """Return the operations on decisions."""
        base = "/return_refund"
        return [
            Route("GET", f"{base}/202309/reject_reasons", self.list_reject_reasons),
            Route("GET", f"{base}/202601/decision_eligibility", self.list_decisions),
            Route("GET", f"{base}/202606/review_decision", self.list_review_decisions),
            Route("POST", f"{base}/202609/aftersales/review", self.review, REVIEW_FIELDS),
        ]

    # --- asking ----------------------------------------------------------------------

    def list_reject_reasons(self, call: Call) -> Json:
        """Answer Get Reject Reasons, of a return or a cancellation."""
        verdicts = self._verdicts(call.param("return_or_cancel_id"), rules.REVIEWED)
        for one in verdicts:
            if one.get("available_reject_reasons"):
                return {"reasons": one["available_reject_reasons"]}
        return {"reasons": []}

    def list_decisions(self, call: Call) -> Json:
        """Answer Get Decision Eligibility."""
        asked = _asked(call, rules.JUDGED)
        return {"decisions": self._verdicts(call.param("return_or_cancel_id"), asked)}

    def list_review_decisions(self, call: Call) -> Json:
        """Answer Get Available Review Decisions, item by item."""
        if call.param("seller_id") != self.seller_id:
            raise bad_parameter("seller_id is not that of the shop's seller")
        asked, identity = _asked(call, rules.REVIEWED), call.param("return_or_cancel_id")
        verdicts = self._verdicts(identity, asked)
        cancelled = self.cancellations.cancellations.get(identity)
        if cancelled:
            lines = cancelled["cancel_line_items"]
            keys = [line["cancel_line_item_id"] for line in lines]
            return {
                "line_items": [{"return_line_item_id": one, "decisions": verdicts} for one in keys]
            }
        lines = self.returns.get(identity)["return_line_items"]
        return {"line_items": [self._line(line, verdicts) for line in lines]}

    def _verdicts(self, identity: str, names: tuple[str, ...]) -> list[Json]:
        cancelled = self.cancellations.cancellations.get(identity)
        if cancelled is None:
            return rules.verdicts(self.returns.get(identity), names)
        pending = cancelled["cancel_status"] == cancels.PENDING
        return [_of_cancellation(name, pending=pending) for name in names]

    def _line(self, line: Json, verdicts: list[Json]) -> Json:
        refund = line["refund_amount"]
        region = self.returns.orders.region
        least = Decimal(1).scaleb(-decimals(region))
        offer = {
            "min_amount": money.text(least, region),
            "max_amount": refund["refund_total"],
            "currency": refund["currency"],
        }
        told = [
            {**one, "partial_refund_amount_range": offer}
            if one["eligible"] and rules.DECISIONS[one["decision"]].offers
            else one
            for one in verdicts
        ]
        return {"return_line_item_id": line["return_line_item_id"], "decisions": told}

    # --- deciding --------------------------------------------------------------------

    def review(self, call: Call) -> Json:
        """Answer Review Aftersales Requests; each by itself, and a key that was used does nothing."""
        given = call.body["aftersales_request_decisions"]
        if len(given) > _MOST_REVIEWS:
            raise bad_parameter(f"aftersales_request_decisions has over {_MOST_REVIEWS} items")
        return {"errors": [error for one in given if (error := self._reviewed(one))]}

    def _reviewed(self, given: Json) -> Json | None:
        key = given.get("idempotency_key")
        if key in self._keys:
            return None
        try:
            made = self.returns.get(
                return_of(given["request_id"], given.get("request_id_type", "AFTERSALES"))
            )
            self.returns.decide(made, self._reply(made, given["line_item_decisions"]))
        except Refused as refused:
            return {"code": str(refused.code), "message": refused.message}
        if key:
            self._keys.add(key)
        return None

    def _reply(self, made: Json, given: list[Json]) -> Reply:
        """Read the one decision about all of a request's items."""
        named = {line["return_line_item_id"] for line in given[0]["line_items"]}
        items = {line["return_line_item_id"] for line in made["return_line_items"]}
        # Decisions that differ from item to item are announced by the vendor, not taken yet.
        if len(given) > 1 or named != items:
            raise Refused(AFTERSALE_RULE + 11, "All items of a request take one decision")
        one = given[0]
        name = _ACTIONS.get(one["action"], {}).get(made["return_type"])
        if name is None:
            raise bad_parameter("action is invalid for this type of request")
        offer, reason = section(one, "alternative_solution_details"), section(one, "reason")
        uri = section(reason, "media").get("uri")
        return Reply(
            name,
            _times(offer.get("partial_refund_amount"), len(items)),
            offer.get("currency"),
            reason.get("reason_id", ""),
            reason.get("text", ""),
            shown([uri] if uri else [], self.pictures),
        )


def _asked(call: Call, known: tuple[str, ...]) -> tuple[str, ...]:
    asked = tuple(call.many("check_decisions")) or known
    if not set(asked) <= set(known):
        raise bad_parameter("check_decisions is invalid")
    return asked


def _of_cancellation(name: str, *, pending: bool) -> Json:
    reasons = cancels.REJECT_REASONS if name == "REJECT_REQUEST_CANCEL" else {}
    return rules.judged(name, open_now=pending and name in rules.OF_CANCELLATIONS, reasons=reasons)


def _times(amount: object, items: int) -> object:
    """Multiply an amount for each item; what is no amount stays for the check that refuses it."""
    value = number(amount)
    return amount if value is None else str(value * items)
