"""What a seller begins after a sale: estimates, returns and refunds of the seller's own, labels."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.contracts.judging import Judge
from tests.sandbox.tiktok_scene import Answer, Json, Scene, opened

BASE = "/return_refund"
DEFECTIVE = "ecom_order_delivered_refund_and_return_reason_defective"
FILE = {"id": "1", "name": "label.pdf", "format": "PDF"}


def delivered(scene: Scene, *wanted: tuple[str, int], **how: Any) -> str:
    order_id = scene.buyer.orders(*(wanted or (("A", 2), ("B", 1))), **how)
    scene.vendor.moves(order_id, "DELIVERED")
    return order_id


def create(scene: Scene, order_id: str, /, key: str = "", **more: Any) -> Answer:
    body = {
        "order_id": order_id,
        "return_type": "REFUND",
        "return_reason": DEFECTIVE,
        **more,
    }
    query = {"idempotency_key": key} if key else {}
    return scene.ask("POST", f"{BASE}/202602/returns", body, **query)


def calculate(scene: Scene, order_id: str, /, **more: Any) -> Answer:
    body = {
        "order_id": order_id,
        "request_type": "REFUND",
        "reason_name": DEFECTIVE,
        **more,
    }
    return scene.ask("POST", f"{BASE}/202602/refunds/calculate", body)


def label(scene: Scene, *ids: str, **more: Any) -> Answer:
    body = {"tracking_number": "LBL-1", "return_provider_id": "7117132000000000001", **more}
    path = f"{BASE}/202405/returns/shipping_documents"
    return scene.ask("POST", path, body, return_ids=",".join(ids))


# --- estimates ------------------------------------------------------------------------------


@pytest.mark.parametrize("region", ["GB", "US"])
def test_the_estimate_is_what_a_return_then_refunds(region: str) -> None:
    scene = opened(region)
    order_id = delivered(scene, shipping_fee="3.50")
    told = calculate(scene, order_id).data["order_refund_amount"]
    made = scene.returned(create(scene, order_id).data["return_id"])
    assert told == made["refund_amount"]
    assert told["refund_total"] == scene.order(order_id)["payment"]["total_amount"]


def test_lines_are_estimated_by_id_or_by_sku_and_quantity() -> None:
    scene = opened()
    order_id = delivered(scene, shipping_fee="3.50")
    line = scene.order(order_id)["line_items"][0]
    one = [{"sku_id": line["sku_id"], "quantity": 1}]
    by_id = calculate(scene, order_id, order_line_list=[{"order_line_item_id": line["id"]}])
    by_sku = calculate(scene, order_id, skus=one)
    assert by_id.data == by_sku.data
    assert by_id.data["order_refund_amount"]["refund_total"] == "10.00"


def test_the_estimate_of_a_cancellation_holds_the_shipping_fee() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", shipping_fee="3.50")
    reason = scene.reasons(order_id)[0]
    told = calculate(scene, order_id, request_type="CANCEL", reason_name=reason)
    assert told.data["order_refund_amount"]["refund_total"] == "13.50"


# --- the seller's own requests --------------------------------------------------------------


def test_a_refund_of_the_sellers_own_needs_nobodys_consent() -> None:
    scene = opened()
    data = create(scene, delivered(scene)).data
    assert data["return_status"] == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    made = scene.returned(data["return_id"])
    assert (made["role"], made["seller_next_action_response"]) == ("SELLER", [])
    scene.vendor.finishes_return(data["return_id"])


def test_a_return_of_the_sellers_own_waits_for_the_parcel() -> None:
    scene = opened()
    way = {"shipment_type": "PLATFORM", "handover_method": "PICKUP"}
    data = create(scene, delivered(scene), return_type="RETURN_AND_REFUND", **way).data
    assert data["return_status"] == "AWAITING_BUYER_SHIP"
    made = scene.returned(data["return_id"])
    assert (made["return_method"], made["handover_method"]) == ("PLATFORM_SHIPPED", "PICKUP")
    scene.buyer.ships_back(data["return_id"], "RET-1")


def test_less_than_all_can_be_refunded() -> None:
    scene = opened()
    answer = create(scene, delivered(scene), refund_total="7.00", currency="GBP")
    refund = scene.returned(answer.data["return_id"])["refund_amount"]
    assert Decimal(refund["refund_total"]) == Decimal("7.00") == Decimal(refund["refund_subtotal"])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"return_type": "REPLACEMENT"}, 36009004),
        ({"return_reason": "BORED"}, 25001001),
        ({"refund_total": "30.01", "currency": "GBP"}, 25001010),
        ({"refund_total": "0", "currency": "GBP"}, 25001010),
        ({"refund_total": "x", "currency": "GBP"}, 25001010),
        ({"refund_total": "5"}, 36009004),
        ({"refund_total": "5", "currency": "USD"}, 36009004),
        ({"shipment_type": "PIGEON"}, 36009004),
        ({"shipment_type": "BUYER_ARRANGE", "handover_method": "PICKUP"}, 36009004),
        ({"shipment_type": "PLATFORM", "handover_method": "THROW"}, 36009004),
        ({"order_line_item_ids": ["1"]}, 25001005),
        (
            {"order_line_item_ids": ["1"], "order_line_list": [{"order_line_item_id": "1"}]},
            36009004,
        ),
        ({"order_id": "1"}, 21001001),
    ],
)
def test_what_a_seller_can_not_ask_for_changes_nothing(more: Json, code: int) -> None:
    scene = opened()
    assert create(scene, delivered(scene), **more).code == code
    assert not scene.shop.returns.returns


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"request_type": "EXCHANGE"}, 36009004),
        ({"reason_name": "BORED"}, 25001001),
        ({"request_type": "CANCEL"}, 25001001),
        ({"skus": [{"sku_id": "1", "quantity": 1}]}, 25001005),
        ({"skus": [{"sku_id": "1", "quantity": 0}]}, 36009004),
        ({"order_id": "1"}, 21001001),
    ],
)
def test_what_can_not_be_asked_for_has_no_estimate(more: Json, code: int) -> None:
    scene = opened()
    assert calculate(scene, delivered(scene), **more).code == code


def test_nothing_goes_back_before_it_left_or_twice() -> None:
    scene = opened()
    assert create(scene, scene.buyer.orders("A")).code == 25001001
    order_id = delivered(scene)
    scene.buyer.returns(order_id, "A")
    assert create(scene, order_id).code == calculate(scene, order_id).code == 25001008
    other = scene.order(order_id)["line_items"][-1]
    assert create(scene, order_id, order_line_item_ids=[other["id"]]).code == 0


def test_a_request_sent_twice_under_one_key_is_made_once() -> None:
    scene = opened()
    order_id = delivered(scene)
    first, again = create(scene, order_id, "k").data, create(scene, order_id, "k").data
    assert first == again
    assert len(scene.shop.returns.returns) == 1
    assert create(scene, order_id, "other").code == 25001008


# --- labels -----------------------------------------------------------------------------------


def test_a_label_and_its_tracking_are_given_to_returns_that_wait_for_the_parcel() -> None:
    scene = opened()
    ids = [
        str(create(scene, delivered(scene), return_type="RETURN_AND_REFUND").data["return_id"])
        for _ in range(2)
    ]
    assert label(scene, *ids, return_shipping_label=FILE).code == 0
    for one in map(scene.returned, ids):
        assert one["return_tracking_number"] == "LBL-1"
        assert one["return_method"] == "SELLER_SHIPPED"
        assert one["return_shipping_document_type"] == "SHIPPING_LABEL"


def test_labels_are_for_all_returns_or_none() -> None:
    scene = opened()
    waits = create(scene, delivered(scene), return_type="RETURN_AND_REFUND").data["return_id"]
    done = create(scene, delivered(scene)).data["return_id"]
    assert label(scene, waits, done).code == 25001009
    assert scene.returned(waits)["return_tracking_number"] == ""
    assert label(scene, "1").code == 25001006
    assert label(scene).code == 36009004
    picture = {**FILE, "format": "PNG"}
    assert label(scene, waits, return_qr_code=picture).code == 36009004


# --- whose shop it is -------------------------------------------------------------------------


def test_the_sellers_only_shop_is_in_no_group() -> None:
    scene = opened()
    (shop,) = scene.ask("GET", "/seller/202309/shops", shop_cipher="").data["shops"]
    assert shop == {"id": scene.shop.shop_id, "region": "GB"}
    group = scene.ask("GET", "/seller/202601/shop_groups", shop_cipher="").data["shop_group_data"]
    assert "shop_group" not in group
    assert [one["shop_id"] for one in group["shops"]] == [shop["id"]]


def test_a_seller_has_no_category_assets() -> None:
    path = "/authorization/202405/category_assets"
    assert opened().ask("GET", path, shop_cipher="").data == {"category_assets": []}


def test_every_answer_is_as_the_contract_says(true_to_the_vendors: Judge) -> None:
    scene = opened()
    order_id = delivered(scene)
    waits = create(scene, delivered(scene), return_type="RETURN_AND_REFUND").data["return_id"]
    answers = [
        calculate(scene, order_id),
        create(scene, order_id),
        label(scene, waits),
        *(
            scene.ask("GET", path, shop_cipher="")
            for path in (
                "/seller/202309/shops",
                "/seller/202601/shop_groups",
                "/authorization/202405/category_assets",
                "/authorization/202309/shops",
            )
        ),
    ]
    assert {one.code for one in answers} == {0}
    assert true_to_the_vendors.faults == []
