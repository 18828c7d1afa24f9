"""Product attributes and what makes variants differ: where each value comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    Product,
    Reason,
    SourceKind,
    Template,
    Variant,
)
from tiktok_bc_sync.rules.text import normalized

Given = tuple[str, str, str]
"""An attribute's id, its value's id (empty: none) and its value's name."""


def source_of(attribute: CategoryAttribute, template: Template) -> AttributeSource | None:
    """Return where the template takes an attribute from, looked up by id or name."""
    names = {normalized(attribute.id), normalized(attribute.name)}
    return next((source for name, source in template.attributes if normalized(name) in names), None)


def product_attributes(
    product: Product, template: Template, facts: CategoryFacts
) -> tuple[tuple[Given, ...], tuple[Reason, ...]]:
    """Return the values of the category's product attributes, with what is wrong about them."""
    given: list[Given] = []
    wrong: list[Reason] = []
    for attribute in facts.attributes:
        if attribute.kind != AttributeKind.PRODUCT:
            continue
        source = source_of(attribute, template)
        value = value_of(source, product, None) if source else ""
        found = _given(attribute, value)
        if isinstance(found, Reason):
            wrong.append(found)
        elif found:
            given.append(found)
    return tuple(given), tuple(wrong)


def _given(attribute: CategoryAttribute, value: str) -> Given | Reason | None:
    if not value:
        return reason("missing_attribute", attribute=attribute.name) if attribute.required else None
    value_id = next(
        (one for one, name in attribute.values if normalized(name) == normalized(value)), ""
    )
    if not value_id and not attribute.custom_values:
        return reason("unknown_value", attribute=attribute.name, value=value)
    return attribute.id, value_id, value


def value_of(source: AttributeSource, product: Product, variant: Variant | None) -> str:
    """Return what a source gives for a product, or one of its variants; empty for nothing."""
    raw = _raw(source, product, variant).strip()
    translated = {normalized(theirs): tiktoks for theirs, tiktoks in source.values}
    return translated.get(normalized(raw), raw)


def _raw(source: AttributeSource, product: Product, variant: Variant | None) -> str:
    match source.kind:
        case SourceKind.CONSTANT:
            return source.name
        case SourceKind.FIELD:
            fields: Mapping[str, str] = {
                "brand": product.brand,
                "title": product.title,
                "warranty": product.warranty,
            }
            return fields.get(normalized(source.name), "")
        case SourceKind.CUSTOM_FIELD:
            pairs = product.custom_fields
            return next((v for k, v in pairs if normalized(k) == normalized(source.name)), "")
        case SourceKind.OPTION:
            options = variant.options if variant else ()
            return next(
                (o.value for o in options if normalized(o.option) == normalized(source.name)), ""
            )
