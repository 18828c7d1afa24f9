"""What somebody changed on TikTok by hand is noticed, and taken over or put back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.conftest import Open
from tests.flows.listings_scene import (
    REGIONS,
    by_id,
    changes,
    configured,
    listed,
    opened,
    opener,
    remote,
)
from tiktok_bc_sync import AsyncConnector, ListingStatus, MemoryStorage
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(params=REGIONS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture
def connect(sandbox: Sandbox, storage: MemoryStorage) -> Open:
    return opener(sandbox, storage)


async def drifted(connector: AsyncConnector) -> dict[str, set[str]]:
    """Return what differs, by product."""
    return {
        one.product_id: {str(found.kind) for found in one.differences}
        async for one in connector.listings.drift()
    }


async def shown(connector: AsyncConnector, sandbox: Sandbox, product_id: int) -> Any:
    """Return a listing as TikTok holds it, to be changed by hand."""
    return remote(sandbox, await by_id(connector, product_id))


async def change_by_hand(connector: AsyncConnector, sandbox: Sandbox) -> None:
    """Let somebody change the mug's title, price and stock in the seller centre."""
    product = await shown(connector, sandbox, 302)
    product["content"]["title"] = "A mug renamed by hand on TikTok"
    (sku,) = product["skus"]
    price = "180000" if sandbox.shop.region == "ID" else "99.00"
    sku["price"].update(sale_price=price, tax_exclusive_price=price)
    sku["inventory"] = dict.fromkeys(sku["inventory"], 77)


async def test_nothing_differs_after_an_upload(connector: AsyncConnector, sandbox: Sandbox) -> None:
    await listed(connector, sandbox)
    assert await drifted(connector) == {}


async def test_a_title_a_price_and_a_stock_changed_by_hand_are_told_and_put_back(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    price = sandbox.seen.price("MUG-100")
    await change_by_hand(connector, sandbox)
    assert await drifted(connector) == {"302": {"title", "price", "stock"}}
    sandbox.calls.clear()
    done = await connector.listings.put_back(["302"])
    assert not done.failures
    assert sum(changes(sandbox).values()) == 3
    assert (sandbox.seen.price("MUG-100"), sandbox.seen.stock("MUG-100")) == (price, 30)
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    assert await drifted(connector) == {}


async def test_adopted_titles_and_prices_are_the_products_own_and_stock_stays_the_stores(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    await change_by_hand(connector, sandbox)
    price = sandbox.seen.price("MUG-100")
    assert not (await connector.listings.adopt(["302"])).failures
    assert (await connector.products.edits("302")).title == "A mug renamed by hand on TikTok"
    sandbox.calls.clear()
    await connector.listings.upload()
    assert changes(sandbox) == {"inventory/update": 1}
    assert (sandbox.seen.price("MUG-100"), sandbox.seen.stock("MUG-100")) == (price, 30)
    assert await drifted(connector) == {}


async def test_a_description_and_pictures_changed_by_hand_are_told_of_chosen_products_and_put_back(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    lamp, mug = [await shown(connector, sandbox, one) for one in (301, 302)]
    before = (mug["content"]["description"], list(mug["content"]["main_images"]))
    mug["content"]["description"] = "<p>Written on <b>TikTok</b>.</p>"
    mug["content"]["main_images"] = lamp["content"]["main_images"]
    assert await drifted(connector) == {}, "TikTok's list has neither"
    (drift,) = [one async for one in connector.listings.drift(["301", "302"])]
    assert [str(one.kind) for one in drift.differences] == ["description", "pictures"]
    assert drift.differences[0].shown == "Written on TikTok."
    assert not (await connector.listings.put_back(["302"])).failures
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    mug = await shown(connector, sandbox, 302)
    assert (mug["content"]["description"], list(mug["content"]["main_images"])) == before
    assert [one async for one in connector.listings.drift(["301", "302"])] == []


async def test_an_adopted_description_is_the_products_own(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    content = (await shown(connector, sandbox, 302))["content"]
    content["description"] = "<p>Written on TikTok.</p>"
    assert not (await connector.listings.adopt(["302"])).failures
    assert (await connector.products.edits("302")).description == "<p>Written on TikTok.</p>"
    assert not await connector.listings.plan()
    assert [one async for one in connector.listings.drift(["302"])] == []


async def test_what_waits_for_a_review_is_told_as_waiting(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.merchant.edits("MUG-100", title="Enamel mug with a rim of silver")
    await connector.products.pull()
    await connector.listings.upload()
    (drift,) = [one async for one in connector.listings.drift(["302"])]
    assert [one.cure for one in drift.differences] == ["Wait for TikTok's review of the last edit."]


async def test_a_listing_made_by_hand_is_told_and_adopted_by_its_skus(
    connect: Open, sandbox: Sandbox
) -> None:
    maker = connect()
    await listed(maker, sandbox)
    # Another installation has never heard of these listings.
    other = opener(sandbox, MemoryStorage())()
    await configured(other, sandbox)
    assert await drifted(other) == {"301": {"foreign listing"}, "302": {"foreign listing"}}
    await other.listings.adopt(["302"])
    assert (await by_id(other, 302)).status is ListingStatus.LIVE
    await other.listings.refresh_status()
    assert {one.status async for one in other.listings.all()} == {ListingStatus.LIVE}
    assert not await other.listings.plan()
    assert sandbox.seen.listings() == 2


async def test_a_listing_without_a_product_of_ours_is_foreign(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    for sku in (await shown(connector, sandbox, 302))["skus"]:
        sku["seller_sku"] = "MADE-BY-HAND"
    assert await drifted(connector) == {"302": {"missing SKU", "foreign SKU"}}
    assert not (await connector.listings.put_back(["302"])).failures
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    assert await drifted(connector) == {}


async def test_a_listing_deleted_or_hidden_on_tiktok_is_noticed(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    (await shown(connector, sandbox, 302))["status"] = "DELETED"
    sandbox.vendor.deactivates((await by_id(connector, 301)).listing_id)
    assert await drifted(connector) == {"301": {"status"}, "302": {"missing listing"}}
    await connector.listings.refresh_status()
    assert await drifted(connector) == {}
    assert (await by_id(connector, 301)).vendor_status == "PLATFORM_DEACTIVATED"
    counts = await connector.products.counts()
    assert counts.statuses[ListingStatus.INACTIVE] == counts.statuses[ListingStatus.DELETED] == 1
    assert sum(counts.statuses.values()) == 2


async def test_a_listing_that_tiktok_no_longer_knows_counts_as_deleted(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    del sandbox.shop.listings.products[(await by_id(connector, 302)).listing_id]
    await connector.listings.refresh_status()
    assert (await by_id(connector, 302)).status is ListingStatus.DELETED


async def test_single_listings_are_refreshed_by_their_ids(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.vendor.deactivates((await by_id(connector, 301)).listing_id)
    await connector.listings.refresh_status([(await by_id(connector, 301)).listing_id])
    assert (await by_id(connector, 301)).status is ListingStatus.INACTIVE
