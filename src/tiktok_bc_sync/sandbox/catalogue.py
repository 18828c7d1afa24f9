"""Catalogues from files: BigCommerce-shaped products, one JSON object a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

Json = dict[str, Any]

# A product with 10,000 variants stays far below this; more is no product.
_LONGEST_LINE = 32 * 1024 * 1024


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
            if (key := product.get("id", number)) in products:
                raise ValueError(f"the id {key} was there before")
            products[key] = product
        except ValueError as error:
            broken.append(BrokenLine(number, str(error)))
    return Catalogue(
        tuple(products.values()), _categories(path.with_name("categories.json")), tuple(broken)
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line


def _product(line: bytes) -> Json:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"longer than {_LONGEST_LINE} bytes")
    product = _parsed(line)
    if not isinstance(product, dict):
        raise ValueError("not a JSON object")
    if not isinstance(product.get("name"), str):
        raise ValueError("no product: it has no name")
    _check_numbers(product)
    for name in ("variants", "images", "categories", "custom_fields"):
        if not isinstance(product.get(name) or [], list):
            raise ValueError(f"{name} is not a list")
    for variant in product.get("variants") or []:
        _check_variant(variant)
    return product


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not valid JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no number")


def _check_variant(variant: object) -> None:
    if not isinstance(variant, dict):
        raise ValueError("a variant is not an object")
    _check_numbers(variant)
    values = variant.get("option_values") or []
    known = isinstance(values, list) and all(
        isinstance(one, dict) and {"option_display_name", "label"} <= one.keys() for one in values
    )
    if not known:
        raise ValueError("option_values is not a list of option_display_name and label")


def _check_numbers(holder: Mapping[str, Any]) -> None:
    for name in (
        "price",
        "sale_price",
        "weight",
        "width",
        "height",
        "depth",
        "inventory_level",
        "id",
    ):
        if not _number(holder.get(name)):
            raise ValueError(f"{name} is no number")


def _number(value: object) -> bool:
    if value is None or value == "":
        return True
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        return math.isfinite(float(value))
    except (ValueError, OverflowError):
        return False


def _categories(path: Path) -> tuple[Json, ...]:
    if not path.is_file():
        return ()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is not valid JSON: {error}") from None
    known = isinstance(found, list) and all(isinstance(one, dict) and "id" in one for one in found)
    if not known:
        raise ValueError(f"{path.name} is not a list of categories with an id")
    return tuple(found)
