"""Amounts are exact, know their currency, and are refused where they can't be reckoned with."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bc_sync.models import Money, as_decimal, minor_digits, usable

amounts = st.decimals(-(10**9), 10**9, allow_nan=False, places=4)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12.50", "12.50"), (" 7 ", "7"), ("1e3", "1000"), ("-0.5", "-0.5"), ("1e-400", "1e-400")],
)
def test_text_that_is_a_number_is_read_exactly(text: str, number: str) -> None:
    assert as_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12,50",
        "abc",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e999999",
        "-1e15",
        "1e99999999999999999999",
        "9" * 5000,
        "x" * 5000,
    ],
)
def test_what_cannot_be_reckoned_with_is_refused_in_few_words(text: str) -> None:
    with pytest.raises(ValueError, match="number") as refused:
        as_decimal(text)
    assert len(str(refused.value)) < 100


def test_a_huge_int_is_refused_like_a_huge_text() -> None:
    with pytest.raises(ValueError, match="15"):
        as_decimal(10**6000)


@pytest.mark.parametrize("text", ["12.50", "0.00", "-3"])
def test_a_decimal_is_kept_to_the_last_digit(text: str) -> None:
    assert str(as_decimal(Decimal(text))) == text


@pytest.mark.parametrize("value", [1.5, True, None, b"1"])
def test_floats_and_other_kinds_are_refused_as_not_exact(value: object) -> None:
    with pytest.raises(TypeError):
        as_decimal(value)  # type: ignore[arg-type]  # what a caller without a type checker may pass


@pytest.mark.parametrize("zero", ["-0", "-0.00", Decimal("-0"), "-0e5"])
def test_zero_has_no_sign(zero: str | Decimal) -> None:
    assert str(Money(zero, "GBP")) == "0.00 GBP"
    assert not as_decimal(zero).is_signed()


def test_an_amount_that_rounds_to_zero_from_below_shows_no_sign() -> None:
    assert str(Money("-0.001", "GBP")) == "0.00 GBP"


def test_equal_amounts_are_equal_and_hash_alike_however_many_zeros_they_are_written_with() -> None:
    assert Money("1.0", "GBP") == Money("1.00", "GBP") == Money(1, "GBP")
    assert len({Money("1.0", "GBP"), Money("1.00", "GBP"), Money("1", "EUR")}) == 2


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("12.505", "GBP", "12.51 GBP"),
        ("-12.505", "GBP", "-12.51 GBP"),
        ("12.504", "GBP", "12.50 GBP"),
        ("99.5", "JPY", "100 JPY"),
        ("15000.4", "IDR", "15000 IDR"),
        ("1.0005", "KWD", "1.001 KWD"),
        ("2", "XYZ", "2.00 XYZ"),
        ("1e-400", "USD", "0.00 USD"),
    ],
)
def test_amounts_are_shown_at_the_currencys_decimals_halves_away_from_zero(
    amount: str, currency: str, shown: str
) -> None:
    assert str(Money(amount, currency)) == shown


@given(amounts, amounts)
def test_adding_and_taking_away_undo_each_other(one: Decimal, other: Decimal) -> None:
    start, change = Money(one, "USD"), Money(other, "USD")
    assert start + change - change == start


@given(amounts, st.sampled_from(["GBP", "JPY", "KWD"]))
def test_rounding_moves_by_half_a_step_at_most_and_only_once(
    amount: Decimal, currency: str
) -> None:
    rounded = Money(amount, currency).rounded()
    half = Decimal(1).scaleb(-minor_digits(currency)) / 2
    assert abs(rounded.amount - amount) <= half
    assert rounded.rounded() == rounded


@given(st.decimals())
def test_every_decimal_is_either_usable_or_refused(number: Decimal) -> None:
    if usable(number):
        assert as_decimal(number) == number
    else:
        with pytest.raises(ValueError, match="finite"):
            as_decimal(number)


def test_currencies_are_never_mixed() -> None:
    pounds, euros = Money(1, "GBP"), Money(1, "EUR")
    for mix in (pounds.__add__, pounds.__sub__, pounds.__lt__):
        with pytest.raises(ValueError, match="convert"):
            mix(euros)


def test_amounts_compare_and_multiply() -> None:
    assert Money(1, "GBP") < Money(2, "GBP")
    assert Money("2.50", "GBP") * 3 == Money("7.50", "GBP")
    assert not Money.zero("GBP")
    assert Money("0.01", "GBP")
