"""What a condition and a group mean, row by row."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import conditions, groups, products, texts, values
from tiktok_bc_sync.models import Condition, Field, Match, Operator, Product, RuleGroup, Variant
from tiktok_bc_sync.rules import all_of, any_of, brand, category, compile_group, sku, title
from tiktok_bc_sync.rules.text import normalized

NEGATION = {
    Operator.EQUALS: Operator.NOT_EQUALS,
    Operator.CONTAINS: Operator.DOES_NOT_CONTAIN,
}

POSITIVE = {no: yes for yes, no in NEGATION.items()}


def product(
    name: str = "Desk lamp",
    skus: tuple[str, ...] = ("L-1",),
    maker: str = "",
    categories: tuple[str, ...] = (),
) -> Product:
    variants = tuple(Variant(str(n), one, Decimal(1)) for n, one in enumerate(skus))
    return Product("77", name, variants, brand=maker, categories=categories)


def holds(rule: Condition | RuleGroup, one: Product) -> bool:
    group = rule if isinstance(rule, RuleGroup) else all_of(rule)
    return compile_group(group).matches(one)


@pytest.mark.parametrize(
    ("condition", "holding", "failing"),
    [
        (title.equals("desk LAMP"), "Desk lamp", "Desk lamps"),
        (title.equals("  Desk \t lamp "), "Desk\u00a0 lamp", "Desklamp"),
        (title.equals("STRASSE"), "Straße", "Strase"),
        (title.equals("\uff2c\uff21\uff2d\uff30"), "lamp", "lam p"),  # full-width letters
        (title.equals("Café"), "Cafe\u0301", "Cafe"),
        (title.contains("LAMP"), "A desk lamp.", "A light"),
        (title.contains("k l"), "Desk    lamp", "Desklamp"),
        (title.contains("ﬁ"), "Office fittings", "Of course"),
        (title.contains("e"), "Cafe", "Café"),  # an accented letter is one of its own,
        (title.contains("j"), "j", "\u01f0"),  # folded apart or not
        (title.not_equals("lamp"), "Lamps", " LAMP "),
        (title.does_not_contain("lamp"), "Light", "Clamps"),
    ],
)
def test_titles_compare_without_case_width_and_spacing(
    condition: Condition, holding: str, failing: str
) -> None:
    assert holds(condition, product(holding))
    assert not holds(condition, product(failing))


@pytest.mark.parametrize(
    ("condition", "skus", "held"),
    [
        (sku.equals("a-2"), ("A-1", "A-2"), True),
        (sku.equals("A"), ("A-1", "A-2"), False),
        (sku.contains("-2"), ("A-1", "A-2"), True),
        (sku.not_equals("A-2"), ("A-1", "A-2"), False),
        (sku.not_equals("A-3"), ("A-1", "A-2"), True),
        (sku.does_not_contain("A-"), ("A-1", "B-2"), False),
        (sku.does_not_contain("C"), ("A-1", "B-2"), True),
        (sku.equals("A"), (), False),
        (sku.not_equals("A"), (), True),
        (sku.not_equals("A"), ("", " "), True),
    ],
)
def test_one_of_many_skus_is_enough_for_a_positive_operator_and_none_may_fit_a_negative_one(
    condition: Condition, skus: tuple[str, ...], held: bool
) -> None:
    assert holds(condition, product(skus=skus)) is held


@pytest.mark.parametrize(
    ("condition", "categories", "held"),
    [
        (category.equals("Lamps"), ("Home > Lamps",), True),
        (category.equals("home>lamps"), ("Home > Lamps",), True),
        (category.equals("Home  >Lamps"), ("Home >   Lamps",), True),
        (category.equals("Home > Lamps"), ("Home>Lamps",), True),
        (category.equals("Home \uff1e Lamps"), ("Home > Lamps",), True),
        (category.equals("Home"), ("Home > Lamps",), False),
        (category.equals("Home"), ("Home > Lamps", "Home"), True),
        (category.equals("Desk > Lamps"), ("Home > Desk > Lamps",), False),
        (category.contains("desk>lamps"), ("Home > Desk > Lamps",), True),
        (category.contains("Home >"), ("Home>Lamps",), True),
        (category.contains("home"), ("Home > Lamps",), True),
        (category.not_equals("Lamps"), ("Sale", "Home > Lamps"), False),
        (category.does_not_contain("outlet"), ("Sale", "Home > Outlet > Lamps"), False),
        (category.does_not_contain("outlet"), (), True),
        (category.equals("Lamps"), (), False),
    ],
)
def test_a_category_compares_by_its_name_or_its_full_path(
    condition: Condition, categories: tuple[str, ...], held: bool
) -> None:
    assert holds(condition, product(categories=categories)) is held


@pytest.mark.parametrize("maker", ["", "  ", "\u3000"])
def test_a_missing_brand_equals_nothing_and_contains_nothing(maker: str) -> None:
    one = product(maker=maker)
    assert not holds(brand.equals("Sagaform"), one)
    assert not holds(brand.contains("a"), one)
    assert holds(brand.not_equals("Sagaform"), one)
    assert holds(brand.does_not_contain("a"), one)


LAMP, OTHER = title.contains("lamp"), title.contains("chair")


@pytest.mark.parametrize(
    ("group", "held"),
    [
        (any_of(LAMP, OTHER), True),
        (any_of(OTHER, OTHER), False),
        (all_of(LAMP, LAMP), True),
        (all_of(LAMP, OTHER), False),
        (all_of(LAMP, any_of(OTHER, LAMP)), True),
        (any_of(OTHER, all_of(LAMP, OTHER)), False),
        (any_of(OTHER, all_of(LAMP, any_of(LAMP))), True),
    ],
)
def test_any_needs_one_member_and_all_needs_every_one(group: RuleGroup, held: bool) -> None:
    assert holds(group, product()) is held


def _by_the_book(rule: Condition | RuleGroup, one: Product) -> bool:
    """What the rules' description says, word for word, as slowly as it likes."""
    if isinstance(rule, RuleGroup):
        return {Match.ANY: any, Match.ALL: all}[rule.match](
            _by_the_book(member, one) for member in rule.members
        )
    fold = _path if rule.field is Field.CATEGORY else normalized
    fields = {
        Field.TITLE: [one.title],
        Field.SKU: list(one.skus),
        Field.BRAND: [one.brand],
        Field.CATEGORY: [
            *one.categories,
            *(path.split(">")[-1] for path in map(_path, one.categories)),
        ],
    }
    texts, wanted = [fold(text) for text in fields[rule.field]], fold(rule.value)
    fits = {
        Operator.EQUALS: wanted in texts,
        Operator.CONTAINS: any(wanted in text for text in texts),
    }
    return fits[rule.operator] if rule.operator in fits else not fits[POSITIVE[rule.operator]]


def _path(text: str) -> str:
    return normalized(" > ".join(normalized(text).split(">")))


@given(groups, products)
def test_a_group_holds_where_the_description_says(group: RuleGroup, one: Product) -> None:
    assert holds(group, one) is _by_the_book(group, one)


@given(conditions, products)
def test_negative_operators_are_the_exact_negations(condition: Condition, one: Product) -> None:
    positive = condition.operator if condition.operator in NEGATION else Operator.EQUALS
    yes = Condition(condition.field, positive, condition.value)
    no = Condition(condition.field, NEGATION[positive], condition.value)
    assert holds(yes, one) is not holds(no, one)


@given(conditions, products)
def test_what_equals_also_contains(condition: Condition, one: Product) -> None:
    equal = Condition(condition.field, Operator.EQUALS, condition.value)
    if holds(equal, one):
        assert holds(Condition(condition.field, Operator.CONTAINS, condition.value), one)


@given(groups, products)
def test_turning_a_group_inside_out_turns_its_answer(group: RuleGroup, one: Product) -> None:
    assert holds(_negated(group), one) is not holds(group, one)


def _negated(rule: RuleGroup) -> RuleGroup:
    opposite = {**NEGATION, **POSITIVE}
    match = Match.ALL if rule.match is Match.ANY else Match.ANY
    return RuleGroup(
        match,
        tuple(
            _negated(one)
            if isinstance(one, RuleGroup)
            else Condition(one.field, opposite[one.operator], one.value)
            for one in rule.members
        ),
    )


@given(values)
def test_a_product_equals_its_own_texts_however_they_are_written(text: str) -> None:
    one = product(text, (text,), text, (text,))
    for field in Field:
        for written in (text, f"  {text}\t", text.upper(), unicodedata.normalize("NFKD", text)):
            assert holds(Condition(field, Operator.EQUALS, written), one)


@given(st.one_of(texts, st.text()))
def test_comparing_forms_are_stable(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)
