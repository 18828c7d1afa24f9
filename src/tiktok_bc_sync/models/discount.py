"""What promotions grant beyond a lower price: cheaper shipping, gifts, more off for buying more."""

from __future__ import annotations

from decimal import Decimal

from attrs import converters, field, frozen

from tiktok_bc_sync.models.money import as_decimal


@frozen
class Threshold:
    """How much a buyer must take: units, or an amount in the shop's currency.

    ``kind`` is the vendor's word; make one by `units` or `amount`.
    """

    kind: str
    value: Decimal = field(converter=as_decimal)

    @classmethod
    def units(cls, count: int) -> Threshold:
        """At least so many units."""
        return cls("MINIMAL_ITEM_QUANTITY", count)

    @classmethod
    def amount(cls, value: Decimal | int | str) -> Threshold:
        """At least so much money, in the shop's currency."""
        return cls("MINIMAL_ORDER_AMOUNT", value)


@frozen
class Off:
    """How much a buyer pays less: a percentage, or an amount in the shop's currency.

    ``kind`` is the vendor's word: PERCENTAGE_OFF, AMOUNT_OFF, AMOUNT_OFF_EACH (each unit) or FREE.
    """

    kind: str
    value: Decimal = field(default=Decimal(0), converter=as_decimal)


@frozen
class ShippingBenefit:
    """Shipping that costs nothing or, with ``most_off``, up to so much less, in the shop's currency.

    ``areas`` limits it to some of the vendor's areas. ``method`` and ``inventory`` are the vendor's
    words for what it is about, empty for its default.
    """

    most_off: Decimal | None = field(default=None, converter=converters.optional(as_decimal))
    threshold: Threshold | None = None
    areas: tuple[str, ...] = ()
    method: str = ""
    inventory: str = ""


@frozen
class MoreBenefit:
    """The more a buyer takes, the more comes off: one or two tiers, each above the one before."""

    tiers: tuple[tuple[Threshold, Off], ...]


@frozen
class Gift:
    """A SKU that comes free, up to ``most`` times in all (1 to 99,999)."""

    listing_id: str
    sku_id: str
    most: int


@frozen
class GiftBenefit:
    """Gifts for who takes enough: one tier in the US, up to two elsewhere."""

    tiers: tuple[tuple[Threshold, tuple[Gift, ...]], ...]


@frozen
class BuyGetBenefit:
    """Who takes enough gets ``units`` (1 to 20) of other products for less, or free.

    ``times`` (1 to 50) limits how often in one order; None doesn't.
    """

    threshold: Threshold
    off: Off
    units: int
    times: int | None = None


Benefit = ShippingBenefit | MoreBenefit | GiftBenefit | BuyGetBenefit
