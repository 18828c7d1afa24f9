"""Orders that can't be made: each with its own reason and candidates, and made once the cause is gone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.flows.conftest import MUG
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import (
    AliasPage,
    ImportState,
    OrderFilter,
    OwnVariant,
    ProductEdits,
    SkuAlias,
)
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio
Spoil = Callable[[dict[str, Any]], object]


@pytest.fixture
async def pulled(connector: AsyncConnector) -> AsyncConnector:
    """A connector that knows the products."""
    await connector.products.pull()
    return connector


async def reasons(connector: AsyncConnector, order_id: str) -> list[str]:
    return [one.code for one in (await connector.orders.get(order_id)).reasons]


def made(sandbox: Sandbox) -> list[str]:
    return [one.external_id for one in sandbox.seen.store_orders()]


# --- what sellers and buyers do ----------------------------------------------------


def no_lines(order: dict[str, Any]) -> None:
    order["line_items"] = []
    order["payment"].update(total_amount="0.00", sub_total="0.00")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (no_lines, "no_lines"),
        (lambda order: order["payment"].update(currency="XTS"), "unknown_currency"),
        (lambda order: order["payment"].update(total_amount="99.99"), "totals_differ"),
        (lambda order: order["recipient_address"].update(region_code=""), "missing_country"),
        (lambda order: order["line_items"][0].update(seller_sku="MUG-9"), "unknown_sku"),
        (lambda order: order["line_items"][0].update(seller_sku="TWICE-1"), "ambiguous_sku"),
        (lambda order: order["line_items"][0].update(seller_sku=""), "unknown_sku"),
        (lambda order: order["line_items"][0].update(seller_sku="\0" * 300), "unknown_sku"),
    ],
)
async def test_bad_input_has_its_own_outcome_and_holds_up_no_other(
    pulled: AsyncConnector, sandbox: Sandbox, spoil: Spoil, reason: str
) -> None:
    for number in (801, 802):
        sandbox.merchant.adds({**MUG, "id": number, "name": f"Twin {number}", "sku": "TWICE-1"})
    await pulled.products.pull()
    bad, good = sandbox.buyer.orders("MUG-1", 1), sandbox.buyer.orders("MUG-1", 1)
    spoil(sandbox.shop.orders.orders[bad])
    activity = await pulled.orders.fetch()
    assert [(one.entity_id, one.reason.code) for one in activity.failures] == [(bad, reason)]
    assert (await pulled.orders.get(bad)).state is ImportState.FAILED
    assert await reasons(pulled, bad) == [reason]
    assert made(sandbox) == [good]
    again = await pulled.orders.fetch()
    assert (again.failures, made(sandbox)) == ((), [good])  # told once, tried again for nothing
    page = await pulled.orders.page(OrderFilter(reason=reason))
    assert [(one.order_id, one.status) for one in page.items] == [(bad, "Failed Awaiting Shipment")]


async def test_a_customers_name_of_500_characters_is_cut_and_kept_in_the_notes(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    name = "Ada " + "S" * 495 + "\0"
    order_id = sandbox.buyer.orders("MUG-1", 1, address={"name": name})
    await pulled.orders.fetch()
    made = sandbox.store.orders.orders[int((await pulled.orders.get(order_id)).store_order_id)]
    assert made["billing_address"]["last_name"] == "S" * 251
    assert name in made["staff_notes"]
    page = await pulled.orders.page(OrderFilter(customer="ada s"))
    assert [one.customer for one in page.items] == [name]


async def test_what_bigcommerce_refuses_is_told_in_its_words(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    modifier = {"id": 5, "display_name": "Engraving", "required": True, "type": "text"}
    sandbox.store.catalog.products[302]["modifiers"].append(modifier)
    order_id = sandbox.buyer.orders("MUG-1", 1)
    await pulled.orders.fetch()
    order = await pulled.orders.get(order_id)
    assert order.state is ImportState.FAILED
    assert "Engraving" in order.reasons[0].message
    sandbox.store.catalog.products[302]["modifiers"].clear()
    await pulled.orders.fetch()
    assert made(sandbox) == [order_id]


async def test_a_failed_order_that_is_cancelled_keeps_its_failure_beside_the_status(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders("NOPE-1", 1)
    await pulled.orders.fetch()
    sandbox.vendor.moves(order_id, "CANCELLED")
    await pulled.orders.fetch()
    counts = await pulled.orders.counts()
    assert counts.statuses["Failed Cancelled"] == counts.failed == counts.total == 1
    activity = await pulled.orders.retry_failed()
    assert (activity.done, made(sandbox)) == (0, [])


# --- mended ------------------------------------------------------------------------


async def test_an_alias_makes_what_failed_and_means_the_same_whatever_its_case(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders(("Old-Mug", 2), ("LAMP-WHITE", 1))
    await pulled.orders.fetch()
    assert await reasons(pulled, order_id) == ["unknown_sku"]
    assert await pulled.aliases.add(" old-mug ", "mug-1") == SkuAlias("old-mug", "MUG-1")
    await pulled.orders.fetch()
    order = await pulled.orders.get(order_id)
    assert (order.state, len(order.store_lines)) == (ImportState.CREATED, 3)
    assert sandbox.seen.store_stock("MUG-1") == 28
    matches = (await pulled.orders.explain(order_id)).matches
    assert [(one.sku, one.how) for one in matches] == [
        ("Old-Mug", "alias"),
        ("LAMP-WHITE", "exact"),
    ]


async def test_aliases_are_listed_changed_and_removed(pulled: AsyncConnector) -> None:
    for alias in ("B-2", "A-1", "C-3"):
        await pulled.aliases.add(alias, "MUG-1")
    await pulled.aliases.add("b-2", "LAMP-WHITE")
    first = await pulled.aliases.list(limit=2)
    assert [(one.alias, one.sku) for one in first.items] == [
        ("A-1", "MUG-1"),
        ("b-2", "LAMP-WHITE"),
    ]
    rest = await pulled.aliases.list(limit=2, after=first.next)
    assert rest == AliasPage((SkuAlias("C-3", "MUG-1"),))
    assert len((await pulled.aliases.list("-3")).items) == 1
    await pulled.aliases.remove("c-3")
    with pytest.raises(NotFound):
        await pulled.aliases.remove("C-3")


@pytest.mark.parametrize(
    ("alias", "sku", "field"),
    [
        ("", "MUG-1", "alias"),
        ("x" * 300, "MUG-1", "alias"),
        ("a\0b", "MUG-1", "alias"),
        ("mug-1", "MUG-1", "alias"),
        ("OLD", "NOPE-1", "sku"),
        ("OLD", "", "sku"),
    ],
)
async def test_an_alias_needs_a_name_and_a_sku_that_one_variant_has(
    pulled: AsyncConnector, alias: str, sku: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await pulled.aliases.add(alias, sku)
    assert refused.value.field == field


async def test_an_own_variant_is_sold_as_the_stores_variant_that_stands_for_it(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    own = OwnVariant("o1", "MUG-GIFT", values=(("Wrap", "Gift"),))
    await pulled.products.edit("302", ProductEdits("302", own_variants=(own,)))
    order_id = sandbox.buyer.orders("MUG-GIFT", 2)
    await pulled.orders.fetch()
    assert (await pulled.orders.get(order_id)).state is ImportState.CREATED
    assert sandbox.seen.store_stock("MUG-1") == 28


async def test_failed_orders_are_retried_by_hand_and_in_bulk(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    first, second, third = (sandbox.buyer.orders(f"NEW-{n}", 1) for n in (1, 2, 3))
    await pulled.orders.fetch()
    activity = await pulled.orders.retry([first, "999"])
    assert {one.entity_id: one.reason.code for one in activity.failures} == {
        first: "unknown_sku",
        "999": "not_found",
    }
    for number in (1, 2):
        sandbox.merchant.adds(
            {**MUG, "id": 700 + number, "sku": f"NEW-{number}", "name": f"N{number}"}
        )
    await pulled.products.pull()
    assert (await pulled.orders.retry([first])).failures == ()
    activity = await pulled.orders.retry_failed()
    assert [one.entity_id for one in activity.failures] == [third]
    assert sorted(made(sandbox)) == [first, second]


async def test_an_explanation_names_what_may_have_been_meant_and_the_arithmetic(
    pulled: AsyncConnector, sandbox: Sandbox
) -> None:
    order_id = sandbox.buyer.orders("MUG-2", 2, shipping_fee="1.50")
    sandbox.shop.orders.orders[order_id]["payment"]["total_amount"] = "25.00"
    await pulled.orders.fetch()
    told = await pulled.orders.explain(order_id)
    assert told.decision == "make"
    assert [one.near[0] for one in told.matches] == ["MUG-1"]
    assert dict(told.sum.steps)["shipping"] == Decimal("1.50")
    assert told.sum.difference == Decimal("3.50")
    assert str(told.sum) == "goods 20.00 + shipping 1.50 is not 25.00 GBP"
    assert {one.code for one in told.reasons} == {"unknown_sku", "totals_differ"}
