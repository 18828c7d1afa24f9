"""What rule groups cost beside a comprehension written by hand for that very rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec

from attrs import frozen

from benchmarks.measuring import Measurement, medians
from benchmarks.rules_catalogue import SHAPES, Row, products, row
from benchmarks.rules_elsewhere import LIBRARIES
from tiktok_bc_sync.models import Product, RuleGroup
from tiktok_bc_sync.rules import (
    Columns,
    Texts,
    all_of,
    any_of,
    brand,
    category,
    compile_group,
    sku,
    title,
)
from tiktok_bc_sync.rules.text import normalized, normalized_path

PRODUCTS = 100_000
TEMPLATES = 50
ROUNDS = 7


@frozen
class Case:
    """A rule, the comprehension for it that counts the rows, and how much of its time is accepted."""

    name: str
    group: RuleGroup
    by_hand: Callable[[Sequence[Row]], int]
    goal: float = 0.25


def usual(rows: Sequence[Row]) -> int:
    return len(
        [
            None
            for title, skus, brand, categories in rows
            if brand == "brand 3"
            or (
                "lamp" in title
                and not any("outlet" in one for one in categories)
                and "x-1" not in skus
            )
        ]
    )


def rare(rows: Sequence[Row]) -> int:
    return len(
        [
            None
            for title, skus, brand, categories in rows
            if "unobtainium" in title or "lamp-000777-s" in skus or brand == "brand 799"
        ]
    )


def part_of_a_word(rows: Sequence[Row]) -> int:
    return len([None for title, skus, brand, categories in rows if "bta" in title])


def one_letter(rows: Sequence[Row]) -> int:
    return len([None for title, skus, brand, categories in rows if "e" in title])


def two_words(rows: Sequence[Row]) -> int:
    return len([None for title, skus, brand, categories in rows if "lamp unob" in title])


def rare_sku(rows: Sequence[Row]) -> int:
    return len(
        [None for title, skus, brand, categories in rows if any("00777-" in one for one in skus)]
    )


def common_sku(rows: Sequence[Row]) -> int:
    return len(
        [None for title, skus, brand, categories in rows if any("-m" in one for one in skus)]
    )


USUAL = any_of(
    brand.equals("Brand 3"),
    all_of(title.contains("lamp"), category.does_not_contain("outlet"), sku.not_equals("X-1")),
)
CASES = (
    Case("usual", USUAL, usual),
    Case(
        "rare",
        any_of(
            title.contains("unobtainium"), sku.equals("LAMP-000777-S"), brand.equals("Brand 799")
        ),
        rare,
    ),
    Case("part of a word", all_of(title.contains("bta")), part_of_a_word),
    # The weakest spot: nearly all words and rows have it, so there is little that can be left out.
    Case("one letter", all_of(title.contains("e")), one_letter, goal=0.5),
    Case("two words", all_of(title.contains("lamp unob")), two_words),
    Case("rare SKU", all_of(sku.contains("00777-")), rare_sku),
    Case("common SKU", all_of(sku.contains("-M")), common_sku),
)


def measure() -> Iterator[Measurement]:
    """Count matches of many products, assign them to templates, and judge one alone."""
    for shape in SHAPES:
        made = products(shape, PRODUCTS)
        columns, rows = Columns.of(made), list(map(row, made))
        print(f"{shape.name}:")
        yield from map(partial(counted, columns, rows), CASES)
        yield prepared(made)
        yield assigned(columns, rows, made)
    yield from alone(made[777])
    yield from elsewhere(columns, rows)


def counted(columns: Columns, rows: Sequence[Row], case: Case) -> Measurement:
    """Time counting the matches; a goal of 0.25 is four times as fast."""
    matched = len(columns.matching(case.group))
    assert matched == case.by_hand(rows)
    taken = medians(
        {
            "columns": lambda: len(columns.matching(case.group)),
            "by hand": lambda: case.by_hand(rows),
        },
        rounds=ROUNDS,
    )
    name = f"{case.name} rule, {matched:,} match"
    return Measurement(name, taken["columns"], taken["by hand"], "by hand", case.goal)


def prepared(made: Sequence[Product]) -> Measurement:
    """Time what comes before: making the columns beside folding rows for a comprehension."""
    taken = medians(
        {"columns": lambda: Columns.of(made), "by hand": lambda: list(map(row, made))}, rounds=3
    )
    return Measurement("making the columns", taken["columns"], taken["by hand"], "by hand")


def assigned(columns: Columns, rows: Sequence[Row], made: Sequence[Product]) -> Measurement:
    """Time giving each product its template; a goal of 0.2 is five times as fast."""
    wanted = [
        (f"Brand {number * 9}", made[number * 997].title.split()[0]) for number in range(TEMPLATES)
    ]
    groups = [
        (
            number,
            any_of(
                brand.equals(maker),
                all_of(title.contains(word), category.does_not_contain("outlet")),
            ),
        )
        for number, (maker, word) in enumerate(wanted)
    ]
    folded = [(normalized(maker), normalized(word)) for maker, word in wanted]
    assert columns.assign(groups) == assigned_by_hand(rows, folded)
    taken = medians(
        {
            "columns": lambda: columns.assign(groups),
            "by hand": lambda: assigned_by_hand(rows, folded),
        },
        rounds=3,
    )
    name = f"assign to {TEMPLATES} templates"
    return Measurement(name, taken["columns"], taken["by hand"], "by hand", goal=0.2)


def assigned_by_hand(rows: Sequence[Row], wanted: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the template of each product id, template after template."""
    given: dict[str, int] = {}
    left = list(enumerate(rows))
    for number, (maker, word) in enumerate(wanted):
        rest = []
        for one in left:
            title, _, brand, categories = one[1]
            if brand == maker or (
                word in title and not any("outlet" in path for path in categories)
            ):
                given[str(one[0])] = number
            else:
                rest.append(one)
        left = rest
    return given


def alone(product: Product) -> Iterator[Measurement]:
    """Time one product, folded before and not; a goal of 1.25 is 0.8 times as fast."""
    compiled, texts, folded = compile_group(USUAL), Texts(product), row(product)
    assert compiled.matches(product) == one_by_hand(product) == row_by_hand(folded)
    taken = medians(
        {
            "ours": lambda: compiled.matches_texts(texts),
            "by hand": lambda: row_by_hand(folded),
            "ours, folding": lambda: compiled.matches(product),
            "by hand, folding": lambda: one_by_hand(product),
        },
        times=2_000,
    )
    yield Measurement(
        "one product, folded before", taken["ours"], taken["by hand"], "by hand", goal=1.25
    )
    yield Measurement(
        "one product, folding it",
        taken["ours, folding"],
        taken["by hand, folding"],
        "by hand",
        goal=1.25,
    )


def elsewhere(columns: Columns, rows: Sequence[Row]) -> Iterator[Measurement]:
    """Time the usual rule in each other library that is installed."""
    for name, prepare in LIBRARIES.items():
        if find_spec(name) is None:
            print(f"{name} is not installed: it is not compared with")
            continue
        theirs = prepare(rows)
        assert theirs() == len(columns.matching(USUAL))
        taken = medians({"columns": lambda: len(columns.matching(USUAL)), name: theirs}, rounds=3)
        yield Measurement("usual rule", taken["columns"], taken[name], name, goal=1)


def row_by_hand(folded: Row) -> bool:
    title, skus, brand, categories = folded
    return brand == "brand 3" or (
        "lamp" in title and not any("outlet" in one for one in categories) and "x-1" not in skus
    )


def one_by_hand(product: Product) -> bool:
    return normalized(product.brand) == "brand 3" or (
        "lamp" in normalized(product.title)
        and not any("outlet" in normalized_path(one) for one in product.categories)
        and "x-1" not in map(normalized, product.skus)
    )
