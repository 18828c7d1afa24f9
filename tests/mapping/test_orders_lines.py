"""Which variants an order's units are, and which of BigCommerce's lines they became."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.mapping.makers import codes
from tests.mapping.order_makers import KNOWN, LAMP, SHADE, made, order, terms, unit
from tiktok_bc_sync.mapping.order_lines import (
    ALIAS,
    OWN,
    SkuMatch,
    line_match,
    matched,
    tied_lines,
)
from tiktok_bc_sync.mapping.orders import order_draft
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import (
    BundlePart,
    BundlePolicy,
    Order,
    OrderPolicy,
    StoreOrder,
    StoreOrderLine,
)

ALIASED = evolve(SHADE, source=ALIAS)
OWNED = evolve(LAMP, sku="L-1-OWN", source=OWN)
POLICY = OrderPolicy()


@pytest.mark.parametrize(
    ("sku", "candidates", "how"),
    [
        ("L-1", (ALIASED, OWNED, LAMP), "exact"),
        ("l-1", (ALIASED, OWNED, LAMP), "normalized"),
        ("L-1-OWN", (ALIASED, OWNED), "own variant"),
        ("OLD-1", (ALIASED,), "alias"),
        ("L-1", (LAMP, evolve(SHADE, sku="L-1"), ALIASED), "alias"),  # it decides between two
        ("X-1", (), ""),
        ("L-1", (LAMP, evolve(SHADE, sku="L-1")), ""),
    ],
)
def test_the_stores_own_sku_counts_first_then_own_variants_then_aliases(
    sku: str, candidates: tuple[SkuMatch, ...], how: str
) -> None:
    found = line_match(sku, candidates, near=("L-2",))
    assert found.how == how
    assert found.near == (() if how else ("L-2",))
    assert bool(found.variant) is bool(how)


def test_an_own_variant_that_no_variant_stands_for_says_so() -> None:
    result = matched("L-1-OWN", (evolve(OWNED, variant_id=""),))
    assert isinstance(result, Blocked)
    assert codes(result) == ["own_variant_alone"]


def bundle() -> Order:
    parts = (BundlePart("L-1", 2), BundlePart("S-1"))
    return order(evolve(unit(1, "SET", "10"), parts=parts), total="10")


def test_a_bundle_becomes_its_parts_at_its_own_price() -> None:
    draft = made(bundle())
    assert [(one.variant_id, one.quantity, str(one.price)) for one in draft.lines] == [
        ("771", 1, "3.34"),
        ("771", 1, "3.33"),
        ("881", 1, "3.33"),
    ]
    assert {line for one in draft.lines for line in one.order_lines} == {"u1"}
    assert draft.total == draft.subtotal == 10
    assert "Bundle SET." in draft.staff_note


def test_a_bundle_can_be_the_variant_with_its_own_sku() -> None:
    known = {**KNOWN, "SET": (evolve(LAMP, sku="SET", variant_id="990"),)}

    draft = order_draft(bundle(), known, terms(OrderPolicy(bundles=BundlePolicy.OWN_SKU)))
    assert not isinstance(draft, Blocked)
    assert [(line.variant_id, line.price) for line in draft.lines] == [("990", Decimal(10))]


def store_order(*lines: tuple[str, str, str, int]) -> StoreOrder:
    """Return BigCommerce's order of (line id, variant id, SKU, units)."""
    made = tuple(
        StoreOrderLine(key, "77" if variant else "0", variant, sku, units)
        for key, variant, sku, units in lines
    )
    return StoreOrder("118", 11, "577", Decimal(0), "GBP", lines=made)


def test_units_are_tied_to_lines_within_their_quantities() -> None:
    one = order(unit(1), unit(2), unit(3, "S-1"), unit(4), total="40")
    there = store_order(("1", "771", "L-1", 2), ("2", "881", "S-1", 1), ("3", "771", "L-1", 1))
    assert tied_lines(one, there, POLICY, KNOWN) == (
        ("u1", "1"),
        ("u2", "1"),
        ("u3", "2"),
        ("u4", "3"),
    )


def test_an_aliased_unit_is_tied_by_its_variant() -> None:
    one = order(unit(1, "OLD-1"), total="10")
    there = store_order(("1", "881", "S-1", 1))
    assert tied_lines(one, there, POLICY, {"OLD-1": (ALIASED,)}) == (("u1", "1"),)
    assert tied_lines(one, there, POLICY, {}) == ()


def test_a_bundle_is_tied_to_each_of_its_parts() -> None:
    there = store_order(("1", "771", "L-1", 2), ("2", "881", "S-1", 1))
    assert tied_lines(bundle(), there, POLICY, KNOWN) == (("u1", "1"), ("u1", "2"))


def test_lines_without_a_product_are_tied_in_their_order() -> None:
    one = order(unit(1), unit(2, "S-1"), total="20")
    there = store_order(("1", "", "", 1), ("2", "", "", 1))
    assert tied_lines(one, there, POLICY, KNOWN) == (("u1", "1"), ("u2", "2"))


def test_orders_that_lower_no_stock_name_no_product() -> None:
    one = evolve(order(unit(1), total="10"), sample=True)
    (line,) = made(one, terms(OrderPolicy(samples_lower_stock=False))).lines
    assert (line.product_id, line.variant_id, line.sku, line.title) == ("", "", "L-1", "Desk lamp")
    assert made(one).lines[0].variant_id == "771"


def test_units_cancelled_since_are_tied_to_what_the_others_leave() -> None:
    one = order(unit(1, cancelled=True), unit(2), unit(3, cancelled=True), total="20")
    there = store_order(("1", "771", "L-1", 2))
    assert tied_lines(one, there, POLICY, KNOWN) == (("u2", "1"), ("u1", "1"))
