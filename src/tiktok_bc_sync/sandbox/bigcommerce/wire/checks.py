"""What a value may be: checks that make up the shapes of what the fake store takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

import msgspec
from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, objects, v3_refusal

Check = Callable[[object], str]
"""Returns what is wrong with a value, nothing where it is right."""


def text(most: int, least: int = 0) -> Check:
    """Take text of a length."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            return "error.expected.jsstring"
        return "" if least <= len(value) <= most else f"must be {least} to {most} characters long"

    return check


def number(most: float = 9_999_999_999, least: float = 0, *, whole: bool = False) -> Check:
    """Take a number in its bounds, of any kind or ``whole``."""
    kinds = (int,) if whole else (int, float)

    def check(value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, kinds) or not isfinite(value):
            return "error.expected.jsnumber"
        return "" if least <= value <= most else f"must be between {least} and {most}"

    return check


def flag(value: object) -> str:
    """Take true or false."""
    return "" if isinstance(value, bool) else "error.expected.jsboolean"


def address(most: int) -> Check:
    """Take the URL of something on the web."""
    length = text(most, 1)

    def check(value: object) -> str:
        if wrong := length(value):
            return wrong
        try:
            parts = urlsplit(str(value))
        except ValueError:
            return "must be a URL"
        return "" if parts.scheme in ("http", "https") and parts.netloc else "must be a URL"

    return check


def list_of(kind: type) -> Check:
    """Take a list whose items are all of one type."""

    def check(value: object) -> str:
        try:
            items = msgspec.convert(value, list[Any])
        except msgspec.ValidationError:
            items = [None]
        return "" if {*map(type, items)} <= {kind} else "error.expected.jsarray"

    return check


def one_of(*known: str) -> Check:
    """Take one of some words."""
    return lambda value: "" if value in known else f"must be one of {', '.join(known)}"


def nullable(check: Check) -> Check:
    """Take null too."""
    return lambda value: "" if value is None else check(value)


def fields(**known: Check) -> Check:
    """Take an object, and check each of these fields that is there."""

    def check(value: object) -> str:
        items = objects([value])
        return "error.expected.jsobject" if items is None else _first(_errors(items, known, ()))

    return check


def each(*needed: str, **known: Check) -> Check:
    """Take a list of objects that have what is needed, and check each field of them."""

    def check(value: object) -> str:
        items = objects(value)
        return "error.expected.jsarray" if items is None else _first(_errors(items, known, needed))

    return check


@frozen
class Shape:
    """What is taken for one kind of thing: a check for each field, and the fields it must have.

    Other fields are read only, or not the service's, and are passed over.
    """

    checks: Mapping[str, Check]
    needed: tuple[str, ...] = ()

    def written(self, given: Json, *, new: bool = False) -> Json:
        """Return what may be written of a thing. Raises the 422 that names each wrong field."""
        if errors := self.errors(given, new=new):
            raise v3_refusal(422, "JSON data is missing or invalid", errors)
        return {name: value for name, value in given.items() if name in self.checks}

    def errors(self, given: Json, *, new: bool = False) -> Mapping[str, str]:
        """Return what is wrong with each field that is."""
        return dict(_errors([given], self.checks, self.needed if new else ()))


def _errors(
    items: Iterable[Json], known: Mapping[str, Check], needed: Iterable[str]
) -> Iterable[tuple[str, str]]:
    for item in items:
        missing = {name for name in needed if item.get(name) is None}
        yield from ((name, "error.path.missing") for name in sorted(missing))
        for name, value in item.items():
            if name not in missing and name in known and (wrong := known[name](value)):
                yield name, wrong


def _first(errors: Iterable[tuple[str, str]]) -> str:
    return next((f"{name}: {wrong}" for name, wrong in errors), "")
