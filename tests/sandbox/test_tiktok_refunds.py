"""Requests after a sale: replacement and exchange, offers, evidence, deadlines, amounts by kind."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.tiktok_scene import Answer, Json, Scene, Wall, opened
from tiktok_bc_sync.sandbox import Sandbox

BASE = "/return_refund"
PENDING = "RETURN_OR_REFUND_REQUEST_PENDING"
SUCCESS = "RETURN_OR_REFUND_REQUEST_SUCCESS"
NO = "reverse_reject_request_reason_other"


def delivered(scene: Scene, *wanted: tuple[str, int], **how: Any) -> str:
    order_id = scene.buyer.orders(*(wanted or (("A", 2),)), **how)
    scene.vendor.moves(order_id, "DELIVERED")
    return order_id


def returned(scene: Scene, kind: str = "RETURN_AND_REFUND", **how: Any) -> str:
    return scene.buyer.returns(delivered(scene, **how), type=kind)


def shipped_back(scene: Scene) -> str:
    return_id = returned(scene)
    assert approve(scene, return_id, "APPROVE_RETURN").code == 0
    scene.buyer.ships_back(return_id, "RET-12345")
    return return_id


def approve(scene: Scene, return_id: str, decision: str, **more: Any) -> Answer:
    query = {"idempotency_key": more.pop("key")} if "key" in more else {}
    path = f"{BASE}/202309/returns/{return_id}/approve"
    return scene.ask("POST", path, {"decision": decision, **more}, **query)


def reject(scene: Scene, return_id: str, decision: str, **more: Any) -> Answer:
    body = {"decision": decision, "reject_reason": NO, **more}
    return scene.ask("POST", f"{BASE}/202606/returns/{return_id}/reject", body)


def eligible(scene: Scene, return_id: str) -> set[str]:
    path = f"{BASE}/202601/decision_eligibility"
    told = scene.ask("GET", path, return_or_cancel_id=return_id).data["decisions"]
    return {one["decision"] for one in told if one["eligible"]}


# --- types and decisions ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "open_now"),
    [
        ("REFUND", {"APPROVE_REFUND", "REJECT_REFUND"}),
        ("RETURN_AND_REFUND", {"APPROVE_RETURN", "DIRECT_REFUND", "REJECT_RETURN"}),
        (
            "REPLACEMENT",
            {"APPROVE_REPLACEMENT", "ISSUE_REPLACEMENT_REFUND", "REJECT_REPLACEMENT"},
        ),
        ("EXCHANGE", {"ISSUE_EXCHANGE_REFUND"}),
    ],
)
def test_each_type_of_request_waits_for_its_own_decisions(kind: str, open_now: set[str]) -> None:
    scene = opened()
    assert eligible(scene, returned(scene, kind)) == open_now


@pytest.mark.parametrize(
    ("kind", "decision", "status"),
    [
        ("REPLACEMENT", "APPROVE_REPLACEMENT", "REPLACEMENT_REQUEST_COMPLETE"),
        ("REPLACEMENT", "ISSUE_REPLACEMENT_REFUND", "REPLACEMENT_REQUEST_REFUND_SUCCESS"),
        ("RETURN_AND_REFUND", "DIRECT_REFUND", SUCCESS),
        ("REFUND", "APPROVE_REFUND", SUCCESS),
    ],
)
def test_an_approval_leads_where_its_type_goes(kind: str, decision: str, status: str) -> None:
    scene = opened()
    return_id = returned(scene, kind)
    assert approve(scene, return_id, decision).code == 0
    assert scene.returned(return_id)["return_status"] == status
    assert eligible(scene, return_id) == set()


@pytest.mark.parametrize(
    ("kind", "decision"),
    [
        ("REFUND", "APPROVE_RETURN"),
        ("REFUND", "APPROVE_REPLACEMENT"),
        ("RETURN_AND_REFUND", "APPROVE_REFUND"),
        ("RETURN_AND_REFUND", "APPROVE_RECEIVED_PACKAGE"),
        ("REPLACEMENT", "DIRECT_REFUND"),
        ("EXCHANGE", "ISSUE_REPLACEMENT_REFUND"),
    ],
)
def test_a_decision_that_a_request_does_not_wait_for_is_refused(kind: str, decision: str) -> None:
    scene = opened()
    assert approve(scene, returned(scene, kind), decision).code == 25001007


@pytest.mark.parametrize("decision", ["REJECT_RETURN", "ISSUE_EXCHANGE_REFUND", "MAYBE"])
def test_approving_knows_the_vendors_decisions_alone(decision: str) -> None:
    scene = opened()
    assert approve(scene, returned(scene), decision).code == 36009004
    assert reject(scene, returned(scene), "APPROVE_RETURN").code == 36009004


def test_a_replacement_makes_an_order_that_costs_nothing_for_the_same_buyer() -> None:
    scene = opened()
    first = delivered(scene, ("A", 2), ("B", 1))
    return_id = scene.buyer.returns(first, "A", type="REPLACEMENT")
    assert scene.returned(return_id)["can_buyer_keep_item"] is True
    approve(scene, return_id, "APPROVE_REPLACEMENT")
    found = scene.ask("POST", "/order/202309/orders/search", {}, page_size="10").data["orders"]
    (order,) = (one for one in found if one["is_replacement_order"])
    assert order["replaced_order_id"] == first
    assert (order["status"], order["payment"]["total_amount"]) == ("AWAITING_SHIPMENT", "0.00")
    assert [line["seller_sku"] for line in order["line_items"]] == ["A", "A"]
    assert order["recipient_address"] == scene.order(first)["recipient_address"]
    assert order["is_sample_order"] is False


def test_a_replacement_and_an_exchange_can_be_taken_back() -> None:
    scene = opened()
    for kind in ("REPLACEMENT", "EXCHANGE"):
        return_id = returned(scene, kind)
        scene.buyer.withdraws(return_id)
        assert scene.returned(return_id)["return_status"] == f"{kind}_REQUEST_CANCEL"


def test_a_cancellations_decisions_are_told_by_the_same_calls() -> None:
    scene = opened()
    cancel_id = scene.buyer.cancels(scene.buyer.orders("A", 2))
    assert eligible(scene, cancel_id) == {"APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL"}
    scene.ask("POST", f"{BASE}/202309/cancellations/{cancel_id}/approve")
    assert eligible(scene, cancel_id) == set()


def test_only_decisions_that_are_known_can_be_asked_about() -> None:
    scene = opened()
    path, return_id = f"{BASE}/202601/decision_eligibility", returned(scene)
    asked = {"return_or_cancel_id": return_id, "check_decisions": "REJECT_RETURN"}
    (one,) = scene.ask("GET", path, **asked).data["decisions"]
    assert one["eligible"]
    assert len(one["available_reject_reasons"]) >= 2
    assert scene.ask("GET", path, **{**asked, "check_decisions": "MAYBE"}).code == 36009004
    assert scene.ask("GET", path, return_or_cancel_id="1").code == 25001006


# --- what a line may be asked for -----------------------------------------------------------


@pytest.mark.parametrize("user", ["BUYER", "SELLER"])
def test_a_line_is_asked_for_once_until_that_was_refused(user: str) -> None:
    scene = opened()
    order_id = delivered(scene, ("A", 1), ("B", 1))
    return_id = scene.buyer.returns(order_id, "A")
    with pytest.raises(ValueError, match="nothing to return"):
        scene.buyer.returns(order_id, "A")
    assert open_skus(scene, order_id, user) == [False, True]
    reject(scene, return_id, "REJECT_RETURN")
    assert open_skus(scene, order_id, user) == [True, True]
    assert scene.buyer.returns(order_id, "A", type="REFUND")


def open_skus(scene: Scene, order_id: str, user: str) -> list[bool]:
    path = f"{BASE}/202602/orders/{order_id}/aftersale_eligibility"
    query = {"initiate_aftersale_user": user, "request_types": "REFUND"}
    skus = scene.ask("GET", path, **query).data["sku_eligibility"]
    return [one["line_item_eligibility"][0]["eligible"] for one in skus]


@pytest.mark.parametrize(
    ("reason", "shipping"),
    [
        ("ecom_order_delivered_refund_and_return_reason_defective", "3.50"),
        ("ecom_order_delivered_refund_and_return_reason_no_need", "0.00"),
    ],
)
def test_the_shipping_fee_goes_back_with_all_of_an_order_that_was_not_right(
    reason: str, shipping: str
) -> None:
    scene = opened()
    order_id = delivered(scene, ("A", 1), ("B", 1), shipping_fee="3.50")
    whole = scene.returned(scene.buyer.returns(order_id, reason=reason))["refund_amount"]
    assert whole["refund_shipping_fee"] == shipping
    assert Decimal(whole["refund_total"]) == 20 + Decimal(shipping)
    other = delivered(scene, ("A", 1), ("B", 1), shipping_fee="3.50")
    part = scene.returned(scene.buyer.returns(other, "A", reason=reason))["refund_amount"]
    assert (part["refund_shipping_fee"], part["refund_total"]) == ("0.00", "10.00")


def test_discounts_that_are_taken_back_are_told() -> None:
    scene = opened()
    made = scene.returned(returned(scene, seller_discount="3", platform_discount="2"))
    assert made["refund_amount"]["refund_total"] == "15.00"
    (told,) = made["discount_amount"]
    assert (told["product_seller_discount"], told["product_platform_discount"]) == ("3.00", "2.00")


# --- partial refunds and evidence -----------------------------------------------------------


def offer(amount: str = "5", currency: str = "GBP") -> Json:
    return {"partial_refund": {"amount": amount, "currency": currency}}


def test_an_accepted_offer_is_what_the_buyer_gets_kind_by_kind_and_line_by_line() -> None:
    scene = opened("US")
    return_id = returned(scene, shipping_fee="4.00")
    assert approve(scene, return_id, "OFFER_PARTIAL_REFUND", **offer("7.01", "USD")).code == 0
    scene.buyer.answers_offer(return_id, accepts=True)
    made = scene.returned(return_id)
    refund = {key: Decimal(one) for key, one in made["refund_amount"].items() if key != "currency"}
    assert refund["refund_total"] == Decimal("7.01")
    kinds = ("refund_subtotal", "refund_tax", "refund_shipping_fee")
    assert sum(refund[name] for name in kinds) == Decimal("7.01")
    lines = [Decimal(one["refund_amount"]["refund_total"]) for one in made["return_line_items"]]
    assert sum(lines) == Decimal("7.01") - refund["refund_shipping_fee"]
    assert made["buyer_rejected_partial_refund"] is False


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0", "GBP"), ("-1", "GBP"), ("20.01", "GBP"), ("1.001", "GBP"), ("x", "GBP"), ("5", "USD")],
)
def test_an_offer_must_be_money_within_the_refund(amount: str, currency: str) -> None:
    scene = opened()
    return_id = returned(scene)
    answer = approve(scene, return_id, "OFFER_PARTIAL_REFUND", **offer(amount, currency))
    assert answer.code == 36009004
    assert scene.returned(return_id)["return_status"] == PENDING


def test_part_of_the_refund_is_offered_for_a_parcel_that_came_back_damaged() -> None:
    scene = opened()
    return_id = shipped_back(scene)
    image = {"image_id": scene.upload().data["uri"]}
    amount = {"partial_refund_amount": {"partial_refund_total": "5", "currency": "GBP"}}
    name = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"
    for wrong in ({"comment": "x" * 501}, {"images": [image] * 7}, {"images": [{"image_id": "x"}]}):
        assert reject(scene, return_id, name, **amount, **wrong).code == 36009004
    said = {"comment": "The box is torn", "images": [image]}
    assert reject(scene, return_id, name, **amount, **said).code == 0
    assert scene.returned(return_id)["seller_proposed_return_type"] == "PARTIAL_REFUND"
    last = scene.ask("GET", f"{BASE}/202309/returns/{return_id}/records").data["records"][-1]
    assert last["note"] == "The box is torn"
    assert last["images"][0]["width"] > 0
    scene.buyer.answers_offer(return_id, accepts=False)
    made = scene.returned(return_id)
    assert (made["return_status"], made["buyer_rejected_partial_refund"]) == (
        "BUYER_SHIPPED_ITEM",
        True,
    )


def test_what_the_buyer_shows_is_in_the_records() -> None:
    scene = opened()
    order_id = delivered(scene)
    return_id = scene.buyer.returns(order_id, photos=["https://a.test/crack.jpg"])
    (asked,) = scene.ask("GET", f"{BASE}/202309/returns/{return_id}/records").data["records"]
    assert (asked["role"], asked["images"]) == ("BUYER", [{"url": "https://a.test/crack.jpg"}])
    assert "defective" in asked["reason_text"]


def test_a_decision_sent_twice_under_one_key_is_taken_once() -> None:
    scene = opened()
    return_id = returned(scene)
    assert approve(scene, return_id, "APPROVE_RETURN", key="k").code == 0
    assert approve(scene, return_id, "APPROVE_RETURN", key="k").code == 0
    assert approve(scene, return_id, "APPROVE_RETURN", key="other").code == 25001007


# --- deadlines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("REFUND", ["SELLER_RESPOND_REFUND"]),
        ("RETURN_AND_REFUND", ["SELLER_RESPOND_RETURN"]),
        ("REPLACEMENT", ["SELLER_RESPOND_REPLACEMENT"]),
        ("EXCHANGE", []),
    ],
)
def test_the_sellers_next_action_is_named(kind: str, action: list[str]) -> None:
    scene = opened()
    told = scene.returned(returned(scene, kind))["seller_next_action_response"]
    assert [one["action"] for one in told] == action


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("REFUND", SUCCESS),
        ("RETURN_AND_REFUND", "AWAITING_BUYER_SHIP"),
        ("REPLACEMENT", "REPLACEMENT_REQUEST_REFUND_SUCCESS"),
    ],
)
def test_the_platform_decides_what_the_seller_left_until_the_deadline(
    kind: str, status: str
) -> None:
    scene = opened()
    return_id = returned(scene, kind)
    (asked,) = scene.returned(return_id)["seller_next_action_response"]
    left = timedelta(seconds=asked["deadline"] - scene.shop.clock.unix)
    scene.shop.clock.passes(seconds=left.total_seconds() - 1)
    assert scene.returned(return_id)["return_status"] != status
    scene.shop.clock.passes(seconds=1 + 3600)
    made = scene.returned(return_id)
    assert (made["return_status"], made["update_time"]) == (status, asked["deadline"])


def test_a_parcel_that_never_comes_closes_the_request_and_a_granted_refund_is_paid() -> None:
    scene = opened()
    never, granted = returned(scene), returned(scene, "REFUND")
    approve(scene, never, "APPROVE_RETURN")
    approve(scene, granted, "APPROVE_REFUND")
    scene.shop.clock.passes(days=11)
    scene.refresh()
    assert scene.returned(never)["return_status"] == "RETURN_OR_REFUND_REQUEST_CANCEL"
    assert scene.returned(granted)["return_status"] == "RETURN_OR_REFUND_REQUEST_COMPLETE"


def test_deadlines_that_passed_are_the_same_after_a_restart(tmp_path: Path) -> None:
    def opened_again() -> Sandbox:
        return Sandbox(wall=Wall(), journal=tmp_path / "journal")

    sandbox = opened_again()
    orders = [sandbox.buyer.orders("A") for _ in range(3)]
    for order_id in orders:
        sandbox.vendor.moves(order_id, "DELIVERED")
    ids = [sandbox.buyer.returns(one, type="REFUND") for one in orders]
    sandbox.clock.passes(days=5)
    with pytest.raises(ValueError, match="too late"):
        sandbox.buyer.withdraws(ids[0])
    sandbox.vendor.finishes_return(ids[1])
    sandbox.clock.passes(days=30)
    once = (sandbox.shop, opened_again().shop)
    for shop in once:
        shop.settle()
    first, again = once
    assert first.returns.returns == again.returns.returns
    assert first.returns.records == again.returns.records
    assert {one["return_status"] for one in first.returns.returns.values()} == {
        "RETURN_OR_REFUND_REQUEST_COMPLETE"
    }


# --- arbitration ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("for_buyer", "ruling", "status"),
    [
        (True, "SUPPORT_BUYER", SUCCESS),
        (False, "SUPPORT_SELLER", "REFUND_OR_RETURN_REQUEST_REJECT"),
    ],
)
def test_a_dispute_is_decided_either_way(for_buyer: bool, ruling: str, status: str) -> None:
    scene = opened()
    return_id = returned(scene)
    reject(scene, return_id, "REJECT_RETURN")
    scene.vendor.arbitrates(return_id)
    found = scene.ask(
        "POST", f"{BASE}/202602/returns/search", {"arbitration_status": ["IN_PROGRESS"]}
    )
    assert found.data["total_count"] == 1
    scene.vendor.arbitrates(return_id, for_buyer=for_buyer)
    made = scene.returned(return_id)
    assert (made["arbitration_status"], made["return_status"]) == (ruling, status)


def test_what_has_ended_for_good_is_not_arbitrated() -> None:
    scene = opened()
    return_id = returned(scene)
    scene.buyer.withdraws(return_id)
    with pytest.raises(ValueError, match="nothing to arbitrate"):
        scene.vendor.arbitrates(return_id, for_buyer=True)
