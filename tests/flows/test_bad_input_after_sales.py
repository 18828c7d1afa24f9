"""What can't be, after a sale: each has its own visible outcome and holds up nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.aftersales_scene import bought, ship
from tests.flows.conftest import CATEGORIES, LAMP, MUG
from tests.flows.webhook_scene import World
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import ActivityState, EventState, Received
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio
CARRIER = "DPD"
UNKNOWN = "577999999999999999"


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces with two products."""
    made = Sandbox(region="GB", currency="USD")
    made.load([LAMP, MUG], CATEGORIES)
    return made


def items(sandbox: Sandbox, store_order_id: str) -> list[dict[str, Any]]:
    """Return what BigCommerce says is in an order's only shipment."""
    (shipment,) = sandbox.store.orders.shipments[int(store_order_id)]
    return list(shipment["items"])


async def outcome(connector: AsyncConnector) -> list[tuple[str, str]]:
    """Send shipments, and return which orders failed for which reason."""
    activity = await connector.fulfilment.sync()
    assert activity.state is ActivityState.COMPLETED
    return [(one.entity_id, one.reason.code) for one in activity.failures]


async def test_a_shipment_of_another_orders_line_tells_tiktok_nothing_of_it(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    first = await bought(connector, sandbox, ("MUG-1", 1))
    second = await bought(connector, sandbox, ("LAMP-WHITE", 1))
    ship(sandbox, first, "WRONG-1", CARRIER)
    (item,) = items(sandbox, first.store_order_id)
    item["order_product_id"] = int(second.store_lines[0][1])
    ship(sandbox, second, "RIGHT-1", CARRIER)
    failures = await outcome(connector)
    assert {of for of, _ in failures} <= {first.store_order_id, first.id}
    assert failures
    assert sandbox.seen.parcels(first.id) == []
    assert [one.tracking_number for one in sandbox.seen.parcels(second.id)] == ["RIGHT-1"]


async def test_a_shipment_of_more_units_than_ordered_says_so_and_ships_what_there_is(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2))
    ship(sandbox, order, "MANY-1", CARRIER)
    (item,) = items(sandbox, order.store_order_id)
    item["quantity"] = 9
    assert [code for _, code in await outcome(connector)] == ["extra_units"]
    await connector.fulfilment.sync()
    assert [one.units for one in sandbox.seen.parcels(order.id)] == [2]


async def test_a_return_of_an_order_that_nobody_knows_is_shown_and_refunds_nothing(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    sandbox.vendor.moves(order.id, "DELIVERED")
    return_id = sandbox.buyer.returns(order.id, type="REFUND")
    sandbox.vendor.arbitrates(return_id, for_buyer=True)
    sandbox.vendor.finishes_return(return_id)
    sandbox.shop.returns.returns[return_id]["order_id"] = UNKNOWN
    activity = await connector.returns.sync()
    assert activity.state is ActivityState.COMPLETED
    assert (await connector.returns.get(return_id)).order_id == UNKNOWN
    assert sandbox.store.refunds.refunds == {}


async def test_a_cancel_after_shipping_is_refused_and_changes_nothing(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    ship(sandbox, order, "GONE-1", CARRIER)
    await connector.fulfilment.sync()
    with pytest.raises(InvalidInput) as refused:
        await connector.orders.cancel(order.id, reason="OUT_OF_STOCK")
    assert refused.value.what_to_do
    assert sandbox.shop.orders.orders[order.id]["status"] != "CANCELLED"
    with pytest.raises(NotFound):
        await connector.orders.cancel(UNKNOWN, reason="OUT_OF_STOCK")


async def test_a_webhook_of_an_order_that_tiktok_does_not_know_fails_visibly_at_last(
    world: World,
) -> None:
    connector = await world.connected()
    body = world.event(UNKNOWN)
    assert (await connector.webhooks.receive(world.signed(body), body)).outcome is Received.STORED
    for _ in range(10):
        await connector.webhooks.work_off()
        world.wall.passes(hours=3)
    (event,) = [one async for one in connector.webhooks.about("order", UNKNOWN)]
    assert event.state is EventState.FAILED
    assert event.reason
    assert event.reason.code == "not_found"
    assert UNKNOWN in event.reason.message
