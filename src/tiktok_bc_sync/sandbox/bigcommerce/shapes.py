"""What the fake store takes for a product and a variant: types, lengths and limits of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import Any

import msgspec

from tiktok_bc_sync.sandbox.bigcommerce.answers import Json, objects, v3_refusal

Check = Callable[[object], str]
"""Returns what is wrong with a value, nothing where it is right."""


def _text(most: int, least: int = 0) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str):
            return "error.expected.jsstring"
        return "" if least <= len(value) <= most else f"must be {least} to {most} characters long"

    return check


def _number(most: float = 9_999_999_999, *, whole: bool = False) -> Check:
    kinds = (int,) if whole else (int, float)

    def check(value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, kinds) or not isfinite(value):
            return "error.expected.jsnumber"
        return "" if 0 <= value <= most else f"must be between 0 and {most}"

    return check


def _flag(value: object) -> str:
    return "" if isinstance(value, bool) else "error.expected.jsboolean"


def _list_of(kind: type) -> Check:
    def check(value: object) -> str:
        try:
            items = msgspec.convert(value, list[Any])
        except msgspec.ValidationError:
            items = [None]
        return "" if {*map(type, items)} <= {kind} else "error.expected.jsarray"

    return check


def _one_of(*known: str) -> Check:
    return lambda value: "" if value in known else f"must be one of {', '.join(known)}"


def _nullable(check: Check) -> Check:
    return lambda value: "" if value is None else check(value)


def _each(**fields: Check) -> Check:
    """Check a list of objects, each field of them that is there."""

    def check(value: object) -> str:
        if (items := objects(value)) is None:
            return "error.expected.jsarray"
        wrong = (_errors(one, fields, ()) for one in items)
        return next((f"{name}: {text}" for one in wrong for name, text in one.items()), "")

    return check


_STOCK = _number(2_147_483_647, whole=True)
_MEASURES = ("weight", "width", "depth", "height")
_PRICES = ("price", "cost_price", "retail_price", "sale_price", "fixed_cost_shipping_price")
_LONG = _text(65_535)
_TEXT = _text(2_000)
_PRODUCT: Mapping[str, Check] = {
    **dict.fromkeys(_MEASURES, _number()),
    **dict.fromkeys(_PRICES, _number()),
    "name": _text(250, 1),
    "type": _one_of("physical", "digital"),
    "sku": _text(255),
    "description": _text(1_000_000),
    "map_price": _number(),
    "tax_class_id": _number(255, whole=True),
    "categories": _list_of(int),
    "brand_id": _number(1_000_000_000, whole=True),
    "brand_name": _text(255),
    "inventory_level": _STOCK,
    "inventory_warning_level": _STOCK,
    "inventory_tracking": _one_of("none", "product", "variant"),
    "is_visible": _flag,
    "is_featured": _flag,
    "is_free_shipping": _flag,
    "warranty": _LONG,
    "bin_picking_number": _text(255),
    "upc": _text(14),
    "gtin": _text(14),
    "mpn": _text(255),
    "search_keywords": _LONG,
    "availability": _one_of("available", "disabled", "preorder"),
    "availability_description": _text(255),
    "condition": _one_of("New", "Used", "Refurbished"),
    "page_title": _text(255),
    "meta_description": _LONG,
    "meta_keywords": _list_of(str),
    "custom_fields": _each(name=_text(250, 1), value=_text(250, 1)),
    "images": _each(image_url=_TEXT, image_file=_TEXT, description=_TEXT, is_thumbnail=_flag),
    "variants": _list_of(dict),
    "modifiers": _each(display_name=_text(255, 1), type=_TEXT, required=_flag),
}
_VARIANT: Mapping[str, Check] = {
    **dict.fromkeys(_MEASURES, _nullable(_number())),
    **dict.fromkeys(_PRICES, _nullable(_number())),
    "sku": _text(255, 1),
    "inventory_level": _nullable(_STOCK),
    "inventory_warning_level": _nullable(_STOCK),
    "purchasing_disabled": _flag,
    "purchasing_disabled_message": _text(255),
    "is_free_shipping": _flag,
    "upc": _nullable(_text(14)),
    "gtin": _nullable(_text(14)),
    "mpn": _nullable(_text(255)),
    "bin_picking_number": _nullable(_text(255)),
    "image_url": _nullable(_text(2_000)),
    "option_values": _list_of(dict),
}
_READ_ONLY = {"id", "date_created", "date_modified", "calculated_price", "base_variant_id"}


def product_fields(given: Json, *, new: bool) -> Json:
    """Return what may be written of a product. Raises the 422 that names each wrong field."""
    needed = ("name", "type", "weight", "price") if new else ()
    fields = _checked(given, _PRODUCT, needed)
    for variant in fields.get("variants", ()):
        _checked(variant, _VARIANT, ("option_values",))
    return fields


def variant_fields(given: Json, *, new: bool) -> Json:
    """Return what may be written of a variant. Raises the 422 that names each wrong field."""
    return _checked(given, _VARIANT, ("sku", "option_values") if new else ())


def wrong_fields(given: Json) -> Mapping[str, str]:
    """Return what is wrong with each field of a product that is."""
    return _errors(given, _PRODUCT, ())


def _errors(given: Json, known: Mapping[str, Check], needed: Iterable[str]) -> Mapping[str, str]:
    errors = {name: "error.path.missing" for name in needed if given.get(name) is None}
    for name, value in given.items():
        if name not in errors and name in known and (wrong := known[name](value)):
            errors[name] = wrong
    return errors


def _checked(given: Json, known: Mapping[str, Check], needed: Iterable[str]) -> Json:
    if errors := _errors(given, known, needed):
        raise v3_refusal(422, "JSON data is missing or invalid", errors)
    return {name: value for name, value in given.items() if name not in _READ_ONLY}
