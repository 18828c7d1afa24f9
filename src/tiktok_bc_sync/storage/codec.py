"""How the domain's values become JSON and come back the same."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from cattrs import Converter


def _make() -> Converter:
    converter = Converter(prefer_attrib_converters=False)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_structure_hook_factory(_is_open_enum, _open_enum_hook)
    return converter


def _is_open_enum(kind: Any) -> bool:
    """Whether a type is an enum of ours or whatever else the vendor says: ``OrderStatus | str``."""
    parts = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    return len(parts) == 2 and str in parts and any(_is_enum(one) for one in parts)


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _open_enum_hook(kind: Any) -> Any:
    enum = next(one for one in get_args(kind) if _is_enum(one))

    def structure(value: str, _: object) -> str:
        return enum(value) if value in set(enum) else value

    return structure


json_converter = _make()
"""Turns attrs values into JSON and back; unknown fields are ignored, Decimals and times are exact."""
