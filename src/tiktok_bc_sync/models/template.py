"""Category templates: which products go to which TikTok category, with which attributes and prices."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tiktok_bc_sync.models.money import as_decimal
from tiktok_bc_sync.models.rule import RuleGroup


class PriceRuleKind(StrEnum):
    """How a price rule changes a price."""

    FIXED = "fixed"
    PERCENT = "percent"


@frozen
class PriceRule:
    """A merchant's increment or decrement, signed: ``PriceRule.percent("+10")``.

    A fixed amount is in the shop's currency; a percentage is of the converted price.
    Source: merchant setting "Custom pricing".
    """

    kind: PriceRuleKind
    amount: Decimal = field(converter=as_decimal)

    @classmethod
    def percent(cls, amount: Decimal | int | str) -> PriceRule:
        """Raise (or with a minus lower) prices by a percentage."""
        return cls(PriceRuleKind.PERCENT, amount)

    @classmethod
    def fixed(cls, amount: Decimal | int | str) -> PriceRule:
        """Raise (or with a minus lower) prices by an amount in the shop's currency."""
        return cls(PriceRuleKind.FIXED, amount)

    def __str__(self) -> str:
        """In words, as in ``+10 %`` or ``-2.50``."""
        return f"{self.amount:+f}" + (" %" if self.kind is PriceRuleKind.PERCENT else "")


class SourceKind(StrEnum):
    """Where an attribute's value comes from."""

    CONSTANT = "constant"
    FIELD = "field"
    OPTION = "option"
    CUSTOM_FIELD = "custom_field"


@frozen
class AttributeSource:
    """Where one TikTok attribute's value is taken from.

    ``name`` is the constant itself, a product field (brand, title, warranty, gtin), an option's name or
    a custom field's name. ``values`` translates BigCommerce's values to TikTok's, one to one.
    """

    kind: SourceKind
    name: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def constant(cls, value: str) -> AttributeSource:
        """Use the same value for every product."""
        return cls(SourceKind.CONSTANT, value)

    @classmethod
    def option(cls, name: str, values: tuple[tuple[str, str], ...] = ()) -> AttributeSource:
        """Use the value of a BigCommerce variant option."""
        return cls(SourceKind.OPTION, name, values)

    @classmethod
    def custom_field(cls, name: str, values: tuple[tuple[str, str], ...] = ()) -> AttributeSource:
        """Use the value of a BigCommerce custom field."""
        return cls(SourceKind.CUSTOM_FIELD, name, values)

    @classmethod
    def standard(cls, name: str) -> AttributeSource:
        """Use a standard field of the product."""
        return cls(SourceKind.FIELD, name)


def _measure(value: Decimal | int | str | None) -> Decimal | None:
    if value is None:
        return None
    number = as_decimal(value)
    if number <= 0:
        raise ValueError(f"a weight or a side must be greater than 0, not {number}")
    return number


@frozen
class ParcelDefaults:
    """What a parcel weighs and measures when the product doesn't say: kilograms and centimetres.

    Each is greater than 0, or None for unknown; anything else is refused with ValueError.
    """

    weight_kg: Decimal | None = field(default=None, converter=_measure)
    length_cm: Decimal | None = field(default=None, converter=_measure)
    width_cm: Decimal | None = field(default=None, converter=_measure)
    height_cm: Decimal | None = field(default=None, converter=_measure)


class SimpleProducts(StrEnum):
    """What to do with products that have no options (feature "simple products")."""

    REQUIRE_VARIANT = "require_variant"
    FILL_FROM_TEMPLATE = "fill_from_template"
    SINGLE_SKU = "single_sku"


@frozen
class Template:
    """A category template.

    ``query`` is None for the default template, which takes every product that no other one takes.
    ``attributes`` maps the name or id of a TikTok product or sales attribute to its source.
    ``price_rule`` replaces the account's own. ``position`` orders templates: the first match wins.
    """

    id: str
    name: str
    category_id: str
    query: RuleGroup | None = None
    attributes: tuple[tuple[str, AttributeSource], ...] = ()
    parcel: ParcelDefaults = ParcelDefaults()
    price_rule: PriceRule | None = None
    simple_products: SimpleProducts = SimpleProducts.REQUIRE_VARIANT
    cod: bool = False
    position: int = 0

    @property
    def default(self) -> bool:
        """Whether this is the template for what nothing else takes."""
        return self.query is None


class AttributeKind(StrEnum):
    """What an attribute of a category describes: the product, or what makes its SKUs differ."""

    PRODUCT = "PRODUCT_PROPERTY"
    SALES = "SALES_PROPERTY"


@frozen
class CategoryAttribute:
    """An attribute that a TikTok category knows; ``values`` are its (id, name) choices."""

    id: str
    name: str
    kind: str
    required: bool = False
    custom_values: bool = True
    values: tuple[tuple[str, str], ...] = ()


@frozen
class Category:
    """A category of the shop's tree; only leaves can hold listings."""

    id: str
    name: str
    parent_id: str
    leaf: bool
    available: bool = True


@frozen
class CategoryFacts:
    """What a category asks of a listing: its attributes and rules, as the vendor answers them."""

    category_id: str
    leaf: bool
    available: bool
    attributes: tuple[CategoryAttribute, ...] = ()
    dimensions_required: bool = False
    cod_supported: bool = False
