"""A made-up store to measure against: as many products as asked for, each with ten variants."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as pairs
from typing import Any

from tiktok_bc_sync.sandbox import Sandbox

Json = dict[str, Any]

_COLOURS = ("Black", "Grey", "Orange", "Sea green", "Ivory", "Rust", "Plum", "Sand", "Navy", "Mint")
_SIZES = ("Small", "Medium", "Large", "Extra large")
_TEXT = "Ideal for cold evenings and for work outdoors: it gives warmth with every turn. "
_CATEGORIES = [
    {"id": 10, "parent_id": 0, "name": "Home"},
    *({"id": number, "parent_id": 10, "name": f"Lamps {number}"} for number in range(11, 15)),
]


def sandbox(count: int, *, variants: int = 10, pictures: int = 3, **settings: Any) -> Sandbox:
    """Open both marketplaces with a store of ``count`` products; with one picture, variants have none."""
    opened = Sandbox(**settings)
    opened.load(_products(count, variants, pictures), _CATEGORIES)
    return opened


def _products(count: int, variants: int, pictures: int) -> Iterator[Json]:
    for number in range(count):
        yield {
            "id": 101 + number,
            "name": f"Alba table lamp {number}",
            "sku": f"LAMP-{number}",
            "description": f"<p>{_TEXT * 4}</p>",
            "price": 20 + number % 7 + 0.5,
            "sale_price": 0 if number % 3 else 18.25,
            "weight": 1.4,
            "width": 20,
            "height": 30.5,
            "depth": 12,
            "categories": [11, 12 + number % 3],
            "brand_name": f"Brand {number % 20}",
            "inventory_tracking": "variant",
            "inventory_level": 7,
            "warranty": "Two years",
            "images": [{"image_file": f"/{number}-{one}.jpg"} for one in range(pictures)],
            "custom_fields": [
                {"name": "Material", "value": "Brass"},
                {"name": "Style", "value": "Modern"},
            ],
            "variants": _variants(number, variants, pictured=pictures > 1),
        }


def _variants(number: int, count: int, *, pictured: bool) -> list[Json]:
    """Return the first sizes and colours, from another colour on in each product."""
    turned = _COLOURS[number % 10 :] + _COLOURS[: number % 10]
    chosen = list(pairs(_SIZES, turned[:5]))[:count]
    return [
        {
            "sku": f"LAMP-{number}-{place}",
            "price": None if place % 2 else 30.5 + place,
            "weight": 1.5 if place % 2 else None,
            "inventory_level": place * number % 50,
            "gtin": f"40{number:08}{place:03}",
            "image_file": f"/{number}-{colour}.jpg" if pictured else "",
            "option_values": [
                {"option_display_name": "Size", "label": size},
                {"option_display_name": "Colour", "label": colour},
            ],
        }
        for place, (size, colour) in enumerate(chosen)
    ]
