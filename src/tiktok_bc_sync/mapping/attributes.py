"""Product attributes and what makes variants differ: where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync.mapping.content import plain, unescaped
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    Product,
    ProductEdits,
    Reason,
    SourceKind,
    Template,
    Variant,
    as_decimal,
)
from tiktok_bc_sync.rules.text import normalized_name

# Source: vendor rule.
_MOST_VALUE = 2000
_SHOWN = 60

Given = tuple[str, str, str]
"""An attribute's id, its value's id (empty: none) and its value's name."""


@frozen
class AttributeOrigin:
    """What an attribute of the category came to, and from where; ``value`` is empty for nothing.

    ``whence`` says so in words, as in ``custom field "Timber"``; ``typed`` values are the editor's.
    """

    attribute: str
    value: str
    whence: str
    typed: bool = False
    reason: Reason | None = None

    def __str__(self) -> str:
        """As in ``Material: Oak, from custom field "Timber"``."""
        told = f"{self.attribute}: {self.value or 'nothing'}, from {self.whence}"
        return f"{told}\n    {self.reason}" if self.reason else told


def source_of(attribute: CategoryAttribute, template: Template) -> AttributeSource | None:
    """Return where the template takes an attribute from, looked up by id or name."""
    names = {normalized_name(attribute.id), normalized_name(attribute.name)}
    return next(
        (source for name, source in template.attributes if normalized_name(name) in names), None
    )


def product_attributes(
    product: Product, template: Template, facts: CategoryFacts
) -> tuple[tuple[Given, ...], tuple[Reason, ...]]:
    """Return the values of the category's product attributes, with what is wrong about them."""
    found = [(one, _found(one, product, template)) for one in _described(facts)]
    given = tuple(one for _, one in found if isinstance(one, tuple))
    # What one attribute says may make another one, or a certification, necessary.
    chosen = {(attribute_id, value_id) for attribute_id, value_id, _ in given}
    wrong: list[Reason] = []
    for attribute, one in found:
        if isinstance(one, Reason):
            wrong.append(one)
        elif one is None and attribute.needed(chosen):
            wrong.append(reason("missing_attribute", attribute=attribute.name))
    return given, tuple(wrong)


def explain_attributes(
    product: Product,
    template: Template,
    facts: CategoryFacts,
    edits: ProductEdits | None = None,
) -> tuple[AttributeOrigin, ...]:
    """Say of each attribute of the category what a product gives, and from where.

    ``product`` and ``template`` are those that `edited` and `edited_template` return. Attributes by
    which variants differ show the value that all of them have, if they have one.
    """
    typed = {normalized_name(name) for name, _ in edits.attributes} if edits else set[str]()
    _, wrong = product_attributes(product, template, facts)
    return tuple(_origin(one, product, template, typed, wrong) for one in facts.attributes)


def _origin(
    attribute: CategoryAttribute,
    product: Product,
    template: Template,
    typed: set[str],
    wrong: Sequence[Reason],
) -> AttributeOrigin:
    source = source_of(attribute, template)
    value = value_of(source, product, None) if source else ""
    known = known_value(attribute, value) if value else None
    by_hand = not typed.isdisjoint((normalized_name(attribute.id), normalized_name(attribute.name)))
    about = (one for one in wrong if one in _reasons(attribute, value))
    return AttributeOrigin(
        attribute.name,
        known[1] if known else value,
        "the product editor" if by_hand else _whence(source),
        by_hand,
        next(about, None),
    )


def _reasons(attribute: CategoryAttribute, value: str) -> tuple[Reason, ...]:
    found = _given(attribute, value)
    missing = reason("missing_attribute", attribute=attribute.name)
    return (found,) if isinstance(found, Reason) else (missing,)


def _whence(source: AttributeSource | None) -> str:
    if source is None:
        return "nowhere: it is not mapped"
    match source.kind:
        case SourceKind.CONSTANT:
            return "the template's constant"
        case SourceKind.FIELD:
            return f"the product's {source.name}"
        case _:
            return f'{source.kind.replace("_", " ")} "{source.name}"'


def known_value(attribute: CategoryAttribute, value: str) -> tuple[str, str] | None:
    """Return the (id, name) of the attribute's choice that a value is, by name or id."""
    wanted = normalized_name(value)
    return next((one for one in attribute.values if wanted in map(normalized_name, one)), None)


def value_of(source: AttributeSource, product: Product, variant: Variant | None) -> str:
    """Return what a source gives for a product, or one of its variants; empty for nothing."""
    raw = plain(_raw(source, product, variant))
    if not source.values:
        return raw
    translated = {normalized_name(theirs): tiktoks for theirs, tiktoks in source.values}
    return plain(translated.get(normalized_name(raw), raw))


def _described(facts: CategoryFacts) -> Iterator[CategoryAttribute]:
    return (one for one in facts.attributes if one.kind == AttributeKind.PRODUCT)


def _found(
    attribute: CategoryAttribute, product: Product, template: Template
) -> Given | Reason | None:
    source = source_of(attribute, template)
    return _given(attribute, value_of(source, product, None) if source else "")


def _given(attribute: CategoryAttribute, value: str) -> Given | Reason | None:
    if not value:
        return None
    if known := known_value(attribute, value):
        return attribute.id, *known
    name, shown = attribute.name, value[:_SHOWN]
    if not attribute.custom_values:
        return reason("unknown_value", attribute=name, value=shown)
    if attribute.numeric and not _positive_number(value):
        return reason("attribute_not_a_number", attribute=name, value=shown)
    if len(value) > _MOST_VALUE:
        return reason("long_attribute", attribute=name, length=len(value), most=_MOST_VALUE)
    return attribute.id, "", value


def _positive_number(value: str) -> bool:
    try:
        return value.isascii() and "e" not in value.lower() and as_decimal(value) > 0
    except ValueError:
        return False


def _raw(source: AttributeSource, product: Product, variant: Variant | None) -> str:
    wanted = normalized_name(source.name)
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
            return next((v for k, v in product.custom_fields if normalized_name(k) == wanted), "")
        case SourceKind.OPTION:
            return _option(wanted, (variant,) if variant else product.variants)


def _option(wanted: str, variants: Sequence[Variant]) -> str:
    """Return an option's value, if the variants agree on one."""
    values = {
        option.value
        for variant in variants
        for option in variant.options
        if normalized_name(option.option) == wanted
    }
    return values.pop() if len(values) == 1 else ""
