"""Stock in several places, prices proved, and TikTok's advice taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import cast

import httpx
import pytest
from attrs import evolve

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
from tiktok_bc_sync import AsyncConnector, MemoryStorage, Money, StockRule
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.sync.listings.advising import Sale
from tiktok_bc_sync.sync.planning.effects import Effects

pytestmark = pytest.mark.anyio
FIRST, SECOND = "7068517275539719942", "7068517275539719943"
SHED = {
    "code": "SHED",
    "label": "Shed",
    "address": {
        "address1": "1 Mill Lane",
        "city": "Bath",
        "state": "Somerset",
        "zip": "BA1 1AA",
        "country_code": "GB",
        "email": "shed@example.com",
        "geo_coordinates": {"latitude": 51.38, "longitude": -2.36},
    },
}


@pytest.fixture(params=REGIONS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture
def connect(sandbox: Sandbox, storage: MemoryStorage) -> Open:
    return opener(sandbox, storage)


def store(sandbox: Sandbox, method: str, path: str, body: object) -> None:
    """Let the merchant change something in the store's stock."""
    env = sandbox.env()
    url = f"{env['BIGCOMMERCE_API_URL']}/stores/{sandbox.store.store_hash}/v3/inventory/{path}"
    headers = {"x-auth-token": env["BIGCOMMERCE_ACCESS_TOKEN"]}
    with httpx.Client(transport=sandbox.transport()) as client:
        client.request(method, url, json=body, headers=headers).raise_for_status()


def at(sandbox: Sandbox, units: dict[str, int]) -> None:
    """Let the mugs lie at locations."""
    items = [
        {"location_id": int(key), "sku": "MUG-100", "quantity": count}
        for key, count in units.items()
    ]
    store(sandbox, "PUT", "adjustments/absolute", {"reason": "counted", "items": items})


def second_location(sandbox: Sandbox) -> str:
    """Open a second place in the store, and return its id."""
    store(sandbox, "POST", "locations", [SHED])
    return str(max(sandbox.store.locations.locations))


def held(product: dict[str, object]) -> dict[str, int]:
    """Return the units of a listing's only SKU by warehouse."""
    skus = cast("list[dict[str, dict[str, int]]]", product["skus"])
    return skus[0]["inventory"]


async def test_stock_at_two_locations_is_shown_in_two_warehouses(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    shed = second_location(sandbox)
    at(sandbox, {"1": 20, shed: 10})
    await listed(connector, sandbox, warehouses=(("1", FIRST), (shed, SECOND)))
    assert held(remote(sandbox, await by_id(connector, 302))) == {FIRST: 20, SECOND: 10}
    at(sandbox, {"1": 2, shed: 9})
    await connector.products.pull()
    sandbox.calls.clear()
    await connector.listings.sync_stock()
    assert changes(sandbox) == {"inventory/update": 1}
    assert held(remote(sandbox, await by_id(connector, 302))) == {FIRST: 2, SECOND: 9}


@pytest.mark.parametrize(("threshold", "shown"), [(29, 30), (30, 0), (31, 0), (0, 30)])
async def test_stock_at_or_below_the_threshold_is_sold_out_on_tiktok_and_above_it_is_the_real_one(
    connector: AsyncConnector, sandbox: Sandbox, threshold: int, shown: int
) -> None:
    await listed(connector, sandbox, stock=StockRule(threshold=threshold))
    assert sandbox.seen.stock("MUG-100") == shown


async def test_a_preview_counts_units_where_they_lie(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    shed = second_location(sandbox)
    at(sandbox, {"1": 4, shed: 26})
    await listed(connector, sandbox, warehouses=(("1", FIRST),))
    saved = await connector.settings.get()
    cautious = evolve(saved, stock=StockRule(threshold=5))
    assert await connector.settings.preview(cautious) == Effects(stocks=1)  # the mug's four


async def test_a_preview_counts_units_at_a_location_that_is_not_chosen_yet(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    shed = second_location(sandbox)
    at(sandbox, {"1": 15, shed: 15})
    await listed(connector, sandbox, warehouses=(("1", FIRST),))
    moved = evolve(await connector.settings.get(), warehouses=((shed, FIRST),))
    assert await connector.settings.preview(moved) == Effects(stocks=2)  # no lamp is in the shed


async def test_an_explanation_tells_the_stock_at_the_warehouse_of_the_listing(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await configured(connector, sandbox, warehouses=(("1", FIRST),))
    await connector.listings.upload(warehouse_id=SECOND)
    [mug] = (await connector.products.explain("302")).variants
    assert mug.stock.at_warehouses == ((FIRST, 30), (SECOND, 0))
    assert held(remote(sandbox, await by_id(connector, 302))) == {FIRST: 30, SECOND: 0}


async def test_a_warehouse_that_the_shop_has_not_blocks_with_its_reason_before_anything_is_sent(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await configured(connector, sandbox)
    plan = await connector.listings.plan(warehouse_id="no-such")
    assert {reason.code for change in plan for reason in change.reasons} == {"unknown_warehouse"}
    sandbox.calls.clear()
    await connector.listings.apply(plan)
    assert not changes(sandbox)


async def test_a_second_warehouse_that_is_added_later_is_told_by_one_edit(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    shed = second_location(sandbox)
    at(sandbox, {"1": 20, shed: 10})
    settings = await connector.settings.get()
    await connector.settings.save(
        type(settings)(rate=settings.rate, warehouses=(("1", FIRST), (shed, SECOND)))
    )
    await connector.products.pull()
    title = remote(sandbox, await by_id(connector, 302))["content"]
    await connector.listings.sync_stock(["302"])
    product = remote(sandbox, await by_id(connector, 302))
    assert held(product) == {FIRST: 20, SECOND: 10}
    assert product["content"] == title
    sandbox.calls.clear()
    await connector.listings.sync_stock(["302"])
    assert not changes(sandbox)


async def test_a_struck_through_price_is_proved_in_the_united_states_alone(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.merchant.edits("MUG-100", sale_price=5)
    await listed(connector, sandbox, use_sale_price=True)
    sale = Sale(Money("10.00", "USD"), datetime.now(UTC) - timedelta(days=3))
    if sandbox.shop.region != "US":
        with pytest.raises(InvalidInput):
            await connector.listings.prove_prices("302", {"MUG-100": sale})
        return
    told = await connector.listings.prove_prices("302", {"MUG-100": sale})
    assert [one.failed for one in told] == [False]


async def test_advice_is_shown_beside_live_products_and_taken_on_demand(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    found = {one.product_id: one async for one in connector.listings.advice()}
    assert set(found) == {"301", "302"}
    assert found["302"].advice.diagnoses
    offered = [*found["302"].texts.titles, *found["302"].texts.descriptions]
    assert offered
    title = next(iter(found["302"].texts.titles), "Enamel mug with a rim of copper, 300 ml")
    sandbox.calls.clear()
    assert not (await connector.listings.improve("302", title=title)).failures
    assert sum(changes(sandbox).values()) == 1
    sandbox.vendor.reviews()
    content = remote(sandbox, await by_id(connector, 302))["content"]
    assert isinstance(content, dict)
    assert content["title"] == title
    await connector.products.pull()
    assert not await connector.listings.plan(["302"])


async def test_a_brand_that_the_shop_may_not_name_blocks_and_a_known_one_is_named(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    for number, brand in ((401, "Luma"), (402, "Maison Exemple"), (403, "Nobody knows it")):
        product = {**sandbox.store.catalog.products[302], "id": number, "brand_name": brand}
        sandbox.merchant.adds({**product, "variants": [], "sku": f"MUG-{number}"})
    with pytest.raises(AssertionError, match="brand_not_authorized"):
        await listed(connector, sandbox)
    luma = remote(sandbox, await by_id(connector, 401))["content"]
    assert isinstance(luma, dict)
    assert luma["brand_id"] == "7082427311584347907"
    assert (await by_id(connector, 403)).uploaded
    sandbox.calls.clear()
    await connector.listings.plan()
    assert not any("brands" in one.path for one in sandbox.calls)
