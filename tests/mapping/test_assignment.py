"""Which template has which product: the first match, in an order that overriding changes."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bc_sync.mapping.assignment import Placing, TemplateSet, assigned, in_order
from tiktok_bc_sync.models import Product, RuleGroup, Template, Variant
from tiktok_bc_sync.rules import Columns, all_of, title

WORDS = ("desk", "lamp", "mug", "towel", "vase")


def product(number: int, name: str) -> Product:
    """Make a product with a title."""
    return Product(str(number), name, (Variant(str(number), f"S-{number}", Decimal(1)),))


def template(name: str, *words: str) -> Template:
    """Make a template for titles with all of the words; none make the default one."""
    query = all_of(*(title.contains(word) for word in words)) if words else None
    return Template(name, name, "1", query=query)


PRODUCTS = (product(1, "Desk lamp"), product(2, "Lamp"), product(3, "Desk mug"), product(4, "Vase"))
COLUMNS = Columns.of(PRODUCTS)
LAMPS, DESKS, REST = template("lamps", "lamp"), template("desks", "desk"), template("rest")


def owners(templates: tuple[Template, ...]) -> dict[str, str]:
    """Return who has each product, by title."""
    taken = assigned(COLUMNS, templates)
    return {one.title: taken.get(one.id, "rest") for one in PRODUCTS}


def test_a_new_template_is_last_and_takes_nothing_from_another() -> None:
    placed = Placing(COLUMNS, in_order([LAMPS, REST])).of(DESKS, override=False)
    assert [(one.id, one.position) for one in placed] == [("lamps", 1), ("desks", 2), ("rest", 3)]
    assert owners(placed) == {
        "Desk lamp": "lamps",
        "Lamp": "lamps",
        "Desk mug": "desks",
        "Vase": "rest",
    }


def test_one_that_overrides_stands_before_those_it_takes_from() -> None:
    vases = template("vases", "vase")
    placed = Placing(COLUMNS, in_order([vases, LAMPS, REST])).of(DESKS, override=True)
    assert [one.id for one in placed] == ["vases", "desks", "lamps", "rest"]
    assert owners(placed)["Desk lamp"] == "desks"


def test_overriding_never_moves_a_template_back() -> None:
    placed = Placing(COLUMNS, in_order([DESKS, LAMPS, REST])).of(DESKS, override=True)
    assert [one.id for one in placed] == ["desks", "lamps", "rest"]


def test_a_wider_query_that_does_not_override_goes_behind_those_it_would_take_from() -> None:
    vases = template("vases", "vase")
    before = in_order([vases, LAMPS, DESKS, REST])
    wider = evolve(vases, query=all_of(title.does_not_contain("mug")))
    placed = Placing(COLUMNS, before).of(wider, override=False)
    assert [one.id for one in placed] == ["lamps", "vases", "desks", "rest"]
    assert owners(placed)["Lamp"] == "lamps"


def test_what_keeps_its_query_keeps_its_place_though_others_match_the_same() -> None:
    before = in_order([DESKS, LAMPS, REST])
    renamed = evolve(before[0], name="Tables")
    assert [one.id for one in Placing(COLUMNS, before).of(renamed, override=False)] == [
        "desks",
        "lamps",
        "rest",
    ]


def test_the_default_template_is_last_wherever_it_is_saved() -> None:
    assert [one.id for one in Placing(COLUMNS, in_order([LAMPS])).of(REST, override=False)] == [
        "lamps",
        "rest",
    ]


queries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(
    lambda words: all_of(*(title.contains(word) for word in words))
)
titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@given(st.lists(titles, max_size=8), st.lists(queries, max_size=5), queries)
def test_saving_keeps_the_promise_of_overriding_for_any_catalogue(
    names: list[str], others: list[RuleGroup], query: RuleGroup
) -> None:
    products = [product(number, name) for number, name in enumerate(names)]
    columns = Columns.of(products)
    known = in_order(
        [Template(f"t{at}", f"T{at}", "1", query=one) for at, one in enumerate(others)]
    )
    new = Template("new", "New", "1", query=query)
    before = assigned(columns, known)
    taken = assigned(columns, Placing(columns, known).of(new, override=True))
    left = assigned(columns, Placing(columns, known).of(new, override=False))
    for key in columns.matching(query):
        assert taken[key] == "new"
        assert left[key] == before.get(key, "new")


@given(st.lists(titles, max_size=8), st.lists(queries, min_size=2, max_size=5), queries)
def test_a_change_without_overriding_takes_nothing_that_others_had(
    names: list[str], others: list[RuleGroup], query: RuleGroup
) -> None:
    products = [product(number, name) for number, name in enumerate(names)]
    columns = Columns.of(products)
    known = in_order(
        [Template(f"t{at}", f"T{at}", "1", query=one) for at, one in enumerate(others)]
    )
    before = assigned(columns, known)
    after = assigned(
        columns, Placing(columns, known).of(evolve(known[0], query=query), override=False)
    )
    gained = {key for key, one in after.items() if one == "t0" and before.get(key, "t0") != "t0"}
    assert gained == set()


@given(st.lists(titles, max_size=8), st.lists(queries, max_size=5))
def test_all_at_once_is_what_each_alone_would_be(names: list[str], rules: list[RuleGroup]) -> None:
    products = [product(number, name) for number, name in enumerate(names)]
    templates = in_order([Template(f"t{at}", "T", "1", query=one) for at, one in enumerate(rules)])
    chosen = {one.id: TemplateSet.of(templates).choose(one) for one in products}
    assert assigned(Columns.of(products), templates) == {
        key: found.id for key, found in chosen.items() if found
    }
