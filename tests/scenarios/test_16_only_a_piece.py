"""Only a piece: just TikTok's client, just BigCommerce's, just the rules, just the prices."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from tests.scenarios.stage import LAMP, PLACES, Place
from tiktok_bc_sync import PriceRule, ShopCredentials, StoreCredentials, all_of, brand, title
from tiktok_bc_sync.clients import BigCommerce, BlockingTransport, TikTokShop
from tiktok_bc_sync.mapping.pricing import Price, PricePolicy, price
from tiktok_bc_sync.models import Product, Variant
from tiktok_bc_sync.rules import compile_group
from tiktok_bc_sync.sandbox import Sandbox

MUG = Product(
    id="1",
    title="Enamel mug",
    brand="Sagaform",
    variants=(Variant(id="11", sku="MUG-1", price=Decimal("49.00")),),
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region)
def test_just_tiktoks_client(place: Place) -> None:
    sandbox = Sandbox(region=place.region)
    order_id = sandbox.buyer.orders("MUG-100", 2)

    credentials = ShopCredentials.from_env(sandbox.env())
    with TikTokShop(
        app_key=credentials.app_key,
        app_secret=credentials.app_secret,
        token=credentials.token,
        base_url=credentials.api_url,
        transport=inside(sandbox),
    ) as tiktok:
        tiktok.use_shop(tiktok.shops()[0])
        assert [order.id for order in tiktok.search_orders()] == [order_id]


def test_just_bigcommerces_client() -> None:
    sandbox = Sandbox()
    sandbox.load([LAMP])
    credentials = StoreCredentials.from_env(sandbox.env())
    with BigCommerce(
        store_hash=credentials.store_hash,
        access_token=credentials.access_token,
        base_url=credentials.api_url,
        transport=inside(sandbox),
    ) as bigcommerce:
        assert [one.id for one in bigcommerce.products()] == ["301"]


def test_just_the_rules() -> None:
    query = compile_group(all_of(title.contains("mug"), brand.equals("sagaform")))
    explained = query.explain(MUG)
    assert explained.matched
    assert len(explained.held) == 2


def test_just_the_prices() -> None:
    policy = PricePolicy(
        store_currency="AUD",
        shop_currency="GBP",
        rate=Decimal("1.95"),
        rule=PriceRule.percent("+10"),
    )
    made = price(MUG.variants[0], policy)
    assert isinstance(made, Price)
    assert made.amount.amount == Decimal("27.64")
    assert made.steps


def inside(sandbox: Sandbox) -> BlockingTransport:
    return BlockingTransport(httpx.Client(transport=sandbox.transport()))
