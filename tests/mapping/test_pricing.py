"""How a price is made: the steps, their order, and what blocks it."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping import strategies
from tests.mapping.makers import STORE, TEMPLATE, codes
from tiktok_bc_sync.mapping.pricing import Price, PricePolicy, explain, policy_for, price
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import (
    Money,
    PriceRule,
    Settings,
    Variant,
    minor_digits,
)

AUD = evolve(STORE, currency="AUD")
GBP = PricePolicy("GBP", "GBP")


def variant(amount: str, sale: str | None = None) -> Variant:
    return Variant("1", "L-1", Decimal(amount), None if sale is None else Decimal(sale))


def made(amount: str, policy: PricePolicy, sale: str | None = None) -> Price:
    result = price(variant(amount, sale), policy)
    assert isinstance(result, Price), str(result)
    return result


@pytest.mark.parametrize(
    ("amount", "policy", "shown"),
    [
        ("10", GBP, "10.00 GBP"),
        ("10.005", GBP, "10.01 GBP"),
        ("10", evolve(GBP, rule=PriceRule.percent("+10")), "11.00 GBP"),
        ("10", evolve(GBP, rule=PriceRule.percent("-10")), "9.00 GBP"),
        ("10", evolve(GBP, rule=PriceRule.fixed("+1.25")), "11.25 GBP"),
        ("10", evolve(GBP, rule=PriceRule.fixed("-1.25")), "8.75 GBP"),
        ("0.004", evolve(GBP, rule=PriceRule.percent("+100")), "0.01 GBP"),
        # 1 GBP = 109 AUD: the AUD price is divided.
        ("109", PricePolicy("AUD", "GBP", rate=Decimal(109)), "1.00 GBP"),
        ("10", PricePolicy("AUD", "GBP", factor=Decimal("0.52")), "5.20 GBP"),
        # The merchant's rate is asked first.
        ("10", PricePolicy("AUD", "GBP", rate=Decimal(2), factor=Decimal(9)), "5.00 GBP"),
        # The rule comes after the currency: a fixed amount is the shop's.
        (
            "10",
            PricePolicy("AUD", "GBP", rate=Decimal(2), rule=PriceRule.fixed("+1")),
            "6.00 GBP",
        ),
        ("12.50", PricePolicy("USD", "JPY", factor=Decimal(150)), "1875 JPY"),
        (
            "0.03",
            PricePolicy("USD", "IDR", factor=Decimal(15550), highest=Decimal(10**9)),
            "467 IDR",
        ),
        # The same currency needs no rate and takes none.
        ("10", PricePolicy("GBP", "GBP", rate=Decimal(2)), "10.00 GBP"),
    ],
)
def test_a_price_is_made_in_the_merchants_order(
    amount: str, policy: PricePolicy, shown: str
) -> None:
    assert str(made(amount, policy).amount) == shown


def test_the_steps_tell_how_a_price_was_made() -> None:
    policy = PricePolicy("AUD", "GBP", rate=Decimal(2), rule=PriceRule.percent("+10"))
    assert [str(step) for step in made("10.05", policy).steps] == [
        "price: 10.05 AUD",
        "1 GBP = 2 AUD: 5.03 GBP",
        "rule +10 %: 5.53 GBP",
        "rounded: 5.53 GBP",
    ]


def test_dividing_by_the_rate_is_exact() -> None:
    # 1/3 has no end: multiplied by it, 0.165 would not reach the half that is rounded up.
    assert str(made("0.165", PricePolicy("AUD", "GBP", rate=Decimal(3))).amount) == "0.06 GBP"


@pytest.mark.parametrize(
    ("use", "sale", "shown", "struck"),
    [
        (False, "8", "10.00 USD", None),
        (True, "8", "8.00 USD", "10.00 USD"),
        (True, None, "10.00 USD", None),
        (True, "0", "10.00 USD", None),
        (True, "-1", "10.00 USD", None),
        (True, "10", "10.00 USD", None),
        (True, "12", "10.00 USD", None),
        (
            True,
            "9.999",
            "10.00 USD",
            None,
        ),  # rounds to the regular price: nothing to strike through
        (True, "NaN", "10.00 USD", None),
    ],
)
def test_a_lower_sale_price_is_shown_and_the_regular_one_struck_through(
    use: bool, sale: str | None, shown: str, struck: str | None
) -> None:
    policy = policy_for(Settings(use_sale_price=use), TEMPLATE, evolve(STORE, currency="USD"), "US")
    result = made("10", policy, sale)
    assert str(result.amount) == shown
    assert (str(result.list_price) if result.list_price else None) == struck


@pytest.mark.parametrize(
    ("region", "currency", "regular", "struck"),
    [
        ("GB", "GBP", "10", None),  # the vendor takes list prices in US dollars alone
        ("DE", "EUR", "10", None),
        ("US", "USD", "7600", "7600.00 USD"),
        ("US", "USD", "7600.01", None),
    ],
)
def test_a_price_is_struck_through_where_the_region_allows_it(
    region: str, currency: str, regular: str, struck: str | None
) -> None:
    store = evolve(STORE, currency=currency)
    policy = policy_for(Settings(use_sale_price=True), TEMPLATE, store, region)
    result = made(regular, policy, "5")
    assert result.amount == Money(5, currency)
    assert (str(result.list_price) if result.list_price else None) == struck


def test_currency_and_rule_change_the_struck_through_price_too() -> None:
    settings = Settings(use_sale_price=True, rate=2, price_rule=PriceRule.fixed("+1"))
    result = made("10", policy_for(settings, TEMPLATE, AUD, "US"), "8")
    assert (str(result.amount), str(result.list_price)) == ("5.00 USD", "6.00 USD")


@pytest.mark.parametrize(
    ("account", "template", "shown"),
    [
        (None, None, "10.00 GBP"),
        (PriceRule.percent(10), None, "11.00 GBP"),
        (None, PriceRule.fixed(2), "12.00 GBP"),
        (PriceRule.percent(10), PriceRule.fixed(2), "12.00 GBP"),
        (PriceRule.percent(10), PriceRule.percent(0), "10.00 GBP"),
    ],
)
def test_a_templates_rule_replaces_the_accounts(
    account: PriceRule | None, template: PriceRule | None, shown: str
) -> None:
    policy = policy_for(
        Settings(price_rule=account), evolve(TEMPLATE, price_rule=template), STORE, "GB"
    )
    assert str(made("10", policy).amount) == shown


def test_the_stores_own_currency_list_converts_where_the_merchant_gives_no_rate() -> None:
    store = evolve(AUD, rates=(("GBP", Decimal("0.5")),))
    assert str(made("10", policy_for(Settings(), TEMPLATE, store, "GB")).amount) == "5.00 GBP"


@pytest.mark.parametrize(
    ("amount", "policy", "code", "told"),
    [
        ("10", PricePolicy("AUD", "GBP"), "missing_rate", "AUD converts to GBP"),
        ("0", GBP, "price_not_positive", "price: 0.00 GBP; rounded: 0.00 GBP"),
        ("-1", GBP, "price_not_positive", "price: -1.00 GBP"),
        ("0.004", GBP, "price_not_positive", "rounded: 0.00 GBP"),
        ("1", evolve(GBP, rule=PriceRule.fixed(-1)), "price_not_positive", "rule -1: 0.00 GBP"),
        ("5", evolve(GBP, rule=PriceRule.percent(-150)), "price_not_positive", "rule -150 %"),
        ("10000.01", GBP, "price_too_high", "over 10000.00 GBP: price: 10000.01 GBP"),
        ("NaN", GBP, "price_not_a_number", "price: NaN"),
        ("sNaN", GBP, "price_not_a_number", "price: sNaN"),
        ("Infinity", GBP, "price_not_a_number", "price: Infinity"),
        ("1e999999", GBP, "price_not_a_number", "price: 1e+999999"),
        (
            "9",
            PricePolicy("AUD", "GBP", rate=Decimal("1e-30")),
            "price_not_a_number",
            "1 GBP = 1e-30 AUD",
        ),
        (
            "9",
            PricePolicy("AUD", "GBP", factor=Decimal("NaN")),
            "price_not_a_number",
            "1 AUD = NaN GBP",
        ),
        (
            "9",
            PricePolicy("AUD", "GBP", factor=Decimal(0)),
            "price_not_positive",
            "1 AUD = 0 GBP",
        ),
    ],
)
def test_what_is_no_price_blocks_with_the_steps_shown(
    amount: str, policy: PricePolicy, code: str, told: str
) -> None:
    result = price(variant(amount), policy)
    assert codes(result) == [code]
    assert told in str(result)


@pytest.mark.parametrize(
    ("region", "currency", "amount", "code"),
    [
        ("GB", "GBP", "0.01", None),
        ("JP", "JPY", "1", None),
        ("ID", "IDR", "100", None),
        ("ID", "IDR", "99", "price_too_low"),
        ("VN", "VND", "1000", None),
        ("VN", "VND", "999", "price_too_low"),
        ("VN", "VND", "0.4", "price_not_positive"),
    ],
)
def test_a_region_takes_no_price_below_its_lowest(
    region: str, currency: str, amount: str, code: str | None
) -> None:
    policy = policy_for(Settings(), TEMPLATE, evolve(STORE, currency=currency), region)
    assert codes(price(variant(amount), policy)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("typed", "policy", "told"),
    [
        ("12.345", GBP, ["typed price: 12.35 GBP", "rounded: 12.35 GBP"]),
        # Neither converted, nor ruled, nor on sale; and no rate is missed.
        (
            "12",
            PricePolicy("AUD", "GBP", rule=PriceRule.fixed(5), use_sale_price=True),
            ["typed price: 12.00 GBP", "rounded: 12.00 GBP"],
        ),
    ],
)
def test_a_typed_price_is_only_rounded(typed: str, policy: PricePolicy, told: list[str]) -> None:
    result = price(variant("99", "49"), policy, Decimal(typed))
    assert isinstance(result, Price)
    assert [str(step) for step in result.steps] == told
    assert result.list_price is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("0", "price_not_positive"), ("NaN", "price_not_a_number"), ("10001", "price_too_high")],
)
def test_a_typed_price_can_be_no_price_either(typed: str, code: str) -> None:
    assert codes(price(variant("99"), GBP, Decimal(typed))) == [code]


@pytest.mark.parametrize(
    ("amount", "sale", "policy", "told"),
    [
        (
            "109",
            None,
            PricePolicy("AUD", "GBP", rate=Decimal(109), rule=PriceRule.percent("+10")),
            "price: 109.00 AUD\n1 GBP = 109 AUD: 1.00 GBP\nrule +10 %: 1.10 GBP\nrounded: 1.10 GBP",
        ),
        (
            "10",
            "8",
            PricePolicy("USD", "USD", use_sale_price=True, highest_list_price=Decimal(7600)),
            "sale price: 8.00 USD\nrounded: 8.00 USD\nstruck through: 10.00 USD",
        ),
        (
            "10",
            None,
            PricePolicy("AUD", "GBP"),
            "price: 10.00 AUD\nNobody says how AUD converts to GBP. "
            "Give the exchange rate in the configuration.",
        ),
        (
            "10",
            None,
            PricePolicy("AUD", "GBP", factor=Decimal("NaN")),
            "price: 10.00 AUD\nThe price of L-1 comes to nothing that can be reckoned with: "
            "price: 10; 1 AUD = NaN GBP: NaN. Correct the price, its rule or the rate.",
        ),
    ],
)
def test_a_price_is_explained_step_by_step_as_far_as_it_came(
    amount: str, sale: str | None, policy: PricePolicy, told: str
) -> None:
    explained = explain(variant(amount, sale), policy)
    assert str(explained) == told
    assert (explained.price is None) == bool(explained.reasons)


def test_a_variant_without_a_sku_is_named_by_its_id() -> None:
    assert "price of 1 " in str(price(Variant("1", "", Decimal(0)), GBP))


def test_the_hosts_own_decimal_context_changes_nothing() -> None:
    policy = PricePolicy("AUD", "GBP", rate=Decimal("1.9"), rule=PriceRule.percent("+7.5"))
    expected = price(variant("1234.56"), policy)
    with localcontext(Context(prec=3)):
        assert price(variant("1234.56"), policy) == expected


policies = st.builds(
    PricePolicy,
    store_currency=st.sampled_from(["GBP", "AUD"]),
    shop_currency=st.sampled_from(["GBP", "JPY", "IDR"]),
    rate=st.none() | strategies.numbers,
    factor=st.none() | strategies.numbers,
    rule=st.none() | strategies.price_rules,
    use_sale_price=st.booleans(),
    highest_list_price=st.none() | st.just(Decimal(7600)),
)


@given(strategies.variants, policies)
def test_a_price_is_positive_in_the_shops_decimals_or_blocked(
    one: Variant, policy: PricePolicy
) -> None:
    result = price(one, policy)
    assert str(explain(one, policy))
    if isinstance(result, Blocked):
        assert len(result.reasons) == 1
        return
    for shown in filter(None, (result.amount, result.list_price)):
        assert shown.currency == policy.shop_currency
        assert shown == shown.rounded()
        assert -shown.amount.as_tuple().exponent == minor_digits(policy.shop_currency)  # type: ignore[operator]  # finite
        assert shown.amount > 0
    assert result.amount.amount <= policy.highest
    assert result.list_price is None or result.amount < result.list_price


rising_policies = st.builds(
    PricePolicy,
    store_currency=st.sampled_from(["GBP", "AUD"]),
    shop_currency=st.just("GBP"),
    rate=st.none() | st.decimals(Decimal("0.01"), 1000, places=4),
    factor=st.decimals(Decimal("0.01"), 1000, places=4),
    rule=st.none() | st.builds(PriceRule.percent, st.integers(-99, 200)),
)


@given(st.decimals(1, 1000, places=2), st.decimals(1, 1000, places=2), rising_policies)
def test_a_dearer_product_is_never_shown_cheaper(
    one: Decimal, other: Decimal, policy: PricePolicy
) -> None:
    cheap, dear = (price(Variant("1", "L", each), policy) for each in sorted((one, other)))
    if isinstance(cheap, Price) and isinstance(dear, Price):
        assert not dear.amount < cheap.amount
