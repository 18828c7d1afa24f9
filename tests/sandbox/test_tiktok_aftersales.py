"""Cancellations and returns: who may ask, who decides, what comes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.tiktok_scene import Json, Scene, opened

CANCELLATIONS = "/return_refund/202602/cancellations"
OLDER = "/return_refund/202309"


def cancellations(scene: Scene, **body: Any) -> list[Json]:
    found = scene.ask("POST", f"{CANCELLATIONS}/search", body).data["cancellations"]
    return list(found)


def stock_reason(scene: Scene, order_id: str) -> str:
    return next(one for one in scene.reasons(order_id) if "out_of_stock" in one)


# --- the seller cancels -------------------------------------------------------------------


def test_a_cancelled_order_gives_its_stock_back_and_says_why() -> None:
    scene = opened()
    product_id = scene.lists()
    order_id = scene.buyer.orders("LAMP-1", 2, shipping_fee="3.50")
    reason = stock_reason(scene, order_id)
    assert scene.cancel(order_id, reason).data["cancel_status"] == "CANCELLATION_REQUEST_SUCCESS"
    order = scene.order(order_id)
    assert order["status"] == "CANCELLED"
    assert (order["cancel_reason"], order["cancellation_initiator"]) == (reason, "SELLER")
    assert scene.stock(product_id) == [10]
    (made,) = cancellations(scene, order_ids=[order_id])
    assert made["refund_amount"]["refund_total"] == order["payment"]["total_amount"] == "43.50"


def test_only_reasons_that_are_open_now_are_taken() -> None:
    scene = opened()
    unpaid, paid = scene.buyer.orders("A", unpaid=True), scene.buyer.orders("A")
    of_unpaid, of_paid = scene.reasons(unpaid), scene.reasons(paid)
    assert not set(of_unpaid) & set(of_paid)
    assert scene.cancel(unpaid, of_paid[0]).code == 25001001
    assert scene.cancel(paid, of_unpaid[0]).code == 25001001
    assert scene.cancel(paid, "BORED").code == 25001001
    assert scene.cancel(unpaid, of_unpaid[0]).code == 0


def test_what_has_left_or_is_cancelled_can_not_be_cancelled() -> None:
    scene = opened()
    shipped, gone = scene.buyer.orders("A"), scene.buyer.orders("A")
    reason = scene.reasons(shipped)[0]
    scene.ship(shipped)
    scene.cancel(gone, reason)
    assert scene.reasons(shipped) == []
    assert scene.cancel(shipped, reason).code == 25001001
    assert scene.cancel(gone, reason).code == 25001001
    assert len(cancellations(scene)) == 1


def test_single_lines_are_cancelled_when_out_of_stock() -> None:
    scene = opened()
    product_id = scene.lists()
    order_id = scene.buyer.orders("LAMP-1", 2)
    first, second = (line["id"] for line in scene.order(order_id)["line_items"])
    lines = [{"order_line_item_id": first}]
    other = next(one for one in scene.reasons(order_id) if "out_of_stock" not in one)
    assert scene.cancel(order_id, other, order_line_list=lines).code == 25001003
    assert scene.cancel(order_id, stock_reason(scene, order_id), order_line_list=lines).code == 0
    order = scene.order(order_id)
    assert order["status"] == "AWAITING_SHIPMENT"
    assert [line["display_status"] for line in order["line_items"]] == [
        "CANCELLED",
        "AWAITING_SHIPMENT",
    ]
    assert scene.stock(product_id) == [9]
    assert scene.ship(order_id).data["order_line_item_ids"] == [second]
    assert scene.order(order_id)["line_items"][0]["display_status"] == "CANCELLED"


def test_lines_can_be_meant_by_sku_and_quantity() -> None:
    scene = opened()
    order_id = scene.buyer.orders(("A", 2), ("B", 1))
    sku_id = scene.order(order_id)["line_items"][0]["sku_id"]
    reason = stock_reason(scene, order_id)
    many = [{"sku_id": sku_id, "quantity": 3}]
    assert scene.cancel(order_id, reason, skus=many).code == 25001005
    assert scene.cancel(order_id, reason, skus=[{"sku_id": sku_id, "quantity": 2}]).code == 0
    shown = [line["display_status"] for line in scene.order(order_id)["line_items"]]
    assert shown == ["CANCELLED", "CANCELLED", "AWAITING_SHIPMENT"]


def test_cancelling_the_rest_of_a_partly_shipped_order_leaves_it_under_way() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", 2)
    first, second = (line["id"] for line in scene.order(order_id)["line_items"])
    scene.ship(order_id, first)
    reason = "seller_cancel_reason_out_of_stock"
    assert scene.cancel(order_id, reason, order_line_item_ids=[second]).code == 0
    assert scene.order(order_id)["status"] == "IN_TRANSIT"


def test_lines_are_named_in_one_way_only() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", 2)
    line = scene.order(order_id)["line_items"][0]["id"]
    both: dict[str, Any] = {
        "order_line_item_ids": [line],
        "order_line_list": [{"order_line_item_id": line}],
    }
    assert scene.cancel(order_id, stock_reason(scene, order_id), **both).code == 36009004


def test_single_lines_can_not_be_cancelled_in_every_market() -> None:
    scene = opened("DE")
    order_id = scene.buyer.orders("A", 2)
    line = scene.order(order_id)["line_items"][0]["id"]
    reason = stock_reason(scene, order_id)
    assert scene.cancel(order_id, reason, order_line_item_ids=[line]).code == 25001003


# --- the buyer cancels --------------------------------------------------------------------


@pytest.mark.parametrize("status", ["UNPAID", "ON_HOLD"])
def test_a_buyer_cancels_freely_before_the_seller_prepares(status: str) -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", unpaid=status == "UNPAID")
    scene.vendor.moves(order_id, status)
    cancel_id = scene.buyer.cancels(order_id)
    assert scene.order(order_id)["status"] == "CANCELLED"
    (made,) = cancellations(scene, cancel_ids=[cancel_id])
    assert (made["cancel_type"], made["role"]) == ("BUYER_CANCEL", "BUYER")


def test_later_the_seller_approves() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    cancel_id = scene.buyer.cancels(order_id)
    order = scene.order(order_id)
    assert (order["status"], order["is_buyer_request_cancel"]) == ("AWAITING_SHIPMENT", True)
    (made,) = cancellations(scene, cancel_status=["CANCELLATION_REQUEST_PENDING"])
    assert made["seller_next_action_response"][0]["action"] == "SELLER_RESPOND_BUYER_CANCEL"
    path = f"{OLDER}/cancellations/{cancel_id}/approve"
    assert scene.ask("POST", path).code == 0
    assert scene.order(order_id)["status"] == "CANCELLED"
    assert scene.ask("POST", path).code == 25001004


def test_or_rejects_for_a_reason_that_is_offered() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    cancel_id = scene.buyer.cancels(order_id)
    reasons = scene.ask("GET", f"{OLDER}/reject_reasons", return_or_cancel_id=cancel_id).data[
        "reasons"
    ]
    path = f"{OLDER}/cancellations/{cancel_id}/reject"
    assert scene.ask("POST", path, {"reject_reason": "NO"}).code == 25001002
    assert scene.ask("POST", path, {"reject_reason": reasons[0]["name"]}).code == 0
    order = scene.order(order_id)
    assert (order["status"], order["is_buyer_request_cancel"]) == ("AWAITING_SHIPMENT", False)
    (made,) = cancellations(scene)
    assert made["cancel_status"] == "CANCELLATION_REQUEST_CANCEL"


def test_a_rejection_needs_evidence_that_was_uploaded_and_is_made_once_under_one_key() -> None:
    scene = opened()
    cancel_id = scene.buyer.cancels(scene.buyer.orders("A"))
    path = f"{OLDER}/cancellations/{cancel_id}/reject"
    body: Json = {"reject_reason": "seller_reject_apply_buyer_agreed"}
    unknown = {**body, "images": [{"image_id": "x"}]}
    assert scene.ask("POST", path, unknown).code == 36009004
    body["images"] = [{"image_id": scene.upload().data["uri"]}]
    assert scene.ask("POST", path, body, idempotency_key="k").code == 0
    assert scene.ask("POST", path, body, idempotency_key="k").code == 0
    assert scene.ask("POST", path, body).code == 25001004


def test_a_request_that_nobody_answers_for_a_day_is_granted() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    scene.buyer.cancels(order_id)
    (made,) = cancellations(scene)
    scene.shop.clock.passes(hours=23)
    assert scene.order(order_id)["status"] == "AWAITING_SHIPMENT"
    scene.shop.clock.passes(hours=1)
    (granted,) = cancellations(scene)
    assert granted["cancel_status"] == "CANCELLATION_REQUEST_SUCCESS"
    assert granted["update_time"] >= made["seller_next_action_response"][0]["deadline"]
    order = scene.order(order_id)
    assert (order["status"], order["cancellation_initiator"]) == ("CANCELLED", "BUYER")


def test_a_request_that_was_refused_is_not_granted_later() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    cancel_id = scene.buyer.cancels(order_id)
    body = {"reject_reason": "seller_reject_apply_buyer_agreed"}
    scene.ask("POST", f"{OLDER}/cancellations/{cancel_id}/reject", body)
    scene.shop.clock.passes(days=3)
    assert scene.order(order_id)["status"] != "CANCELLED"


def test_a_parcel_that_leaves_closes_the_request() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    cancel_id = scene.buyer.cancels(order_id)
    scene.ship(order_id)
    assert scene.order(order_id)["is_buyer_request_cancel"] is False
    assert scene.ask("POST", f"{OLDER}/cancellations/{cancel_id}/approve").code == 25001004
    with pytest.raises(ValueError, match="too late"):
        scene.buyer.cancels(order_id)


def test_the_platform_cancels_whenever_it_likes() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    scene.ship(order_id)
    scene.vendor.moves(order_id, "CANCELLED")
    order = scene.order(order_id)
    assert (order["status"], order["cancellation_initiator"]) == ("CANCELLED", "SYSTEM")
    with pytest.raises(ValueError, match="already"):
        scene.vendor.moves(order_id, "CANCELLED")


# --- returns ------------------------------------------------------------------------------


def delivered(scene: Scene, *wanted: tuple[str, int]) -> str:
    order_id = scene.buyer.orders(*(wanted or (("A", 2),)))
    scene.ship(order_id)
    scene.vendor.moves(order_id, "DELIVERED")
    return order_id


def approve(scene: Scene, return_id: str, decision: str, **more: Any) -> int:
    path = f"{OLDER}/returns/{return_id}/approve"
    return scene.ask("POST", path, {"decision": decision, **more}).code


def reject(scene: Scene, return_id: str, decision: str, **more: Any) -> int:
    path = f"{OLDER}/reject_reasons"
    offered = scene.ask("GET", path, return_or_cancel_id=return_id).data["reasons"]
    reason = offered[0]["name"] if offered else "none"
    body = {"decision": decision, "reject_reason": reason, **more}
    return scene.ask("POST", f"/return_refund/202606/returns/{return_id}/reject", body).code


def test_a_return_goes_its_whole_way() -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene))
    asked = scene.returned(return_id)
    assert asked["return_status"] == "RETURN_OR_REFUND_REQUEST_PENDING"
    assert asked["seller_next_action_response"][0]["action"] == "SELLER_RESPOND_RETURN"
    assert asked["refund_amount"]["refund_total"] == "20.00"
    assert approve(scene, return_id, "APPROVE_RETURN") == 0
    assert scene.returned(return_id)["return_status"] == "AWAITING_BUYER_SHIP"
    scene.buyer.ships_back(return_id, "RET-12345")
    shipped = scene.returned(return_id)
    assert (shipped["return_status"], shipped["return_tracking_number"]) == (
        "BUYER_SHIPPED_ITEM",
        "RET-12345",
    )
    assert approve(scene, return_id, "APPROVE_RECEIVED_PACKAGE") == 0
    scene.vendor.finishes_return(return_id)
    done = scene.returned(return_id)
    assert done["return_status"] == "RETURN_OR_REFUND_REQUEST_COMPLETE"
    assert done["seller_next_action_response"] == []
    events = scene.ask("GET", f"{OLDER}/returns/{return_id}/records").data["records"]
    assert [one["role"] for one in events] == ["BUYER", "SELLER", "BUYER", "SELLER", "SYSTEM"]


def test_a_refund_without_return_is_granted_at_once() -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene), type="REFUND")
    assert approve(scene, return_id, "APPROVE_RETURN") == 25001007
    assert approve(scene, return_id, "APPROVE_REFUND") == 0
    assert scene.returned(return_id)["return_status"] == "RETURN_OR_REFUND_REQUEST_SUCCESS"


def test_some_skus_are_returned_with_what_was_paid_for_them() -> None:
    scene = opened("US")
    order_id = delivered(scene, ("A", 2), ("B", 1))
    made = scene.returned(scene.buyer.returns(order_id, "B"))
    assert [line["seller_sku"] for line in made["return_line_items"]] == ["B"]
    refund = {
        key: Decimal(value) for key, value in made["refund_amount"].items() if key != "currency"
    }
    assert refund["refund_subtotal"] == Decimal("10.00")
    assert (
        refund["refund_total"]
        == refund["refund_subtotal"] + refund["refund_tax"]
        == Decimal("10.80")
    )


def test_a_buyer_may_keep_what_is_refunded() -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene))
    assert approve(scene, return_id, "APPROVE_RETURN", buyer_keep_item=True) == 0
    assert scene.returned(return_id)["return_status"] == "RETURN_OR_REFUND_REQUEST_SUCCESS"


@pytest.mark.parametrize(
    ("kind", "decision", "status"),
    [
        ("REFUND", "REJECT_REFUND", "REFUND_OR_RETURN_REQUEST_REJECT"),
        ("RETURN_AND_REFUND", "REJECT_RETURN", "REFUND_OR_RETURN_REQUEST_REJECT"),
    ],
)
def test_a_refused_return_can_be_arbitrated(kind: str, decision: str, status: str) -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene), type=kind)
    assert reject(scene, return_id, decision) == 0
    assert scene.returned(return_id)["return_status"] == status
    scene.vendor.arbitrates(return_id)
    assert scene.returned(return_id)["arbitration_status"] == "IN_PROGRESS"
    scene.vendor.arbitrates(return_id, for_buyer=True)
    decided = scene.returned(return_id)
    assert decided["arbitration_status"] == "SUPPORT_BUYER"
    assert decided["return_status"] == "RETURN_OR_REFUND_REQUEST_SUCCESS"


def test_a_parcel_that_came_back_can_be_refused() -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene))
    assert reject(scene, return_id, "REJECT_RECEIVED_PACKAGE") == 25001007
    approve(scene, return_id, "APPROVE_RETURN")
    scene.buyer.ships_back(return_id, "RET-12345")
    assert reject(scene, return_id, "REJECT_RECEIVED_PACKAGE") == 0
    assert scene.returned(return_id)["return_status"] == "REJECT_RECEIVE_PACKAGE"


@pytest.mark.parametrize(
    ("accepts", "status"),
    [(True, "RETURN_OR_REFUND_REQUEST_SUCCESS"), (False, "RETURN_OR_REFUND_REQUEST_PENDING")],
)
def test_a_part_of_the_refund_can_be_offered(accepts: bool, status: str) -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene))
    offers = "OFFER_PARTIAL_REFUND"
    for amount, currency in (("0", "GBP"), ("20.01", "GBP"), ("5", "USD")):
        wrong = {"amount": amount, "currency": currency}
        assert approve(scene, return_id, offers, partial_refund=wrong) == 36009004
    assert approve(scene, return_id, offers, partial_refund={"amount": "5", "currency": "GBP"}) == 0
    assert scene.returned(return_id)["return_status"] == "AWAITING_BUYER_RESPONSE"
    scene.buyer.answers_offer(return_id, accepts=accepts)
    assert scene.returned(return_id)["return_status"] == status


def test_decisions_that_are_open_now_are_told() -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene))
    path = "/return_refund/202601/decision_eligibility"
    told = scene.ask("GET", path, return_or_cancel_id=return_id).data["decisions"]
    open_now = {one["decision"] for one in told if one["eligible"]}
    assert open_now == {"APPROVE_RETURN", "DIRECT_REFUND", "REJECT_RETURN"}


def test_returns_are_found_by_order_status_and_time() -> None:
    scene = opened()
    first = scene.buyer.returns(delivered(scene))
    scene.shop.clock.passes(hours=1)
    order_id = delivered(scene)
    second = scene.buyer.returns(order_id, type="REFUND")

    def found(**body: Any) -> list[str]:
        said = scene.ask("POST", "/return_refund/202602/returns/search", body)
        return [one["return_id"] for one in said.data.get("return_orders", [])]

    assert found() == [first, second]
    assert found(order_ids=[order_id]) == [second]
    assert found(return_types=["RETURN_AND_REFUND"]) == [first]
    assert found(return_status=["AWAITING_BUYER_SHIP"]) == []
    assert found(update_time_ge=scene.shop.clock.unix) == [second]


@pytest.mark.parametrize("user", ["BUYER", "SELLER"])
@pytest.mark.parametrize(
    ("status", "open_now"),
    [
        ("UNPAID", {"CANCEL"}),
        ("ON_HOLD", {"CANCEL"}),
        ("AWAITING_SHIPMENT", {"CANCEL"}),
        ("IN_TRANSIT", {"REFUND", "RETURN_AND_REFUND"}),
        ("DELIVERED", {"REFUND", "RETURN_AND_REFUND"}),
        ("COMPLETED", set[str]()),
        ("CANCELLED", set[str]()),
    ],
)
def test_what_may_be_asked_for_depends_on_how_far_the_order_is(
    status: str, open_now: set[str], user: str
) -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", unpaid=status == "UNPAID")
    scene.vendor.moves(order_id, status)
    path = f"/return_refund/202602/orders/{order_id}/aftersale_eligibility"
    (sku,) = scene.ask("GET", path, initiate_aftersale_user=user).data["sku_eligibility"]
    told = sku["line_item_eligibility"]
    assert {one["request_type"] for one in told if one["eligible"]} == open_now
    assert all(one["available_reason_names"] for one in told if one["eligible"])
    assert all(one["ineligible_code"] for one in told if not one["eligible"])


@pytest.mark.parametrize(
    "query", [{"initiate_aftersale_user": "ROBOT"}, {"request_types": "EXCHANGE"}]
)
def test_eligibility_knows_buyers_and_sellers_and_three_types(query: dict[str, str]) -> None:
    scene = opened()
    path = f"/return_refund/202602/orders/{scene.buyer.orders('A')}/aftersale_eligibility"
    assert scene.ask("GET", path, **query).code == 36009004


def test_nothing_comes_back_that_never_left() -> None:
    scene = opened()
    with pytest.raises(ValueError, match="nothing to return"):
        scene.buyer.returns(scene.buyer.orders("A"))
    assert not scene.shop.returns.returns


def test_a_return_is_taken_back_until_it_is_decided() -> None:
    scene = opened()
    return_id = scene.buyer.returns(delivered(scene))
    scene.buyer.withdraws(return_id)
    assert scene.returned(return_id)["return_status"] == "RETURN_OR_REFUND_REQUEST_CANCEL"
    with pytest.raises(ValueError, match="too late"):
        scene.buyer.withdraws(return_id)
