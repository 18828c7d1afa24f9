"""Columns judge many products at once as each would be judged alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.strategies import catalogues, groups, products
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import Condition, Field, Operator, Product, RuleGroup, Variant
from tiktok_bc_sync.rules import (
    Columns,
    all_of,
    any_of,
    brand,
    category,
    compile_group,
    sku,
    title,
)

LAMPS = any_of(title.contains("lamp"))


def product(number: int, name: str = "Desk lamp", maker: str = "Lux") -> Product:
    variants = (Variant(f"{number}1", f"L-{number}", Decimal(1)),)
    return Product(str(number), name, variants, brand=maker, categories=("Home > Lamps",))


def matched_one_by_one(catalogue: list[Product], group: RuleGroup) -> list[str]:
    compiled = compile_group(group)
    return [one.id for one in catalogue if compiled.matches(one)]


@given(catalogues, groups)
def test_columns_agree_with_the_judgement_of_each_product(
    catalogue: list[Product], group: RuleGroup
) -> None:
    columns = Columns.of(catalogue)
    assert list(columns.matching(group)) == matched_one_by_one(catalogue, group)
    for one in catalogue[:3]:
        assert columns.reasons(group, one.id) == compile_group(group).explain(one)


# Enough products that some texts are common and some rare: these are found in different ways.
MANY = [
    Product(
        str(number),
        f"{('Desk', 'Floor')[number % 2]} lamp{'' if number % 7 else ' Größe'} {number} 台灯",
        tuple(Variant(f"{number}{size}", f"L{number:04}-{size}", Decimal(1)) for size in "SML"),
        brand="" if number % 50 == 0 else f"Brand {number % 40}",
        categories=("Home > Lamps", f"Sale > Week {number % 9}") if number % 3 else (),
    )
    for number in range(2_000)
]
COLUMNS = Columns.of(MANY)


@pytest.mark.parametrize(
    "condition",
    [
        *(title.contains(text) for text in ("lamp", "amp", "p 1", "sk lamp", "e 77", "größe 7")),
        *(title.contains(text) for text in ("1", "p", "台", "台灯", "7 台灯", "灯台", "lamp lamp")),
        *(title.equals(text) for text in ("Floor lamp 77 台灯", "lamp", "desk lamp")),
        *(sku.contains(text) for text in ("l0077", "l050", "-s", "77-", "l", "x")),
        *(sku.equals(text) for text in ("L0077-S", "L0077", "-S")),
        *(brand.contains(text) for text in ("brand", "d 3", "Brand 39", "x")),
        *(brand.equals(text) for text in ("brand 3", "brand")),
        *(category.contains(text) for text in ("week 3", "home>lamps", "lamps", "> w", "x")),
        *(category.equals(text) for text in ("lamps", "Week 3", "Sale > Week 3", "Sale")),
        brand.not_equals("Brand 3"),
        category.does_not_contain("Week 3"),
    ],
)
def test_common_and_rare_texts_are_found_in_each_field(condition: Condition) -> None:
    group = all_of(condition)
    assert list(COLUMNS.matching(group)) == matched_one_by_one(MANY, group)


@st.composite
def parts_of_texts(draw: st.DrawFn) -> Condition:
    """A condition on a piece of a text that one of the many products has."""
    one = draw(st.sampled_from(MANY))
    field = draw(st.sampled_from(Field))
    texts = {
        Field.TITLE: (one.title,),
        Field.SKU: one.skus,
        Field.BRAND: (one.brand or "none",),
        Field.CATEGORY: one.categories or ("none",),
    }
    text = draw(st.sampled_from(texts[field]))
    begin = draw(st.integers(0, len(text) - 1))
    piece = text[begin : draw(st.integers(begin + 1, len(text)))]
    return Condition(field, draw(st.sampled_from(Operator)), piece if piece.strip() else text)


@settings(max_examples=60)
@given(parts_of_texts(), parts_of_texts())
def test_pieces_of_texts_are_found_wherever_they_occur(one: Condition, other: Condition) -> None:
    for group in (any_of(one, other), all_of(one, other)):
        assert list(COLUMNS.matching(group)) == matched_one_by_one(MANY, group)


def test_matches_are_counted_and_paged_in_order() -> None:
    rows = Columns.of(product(number) for number in range(7)).matching(LAMPS)
    assert len(rows) == 7
    assert list(rows) == [*"0123456"]
    assert rows.page(limit=3) == (*"012",)
    assert rows.page(6, 3) == ("6",)
    assert rows.page(7) == ()


def test_no_products_match_nothing() -> None:
    assert len(Columns().matching(all_of(title.not_equals("x")))) == 0


def test_a_product_that_changed_is_judged_as_it_is_now_and_comes_last() -> None:
    columns = Columns.of([product(1), product(2, "Chair"), product(3)])
    columns.put(product(1, "Floor lamp"))
    columns.put(product(3))  # as it was
    columns.put(product(2, "Lamp and chair"))
    assert list(columns.matching(LAMPS)) == ["3", "1", "2"]
    assert len(columns.matching(all_of(title.contains("desk")))) == 1
    assert len(columns) == 3


def test_products_that_come_after_a_query_are_found_by_the_next_one() -> None:
    columns = Columns()
    for number in range(4):
        columns.put(product(number))
        assert len(columns.matching(any_of(brand.equals("Lux")))) == number + 1


def test_a_product_that_is_discarded_matches_nothing_any_more() -> None:
    columns = Columns.of([product(1), product(2)])
    columns.discard("1")
    columns.discard("unknown")
    assert list(columns.matching(all_of(title.not_equals("x")))) == ["2"]
    assert len(columns) == 1


def test_matches_stay_as_they_were_when_products_change() -> None:
    columns = Columns.of(product(number) for number in range(1_500))
    rows = columns.matching(LAMPS)
    for number in range(1_200):  # so many that their rows are cleared away
        columns.discard(str(number))
    columns.put(product(7, "Chair"))
    assert len(rows) == 1_500
    assert rows.page(1_498) == ("1498", "1499")
    assert list(columns.matching(LAMPS)) == [str(number) for number in range(1_200, 1_500)]


@given(catalogues, st.lists(st.tuples(st.integers(0, 9), st.none() | products)), groups)
def test_columns_that_changed_agree_with_fresh_ones(
    catalogue: list[Product], changes: list[tuple[int, Product | None]], group: RuleGroup
) -> None:
    columns = Columns.of(catalogue)
    held = {one.id: one for one in catalogue}
    for number, changed in changes:
        columns.matching(group)
        if changed is None:
            columns.discard(str(number))
            held.pop(str(number), None)
        else:
            held[str(number)] = evolve(changed, id=str(number))
            columns.put(held[str(number)])
    assert sorted(columns.matching(group)) == sorted(matched_one_by_one(list(held.values()), group))


def test_the_reasons_are_those_of_the_product_alone() -> None:
    columns = Columns.of([product(1), product(2, maker="")])
    query = any_of(brand.equals("Lux"), category.contains("Lamps"))
    assert columns.reasons(query, "1").because == ("brand is Lux", "category contains Lamps")
    assert columns.reasons(query, "2").because == ("category contains Lamps",)
    with pytest.raises(NotFound):
        columns.reasons(query, "3")


def test_a_product_is_assigned_to_the_first_group_that_takes_it() -> None:
    columns = Columns.of([product(1), product(2, maker="Other"), product(3, "Chair", "None")])
    groups = [("lux", all_of(brand.equals("Lux"))), ("lamps", LAMPS)]
    assert columns.assign(groups) == {"1": "lux", "2": "lamps"}
    assert columns.assign(reversed(groups)) == {"1": "lamps", "2": "lamps"}
    assert columns.assign(()) == {}


@given(catalogues, st.lists(groups, max_size=4))
def test_assigning_at_once_agrees_with_trying_group_after_group(
    catalogue: list[Product], tried: list[RuleGroup]
) -> None:
    compiled = [compile_group(one) for one in tried]
    expected = {}
    for one in catalogue:
        first = next((place for place, rule in enumerate(compiled) if rule.matches(one)), None)
        if first is not None:
            expected[one.id] = first
    assert Columns.of(catalogue).assign(enumerate(tried)) == expected


@pytest.mark.parametrize(
    "ask", [Columns.matching, lambda columns, group: columns.assign([(1, group)])]
)
def test_a_group_that_cannot_be_used_is_refused(
    ask: Callable[[Columns, RuleGroup], object],
) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(Columns(), any_of(title.contains("lamp"), any_of()))
    assert refused.value.field == "members[1].members"
