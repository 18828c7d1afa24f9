"""Category templates: which products go to which TikTok category, with which attributes and prices."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tiktok_bc_sync.models.category_rules import (
    CertificationRule,
    Chosen,
    SizeChartRules,
    asked_for,
)
from tiktok_bc_sync.models.money import as_decimal
from tiktok_bc_sync.models.rule import RuleGroup
from tiktok_bc_sync.models.upload import Certification


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
    a custom field's name. ``values`` translates BigCommerce's values to TikTok's, one to one. ``unit``
    is that of a measure whose value names none (kg, g, lb, oz, t, cm, in, mm, m); empty: the store's.
    """

    kind: SourceKind
    name: str
    values: tuple[tuple[str, str], ...] = ()
    unit: str = ""

    @classmethod
    def constant(cls, value: str) -> AttributeSource:
        """Use the same value for every product."""
        return cls(SourceKind.CONSTANT, value)

    @classmethod
    def option(
        cls, name: str, values: tuple[tuple[str, str], ...] = (), unit: str = ""
    ) -> AttributeSource:
        """Use the value of a BigCommerce variant option."""
        return cls(SourceKind.OPTION, name, values, unit)

    @classmethod
    def custom_field(
        cls, name: str, values: tuple[tuple[str, str], ...] = (), unit: str = ""
    ) -> AttributeSource:
        """Use the value of a BigCommerce custom field."""
        return cls(SourceKind.CUSTOM_FIELD, name, values, unit)

    @classmethod
    def standard(cls, name: str, values: tuple[tuple[str, str], ...] = ()) -> AttributeSource:
        """Use a standard field of the product."""
        return cls(SourceKind.FIELD, name, values)


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
class MarketRules:
    """What some markets ask of some categories; it is sent where the category asks for it.

    Ids are TikTok's. ``size_chart_id`` names a chart made on TikTok, ``size_chart_picture`` the address
    of a picture in its place. ``not_for_sale`` products can only be given away with others.
    ``unbranded`` lists products without naming their brand.
    """

    manufacturer_ids: tuple[str, ...] = ()
    responsible_person_ids: tuple[str, ...] = ()
    certifications: tuple[Certification, ...] = ()
    size_chart_id: str = ""
    size_chart_picture: str = ""
    not_for_sale: bool = False
    unbranded: bool = False


@frozen
class Template:
    """A category template.

    ``query`` is None for the default template, which takes every product that no other one takes.
    ``attributes`` maps the name or id of a TikTok product or sales attribute to its source; so do
    "package weight", "package length", "package width" and "package height".
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
    market: MarketRules = MarketRules()

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
    """An attribute that a TikTok category knows; ``values`` are its (id, name) choices.

    It is needed when ``required``, or when one of the values in ``needed_when`` was chosen. Several
    values may be given where it is ``multiple``, only a positive number where it is ``numeric``.
    """

    id: str
    name: str
    kind: str
    required: bool = False
    custom_values: bool = True
    values: tuple[tuple[str, str], ...] = ()
    needed_when: tuple[Chosen, ...] = ()
    multiple: bool = False
    numeric: bool = False

    def needed(self, chosen: Collection[Chosen]) -> bool:
        """Whether a listing with these attribute values needs it."""
        return asked_for(self.required, self.needed_when, chosen)


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
    """What a category asks of a listing: its attributes and rules, as the vendor answers them.

    ``epr_required`` is about extended producer responsibility, ``required_fees`` names fees that must
    be told (PFAND) and ``special_types`` the kinds of products, beyond the regular ones, that the shop
    may list in it (PRE_ORDER, MADE_TO_ORDER, ...).
    """

    category_id: str
    leaf: bool
    available: bool
    attributes: tuple[CategoryAttribute, ...] = ()
    dimensions_required: bool = False
    cod_supported: bool = False
    certifications: tuple[CertificationRule, ...] = ()
    size_chart: SizeChartRules = field(factory=SizeChartRules)
    manufacturer_required: bool = False
    responsible_person_required: bool = False
    epr_required: bool = False
    sku_required: bool = False
    required_fees: tuple[str, ...] = ()
    special_types: tuple[str, ...] = ()
