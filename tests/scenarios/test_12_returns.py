"""Returns: refused, arbitrated and accepted; a part of the refund; a refund without the goods."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.scenarios.stage import PLACES, Stage
from tiktok_bc_sync import AsyncConnector, Money
from tiktok_bc_sync.models import FollowUpState

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("place", PLACES, ids=lambda place: place.region),
]


async def delivered(stage: Stage) -> tuple[AsyncConnector, str]:
    """Return a connector and an order of two mugs that the buyer has in hand."""
    connector = await stage.goes_live()
    order_id = stage.sandbox.buyer.orders("MUG-100", 2)
    await connector.orders.fetch()
    stage.sandbox.vendor.moves(order_id, "DELIVERED")
    await connector.orders.fetch()
    return connector, order_id


async def refunded_once(stage: Stage, amount: Decimal) -> None:
    """BigCommerce refunds what TikTok did, to the cent, however often anybody looks."""
    for _ in range(2):
        stage.clock.passes(minutes=31)
        await stage.opens().run_due()
    held = stage.sandbox.store.refunds.refunds.values()
    assert [Decimal(str(one["total_amount"])) for one in held] == [amount]
    (followed,) = [one async for one in stage.opens().returns.refunds()]
    assert followed.state is FollowUpState.REFUNDED


async def test_refused_arbitrated_for_the_buyer_and_refunded(stage: Stage) -> None:
    connector, order_id = await delivered(stage)
    return_id = stage.sandbox.buyer.returns(order_id)
    await connector.returns.sync()
    reasons = await connector.returns.reject_reasons(return_id)
    await connector.returns.reject(return_id, reason=reasons[0].name, comment="It works.")
    stage.sandbox.vendor.arbitrates(return_id)
    await connector.returns.sync()
    assert (await connector.returns.get(return_id)).vendor_status != "COMPLETE"
    stage.sandbox.vendor.arbitrates(return_id, for_buyer=True)
    stage.sandbox.vendor.finishes_return(return_id)
    await connector.returns.sync()
    await refunded_once(stage, (await connector.returns.get(return_id)).refund.amount)


async def test_arbitrated_for_the_seller_nothing_is_refunded(stage: Stage) -> None:
    connector, order_id = await delivered(stage)
    return_id = stage.sandbox.buyer.returns(order_id)
    await connector.returns.sync()
    reasons = await connector.returns.reject_reasons(return_id)
    await connector.returns.reject(return_id, reason=reasons[0].name, comment="It works.")
    stage.sandbox.vendor.arbitrates(return_id)
    stage.sandbox.vendor.arbitrates(return_id, for_buyer=False)
    await stage.opens().run_due()
    assert not stage.sandbox.store.refunds.refunds


async def test_accepted_sent_back_and_received_it_is_in_stock_again(stage: Stage) -> None:
    connector, order_id = await delivered(stage)
    assert stage.sandbox.seen.store_stock("MUG-100") == 28
    return_id = stage.sandbox.buyer.returns(order_id)
    await connector.returns.sync()
    await connector.returns.approve(return_id)
    stage.sandbox.buyer.ships_back(return_id, "BACK-1")
    await connector.returns.approve(return_id)
    stage.sandbox.vendor.finishes_return(return_id)
    await connector.returns.sync()
    await refunded_once(stage, (await connector.returns.get(return_id)).refund.amount)
    assert stage.sandbox.seen.store_stock("MUG-100") == 30


async def test_a_part_of_the_refund_is_offered_and_taken(stage: Stage) -> None:
    connector, order_id = await delivered(stage)
    return_id = stage.sandbox.buyer.returns(order_id)
    await connector.returns.sync()
    part = Money("3.50", (await connector.returns.get(return_id)).refund.currency)
    await connector.returns.offer(return_id, part)
    stage.sandbox.buyer.answers_offer(return_id, accepts=True)
    stage.sandbox.vendor.finishes_return(return_id)
    await refunded_once(stage, part.amount)


async def test_without_the_goods_the_money_goes_back_and_no_stock(stage: Stage) -> None:
    connector, order_id = await delivered(stage)
    return_id = stage.sandbox.buyer.returns(order_id, type="REFUND")
    await connector.returns.sync()
    await connector.returns.approve(return_id)
    stage.sandbox.vendor.finishes_return(return_id)
    await connector.returns.sync()
    await refunded_once(stage, (await connector.returns.get(return_id)).refund.amount)
    assert stage.sandbox.seen.store_stock("MUG-100") == 28
