"""How the domain's values become JSON and come back the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from operator import attrgetter
from types import UnionType
from typing import TypeVar, Union, cast, get_args, get_origin

from cattrs import Converter, transform_error

from tiktok_bc_sync.storage.record import JsonValue

T = TypeVar("T")


def _make(*, detailed: bool) -> Converter:
    converter = Converter(detailed_validation=detailed)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly(kind))
    for enum in (StrEnum, IntEnum):  # nearer to the domain's enums than str and int are
        converter.register_structure_hook(enum, lambda value, kind: kind(value))
        converter.register_unstructure_hook(enum, attrgetter("value"))
    converter.register_structure_hook_factory(_is_open_enum, _open_enum_hook)
    return converter


def _exactly(kind: type[T]) -> Callable[[object, object], T]:
    """Refuse what is not of the type, rather than make something of it: ``str(None)`` is a text too."""

    def structure(value: object, _: object) -> T:
        if type(value) is not kind:
            raise TypeError(kind.__name__)
        return value

    return structure


def _is_open_enum(kind: object) -> bool:
    """Whether a type is an enum of ours or whatever else the vendor says: ``OrderStatus | str``."""
    parts = _parts(kind)
    return len(parts) == 2 and str in parts and any(map(_is_enum, parts))


def _parts(kind: object) -> tuple[object, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else ()


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _open_enum_hook(kind: object) -> Callable[[str, object], str]:
    enum = next(cast("type[StrEnum]", one) for one in _parts(kind) if _is_enum(one))
    members = {member.value: member for member in enum}
    return lambda value, _: members.get(value, value)


# Saying which field is wrong takes time on every value: that is done only once something is wrong.
_quick = _make(detailed=False)
_thorough = _make(detailed=True)


def to_json(value: T, kind: type[T]) -> dict[str, JsonValue]:
    """Return an attrs value as JSON; Decimals and times are exact."""
    return cast("dict[str, JsonValue]", _quick.unstructure(value, kind))


def from_json(body: Mapping[str, JsonValue], kind: type[T]) -> T:
    """Return the value that JSON was made of; unknown fields are ignored.

    Raises ValueError, which names the fields but none of their values.
    """
    try:
        return _quick.structure(body, kind)
    except Exception:
        raise ValueError("; ".join(_complaints(body, kind))) from None


def _complaints(body: Mapping[str, JsonValue], kind: type[object]) -> list[str]:
    try:
        _thorough.structure(body, kind)
    except Exception as error:
        return transform_error(error, path="", format_exception=_complaint)
    return [f"not a {kind.__name__}"]


def _complaint(error: BaseException, _: object) -> str:
    return "missing" if isinstance(error, KeyError) else "not what it should be"
