"""Cancelled: on BigCommerce, on TikTok, by the buyer's request, and on both sides at the same moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.scenarios.stage import PLACES, Stage
from tiktok_bc_sync import AsyncConnector, OrderStatus

Cancel = Callable[[Stage, AsyncConnector, str], Awaitable[None]]


async def on_bigcommerce(stage: Stage, connector: AsyncConnector, order_id: str) -> None:
    stage.sandbox.merchant.cancels((await connector.orders.get(order_id)).store_order_id)


async def on_tiktok(stage: Stage, _: AsyncConnector, order_id: str) -> None:
    stage.sandbox.vendor.moves(order_id, "CANCELLED")


async def from_here(_: Stage, connector: AsyncConnector, order_id: str) -> None:
    reasons = await connector.cancellations.reasons(order_id)
    await connector.orders.cancel(order_id, reason=reasons[0])


async def by_the_buyer(stage: Stage, connector: AsyncConnector, order_id: str) -> None:
    request = stage.sandbox.buyer.cancels(order_id)
    await connector.cancellations.sync()
    assert (await connector.dashboard.summary()).waiting.cancellations == 1
    await connector.cancellations.approve(request)


async def on_both_sides(stage: Stage, connector: AsyncConnector, order_id: str) -> None:
    await on_tiktok(stage, connector, order_id)
    await on_bigcommerce(stage, connector, order_id)


@pytest.mark.anyio
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region)
@pytest.mark.parametrize(
    "cancel", [on_bigcommerce, on_tiktok, from_here, by_the_buyer, on_both_sides]
)
async def test_both_sides_agree_and_the_stock_comes_back_once(stage: Stage, cancel: Cancel) -> None:
    connector = await stage.goes_live()
    cancelled = stage.sandbox.buyer.orders("MUG-100", 4)
    kept = stage.sandbox.buyer.orders("MUG-100", 1)
    await connector.run_due()
    assert stage.sandbox.seen.store_stock("MUG-100") == 25

    await cancel(stage, connector, cancelled)
    for _ in range(3):
        stage.clock.passes(minutes=31)
        await stage.opens().run_due()
    assert (stage.on_tiktok(cancelled), stage.in_store(cancelled)) == ("CANCELLED", "Cancelled")
    assert (await connector.orders.get(cancelled)).status is OrderStatus.CANCELLED
    assert (await connector.orders.get(kept)).status is OrderStatus.AWAITING_SHIPMENT
    assert stage.sandbox.seen.store_stock("MUG-100") == 29
    assert stage.sandbox.seen.stock("MUG-100") == 29
    assert len(stage.sandbox.shop.cancellations.cancellations) == 1
