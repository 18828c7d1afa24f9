"""What is done to many products at once: each an activity, and one failure stops no other."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Open
from tests.flows.listings_scene import (
    LONG_MUG,
    REGIONS,
    by_id,
    changes,
    configured,
    listed,
    opened,
    opener,
)
from tiktok_bc_sync import AsyncConnector, ListingStatus, MemoryStorage, SimpleProducts, title
from tiktok_bc_sync.models import ActivityState, ProductFilter
from tiktok_bc_sync.sandbox import Fault, Sandbox

pytestmark = pytest.mark.anyio
EVERYTHING = ProductFilter()
SECOND = "7068517275539719943"


@pytest.fixture(params=REGIONS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture
def connect(sandbox: Sandbox, storage: MemoryStorage) -> Open:
    return opener(sandbox, storage)


async def statuses(connector: AsyncConnector) -> set[str]:
    return {one.status async for one in connector.listings.all()}


async def test_listings_are_hidden_offered_deleted_and_recovered(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    await connector.listings.deactivate(EVERYTHING)
    assert await statuses(connector) == {ListingStatus.INACTIVE}
    await connector.listings.activate(EVERYTHING)
    assert await statuses(connector) == {ListingStatus.REVIEWING}
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    await connector.listings.delete(["302"])
    assert (await by_id(connector, 302)).status is ListingStatus.DELETED
    assert sandbox.seen.listings() == 1
    await connector.listings.recover(EVERYTHING)
    assert (await by_id(connector, 302)).status is ListingStatus.INACTIVE
    names = {one.name for one in await connector.activities.list()}
    assert names >= {"Deactivate products", "Activate products", "Delete products"}


async def test_what_a_template_takes_is_uploaded_to_a_warehouse_as_an_activity(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await configured(connector, sandbox)
    saved = await connector.templates.create(
        name="Mugs",
        category_id=(await connector.templates.categories("Storage"))[0].id,
        query=title.contains("mug"),
        override=True,
        simple_products=SimpleProducts.SINGLE_SKU,
    )
    mugs = ProductFilter(template_id=saved.template.id)
    done = await connector.listings.upload(mugs, warehouse_id=SECOND)
    assert (done.name, done.state, done.done) == ("Upload products", ActivityState.COMPLETED, 1)
    assert sandbox.seen.listings() == 1
    [sku] = sandbox.shop.listings.products[(await by_id(connector, 302)).listing_id]["skus"]
    assert [*sku["inventory"]] == [SECOND]


async def test_a_picture_that_many_products_show_is_sent_once_under_any_address(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    images = [{"image_file": "/mug.png"}]
    for number in range(4):
        sku = f"MUG-{400 + number}"
        sandbox.merchant.adds({**LONG_MUG, "id": 400 + number, "sku": sku, "images": images})
    await connector.products.pull()
    sandbox.calls.clear()
    await connector.listings.upload()
    assert changes(sandbox)["202309/products"] == 4
    assert changes(sandbox)["images/upload"] <= 1


async def test_forty_one_products_are_hidden_by_three_requests(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    for number in range(39):
        sandbox.merchant.adds({**LONG_MUG, "id": 400 + number, "sku": f"MUG-{400 + number}"})
    await listed(connector, sandbox)
    sandbox.calls.clear()
    done = await connector.listings.deactivate(EVERYTHING)
    assert (done.done, done.failures) == (41, ())
    assert changes(sandbox) == {"products/deactivate": 3}


async def test_one_product_that_tiktok_refuses_stops_no_other(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.vendor.freezes((await by_id(connector, 301)).listing_id)
    done = await connector.listings.deactivate(["301", "302", "999"])
    assert (done.state, done.done, done.total) == (ActivityState.COMPLETED, 3, 3)
    assert {one.entity_id for one in done.failures} == {"301", "999"}
    assert (await by_id(connector, 302)).status is ListingStatus.INACTIVE


async def test_what_was_done_before_a_crash_counts_as_done(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    # TikTok hides the products, and nobody can read its answer.
    sandbox.faults.add(Fault("malformed"), on="POST */deactivate", times=9)
    assert len((await connector.listings.deactivate(EVERYTHING)).failures) == 2
    sandbox.faults.clear()
    assert not (await connector.listings.deactivate(EVERYTHING)).failures
    assert await statuses(connector) == {ListingStatus.INACTIVE}


async def test_products_that_can_not_be_listed_fail_with_a_reason_and_are_found_by_it(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    weightless = {**LONG_MUG, "id": 303, "sku": "MUG-200", "weight": 0}
    sandbox.merchant.adds(weightless)
    await configured(connector, sandbox)
    done = await connector.listings.upload()
    assert [(one.entity_id, one.reason.code) for one in done.failures] == [
        ("303", "missing_weight")
    ]
    assert (done.done, done.total, sandbox.seen.listings()) == (3, 3, 2)
    found = await connector.products.search(ProductFilter(reason="missing_weight"))
    assert [one.product_id for one in found.items] == ["303"]
    sandbox.merchant.edits("MUG-200", weight=0.4)
    await connector.products.pull()
    await connector.listings.upload()
    assert not (await connector.products.search(ProductFilter(reason="missing_weight"))).items


async def test_what_was_deleted_on_tiktok_is_listed_again_only_where_it_is_named(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    await connector.listings.delete(["302"])
    assert not await connector.listings.plan()
    await connector.listings.upload()
    await connector.listings.keep_in_step()
    assert sandbox.seen.listings() == 1
    await connector.listings.upload(["302"])
    assert sandbox.seen.listings() == 2


async def test_what_was_hidden_by_hand_no_rule_offers_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    await connector.listings.deactivate(["302"])
    await connector.listings.keep_in_step()
    assert (await by_id(connector, 302)).status is ListingStatus.INACTIVE
