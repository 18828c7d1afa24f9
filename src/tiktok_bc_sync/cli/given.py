"""A field of a value as a file or a command line gives it: put in its place, or refused by its name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar, cast

from tiktok_bc_sync import JsonValue, plain_value, read_value
from tiktok_bc_sync.errors import InvalidInput

T = TypeVar("T")


def read_object(file: Path) -> Mapping[str, JsonValue]:
    """Read a JSON object, its decimals exact. Raises `InvalidInput` where it can't be read."""
    try:
        value: object = json.loads(file.read_text(encoding="utf-8"), parse_float=str)
    except OSError as error:
        raise InvalidInput(f"{file} can't be read: {error.strerror}.", field="file") from None
    except ValueError as error:
        raise InvalidInput(f"{file} is not valid JSON: {error}.", field="file") from None
    if not isinstance(value, dict):
        raise InvalidInput(f"{file} must hold a JSON object.", field="file")
    return cast("Mapping[str, JsonValue]", value)


def with_field(value: T, kind: type[T], path: str, given: JsonValue) -> T:
    """Return a value with one field changed, as its JSON has it; ``path`` is as in ``stock.threshold``.

    Raises `InvalidInput` naming the path, where there is no such field or what is given does not fit.
    """
    body = plain_value(value, kind)
    place, name = _place(body, path)
    place[name] = given
    try:
        changed = read_value(body, kind)
    except ValueError:
        raise _unfit(path, given) from None
    kept, name = _place(plain_value(changed, kind), path)
    if not _whole(given, kept[name]):
        raise _unfit(path, given)
    return changed


def with_text(value: T, kind: type[T], path: str, text: str) -> T:
    """Return a value with one field changed to a text, or to the JSON that it is where no text fits.

    Raises as `with_field` does.
    """
    try:
        return with_field(value, kind, path, text)
    except InvalidInput:
        return with_field(value, kind, path, _meant(text))


def _place(body: dict[str, JsonValue], path: str) -> tuple[dict[str, JsonValue], str]:
    """Return the object that has the field at a path, and the field's name."""
    *parents, name = path.split(".")
    place = body
    for parent in parents:
        inner = place.get(parent)
        place = inner if isinstance(inner, dict) else {}
    if name not in place:
        known = ", ".join(place or body)
        raise InvalidInput(f"There is no {path[:80]!r}.", field=path, what_to_do=f"Known: {known}.")
    return place, name


def _meant(text: str) -> JsonValue:
    try:
        return cast("JsonValue", json.loads(text, parse_float=str))
    except ValueError:
        return text


def _whole(given: object, kept: object) -> bool:
    """Whether all of what was given was understood: the codec passes over fields it doesn't know."""
    if isinstance(given, Mapping):
        if not isinstance(kept, Mapping):
            return False
        fields, known = cast("Mapping[str, object]", given), cast("Mapping[str, object]", kept)
        return all(name in known and _whole(one, known[name]) for name, one in fields.items())
    if _is_list(given) and _is_list(kept):
        pairs = zip(cast("Sequence[object]", given), cast("Sequence[object]", kept), strict=False)
        return all(_whole(one, other) for one, other in pairs)
    return not (_is_list(given) or _is_list(kept) or isinstance(kept, Mapping))


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple))


def _unfit(path: str, given: object) -> InvalidInput:
    told = json.dumps(given, ensure_ascii=False)
    return InvalidInput(f"{path} can't be {told[:80]}.", field=path, what_to_do="Correct it.")
