"""The fake shop is true to the contract, and another's strict client works against it unchanged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from attrs import define, field
from tiktok_shop_api import AsyncTikTokShop, TikTokShop, TikTokShopError
from tiktok_shop_api.auth import Auth
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.types import File

from tests.sandbox.tiktok_contract import Contract, Json
from tests.sandbox.tiktok_scene import (
    LAMPS,
    PICTURE,
    PRODUCTS,
    ROYAL_MAIL,
    WAREHOUSE,
    Scene,
    opened,
)
from tiktok_bc_sync.sandbox.core import Clock, Request
from tiktok_bc_sync.sandbox.tiktok import Buyer, TikTokService, Vendor

UNKNOWN_PATH = 36009009


@define
class Judge:
    """A transport to a shop that compares every answer with the contract."""

    shop: TikTokService
    contract: Contract
    judged: set[str] = field(factory=set[str])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        asked = Request.of(request.method, str(request.url), dict(request.headers), request.read())
        answer = self.shop.handle(asked)
        operation = self.contract.operation(asked.method, asked.path)
        if operation is not None:
            assert self.contract.faults(operation, json.loads(answer.body)) == []
            self.judged.add(operation["operation"])
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)


@pytest.fixture
def contract(shared: Path) -> Contract:
    """The vendor's contract."""
    return Contract.read(shared)


@pytest.fixture
def judge(contract: Contract) -> Judge:
    """A British shop whose answers are judged."""
    return Judge(TikTokService(Clock()), contract)


@pytest.fixture
def client(judge: Judge) -> TikTokShop:
    """Another's client, unchanged."""
    shop = judge.shop
    return TikTokShop(
        shop.app_key,
        shop.app_secret,
        shop.access_token,
        shop.shop_cipher,
        base_url="http://sandbox.test",
        transport=httpx.MockTransport(judge),
    )


def product(uri: str) -> Json:
    """Return a product in two colours."""
    return {
        "title": "A lamp that shines in the evening",
        "description": "<p>It shines.</p>",
        "category_id": LAMPS,
        "main_images": [{"uri": uri}],
        "package_weight": {"value": "1.5", "unit": "KILOGRAM"},
        "product_attributes": [{"id": "100701", "values": [{"id": "10070105"}]}],
        "idempotency_key": "once",
        "skus": [
            {
                "seller_sku": f"LAMP-{colour}",
                "price": {"currency": "GBP", "amount": "20.00"},
                "inventory": [{"warehouse_id": WAREHOUSE, "quantity": 10}],
                "sales_attributes": [{"id": "100000", "value_name": colour}],
            }
            for colour in ("Red", "Blue")
        ],
    }


def put_up(client: TikTokShop) -> str:
    """Create a product with another's client and return its id."""
    image = models.UploadProductImageRequest(File(BytesIO(PICTURE), "a.png", "image/png"))
    uploaded = client.products.upload_product_image(body=image).data.to_dict()
    assert (uploaded["width"], uploaded["use_case"]) == (600, "MAIN_IMAGE")
    body = models.CreateProductRequest.from_dict(product(uploaded["uri"]))
    return str(client.products.create_product(body=body).data.product_id)


def test_another_client_lists_a_product_and_keeps_its_price_and_stock(
    judge: Judge, client: TikTokShop
) -> None:
    (shop,) = client.authorization.get_authorized_shops().data.shops
    assert (shop.region, shop.cipher) == ("GB", judge.shop.shop_cipher)
    categories = client.products.get_categories().data.categories
    assert LAMPS in {one.id for one in categories if one.is_leaf}
    attributes = client.products.get_category_attributes(LAMPS).data.attributes
    assert {one.type_ for one in attributes} == {"SALES_PROPERTY", "PRODUCT_PROPERTY"}
    assert client.products.get_category_rules(LAMPS).data.cod.is_supported is False

    product_id = put_up(client)
    assert put_up(client) == product_id
    assert client.products.get_product(product_id).data.status == "PENDING"
    Vendor(judge.shop).reviews()
    search = models.SearchProductsRequest.from_dict({"seller_skus": ["LAMP-Red"]})
    (found,) = client.products.search_products(body=search, page_size=10).data.products
    assert (found.id, found.status) == (product_id, "ACTIVATE")

    red, blue = client.products.get_product(product_id).data.skus
    price = {"id": red.id, "price": {"currency": "GBP", "amount": "21.50"}}
    client.products.update_price(
        product_id, body=models.UpdatePriceRequest.from_dict({"skus": [price]})
    )
    stock = [{"id": one.id, "inventory": [{"quantity": 3}]} for one in (red, blue)]
    said = client.products.update_inventory(
        product_id, body=models.UpdateInventoryRequest.from_dict({"skus": stock})
    )
    assert said.data.errors == []
    red = client.products.get_product(product_id).data.skus[0]
    assert (red.price.sale_price, red.inventory[0].quantity) == ("21.50", 3)


def test_another_client_follows_orders_to_the_end(judge: Judge, client: TikTokShop) -> None:
    put_up(client)
    buyer, vendor = Buyer(judge.shop), Vendor(judge.shop)
    vendor.reviews()
    sent, dropped = buyer.orders("LAMP-Red", 2, note="Ring twice"), buyer.orders("LAMP-Blue")
    search = models.GetOrderListRequest.from_dict({"order_status": "AWAITING_SHIPMENT"})
    found = client.orders.get_order_list(body=search, page_size=10).data
    assert [one.id for one in found.orders] == [sent, dropped]
    (order, _) = client.orders.get_order_detail(ids=[sent, dropped]).data.orders
    assert (order.buyer_message, order.payment.total_amount) == ("Ring twice", "40.00")

    info = {"tracking_number": "AB123456789GB", "shipping_provider_id": ROYAL_MAIL}
    ship = models.MarkPackageAsShippedRequest.from_dict({"shipping_info_list": [info]})
    assert client.fulfillment.mark_package_as_shipped(sent, body=ship).data.package_id

    eligible = client.return_and_refund.get_aftersale_eligibility(
        dropped,
        initiate_aftersale_user=models.GetAftersaleEligibilityInitiateAftersaleUser("SELLER"),
        request_types=[models.GetAftersaleEligibilityRequestTypesItem("CANCEL")],
    )
    (entry,) = eligible.data.sku_eligibility[0].line_item_eligibility
    cancel = {"order_id": dropped, "cancel_reason": entry.available_reason_names[0]}
    client.return_and_refund.cancel_order(body=models.CancelOrderRequest.from_dict(cancel))
    gone = client.return_and_refund.search_cancellations(
        body=models.SearchCancellationsRequest.from_dict({"order_ids": [dropped]})
    )
    assert [one.order_id for one in gone.data.cancellations] == [dropped]

    return_id = buyer.returns(sent, type="REFUND")
    refund = models.ApproveReturnRequest.from_dict({"decision": "APPROVE_REFUND"})
    client.return_and_refund.approve_return(return_id, body=refund)
    (made,) = client.return_and_refund.search_returns(
        body=models.SearchReturnsRequest()
    ).data.return_orders
    assert (made.return_id, made.return_status) == (return_id, "RETURN_OR_REFUND_REQUEST_SUCCESS")


def test_another_client_hears_refusals_in_the_vendors_words(
    judge: Judge, client: TikTokShop
) -> None:
    for call, code in (
        (lambda: client.products.get_product("1"), 12052901),
        (lambda: client.with_shop(access_token="x").logistics.get_warehouse_list(), 105001),
        (lambda: client.with_shop(shop_cipher="x").logistics.get_warehouse_list(), 36009004),
        (lambda: client.seller.get_active_shops(), UNKNOWN_PATH),
    ):
        with pytest.raises(TikTokShopError) as refused:
            call()
        assert refused.value.code == code
        assert refused.value.request_id
    assert judge.judged


@pytest.mark.anyio
async def test_another_async_client_works_too(judge: Judge) -> None:
    shop = judge.shop
    async with AsyncTikTokShop(
        shop.app_key,
        shop.app_secret,
        shop.access_token,
        shop.shop_cipher,
        base_url="http://sandbox.test",
        transport=httpx.MockTransport(judge),
    ) as client:
        answer = await client.logistics.get_warehouse_list()
        assert WAREHOUSE in {one.id for one in answer.data.warehouses}


def test_another_client_gets_and_refreshes_tokens(judge: Judge) -> None:
    shop = judge.shop
    code = Vendor(shop).authorizes()
    with Auth(
        shop.app_key,
        shop.app_secret,
        base_url="http://sandbox.test",
        transport=httpx.MockTransport(judge),
    ) as auth:
        first = auth.get_access_token(code)
        second = auth.refresh_access_token(first.refresh_token)
    assert second.access_token == shop.access_token != first.access_token
    assert second.granted_scopes


# --- every operation -------------------------------------------------------------------------


def known(scene: Scene, contract: Contract) -> list[Json]:
    """Return the contract's operations that the shop knows."""
    paths = ((one, re.sub(r"\{\w+\}", "1", one["path"])) for one in contract.operations)
    return [one for one, path in paths if scene.ask(one["method"], path, {}).code != UNKNOWN_PATH]


def test_the_cipher_is_asked_for_exactly_where_the_contract_says(contract: Contract) -> None:
    scene = opened()
    operations = known(scene, contract)
    assert len(operations) >= 50
    for one in operations:
        path = re.sub(r"\{\w+\}", "1", one["path"])
        said = scene.ask(one["method"], path, {}, shop_cipher="").envelope["message"]
        assert ("shop_cipher" in said) == one["shop_cipher"], one["operation"]


def test_required_fields_are_required(contract: Contract) -> None:
    scene = opened()
    checked = [
        one for one in known(scene, contract) if contract.required(one) and not one["multipart"]
    ]
    assert len(checked) >= 15
    for one in checked:
        answer = scene.ask(one["method"], re.sub(r"\{\w+\}", "1", one["path"]), {})
        named = answer.envelope["message"].removesuffix(" is a required field")
        assert answer.code == 36009004, one["operation"]
        assert named in contract.required(one), one["operation"]


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


def test_every_answer_says_only_what_its_operation_may(contract: Contract) -> None:
    scene = opened()
    seen: set[str] = set()

    def ask(method: str, path: str, body: object = None, **query: str) -> Json:
        answer = scene.ask(method, path, body, **query)
        operation = contract.operation(method, path)
        assert operation is not None
        assert contract.faults(operation, answer.envelope) == []
        seen.add(operation["operation"])
        return answer.data

    _whole_life(scene, ask)
    unseen = {one["operation"] for one in known(scene, contract)} - seen
    assert unseen == {"uploadProductImage"}
