"""The merchant's settings and templates are validated where they are made, and read as words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bc_sync.models import (
    ParcelDefaults,
    PriceRule,
    Settings,
    StockRule,
    Template,
)
from tiktok_bc_sync.rules import any_of, brand

units = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("threshold", "on_hand", "reserved", "shown"),
    [
        (0, 5, 0, 5),
        (0, 0, 0, 0),
        (0, -3, 0, 0),
        (3, 3, 0, 0),
        (3, 4, 0, 4),
        (3, 10, 6, 4),
        (3, 10, 7, 0),
        (0, 2, 5, 0),
    ],
)
def test_stock_at_or_below_the_threshold_is_sold_out_and_above_it_the_real_one(
    threshold: int, on_hand: int, reserved: int, shown: int
) -> None:
    assert StockRule(threshold=threshold).sellable(on_hand, reserved) == shown


def test_untracked_products_show_the_configured_quantity_whatever_is_reserved() -> None:
    assert StockRule(threshold=50, untracked=7).sellable(None, 3) == 7


@given(threshold=units, on_hand=st.integers(-(10**6), 10**6), reserved=units)
def test_never_more_is_shown_than_can_be_sold(threshold: int, on_hand: int, reserved: int) -> None:
    shown = StockRule(threshold=threshold).sellable(on_hand, reserved)
    assert shown == 0 or threshold < shown == on_hand - reserved


@pytest.mark.parametrize("wrong", [{"threshold": -1}, {"untracked": -1}])
def test_a_stock_rule_below_zero_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        StockRule(**wrong)


@pytest.mark.parametrize("rate", [0, -1, "0.000", "NaN", "one"])
def test_a_rate_that_converts_nothing_is_refused(rate: str | int) -> None:
    with pytest.raises(ValueError, match=r"rate|number"):
        Settings(rate=rate)


@pytest.mark.parametrize(
    ("product", "price", "inventory", "sends"),
    [
        (True, False, False, (True, True)),
        (False, True, False, (True, False)),
        (False, False, True, (False, True)),
        (False, False, False, (False, False)),
    ],
)
def test_product_information_implies_price_and_inventory(
    product: bool, price: bool, inventory: bool, sends: tuple[bool, bool]
) -> None:
    settings = Settings(sync_product=product, sync_price=price, sync_inventory=inventory)
    assert (settings.sends_price, settings.sends_stock) == sends


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (PriceRule.percent("+10"), "+10 %"),
        (PriceRule.percent(-5), "-5 %"),
        (PriceRule.fixed("2.50"), "+2.50"),
        (PriceRule.fixed("-1e1"), "-10"),
    ],
)
def test_a_price_rule_reads_as_the_merchant_wrote_it(rule: PriceRule, told: str) -> None:
    assert str(rule) == told


def test_parcel_defaults_take_text_and_numbers() -> None:
    assert ParcelDefaults(weight_kg="0.5", length_cm=10) == ParcelDefaults(
        weight_kg=Decimal("0.5"), length_cm=Decimal(10)
    )
    assert ParcelDefaults().weight_kg is None


@pytest.mark.parametrize("wrong", [0, "-1", "NaN", "1e99", "heavy"])
def test_a_parcel_that_weighs_nothing_is_refused(wrong: str | int) -> None:
    with pytest.raises(ValueError, match=r"greater|number"):
        ParcelDefaults(weight_kg=wrong)


def test_a_template_without_a_query_is_the_default_one() -> None:
    assert Template("1", "Rest", "600001").default
    assert not Template("2", "Lamps", "600001", any_of(brand.equals("Lux"))).default
