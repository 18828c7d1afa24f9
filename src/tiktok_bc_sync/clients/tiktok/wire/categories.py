"""TikTok Shop's categories, their attributes and their rules as they come over the wire.

What we don't read is left out. A list or object that is empty may come as null.
"""

from __future__ import annotations

from attrs import frozen

Texts = tuple[str, ...] | None


@frozen
class CategoryItem:
    """A category of the tree; in a recommended path its name is ``name``, without a parent."""

    id: str
    parent_id: str = ""
    local_name: str = ""
    name: str = ""
    is_leaf: bool = False
    permission_statuses: Texts = None


@frozen
class Categories:
    """The category tree, flat; or the path to a recommended category."""

    categories: tuple[CategoryItem, ...] | None = None


@frozen
class ValueItem:
    """An attribute's value."""

    id: str = ""
    name: str = ""


@frozen
class ConditionItem:
    """A choice elsewhere that makes something required."""

    condition_type: str = ""
    attribute_id: str = ""
    attribute_value_id: str = ""


Conditions = tuple[ConditionItem, ...] | None


@frozen
class AttributeItem:
    """An attribute of a category; the vendor spells ``is_requried`` so."""

    id: str
    name: str = ""
    type: str = ""
    is_requried: bool = False
    is_customizable: bool = False
    is_multiple_selection: bool = False
    value_data_format: str = ""
    values: tuple[ValueItem, ...] | None = None
    requirement_conditions: Conditions = None


@frozen
class Attributes:
    """A category's attributes."""

    attributes: tuple[AttributeItem, ...] | None = None


@frozen
class Flag:
    """A rule that says whether something is supported or required."""

    is_supported: bool = False
    is_required: bool = False


@frozen
class CertificationItem:
    """A document that a category knows."""

    id: str
    name: str = ""
    is_required: bool = False
    document_details: str = ""
    sample_image_url: str = ""
    requirement_conditions: Conditions = None
    expiration_date: Flag | None = None


@frozen
class OptionItem:
    """A measurement that a size chart may hold."""

    id: str = ""
    name: str = ""
    role: str = ""
    unit: str = ""


@frozen
class MeasurementItem:
    """The measurements of one kind."""

    measurement_type: str = ""
    options: tuple[OptionItem, ...] | None = None


@frozen
class SizeChartItem:
    """The rules of size charts."""

    is_supported: bool = False
    is_required: bool = False
    measurement_and_options: tuple[MeasurementItem, ...] | None = None
    size_types: Texts = None


@frozen
class FeeItem:
    """A fee that a listing may have to tell."""

    type: str = ""
    is_required: bool = False


@frozen
class CategoryRules:
    """A category's rules."""

    product_certifications: tuple[CertificationItem, ...] | None = None
    size_chart: SizeChartItem | None = None
    cod: Flag | None = None
    package_dimension: Flag | None = None
    epr: Flag | None = None
    responsible_person: Flag | None = None
    manufacturer: Flag | None = None
    seller_sku: Flag | None = None
    fees: tuple[FeeItem, ...] | None = None
    allowed_special_product_types: Texts = None
