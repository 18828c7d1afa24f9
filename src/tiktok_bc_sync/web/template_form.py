"""A category template's form: its rule row by row or in words, and where its attributes come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import evolve, frozen

from tiktok_bc_sync.models import (
    AttributeSource,
    Condition,
    Field,
    MarketRules,
    Match,
    Operator,
    ParcelDefaults,
    RuleGroup,
    SimpleProducts,
    SourceKind,
    Template,
)
from tiktok_bc_sync.rules import check, from_text, to_text
from tiktok_bc_sync.web.forms import Form
from tiktok_bc_sync.web.price_rules import price_rule

NEW = Template("", "", "")
"""A template of which nothing is said yet."""

SIDES = ("weight_kg", "length_cm", "width_cm", "height_cm")
FIELDS = ("name", "category_id", "query", "attributes", "parcel", "price_rule", "cod", "market")
"""The fields that the library names where one of them is refused."""

_ROWS = 3
_MOST_ROWS = 500


@frozen
class Row:
    """One condition as the rule builder shows it."""

    field: str = ""
    operator: str = ""
    value: str = ""


def rows(form: Form, template: Template) -> list[Row]:
    """Return the rule builder's rows: what was typed, or the template's conditions, and room for more."""
    if form.values.get("rows"):
        count = min(form.whole("rows", most=_MOST_ROWS) or 0, _MOST_ROWS)
        found = [Row(*_typed(form, at)) for at in range(count)]
        return found + [Row()] * (_ROWS * (form.raw("do") == "more"))
    members = template.query.members if template.query and flat(template.query) else ()
    shown = [
        Row(one.field, one.operator, one.value) for one in members if isinstance(one, Condition)
    ]
    return [*shown, *[Row()] * _ROWS]


def words(template: Template) -> str:
    """Return the rule in words where rows can't show it: groups within groups."""
    nested = template.query is not None and not flat(template.query)
    return to_text(template.query) if template.query and nested else ""


def flat(query: RuleGroup) -> bool:
    """Whether a rule is one list of conditions."""
    return all(isinstance(one, Condition) for one in query.members)


def read_query(form: Form) -> RuleGroup | None:
    """Read the rule, in words where something stands there, else from the rows."""
    if text := form.text("words"):
        with form.within("words"):
            return from_text(text)
        return None
    members = tuple(_conditions(form))
    if not members:
        form.wrong("query", "A rule needs at least one condition.")
        return None
    with form.within("query"):
        return check(RuleGroup(form.choice("match", Match) or Match.ANY, members))
    return None


def _conditions(form: Form) -> Iterator[Condition]:
    count = form.whole("rows", most=_MOST_ROWS) or 0
    for at in range(count):
        if not _typed(form, at)[2].strip():
            continue
        field = form.choice(f"field-{at}", Field, needed=True)
        operator = form.choice(f"operator-{at}", Operator, needed=True)
        if field and operator:
            yield Condition(field, operator, form.text(f"value-{at}"))


def _typed(form: Form, at: int) -> tuple[str, str, str]:
    return form.raw(f"field-{at}"), form.raw(f"operator-{at}"), form.raw(f"value-{at}")


def read_template(form: Form, template: Template, attributes: Iterable[str]) -> Template:
    """Return a template with what was typed over it; what is wrong is noted in the form.

    ``attributes`` are the ids of those that the form shows.
    """
    query = None if form.flag("default") else read_query(form)
    found = evolve(
        template,
        name=form.text("name", needed=True),
        category_id=form.text("category_id", needed=True),
        query=query,
        attributes=tuple(_sources(form, attributes)),
        price_rule=price_rule(form),
        simple_products=form.choice("simple_products", SimpleProducts)
        or SimpleProducts.REQUIRE_VARIANT,
        cod=form.flag("cod"),
        market=_market(form, template.market),
    )
    with form.within("parcel"):
        return evolve(found, parcel=ParcelDefaults(*_measures(form)))
    return found


def _measures(form: Form) -> tuple[Decimal | None, ...]:
    return tuple(form.number(name) for name in SIDES)


def _sources(form: Form, attributes: Iterable[str]) -> Iterator[tuple[str, AttributeSource]]:
    for one in attributes:
        kind = form.choice(f"{one}.kind", SourceKind)
        if kind:
            yield (
                one,
                AttributeSource(
                    kind,
                    form.text(f"{one}.name", needed=True),
                    form.pairs(f"{one}.values"),
                    form.text(f"{one}.unit"),
                ),
            )


def _market(form: Form, known: MarketRules) -> MarketRules:
    return evolve(
        known,
        manufacturer_ids=form.words("manufacturer_ids"),
        responsible_person_ids=form.words("responsible_person_ids"),
        size_chart_id=form.text("size_chart_id"),
        size_chart_picture=form.text("size_chart_picture"),
        not_for_sale=form.flag("not_for_sale"),
        unbranded=form.flag("unbranded"),
    )
