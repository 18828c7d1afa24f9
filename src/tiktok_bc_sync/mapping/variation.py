"""How a product's variants become SKUs that differ by TikTok's sales attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from tiktok_bc_sync.mapping.attributes import known_value, source_of, value_of
from tiktok_bc_sync.mapping.content import plain
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.synonyms import same_option
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
from tiktok_bc_sync.rules.text import normalized_name

# Source: vendor rules.
_MOST_ATTRIBUTES = 3
_MOST_NAME = 20
_MOST_VALUE = 50
_SHOWN = 60
_JOINT = " / "
Values = tuple[tuple[str, str], ...]
"""The (sales attribute, value) pairs of one SKU."""


@frozen
class _Axis:
    """One thing by which SKUs differ: TikTok's name for it and where its values come from.

    ``attribute`` is the category's own; None for an option sent under its own name. Several sources are
    options that share one place, because TikTok has no more of them.
    """

    name: str
    sources: tuple[AttributeSource, ...]
    attribute: CategoryAttribute | None = None

    def value(self, product: Product, variant: Variant) -> str:
        """Return a variant's value, as TikTok spells it where TikTok knows it."""
        texts = [value_of(source, product, variant) for source in self.sources]
        text = _JOINT.join(texts) if all(texts) else ""
        known = known_value(self.attribute, text) if self.attribute and text else None
        return known[1] if known else text

    def takes(self, value: str) -> bool:
        """Whether TikTok takes a value, a missing one left aside."""
        if self.attribute is None or self.attribute.custom_values or not value:
            return True
        return known_value(self.attribute, value) is not None


def variation(
    product: Product, template: Template, facts: CategoryFacts
) -> dict[str, Values] | Blocked:
    """Return each variant id's values, or every reason why they can't be told apart on TikTok.

    Options beyond the number that TikTok takes share its last place ("Size / Wood": "L / Oak"), the last
    ones first, where none of them is one of the category's attributes: so a product stays listed as a
    whole, with every choice that the store offers.
    """
    own = (
        _simple_axes(template, facts) if product.simple else _option_axes(product, template, facts)
    )
    if isinstance(own, Blocked):
        return own
    axes, wrong = _with_required(own, template, facts)
    values = {
        one.id: tuple((axis.name, axis.value(product, one)) for axis in axes)
        for one in product.variants
    }
    wrong += [
        *_wrong_names(axes),
        *_missing(product.variants, values),
        *_wrong_values(axes, values),
        *_equal(product.variants, values),
    ]
    return Blocked(tuple(wrong)) if wrong else values


def _simple_axes(template: Template, facts: CategoryFacts) -> tuple[_Axis, ...] | Blocked:
    """Return what a product without options differs by: nothing, or the template's constants."""
    if template.simple_products is SimpleProducts.SINGLE_SKU:
        return ()
    constants = tuple(
        _Axis(attribute.name, (source,), attribute)
        for attribute in _sales(facts)
        if (source := _constant(attribute, template))
    )
    if template.simple_products is SimpleProducts.FILL_FROM_TEMPLATE and constants:
        return constants
    return Blocked((reason("simple_product"),))


def _option_axes(
    product: Product, template: Template, facts: CategoryFacts
) -> tuple[_Axis, ...] | Blocked:
    """Map each option to the attribute that the template or its name gives it, else to its own name."""
    spelled: dict[str, str] = {}
    for option in dict.fromkeys(
        choice.option for one in product.variants for choice in one.options
    ):
        spelled.setdefault(normalized_name(option), plain(option))
    axes: list[_Axis] = []
    for option, name in spelled.items():
        free = [one for one in _sales(facts) if one not in [axis.attribute for axis in axes]]
        attribute = _mapped(option, template, free) or _named(option, free)
        axes.append(_option_axis(option, name, attribute, template))
    return _joined(axes, template, facts)


def _joined(
    axes: list[_Axis], template: Template, facts: CategoryFacts
) -> tuple[_Axis, ...] | Blocked:
    """Put the last options together where there are too many, if they are free to share a place."""
    mapped = [axis.attribute for axis in axes if axis.attribute]
    filled = [one for one in _sales(facts) if one.required and one not in mapped]
    most = _MOST_ATTRIBUTES - sum(_constant(one, template) is not None for one in filled)
    if len(axes) <= most:
        return tuple(axes)
    free = [axis for axis in axes if axis.attribute is None]
    shared = free[-(len(axes) - most + 1) :]
    if len(axes) - len(shared) + 1 > most:
        names = ", ".join(axis.name[:_SHOWN] for axis in axes)
        return Blocked((reason("too_many_options", options=names, most=most),))
    sources = tuple(source for axis in shared for source in axis.sources)
    joint = _Axis(_JOINT.join(axis.name for axis in shared), sources)
    return (*(axis for axis in axes if axis not in shared), joint)


def _option_axis(
    option: str, name: str, attribute: CategoryAttribute | None, template: Template
) -> _Axis:
    given = source_of(attribute, template) if attribute else None
    # A template that feeds the attribute from elsewhere still tells how values are translated.
    source = AttributeSource.option(option, given.values if given else ())
    return _Axis(attribute.name if attribute else name, (source,), attribute)


def _with_required(
    axes: tuple[_Axis, ...], template: Template, facts: CategoryFacts
) -> tuple[tuple[_Axis, ...], list[Reason]]:
    """Add what the category requires beyond the options, from the template's constants."""
    wrong: list[Reason] = []
    for attribute in _sales(facts):
        if not attribute.required or attribute in [axis.attribute for axis in axes]:
            continue
        if source := _constant(attribute, template):
            axes = (*axes, _Axis(attribute.name, (source,), attribute))
        else:
            wrong.append(reason("missing_attribute", attribute=attribute.name))
    if len(axes) > _MOST_ATTRIBUTES:
        names = ", ".join(axis.name for axis in axes)
        wrong.append(reason("too_many_options", options=names, most=_MOST_ATTRIBUTES))
    return axes, wrong


def _sales(facts: CategoryFacts) -> list[CategoryAttribute]:
    return [one for one in facts.attributes if one.kind == AttributeKind.SALES]


def _constant(attribute: CategoryAttribute, template: Template) -> AttributeSource | None:
    """Return the attribute's source, where the template takes it from anything but an option."""
    source = source_of(attribute, template)
    return source if source and source.kind is not SourceKind.OPTION else None


def _mapped(
    option: str, template: Template, attributes: Sequence[CategoryAttribute]
) -> CategoryAttribute | None:
    for attribute in attributes:
        source = source_of(attribute, template)
        if source and source.kind is SourceKind.OPTION and normalized_name(source.name) == option:
            return attribute
    return None


def _named(option: str, attributes: Sequence[CategoryAttribute]) -> CategoryAttribute | None:
    same = same_option(option)
    # The very name comes before its synonyms.
    found = sorted(
        (one for one in attributes if normalized_name(one.name) in same), key=_unlike(option)
    )
    return found[0] if found else None


def _unlike(option: str) -> Callable[[CategoryAttribute], bool]:
    return lambda attribute: normalized_name(attribute.name) != option


def _wrong_names(axes: Sequence[_Axis]) -> Iterator[Reason]:
    seen: set[str] = set()
    for axis in axes:
        if axis.attribute is None and not 1 <= len(axis.name) <= _MOST_NAME:
            yield reason("option_name", option=axis.name[:_SHOWN], most=_MOST_NAME)
        if normalized_name(axis.name) in seen:
            yield reason("equal_options", name=axis.name[:_SHOWN])
        seen.add(normalized_name(axis.name))


def _missing(variants: Sequence[Variant], values: dict[str, Values]) -> list[Reason]:
    return [
        reason("missing_value", sku=variant.sku or variant.id, option=name)
        for variant in variants
        for name, value in values[variant.id]
        if not value
    ]


def _wrong_values(axes: Sequence[_Axis], values: dict[str, Values]) -> Iterator[Reason]:
    for index, axis in enumerate(axes):
        for text in dict.fromkeys(pairs[index][1] for pairs in values.values()):
            if len(text) > _MOST_VALUE:
                yield reason("long_value", value=text[:_SHOWN], most=_MOST_VALUE)
            if not axis.takes(text):
                yield reason("unknown_value", attribute=axis.name, value=text[:_SHOWN])


def _equal(variants: Sequence[Variant], values: dict[str, Values]) -> list[Reason]:
    seen: dict[tuple[str, ...], Variant] = {}
    wrong: list[Reason] = []
    for variant in variants:
        key = tuple(normalized_name(value) for _, value in values[variant.id])
        if key in seen:
            one = seen[key]
            wrong.append(
                reason("equal_values", one=one.sku or one.id, other=variant.sku or variant.id)
            )
        seen.setdefault(key, variant)
    return wrong
