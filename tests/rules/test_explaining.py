"""Why a product was taken, in words; and that a query judges many products quickly."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given

from tests.rules.strategies import groups, products
from tiktok_bc_sync.models import Condition, Product, RuleGroup, Variant
from tiktok_bc_sync.rules import (
    Texts,
    all_of,
    any_of,
    brand,
    category,
    compile_group,
    sku,
    title,
    to_json,
    words,
)

LAMP = Product(
    "77",
    "Desk lamp",
    (Variant("1", "L-1", Decimal(49)),),
    brand="Lux",
    categories=("Home > Lamps",),
)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (brand.equals("Sagaform"), "brand is Sagaform"),
        (sku.not_equals("X-1"), "SKU is not X-1"),
        (title.contains("lamp"), "title contains lamp"),
        (category.does_not_contain("Outlet"), "category does not contain Outlet"),
        (any_of(title.contains("a"), title.contains("b")), "title contains a or title contains b"),
        (
            all_of(title.contains("a"), any_of(brand.equals("B"), sku.equals("C"))),
            "title contains a and (brand is B or SKU is C)",
        ),
    ],
)
def test_a_rule_reads_as_people_say_it(rule: Condition | RuleGroup, told: str) -> None:
    assert words(rule) == told


def test_an_explanation_tells_what_held_what_failed_and_what_made_the_match() -> None:
    query = any_of(brand.equals("Lux"), all_of(title.contains("lamp"), category.contains("Outlet")))
    why = compile_group(query).explain(LAMP)
    assert why.matched
    assert why.held == ("brand is Lux", "title contains lamp")
    assert why.failed == ("category contains Outlet",)
    assert why.because == ("brand is Lux",)  # the title's group failed as a whole
    assert str(why).splitlines() == [
        "matched",
        "holds: any of",
        "  holds: brand is Lux",
        "  fails: all of",
        "    holds: title contains lamp",
        "    fails: category contains Outlet",
    ]


def test_an_explanation_is_told_as_data_in_the_rules_own_json_form() -> None:
    query = any_of(brand.equals("Lux"), all_of(title.contains("chair")))
    judged = compile_group(query).explain(LAMP).judged
    assert judged.rule == query
    assert judged.data() == {
        "match": "Any",
        "held": True,
        "members": [
            {"field": "Brand", "operator": "Equals", "value": "Lux", "held": True},
            {
                "match": "All",
                "held": False,
                "members": [
                    {"field": "Title", "operator": "Contains", "value": "chair", "held": False}
                ],
            },
        ],
    }


def test_what_does_not_match_has_nothing_that_made_a_match() -> None:
    why = compile_group(all_of(brand.equals("Lux"), title.contains("chair"))).explain(LAMP)
    assert (why.matched, why.held, why.because) == (False, ("brand is Lux",), ())
    assert str(why).startswith("not matched\n")


@given(groups, products)
def test_an_explanation_agrees_with_the_match_and_names_every_condition_once(
    group: RuleGroup, product: Product
) -> None:
    compiled = compile_group(group)
    why = compiled.explain(product)
    assert why.matched is compiled.matches(product) is compiled.matches_texts(Texts(product))
    assert len(why.held) + len(why.failed) == len(list(group.conditions()))
    assert bool(why.because) is why.matched
    assert set(why.because) <= set(why.held)
    assert _without_held(why.judged.data()) == to_json(group)


def _without_held(told: object) -> object:
    if isinstance(told, dict):
        return {name: _without_held(one) for name, one in told.items() if name != "held"}
    return [_without_held(one) for one in told] if isinstance(told, list) else told


def test_ten_thousand_products_meet_twenty_queries_in_less_than_a_second() -> None:
    queries = [
        compile_group(
            any_of(
                brand.equals(f"Brand {n}"),
                all_of(title.contains(f"lamp {n}"), category.does_not_contain("Outlet")),
                sku.contains(f"-{n:03}"),
            )
        )
        for n in range(20)
    ]
    catalogue = [
        Product(
            str(n),
            f"Läselampe number {n}",
            tuple(Variant(f"{n}-{size}", f"L{n}-{size}", Decimal(1)) for size in "SML"),
            brand=f"Brand {n % 40}",
            categories=("Home > Lamps", f"Sale > Week {n % 7}"),
        )
        for n in range(10_000)
    ]
    began = time.process_time()  # the machine may be busy with others
    taken = 0
    for product in catalogue:
        texts = Texts(product)
        taken += any(query.matches_texts(texts) for query in queries)
    assert time.process_time() - began < 1
    assert taken == 5_000
