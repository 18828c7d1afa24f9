"""The fake shop is true to the contract: its paths, its demands and every field of its answers."""

from __future__ import annotations

from collections.abc import Callable

from tests.contracts.judging import Judge
from tests.contracts.vendors import TIKTOK
from tests.sandbox.tiktok_known import known
from tests.sandbox.tiktok_scene import (
    LAMPS,
    PRODUCTS,
    ROYAL_MAIL,
    WAREHOUSE,
    Json,
    Scene,
    opened,
)


def test_the_cipher_is_asked_for_exactly_where_the_contract_says() -> None:
    scene = opened()
    operations = known(scene)
    assert len(operations) >= 48
    for one in operations:
        said = scene.ask(one.method, one.at("1"), {}, shop_cipher="").envelope["message"]
        assert ("shop_cipher" in said) == ("shop_cipher" in one.needed), one.name


def test_required_fields_are_required() -> None:
    scene = opened()
    checked = [one for one in known(scene) if TIKTOK.required(one) and not one.multipart]
    assert len(checked) >= 15
    for one in checked:
        answer = scene.ask(one.method, one.at("1"), {})
        named = answer.envelope["message"].removesuffix(" is a required field")
        assert answer.code == 36009004, one.name
        assert named in TIKTOK.required(one), one.name


def _whole_life(scene: Scene, ask: Callable[..., Json]) -> None:
    """Use every operation once on something that is there."""
    product_id = ask("POST", PRODUCTS, scene.product())["product_id"]
    ask("POST", f"{PRODUCTS}/listing_check", scene.product(title=" "))
    scene.vendor.reviews()
    one = {"product_ids": [product_id]}
    ask("POST", f"/product/202509/products/{product_id}/partial_edit", {"title": "Another lamp"})
    sku_id = ask("GET", f"{PRODUCTS}/{product_id}")["skus"][0]["id"]
    again = scene.product({**scene.sku(), "id": sku_id}, brand_id="7082427311584347905")
    ask("PUT", f"/product/202509/products/{product_id}", again)
    scene.vendor.reviews()
    stock = {"skus": [{"id": "1", "inventory": [{"quantity": 1}]}]}
    ask("POST", f"{PRODUCTS}/{product_id}/inventory/update", stock)
    price = {"skus": [{"id": sku_id, "price": scene.price("9")}]}
    ask("POST", f"{PRODUCTS}/{product_id}/prices/update", price)
    ask("POST", "/product/202502/products/search", {}, page_size="1")
    ask("POST", "/product/202309/inventory/search", one)
    _orders_life(scene, ask)
    _aftersales_life(scene, ask)
    for deed in ("deactivate", "activate", "activate", "recover"):
        ask("POST", f"{PRODUCTS}/{deed}", one)
    ask("DELETE", PRODUCTS, one)
    ask("GET", f"{PRODUCTS}/{product_id}")
    _shops_life(ask)


def _orders_life(scene: Scene, ask: Callable[..., Json]) -> None:
    order_id = scene.buyer.orders("LAMP-1", 2, unpaid=True)
    ask("POST", "/order/202309/orders/search", {}, page_size="1")
    scene.buyer.pays(order_id)
    line = ask("GET", "/order/202507/orders", ids=order_id)["orders"][0]["line_items"][0]["id"]
    number = {"id": "9", "platform": "BIGCOMMERCE", "line_items": [{"id": "1", "origin_id": line}]}
    orders = [{"id": one, "external_order": number} for one in (order_id, "1")]
    ask("POST", "/order/202406/orders/external_orders", {"orders": orders})
    where = {"platform": "BIGCOMMERCE", "external_order_id": "9"}
    ask("POST", "/order/202406/orders/external_order_search", **where)
    ask("GET", f"/order/202406/orders/{order_id}/external_orders", platform="BIGCOMMERCE")
    ask("GET", f"/order/202407/orders/{order_id}/price_detail")
    info = {"tracking_number": "AB123456789GB", "shipping_provider_id": ROYAL_MAIL}
    ship: Json = {"shipping_info_list": [info]}
    path = f"/fulfillment/202610/orders/{order_id}/packages"
    parcel = ask("POST", path, {**ship, "order_line_list": [{"order_line_id": line}]})["package_id"]
    ask("POST", f"/fulfillment/202610/packages/{parcel}/shipping_info/update", ship)
    ask("POST", f"/fulfillment/202309/orders/{order_id}/shipping_info/update", info)
    ask("GET", f"/fulfillment/202309/packages/{parcel}")
    ask("POST", "/fulfillment/202309/packages/search", {}, page_size="1")
    ask("GET", "/order/202507/orders", ids=order_id)
    scene.vendor.moves(order_id, "DELIVERED")
    ask("POST", "/order/202309/orders/search", {}, page_size="1")


def _aftersales_life(scene: Scene, ask: Callable[..., Json]) -> None:
    base, older = "/return_refund/202602", "/return_refund/202309"
    delivered = next(iter(scene.shop.orders.orders))
    ask("GET", f"{base}/orders/{delivered}/aftersale_eligibility")
    order_id = scene.buyer.orders("A")
    scene.buyer.cancels(order_id)
    ask("POST", f"{base}/cancellations/search", {})
    cancel = {"order_id": order_id, "cancel_reason": scene.reasons(order_id)[0]}
    ask("POST", f"{base}/cancellations", cancel)
    for deed, body in (
        ("approve", {}),
        ("reject", {"reject_reason": "seller_reject_apply_buyer_agreed"}),
    ):
        request = scene.buyer.cancels(scene.buyer.orders("A"))
        ask("GET", f"{older}/reject_reasons", return_or_cancel_id=request)
        ask("POST", f"{older}/cancellations/{request}/{deed}", body)
    return_id = scene.buyer.returns(delivered)
    ask("GET", "/return_refund/202601/decision_eligibility", return_or_cancel_id=return_id)
    amount = {"amount": "1", "currency": "GBP"}
    offer = {"decision": "OFFER_PARTIAL_REFUND", "partial_refund": amount}
    ask("POST", f"{older}/returns/{return_id}/approve", offer)
    ask("POST", f"{base}/returns/search", {})
    scene.buyer.answers_offer(return_id, accepts=False)
    no = {"decision": "REJECT_RETURN", "reject_reason": "reverse_reject_request_reason_other"}
    ask("POST", f"/return_refund/202606/returns/{return_id}/reject", no)
    scene.vendor.arbitrates(return_id)
    ask("POST", f"{base}/returns/search", {})
    ask("GET", f"{older}/returns/{return_id}/records")


def _shops_life(ask: Callable[..., Json]) -> None:
    ask("GET", "/authorization/202309/shops")
    ask("GET", "/product/202309/categories")
    ask("POST", "/product/202309/categories/recommend", {"product_title": "Lamp"})
    ask("GET", f"/product/202309/categories/{LAMPS}/attributes")
    ask("GET", f"/product/202309/categories/{LAMPS}/rules")
    ask("GET", "/product/202309/brands", page_size="2")
    (option, _) = ask("GET", f"/logistics/202309/warehouses/{WAREHOUSE}/delivery_options")[
        "delivery_options"
    ]
    ask("GET", "/logistics/202309/warehouses")
    ask("GET", f"/logistics/202309/delivery_options/{option['id']}/shipping_providers")
    event = {"event_type": "ORDER_STATUS_CHANGE", "address": "https://a.test"}
    ask("PUT", "/event/202309/webhooks", event)
    ask("GET", "/event/202309/webhooks")
    ask("DELETE", "/event/202309/webhooks", event)


def test_every_answer_says_only_what_its_operation_may(true_to_the_vendors: Judge) -> None:
    scene = opened()

    _whole_life(scene, lambda *args, **query: scene.ask(*args, **query).data)
    met = set(true_to_the_vendors.met)

    # The other rooms have contract tests of their own.
    whole = {one.name for one in known(scene, "authorization", "event", "order")}
    assert whole - met == {"getAuthorizedCategoryAssets"}
