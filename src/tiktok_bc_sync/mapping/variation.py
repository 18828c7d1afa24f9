"""How a product's variants become SKUs that differ by TikTok's sales attributes."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tiktok_bc_sync.mapping.attributes import source_of, value_of
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    Product,
    Reason,
    SimpleProducts,
    SourceKind,
    Template,
    Variant,
)
from tiktok_bc_sync.rules.text import normalized

# Source: vendor rule.
_MOST_ATTRIBUTES = 3
_MOST_VALUE = 50
_SAME = ({"color", "colour", "farbe", "warna"}, {"size", "grosse", "ukuran"})
Values = tuple[tuple[str, str], ...]
"""The (sales attribute, value) pairs of one SKU."""


@frozen
class _Axis:
    """One thing by which SKUs differ: TikTok's name for it and where its values come from."""

    name: str
    source: AttributeSource


def variation(
    product: Product, template: Template, facts: CategoryFacts
) -> dict[str, Values] | Blocked:
    """Return each variant id's values, or every reason why they can't be told apart on TikTok."""
    axes = _simple_axes(template, facts) if product.simple else _axes(product, template, facts)
    if isinstance(axes, Blocked):
        return axes
    values = {variant.id: _values(variant, product, axes) for variant in product.variants}
    wrong = [
        *_missing(product.variants, values),
        *_too_long(values),
        *_equal(product.variants, values),
    ]
    return Blocked(tuple(wrong)) if wrong else values


def _simple_axes(template: Template, facts: CategoryFacts) -> tuple[_Axis, ...] | Blocked:
    """Return what a product without options differs by: nothing, or the template's constants."""
    if template.simple_products is SimpleProducts.SINGLE_SKU:
        return ()
    constants = [
        _Axis(attribute.name, source)
        for attribute in _sales(facts)
        if (source := source_of(attribute, template)) and source.kind is not SourceKind.OPTION
    ]
    if template.simple_products is SimpleProducts.FILL_FROM_TEMPLATE and constants:
        return tuple(constants)
    return Blocked((reason("simple_product"),))


def _axes(
    product: Product, template: Template, facts: CategoryFacts
) -> tuple[_Axis, ...] | Blocked:
    """Map each option to the attribute that the template, its name, or nothing but its order gives it."""
    options = list(
        dict.fromkeys(option.option for one in product.variants for option in one.options)
    )
    if len(options) > _MOST_ATTRIBUTES:
        return Blocked(
            (reason("too_many_options", options=", ".join(options), most=_MOST_ATTRIBUTES),)
        )
    axes: list[_Axis] = []
    for option in options:
        attribute = _mapped(option, template, facts) or _named(option, facts)
        source = source_of(attribute, template) if attribute else None
        chosen = (
            source
            if source and source.kind is SourceKind.OPTION
            else AttributeSource.option(option)
        )
        # An option that the category has no attribute for is sent under its own name.
        axes.append(_Axis(attribute.name if attribute else option.strip(), chosen))
    return tuple(axes)


def _sales(facts: CategoryFacts) -> list[CategoryAttribute]:
    return [one for one in facts.attributes if one.kind == AttributeKind.SALES]


def _mapped(option: str, template: Template, facts: CategoryFacts) -> CategoryAttribute | None:
    for attribute in _sales(facts):
        source = source_of(attribute, template)
        wanted = source and source.kind is SourceKind.OPTION and source.name
        if wanted and normalized(wanted) == normalized(option):
            return attribute
    return None


def _named(option: str, facts: CategoryFacts) -> CategoryAttribute | None:
    name = normalized(option)
    same = next((group for group in _SAME if name in group), {name})
    return next((one for one in _sales(facts) if normalized(one.name) in same), None)


def _values(variant: Variant, product: Product, axes: Sequence[_Axis]) -> Values:
    return tuple((axis.name, value_of(axis.source, product, variant)) for axis in axes)


def _missing(variants: Sequence[Variant], values: dict[str, Values]) -> list[Reason]:
    return [
        reason("missing_value", sku=variant.sku or variant.id, option=name)
        for variant in variants
        for name, value in values[variant.id]
        if not value
    ]


def _too_long(values: dict[str, Values]) -> list[Reason]:
    texts = dict.fromkeys(value for pairs in values.values() for _, value in pairs)
    return [
        reason("long_value", value=text, most=_MOST_VALUE)
        for text in texts
        if len(text) > _MOST_VALUE
    ]


def _equal(variants: Sequence[Variant], values: dict[str, Values]) -> list[Reason]:
    seen: dict[tuple[str, ...], Variant] = {}
    wrong: list[Reason] = []
    for variant in variants:
        key = tuple(normalized(value) for _, value in values[variant.id])
        if key in seen:
            one = seen[key]
            wrong.append(
                reason("equal_values", one=one.sku or one.id, other=variant.sku or variant.id)
            )
        seen.setdefault(key, variant)
    return wrong
