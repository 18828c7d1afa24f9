"""Products from a file that BigCommerce exported as CSV, as its v3 API would describe them.

Both layouts are read: the one with ``Item Type`` (products, followed by rows of SKUs and rules) and the
one with ``Item`` (products, followed by rows of variants and pictures). A file without either has a
product on each row. What a file leaves out, the store fills in.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from attrs import define, field

from tiktok_bc_sync.sandbox.csv_cells import (
    adjusted,
    category_paths,
    custom_fields,
    number,
    options,
    yes,
)
from tiktok_bc_sync.sandbox.csv_table import Row, rows

Json = dict[str, Any]

_VARIANTS = {"sku", "variant"}
_TEXTS = ("sku", "upc", "gtin", "mpn")
_NUMBERS = (
    "price",
    "cost_price",
    "retail_price",
    "sale_price",
    "weight",
    "width",
    "height",
    "depth",
)
_TRACKING = {
    "": "none",
    "none": "none",
    "n": "none",
    "no": "none",
    "false": "none",
    "by product": "product",
    "product": "product",
    "y": "product",
    "yes": "product",
    "true": "product",
    "by option": "variant",
    "by variant": "variant",
    "variant": "variant",
}


class _Broken(ValueError):
    """A row that no product can be made of; ``line`` is its place in the file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@define
class Shelves:
    """Categories by id, made as a file names them beside those that are known already."""

    categories: list[Json]
    _paths: dict[tuple[str, ...], int] = field(factory=dict[tuple[str, ...], int], init=False)
    _numbers: set[int] = field(factory=set[int], init=False)

    def __attrs_post_init__(self) -> None:
        by_id = {one["id"]: one for one in self.categories}
        self._numbers.update(by_id)
        self._paths.update({_key(_names(one, by_id)): one["id"] for one in self.categories})

    def ids(self, row: Row) -> list[int]:
        """Return the ids of a row's categories; a number under ``Categories`` is one itself."""
        words = [word.strip() for word in row["categories"].replace(",", ";").split(";")]
        if all(word.isascii() and word.isdecimal() for word in words):
            return [self._numbered(int(word)) for word in dict.fromkeys(words)]
        paths = category_paths(row["category"] or row["categories"])
        return list(dict.fromkeys(self._named(path) for path in paths))

    def _numbered(self, number: int) -> int:
        """Keep a category of which the file has the id alone."""
        if number not in self._numbers:
            self._put((f"Category {number}",), 0, number)
        return number

    def _named(self, path: tuple[str, ...]) -> int:
        if (known := self._paths.get(_key(path))) is not None:
            return known
        parent = self._named(path[:-1]) if len(path) > 1 else 0
        return self._put(path, parent, 1 + max(self._numbers, default=0))

    def _put(self, path: tuple[str, ...], parent: int, number: int) -> int:
        self.categories.append({"id": number, "parent_id": parent, "name": path[-1]})
        self._numbers.add(number)
        self._paths[_key(path)] = number
        return number


def read_products(content: bytes, shelves: Shelves) -> Iterator[tuple[int, Json | ValueError]]:
    """Yield the line of each product with the product, or with what is wrong and where.

    Raises ValueError where the file holds no products at all.
    """
    for group in _groups(rows(content)):
        try:
            yield group.row.line, _product(group, shelves)
        except _Broken as broken:
            yield broken.line, broken


# --- rows that belong together -----------------------------------------------------


@define
class _Group:
    """A product's own row and those that follow it."""

    row: Row
    parts: list[Row] = field(factory=list[Row])

    def of(self, *items: str) -> list[Row]:
        """Return the rows that follow it and are of some kinds."""
        return [one for one in self.parts if one.item in items]


def _groups(given: Iterable[Row]) -> Iterator[_Group]:
    group: _Group | None = None
    for row in given:
        if group and row.item != "product":
            group.parts.append(row)
            continue
        if group:
            yield group
        group = _Group(row)
    if group:
        yield group


def _product(group: _Group, shelves: Shelves) -> Json:
    row = group.row
    with _at(row):
        product = _facts(row, shelves)
    product["variants"] = [_variant(one) for one in group.of(*_VARIANTS)]
    without = [one for one in product["variants"] if not one["option_values"]]
    if without and len(product["variants"]) > 1:
        raise _Broken(row.line, f"its variant {without[0].get('sku', '')!r} has no options")
    for rule in group.of("rule"):
        with _at(rule):
            _apply(rule, product)
    pictures = [one for part in (row, *group.of("image")) for one in _pictures(part)]
    return product | {"images": pictures}


@contextmanager
def _at(row: Row) -> Generator[None]:
    """Say of what is wrong in which line it is."""
    try:
        yield
    except ValueError as error:
        raise _Broken(row.line, str(error)) from None


# --- one row -----------------------------------------------------------------------


def _facts(row: Row, shelves: Shelves) -> Json:
    if row.item != "product":
        raise ValueError(f"a row of a {row.item} comes before any product")
    if not row["name"]:
        raise ValueError("the product has no name")
    shown = not yes(row["hidden"], "Product Not Visible", blank=False)
    bought = yes(row["purchasable"], "Allow Purchases", blank=True)
    brand = row["brand"] or (f"Brand {row['brand_id']}" if row["brand_id"].strip("0") else "")
    return {
        **_shared(row),
        **_given("brand_name", brand),
        "name": row["name"],
        "type": "digital" if row["type"].casefold().startswith("d") else "physical",
        "description": row["description"],
        "warranty": row["warranty"],
        "is_visible": yes(row["visible"], "Product Visible", blank=shown),
        "availability": "available" if bought else "disabled",
        "inventory_tracking": _tracking(row["tracking"]),
        "categories": shelves.ids(row),
        "custom_fields": [
            {"name": name, "value": value} for name, value in custom_fields(row["custom_fields"])
        ],
    }


def _variant(row: Row) -> Json:
    with _at(row):
        chosen = options(row["options"] or (row["name"] if row.item == "sku" else ""))
        return {
            **_shared(row),
            **_picture(row["variant_image"]),
            "purchasing_disabled": not yes(row["purchasable"], "Allow Purchases", blank=True),
            "option_values": [
                {"option_display_name": name, "label": value} for name, value in chosen
            ],
        }


def _shared(row: Row) -> Json:
    """Return what products and variants both have, without what the file leaves blank."""
    numbers = {name: number(row[name], name) for name in _NUMBERS}
    stock, key = number(row["stock"], "stock"), number(row["id"], "id")
    if key is not None and (key != int(key) or key <= 0):
        raise ValueError(f"the id {row['id'][:40]!r} is none")
    return {
        **{name: row[name] for name in _TEXTS if row[name]},
        **{name: float(value) for name, value in numbers.items() if value is not None},
        **({} if stock is None else {"inventory_level": int(stock)}),
        **({} if key is None else {"id": int(key)}),
    }


def _tracking(text: str) -> str:
    try:
        return _TRACKING[text.casefold()]
    except KeyError:
        raise ValueError(f"inventory is tracked in no known way: {text[:40]!r}") from None


def _pictures(row: Row) -> Iterator[Json]:
    """Yield the pictures of a row: its numbered ones, and its only one."""
    single = {
        "url": row["image"],
        "description": row["image_description"],
        "is thumbnail": row["image_thumbnail"],
        "sort": row["image_sort"],
    }
    for cells in (*row.pictures.values(), single):
        place = cells.get("url") or cells.get("path") or cells.get("file") or ""
        if made := _picture(place):
            with _at(row):
                sort = number(cells.get("sort", ""), "the picture's place")
                yield {
                    **made,
                    "description": cells.get("description", ""),
                    "is_thumbnail": yes(cells.get("is thumbnail", ""), "thumbnail", blank=False),
                    **({} if sort is None else {"sort_order": int(sort)}),
                }


def _picture(place: str) -> Json:
    if place.casefold().startswith(("http://", "https://")):
        return {"image_url": place}
    return {"image_file": place} if place else {}


def _apply(rule: Row, product: Json) -> None:
    """Let a rule change the variants that it is for: those of its SKU, or of its options."""
    wanted = set(options(rule["name"])) if rule["name"] and not rule["sku"] else set[Any]()
    for variant in product["variants"]:
        chosen = {(one["option_display_name"], one["label"]) for one in variant["option_values"]}
        same_sku = rule["sku"] and rule["sku"].casefold() == variant.get("sku", "").casefold()
        if same_sku or (wanted and wanted <= chosen):
            variant.update(_changes(rule, variant, product))


def _changes(rule: Row, variant: Json, product: Json) -> Json:
    changed: Json = {}
    for name in ("price", "weight"):
        base = variant.get(name, product.get(name))
        value = adjusted(rule[name], None if base is None else Decimal(str(base)), name)
        if value is not None:
            changed[name] = float(value)
    if not yes(rule["purchasable"], "Allow Purchases", blank=True):
        changed["purchasing_disabled"] = True
    picture = next(_pictures(rule), Json())
    return changed | {key: picture[key] for key in ("image_url", "image_file") if key in picture}


def _given(name: str, value: str) -> Json:
    return {name: value} if value else {}


def _key(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in path)


def _names(category: Json, by_id: Mapping[int, Json]) -> tuple[str, ...]:
    """Return a category's names from the root down; a loop in the file ends where it closes."""
    names: list[str] = []
    seen = set[int]()
    here: Json | None = category
    while here and here["id"] not in seen:
        seen.add(here["id"])
        names.insert(0, here["name"])
        here = by_id.get(here.get("parent_id", 0))
    return tuple(names)
