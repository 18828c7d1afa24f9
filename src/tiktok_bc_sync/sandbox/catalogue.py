"""Catalogues from files: BigCommerce-shaped products, one JSON object a line, or its CSV exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from attrs import evolve, frozen

from tiktok_bc_sync.sandbox.csv_catalogue import Shelves, read_products

Json = dict[str, Any]

# A product with 10,000 variants stays far below this; more is no product.
_LONGEST_LINE = 32 * 1024 * 1024


class _Choice(msgspec.Struct):
    """What must be there of a variant's option value."""

    option_display_name: str
    label: str


class _Sizes(msgspec.Struct):
    """Numbers that products and variants share; text that holds a number will do."""

    id: int | None = None
    price: float | None = None
    sale_price: float | None = None
    weight: float | None = None
    width: float | None = None
    height: float | None = None
    depth: float | None = None
    inventory_level: int | None = None


class _Variant(_Sizes):
    """What must be right about a variant."""

    sku: str | None = None
    option_values: list[_Choice] | None = None


class _Product(_Sizes, kw_only=True):
    """What must be right about a product; everything else is taken as it is."""

    name: str
    description: str | None = None
    sku: str | None = None
    brand_name: str | None = None
    categories: list[int] | None = None
    variants: list[_Variant] | None = None
    images: list[Json] | None = None
    custom_fields: list[Json] | None = None


class _Category(msgspec.Struct):
    """What must be right about a category."""

    id: int
    name: str
    parent_id: int = 0


class _Categories(msgspec.Struct):
    """The categories of a file."""

    categories: list[_Category]


@frozen
class BrokenLine:
    """A line that holds no product, and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


@frozen
class Catalogue:
    """What a file holds; broken lines are left out and told."""

    products: tuple[Json, ...]
    categories: tuple[Json, ...] = ()
    broken: tuple[BrokenLine, ...] = ()


def read_catalogue(path: Path) -> Catalogue:
    """Read a file of products, with the ``categories.json`` beside it where there is one.

    A file that ends in ``.csv`` is one that BigCommerce exported, of either layout; all others hold a
    JSON object a line. Raises OSError where the file can't be read, ValueError where the categories
    can't, or where a CSV file holds no products at all.
    """
    categories = _categories(path.with_name("categories.json"))
    if path.suffix.casefold() != ".csv":
        return _catalogue(_json_products(path), categories)
    shelves = Shelves(list(categories))
    try:
        kept = _catalogue(read_products(path.read_bytes(), shelves), ())
    except ValueError as error:
        raise ValueError(f"{path.name} is no product file: {error}") from None
    return evolve(kept, categories=tuple(shelves.categories))


def _catalogue(
    found: Iterable[tuple[int, Json | ValueError]], categories: tuple[Json, ...]
) -> Catalogue:
    products: dict[object, Json] = {}
    broken: list[BrokenLine] = []
    for line, one in found:
        if isinstance(one, ValueError):
            broken.append(BrokenLine(line, str(one)))
        elif (key := one.get("id", f"line {line}")) in products:
            broken.append(BrokenLine(line, f"the id {key} was there before"))
        else:
            products[key] = one
    return Catalogue(tuple(products.values()), categories, tuple(broken))


def _json_products(path: Path) -> Iterator[tuple[int, Json | ValueError]]:
    for number, line in _lines(path):
        try:
            yield number, _product(line)
        except ValueError as error:
            yield number, error


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def _product(line: bytes) -> Json:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"longer than {_LONGEST_LINE} bytes")
    return _checked(line, _Product, Json)


def _checked(text: bytes, shape: type[object], plain: type[Json]) -> Json:
    """Return JSON as plain values once it has the shape. Raises ValueError in words for people."""
    try:
        msgspec.json.decode(text, type=shape, strict=False)
        return msgspec.json.decode(text, type=plain)
    except msgspec.ValidationError as error:
        raise ValueError(f"not what BigCommerce describes: {error}") from None
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except msgspec.DecodeError as error:
        raise ValueError(f"not valid JSON: {error}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None


def _categories(path: Path) -> tuple[Json, ...]:
    if not path.is_file():
        return ()
    try:
        # In an object, so that one function checks both kinds of files.
        wrapped = b'{"categories":' + path.read_bytes() + b"}"
        found: list[Json] = _checked(wrapped, _Categories, Json)["categories"]
    except ValueError as error:
        raise ValueError(f"{path.name} is {error}") from None
    return tuple(found)
