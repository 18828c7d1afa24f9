"""Orders called off: from here, by buyers, by TikTok, and by hand in BigCommerce."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.flows.aftersales_scene import again, asked, bought, ship
from tests.flows.conftest import CATEGORIES, LAMP, MUG, Open
from tiktok_bc_sync import AsyncConnector, OrderStatus
from tiktok_bc_sync.errors import InvalidInput, NotFound, Unavailable
from tiktok_bc_sync.models import (
    Activity,
    AftersalesPolicy,
    CancellationFilter,
    ImportedOrder,
    StoreCancelState,
)
from tiktok_bc_sync.sandbox import Fault, Sandbox
from tiktok_bc_sync.sandbox.images import picture

pytestmark = pytest.mark.anyio
PENDING = "CANCELLATION_REQUEST_PENDING"
GRANTED = "CANCELLATION_REQUEST_SUCCESS"
CLOSED = "CANCELLATION_REQUEST_CANCEL"


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Both marketplaces with two complete products."""
    sandbox = Sandbox(region=request.param, currency="USD")
    sandbox.load([LAMP, MUG], CATEGORIES)
    return sandbox


def codes(activity: Activity) -> Sequence[str]:
    """Return why entities of an activity failed."""
    return [one.reason.code for one in activity.failures]


def store_status(sandbox: Sandbox) -> str:
    """Return the status of BigCommerce's only order."""
    (order,) = sandbox.seen.store_orders()
    return order.status


def vendor_status(sandbox: Sandbox, order: ImportedOrder) -> str:
    """Return an order's status on TikTok."""
    return str(sandbox.shop.orders.orders[order.id]["status"])


# --- from here -----------------------------------------------------------------------


async def test_cancelling_here_tells_both_sides_and_brings_the_stock_back_once(
    connect: Open, sandbox: Sandbox
) -> None:
    connector = connect()
    order = await bought(connector, sandbox, ("MUG-1", 4))
    assert sandbox.seen.store_stock("MUG-1") == 26
    reasons = await connector.cancellations.reasons(order.id)
    made = await connector.cancellations.cancel(order.id, reason=reasons[0])
    assert made.status == GRANTED
    for one in (connector, connect()):
        await one.orders.cancel(order.id, reason="OUT_OF_STOCK")
        await one.cancellations.sync()
        await one.orders.fetch()
    assert vendor_status(sandbox, order) == "CANCELLED"
    assert store_status(sandbox) == "Cancelled"
    assert sandbox.seen.store_stock("MUG-1") == 30
    assert (
        asked(sandbox, "POST", "/return_refund/202602/cancellations")
        == sum(call.path.endswith("/cancellations/search") for call in sandbox.calls) + 1
    )


async def test_a_cancellation_whose_answer_was_lost_is_found_done(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    sandbox.faults.add(Fault("drop_after"), on="POST */return_refund/202602/cancellations")
    with pytest.raises(Unavailable):
        await connector.orders.cancel(order.id, reason="OUT_OF_STOCK")
    await connector.orders.cancel(order.id, reason="OUT_OF_STOCK")
    assert len(sandbox.shop.cancellations.cancellations) == 1
    assert store_status(sandbox) == "Cancelled"


async def test_single_lines_come_back_to_bigcommerce_as_units_and_the_rest_can_be_shipped(
    connect: Open, sandbox: Sandbox
) -> None:
    connector = connect()
    order = await bought(connector, sandbox, ("MUG-1", 3), ("LAMP-WHITE", 1))
    gone = [line.id for line in order.order.lines if line.sku == "MUG-1"][:2]
    await connector.orders.cancel(order.id, reason="out_of_stock", lines=gone)
    for one in (connector, connect()):
        await one.orders.cancel(order.id, reason="out_of_stock", lines=gone)
        await one.cancellations.sync()
    assert sandbox.seen.store_stock("MUG-1") == 29
    assert sandbox.seen.store_stock("LAMP-WHITE") == 19
    (refund,) = sandbox.store.refunds.refunds.values()
    assert [item["quantity"] for item in refund["items"] if item["item_type"] == "PRODUCT"] == [2]
    assert store_status(sandbox) == "Awaiting Fulfillment"
    mugs, lamp = dict.fromkeys(tied for _, tied in order.store_lines)
    ship(sandbox, order, "PARCEL-1", "ups", {mugs: 1, lamp: 1})
    assert codes(await connector.fulfilment.sync()) == []
    assert (await again(connector, order)).status is OrderStatus.IN_TRANSIT


async def test_a_line_of_another_order_is_refused(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    with pytest.raises(InvalidInput) as refused:
        await connector.orders.cancel(order.id, reason="OUT_OF_STOCK", lines=["5"])
    assert refused.value.field == "lines"
    assert vendor_status(sandbox, order) == "AWAITING_SHIPMENT"


async def test_after_shipping_it_is_too_late(connector: AsyncConnector, sandbox: Sandbox) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    sandbox.vendor.moves(order.id, "IN_TRANSIT")
    assert await connector.cancellations.reasons(order.id) == ()
    with pytest.raises(InvalidInput, match="In Transit") as refused:
        await connector.cancellations.cancel(order.id, reason="OUT_OF_STOCK")
    assert refused.value.field == "status"


# --- buyers --------------------------------------------------------------------------


async def test_a_buyers_request_is_listed_with_its_deadline_and_granted(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2))
    request = sandbox.buyer.cancels(order.id)
    await connector.cancellations.sync()
    (asked_for,) = (await connector.cancellations.find(CancellationFilter(waiting=True))).items
    assert (asked_for.id, asked_for.role, asked_for.status) == (request, "BUYER", PENDING)
    waiting = (await connector.dashboard.summary()).waiting
    assert (waiting.cancellations, waiting.next_deadline) == (1, asked_for.respond_by)
    for _ in range(2):
        assert (await connector.cancellations.approve(request)).status == GRANTED
    assert store_status(sandbox) == "Cancelled"
    assert sandbox.seen.store_stock("MUG-1") == 30
    assert await connector.cancellations.counts() == {GRANTED: 1}
    with pytest.raises(InvalidInput, match="decided already"):
        await connector.cancellations.reject(request, reason="packed")


async def test_a_request_is_refused_for_a_reason_of_now_with_a_picture(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    request = sandbox.buyer.cancels(order.id)
    await connector.cancellations.sync()
    offered = [one.name for one in await connector.cancellations.reject_reasons(request)]
    with pytest.raises(InvalidInput, match=offered[0]):
        await connector.cancellations.reject(request, reason="because")
    for _ in range(2):
        closed = await connector.cancellations.reject(
            request, reason="has been packed", images=[picture("/proof.png")]
        )
        assert closed.status == CLOSED
    assert vendor_status(sandbox, order) == "AWAITING_SHIPMENT"
    with pytest.raises(InvalidInput, match="decided already"):
        await connector.cancellations.approve(request)


async def test_what_is_no_picture_is_refused_before_anything_is_sent(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    request = sandbox.buyer.cancels(order.id)
    await connector.cancellations.sync()
    for images in ([b"GIF89a"], [b"\x89PNG"] * 7):
        with pytest.raises(InvalidInput) as refused:
            await connector.cancellations.reject(request, reason="packed", images=images)
        assert refused.value.field == "images"
    assert asked(sandbox, "POST", f"/cancellations/{request}/reject") == 0


async def test_an_unknown_cancellation_is_not_found(connector: AsyncConnector) -> None:
    for answer in (
        connector.cancellations.get,
        connector.cancellations.approve,
    ):
        with pytest.raises(NotFound):
            await answer("1")


async def test_a_request_that_is_open_when_the_seller_cancels_ends_with_the_order(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2))
    request = sandbox.buyer.cancels(order.id)
    await connector.orders.cancel(order.id, reason="OUT_OF_STOCK")
    await connector.cancellations.sync()
    assert (await connector.cancellations.get(request)).status == CLOSED
    assert store_status(sandbox) == "Cancelled"
    assert sandbox.seen.store_stock("MUG-1") == 30


# --- on TikTok -----------------------------------------------------------------------


async def test_cancelled_by_the_platform_it_is_cancelled_in_bigcommerce_and_comes_back_once(
    connect: Open, sandbox: Sandbox
) -> None:
    order = await bought(connect(), sandbox, ("MUG-1", 3))
    sandbox.vendor.moves(order.id, "CANCELLED")
    for _ in range(2):
        assert codes(await connect().cancellations.sync()) == []
        await connect().orders.fetch()
    assert store_status(sandbox) == "Cancelled"
    assert sandbox.seen.store_stock("MUG-1") == 30
    assert sandbox.store.refunds.refunds == {}


async def test_an_unreadable_cancellation_holds_up_no_other_and_is_read_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    first = await bought(connector, sandbox, ("MUG-1", 1))
    second = await bought(connector, sandbox, ("MUG-1", 1))
    broken, good = (sandbox.buyer.cancels(one.id) for one in (first, second))
    held = sandbox.shop.cancellations.cancellations[broken]["refund_amount"]
    total, held["refund_total"] = held["refund_total"], "a lot"
    activity = await connector.cancellations.sync()
    assert (codes(activity), str(activity.state)) == (["unexpected_answer"], "completed")
    assert (await connector.cancellations.get(good)).status == PENDING
    held["refund_total"] = total
    assert codes(await connector.cancellations.sync()) == []
    assert (await connector.cancellations.get(broken)).status == PENDING


# --- in BigCommerce ------------------------------------------------------------------


async def test_cancelled_in_bigcommerce_it_is_cancelled_on_tiktok_for_the_mapped_reason(
    connect: Open, sandbox: Sandbox
) -> None:
    connector = connect()
    order = await bought(connector, sandbox, ("MUG-1", 2))
    await connector.settings.change(aftersales=AftersalesPolicy(cancel_reason="wrong_price"))
    sandbox.merchant.cancels(order.store_order_id)
    for one in (connector, connect()):
        assert codes(await one.cancellations.sync()) == []
    assert vendor_status(sandbox, order) == "CANCELLED"
    (made,) = sandbox.shop.cancellations.cancellations.values()
    assert "wrong_price" in made["cancel_reason"]
    assert (await again(connector, order)).status is OrderStatus.CANCELLED
    assert sandbox.seen.store_stock("MUG-1") == 30


async def test_switched_off_nothing_is_cancelled_on_tiktok_not_even_later(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2))
    await connector.settings.change(aftersales=AftersalesPolicy(cancel_on_tiktok=False))
    sandbox.merchant.cancels(order.store_order_id)
    await connector.cancellations.sync()
    sandbox.clock.passes(hours=1)
    await connector.cancellations.sync()
    assert vendor_status(sandbox, order) == "AWAITING_SHIPMENT"


async def test_cancelled_in_bigcommerce_after_it_left_is_a_visible_failure_that_is_told_once(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    sandbox.vendor.moves(order.id, "IN_TRANSIT")
    sandbox.merchant.cancels(order.store_order_id)
    assert codes(await connector.cancellations.sync()) == ["too_late_to_cancel"]
    assert codes(await connector.cancellations.sync()) == []
    (failed,) = [one async for one in connector.cancellations.failed()]
    assert (failed.order_id, failed.state) == (order.id, StoreCancelState.FAILED)
    assert (await connector.dashboard.summary()).waiting.store_cancellations == 1


async def test_a_mapped_reason_that_is_not_offered_names_those_that_are_and_can_be_retried(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 1))
    await connector.settings.change(aftersales=AftersalesPolicy(cancel_reason="bored"))
    sandbox.merchant.cancels(order.store_order_id)
    failures = (await connector.cancellations.sync()).failures
    assert [one.reason.code for one in failures] == ["cancel_reason"]
    assert "out_of_stock" in failures[0].reason.mend
    told = await connector.cancellations.retry(order.id, reason="out_of_stock")
    assert told.state is StoreCancelState.TOLD
    assert vendor_status(sandbox, order) == "CANCELLED"


async def test_cancelled_on_both_sides_at_once_both_agree_and_stock_comes_back_once(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 5))
    sandbox.vendor.moves(order.id, "CANCELLED")
    sandbox.merchant.cancels(order.store_order_id)
    assert codes(await connector.cancellations.sync()) == []
    await connector.orders.fetch()
    assert len(sandbox.shop.cancellations.cancellations) == 1
    assert sandbox.seen.store_stock("MUG-1") == 30
