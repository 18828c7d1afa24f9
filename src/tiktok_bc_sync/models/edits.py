"""What the merchant typed in the product editor; it stands over BigCommerce's own and survives pulls."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from attrs import Attribute, field, frozen, validators
from attrs.converters import optional

from tiktok_bc_sync.models.money import as_decimal
from tiktok_bc_sync.models.settings import NoGtinReason

WEIGHT_UNITS = ("kg", "g", "lb", "oz", "t")
LENGTH_UNITS = ("cm", "in", "mm", "m")


class GtinChoice(StrEnum):
    """Whether a product's identifier codes are sent: as the account says, always, or never and why."""

    USE_GLOBAL = "global"
    SEND = "send"
    GENERIC = "generic"
    NOT_PROVIDED = "not_provided"

    @property
    def reason(self) -> NoGtinReason | None:
        """Why no code is sent, where that was chosen."""
        return _NO_GTIN.get(self)


_NO_GTIN: Mapping[str, NoGtinReason] = {
    GtinChoice.GENERIC: NoGtinReason.GENERIC,
    GtinChoice.NOT_PROVIDED: NoGtinReason.NOT_PROVIDED,
}


@frozen
class SyncKinds:
    """What is sent to TikTok for one product, in place of the account's setting.

    Source: merchant setting "Product sync settings". A listing that is made new always carries all.
    """

    price: bool = True
    description: bool = True
    weight: bool = True
    title: bool = True
    image: bool = True
    inventory: bool = True


_units = validators.optional(validators.ge(0))


@frozen
class VariantEdits:
    """What was typed for one variant; None is computed.

    ``price`` is in the shop's currency and replaces every rule. ``stock`` is what is shown, as far as
    that many can be sold. ``gtin`` stands for the variant's code, empty for none.
    """

    variant_id: str
    price: Decimal | None = field(default=None, converter=optional(as_decimal))
    stock: int | None = field(default=None, validator=_units)
    gtin: str | None = None


@frozen
class OwnVariant:
    """A variant that exists in the connector alone, with (option name, value) pairs of its own.

    ``price`` is in the shop's currency. A price or stock of None is that of BigCommerce's variant with
    the same SKU, or of the product's only one.
    """

    id: str
    sku: str
    price: Decimal | None = field(default=None, converter=optional(as_decimal))
    stock: int | None = field(default=None, validator=_units)
    gtin: str = ""
    values: tuple[tuple[str, str], ...] = ()


Weight = tuple[Decimal, str]
"""A weight and its unit: kg, g, lb, oz or t."""
Sides = tuple[Decimal, Decimal, Decimal, str]
"""Length, width and height with their unit: cm, in, mm or m."""


def _check(units: tuple[str, ...], measured: tuple[Decimal | str, ...] | None, name: str) -> None:
    if measured is None:
        return
    *numbers, unit = measured
    if unit not in units:
        raise ValueError(f"{name} must be in one of {', '.join(units)}, not {unit}")
    if not all(isinstance(one, Decimal) and one.is_finite() and one > 0 for one in numbers):
        raise ValueError(f"{name} must be greater than 0")


def _weight(_: object, attribute: Attribute[Weight | None], value: Weight | None) -> None:
    _check(WEIGHT_UNITS, value, attribute.name)


def _sides(_: object, attribute: Attribute[Sides | None], value: Sides | None) -> None:
    _check(LENGTH_UNITS, value, attribute.name)


@frozen
class ProductEdits:
    """Everything that was typed about one product; None and empty leave BigCommerce's, or the rules'.

    ``images`` are addresses in the order of the gallery. ``price`` is in the shop's currency, replaces
    every price rule and is not converted. ``attributes`` are (TikTok attribute's name or id, value),
    over the template's. ``sync`` of None follows the account. A weight or sides of 0 or less, or in
    another unit, are refused with ValueError.
    Source: merchant screen "Edit product".
    """

    product_id: str
    title: str | None = None
    description: str | None = None
    images: tuple[str, ...] | None = None
    price: Decimal | None = field(default=None, converter=optional(as_decimal))
    variants: tuple[VariantEdits, ...] = ()
    own_variants: tuple[OwnVariant, ...] = ()
    gtin: GtinChoice = GtinChoice.USE_GLOBAL
    weight: Weight | None = field(default=None, validator=_weight)
    dimensions: Sides | None = field(default=None, validator=_sides)
    warranty: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    sync: SyncKinds | None = None

    def variant(self, variant_id: str) -> VariantEdits | None:
        """Return what was typed for a variant, if anything was."""
        return next((one for one in self.variants if one.variant_id == variant_id), None)
