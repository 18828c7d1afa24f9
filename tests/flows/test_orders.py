"""TikTok's orders in BigCommerce, once each, and what becomes of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.flows.conftest import Open
from tiktok_bc_sync import AsyncConnector, OrderStatus
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import ImportState
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


def made(sandbox: Sandbox) -> list[str]:
    """Return the TikTok ids of BigCommerce's orders."""
    return [one.external_id for one in sandbox.seen.store_orders()]


def store_calls(sandbox: Sandbox) -> int:
    """Count the requests to BigCommerce's orders."""
    return sum("/v2/orders" in call.path for call in sandbox.calls)


async def test_an_order_reaches_bigcommerce_once_with_equal_totals(
    connect: Open, sandbox: Sandbox
) -> None:
    connector = connect()
    await connector.products.pull()
    order_id = sandbox.buyer.orders(
        ("MUG-1", 3),
        ("LAMP-WHITE", 1),
        shipping_fee="3.99",
        seller_discount="2.00",
        platform_discount="1.50",
    )
    await connector.orders.fetch()
    await connector.orders.fetch()
    await connect().orders.fetch()
    order = await connector.orders.get(order_id)
    assert order.state is ImportState.CREATED
    assert made(sandbox) == [order_id]
    totals = [one.total for one in sandbox.seen.store_orders()]
    assert totals == [order.order.amounts.total.amount]
    assert sandbox.seen.external_order(order_id) == order.store_order_id


async def test_an_order_lowers_bigcommerces_stock_once(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.buyer.orders("MUG-1", 3)
    await connector.orders.fetch()
    await connector.orders.fetch()
    await connector.products.pull()
    assert (await connector.products.get("302")).variants[0].stock == 27


async def test_an_unknown_sku_fails_visibly_and_heals_when_the_product_is_there(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-2", 1)
    await connector.orders.fetch()
    order = await connector.orders.get(order_id)
    assert order.state is ImportState.FAILED
    assert [reason.code for reason in order.reasons] == ["unknown_sku"]
    assert "MUG-1" in order.reasons[0].message
    sandbox.merchant.adds({"name": "Mug 2", "sku": "MUG-2", "price": 12, "weight": 0.3})
    await connector.products.pull()
    await connector.orders.fetch()
    assert (await connector.orders.get(order_id)).state is ImportState.CREATED
    assert made(sandbox) == [order_id]


async def test_a_failed_order_costs_no_request_until_its_cause_is_gone(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    sandbox.buyer.orders("MUG-2", 1)
    await connector.orders.fetch()
    before = store_calls(sandbox)
    await connector.orders.fetch()
    assert store_calls(sandbox) == before


async def test_an_unreadable_order_holds_up_no_other_and_is_told(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    broken = sandbox.buyer.orders("MUG-1", 1)
    good = sandbox.buyer.orders("MUG-1", 1)
    payment = sandbox.shop.orders.orders[broken]["payment"]
    total, payment["total_amount"] = payment["total_amount"], "a lot"
    activity = await connector.orders.fetch()
    assert [one.reason.code for one in activity.failures] == ["unexpected_answer"]
    assert made(sandbox) == [good]
    payment["total_amount"] = total
    await connector.orders.fetch()
    assert sorted(made(sandbox)) == sorted([good, broken])


async def test_an_unpaid_order_waits_until_it_is_paid(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1, unpaid=True)
    await connector.orders.fetch()
    assert (await connector.orders.get(order_id)).status is OrderStatus.UNPAID
    assert made(sandbox) == []
    sandbox.buyer.pays(order_id)
    await connector.orders.fetch()
    assert made(sandbox) == [order_id]


async def test_a_shipment_reaches_tiktok_with_its_carrier_and_number(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 2)
    await connector.orders.fetch()
    store_order = (await connector.orders.get(order_id)).store_order_id
    sandbox.merchant.ships(store_order, carrier="royal-mail", tracking_number="RM1GB")
    await connector.fulfilment.sync()
    await connector.fulfilment.sync()
    assert [(one.provider, one.tracking_number) for one in sandbox.seen.parcels(order_id)] == [
        ("Royal Mail", "RM1GB")
    ]
    await connector.orders.fetch()
    assert (await connector.orders.get(order_id)).status is OrderStatus.IN_TRANSIT


async def test_a_shipment_with_an_unknown_carrier_waits_and_names_the_candidates(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    store_order = (await connector.orders.get(order_id)).store_order_id
    sandbox.merchant.ships(store_order, carrier="Uncle Bob", tracking_number="1")
    activity = await connector.fulfilment.sync()
    assert [one.reason.code for one in activity.failures] == ["unknown_carrier"]
    assert "Royal Mail" in activity.failures[0].reason.mend
    assert sandbox.seen.parcels(order_id) == []


async def test_half_an_order_ships_today_and_the_rest_tomorrow(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders(("MUG-1", 2), ("LAMP-BLACK", 1))
    await connector.orders.fetch()
    order = await connector.orders.get(order_id)
    first_line = order.store_lines[0][1]
    sandbox.merchant.ships(
        order.store_order_id, carrier="DPD", tracking_number="DPD-00001", items={int(first_line): 1}
    )
    await connector.fulfilment.sync()
    await connector.orders.fetch()
    assert (await connector.orders.get(order_id)).status is OrderStatus.PARTIALLY_SHIPPED
    sandbox.merchant.ships(order.store_order_id, carrier="DPD", tracking_number="DPD-00002")
    await connector.fulfilment.sync()
    await connector.orders.fetch()
    assert [one.units for one in sandbox.seen.parcels(order_id)] == [1, 2]


async def test_a_cancelled_order_is_cancelled_on_both_sides_and_its_stock_returns(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 4)
    await connector.orders.fetch()
    await connector.orders.cancel(order_id, reason="OUT_OF_STOCK")
    again = await connector.orders.cancel(order_id, reason="OUT_OF_STOCK")
    assert again.order_id == order_id
    assert (await connector.orders.get(order_id)).status is OrderStatus.CANCELLED
    assert sandbox.seen.store_orders()[0].status == "Cancelled"
    await connector.products.pull()
    assert (await connector.products.get("302")).variants[0].stock == 30


async def test_a_reason_that_tiktok_does_not_offer_is_refused_with_those_it_does(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    with pytest.raises(InvalidInput, match="TikTok offers: ") as refused:
        await connector.orders.cancel(order_id, reason="BORED")
    assert refused.value.field == "reason"
    assert (await connector.orders.get(order_id)).status is OrderStatus.AWAITING_SHIPMENT


async def test_an_order_that_tiktok_does_not_know_is_not_found(connector: AsyncConnector) -> None:
    with pytest.raises(NotFound):
        await connector.orders.cancel("1", reason="OUT_OF_STOCK")


async def test_a_return_is_read_once_and_then_followed(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    sandbox.vendor.moves(order_id, "DELIVERED")
    return_id = sandbox.buyer.returns(order_id)
    await connector.returns.sync()
    assert (await connector.dashboard.summary()).returns == {"Aftersale applying": 1}
    sandbox.vendor.arbitrates(return_id, for_buyer=True)
    sandbox.vendor.finishes_return(return_id)
    await connector.returns.sync()
    assert (await connector.dashboard.summary()).returns == {"Complete": 1}
    assert (await connector.returns.get(return_id)).refund.amount > Decimal(0)


async def test_a_status_set_by_hand_in_bigcommerce_is_never_moved_back(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    store_order = (await connector.orders.get(order_id)).store_order_id
    sandbox.merchant.moves(store_order, 10)  # Completed
    sandbox.vendor.moves(order_id, "IN_TRANSIT")
    await connector.orders.fetch()
    assert sandbox.seen.store_orders()[0].status == "Completed"


async def test_no_record_of_an_order_shows_the_buyers_address(
    connector: AsyncConnector, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    order = await connector.orders.get(order_id)
    shown = repr(order) + str(await connector.activities.list()) + caplog.text
    assert order.order.address.lines
    hidden = {"TIKTOK_APP_SECRET", "TIKTOK_ACCESS_TOKEN", "BIGCOMMERCE_ACCESS_TOKEN"}
    secrets = [*order.order.address.lines, *(sandbox.env()[name] for name in hidden)]
    assert [secret for secret in secrets if secret in shown] == []
