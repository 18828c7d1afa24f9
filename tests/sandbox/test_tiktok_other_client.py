"""A strict client that others wrote works against the fake shop, unchanged but for the host."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Protocol

import httpx
import pytest
from tiktok_shop_api import AsyncTikTokShop, TikTokShop, TikTokShopError
from tiktok_shop_api.auth import TikTokShopAuth
from tiktok_shop_api.generated import models
from tiktok_shop_api.generated.types import File

from tests.sandbox.tiktok_scene import LAMPS, PICTURE, ROYAL_MAIL, WAREHOUSE, Json
from tiktok_bc_sync.sandbox.core import Clock, Request
from tiktok_bc_sync.sandbox.tiktok import Buyer, TikTokService, Vendor

HOST = "http://sandbox.test"


class Parsed(Protocol):
    """An answer that the client has read."""

    def to_dict(self) -> Json:
        """Return it as plain data."""
        ...


def data(answer: Parsed | None) -> Json:
    """Return what an answer holds, as the client understood it."""
    assert answer is not None
    held: Json = answer.to_dict()["data"]
    return held


def transport(shop: TikTokService) -> httpx.MockTransport:
    """Return a transport to a shop."""

    def handle(request: httpx.Request) -> httpx.Response:
        asked = Request.of(request.method, str(request.url), dict(request.headers), request.read())
        answer = shop.handle(asked)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)

    return httpx.MockTransport(handle)


@pytest.fixture
def shop() -> TikTokService:
    """A British shop."""
    return TikTokService(Clock())


@pytest.fixture
def client(shop: TikTokService) -> TikTokShop:
    """Another's client, unchanged."""
    return TikTokShop(
        shop.app_key,
        shop.app_secret,
        shop.access_token,
        shop.shop_cipher,
        base_url=HOST,
        transport=transport(shop),
    )


def put_up(client: TikTokShop) -> str:
    """Create a product in two colours and return its id."""
    image = models.UploadProductImageRequest(File(BytesIO(PICTURE), "a.png", "image/png"))
    uploaded = data(client.products.upload_product_image(body=image))
    assert (uploaded["width"], uploaded["use_case"]) == (600, "MAIN_IMAGE")
    product = {
        "title": "A lamp that shines in the evening",
        "description": "<p>It shines.</p>",
        "category_id": LAMPS,
        "main_images": [{"uri": uploaded["uri"]}],
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
    body = models.CreateProductRequest.from_dict(product)
    return str(data(client.products.create_product(body=body))["product_id"])


def test_shops_and_categories_are_read(shop: TikTokService, client: TikTokShop) -> None:
    (found,) = data(client.authorization.get_authorized_shops())["shops"]
    assert (found["region"], found["cipher"]) == ("GB", shop.shop_cipher)
    categories = data(client.products.get_categories())["categories"]
    assert LAMPS in {one["id"] for one in categories if one["is_leaf"]}
    attributes = data(client.products.get_category_attributes(LAMPS))["attributes"]
    assert {one["type"] for one in attributes} == {"SALES_PROPERTY", "PRODUCT_PROPERTY"}
    assert data(client.products.get_category_rules(LAMPS))["cod"] == {"is_supported": False}


def test_a_product_is_listed_and_its_price_and_stock_are_kept(
    shop: TikTokService, client: TikTokShop
) -> None:
    product_id = put_up(client)
    assert put_up(client) == product_id
    assert data(client.products.get_product(product_id))["status"] == "PENDING"
    Vendor(shop).reviews()
    search = models.SearchProductsRequest.from_dict({"seller_skus": ["LAMP-Red"]})
    (found,) = data(client.products.search_products(body=search, page_size=10))["products"]
    assert (found["id"], found["status"]) == (product_id, "ACTIVATE")

    red, blue = data(client.products.get_product(product_id))["skus"]
    price = {"skus": [{"id": red["id"], "price": {"currency": "GBP", "amount": "21.50"}}]}
    client.products.update_price(product_id, body=models.UpdatePriceRequest.from_dict(price))
    stock = {"skus": [{"id": one["id"], "inventory": [{"quantity": 3}]} for one in (red, blue)]}
    body = models.UpdateInventoryRequest.from_dict(stock)
    assert data(client.products.update_inventory(product_id, body=body))["errors"] == []
    red = data(client.products.get_product(product_id))["skus"][0]
    assert (red["price"]["sale_price"], red["inventory"][0]["quantity"]) == ("21.50", 3)


def test_an_order_is_found_and_shipped(shop: TikTokService, client: TikTokShop) -> None:
    put_up(client)
    Vendor(shop).reviews()
    order_id = Buyer(shop).orders("LAMP-Red", 2, note="Ring twice")
    search = models.GetOrderListRequest.from_dict({"order_status": "AWAITING_SHIPMENT"})
    found = data(client.orders.get_order_list(body=search, page_size=10))["orders"]
    assert [one["id"] for one in found] == [order_id]
    (order,) = data(client.orders.get_order_detail(ids=[order_id]))["orders"]
    assert (order["buyer_message"], order["payment"]["total_amount"]) == ("Ring twice", "40.00")

    info = {"tracking_number": "AB123456789GB", "shipping_provider_id": ROYAL_MAIL}
    body = models.MarkPackageAsShippedRequest.from_dict({"shipping_info_list": [info]})
    package_id = data(client.fulfillment.mark_package_as_shipped(order_id, body=body))["package_id"]
    (order,) = data(client.orders.get_order_detail(ids=[order_id]))["orders"]
    assert (order["status"], order["packages"]) == ("IN_TRANSIT", [{"id": package_id}])


def test_an_order_is_cancelled_for_a_reason_that_is_offered(
    shop: TikTokService, client: TikTokShop
) -> None:
    order_id = Buyer(shop).orders("A")
    eligible = client.return_and_refund.get_aftersale_eligibility(
        order_id,
        initiate_aftersale_user=models.GetAftersaleEligibilityInitiateAftersaleUser("SELLER"),
        request_types=[models.GetAftersaleEligibilityRequestTypesItem("CANCEL")],
    )
    (entry,) = data(eligible)["sku_eligibility"][0]["line_item_eligibility"]
    cancel = {"order_id": order_id, "cancel_reason": entry["available_reason_names"][0]}
    client.return_and_refund.cancel_order(body=models.CancelOrderRequest.from_dict(cancel))
    search = models.SearchCancellationsRequest.from_dict({"order_ids": [order_id]})
    gone = data(client.return_and_refund.search_cancellations(body=search))["cancellations"]
    assert [one["cancel_status"] for one in gone] == ["CANCELLATION_REQUEST_SUCCESS"]


def test_a_refund_is_granted(shop: TikTokService, client: TikTokShop) -> None:
    buyer, vendor = Buyer(shop), Vendor(shop)
    order_id = buyer.orders("A")
    vendor.moves(order_id, "DELIVERED")
    return_id = buyer.returns(order_id, type="REFUND")
    refund = models.ApproveReturnRequest.from_dict({"decision": "APPROVE_REFUND"})
    client.return_and_refund.approve_return(return_id, body=refund)
    search = models.SearchReturnsRequest.from_dict({"return_ids": [return_id]})
    (made,) = data(client.return_and_refund.search_returns(body=search))["return_orders"]
    assert made["return_status"] == "RETURN_OR_REFUND_REQUEST_SUCCESS"


REFUSALS: list[tuple[Callable[[TikTokShop], object], int]] = [
    (lambda one: one.products.get_product("1"), 12052901),
    (lambda one: one.with_shop(access_token="x").logistics.get_warehouse_list(), 105001),
    (lambda one: one.with_shop(shop_cipher="x").logistics.get_warehouse_list(), 106011),
    (lambda one: one.products.get_submission_records(page_size=10), 36009009),
]


@pytest.mark.parametrize(("call", "code"), REFUSALS)
def test_refusals_come_through_with_their_code_and_request_id(
    client: TikTokShop, call: Callable[[TikTokShop], object], code: int
) -> None:
    with pytest.raises(TikTokShopError) as refused:
        call(client)
    assert refused.value.code == code
    assert refused.value.request_id


@pytest.mark.anyio
async def test_the_async_twin_works_too(shop: TikTokService) -> None:
    async with AsyncTikTokShop(
        shop.app_key,
        shop.app_secret,
        shop.access_token,
        shop.shop_cipher,
        base_url=HOST,
        transport=transport(shop),
    ) as client:
        order_id = Buyer(shop).orders("A")
        search = models.GetOrderListRequest.from_dict({"order_status": "AWAITING_SHIPMENT"})
        found = data(await client.orders.get_order_list(body=search, page_size=10))["orders"]
    assert [one["id"] for one in found] == [order_id]


def test_tokens_are_got_and_refreshed(shop: TikTokService) -> None:
    auth = TikTokShopAuth(shop.app_key, shop.app_secret, base_url=HOST, transport=transport(shop))
    first = auth.exchange_code(Vendor(shop).authorizes())
    second = auth.refresh(first.refresh_token)
    assert second.access_token == shop.access_token != first.access_token
    assert second.granted_scopes
