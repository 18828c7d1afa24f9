"""Flash sale: two channels draw one stock down for an hour, and webhooks come late and twice."""

from __future__ import annotations

from random import Random

import pytest
from examples.flash_sale import MUG, SKU, STOCK, Sale

from tests.scenarios.stage import DE, GB, SG, US, Place, Stage
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.models import ImportState

pytestmark = pytest.mark.anyio


async def sells_for_an_hour(stage: Stage, connector: AsyncConnector, sale: Sale) -> None:
    """Sell, with what webhooks come, and the schedule every five minutes."""
    for minute in range(60):
        sale.minute()
        await stage.hears(connector)
        if minute % 5 == 0:
            await connector.run_due()
        sale.look()


@pytest.mark.parametrize(
    ("seed", "place"), list(enumerate((US, GB, DE, SG))), ids=["US", "GB", "DE", "SG"]
)
async def test_tiktok_never_shows_more_than_can_be_sold_once_it_is_quiet(
    blocking: bool, place: Place, seed: int
) -> None:
    stage = Stage(blocking, place, products=[MUG])
    connector = await stage.goes_live()
    await stage.listens(connector)
    stage.sandbox.faults.random(
        seed, rate=0, webhooks=0.7, webhook_kinds=("late", "doubled", "reordered")
    )
    sale = Sale(stage.sandbox, stage.clock, Random(seed))
    await sells_for_an_hour(stage, connector, sale)
    assert sale.in_store
    assert sale.orders

    stage.sandbox.faults.clear()  # the last ones come in, and nobody buys
    stage.clock.passes(hours=1)
    await stage.hears(connector)
    await connector.run_due()
    seen = stage.sandbox.seen
    assert seen.stock(SKU) <= seen.store_stock(SKU)
    assert max(sale.behind(), default=0) <= 15  # the poll is the net under late webhooks

    # Each unit was sold once: what both channels sold is what is gone; what could not be, is told.
    known = [order async for order in connector.orders.all()]
    made = [one for one in known if one.state is ImportState.CREATED]
    assert stage.made() == sorted(one.id for one in made)
    assert {one.id for one in known} == set(sale.orders)
    assert all(one.reasons for one in known if one not in made)
    sold = sum(len(one.order.lines) for one in made)
    assert STOCK - sale.in_store - sold == seen.store_stock(SKU) >= 0
