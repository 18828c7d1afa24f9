"""Whether a template can be saved: all that is wrong with it, each with the field and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.attribute_groups import PACKAGE, STANDARD_FIELDS
from tiktok_bc_sync.mapping.attributes import known_value, product_attributes, source_of
from tiktok_bc_sync.mapping.parcel import sides_cm, weight_kg
from tiktok_bc_sync.mapping.regions import RegionFacts
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    ParcelDefaults,
    PriceRuleKind,
    Product,
    Reason,
    SourceKind,
    Store,
    Template,
)
from tiktok_bc_sync.rules.text import normalized

NAME_LENGTH = 80
# Source: vendor rule for the values of sales attributes.
_MOST_SALES_VALUE = 50
_NEAR = 3
_SHOWN = 60
_EVERYTHING = Decimal(-100)
_NO_PRODUCT = Product("", "", ())
_COPY = "Copy of "


def copied_name(name: str, taken: Iterable[str]) -> str:
    """Return "Copy of …" with at most 80 characters, unlike all names that are taken.

    >>> copied_name("Lamps", ["Lamps", "copy of lamps"])
    'Copy of Lamps (2)'
    """
    known = {normalized(one) for one in taken}
    number, made = 1, f"{_COPY}{name}"[:NAME_LENGTH].rstrip()
    while normalized(made) in known:
        number += 1
        ending = f" ({number})"
        made = f"{_COPY}{name}"[: NAME_LENGTH - len(ending)].rstrip() + ending
    return made


@frozen
class TemplateChecks:
    """What a template has to fit: its category, the shop's region, the store, the other templates."""

    facts: CategoryFacts
    limits: RegionFacts
    store: Store
    others: Sequence[Template]

    def problems(self, template: Template) -> tuple[Reason, ...]:
        """Return everything that is wrong; a query is checked where it is compiled."""
        return (
            *self._name(template.name),
            *self._query(template),
            *self._category(),
            *(self._attributes(template) if self.facts.leaf else ()),
            *self._price_rule(template),
            *self._cod(template),
        )

    def _name(self, name: str) -> Iterator[Reason]:
        if not 1 <= len(name) <= NAME_LENGTH:
            text = f"A template's name has 1 to {NAME_LENGTH} characters, not {len(name)}."
            yield Reason("template_name", "name", text, "Shorten it." if name else "Give it one.")
        if normalized(name) in {normalized(one.name) for one in self.others}:
            text = f"There is already a template named {name!r}."
            yield Reason("template_name_taken", "name", text, "Give it another name.")

    def _query(self, template: Template) -> Iterator[Reason]:
        if template.default and any(one.default for one in self.others):
            yield Reason(
                "second_default",
                "query",
                "There is already a default template.",
                "Give this one a query, or edit the default template.",
            )

    def _category(self) -> Iterator[Reason]:
        category = self.facts.category_id
        if not self.facts.leaf:
            text = f"Category {category} has categories below it."
            mend = "Choose one of those; only they can hold listings."
            yield Reason("category_not_leaf", "category_id", text, mend)
        elif not self.facts.available:
            text = f"The shop may not sell in category {category}."
            mend = "Apply for it in the seller centre, or choose another."
            yield Reason("category_closed", "category_id", text, mend)

    def _price_rule(self, template: Template) -> Iterator[Reason]:
        rule = template.price_rule
        if rule and rule.kind is PriceRuleKind.PERCENT and rule.amount <= _EVERYTHING:
            text = f"A price rule of {rule} leaves no price above zero."
            mend = "Lower prices by less than 100 %."
            yield Reason("price_rule_too_low", "price_rule", text, mend)

    def _cod(self, template: Template) -> Iterator[Reason]:
        if template.cod and not (self.facts.cod_supported and self.limits.cod):
            text = "Cash on delivery can't be opened for this category in the shop's region."
            yield Reason("cod_not_supported", "cod", text, "Switch it off.")

    # --- attributes ----------------------------------------------------------------

    def _attributes(self, template: Template) -> Iterator[Reason]:
        yield from self._strange(template)
        yield from self._unmapped(template)
        named = [(normalized(name), source) for name, source in template.attributes]
        for attribute in self.facts.attributes:
            names = {normalized(attribute.id), normalized(attribute.name)}
            given = [source for name, source in named if name in names]
            if len(given) > 1:
                yield _wrong(f"{attribute.name} is mapped twice.", "Keep one of the two.")
            for source in given[:1]:
                yield from _source(attribute, source)
        for name, source in named:
            if name in PACKAGE:
                yield from self._package(name, source)

    def _strange(self, template: Template) -> Iterator[Reason]:
        known = {normalized(word) for one in self.facts.attributes for word in (one.id, one.name)}
        names = Counter(normalized(name) for name, _ in template.attributes)
        unknown = [
            name
            for name, _ in template.attributes
            if normalized(name) not in known | PACKAGE.keys()
        ]
        if unknown:
            text = f"Category {self.facts.category_id} has no attribute {', '.join(unknown)}."
            offered = _near(unknown[0], [one.name for one in self.facts.attributes])
            yield _wrong(text, offered or "Leave it out.")
        for name in PACKAGE:
            if names[name] > 1:
                yield _wrong(f"The {name} is mapped twice.", "Keep one of the two.")

    def _unmapped(self, template: Template) -> Iterator[Reason]:
        """Name what the category requires, or the template's constants make it require."""
        chosen = set(_chosen(self.facts, template))
        missing = [
            one.name
            for one in self.facts.attributes
            if one.needed(chosen) and source_of(one, template) is None
        ]
        if missing:
            text = f"Category {self.facts.category_id} requires a source for {', '.join(missing)}."
            yield _wrong(text, "Map each to a field, an option, a custom field or a constant.")

    def _package(self, name: str, source: AttributeSource) -> Iterator[Reason]:
        yield from _origin(name, source)
        if source.unit and source.unit not in PACKAGE[name]:
            units = ", ".join(PACKAGE[name])
            yield _wrong(f"{source.unit!r} is no unit of the {name}.", f"Use one of {units}.")
        elif source.kind is SourceKind.CONSTANT and not self._measures(name, source):
            text = f"{source.name[:_SHOWN]!r} is no {name}."
            yield _wrong(text, f'Write a number above 0, or one like "2 {PACKAGE[name][-1]}".')

    def _measures(self, name: str, source: AttributeSource) -> bool:
        """Whether a constant measures a parcel of which all else is known."""
        sides = [(side, AttributeSource.constant("1 cm")) for side in PACKAGE if side != name]
        alone = Template("", "", "", attributes=((name, source), *sides), parcel=ParcelDefaults())
        measured = weight_kg if PACKAGE[name] is PACKAGE["package weight"] else sides_cm
        return measured(_NO_PRODUCT, alone, self.store) is not None


def _wrong(text: str, mend: str) -> Reason:
    return Reason("template_attribute", "attributes", text, mend)


def _chosen(facts: CategoryFacts, template: Template) -> Iterator[tuple[str, str]]:
    """Yield the attributes' values that every product of the template has."""
    for attribute in facts.attributes:
        source = source_of(attribute, template)
        if source and source.kind is SourceKind.CONSTANT:
            known = known_value(attribute, source.name)
            if known:
                yield attribute.id, known[0]


def _source(attribute: CategoryAttribute, source: AttributeSource) -> Iterator[Reason]:
    yield from _origin(attribute.name, source)
    if source.unit:
        text = f"{attribute.name} is no measure of the parcel and takes no unit."
        yield _wrong(text, "Leave the unit out.")
    if source.kind is SourceKind.CONSTANT:
        yield from _value(attribute, source.name)
    for value in dict.fromkeys(tiktoks for _, tiktoks in source.values):
        yield from _value(attribute, value)
    if attribute.kind == AttributeKind.SALES:
        yield from _doubled(attribute.name, [tiktoks for _, tiktoks in source.values], "TikTok's")


def _origin(name: str, source: AttributeSource) -> Iterator[Reason]:
    """Check where a value is taken from, and that each value is translated once."""
    if not source.name.strip():
        yield _wrong(f"The source of {name} is empty.", "Say what it is.")
    elif source.kind is SourceKind.FIELD and normalized(source.name) not in STANDARD_FIELDS:
        text = f"A product has no standard field {source.name[:_SHOWN]!r}, named for {name}."
        yield _wrong(text, f"Use one of {', '.join(STANDARD_FIELDS)}.")
    yield from _doubled(name, [theirs for theirs, _ in source.values], "BigCommerce's")


def _doubled(name: str, values: Sequence[str], whose: str) -> Iterator[Reason]:
    counted = Counter(map(normalized, values))
    twice = [value for value in values if counted[normalized(value)] > 1]
    if twice:
        text = f"The list of values of {name} has {whose} {twice[0][:_SHOWN]!r} twice."
        yield _wrong(text, "Map values one to one.")


def _value(attribute: CategoryAttribute, value: str) -> Iterator[Reason]:
    """Check a value that the template itself says, and offer near ones that TikTok knows."""
    if known_value(attribute, value):
        return
    if not attribute.custom_values:
        names = [name for _, name in attribute.values]
        text = f"{attribute.name} can't be {value[:_SHOWN]!r} on TikTok."
        yield _wrong(text, _near(value, names) or f"TikTok knows {_listed(names)}.")
    elif attribute.kind == AttributeKind.SALES:
        if len(value) > _MOST_SALES_VALUE:
            text = f"The value {value[:_SHOWN]!r} of {attribute.name} is too long."
            yield _wrong(text, f"Use at most {_MOST_SALES_VALUE} characters.")
    else:
        alone = CategoryFacts("", leaf=True, available=True, attributes=(attribute,))
        said = Template("", "", "", attributes=((attribute.id, AttributeSource.constant(value)),))
        for one in product_attributes(_NO_PRODUCT, said, alone)[1]:
            yield evolve(one, field="attributes")


def _near(value: str, names: Sequence[str]) -> str:
    known = {normalized(name): name for name in names}
    found = get_close_matches(normalized(value), known, n=_NEAR)
    return f"Did you mean {' or '.join(known[one] for one in found)}?" if found else ""


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[: 2 * _NEAR])
    return f"{shown}, ..." if len(names) > 2 * _NEAR else shown
