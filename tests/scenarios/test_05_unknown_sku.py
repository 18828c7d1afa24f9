"""Unknown SKU: the order fails visibly with what it may be, and is made by itself when that is known."""

from __future__ import annotations

import pytest

from tests.scenarios.stage import MUG, PLACES, Stage
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.models import ImportState

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
]


async def fails_visibly(stage: Stage, connector: AsyncConnector) -> str:
    """Let a buyer order what BigCommerce doesn't know by that name."""
    order_id = stage.sandbox.buyer.orders("MUG-1OO", 2)
    await connector.run_due()
    order = await connector.orders.get(order_id)
    assert order.state is ImportState.FAILED
    assert [one.code for one in order.reasons] == ["unknown_sku"]
    assert "MUG-100" in str(order.reasons[0])
    assert (await connector.orders.counts()).statuses["Failed Awaiting Shipment"] == 1
    assert stage.made() == []
    return order_id


async def appears_by_itself_once(stage: Stage, order_id: str) -> None:
    for _ in range(3):
        stage.clock.passes(minutes=31)
        await stage.opens().run_due()
    assert stage.made() == [order_id]
    assert (await stage.opens().orders.get(order_id)).reasons == ()


async def test_an_alias_is_enough(stage: Stage) -> None:
    connector = await stage.goes_live()
    order_id = await fails_visibly(stage, connector)
    await connector.aliases.add("MUG-1OO", "MUG-100")
    await appears_by_itself_once(stage, order_id)
    assert stage.sandbox.seen.store_stock("MUG-100") == 28


async def test_a_product_that_is_added_in_bigcommerce_is_enough(stage: Stage) -> None:
    connector = await stage.goes_live()
    order_id = await fails_visibly(stage, connector)
    stage.sandbox.merchant.adds({**MUG, "id": 309, "name": "The other mug", "sku": "MUG-1OO"})
    await appears_by_itself_once(stage, order_id)
    assert stage.sandbox.seen.store_stock("MUG-1OO") == 28
