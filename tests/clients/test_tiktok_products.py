"""What each call about products and promotions asks of TikTok Shop."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from email.parser import BytesParser

import httpx
import pytest
from attrs import evolve

from tests.clients.fakes import (
    SHOP,
    Vendor,
    all_of,
    async_shop,
    everything,
    ok,
    query_of,
    shop_client,
)
from tests.clients.product_calls import PRODUCT_CALLS
from tests.clients.promotion_calls import IN_MARKETS, PROMOTION_CALLS
from tests.clients.test_tiktok_requests import Asked, check
from tests.contracts.vendors import TIKTOK
from tiktok_bc_sync.clients import TikTokShop
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Deal,
    PromotedProduct,
    UploadedFile,
)

TABLE_OF_CALLS = [*PRODUCT_CALLS, *PROMOTION_CALLS]
ids = pytest.mark.parametrize("wanted", TABLE_OF_CALLS, ids=lambda one: one.call)


def faults(request: httpx.Request) -> list[str]:
    """What the vendor's contract says against a request."""
    operation = TIKTOK.operation(request.method, request.url.path)
    assert operation is not None, request.url.path
    body = json.loads(request.content) if request.content else None
    return TIKTOK.request_faults(operation, request.url.params.multi_items(), body)


@ids
def test_blocking_call_asks_for_this(wanted: Asked) -> None:
    vendor = Vendor([ok(wanted.answer)])
    everything(getattr(shop_client(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    [request] = vendor.requests
    check(request, wanted)


@pytest.mark.anyio
@ids
async def test_awaited_call_asks_for_the_same(wanted: Asked) -> None:
    vendor = Vendor([ok(wanted.answer)])
    await all_of(getattr(async_shop(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    [request] = vendor.requests
    check(request, wanted)


# Words of this table that only the vendor knows: it would refuse them, which is not what is asked here.
MADE_UP = {"size_types", "shipping_method"}


@ids
def test_what_is_asked_is_in_the_vendors_contract(wanted: Asked) -> None:
    vendor = Vendor([ok(wanted.answer)])
    everything(getattr(shop_client(vendor), wanted.call)(*wanted.args, **wanted.kwargs))
    found = [one for one in faults(vendor.requests[0]) if not any(word in one for word in MADE_UP)]
    assert found == []


# --- markets ---------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "region", "path", "body", "answer"), IN_MARKETS)
def test_what_some_markets_have_is_asked_there_and_nowhere_else(
    call: Callable[[TikTokShop], object],
    region: str,
    path: str,
    body: object,
    answer: dict[str, object],
) -> None:
    vendor = Vendor([ok(answer)])
    call(shop_client(vendor, shop=evolve(SHOP, region=region)))
    [request] = vendor.requests
    assert (request.method, request.url.path) == ("POST", path)
    assert json.loads(request.content) == body
    assert faults(request) == []
    with pytest.raises(InvalidInput) as refused:
        call(shop_client(Vendor(), shop=evolve(SHOP, region="JP")))
    assert refused.value.field == "region"


@pytest.mark.parametrize(("region", "version"), [("US", "v2"), ("DE", "v2"), ("GB", "v1")])
def test_recommendations_are_of_the_tree_that_the_vendor_recommends_from(
    region: str, version: str
) -> None:
    vendor = Vendor([ok({})])
    shop_client(vendor, shop=evolve(SHOP, region=region)).recommend_category("Lamp")
    assert json.loads(vendor.requests[0].content)["category_version"] == version


# --- uploads -----------------------------------------------------------------------------


def form(request: httpx.Request) -> dict[str, bytes]:
    kind = request.headers["content-type"]
    parts = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.content)
    return {
        str(one.get_param("name", header="content-disposition")): bytes(
            one.get_payload(decode=True)
        )
        for one in parts.walk()
        if not one.is_multipart()
    }


def test_files_are_sent_with_their_use_or_their_name() -> None:
    vendor = Vendor([ok({"uri": "tos/x"}), ok({"id": "f1"})])
    client = shop_client(vendor, shop=None)
    client.upload_picture(b"\x89PNG", "a.png", "SIZE_CHART_IMAGE")
    file = client.upload_file(b"%PDF", "safety.pdf")
    assert file == UploadedFile("f1", "safety.pdf", "PDF")
    assert [form(one) for one in vendor.requests] == [
        {"data": b"\x89PNG", "use_case": b"SIZE_CHART_IMAGE"},
        {"data": b"%PDF", "name": b"safety.pdf"},
    ]
    assert all("shop_cipher" not in query_of(one) for one in vendor.requests)


# --- long lists --------------------------------------------------------------------------


def counts(vendor: Vendor, name: str) -> list[int]:
    return [len(json.loads(one.content).get(name) or ()) for one in vendor.requests]


@pytest.mark.parametrize(
    ("call", "name", "wanted"),
    [
        (lambda client, ids: client.activate_listings(ids), "product_ids", [20] * 35),
        (lambda client, ids: client.optimize_pictures(ids), "images", [200] * 3 + [100]),
        (lambda client, ids: client.search_stock(listing_ids=ids), "product_ids", [100] * 7),
        (lambda client, ids: client.search_stock(sku_ids=ids), "sku_ids", [600, 100]),
        (
            lambda client, ids: client.set_promotion_products(
                "a1", [PromotedProduct(one) for one in ids]
            ),
            "products",
            [300, 300, 100],
        ),
    ],
)
def test_long_lists_are_cut_into_what_a_call_takes(
    call: Callable[[TikTokShop, list[str]], object], name: str, wanted: list[int]
) -> None:
    vendor = Vendor([ok({})])
    call(shop_client(vendor), [str(number) for number in range(700)])
    assert counts(vendor, name) == wanted


def test_promoted_skus_fill_a_call_too() -> None:
    vendor = Vendor([ok({})])
    deals = tuple(Deal(str(number), percent_off=Decimal(5)) for number in range(140))
    products = [PromotedProduct(str(number), skus=deals) for number in range(5)]
    shop_client(vendor).set_promotion_products("a1", products, benefit_ids=["7"])
    assert counts(vendor, "products") == [2, 2, 1]
    assert counts(vendor, "benefit_product_ids") == [1, 0, 0]


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.activate_listings([]),
        lambda client: client.set_stock("9", []),
        lambda client: client.optimize_pictures([]),
        lambda client: client.listing_diagnoses([]),
    ],
)
def test_nothing_to_ask_about_costs_no_request(call: Callable[[TikTokShop], object]) -> None:
    vendor = Vendor()
    assert call(shop_client(vendor)) == []
    assert vendor.requests == []
