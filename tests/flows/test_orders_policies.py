"""Each kind of order under its policy, its amounts in both markets, its status and its address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.flows.conftest import CATEGORIES, LAMP, MUG
from tiktok_bc_sync import AsyncConnector, OrderStatus
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import (
    HoldPolicy,
    ImportState,
    KindPolicy,
    OrderPolicy,
    StoreOrderStatus,
    TaxPolicy,
)
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """A shop whose prices contain their tax, and one that adds it, each before a store in dollars."""
    sandbox = Sandbox(region=request.param, currency="USD")
    sandbox.load([LAMP, MUG], CATEGORIES)
    return sandbox


@pytest.fixture
async def pulled(connector: AsyncConnector) -> AsyncConnector:
    """A connector that knows the products."""
    await connector.products.pull()
    return connector


def in_store(sandbox: Sandbox, number: int = -1) -> dict[str, Any]:
    """Return an order of BigCommerce's as its own API answers it."""
    return list(sandbox.store.orders.orders.values())[number]


async def under(connector: AsyncConnector, policy: OrderPolicy) -> None:
    await connector.settings.change(orders=policy)


async def test_an_order_has_tiktoks_amounts_to_the_cent_line_by_line(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders(
        ("MUG-1", 3),
        ("LAMP-WHITE", 1),
        shipping_fee="3.99",
        seller_discount="2.35",
        platform_discount="1.07",
    )
    await pulled.orders.fetch()
    order, made = await pulled.orders.get(order_id), in_store(sandbox)
    payment = sandbox.shop.orders.orders[order_id]["payment"]
    assert Decimal(made["total_inc_tax"]) == Decimal(payment["total_amount"])
    assert Decimal(made["total_tax"]) == Decimal(payment["tax"])
    assert Decimal(made["discount_amount"]) == Decimal("3.42")
    assert Decimal(made["shipping_cost_ex_tax"]) == Decimal("3.99")
    lines = sandbox.store.orders.lines[made["id"]]
    assert sum(line["quantity"] for line in lines) == 4
    assert sum(Decimal(line["total_tax"]) for line in lines) == Decimal(payment["tax"])
    assert made["currency_code"] == payment["currency"]
    told = "platform's discount 1.07"
    assert told in made["staff_notes"]
    assert ("not in the store's USD" in made["staff_notes"]) is (payment["currency"] != "USD")
    assert str((await pulled.orders.explain(order_id)).sum).endswith(str(order.order.amounts.total))


async def test_samples_cod_and_platform_shipped_orders_are_made_as_what_they_are(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    sandbox.buyer.orders("MUG-1", 1, sample=True, cod=True, platform_ships=True)
    await pulled.orders.fetch()
    made = in_store(sandbox)
    assert Decimal(made["total_inc_tax"]) == 0
    assert made["payment_method"] == "Cash on delivery"
    (address,) = sandbox.store.orders.addresses[made["id"]]
    assert address["shipping_method"] == "shipped by TTS platform"
    assert "*" in address["first_name"]
    assert made["staff_notes"].count("sample.") == made["staff_notes"].count("COD.") == 1


async def test_a_kind_that_is_left_out_is_made_once_the_policy_changes(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await under(pulled, OrderPolicy(samples=KindPolicy.LEAVE_OUT))
    order_id = sandbox.buyer.orders("MUG-1", 1, sample=True)
    await pulled.orders.fetch()
    order = await pulled.orders.get(order_id)
    assert order.state is ImportState.NOT_WANTED
    assert [one.code for one in order.reasons] == ["kind_left_out"]
    assert len(sandbox.seen.store_orders()) == 0
    await under(pulled, OrderPolicy(samples_lower_stock=False))
    await pulled.orders.fetch()
    await pulled.orders.fetch()
    order = await pulled.orders.get(order_id)
    assert (order.state, order.reasons) == (ImportState.CREATED, ())
    assert len(sandbox.seen.store_orders()) == 1
    assert sandbox.seen.store_stock("MUG-1") == 30
    assert order.store_lines[0][0] == order.order.lines[0].id


async def test_a_new_policy_looks_once_at_what_an_earlier_one_left_out(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await under(pulled, OrderPolicy(samples=KindPolicy.LEAVE_OUT))
    kept, cancelled = (sandbox.buyer.orders("MUG-1", 1, sample=True) for _ in range(2))
    await pulled.orders.fetch()
    sandbox.vendor.moves(cancelled, "CANCELLED")
    await under(pulled, OrderPolicy(samples=KindPolicy.LEAVE_OUT, tags=("new",)))
    assert (await pulled.orders.fetch()).total == 1
    assert (await pulled.orders.fetch()).total == 0
    assert [one.code for one in (await pulled.orders.get(cancelled)).reasons] == ["cancelled_early"]
    assert [one.code for one in (await pulled.orders.get(kept)).reasons] == ["kind_left_out"]


async def test_a_held_order_is_to_be_verified_until_the_hold_is_over(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await under(pulled, OrderPolicy(hold=HoldPolicy.VERIFY))
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await pulled.orders.fetch()
    await pulled.orders.fetch()
    assert in_store(sandbox)["status"] == "Manual Verification Required"
    sandbox.shop.orders.orders[order_id]["create_time"] -= 3601
    sandbox.vendor.moves(order_id, "AWAITING_SHIPMENT")
    await pulled.orders.fetch()
    assert in_store(sandbox)["status"] == "Awaiting Fulfillment"


async def test_an_order_waits_for_the_end_of_its_hold_and_may_be_cancelled_in_it(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await under(pulled, OrderPolicy(hold=HoldPolicy.WAIT, hold_minutes=0))
    kept, cancelled = sandbox.buyer.orders("MUG-1", 1), sandbox.buyer.orders("MUG-1", 1)
    for one in (kept, cancelled):
        sandbox.vendor.moves(one, "ON_HOLD")
    await pulled.orders.fetch()
    assert [one.code for one in (await pulled.orders.get(kept)).reasons] == ["on_hold"]
    sandbox.buyer.cancels(cancelled)
    sandbox.vendor.moves(kept, "AWAITING_SHIPMENT")
    await pulled.orders.fetch()
    assert [one.external_id for one in sandbox.seen.store_orders()] == [kept]
    assert (await pulled.orders.get(cancelled)).state is ImportState.NOT_WANTED


async def test_units_that_were_cancelled_before_the_order_is_made_are_not_in_it(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders(("MUG-1", 2), ("LAMP-WHITE", 1), seller_discount="3.00")
    order = sandbox.shop.orders.orders[order_id]
    lamps = [one for one in order["line_items"] if one["seller_sku"] == "LAMP-WHITE"]
    sandbox.shop.orders.cancel(order, lamps, "out_of_stock", "SELLER")
    await pulled.orders.fetch()
    made = in_store(sandbox)
    (line,) = sandbox.store.orders.lines[made["id"]]
    assert (line["sku"], line["quantity"]) == ("MUG-1", 2)
    left = [one for one in order["line_items"] if one["display_status"] != "CANCELLED"]
    taxes = (Decimal(tax["tax_amount"]) for one in left for tax in one["item_tax"])
    paid = sum((Decimal(one["sale_price"]) for one in left), sum(taxes, Decimal(0)))
    assert Decimal(made["total_inc_tax"]) == paid


async def test_tax_can_be_nobodys(pulled: AsyncConnector, sandbox: Sandbox) -> None:
    await under(pulled, OrderPolicy(tax=TaxPolicy.NONE))
    order_id = sandbox.buyer.orders("MUG-1", 2, shipping_fee="1.00")
    await pulled.orders.fetch()
    made = in_store(sandbox)
    assert made["total_inc_tax"] == made["total_ex_tax"]
    total = (await pulled.orders.get(order_id)).order.amounts.total
    assert Decimal(made["total_inc_tax"]) == total.amount


# --- status ------------------------------------------------------------------------


async def test_the_status_follows_the_merchants_own_table_and_a_new_one_is_never_lost(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await under(
        pulled, OrderPolicy(statuses=((OrderStatus.DELIVERED, StoreOrderStatus.COMPLETED),))
    )
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await pulled.orders.fetch()
    order = sandbox.shop.orders.orders[order_id]
    order["status"] = "LOST_IN_SPACE"
    await pulled.orders.fetch()
    assert (await pulled.orders.get(order_id)).status == "Unknown (LOST_IN_SPACE)"
    assert (await pulled.orders.counts()).statuses["Unknown (LOST_IN_SPACE)"] == 1
    assert in_store(sandbox)["status"] == "Awaiting Fulfillment"
    sandbox.vendor.moves(order_id, "DELIVERED")
    await pulled.orders.fetch()
    assert in_store(sandbox)["status"] == "Completed"
    assert (await pulled.orders.detail(order_id)).store_status == "Completed"


async def test_a_settled_order_costs_no_request(pulled: AsyncConnector, sandbox: Sandbox) -> None:
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await pulled.orders.fetch()
    sandbox.vendor.moves(order_id, "DELIVERED")
    await pulled.orders.fetch()
    before = len(sandbox.calls)
    await pulled.orders.fetch()
    asked = [call.path for call in sandbox.calls[before:]]
    assert asked == ["/order/202309/orders/search"]


# --- addresses ---------------------------------------------------------------------


async def test_a_masked_address_is_kept_as_given_and_replaced_when_it_is_revealed(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders("MUG-1", 1, platform_ships=True)
    await pulled.orders.fetch()
    (address,) = sandbox.store.orders.addresses[in_store(sandbox)["id"]]
    masked = sandbox.shop.orders.orders[order_id]["recipient_address"]["address_line1"]
    assert address["street_1"] == masked
    sandbox.vendor.reveals_address(order_id, name="Ada Sample", address_line1="1 Example Street")
    await pulled.orders.fetch()
    assert (address["first_name"], address["street_1"]) == ("Ada", "1 Example Street")
    sandbox.vendor.reveals_address(order_id, name="A** S*****", address_line1="1 E****** S*****")
    await pulled.orders.fetch()
    assert address["street_1"] == "1 Example Street"
    assert (await pulled.orders.detail(order_id)).customer == "Ada Sample"


async def test_a_new_address_reaches_bigcommerce_until_the_order_is_shipped(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await pulled.orders.fetch()
    (address,) = sandbox.store.orders.addresses[in_store(sandbox)["id"]]
    sandbox.vendor.reveals_address(order_id, address_line1="2 New Road")
    await pulled.orders.refresh([order_id])  # as a webhook asks for it
    assert address["street_1"] == "2 New Road"
    sandbox.vendor.moves(order_id, "IN_TRANSIT")
    sandbox.vendor.reveals_address(order_id, address_line1="3 Too Late")
    await pulled.orders.fetch()
    assert address["street_1"] == "2 New Road"


# --- age ---------------------------------------------------------------------------


async def test_orders_from_before_the_connection_are_made_for_a_window_on_request(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    old, older = sandbox.buyer.orders("MUG-1", 1), sandbox.buyer.orders("MUG-1", 1)
    now = datetime.now(UTC)
    for one, days in ((old, 2), (older, 9)):
        sandbox.shop.orders.orders[one]["create_time"] -= days * 86_400
    await pulled.orders.fetch()
    assert [one.code for one in (await pulled.orders.get(old)).reasons] == ["before_connection"]
    assert sandbox.seen.store_orders() == []
    await pulled.orders.fetch_window(now - timedelta(days=3), now)
    assert [one.external_id for one in sandbox.seen.store_orders()] == [old]
    await pulled.orders.retry([older])
    assert [one.external_id for one in sandbox.seen.store_orders()] == [old, older]
    assert in_store(sandbox)["date_created"]


async def test_a_window_needs_a_zone_and_an_end_after_its_beginning(
    connector: AsyncConnector,
) -> None:
    now = datetime.now(UTC)
    with pytest.raises(InvalidInput, match="zone"):
        await connector.orders.fetch_window(now.replace(tzinfo=None))
    with pytest.raises(InvalidInput, match="before it begins"):
        await connector.orders.fetch_window(now, now - timedelta(days=1))


# --- references --------------------------------------------------------------------


async def test_an_order_is_found_by_bigcommerces_id_also_where_only_tiktok_knows_it(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders(("MUG-1", 2), ("LAMP-WHITE", 1))
    await pulled.orders.fetch()
    store_order_id = (await pulled.orders.get(order_id)).store_order_id
    assert (await pulled.orders.by_store_order(store_order_id)).id == order_id
    reference = sandbox.shop.order_api.references[order_id, "BIGCOMMERCE"]
    assert len(reference["line_items"]) == 3
    elsewhere = sandbox.buyer.orders("MUG-1", 1)
    sandbox.shop.order_api.references[elsewhere, "BIGCOMMERCE"] = {**reference, "id": "9001"}
    assert (await pulled.orders.by_store_order("9001")).id == elsewhere
    with pytest.raises(NotFound):
        await pulled.orders.by_store_order("9002")
