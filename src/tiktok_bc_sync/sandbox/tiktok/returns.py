"""Returns and refunds in the fake shop: asked for by buyers, decided by the seller."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.tiktok.cancellations import (
    REJECT_REASONS as CANCEL_REJECT_REASONS,
)
from tiktok_bc_sync.sandbox.tiktok.cancellations import line_shown, refund_of
from tiktok_bc_sync.sandbox.tiktok.eligibility import reasons
from tiktok_bc_sync.sandbox.tiktok.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.product_rules import number
from tiktok_bc_sync.sandbox.tiktok.wire import (
    AFTERSALE_RULE,
    TIMES,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
    searched,
    section,
)

APPROVE_FIELDS = (
    "decision",
    "buyer_keep_item!?",
    "partial_refund?.amount",
    "partial_refund?.currency",
)
REJECT_FIELDS = (
    "decision",
    "reject_reason",
    "comment?",
    "partial_refund_amount?.partial_refund_total",
    "partial_refund_amount?.currency",
)
SEARCH_FIELDS = (*TIMES, "return_ids[]?", "order_ids[]?", "return_status[]?")
PENDING = "RETURN_OR_REFUND_REQUEST_PENDING"
REJECTED = "REFUND_OR_RETURN_REQUEST_REJECT"
AWAITING_SHIP = "AWAITING_BUYER_SHIP"
SHIPPED = "BUYER_SHIPPED_ITEM"
PACKAGE_REJECTED = "REJECT_RECEIVE_PACKAGE"
SUCCESS = "RETURN_OR_REFUND_REQUEST_SUCCESS"
COMPLETE = "RETURN_OR_REFUND_REQUEST_COMPLETE"
CANCELLED = "RETURN_OR_REFUND_REQUEST_CANCEL"
OFFERED = "AWAITING_BUYER_RESPONSE"
TYPES = ("REFUND", "RETURN_AND_REFUND")
_REASONS = {
    "reverse_reject_request_reason_evidence_missing": "The evidence is not sufficient",
    "reverse_reject_request_reason_not_defective": "The product is as described",
    "reverse_reject_request_reason_other": "Another reason",
}
_ANSWER_WITHIN = 4 * 86_400
_ACTIONS = {
    ("REFUND", PENDING): "SELLER_RESPOND_REFUND",
    ("RETURN_AND_REFUND", PENDING): "SELLER_RESPOND_RETURN",
    ("RETURN_AND_REFUND", SHIPPED): "SELLER_RESPOND_RECEIVE_PACKAGE",
}


@frozen
class _Decision:
    """When a decision can be taken, and what comes of it."""

    kinds: tuple[str, ...]
    status: str
    leads_to: str
    offers: bool = False


_APPROVALS = {
    "APPROVE_REFUND": _Decision(("REFUND",), PENDING, SUCCESS),
    "APPROVE_RETURN": _Decision(("RETURN_AND_REFUND",), PENDING, AWAITING_SHIP),
    "APPROVE_RECEIVED_PACKAGE": _Decision(("RETURN_AND_REFUND",), SHIPPED, SUCCESS),
    "DIRECT_REFUND": _Decision(("RETURN_AND_REFUND",), PENDING, SUCCESS),
    "OFFER_PARTIAL_REFUND": _Decision(TYPES, PENDING, OFFERED, offers=True),
}
_REJECTIONS = {
    "REJECT_REFUND": _Decision(("REFUND",), PENDING, REJECTED),
    "REJECT_RETURN": _Decision(("RETURN_AND_REFUND",), PENDING, REJECTED),
    "REJECT_RECEIVED_PACKAGE": _Decision(("RETURN_AND_REFUND",), SHIPPED, PACKAGE_REJECTED),
    "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG": _Decision(
        ("RETURN_AND_REFUND",), SHIPPED, OFFERED, offers=True
    ),
}
_ELIGIBLE = {name: one for name, one in {**_APPROVALS, **_REJECTIONS}.items() if not one.offers}


@define
class Returns:
    """Return requests by id, with what happened to each."""

    orders: Orders
    is_cancellation: Callable[[str], bool]
    returns: dict[str, Json] = field(factory=dict[str, Json])
    records: dict[str, list[Json]] = field(factory=dict[str, list[Json]])

    def routes(self) -> list[Route]:
        """Return the operations on returns."""
        base, older = "/return_refund", "/return_refund/202309"
        reject = f"{base}/202606/returns/{{return_id}}/reject"
        one = f"{older}/returns/{{return_id}}"
        return [
            Route("POST", f"{base}/202602/returns/search", self.search, SEARCH_FIELDS),
            Route("POST", f"{one}/approve", self.approve, APPROVE_FIELDS),
            Route("POST", reject, self.reject, REJECT_FIELDS),
            Route("GET", f"{one}/records", self.list_records),
            Route("GET", f"{older}/reject_reasons", self.list_reject_reasons),
            Route("GET", f"{base}/202601/decision_eligibility", self.list_decisions),
        ]

    # --- the buyer and the platform ----------------------------------------------------

    def ask(self, order: Json, lines: list[Json], kind: str, reason: str) -> Json:
        """Take a buyer's request for some lines of an order."""
        if kind not in TYPES:
            raise ValueError(f"a return is one of {TYPES}, not {kind}")
        if not lines or not all(reasons(order, line, kind, "BUYER") for line in lines):
            raise ValueError(f"order {order['id']} is {order['status']}: nothing to return")
        return_id = self.orders.ids.next("4036", 19)
        made = {**self._empty(order, lines), "return_id": return_id, "return_type": kind}
        made["return_line_items"] = [
            {**line_shown(line, self.orders.region), "return_line_item_id": f"{return_id}{n}"}
            for n, line in enumerate(lines, 1)
        ]
        made.update(return_reason=reason, return_reason_text=reason.replace("_", " "))
        self.returns[return_id], self.records[return_id] = made, []
        self.set(made, PENDING, "BUYER")
        return made

    def get(self, return_id: str) -> Json:
        """Return a request."""
        if return_id not in self.returns:
            raise Refused(AFTERSALE_RULE + 6, "The return does not exist")
        return self.returns[return_id]

    def set(self, made: Json, status: str, role: str) -> None:
        """Move a request along, note who did it, and say what is asked of the seller next."""
        now = self.orders.clock.unix
        made.update(return_status=status, update_time=now)
        action = _ACTIONS.get((made["return_type"], status))
        next_action = [{"action": action, "deadline": now + _ANSWER_WITHIN}] if action else []
        made["seller_next_action_response"] = next_action
        record = {"event": status, "role": role, "description": status, "create_time": now}
        self.records[made["return_id"]].append(record)

    def _empty(self, order: Json, lines: list[Json]) -> Json:
        return {
            "order_id": order["id"],
            "role": "BUYER",
            "create_time": self.orders.clock.unix,
            "refund_amount": refund_of(lines, self.orders.region),
            "shipment_type": "BUYER_ARRANGE",
            "return_method": "BUYER_SHIPPED",
            "return_tracking_number": "",
            "return_provider_name": "",
            "is_combined_return": False,
            "is_quick_refund": False,
        }

    # --- the seller ------------------------------------------------------------------

    def approve(self, call: Call) -> Json:
        """Answer Approve Return."""
        made, name = self.get(call.names["return_id"]), call.body["decision"]
        decision = self._decided(made, _APPROVALS.get(name))
        if decision.offers:
            given = section(call.body, "partial_refund")
            self._offer(made, given.get("amount"), given.get("currency"))
        keeps = name == "APPROVE_RETURN" and call.body.get("buyer_keep_item")
        self.set(made, SUCCESS if keeps else decision.leads_to, "SELLER")
        return {}

    def reject(self, call: Call) -> Json:
        """Answer Reject Return."""
        made, name = self.get(call.names["return_id"]), call.body["decision"]
        decision = self._decided(made, _REJECTIONS.get(name))
        if call.body["reject_reason"] not in _REASONS:
            raise Refused(AFTERSALE_RULE + 2, "The reject reason is not available")
        if decision.offers:
            given = section(call.body, "partial_refund_amount")
            self._offer(made, given.get("partial_refund_total"), given.get("currency"))
        self.set(made, decision.leads_to, "SELLER")
        return {}

    def search(self, call: Call) -> Json:
        """Answer Search Returns."""
        filters = {
            "return_ids": "return_id",
            "order_ids": "order_id",
            "return_types": "return_type",
            "return_status": "return_status",
            "arbitration_status": "arbitration_status",
        }
        part, said = searched(
            self.returns.values(), call, filters, self._buyer_of, identity="return_id"
        )
        return {**said, "return_orders": part}

    def _buyer_of(self, made: Json) -> str:
        return str(self.orders.get(made["order_id"])["user_id"])

    def list_records(self, call: Call) -> Json:
        """Answer Get Return Records."""
        return {"records": self.records[self.get(call.names["return_id"])["return_id"]]}

    def list_reject_reasons(self, call: Call) -> Json:
        """Answer Get Reject Reasons, of a return or a cancellation."""
        key = call.param("return_or_cancel_id")
        if self.is_cancellation(key):
            return {"reasons": _named(CANCEL_REJECT_REASONS)}
        open_now = (PENDING, SHIPPED)
        return {"reasons": _named(_REASONS) if self.get(key)["return_status"] in open_now else []}

    def list_decisions(self, call: Call) -> Json:
        """Answer Get Decision Eligibility, for returns."""
        made = self.get(call.param("return_or_cancel_id"))
        asked = call.many("check_decisions") or list(_ELIGIBLE)
        if not set(asked) <= set(_ELIGIBLE):
            raise bad_parameter("check_decisions is invalid")
        return {"decisions": [_judged(made, name) for name in asked]}

    @staticmethod
    def _decided(made: Json, decision: _Decision | None) -> _Decision:
        if decision is None:
            raise bad_parameter("decision is invalid")
        if not _fits(made, decision):
            raise Refused(AFTERSALE_RULE + 7, "The return does not wait for this decision")
        return decision

    @staticmethod
    def _offer(made: Json, amount: object, currency: object) -> None:
        value, most = number(amount), Decimal(made["refund_amount"]["refund_total"])
        if value is None or not 0 < value <= most:
            raise bad_parameter("The partial refund must be positive and at most the refund")
        if currency != made["refund_amount"]["currency"]:
            raise bad_parameter("The partial refund must be in the return's currency")
        made["seller_proposed_return_type"] = "PARTIAL_REFUND"
        made["partial_refund"] = {"amount": amount, "currency": currency}


def _fits(made: Json, decision: _Decision) -> bool:
    return made["return_type"] in decision.kinds and made["return_status"] == decision.status


def _judged(made: Json, name: str) -> Json:
    if not _fits(made, _ELIGIBLE[name]):
        closed = "The return does not wait for this decision"
        return {
            "decision": name,
            "eligible": False,
            "ineligible_code": AFTERSALE_RULE + 7,
            "ineligible_reason": closed,
        }
    shown = _named(_REASONS) if name in _REJECTIONS else []
    return {"decision": name, "eligible": True, "available_reject_reasons": shown}


def _named(known: dict[str, str]) -> list[Json]:
    return [{"name": name, "text": text} for name, text in known.items()]
