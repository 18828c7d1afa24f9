"""First hour: from a catalogue to orders, parcels, a cancellation and a return, and nothing left to do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.scenarios.stage import PARCEL, PLACES, TOWEL, Place, Stage
from tiktok_bc_sync import (
    AsyncConnector,
    ListingStatus,
    OrderStatus,
    PriceRule,
    Settings,
    SimpleProducts,
    category,
)
from tiktok_bc_sync.models import ImportState

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
]


RULES = (
    ("Everything else", None, None),
    ("Lamps", category.equals("Home > Lamps"), PriceRule.percent("+10")),
)


async def test_the_whole_job_is_done_once_and_a_second_run_finds_nothing_to_do(
    stage: Stage, place: Place
) -> None:
    stage.sandbox.merchant.adds(TOWEL)  # it has no weight, and weights are not made up
    connector = stage.opens()
    assert (await connector.accounts.connect()).shop.region == place.region
    await templates_take_the_catalogue(stage, connector)
    await a_plan_is_printed_and_goes_live(stage, connector)
    await a_price_and_a_stock_flow(stage, connector)
    await orders_are_bought_shipped_cancelled_and_returned(stage, connector)
    await the_summary_adds_up(stage, connector)
    await a_second_run_finds_nothing_to_do(stage)


async def templates_take_the_catalogue(stage: Stage, connector: AsyncConnector) -> None:
    await connector.settings.save(Settings(rate=stage.place.rate))
    assert (await connector.products.pull()).done == 3
    leaf = (await connector.templates.categories("Storage"))[0]
    for name, query, rule in RULES:
        if query is not None:
            assert (await connector.templates.preview(query)).total == 1
        await connector.templates.create(
            name=name,
            category_id=leaf.id,
            query=query,
            price_rule=rule,
            parcel=PARCEL,
            simple_products=SimpleProducts.SINGLE_SKU,
        )


async def a_plan_is_printed_and_goes_live(stage: Stage, connector: AsyncConnector) -> None:
    plan = await connector.listings.plan()
    assert stage.sandbox.seen.listings() == 0
    assert "2 to create" in str(plan)
    assert plan.blocked_by() == {"missing_weight": 1}
    await connector.listings.apply(plan)
    stage.sandbox.vendor.reviews()
    await connector.listings.refresh_status()
    live = [
        one.product_id async for one in connector.listings.all() if one.status is ListingStatus.LIVE
    ]
    assert live == ["301", "302"]
    assert stage.sandbox.seen.price("LAMP-WHITE") == abroad(stage, 55)


async def a_price_and_a_stock_flow(stage: Stage, connector: AsyncConnector) -> None:
    stage.sandbox.merchant.edits("MUG-100", price=12, stock=25)
    await stage.follows(connector)
    assert stage.sandbox.seen.price("MUG-100") == abroad(stage, 12)
    assert stage.sandbox.seen.stock("MUG-100") == 25


async def orders_are_bought_shipped_cancelled_and_returned(
    stage: Stage, connector: AsyncConnector
) -> None:
    sandbox = stage.sandbox
    stage.clock.passes(minutes=30)
    ships, cancelled, returned = (sandbox.buyer.orders("MUG-100", units) for units in (2, 1, 3))
    for process in (connector, stage.opens()):
        await process.orders.fetch()
    assert stage.made() == sorted([ships, cancelled, returned])

    number = (await connector.orders.get(ships)).store_order_id
    carrier = stage.place.carriers[0]
    sandbox.merchant.ships(number, carrier=carrier, tracking_number="PARCEL-1")
    await connector.fulfilment.sync()
    assert [one.provider for one in sandbox.seen.parcels(ships)] == [carrier]

    reasons = await connector.cancellations.reasons(cancelled)
    await connector.orders.cancel(cancelled, reason=reasons[0])
    assert stage.in_store(cancelled) == "Cancelled"

    sandbox.vendor.moves(returned, "DELIVERED")
    sandbox.buyer.returns(returned)
    await connector.returns.sync()
    await connector.orders.fetch()
    assert [one.order_id async for one in connector.returns.all()] == [returned]


async def the_summary_adds_up(stage: Stage, connector: AsyncConnector) -> None:
    summary = await connector.dashboard.summary()
    assert sum(summary.products.values()) == 3
    assert sum(summary.returns.values()) == 1
    assert summary.imports == {ImportState.CREATED: len(stage.made())}
    assert {status: count for status, count in summary.orders.items() if count} == {
        OrderStatus.IN_TRANSIT: 1,
        OrderStatus.CANCELLED: 1,
        OrderStatus.DELIVERED: 1,
    }


async def a_second_run_finds_nothing_to_do(stage: Stage) -> None:
    seen = stage.sandbox.seen
    orders, parcels = seen.store_orders(), len(stage.sandbox.shop.parcels.parcels)
    again = stage.opens()
    await again.orders.fetch()
    await again.fulfilment.sync()
    await again.returns.sync()
    await stage.follows(again)
    assert (await again.listings.plan()).todo == 0
    assert seen.store_orders() == orders
    assert len(stage.sandbox.shop.parcels.parcels) == parcels == 1


def abroad(stage: Stage, price: int) -> Decimal:
    """Return what a price in the store is in the shop's currency."""
    return (Decimal(price) / (stage.place.rate or 1)).quantize(Decimal("0.01"))
