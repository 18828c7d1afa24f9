"""The seller's calls on returns: search, approve, reject, what has happened."""

from __future__ import annotations

from attrs import define, field

from tiktok_bc_sync.sandbox.tiktok.aftersales import decisions as rules
from tiktok_bc_sync.sandbox.tiktok.aftersales.evidence import EVIDENCE_FIELDS, evidence
from tiktok_bc_sync.sandbox.tiktok.aftersales.returns import Reply, Returns
from tiktok_bc_sync.sandbox.tiktok.shop.pictures import Pictures
from tiktok_bc_sync.sandbox.tiktok.shop.repeats import Repeats
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
    TIMES,
    Call,
    Json,
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
    *EVIDENCE_FIELDS,
)
_FILTERS = {
    "return_ids": "return_id",
    "order_ids": "order_id",
    "return_types": "return_type",
    "return_status": "return_status",
    "arbitration_status": "arbitration_status",
    "seller_proposed_return_type": "seller_proposed_return_type",
}
SEARCH_FIELDS = (*TIMES, "buyer_user_ids[]?", *(f"{name}[]?" for name in _FILTERS))


@define
class ReturnApi:
    """The calls on single returns."""

    returns: Returns
    pictures: Pictures
    _repeats: Repeats = field(factory=Repeats, init=False, repr=False)

    def routes(self) -> list[Route]:
        """Return the operations on returns."""
        one = "/return_refund/202309/returns/{return_id}"
        reject = "/return_refund/202606/returns/{return_id}/reject"
        return [
            Route("POST", "/return_refund/202602/returns/search", self.search, SEARCH_FIELDS),
            Route("POST", f"{one}/approve", self.approve, APPROVE_FIELDS),
            Route("POST", reject, self.reject, REJECT_FIELDS),
            Route("GET", f"{one}/records", self.list_records),
        ]

    def approve(self, call: Call) -> Json:
        """Answer Approve Return."""
        return self._repeats.once(call, lambda: self._approve(call))

    def _approve(self, call: Call) -> Json:
        made, name = self.returns.get(call.names["return_id"]), call.body["decision"]
        if name not in rules.APPROVALS:
            raise bad_parameter("decision is invalid")
        if name == "APPROVE_RETURN" and call.body.get("buyer_keep_item"):
            name = "DIRECT_REFUND"
        offer = section(call.body, "partial_refund")
        self.returns.decide(made, Reply(name, offer.get("amount"), offer.get("currency")))
        return {}

    def reject(self, call: Call) -> Json:
        """Answer Reject Return."""
        return self._repeats.once(call, lambda: self._reject(call))

    def _reject(self, call: Call) -> Json:
        made, given = self.returns.get(call.names["return_id"]), call.body
        if given["decision"] not in rules.REJECTIONS:
            raise bad_parameter("decision is invalid")
        offer = section(given, "partial_refund_amount")
        reply = Reply(
            given["decision"],
            offer.get("partial_refund_total"),
            offer.get("currency"),
            given["reject_reason"],
            given.get("comment", ""),
            evidence(given, self.pictures),
        )
        self.returns.decide(made, reply)
        return {}

    def search(self, call: Call) -> Json:
        """Answer Search Returns; a page without any leaves the list out."""
        part, said = searched(
            self.returns.returns.values(), call, _FILTERS, self._buyer_of, identity="return_id"
        )
        return {**said, **({"return_orders": part} if part else {})}

    def _buyer_of(self, made: Json) -> str:
        return str(self.returns.orders.get(made["order_id"])["user_id"])

    def list_records(self, call: Call) -> Json:
        """Answer Get Return Records."""
        made = self.returns.get(call.names["return_id"])
        return {"records": self.returns.records[made["return_id"]]}
