"""Edited on TikTok: the report shows it; "put back" and "adopt" do what they say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.scenarios.stage import PLACES, Stage
from tiktok_bc_sync import AsyncConnector

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
]

BY_HAND = "A mug that somebody renamed on TikTok"


def somebody_edits(stage: Stage) -> None:
    """Let somebody change the mug's title and price in the Seller Center."""
    for product in stage.sandbox.shop.listings.products.values():
        for sku in product["skus"]:
            if sku["seller_sku"] == "MUG-100":
                product["content"]["title"] = BY_HAND
                sku["price"].update(sale_price="99.00", tax_exclusive_price="99.00")


async def report(connector: AsyncConnector) -> dict[str, list[str]]:
    """Return what differs, in words, by product."""
    return {
        one.product_id: [str(found) for found in one.differences]
        async for one in connector.listings.drift()
    }


async def test_put_back_it_is_as_the_store_has_it(stage: Stage) -> None:
    connector = await stage.goes_live()
    assert await report(connector) == {}
    price = stage.sandbox.seen.price("MUG-100")
    somebody_edits(stage)
    told = await report(connector)
    assert list(told) == ["302"]
    assert any(BY_HAND in line for line in told["302"])
    assert any("99.00" in line and str(price) in line for line in told["302"])

    await connector.listings.put_back(["302"])
    stage.sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    assert stage.sandbox.seen.price("MUG-100") == price
    assert await report(connector) == {}


async def test_adopted_it_is_the_products_own_from_then_on(stage: Stage) -> None:
    connector = await stage.goes_live()
    somebody_edits(stage)
    await connector.listings.adopt(["302"])
    assert await report(connector) == {}
    stage.sandbox.merchant.edits("MUG-100", price=11, title="Enamel mug with a rim of silver")
    await stage.follows(connector)
    assert stage.sandbox.seen.price("MUG-100") == Decimal("99.00")
    assert (await connector.products.edits("302")).title == BY_HAND
    assert await report(connector) == {}
