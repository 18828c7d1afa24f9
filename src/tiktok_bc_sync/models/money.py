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


def as_decimal(value: Decimal | int | str) -> Decimal:
    """Return an exact decimal; floats and text that is no finite number are refused with ValueError.

    >>> as_decimal("12.50")
    Decimal('12.50')
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"money must be given as Decimal, int or str, not {type(value).__name__}")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a decimal number") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return number


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
