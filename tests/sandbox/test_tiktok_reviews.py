"""Reviews by the newer calls: aftersales requests, parcels that come back, decisions for many at once."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.judging import Judge
from tests.sandbox.test_tiktok_malformed import places
from tests.sandbox.test_tiktok_refunds import (
    BASE,
    NO,
    PENDING,
    SUCCESS,
    approve,
    delivered,
    offer,
    returned,
    shipped_back,
)
from tests.sandbox.tiktok_scene import Json, Scene, opened
from tiktok_bc_sync.sandbox.tiktok.shop.seller_info import SELLER_ID


def review_decisions(scene: Scene, identity: str, **more: str) -> list[Json]:
    group = scene.ask("GET", "/seller/202601/shop_groups", shop_cipher="").data
    (shop,) = group["shop_group_data"]["shops"]
    query = {"seller_id": shop["seller_id"], "return_or_cancel_id": identity, **more}
    found: list[Json] = scene.ask("GET", f"{BASE}/202606/review_decision", **query).data[
        "line_items"
    ]
    return found


def aftersales(scene: Scene, **filters: Any) -> list[Json]:
    fields = ["LINE_ITEMS", "SKU_RETURN_REQUESTS", "RETURN_MERCHANDISE_AUTHORIZATIONS"]
    body = {"whitelisted_data_fields": fields, "filters": filters}
    data = scene.ask("POST", f"{BASE}/202603/aftersales/search", body).data
    return list(data.get("aftersales_requests", []))


def review(scene: Scene, request: Json, action: str, **more: Any) -> list[str]:
    """Decide about all of a request's items and return the codes of what went wrong."""
    lines = [{"return_line_item_id": one["return_line_item_id"]} for one in request["line_items"]]
    decision = {
        "request_id": request["id"],
        "line_item_decisions": [{"line_items": lines, "action": action, **more}],
    }
    body = {"aftersales_request_decisions": [decision]}
    errors = scene.ask("POST", f"{BASE}/202609/aftersales/review", body).data["errors"]
    return [one["code"] for one in errors]


def test_how_much_may_be_offered_is_told_item_by_item() -> None:
    scene = opened()
    items = review_decisions(scene, returned(scene), check_decisions="OFFER_PARTIAL_REFUND")
    ranges = [one["decisions"][0]["partial_refund_amount_range"] for one in items]
    assert ranges == [{"min_amount": "0.01", "max_amount": "10.00", "currency": "GBP"}] * 2


def test_a_cancellations_items_have_decisions_too() -> None:
    scene = opened()
    items = review_decisions(scene, scene.buyer.cancels(scene.buyer.orders("A", 2)))
    assert len(items) == 2
    open_now = {one["decision"] for one in items[0]["decisions"] if one["eligible"]}
    assert open_now == {"APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL"}


def test_review_decisions_are_told_to_the_shops_seller() -> None:
    scene = opened()
    query = {"seller_id": "1", "return_or_cancel_id": returned(scene)}
    assert scene.ask("GET", f"{BASE}/202606/review_decision", **query).code == 36009004


@pytest.mark.parametrize(
    ("kind", "action", "status"),
    [
        ("REFUND", "APPROVE_REQUEST", SUCCESS),
        ("RETURN_AND_REFUND", "APPROVE_REQUEST", "AWAITING_BUYER_SHIP"),
        ("REPLACEMENT", "APPROVE_REQUEST", "REPLACEMENT_REQUEST_COMPLETE"),
        ("EXCHANGE", "APPROVE_REQUEST", "EXCHANGE_REQUEST_COMPLETE"),
        ("RETURN_AND_REFUND", "REFUND_INSTEAD", SUCCESS),
        ("REPLACEMENT", "REFUND_INSTEAD", "REPLACEMENT_REQUEST_REFUND_SUCCESS"),
        ("EXCHANGE", "REFUND_INSTEAD", "EXCHANGE_REQUEST_REFUND_SUCCESS"),
        ("REPLACEMENT", "REJECT_REQUEST", "REPLACEMENT_REQUEST_REJECT"),
    ],
)
def test_an_action_means_the_decision_of_the_requests_type(
    kind: str, action: str, status: str
) -> None:
    scene = opened()
    return_id = returned(scene, kind)
    (request,) = aftersales(scene, return_types=[kind])
    assert request["status"] == "PENDING_REQUEST_REVIEW"
    assert review(scene, request, action, reason={"reason_id": NO}) == []
    assert scene.returned(return_id)["return_status"] == status
    (request,) = aftersales(scene, aftersales_request_statuses=["REQUEST_REVIEW_COMPLETED"])
    assert request["sku_return_requests"][0]["return_id"] == return_id


def test_an_exchange_makes_an_order_from_the_first_one() -> None:
    scene = opened()
    returned(scene, "EXCHANGE")
    (request,) = aftersales(scene)
    review(scene, request, "APPROVE_REQUEST")
    found = scene.ask("POST", "/order/202309/orders/search", {}, page_size="10").data["orders"]
    (order,) = (one for one in found if one["is_exchange_order"])
    assert order["exchange_source_order_id"] == request["line_items"][0]["main_order_id"]


@pytest.mark.parametrize(
    ("action", "more", "code"),
    [
        ("REJECT_REQUEST", {"reason": {"reason_id": "BORED"}}, "25001002"),
        ("REJECT_RETURN_PACKAGE", {"reason": {"reason_id": NO}}, "25001007"),
        ("DANCE", {}, "36009004"),
        ("OFFER_PARTIAL_REFUND", {}, "36009004"),
        (
            "OFFER_PARTIAL_REFUND",
            {"alternative_solution_details": {"partial_refund_amount": "10.01", "currency": "GBP"}},
            "36009004",
        ),
    ],
)
def test_what_went_wrong_with_one_review_is_told_beside_a_success(
    action: str, more: Json, code: str
) -> None:
    scene = opened()
    return_id = returned(scene)
    (request,) = aftersales(scene)
    assert review(scene, request, action, **more) == [code]
    assert scene.returned(return_id)["return_status"] == PENDING


def test_an_amount_is_offered_for_each_item() -> None:
    scene = opened()
    return_id = returned(scene)
    (request,) = aftersales(scene)
    details = {"partial_refund_amount": "1.25", "currency": "GBP"}
    assert (
        review(scene, request, "OFFER_PARTIAL_REFUND", alternative_solution_details=details) == []
    )
    assert scene.returned(return_id)["partial_refund"]["amount"] == "2.50"


def test_all_items_of_a_request_take_one_decision_and_its_id_must_be_known() -> None:
    scene = opened()
    returned(scene)
    (request,) = aftersales(scene)
    half = {**request, "line_items": request["line_items"][:1]}
    assert review(scene, half, "APPROVE_REQUEST") == ["25001011"]
    assert review(scene, {**request, "id": "1"}, "APPROVE_REQUEST") == ["25001006"]
    assert scene.ask("POST", f"{BASE}/202609/aftersales/review", {}).code == 36009004


def test_a_parcel_that_comes_back_is_followed_and_reviewed_by_its_own_id() -> None:
    scene = opened()
    returned(scene)
    rmas = f"{BASE}/202604/rma/search"
    assert "return_merchandise_authorizations" not in scene.ask("POST", rmas, {}).data
    return_id = shipped_back(scene)
    body = {"whitelisted_data_fields": ["LINE_ITEMS", "SKU_RETURN_REQUESTS"]}
    (parcel,) = scene.ask("POST", rmas, body).data["return_merchandise_authorizations"]
    assert parcel["status"] == "PENDING_PACKAGE_REVIEW"
    assert parcel["sku_return_requests"][0]["return_tracking_number"] == "RET-12345"
    decision = {
        "request_id": parcel["id"],
        "request_id_type": "RMA",
        "idempotency_key": "once",
        "line_item_decisions": [
            {
                "line_items": [
                    {"return_line_item_id": one["return_line_item_id"]}
                    for one in parcel["line_items"]
                ],
                "action": "APPROVE_RETURN_PACKAGE",
            }
        ],
    }
    for _ in range(2):
        said = scene.ask(
            "POST",
            f"{BASE}/202609/aftersales/review",
            {"aftersales_request_decisions": [decision]},
        )
        assert said.data["errors"] == []
    assert scene.returned(return_id)["return_status"] == SUCCESS


def test_aftersales_are_found_page_by_page_by_order_buyer_and_time() -> None:
    scene = opened()
    first = returned(scene)
    scene.shop.clock.passes(hours=1)
    order_id = delivered(scene)
    second = scene.buyer.returns(order_id, type="REFUND")

    def found(**filters: Any) -> list[str]:
        return [one["sku_return_requests"][0]["return_id"] for one in aftersales(scene, **filters)]

    since = {"create_time": {"min_unix_time_inclusive": scene.shop.clock.unix}}
    assert found() == [first, second]
    assert found(time=since) == found(main_order_ids=[order_id]) == [second]
    assert found(buyer_ids=[scene.order(order_id)["user_id"]]) == [second]
    pages = {"sort": {"sort_order": "DESC"}, "pagination": {"page_size": 1}}
    page = scene.ask("POST", f"{BASE}/202603/aftersales/search", pages).data
    following = {**pages, "pagination": {"page_size": 1, "page_token": page["next_page_token"]}}
    other = scene.ask("POST", f"{BASE}/202603/aftersales/search", following).data
    ids = [one["aftersales_requests"][0]["id"] for one in (page, other)]
    assert ids == [one["id"] for one in reversed(aftersales(scene))]


def test_every_state_of_every_type_is_answered_as_the_contract_says(
    true_to_the_vendors: Judge,
) -> None:
    scene = opened()
    back = shipped_back(scene)
    ids = [back, *(returned(scene, kind) for kind in ("REFUND", "REPLACEMENT", "EXCHANGE"))]
    offered = returned(scene)
    approve(scene, offered, "OFFER_PARTIAL_REFUND", **offer())
    asked: list[tuple[str, str, Json | None, dict[str, str]]] = [
        ("POST", f"{BASE}/202602/returns/search", {}, {}),
        ("POST", f"{BASE}/202604/rma/search", {"whitelisted_data_fields": ["LINE_ITEMS"]}, {}),
    ]
    asked += [("GET", f"{BASE}/202309/returns/{one}/records", None, {}) for one in ids]
    everything = ["LINE_ITEMS", "SKU_RETURN_REQUESTS", "RETURN_MERCHANDISE_AUTHORIZATIONS"]
    search = {"whitelisted_data_fields": everything}
    asked.append(("POST", f"{BASE}/202603/aftersales/search", search, {}))
    seller = {"seller_id": SELLER_ID}
    asked += [
        ("GET", f"{BASE}/202606/review_decision", None, {**seller, "return_or_cancel_id": one})
        for one in ids
    ]
    for method, path, body, query in asked:
        assert scene.ask(method, path, body, **query).data
    assert true_to_the_vendors.faults == []


# --- junk -----------------------------------------------------------------------------------------


JUNK: list[object] = [None, True, -1, 10**20, "", "x", "-1", "9" * 40, [], {}, [None], {"id": None}]


def requests(scene: Scene) -> list[tuple[str, Json]]:
    """Return a body for each call that begins, searches or decides something after a sale."""
    order_id = delivered(scene, ("A", 2), ("B", 1))
    line = scene.order(order_id)["line_items"][0]
    return_id = scene.buyer.returns(order_id, "B")
    (request,) = aftersales(scene)
    lines = [{"return_line_item_id": one["return_line_item_id"]} for one in request["line_items"]]
    asked = {
        "order_id": order_id,
        "skus": [{"sku_id": line["sku_id"], "quantity": 1}],
        "order_line_list": [{"order_line_item_id": line["id"]}],
        "shipment_type": "PLATFORM",
        "handover_method": "PICKUP",
    }
    reason = scene.returned(return_id)["return_reason"]
    times = {"min_unix_time_inclusive": 1, "max_unix_time_exclusive": 2**40}
    search = {
        "whitelisted_data_fields": ["LINE_ITEMS"],
        "filters": {
            "aftersales_request_ids": [request["id"]],
            "time": {"create_time": times, "update_time": times},
        },
        "sort": {"sort_field": "UPDATE_TIME", "sort_order": "ASC"},
        "pagination": {"page_size": 1, "page_token": ""},
    }
    decided = {
        "request_id": request["id"],
        "request_id_type": "AFTERSALES",
        "idempotency_key": "k",
        "line_item_decisions": [
            {
                "line_items": lines,
                "action": "OFFER_PARTIAL_REFUND",
                "alternative_solution_details": {"partial_refund_amount": "1", "currency": "GBP"},
                "reason": {"reason_id": NO, "text": "x", "media": {"uri": "u"}},
            }
        ],
    }
    file = {"id": "1", "name": "a.pdf", "format": "PDF"}
    label = {"tracking_number": "1", "return_provider_id": "1", "return_shipping_label": file}
    images = [{"image_id": "u", "mime_type": "image/png", "width": 1, "height": 1}]
    no = {"decision": "REJECT_RETURN", "reject_reason": NO, "comment": "x", "images": images}
    money = {"refund_total": "5", "currency": "GBP"}
    return [
        (
            f"{BASE}/202602/returns",
            {**asked, **money, "return_type": "REFUND", "return_reason": reason},
        ),
        (
            f"{BASE}/202602/refunds/calculate",
            {**asked, "request_type": "REFUND", "reason_name": reason},
        ),
        (f"{BASE}/202603/aftersales/search", search),
        (f"{BASE}/202604/rma/search", search),
        (f"{BASE}/202609/aftersales/review", {"aftersales_request_decisions": [decided]}),
        (f"{BASE}/202405/returns/shipping_documents", label),
        (f"{BASE}/202606/returns/{return_id}/reject", no),
    ]


@given(st.data())
def test_a_body_with_junk_in_any_place_is_answered_in_the_envelope(data: st.DataObject) -> None:
    scene = opened()
    path, body = data.draw(st.sampled_from(requests(scene)))
    broken = copy.deepcopy(body)
    *way, last = data.draw(st.sampled_from(places(body)))
    node: Any = broken
    for key in way:
        node = node[key]
    node[last] = data.draw(st.sampled_from(JUNK))
    answer = scene.ask("POST", path, broken, return_ids="1")
    assert {"code", "message", "request_id"} <= set(answer.envelope)
    # What was taken in can be shown again.
    assert len(aftersales(scene)) == len(scene.shop.returns.returns)
