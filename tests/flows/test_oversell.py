"""Stock that was sold on TikTok is never offered again, and how much that is worth."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Open
from tests.flows.listings_scene import REGIONS, by_id, changes, listed, opened, opener
from tiktok_bc_sync import AsyncConnector, MemoryStorage, Settings, StockRule
from tiktok_bc_sync.models import ImportState, QuantityPolicy
from tiktok_bc_sync.sandbox import Fault, Sandbox
from tiktok_bc_sync.sync.listings.oversell import Demand, Pace, simulate_oversell

pytestmark = pytest.mark.anyio
SHOP = [Demand(f"SKU-{number}", 40, store_a_day=10, tiktok_a_day=30) for number in range(40)]


@pytest.fixture(params=REGIONS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return opened(request.param)


@pytest.fixture
def connect(sandbox: Sandbox, storage: MemoryStorage) -> Open:
    return opener(sandbox, storage)


# --- in the sandbox --------------------------------------------------------------------


async def test_units_of_orders_that_bigcommerce_does_not_know_yet_are_not_offered_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.faults.add(Fault("status", status=400), on="POST /stores/*/v2/orders", times=99)
    order_id = sandbox.buyer.orders("MUG-100", 4)
    await connector.orders.fetch()
    assert (await connector.orders.get(order_id)).state is not ImportState.CREATED
    sandbox.merchant.edits("MUG-100", stock=10)  # somebody bought in the store
    await connector.products.pull()
    await connector.listings.sync_stock()
    assert sandbox.seen.stock("MUG-100") == 6


async def test_units_sold_by_an_alias_are_held_back_from_the_sku_that_it_stands_for(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    await connector.aliases.add("OLD-MUG", "MUG-100")
    sandbox.faults.add(Fault("status", status=400), on="POST /stores/*/v2/orders", times=99)
    sandbox.buyer.orders("old-mug", 4)
    await connector.orders.fetch()
    sandbox.merchant.edits("MUG-100", stock=10)
    await connector.products.pull()
    await connector.listings.sync_stock()
    assert sandbox.seen.stock("MUG-100") == 6


async def test_an_imported_order_costs_no_call_because_tiktok_took_its_units_off_itself(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.clock.passes(minutes=30)
    sandbox.buyer.orders("MUG-100", 3)
    await connector.orders.fetch()
    await connector.products.pull()
    sandbox.calls.clear()
    await connector.listings.sync_stock()
    assert not changes(sandbox)
    assert sandbox.seen.stock("MUG-100") == sandbox.seen.store_stock("MUG-100") == 27


async def test_an_order_from_about_the_time_when_stock_was_told_is_told_again_to_be_sure(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.buyer.orders("MUG-100", 3)
    await connector.orders.fetch()
    await connector.products.pull()
    sandbox.calls.clear()
    await connector.listings.sync_stock()
    assert changes(sandbox) == {"inventory/update": 1}
    assert sandbox.seen.stock("MUG-100") == 27


async def test_units_that_a_cancelled_order_gives_back_are_told_anew(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.clock.passes(minutes=30)
    order_id = sandbox.buyer.orders("MUG-100", 3)
    await connector.orders.fetch()
    sandbox.vendor.moves(order_id, "CANCELLED")  # TikTok offers 30 again
    await connector.orders.fetch()
    sandbox.merchant.edits("MUG-100", stock=27)  # the store has them no longer
    await connector.products.pull()
    await connector.listings.sync_stock()
    assert (await by_id(connector, 302)).skus[0].stock == 27
    assert sandbox.seen.stock("MUG-100") == 27


async def test_the_merchants_own_stock_is_simulated_without_a_request(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await listed(connector, sandbox)
    sandbox.calls.clear()
    report = await connector.listings.simulate_oversell(["302"], seed=4, tiktok_a_day=40)
    assert not sandbox.calls
    assert [(one.sku, one.stock) for one in report.guarded] == [("MUG-100", 30)]
    assert report.oversold_guarded <= report.oversold_without


# --- simulated -------------------------------------------------------------------------


def test_the_guard_sells_less_that_nobody_has_and_a_threshold_nearly_nothing() -> None:
    plain = simulate_oversell(SHOP, seed=1)
    careful = simulate_oversell(SHOP, Settings(stock=StockRule(threshold=3)), seed=1)
    assert plain.oversold_without > 2 * plain.oversold_guarded
    assert careful.oversold_without == plain.oversold_without
    assert careful.oversold_guarded < plain.oversold_guarded / 2


@pytest.mark.parametrize("seed", range(20))
def test_every_seed_is_better_off_with_the_guard(seed: int) -> None:
    report = simulate_oversell(SHOP, seed=seed)
    assert report.oversold_guarded <= report.oversold_without


def test_the_same_seed_tells_the_same_story() -> None:
    assert simulate_oversell(SHOP, seed=7) == simulate_oversell(SHOP, seed=7)
    assert simulate_oversell(SHOP, seed=7) != simulate_oversell(SHOP, seed=8)


@pytest.mark.parametrize("pace", [Pace(0, 0, 0), Pace(0, 120, 0)])
def test_who_hears_and_tells_at_once_oversells_only_what_the_store_sold_away(pace: Pace) -> None:
    alone = [Demand("SKU", 30, store_a_day=0, tiktok_a_day=50)]
    assert simulate_oversell(alone, seed=2, pace=pace).oversold_guarded == 0


def test_units_add_up_in_both_worlds() -> None:
    report = simulate_oversell(SHOP, seed=5)
    for one in (*report.without, *report.guarded):
        assert one.in_store + one.on_tiktok - one.oversold <= one.stock


def test_a_policy_that_shows_little_sells_no_more_than_the_store_has() -> None:
    rules = Settings(quantity=QuantityPolicy(percent=50), stock=StockRule(threshold=5))
    assert simulate_oversell(SHOP, rules, seed=1).oversold_guarded == 0


def test_a_report_says_it_in_one_line_for_each_sku() -> None:
    lines = str(simulate_oversell(SHOP[:2], seed=1)).splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == ["SKU-0", "SKU-1"]
    assert lines[2].startswith("Oversold in 7 day(s): ")
