"""What leaves the BigCommerce store, as TikTok is told of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.flows.aftersales_scene import (
    again,
    asked,
    bought,
    delete_shipment,
    edit_shipment,
    ship,
)
from tests.flows.conftest import CATEGORIES, LAMP, MUG, Open
from tiktok_bc_sync import AsyncConnector, OrderStatus
from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.models import Activity, ShipmentState
from tiktok_bc_sync.sandbox import Fault, Sandbox

pytestmark = pytest.mark.anyio

CARRIERS = {"GB": ("Royal Mail", "DPD"), "US": ("UPS", "FedEx"), "TH": ("DHL", "UPS")}


@pytest.fixture(params=["GB", "US"])
def region(request: pytest.FixtureRequest) -> str:
    """Where the shop is."""
    return str(request.param)


@pytest.fixture
def sandbox(region: str) -> Sandbox:
    """Both marketplaces with two complete products."""
    sandbox = Sandbox(region=region, currency="USD")
    sandbox.load([LAMP, MUG], CATEGORIES)
    return sandbox


def parcels(sandbox: Sandbox, order_id: str) -> list[tuple[str, str, int]]:
    """Return carrier, number and units of an order's parcels on TikTok."""
    found = sandbox.seen.parcels(order_id)
    return [(one.provider, one.tracking_number, one.units) for one in found]


def codes(activity: Activity) -> Sequence[str]:
    """Return why entities of an activity failed."""
    return [one.reason.code for one in activity.failures]


async def test_many_parcels_of_one_order_reach_tiktok_each_with_its_own_units(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    first, second = CARRIERS[region]
    order = await bought(connector, sandbox, ("MUG-1", 3), ("LAMP-BLACK", 1))
    mugs = order.store_lines[0][1]
    ship(sandbox, order, "PARCEL-1", first, {mugs: 2})
    ship(sandbox, order, "PARCEL-2", second, {mugs: 1})
    assert codes(await connector.fulfilment.sync()) == []
    assert (await again(connector, order)).status is OrderStatus.PARTIALLY_SHIPPED
    ship(sandbox, order, "PARCEL-3", first)
    assert codes(await connector.fulfilment.sync()) == []
    assert parcels(sandbox, order.id) == [
        (first, "PARCEL-1", 2),
        (second, "PARCEL-2", 1),
        (first, "PARCEL-3", 1),
    ]
    assert (await again(connector, order)).status is OrderStatus.IN_TRANSIT


async def test_shipping_twice_from_two_processes_makes_one_parcel(
    connect: Open, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connect(), sandbox, ("MUG-1", 2))
    ship(sandbox, order, "PARCEL-1", CARRIERS[region][0])
    for _ in range(2):
        assert codes(await connect().fulfilment.sync()) == []
    assert [units for _, _, units in parcels(sandbox, order.id)] == [2]
    assert asked(sandbox, "POST", f"/orders/{order.id}/packages") == 1


async def test_a_shipment_whose_answer_was_lost_is_found_not_shipped_again(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2))
    ship(sandbox, order, "PARCEL-1", CARRIERS[region][0])
    sandbox.faults.add(Fault("drop_after"), on=f"POST */fulfillment/*/orders/{order.id}/packages")
    assert codes(await connector.fulfilment.sync()) == ["unavailable"]
    assert codes(await connector.fulfilment.sync()) == []
    told = (await connector.fulfilment.get(order.id)).shipments[0]
    assert (told.state, len(told.package_ids)) == (ShipmentState.TOLD, 1)
    assert [units for _, _, units in parcels(sandbox, order.id)] == [2]


async def test_a_changed_number_and_carrier_is_corrected_on_tiktok(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    first, second = CARRIERS[region]
    order = await bought(connector, sandbox, ("MUG-1", 1))
    shipment = ship(sandbox, order, "WRONG-1", first)
    await connector.fulfilment.sync()
    edit_shipment(
        sandbox,
        order,
        shipment,
        tracking_number="RIGHT-1",
        shipping_provider="",
        shipping_method=second,
        tracking_carrier="",
    )
    assert codes(await connector.fulfilment.sync()) == []
    assert parcels(sandbox, order.id) == [(second, "RIGHT-1", 1)]
    updates = asked(sandbox, "POST", "/shipping_info/update")
    await connector.fulfilment.sync()
    assert asked(sandbox, "POST", "/shipping_info/update") == updates == 1


async def test_a_number_that_tiktok_does_not_take_comes_back_as_a_reason_until_it_is_corrected(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    shipment = ship(sandbox, order, "no number!", CARRIERS[region][0])
    activity = await connector.fulfilment.sync()
    assert codes(activity) == ["refused"]
    assert "tracking number" in activity.failures[0].reason.message
    assert [one.order_id async for one in connector.fulfilment.waiting()] == [order.id]
    edit_shipment(sandbox, order, shipment, tracking_number="GOOD-1")
    assert codes(await connector.fulfilment.sync()) == []
    assert [number for _, number, _ in parcels(sandbox, order.id)] == ["GOOD-1"]


async def test_a_change_that_tiktok_refuses_is_told_once_and_the_parcel_stays(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    shipment = ship(sandbox, order, "FIRST-1", CARRIERS[region][0])
    await connector.fulfilment.sync()
    edit_shipment(sandbox, order, shipment, tracking_number="no number!")
    assert codes(await connector.fulfilment.sync()) == ["refused"]
    updates = asked(sandbox, "POST", "/shipping_info/update")
    await connector.fulfilment.sync()
    assert asked(sandbox, "POST", "/shipping_info/update") == updates
    assert [number for _, number, _ in parcels(sandbox, order.id)] == ["FIRST-1"]


async def test_an_unmapped_carrier_waits_with_its_candidates_and_goes_when_it_is_mapped(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    known = CARRIERS[region][0]
    order = await bought(connector, sandbox, ("MUG-1", 1))
    ship(sandbox, order, "PARCEL-1", "Uncle Bob")
    failures = (await connector.fulfilment.sync()).failures
    assert [one.reason.code for one in failures] == ["unknown_carrier"]
    assert known in failures[0].reason.mend
    waiting = [one.order_id async for one in connector.fulfilment.waiting(reason="unknown_carrier")]
    assert waiting == [order.id]
    assert (await connector.dashboard.summary()).waiting.shipments == 1
    await connector.carriers.add("Uncle Bob", known)
    await connector.carriers.save()
    assert codes(await connector.fulfilment.sync()) == []
    assert parcels(sandbox, order.id) == [(known, "PARCEL-1", 1)]
    assert (await connector.dashboard.summary()).waiting.shipments == 0


async def test_a_shipment_without_a_number_waits_for_it(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    shipment = ship(sandbox, order, "", CARRIERS[region][0])
    assert codes(await connector.fulfilment.sync()) == ["missing_tracking"]
    edit_shipment(sandbox, order, shipment, tracking_number="LATE-1")
    assert codes(await connector.fulfilment.sync()) == []
    assert [number for _, number, _ in parcels(sandbox, order.id)] == ["LATE-1"]


async def test_units_that_tiktok_does_not_wait_for_are_named_and_the_rest_goes(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2))
    line = order.order.lines[0].id
    sandbox.shop.orders.cancel(
        sandbox.shop.orders.orders[order.id],
        [sandbox.shop.orders.orders[order.id]["line_items"][0]],
        "out_of_stock",
        "SYSTEM",
    )
    await connector.orders.refresh([order.id])
    ship(sandbox, order, "PARCEL-1", CARRIERS[region][0])
    assert codes(await connector.fulfilment.sync()) == ["extra_units"]
    told = (await connector.fulfilment.get(order.id)).shipments[0]
    assert (told.state, len(told.lines)) == (ShipmentState.TOLD, 1)
    assert line not in told.lines
    assert [units for _, _, units in parcels(sandbox, order.id)] == [1]


async def test_a_shipment_made_anew_takes_over_what_the_deleted_one_shipped(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2))
    shipment = ship(sandbox, order, "WRONG-1", CARRIERS[region][0])
    await connector.fulfilment.sync()
    delete_shipment(sandbox, order, shipment)
    assert codes(await connector.fulfilment.sync()) == ["shipment_deleted"]
    ship(sandbox, order, "RIGHT-1", CARRIERS[region][0])
    assert codes(await connector.fulfilment.sync()) == []
    assert [(number, units) for _, number, units in parcels(sandbox, order.id)] == [("RIGHT-1", 2)]


async def test_a_shipment_of_an_order_that_was_cancelled_meanwhile_tells_tiktok_nothing(
    connector: AsyncConnector, sandbox: Sandbox, region: str
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    ship(sandbox, order, "PARCEL-1", CARRIERS[region][0])
    sandbox.vendor.moves(order.id, "CANCELLED")
    assert codes(await connector.fulfilment.sync()) == []
    assert parcels(sandbox, order.id) == []
    told = (await connector.fulfilment.get(order.id)).shipments[0]
    assert told.state is ShipmentState.NOTHING


async def test_another_stores_order_is_left_alone_and_an_unseen_one_is_not_found(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await bought(connector, sandbox, ("MUG-1", 1))
    activity = await connector.fulfilment.refresh(["999999"])
    assert (activity.total, activity.failures) == (0, ())
    with pytest.raises(NotFound):
        await connector.fulfilment.get("1")


@pytest.mark.parametrize("region", ["TH"], indirect=True)
async def test_where_tiktok_makes_the_packages_a_part_of_one_is_split_off_and_shipped(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2), ("LAMP-BLACK", 1))
    mugs = order.store_lines[0][1]
    ship(sandbox, order, "PARCEL-1", "DHL", {mugs: 2})
    assert codes(await connector.fulfilment.sync()) == []
    assert parcels(sandbox, order.id) == [("DHL", "PARCEL-1", 2)]
    ship(sandbox, order, "PARCEL-2", "UPS")
    assert codes(await connector.fulfilment.sync()) == []
    assert sorted(parcels(sandbox, order.id)) == [("DHL", "PARCEL-1", 2), ("UPS", "PARCEL-2", 1)]
