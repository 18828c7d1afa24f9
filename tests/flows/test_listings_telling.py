"""Prices and stock that TikTok perhaps took, and perhaps not, are told again until it is certain."""

from __future__ import annotations

import pytest

from tests.flows.webhook_scene import World
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.sandbox import Fault

pytestmark = pytest.mark.anyio
STOCK = "POST */inventory/update"
PRICES = "POST */prices/update"


async def followed(connector: AsyncConnector) -> None:
    """Read what changed in BigCommerce and tell it."""
    await connector.products.pull()
    await connector.listings.keep_in_step()


async def due(connector: AsyncConnector) -> list[str]:
    """Return the products about which something is to be told."""
    return [one.product_id for one in (await connector.listings.plan()).changes]


@pytest.mark.parametrize("kind", ["drop_after", "malformed"])
async def test_stock_whose_answer_was_lost_is_told_again_though_it_is_as_before(
    world: World, kind: str
) -> None:
    connector = await world.listed()
    before = world.sandbox.seen.stock("MUG-1")
    world.sandbox.faults.add(Fault(kind), on=STOCK, times=20)  # type: ignore[arg-type]  # one of the kinds
    world.sandbox.merchant.edits("MUG-1", stock=before + 50)
    await followed(connector)
    assert world.sandbox.seen.stock("MUG-1") == before + 50
    world.sandbox.faults.clear()
    world.sandbox.merchant.edits("MUG-1", stock=before)
    await followed(world.open())
    assert world.sandbox.seen.stock("MUG-1") == before


async def test_a_price_whose_answer_was_lost_is_told_again_though_it_is_as_before(
    world: World,
) -> None:
    connector = await world.listed()
    before, old = world.sandbox.seen.price("MUG-1"), world.sandbox.seen.store_price("MUG-1")
    world.sandbox.faults.add(Fault("drop_after"), on=PRICES, times=20)
    world.sandbox.merchant.edits("MUG-1", price=99)
    await followed(connector)
    assert world.sandbox.seen.price("MUG-1") != before
    world.sandbox.faults.clear()
    world.sandbox.merchant.edits("MUG-1", price=old)
    await followed(world.open())
    assert world.sandbox.seen.price("MUG-1") == before


async def test_once_it_is_certain_nothing_is_told_any_more(world: World) -> None:
    connector = await world.listed()
    world.sandbox.faults.add(Fault("drop_after"), on=STOCK, times=20)
    world.sandbox.merchant.edits("MUG-1", stock=7)
    await followed(connector)
    world.sandbox.faults.clear()
    world.wall.passes(minutes=6)  # then nothing of it can be under way any more
    await followed(world.open())
    told = world.asked("POST", "/inventory/update")
    await followed(world.open())
    assert world.asked("POST", "/inventory/update") == told


async def test_what_may_still_be_under_way_is_told_once_more_afterwards(world: World) -> None:
    connector = await world.listed()
    world.sandbox.faults.add(Fault("drop_before"), on=STOCK, times=20)
    world.sandbox.merchant.edits("MUG-1", stock=7)
    await followed(connector)
    world.sandbox.faults.clear()
    await followed(world.open())
    assert "302" in await due(connector)
    world.wall.passes(minutes=6)
    await followed(world.open())
    assert "302" not in await due(connector)


async def test_telling_it_again_and_again_does_not_put_off_when_it_is_certain(world: World) -> None:
    connector = await world.listed()
    world.sandbox.faults.add(Fault("drop_before"), on=STOCK, times=20)
    world.sandbox.merchant.edits("MUG-1", stock=7)
    await followed(connector)
    world.sandbox.faults.clear()
    for _ in range(4):
        world.wall.passes(minutes=2)
        await followed(world.open())
    assert "302" not in await due(connector)


async def test_units_of_an_order_that_is_first_seen_cancelled_are_not_shown_twice(
    world: World,
) -> None:
    connector = await world.listed()
    before = world.sandbox.seen.stock("MUG-1")
    order_id = world.sandbox.buyer.orders("MUG-1", 2)
    world.sandbox.merchant.edits("MUG-1", stock=before - 5)
    await followed(connector)  # over the sale, of which nobody knows yet
    world.sandbox.vendor.moves(order_id, "CANCELLED")
    assert world.sandbox.seen.stock("MUG-1") == before - 3
    await connector.orders.fetch()
    await followed(connector)
    assert world.sandbox.seen.stock("MUG-1") == before - 5


async def test_units_sold_soon_after_they_were_told_are_made_good(world: World) -> None:
    connector = await world.listed()
    before = world.sandbox.seen.stock("MUG-1")
    world.wall.passes(minutes=1)
    world.sandbox.buyer.orders("MUG-1", 2)
    world.sandbox.merchant.edits("MUG-1", stock=before + 2)  # as many come in
    await connector.orders.fetch()
    await followed(connector)
    assert world.sandbox.seen.stock("MUG-1") == world.sandbox.seen.store_stock("MUG-1") == before
