"""Which aftersale requests an order's lines allow now, to whom, and for which reasons."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define

from tiktok_bc_sync.sandbox.tiktok.orders.orders import BEFORE_SHIPPING, Orders
from tiktok_bc_sync.sandbox.tiktok.shop.wire import AFTERSALE_RULE, Call, Json, Route, bad_parameter

REQUEST_TYPES = ("CANCEL", "REFUND", "RETURN_AND_REFUND")
OUT_OF_STOCK = "out_of_stock"
# The names are the vendor's where public clients show them; the texts are ours.
_SELLER_PAID = (
    "seller_cancel_reason_out_of_stock",
    "seller_cancel_reason_wrong_price",
    "seller_cancel_paid_reason_address_not_deliver",
    "seller_cancel_paid_reason_buyer_requested_cancellation",
)
_SELLER_UNPAID = (
    "seller_cancel_unpaid_reason_out_of_stock",
    "seller_cancel_unpaid_reason_wrong_price",
    "seller_cancel_unpaid_reason_buyer_hasnt_paid_within_time_allowed",
    "seller_cancel_unpaid_reason_buyer_requested_cancellation",
)
_BUYER_CANCEL = ("ecom_order_to_ship_canceled_reason_no_longer_needed", "change_of_mind")
_BUYER_RETURN = (
    "ecom_order_delivered_refund_and_return_reason_defective",
    "ecom_order_delivered_refund_and_return_reason_wrong_item",
    "ecom_order_delivered_refund_and_return_reason_no_need",
)
NOT_NOW = (AFTERSALE_RULE + 1, "The order's status does not allow it")
CLAIMED = (AFTERSALE_RULE + 8, "The item is in a request that is open or had its way")
_RETURNABLE = ("IN_TRANSIT", "DELIVERED")


def reasons(order: Json, line: Json, request_type: str, user: str) -> tuple[str, ...]:
    """Return the reasons that are open for a line now; none means that it is not eligible."""
    status = line["display_status"]
    if request_type == "CANCEL":
        if status not in BEFORE_SHIPPING:
            return ()
        unpaid = order["status"] == "UNPAID"
        return _BUYER_CANCEL if user == "BUYER" else _SELLER_UNPAID if unpaid else _SELLER_PAID
    # A request of the seller's own needs a parcel under way, just as the buyer's.
    return _BUYER_RETURN if status in _RETURNABLE else ()


@define
class Eligibility:
    """The question that comes before every aftersale request."""

    orders: Orders
    claimed: Callable[[str], bool]
    """Whether a line, by its id, is in a request that is open or had its way."""

    def routes(self) -> list[Route]:
        """Return the one operation."""
        path = "/return_refund/202602/orders/{order_id}/aftersale_eligibility"
        return [Route("GET", path, self.get)]

    def get(self, call: Call) -> Json:
        """Answer Get Aftersale Eligibility, by SKU, request type and whether it is open."""
        order = self.orders.get(call.names["order_id"])
        user = call.param("initiate_aftersale_user", "BUYER")
        types = call.many("request_types") or list(REQUEST_TYPES)
        if user not in ("BUYER", "SELLER") or not set(types) <= set(REQUEST_TYPES):
            raise bad_parameter("initiate_aftersale_user or request_types is invalid")
        skus: dict[str, list[Json]] = {}
        for line in order["line_items"]:
            skus.setdefault(line["sku_id"], []).append(line)
        entries = [
            {"sku_id": sku_id, "line_item_eligibility": self._entries(order, lines, types, user)}
            for sku_id, lines in skus.items()
        ]
        return {"sku_eligibility": entries}

    def _entries(self, order: Json, lines: list[Json], types: list[str], user: str) -> list[Json]:
        entries: list[Json] = []
        for request_type in types:
            groups: dict[tuple[tuple[str, ...], bool], list[str]] = {}
            for line in lines:
                taken = request_type != "CANCEL" and self.claimed(line["id"])
                open_to = () if taken else reasons(order, line, request_type, user)
                groups.setdefault((open_to, taken), []).append(line["id"])
            entries += [_entry(request_type, *group, ids) for group, ids in groups.items()]
        return entries


def _entry(request_type: str, open_to: tuple[str, ...], taken: bool, line_ids: list[str]) -> Json:
    why = CLAIMED if taken else NOT_NOW
    closed = {"ineligible_code": why[0], "ineligible_reason": why[1]}
    return {
        "request_type": request_type,
        "eligible": bool(open_to),
        "order_line_items_ids": line_ids,
        "order_line_list": [{"order_line_item_id": one} for one in line_ids],
        "available_reason_names": list(open_to),
        **({} if open_to else closed),
    }
