"""Catalogues from files: BigCommerce-shaped products, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from attrs import frozen

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

    Raises OSError where the file can't be read, ValueError where the categories can't.
    """
    products: dict[object, Json] = {}
    broken: list[BrokenLine] = []
    for number, line in _lines(path):
        try:
            product = _product(line)
            if (key := product.get("id", f"line {number}")) in products:
                raise ValueError(f"the id {key} was there before")
            products[key] = product
        except ValueError as error:
            broken.append(BrokenLine(number, str(error)))
    categories = _categories(path.with_name("categories.json"))
    return Catalogue(tuple(products.values()), categories, tuple(broken))


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
