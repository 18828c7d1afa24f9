"""Buyers' data: kept for a while, forgotten for good, handed out, and an account deleted whole."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.flows.webhook_scene import ADDRESS, World
from tiktok_bc_sync import AsyncConnector, plain_value
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import BuyerData, Retention
from tiktok_bc_sync.storage import Query

pytestmark = pytest.mark.anyio
KINDS = (
    "account",
    "activity",
    "connection",
    "job",
    "listing",
    "order",
    "product",
    "sku",
    "webhook",
)


async def bought(world: World, connector: AsyncConnector, status: str = "COMPLETED") -> str:
    """Let an order be made and come to an end."""
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    world.sandbox.vendor.moves(order_id, status)
    await connector.orders.fetch()
    return order_id


async def test_a_buyer_is_forgotten_ninety_days_after_the_orders_end(world: World) -> None:
    connector = await world.connected()
    order_id = await bought(world, connector)
    before = (await connector.orders.get(order_id)).order
    assert before.address.name
    world.wall.passes(days=89)
    assert (await connector.privacy.forget_due()).orders == ()
    world.wall.passes(days=2)
    assert (await connector.privacy.forget_due()).orders == (order_id,)
    after = (await connector.orders.get(order_id)).order
    assert (after.address.name, after.address.lines, after.email, after.buyer_id) == (
        "",
        (),
        "",
        "",
    )
    assert after.address.country == before.address.country
    assert (after.amounts, after.lines) == (before.amounts, before.lines)
    assert (await connector.privacy.forget_due()).orders == ()


async def test_an_order_that_is_not_over_keeps_its_buyer(world: World) -> None:
    connector = await world.connected()
    await bought(world, connector, "IN_TRANSIT")
    world.wall.passes(days=200)
    assert (await connector.privacy.forget_due()).orders == ()


async def test_the_schedule_forgets_by_itself_after_the_time_that_was_set(world: World) -> None:
    connector = await world.connected()
    order_id = await bought(world, connector)
    await connector.privacy.keep(Retention(buyers=timedelta(days=7)))
    await connector.run_due()
    assert (await connector.orders.get(order_id)).buyer_forgotten_at is None
    world.wall.passes(days=8)
    await world.open().run_due()
    assert (await connector.orders.get(order_id)).buyer_forgotten_at


async def test_a_forgotten_buyer_does_not_come_back_with_the_order(world: World) -> None:
    connector = await world.connected()
    order_id = await bought(world, connector, "DELIVERED")
    buyer_id = (await connector.orders.get(order_id)).order.buyer_id
    assert (await connector.privacy.forget(buyer_id)).orders == (order_id,)
    world.wall.passes(minutes=1)
    world.sandbox.vendor.moves(order_id, "COMPLETED")
    await connector.orders.fetch()
    kept = await connector.orders.get(order_id)
    assert kept.status == "Completed"
    assert kept.order.address.name == ""


async def test_all_that_is_kept_of_a_buyer_can_be_handed_out(world: World) -> None:
    connector = await world.connected()
    order_id = await bought(world, connector, "DELIVERED")
    return_id = world.sandbox.buyer.returns(order_id)
    await connector.returns.sync()
    buyer_id = (await connector.orders.get(order_id)).order.buyer_id
    found = await connector.privacy.export(buyer_id)
    assert [one.id for one in found.orders] == [order_id]
    assert [one.id for one in found.returns] == [return_id]
    assert found.orders[0].order.address.name
    assert found.orders[0].order.address.name not in repr(found)


async def test_all_that_is_kept_of_a_buyer_can_be_written_as_json(world: World) -> None:
    connector = await world.connected()
    order_id = await bought(world, connector, "DELIVERED")
    buyer_id = (await connector.orders.get(order_id)).order.buyer_id
    found = await connector.privacy.export(buyer_id)
    told = json.loads(json.dumps(plain_value(found, BuyerData)))
    assert told["buyer_id"] == buyer_id
    (order,) = told["orders"]
    assert order["order"]["address"]["name"] == found.orders[0].order.address.name
    assert order["order"]["amounts"]["total"]["amount"] == str(
        found.orders[0].order.amounts.total.amount
    )


async def test_an_order_that_must_still_be_made_keeps_its_buyer_and_is_named(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("NO-SUCH", 1)
    await connector.orders.fetch()
    buyer_id = (await connector.orders.get(order_id)).order.buyer_id
    assert (await connector.privacy.forget(buyer_id)).kept == (order_id,)


@pytest.mark.parametrize("call", ["export", "forget"])
async def test_a_buyer_of_whom_nothing_is_kept_is_not_found(world: World, call: str) -> None:
    connector = await world.connected()
    with pytest.raises(NotFound):
        await getattr(connector.privacy, call)("749")
    with pytest.raises(InvalidInput):
        await getattr(connector.privacy, call)("")


# --- a whole account -----------------------------------------------------------------


def kept(world: World) -> set[str]:
    """Return the kinds of record that there still are."""
    store, shop = world.sandbox.store.store_hash, world.sandbox.shop.shop_id
    accounts = (store, f"{store}/{shop}")
    return {
        kind for kind in KINDS for one in accounts if world.storage.find(Query(one, kind)).records
    }


async def test_an_account_is_deleted_with_all_that_is_kept_of_it(world: World) -> None:
    connector = await world.listed()
    await bought(world, connector)
    await connector.run_due()
    assert {"account", "order", "product", "webhook", "job"} <= kept(world)
    assert await connector.privacy.delete_account(world.sandbox.shop.shop_id) > 10
    assert kept(world) == set()
    assert world.sandbox.store.hooks.hooks == {}
    assert world.sandbox.shop.subscriptions.webhooks == {}


async def test_another_account_is_not_deleted_by_mistake(world: World) -> None:
    connector = await world.connected()
    with pytest.raises(InvalidInput, match="not this account"):
        await connector.privacy.delete_account("7495")
    assert "product" in kept(world)


async def test_an_account_that_stays_disconnected_is_deleted_after_the_grace(world: World) -> None:
    connector = await world.connected()
    await bought(world, connector)
    world.sandbox.vendor.revokes()
    await connector.schedule.run("orders")
    world.wall.passes(days=29)
    await world.open().run_due()
    assert "order" in kept(world)
    world.wall.passes(days=2)
    await world.open().schedule.run("privacy")
    assert kept(world) == set()


async def test_an_account_that_was_reconnected_in_time_is_kept(world: World) -> None:
    connector = await world.connected()
    await bought(world, connector)
    world.sandbox.vendor.revokes()
    await connector.schedule.run("orders")
    world.wall.passes(days=20)
    world.reconnects()
    world.wall.passes(days=15)
    await world.open().run_due()
    assert "order" in kept(world)


async def test_webhooks_that_were_handled_long_ago_are_forgotten(world: World) -> None:
    connector = await world.connected()
    await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    await connector.run_due()
    assert await connector.webhooks.list()
    world.wall.passes(days=31)
    await connector.schedule.run("privacy")
    assert await connector.webhooks.list() == []
