"""What each call asks of TikTok Shop: method, path, query, body, headers, signature."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from email.parser import BytesParser

import httpx
import pytest
from attrs import evolve, field, frozen

from tests.clients.fakes import (
    APP_KEY,
    APP_SECRET,
    NOW,
    SHOP,
    TOKEN,
    Vendor,
    all_of,
    async_shop,
    endpoints_of,
    everything,
    ok,
    query_of,
    shop_client,
)
from tests.contracts.vendors import TIKTOK
from tiktok_bc_sync.clients import tiktok
from tiktok_bc_sync.clients.tiktok import sign
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    CategoryAttribute,
    CategoryFacts,
    DraftSku,
    ListedSku,
    ListingDraft,
    Money,
)

SINCE = datetime(2025, 11, 1, tzinfo=UTC)
PAGE = {"page_size": "100"}
OLD_TREE = {"category_version": "v1"}
FACTS = CategoryFacts(
    "600001",
    leaf=True,
    available=True,
    attributes=(CategoryAttribute("100000", "Colour", "SALES_PROPERTY", values=(("c1", "Red"),)),),
)
DRAFT = ListingDraft(
    product_id="77",
    title="Lamp “Ö”",
    description="<p>Light</p>",
    category_id="600001",
    images=("https://shop.example/a.png",),
    skus=(
        DraftSku(
            "7701",
            "24-UG04",
            Money("12.5", "GBP"),
            3,
            values=(("Colour", "Red"), ("Size", "L")),
            list_price=Money(15, "GBP"),
            image_url="https://shop.example/a.png",
            gtin="4006381333931",
            gtin_type="EAN",
        ),
    ),
    weight_kg=Decimal("0.50"),
    dimensions_cm=(Decimal(10), Decimal("5.5"), Decimal(2)),
    attributes=(("200", "v1", "Wood"), ("201", "", "By hand")),
    warehouse_id="w1",
)
IMAGES = {"https://shop.example/a.png": "tos/a"}
PRODUCT_BODY: dict[str, object] = {
    "title": "Lamp “Ö”",
    "description": "<p>Light</p>",
    "category_id": "600001",
    "category_version": "v1",
    "main_images": [{"uri": "tos/a"}],
    "skus": [
        {
            "seller_sku": "24-UG04",
            "external_sku_id": "7701",
            "price": {"amount": "12.50", "currency": "GBP"},
            "list_price": {"amount": "15.00", "currency": "GBP"},
            "inventory": [{"warehouse_id": "w1", "quantity": 3}],
            "sales_attributes": [
                {"id": "100000", "value_id": "c1", "sku_img": {"uri": "tos/a"}},
                {"name": "Size", "value_name": "L"},
            ],
            "identifier_code": {"code": "4006381333931", "type": "EAN"},
        }
    ],
    "package_weight": {"value": "0.50", "unit": "KILOGRAM"},
    "package_dimensions": {"length": "10", "width": "5.5", "height": "2", "unit": "CENTIMETER"},
    "product_attributes": [
        {"id": "200", "values": [{"id": "v1"}]},
        {"id": "201", "values": [{"name": "By hand"}]},
    ],
    "is_cod_allowed": False,
    "external_product_id": "77",
}
SKU = ListedSku("24-UG04", "s1", Money(10, "GBP"), Money("12.345", "GBP"), 4)
UNKNOWN = ListedSku("24-UG05", "s2")


@frozen
class Asked:
    """A call, the answer it gets, and what the vendor must have been asked."""

    call: str
    args: tuple[object, ...] = ()
    kwargs: dict[str, object] = field(factory=dict[str, object])
    answer: object = field(factory=dict[str, object])
    method: str = "GET"
    path: str = ""
    query: dict[str, str] = field(factory=dict[str, str])
    body: object = None
    for_shop: bool = True


TABLE = [
    Asked("shops", path="/authorization/202309/shops", for_shop=False),
    Asked("categories", path="/product/202309/categories", query=OLD_TREE),
    Asked("listing", ("9",), answer={"id": "9"}, path="/product/202309/products/9"),
    Asked(
        "create_listing",
        (DRAFT, IMAGES, FACTS),
        {"idempotency_key": "k1"},
        {"product_id": "9"},
        "POST",
        "/product/202309/products",
        body=PRODUCT_BODY | {"idempotency_key": "k1"},
    ),
    Asked(
        "search_listings",
        kwargs={"status": "ACTIVATE", "skus": ["24-UG04"], "updated_since": SINCE},
        method="POST",
        path="/product/202502/products/search",
        query=PAGE,
        body={"status": "ACTIVATE", "seller_skus": ["24-UG04"], "update_time_ge": 1761955200},
    ),
    Asked(
        "update_prices",
        ("9", [SKU, UNKNOWN]),
        method="POST",
        path="/product/202309/products/9/prices/update",
        body={
            "skus": [
                {
                    "id": "s1",
                    "price": {"amount": "10.00", "currency": "GBP"},
                    "list_price": {"amount": "12.35", "currency": "GBP"},
                }
            ]
        },
    ),
    Asked(
        "update_stock",
        ("9", [SKU, UNKNOWN], "w1"),
        method="POST",
        path="/product/202309/products/9/inventory/update",
        body={"skus": [{"id": "s1", "inventory": [{"warehouse_id": "w1", "quantity": 4}]}]},
    ),
    Asked("warehouses", path="/logistics/202309/warehouses"),
    Asked(
        "shipping_providers",
        ("d1",),
        path="/logistics/202309/delivery_options/d1/shipping_providers",
    ),
    Asked(
        "search_orders",
        kwargs={"updated_since": SINCE, "updated_before": NOW},
        method="POST",
        path="/order/202309/orders/search",
        query=PAGE | {"sort_field": "update_time", "sort_order": "ASC"},
        body={"update_time_ge": 1761955200, "update_time_lt": 1764000000},
    ),
    Asked("orders", (["1", "2"],), path="/order/202507/orders", query={"ids": "1,2"}),
    Asked(
        "add_external_order",
        ("1", "b1", [("l1", "bl1"), ("l2", "bl1")]),
        method="POST",
        path="/order/202406/orders/external_orders",
        body={
            "orders": [
                {
                    "id": "1",
                    "external_order": {
                        "id": "b1",
                        "platform": "BIGCOMMERCE",
                        "line_items": [
                            {"id": "bl1", "origin_id": "l1"},
                            {"id": "bl1", "origin_id": "l2"},
                        ],
                    },
                }
            ]
        },
    ),
    Asked(
        "ship",
        ("1", ["l1", "l2"]),
        {"provider_id": "p1", "tracking_number": "T 1"},
        method="POST",
        path="/fulfillment/202610/orders/1/packages",
        body={
            "order_line_list": [{"order_line_id": "l1"}, {"order_line_id": "l2"}],
            "shipping_info_list": [{"tracking_number": "T 1", "shipping_provider_id": "p1"}],
        },
    ),
    Asked(
        "cancel_reasons",
        ("1",),
        path="/return_refund/202602/orders/1/aftersale_eligibility",
        query={"initiate_aftersale_user": "SELLER"},
    ),
    Asked(
        "cancel_order",
        ("1", "OUT_OF_STOCK"),
        method="POST",
        path="/return_refund/202602/cancellations",
        body={"order_id": "1", "cancel_reason": "OUT_OF_STOCK"},
    ),
    Asked(
        "cancel_order",
        ("1", "OUT_OF_STOCK", ["l1"]),
        method="POST",
        path="/return_refund/202602/cancellations",
        body={"order_id": "1", "cancel_reason": "OUT_OF_STOCK", "order_line_item_ids": ["l1"]},
    ),
    Asked(
        "search_returns",
        kwargs={"updated_since": SINCE, "order_ids": ["1"]},
        method="POST",
        path="/return_refund/202602/returns/search",
        query=PAGE,
        body={"update_time_ge": 1761955200, "order_ids": ["1"]},
    ),
    Asked(
        "edit_listing",
        ("9", DRAFT, IMAGES, FACTS),
        {"sku_ids": {}},
        {},
        "PUT",
        "/product/202509/products/9",
        body=PRODUCT_BODY,
    ),
]


def check(request: httpx.Request, wanted: Asked) -> None:
    """The request is what is wanted, and signed over exactly the bytes that are sent."""
    assert str(request.url.copy_with(query=None)) == (
        f"https://open-api.tiktokglobalshop.com{wanted.path}"
    )
    assert request.method == wanted.method
    query = query_of(request)
    signature = query.pop("sign")
    assert signature == sign(APP_SECRET, wanted.path, query.items(), request.content)
    cipher = {"shop_cipher": SHOP.cipher} if wanted.for_shop else {}
    assert query == {"app_key": APP_KEY, "timestamp": "1764000000", **wanted.query, **cipher}
    assert request.headers["x-tts-access-token"] == TOKEN.access_token
    assert request.headers["content-type"] == "application/json"
    assert (json.loads(request.content) if request.content else None) == wanted.body


@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
def test_blocking_call_asks_for_this(wanted: Asked) -> None:
    vendor = Vendor([ok(wanted.answer)])
    everything(getattr(shop_client(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    assert len(vendor.requests) == 1
    check(vendor.requests[0], wanted)


@pytest.mark.anyio
@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
async def test_awaited_call_asks_for_the_same(wanted: Asked) -> None:
    vendor = Vendor([ok(wanted.answer)])
    await all_of(getattr(async_shop(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    assert len(vendor.requests) == 1
    check(vendor.requests[0], wanted)


def test_edited_skus_that_tiktok_knows_carry_their_ids() -> None:
    vendor = Vendor([ok({"product_id": "9"})])
    shop_client(vendor).edit_listing("9", DRAFT, IMAGES, FACTS, sku_ids={"24-UG04": "s1"})
    assert json.loads(vendor.requests[0].content)["skus"][0]["id"] == "s1"


@pytest.mark.parametrize(
    ("region", "version"), [("US", "v2"), ("TH", "v2"), ("GB", "v1"), ("DE", "v1"), ("JP", "v1")]
)
def test_categories_are_those_of_the_regions_own_tree(region: str, version: str) -> None:
    tree = {"categories": [{"id": "5", "is_leaf": True}]}
    vendor = Vendor([ok(tree), ok({}), ok({}), ok({"product_id": "9"})])
    client = shop_client(vendor, shop=evolve(SHOP, region=region))
    client.create_listing(DRAFT, IMAGES, client.category_facts("5"), idempotency_key="k")
    asked = [query_of(one).get("category_version") for one in vendor.requests[:3]]
    assert asked == [version] * 3
    assert json.loads(vendor.requests[3].content)["category_version"] == version


def test_picture_is_sent_as_a_form_whose_bytes_are_not_signed() -> None:
    vendor = Vendor([ok({"uri": "tos/x"})])
    assert shop_client(vendor).upload_image(b"\x89PNG\r\n", "ä.png") == "tos/x"
    [request] = vendor.requests
    query = query_of(request)
    assert "shop_cipher" not in query
    assert query.pop("sign") == sign(APP_SECRET, request.url.path, query.items())
    kind = request.headers["content-type"]
    form = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.content)
    parts = {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in form.walk()
        if not part.is_multipart()
    }
    assert parts == {"use_case": b"MAIN_IMAGE", "data": b"\x89PNG\r\n"}


@pytest.mark.parametrize(
    ("call", "path", "query"),
    [
        (
            lambda client: client.exchange_code("c 1"),
            "/api/v2/token/get",
            {"auth_code": "c 1", "grant_type": "authorized_code"},
        ),
        (
            lambda client: client.refresh_token(TOKEN),
            "/api/v2/token/refresh",
            {"refresh_token": "refresh-1", "grant_type": "refresh_token"},
        ),
    ],
)
def test_tokens_are_asked_of_the_other_host(call: object, path: str, query: dict[str, str]) -> None:
    answer = {
        "access_token": "a2",
        "access_token_expire_in": 1764600000,
        "refresh_token": "r2",
        "refresh_token_expire_in": 1769000000,
        "granted_scopes": ["seller.order.info"],
    }
    vendor = Vendor([ok(answer)])
    assert callable(call)
    token = call(shop_client(vendor, shop=None))
    [request] = vendor.requests
    assert f"{request.url.scheme}://{request.url.host}" == "https://auth.tiktok-shops.com"
    assert request.url.path == path
    assert query_of(request) == {"app_key": APP_KEY, "app_secret": APP_SECRET, **query}
    assert token.access_token == "a2"
    assert token.expires_at == datetime(2025, 12, 1, 14, 40, tzinfo=UTC)
    assert token.scopes == ("seller.order.info",)


def test_long_lists_of_ids_are_asked_for_fifty_at_a_time() -> None:
    vendor = Vendor([ok({"orders": []})])
    shop_client(vendor).orders([str(number) for number in range(101)])
    assert [len(query_of(one)["ids"].split(",")) for one in vendor.requests] == [50, 50, 1]


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.orders([]),
        lambda client: client.update_prices("9", [UNKNOWN]),
        lambda client: client.update_stock("9", [UNKNOWN], "w1"),
    ],
)
def test_nothing_to_say_costs_no_request(call: object) -> None:
    vendor = Vendor()
    assert callable(call)
    call(shop_client(vendor))
    assert vendor.requests == []


@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
def test_calls_of_a_shop_say_so_where_none_was_chosen(wanted: Asked) -> None:
    vendor = Vendor([ok(wanted.answer)])
    client = shop_client(vendor, shop=None)
    if not wanted.for_shop:
        everything(getattr(client, wanted.call)(*wanted.args, **wanted.kwargs))
        return
    with pytest.raises(InvalidInput) as refused:
        everything(getattr(client, wanted.call)(*wanted.args, **wanted.kwargs))
    assert refused.value.field == "shop"
    assert vendor.requests == []


@pytest.mark.parametrize(
    "listing_id", ["", "../orders", "1/2", "1?x=1", "1#", "é", "1\n", "a" * 129]
)
def test_what_is_no_id_leads_no_request_elsewhere(listing_id: str) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput) as refused:
        shop_client(vendor).listing(listing_id)
    assert refused.value.field == "product_id"
    assert vendor.requests == []


@pytest.mark.parametrize("key", ["", "k" * 129])
def test_idempotency_key_must_fit(key: str) -> None:
    vendor = Vendor()
    with pytest.raises(InvalidInput, match="128"):
        shop_client(vendor).create_listing(DRAFT, IMAGES, FACTS, idempotency_key=key)
    assert vendor.requests == []


def test_picture_that_was_not_uploaded_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"https://shop\.example/a\.png"):
        shop_client(Vendor()).create_listing(DRAFT, {}, FACTS, idempotency_key="k")


def test_half_a_surrogate_pair_does_not_stop_a_call() -> None:
    vendor = Vendor([ok({})])
    shop_client(vendor).cancel_order("1", "broken \ud83d")
    assert json.loads(vendor.requests[0].content)["cancel_reason"] == "broken ?"


@pytest.mark.parametrize("digits", [2, 0])
def test_amounts_have_the_decimals_of_their_currency(digits: int) -> None:
    currency = {2: "GBP", 0: "JPY"}[digits]
    vendor = Vendor([ok({})])
    sku = ListedSku("a", "s1", Money(1200, currency))
    shop_client(vendor).update_prices("9", [sku])
    amount = json.loads(vendor.requests[0].content)["skus"][0]["price"]["amount"]
    assert amount == {2: "1200.00", 0: "1200"}[digits]


# --- the vendor's contract ----------------------------------------------------------


def test_every_endpoint_is_in_the_vendors_contract() -> None:
    operations = {one.name: one for one in TIKTOK.operations}
    ours = endpoints_of(tiktok)
    # The two token calls are on another host, which the contract leaves out.
    checked = [one for one in ours if not one.path.startswith("/api/v2/token/")]
    assert len(checked) == len(ours) - 2 >= 19
    for one in checked:
        operation = operations[one.name]
        assert (one.method, one.path) == (operation.method, operation.path)
        assert one.shop == ("shop_cipher" in operation.needed), one.name


@pytest.mark.parametrize("wanted", TABLE, ids=lambda one: one.call)
def test_query_and_body_are_in_the_vendors_contract(wanted: Asked) -> None:
    vendor = Vendor([ok(wanted.answer)])
    everything(getattr(shop_client(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    operation = TIKTOK.operation(wanted.method, wanted.path)
    assert operation
    query = query_of(vendor.requests[0])
    assert TIKTOK.request_faults(operation, query.items(), wanted.body) == []
