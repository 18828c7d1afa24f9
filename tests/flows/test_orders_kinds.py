"""Replacements, exchanges, bundles, payment discounts, deadlines, customers and the store's own tax."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.flows.conftest import CATEGORIES, LAMP, MUG
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.models import (
    BundlePolicy,
    ImportState,
    KindPolicy,
    OrderKind,
    OrderPolicy,
    TaxPolicy,
)
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """A shop in each of two markets."""
    sandbox = Sandbox(region=request.param, currency="USD")
    sandbox.load([LAMP, MUG], CATEGORIES)
    return sandbox


@pytest.fixture
async def pulled(connector: AsyncConnector) -> AsyncConnector:
    """A connector that knows the products."""
    await connector.products.pull()
    return connector


def at_tiktok(sandbox: Sandbox, order_id: str) -> dict[str, Any]:
    return sandbox.shop.orders.orders[order_id]


def in_store(sandbox: Sandbox) -> dict[str, Any]:
    return list(sandbox.store.orders.orders.values())[-1]


@pytest.mark.parametrize(
    ("kind", "mark", "source", "policy"),
    [
        (
            OrderKind.REPLACEMENT,
            "is_replacement_order",
            "replaced_order_id",
            OrderPolicy(replacements=KindPolicy.LEAVE_OUT),
        ),
        (
            OrderKind.EXCHANGE,
            "is_exchange_order",
            "exchange_source_order_id",
            OrderPolicy(exchanges=KindPolicy.LEAVE_OUT),
        ),
    ],
)
async def test_replacements_and_exchanges_name_the_order_they_stand_for_or_are_left_out(
    pulled: AsyncConnector,
    sandbox: Sandbox,
    kind: OrderKind,
    mark: str,
    source: str,
    policy: OrderPolicy,
) -> None:
    order_id = sandbox.buyer.orders("MUG-1", 1)
    at_tiktok(sandbox, order_id).update({mark: True, source: "57700"})
    await pulled.orders.fetch()
    assert (await pulled.orders.detail(order_id)).kinds == (kind,)
    assert f"{kind}. In place of TikTok Shop order 57700." in in_store(sandbox)["staff_notes"]
    await pulled.settings.change(orders=policy)
    other = sandbox.buyer.orders("MUG-1", 1)
    at_tiktok(sandbox, other).update({mark: True, source: "57701"})
    await pulled.orders.fetch()
    assert (await pulled.orders.get(other)).state is ImportState.NOT_WANTED


@pytest.mark.parametrize("policy", list(BundlePolicy))
async def test_a_bundle_takes_its_parts_off_the_stock_or_is_matched_itself(
    pulled: AsyncConnector, sandbox: Sandbox, policy: BundlePolicy
) -> None:
    await pulled.settings.change(orders=OrderPolicy(bundles=policy))
    order_id = sandbox.buyer.orders("SET-1", 2)
    parts = [{"seller_sku": "MUG-1", "sku_count": 2}, {"seller_sku": "LAMP-WHITE", "sku_count": 1}]
    for line in at_tiktok(sandbox, order_id)["line_items"]:
        line["combined_listing_skus"] = parts
    await pulled.orders.fetch()
    order = await pulled.orders.get(order_id)
    if policy is BundlePolicy.OWN_SKU:
        assert [one.code for one in order.reasons] == ["unknown_sku"]
        return
    assert (sandbox.seen.store_stock("MUG-1"), sandbox.seen.store_stock("LAMP-WHITE")) == (26, 18)
    total = Decimal(at_tiktok(sandbox, order_id)["payment"]["total_amount"])
    assert Decimal(in_store(sandbox)["total_inc_tax"]) == total
    assert order.referenced


async def test_what_a_payment_platform_paid_is_a_discount_and_the_deadline_is_noted(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders("MUG-1", 1)
    payment = at_tiktok(sandbox, order_id)["payment"]
    total = Decimal(payment["total_amount"]) - 1
    payment.update(payment_platform_discount="1.00", total_amount=f"{total:.2f}")
    await pulled.orders.fetch()
    made = in_store(sandbox)
    assert (Decimal(made["total_inc_tax"]), Decimal(made["discount_amount"])) == (total, Decimal(1))
    assert "Ship by " in made["staff_notes"]


async def test_orders_can_be_one_customers_and_taxed_by_the_store(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await pulled.settings.change(
        orders=OrderPolicy(customer_id="42", tax=TaxPolicy.BIGCOMMERCE, tags=("tiktok",))
    )
    order_id = sandbox.buyer.orders("MUG-1", 2, shipping_fee="3.00")
    await pulled.orders.fetch()
    made = in_store(sandbox)
    assert made["customer_id"] == 42
    assert made["staff_notes"].endswith("Tags: tiktok.")
    # The sandbox's store has no tax of its own.
    assert Decimal(made["total_inc_tax"]) == Decimal(made["total_ex_tax"]) == 23
    assert (await pulled.orders.get(order_id)).reasons == ()


async def test_a_line_that_lowers_no_stock_keeps_its_sku(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    await pulled.settings.change(orders=OrderPolicy(samples_lower_stock=False))
    sandbox.buyer.orders("MUG-1", 1, sample=True)
    await pulled.orders.fetch()
    (line,) = sandbox.store.orders.lines[in_store(sandbox)["id"]]
    assert (line["product_id"], line["sku"]) == (0, "MUG-1")
    assert sandbox.seen.store_stock("MUG-1") == 30
