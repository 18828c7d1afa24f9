"""From TikTok Shop's categories on the wire to the domain's nouns."""

from __future__ import annotations

from tiktok_bc_sync.clients.tiktok.wire import categories as wire
from tiktok_bc_sync.models import (
    Category,
    CategoryAttribute,
    CategoryFacts,
    CertificationRule,
    Measurement,
    SizeChartRules,
)

_NUMERIC = "POSITIVE_INT_OR_DECIMAL"


def category(item: wire.CategoryItem) -> Category:
    """Read a category; without a word about permission the shop may sell in it."""
    available = not item.permission_statuses or "AVAILABLE" in item.permission_statuses
    name = item.local_name or item.name
    return Category(item.id, name, item.parent_id, item.is_leaf, available)


def path(found: wire.Categories) -> list[Category]:
    """Read a path of categories, each the parent of the next."""
    items = found.categories or ()
    parents = ("", *(one.id for one in items))
    named = zip(items, parents, strict=False)
    return [
        Category(known.id, known.name, parent, known.leaf, known.available)
        for known, parent in ((category(item), parent) for item, parent in named)
    ]


def category_facts(
    item: wire.CategoryItem, attributes: wire.Attributes, rules: wire.CategoryRules
) -> CategoryFacts:
    """Put together what a category asks of a listing."""
    known = category(item)
    return CategoryFacts(
        category_id=known.id,
        leaf=known.leaf,
        available=known.available,
        attributes=tuple(_attribute(one) for one in attributes.attributes or ()),
        dimensions_required=_required(rules.package_dimension),
        cod_supported=bool(rules.cod and rules.cod.is_supported),
        certifications=tuple(_certification(one) for one in rules.product_certifications or ()),
        size_chart=_size_chart(rules.size_chart),
        manufacturer_required=_required(rules.manufacturer),
        responsible_person_required=_required(rules.responsible_person),
        epr_required=_required(rules.epr),
        sku_required=_required(rules.seller_sku),
        required_fees=tuple(one.type for one in rules.fees or () if one.is_required),
        special_types=rules.allowed_special_product_types or (),
    )


def _required(rule: wire.Flag | None) -> bool:
    return bool(rule and rule.is_required)


def _attribute(item: wire.AttributeItem) -> CategoryAttribute:
    return CategoryAttribute(
        item.id,
        item.name,
        item.type,
        item.is_requried,
        item.is_customizable,
        tuple((value.id, value.name) for value in item.values or ()),
        _needed_when(item.requirement_conditions),
        item.is_multiple_selection,
        item.value_data_format == _NUMERIC,
    )


def _needed_when(conditions: wire.Conditions) -> tuple[tuple[str, str], ...]:
    """Read the choices that make something required; kinds of conditions that are new say nothing."""
    return tuple(
        (one.attribute_id, one.attribute_value_id)
        for one in conditions or ()
        if one.condition_type in ("", "VALUE_ID_MATCH")
    )


def _certification(item: wire.CertificationItem) -> CertificationRule:
    return CertificationRule(
        item.id,
        item.name,
        item.is_required,
        _needed_when(item.requirement_conditions),
        _required(item.expiration_date),
        item.document_details,
        item.sample_image_url,
    )


def _size_chart(item: wire.SizeChartItem | None) -> SizeChartRules:
    if item is None:
        return SizeChartRules()
    measurements = tuple(
        Measurement(option.id, option.name, group.measurement_type, option.role, option.unit)
        for group in item.measurement_and_options or ()
        for option in group.options or ()
    )
    return SizeChartRules(item.is_supported, item.is_required, item.size_types or (), measurements)
