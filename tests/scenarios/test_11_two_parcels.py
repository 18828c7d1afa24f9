"""Two parcels: half ships today with one carrier, the rest tomorrow with one that nobody mapped."""

from __future__ import annotations

import pytest

from tests.scenarios.stage import PLACES, Place, Stage
from tiktok_bc_sync import OrderStatus

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
]

MULE = "Uncle Bob's mule"


async def an_hour_passes(stage: Stage) -> None:
    """What is told in the first half is read back in the second."""
    for _ in range(2):
        stage.clock.passes(minutes=31)
        await stage.opens().run_due()


async def test_the_second_parcel_waits_for_its_carrier_and_then_the_order_is_on_its_way(
    stage: Stage, place: Place
) -> None:
    connector = await stage.goes_live()
    order_id = stage.sandbox.buyer.orders(("MUG-100", 2), ("LAMP-WHITE", 1))
    await connector.run_due()
    order = await connector.orders.get(order_id)
    mugs = int(dict(order.store_lines)[order.order.lines[0].id])

    merchant = stage.sandbox.merchant
    merchant.ships(
        order.store_order_id, carrier=place.carriers[0], tracking_number="PARCEL-1", items={mugs: 2}
    )
    await an_hour_passes(stage)
    assert (await connector.orders.get(order_id)).status is OrderStatus.PARTIALLY_SHIPPED

    stage.clock.passes(days=1)
    merchant.ships(order.store_order_id, carrier=MULE, tracking_number="PARCEL-2")
    await connector.run_due()
    assert [one.tracking_number for one in stage.sandbox.seen.parcels(order_id)] == ["PARCEL-1"]
    waiting = [one async for one in connector.fulfilment.waiting(reason="unknown_carrier")]
    assert [one.order_id for one in waiting] == [order_id]
    assert (await connector.dashboard.summary()).waiting.shipments == 1

    (suggested,) = await connector.carriers.suggest(MULE)
    await connector.carriers.add(MULE, suggested.candidates[0])
    await connector.carriers.save()
    await an_hour_passes(stage)
    assert {
        (one.tracking_number, one.provider, one.units)
        for one in stage.sandbox.seen.parcels(order_id)
    } == {("PARCEL-1", place.carriers[0], 2), ("PARCEL-2", suggested.candidates[0], 1)}
    assert (await connector.orders.get(order_id)).status is OrderStatus.IN_TRANSIT
    assert (await connector.dashboard.summary()).waiting.shipments == 0
