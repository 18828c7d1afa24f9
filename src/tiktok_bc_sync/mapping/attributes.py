"""Product attributes and what makes variants differ: where each value comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.mapping.content import plain, unescaped
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

# Source: vendor rule.
_MOST_VALUE = 2000
_SHOWN = 60

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


def known_value(attribute: CategoryAttribute, value: str) -> tuple[str, str] | None:
    """Return the (id, name) of the attribute's choice that a value is, by name or id."""
    wanted = normalized(value)
    return next((one for one in attribute.values if wanted in map(normalized, one)), None)


def _given(attribute: CategoryAttribute, value: str) -> Given | Reason | None:
    if not value:
        return reason("missing_attribute", attribute=attribute.name) if attribute.required else None
    if known := known_value(attribute, value):
        return attribute.id, *known
    if not attribute.custom_values:
        return reason("unknown_value", attribute=attribute.name, value=value[:_SHOWN])
    if len(value) > _MOST_VALUE:
        return reason(
            "long_attribute", attribute=attribute.name, length=len(value), most=_MOST_VALUE
        )
    return attribute.id, "", value


def value_of(source: AttributeSource, product: Product, variant: Variant | None) -> str:
    """Return what a source gives for a product, or one of its variants; empty for nothing."""
    raw = plain(_raw(source, product, variant))
    translated = {normalized(theirs): tiktoks for theirs, tiktoks in source.values}
    return plain(translated.get(normalized(raw), raw))


def _raw(source: AttributeSource, product: Product, variant: Variant | None) -> str:
    wanted = normalized(source.name)
    match source.kind:
        case SourceKind.CONSTANT:
            return source.name
        case SourceKind.FIELD:
            fields: Mapping[str, str] = {
                "brand": product.brand,
                "title": unescaped(product.title),
                "warranty": product.warranty,
                "gtin": product.gtin,
            }
            return fields.get(wanted, "")
        case SourceKind.CUSTOM_FIELD:
            return next((v for k, v in product.custom_fields if normalized(k) == wanted), "")
        case SourceKind.OPTION:
            return _option(wanted, (variant,) if variant else product.variants)


def _option(wanted: str, variants: Sequence[Variant]) -> str:
    """Return an option's value, if the variants agree on one."""
    values = {
        option.value
        for variant in variants
        for option in variant.options
        if normalized(option.option) == wanted
    }
    return values.pop() if len(values) == 1 else ""
