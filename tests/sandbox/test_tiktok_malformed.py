"""Whatever is sent, the fake shop answers in its envelope; it never breaks."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.tiktok_scene import (
    LAMPS,
    PRODUCTS,
    ROYAL_MAIL,
    SECOND_WAREHOUSE,
    Json,
    Scene,
    opened,
)

JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.sampled_from(["", "x", "-1", "1e9", "٣", "9" * 40]),
    st.sampled_from([[], {}, [None], [[]], {"id": None}, [{"id": 1}], ["x", 1]]),
)


def requests(scene: Scene) -> list[tuple[str, str, Json]]:
    """Return a request to each operation with a body, such that it would do something."""
    product_id = scene.lists(scene.sku(sales_attributes=[{"id": "100000", "value_name": "Red"}]))
    sku_id = scene.read(product_id)["skus"][0]["id"]
    order_id, shipped = scene.buyer.orders("LAMP-1", 2), scene.buyer.orders("LAMP-1")
    scene.ship(shipped)
    request, order = scene.buyer.cancels(scene.buyer.orders("A")), scene.order(order_id)
    lines = [{"order_line_id": line["id"]} for line in order["line_items"]]
    info = [{"tracking_number": "AB123456789GB", "shipping_provider_id": ROYAL_MAIL}]
    times = {f"{name}_{end}": 1 for name in ("create_time", "update_time") for end in ("ge", "le")}
    stock = [{"quantity": 1, "warehouse_id": SECOND_WAREHOUSE}]
    full = scene.product(
        {
            **scene.sku("LAMP-9", identifier_code={"type": "UPC", "code": "036000291452"}),
            "sales_attributes": [{"name": "Way", "value_name": "x", "sku_img": {"uri": "u"}}],
            "list_price": {"amount": "30", "currency": "USD"},
        },
        package_dimensions={"length": "1", "width": "1", "height": "1", "unit": "CENTIMETER"},
        product_attributes=[{"id": "100701", "values": [{"id": "10070101"}, {"name": "Brass"}]}],
        certifications=[{"id": "1"}],
        size_chart={"image": {"uri": "u"}},
        is_cod_allowed=False,
        brand_id="7082427311584347905",
        external_product_id="E",
        search_terms=["a"],
    )
    edited, base = f"/product/202509/products/{product_id}", "/return_refund/202602"
    returned = f"/return_refund/202309/returns/{scene.buyer.returns(shipped)}"
    reference = {"id": "9", "platform": "BIGCOMMERCE"}
    reference_lines = [{"id": "1", "origin_id": order["line_items"][0]["id"]}]
    reason = {"cancel_reason": scene.reasons(order_id)[0]}
    return [
        ("POST", PRODUCTS, full),
        ("POST", f"{PRODUCTS}/listing_check", full),
        ("PUT", edited, full),
        ("POST", f"{edited}/partial_edit", full),
        (
            "POST",
            f"{PRODUCTS}/{product_id}/prices/update",
            {"skus": [{"id": sku_id, "price": scene.price("9")}]},
        ),
        (
            "POST",
            f"{PRODUCTS}/{product_id}/inventory/update",
            {"skus": [{"id": sku_id, "inventory": stock}]},
        ),
        ("POST", f"{PRODUCTS}/deactivate", {"product_ids": [product_id]}),
        ("POST", "/product/202309/inventory/search", {"sku_ids": [sku_id], "product_ids": ["1"]}),
        (
            "POST",
            "/product/202309/categories/recommend",
            {"product_title": "x", "description": "y"},
        ),
        (
            "POST",
            "/product/202502/products/search",
            {
                **times,
                "status": "ALL",
                "seller_skus": ["A"],
                "sku_ids": ["1"],
                "audit_status": ["FAILED"],
            },
        ),
        (
            "POST",
            "/order/202309/orders/search",
            {
                **times,
                "order_status": "UNPAID",
                "shipping_type": "SELLER",
                "buyer_user_id": "1",
                "is_buyer_request_cancel": True,
                "warehouse_ids": ["1"],
            },
        ),
        (
            "POST",
            "/order/202406/orders/external_orders",
            {
                "orders": [
                    {"id": order_id, "external_order": {**reference, "line_items": reference_lines}}
                ]
            },
        ),
        (
            "POST",
            f"/fulfillment/202610/orders/{order_id}/packages",
            {"order_line_list": lines, "shipping_info_list": info},
        ),
        ("POST", f"/fulfillment/202309/orders/{shipped}/shipping_info/update", info[0]),
        ("POST", "/fulfillment/202309/packages/search", {**times, "package_status": "FULFILLING"}),
        (
            "POST",
            f"{base}/cancellations",
            {"order_id": order_id, **reason, "skus": [{"sku_id": "1", "quantity": 1}]},
        ),
        (
            "POST",
            f"{base}/cancellations",
            {"order_id": order_id, **reason, "order_line_list": [{"order_line_item_id": "1"}]},
        ),
        (
            "POST",
            f"{base}/cancellations/search",
            {
                **times,
                "cancel_ids": ["1"],
                "order_ids": ["1"],
                "buyer_user_ids": ["1"],
                "cancel_types": ["CANCEL"],
            },
        ),
        (
            "POST",
            f"/return_refund/202309/cancellations/{request}/reject",
            {"reject_reason": "x", "comment": "y"},
        ),
        (
            "POST",
            f"{base}/returns/search",
            {
                **times,
                "return_ids": ["1"],
                "return_types": ["REFUND"],
                "arbitration_status": ["CLOSED"],
            },
        ),
        (
            "POST",
            f"{returned}/approve",
            {
                "decision": "OFFER_PARTIAL_REFUND",
                "partial_refund": {"amount": "1", "currency": "GBP"},
            },
        ),
        (
            "POST",
            returned.replace("202309", "202606") + "/reject",
            {
                "decision": "REJECT_RETURN",
                "reject_reason": "x",
                "partial_refund_amount": {"partial_refund_total": "1", "currency": "GBP"},
            },
        ),
        ("PUT", "/event/202309/webhooks", {"address": "https://a.test", "event_type": "X"}),
    ]


def places(value: Any) -> list[list[str | int]]:
    """Return the way to every node of a body."""
    keys: list[str | int] = list(value) if isinstance(value, dict) else []
    keys = list(range(len(value))) if isinstance(value, list) else keys
    return [way for key in keys for way in ([key], *([key, *rest] for rest in places(value[key])))]


@settings(max_examples=150)
@given(st.data())
def test_a_body_with_junk_in_any_place_is_answered_in_the_envelope(data: st.DataObject) -> None:
    scene = opened()
    method, path, body = data.draw(st.sampled_from(requests(scene)))
    broken = copy.deepcopy(body)
    *way, last = data.draw(st.sampled_from(places(body)))
    node: Any = broken
    for key in way:
        node = node[key]
    node[last] = data.draw(JUNK)
    answer = scene.ask(method, path, broken, page_size="10")
    assert {"code", "message", "request_id"} <= set(answer.envelope)
    # What was taken in can be shown again.
    for product_id in scene.shop.listings.products:
        assert scene.read(product_id, return_under_review_version="true")["id"] == product_id
    assert scene.ask("GET", f"/product/202309/categories/{LAMPS}/rules").code == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["page_size", "page_token", "sort_order", "sort_field", "ids"]),
            st.text(),
        )
    )
)
def test_any_query_is_answered_in_the_envelope(query: list[tuple[str, str]]) -> None:
    scene = opened()
    scene.buyer.orders("A")
    for method, path in (("POST", "/order/202309/orders/search"), ("GET", "/order/202507/orders")):
        assert "code" in scene.ask(method, path, {}, **dict(query)).envelope


@given(st.binary())
def test_any_bytes_are_answered_in_the_envelope(content: bytes) -> None:
    scene = opened()
    assert scene.ask("POST", PRODUCTS, content).code != 0
    kind = "multipart/form-data; boundary=b"
    body = b'--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n' + content + b"\r\n--b--"
    sent = scene.ask("POST", "/product/202309/images/upload", body, content_type=kind)
    assert sent.code != 0
