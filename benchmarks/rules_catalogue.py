"""Made-up catalogues of which rule groups choose: short and long titles, ASCII and not, from one seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from attrs import frozen

from tiktok_bc_sync.models import Product, Variant
from tiktok_bc_sync.rules.text import normalized, normalized_path

Row = tuple[str, tuple[str, ...], str, tuple[str, ...]]
"""What a comprehension by hand is given: folded title, SKUs, brand, categories' paths and names."""

SYLLABLES = ("ka", "lo", "mi", "ren", "ta", "sol", "vi", "no", "der", "bu", "pel", "ost")
WORDS, BRANDS, SHELVES = 5_000, 800, 400


@frozen
class Shape:
    """How the titles of a catalogue look. ``accent`` is put into its words."""

    name: str
    words: int
    accent: str = ""


SHAPES = (
    Shape("short titles", 4),
    Shape("long titles", 20),
    Shape("short titles, not ASCII", 4, "ö"),
    Shape("long titles, not ASCII", 20, "ö"),
    Shape("long titles, beyond Latin", 20, "й"),
)


def products(shape: Shape, count: int) -> Sequence[Product]:
    """Make products whose words, brands and shelves are as unevenly common as words are."""
    draw = random.Random(7)
    words = ["lamp", *(_word(draw, shape.accent) for _ in range(WORDS)), "unobtainium"]
    shelves = ["Home > Lamps", *(f"Home > {_word(draw, shape.accent)}" for _ in range(SHELVES))]
    falling = _falling(len(words))
    titles = [draw.choices(words, cum_weights=falling, k=shape.words) for _ in range(count)]
    makers = draw.choices(range(BRANDS), cum_weights=_falling(BRANDS), k=count)
    return [
        Product(
            id=str(number),
            title=" ".join([*title, str(number)]).title(),
            variants=tuple(
                Variant(f"{number}{size}", f"{title[0]}-{number:06}-{size}".upper(), Decimal(1))
                for size in "sml"
            ),
            brand=f"Brand {maker}",
            categories=(*draw.sample(shelves, 2), *(("Outlet",) if number % 5 == 0 else ())),
        )
        for number, (title, maker) in enumerate(zip(titles, makers, strict=True))
    ]


def row(product: Product) -> Row:
    """Fold a product's texts for a comprehension by hand."""
    paths = tuple(map(normalized_path, product.categories))
    names = tuple(path.rpartition(" > ")[2] for path in paths)
    skus = tuple(map(normalized, product.skus))
    return normalized(product.title), skus, normalized(product.brand), paths + names


def _word(draw: random.Random, accent: str) -> str:
    return "".join(draw.choices(SYLLABLES, k=draw.randint(1, 4))) + accent


def _falling(count: int) -> Sequence[float]:
    return list(accumulate(1 / place for place in range(1, count + 1)))
