"""Cancellations in the fake shop: the seller's at once, the buyer's when the seller agrees."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.aftersales.eligibility import OUT_OF_STOCK, reasons
from tiktok_bc_sync.sandbox.tiktok.aftersales.evidence import EVIDENCE_FIELDS, evidence
from tiktok_bc_sync.sandbox.tiktok.aftersales.order_lines import LINE_FIELDS, chosen, line_shown
from tiktok_bc_sync.sandbox.tiktok.aftersales.refunds import refund_of, shipping_of
from tiktok_bc_sync.sandbox.tiktok.orders.orders import Orders
from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.shop.regions import PARTIAL_CANCEL_REGIONS
from tiktok_bc_sync.sandbox.tiktok.shop.repeats import Repeats
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    AFTERSALE_RULE,
    TIMES,
    Call,
    Json,
    Refused,
    Route,
    searched,
)

CANCEL_FIELDS = ("order_id", "cancel_reason", *LINE_FIELDS)
SEARCH_FIELDS = (*TIMES, "cancel_ids[]?", "order_ids[]?", "cancel_status[]?")
REJECT_FIELDS = ("reject_reason", "comment?", *EVIDENCE_FIELDS)
REJECT_REASONS = {
    "seller_reject_apply_product_has_been_packed": "The product has been packed",
    "seller_reject_apply_buyer_agreed": "The buyer agreed to keep the order",
}
PENDING = "CANCELLATION_REQUEST_PENDING"
SUCCESS = "CANCELLATION_REQUEST_SUCCESS"
CLOSED = "CANCELLATION_REQUEST_CANCEL"
_FREE_FOR_BUYERS = ("UNPAID", "ON_HOLD")
# Source: vendor's Seller University, "Auto-cancellation": what is not answered by then is granted.
_ANSWER_WITHIN = 86_400


@define
class Cancellations:
    """Cancellations by id."""

    orders: Orders
    pictures: Pictures
    cancellations: dict[str, Json] = field(factory=dict[str, Json])
    _repeats: Repeats = field(factory=Repeats, init=False, repr=False)

    def routes(self) -> list[Route]:
        """Return the operations on cancellations."""
        base = "/return_refund/202602/cancellations"
        one = "/return_refund/202309/cancellations/{cancel_id}"
        return [
            Route("POST", base, self.cancel, CANCEL_FIELDS),
            Route("POST", f"{base}/search", self.search, SEARCH_FIELDS),
            Route("POST", f"{one}/approve", self.approve),
            Route("POST", f"{one}/reject", self.reject, REJECT_FIELDS),
        ]

    # --- the seller ------------------------------------------------------------------

    def cancel(self, call: Call) -> Json:
        """Answer Cancel Order, for the reasons that are open now."""
        order, reason = self.orders.get(call.body["order_id"]), call.body["cancel_reason"]
        lines = chosen(order, call.body)
        if not lines or any(reason not in reasons(order, one, "CANCEL", "SELLER") for one in lines):
            raise Refused(AFTERSALE_RULE + 1, "The order can't be cancelled for this reason now")
        self._check_partial(order, lines, reason)
        self.close(order)
        made = self._add(order, lines, reason, "SELLER")
        self._grant(made)
        return {"cancel_id": made["cancel_id"], "cancel_status": made["cancel_status"]}

    def approve(self, call: Call) -> Json:
        """Answer Approve Cancellation."""
        return self._repeats.once(call, lambda: self._approve(call.names["cancel_id"]))

    def _approve(self, cancel_id: str) -> Json:
        self._grant(self._pending(cancel_id))
        return {}

    def reject(self, call: Call) -> Json:
        """Answer Reject Cancellation."""
        return self._repeats.once(call, lambda: self._reject(call))

    def _reject(self, call: Call) -> Json:
        made = self._pending(call.names["cancel_id"])
        if call.body["reject_reason"] not in REJECT_REASONS:
            raise Refused(AFTERSALE_RULE + 2, "The reject reason is not available")
        evidence(call.body, self.pictures)
        self.close(self.orders.get(made["order_id"]))
        return {}

    def search(self, call: Call) -> Json:
        """Answer Search Cancellations."""
        filters = {
            "cancel_ids": "cancel_id",
            "order_ids": "order_id",
            "cancel_types": "cancel_type",
            "cancel_status": "cancel_status",
        }
        part, said = searched(
            self.cancellations.values(), call, filters, self._buyer_of, identity="cancel_id"
        )
        return {**said, "cancellations": part}

    def _buyer_of(self, made: Json) -> str:
        return str(self.orders.get(made["order_id"])["user_id"])

    def _check_partial(self, order: Json, lines: list[Json], reason: str) -> None:
        left = [one for one in order["line_items"] if one["display_status"] != "CANCELLED"]
        if len(lines) == len(left):
            return
        if self.orders.region not in PARTIAL_CANCEL_REGIONS or OUT_OF_STOCK not in reason:
            raise Refused(AFTERSALE_RULE + 3, "Single lines can't be cancelled here or so")

    # --- the buyer and the platform ----------------------------------------------------

    def ask(self, order: Json, reason: str) -> Json:
        """Take a buyer's request: granted at once while the order is unpaid or on hold."""
        lines = chosen(order, {})
        if not lines or any(not reasons(order, one, "CANCEL", "BUYER") for one in lines):
            raise ValueError(f"order {order['id']} is {order['status']}: too late to cancel")
        made = self._add(order, lines, reason, "BUYER")
        if order["status"] in _FREE_FOR_BUYERS:
            self._grant(made)
            return made
        deadline = self.orders.clock.unix + _ANSWER_WITHIN
        action = {"action": "SELLER_RESPOND_BUYER_CANCEL", "deadline": deadline}
        made["seller_next_action_response"] = [action]
        order.update(is_buyer_request_cancel=True, request_cancel_time=self.orders.clock.unix)
        self.orders.touch(order)
        return made

    def impose(self, order: Json, reason: str) -> Json:
        """Cancel as the platform does, whatever the status."""
        self.close(order)
        made = self._add(order, chosen(order, {}), reason, "SYSTEM")
        self._grant(made)
        return made

    def settle(self) -> None:
        """Grant the requests that no seller answered in time."""
        for made in list(self.cancellations.values()):
            asked = made["seller_next_action_response"]
            if asked and asked[0]["deadline"] <= self.orders.clock.unix:
                self._grant(made)

    def close(self, order: Json) -> None:
        """End a buyer's request that is still open: it was refused, or the order went its way."""
        for one in self.cancellations.values():
            if one["order_id"] == order["id"] and one["cancel_status"] == PENDING:
                self._set(one, CLOSED)
                order["is_buyer_request_cancel"] = False
                self.orders.touch(order)

    # --- the steps -----------------------------------------------------------------

    def _pending(self, cancel_id: str) -> Json:
        found = self.cancellations.get(cancel_id)
        if found is None or found["cancel_status"] != PENDING:
            raise Refused(AFTERSALE_RULE + 4, "The request does not exist or is decided already")
        return found

    def _grant(self, made: Json) -> None:
        order = self.orders.get(made["order_id"])
        wanted = {one["order_line_item_id"] for one in made["cancel_line_items"]}
        lines = [one for one in order["line_items"] if one["id"] in wanted]
        self._set(made, SUCCESS)
        self.orders.cancel(order, lines, made["cancel_reason"], made["role"])

    def _set(self, made: Json, status: str) -> None:
        made.update(cancel_status=status, update_time=self.orders.clock.unix)
        made["seller_next_action_response"] = []

    def _add(self, order: Json, lines: list[Json], reason: str, role: str) -> Json:
        now, region = self.orders.clock.unix, self.orders.region
        cancel_id = self.orders.ids.next("4035", 19)
        shipping = shipping_of(order, lines, "CANCEL", reason)
        self.cancellations[cancel_id] = {
            "cancel_id": cancel_id,
            "order_id": order["id"],
            "cancel_type": "BUYER_CANCEL" if role == "BUYER" else "CANCEL",
            "cancel_status": PENDING,
            "role": role,
            "cancel_reason": reason,
            "cancel_reason_text": reason.replace("_", " "),
            "create_time": now,
            "update_time": now,
            "refund_amount": refund_of(lines, region, shipping),
            "should_replenish_stock": True,
            "seller_next_action_response": [],
            "cancel_line_items": [
                {**line_shown(one, region), "cancel_line_item_id": f"{cancel_id}{number}"}
                for number, one in enumerate(lines, 1)
            ],
        }
        return self.cancellations[cancel_id]
