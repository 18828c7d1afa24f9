"""Amounts of money: exact decimals that know their currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from attrs import field, frozen

# ISO 4217 minor units; every other currency has two. IDR has two in the norm, but TikTok Shop takes
# and shows whole rupiah only.
_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "IDR": 0, "CLP": 0, "BHD": 3, "KWD": 3, "OMR": 3}


def minor_digits(currency: str) -> int:
    """Return how many decimals the marketplaces use for a currency.

    >>> minor_digits("GBP"), minor_digits("IDR")
    (2, 0)
    """
    return _DIGITS.get(currency, 2)


DIGITS_BEFORE_POINT = 15
"""No price, total or rate is as great; what is greater is a slip, and would cost memory to write out."""


def usable(number: Decimal) -> bool:
    """Whether a decimal can be reckoned with: finite, and below 10 to the power of 15.

    >>> usable(Decimal("12.50")), usable(Decimal("NaN")), usable(Decimal("1e999999"))
    (True, False, False)
    """
    return number.is_finite() and (not number or number.adjusted() < DIGITS_BEFORE_POINT)


def as_decimal(value: Decimal | int | str) -> Decimal:
    """Return an exact decimal; zero has no sign.

    Text that is no number, and what is not finite or not below 10 to the power of 15, is refused with
    ValueError; floats, which are not exact, with TypeError.

    >>> as_decimal("12.50")
    Decimal('12.50')
    """
    number = value if isinstance(value, Decimal) else _parsed(value)
    if not usable(number):
        raise ValueError("not a finite number below 10 to the power of 15")
    return number if number else number.copy_abs()


def _parsed(value: int | str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError(f"money must be given as Decimal, int or str, not {type(value).__name__}")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{str(value)[:40]!r} is not a decimal number") from None


@frozen(order=False)
class Money:
    """An amount in one currency, for example ``Money("12.50", "GBP")``.

    Adding or comparing different currencies raises ValueError: conversion is a decision of its own.
    """

    amount: Decimal = field(converter=as_decimal)
    currency: str

    def rounded(self) -> Money:
        """Return the amount at the currency's own decimals, halves away from zero."""
        step = Decimal(1).scaleb(-minor_digits(self.currency))
        return Money(self.amount.quantize(step, ROUND_HALF_UP), self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        """The amount with the currency's own decimals, as in ``12.50 GBP``."""
        return f"{self.rounded().amount:f} {self.currency}"

    def _same(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} can't be mixed; convert first")
        return other.amount

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing of a currency."""
        return cls(Decimal(0), currency)
