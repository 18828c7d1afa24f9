"""The filters of v3's lists: ``field``, ``field:in``, ``field:min`` and the like, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import ge, gt, le, lt
from typing import Any

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, moment, v3_refusal

Test = Callable[[Json], bool]
Maker = Callable[[str], Test]
"""Makes a test out of a filter's value. Raises ValueError where it can't be one."""
Filters = Mapping[str, Maker]

BOUNDS = ("min", "max", "greater", "less")
ANY = ("in", "not_in", *BOUNDS)
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "min": ge,
    "max": le,
    "greater": gt,
    "less": lt,
}
_SHAPING = {
    "page",
    "limit",
    "after",
    "before",
    "sort",
    "direction",
    "include",
    "include_fields",
    "exclude_fields",
    "keyword_context",
}


def asked(params: Mapping[str, str]) -> Mapping[str, str]:
    """Return what of a query is meant to choose items, not to shape the answer."""
    return {name: value for name, value in params.items() if name not in _SHAPING}


def tests(known: Filters, params: Mapping[str, str]) -> list[Test]:
    """Return the tests that a query's filters make.

    A filter that the list does not have is refused: ignoring it would answer too much.
    """
    return [_test(known, name, value) for name, value in asked(params).items()]


def matching(items: Iterable[Json], known: Filters, params: Mapping[str, str]) -> list[Json]:
    """Return the items that pass all of a query's filters."""
    made = tests(known, params)
    return [one for one in items if all(test(one) for test in made)]


def ordered(items: Sequence[Json], params: Mapping[str, str], *fields: str) -> Sequence[Json]:
    """Return items that are in the order of their ids in the one that a query asks for."""
    field, direction = params.get("sort", "id"), params.get("direction", "asc")
    if field not in ("id", *fields) or direction not in ("asc", "desc"):
        raise v3_refusal(422, f"Can't sort by '{field}', '{direction}'.")
    if field == "id":
        return items if direction == "asc" else items[::-1]

    def key(item: Json) -> tuple[bool, Any, int]:
        value = item.get(field)
        return value is not None, 0 if value is None else value, item["id"]

    return sorted(items, key=key, reverse=direction == "desc")


# --- what a table is made of -------------------------------------------------------------


def numbers(field: str, *operators: str) -> Filters:
    """Compare a number."""
    made: dict[str, Maker] = {field: lambda value: _among(field, _numbers(value))}
    for operator in operators:
        made[f"{field}:{operator}"] = _number_maker(field, operator)
    return made


def texts(field: str, *operators: str) -> Filters:
    """Compare text, as the service does: whatever the case."""

    def among(value: str) -> Test:
        wanted = {one.casefold() for one in value.split(",")}
        return lambda item: str(item[field] or "").casefold() in wanted

    def other(value: str) -> Test:
        return _not(among(value))

    def like(value: str) -> Test:
        part = value.strip("%").casefold()
        return lambda item: part in str(item[field] or "").casefold()

    def same(value: str) -> Test:
        return lambda item: str(item[field] or "").casefold() == value.casefold()

    made = {"in": among, "not_in": other, "like": like}
    return {field: same, **{f"{field}:{one}": made[one] for one in operators}}


def flags(*fields: str) -> Filters:
    """Compare something that is true or false."""
    return {field: _flag_maker(field) for field in fields}


def times(field: str) -> Filters:
    """Compare a time, or its day where there is no operator; what has no time has no day."""
    return {
        field: lambda value: _same_day(field, value),
        f"{field}:not": lambda value: _not(_same_day(field, value)),
        f"{field}:min": lambda value: _bounded(field, ge, value),
        f"{field}:max": lambda value: _bounded(field, le, value),
    }


def listed(name: str, field: str) -> Filters:
    """Find what has one of some numbers in a list, with or without ``:in``."""

    def maker(value: str) -> Test:
        wanted = set(_numbers(value))
        return lambda item: not wanted.isdisjoint(item[field])

    return {name: maker, f"{name}:in": maker}


def keyword(*fields: str) -> Filters:
    """Find a word in any of some fields."""

    def maker(value: str) -> Test:
        word = value.casefold()
        return lambda item: any(word in str(item[one] or "").casefold() for one in fields)

    return {"keyword": maker}


def when(name: str, test: Test) -> Filters:
    """Find what is so with 1, and what isn't with 0."""
    return {name: lambda value: test if _truth(value) else _not(test)}


def _test(known: Filters, name: str, value: str) -> Test:
    maker = known.get(name)
    if maker is None:
        raise v3_refusal(422, f"The filter(s): {name} are not valid filter parameter(s).")
    try:
        return maker(value)
    except ValueError:
        raise v3_refusal(422, f"The value of the filter '{name}' is invalid.") from None


def _number_maker(field: str, operator: str) -> Maker:
    if operator == "in":
        return lambda value: _among(field, _numbers(value))
    if operator == "not_in":
        return lambda value: _not(_among(field, _numbers(value)))
    compare = _COMPARED[operator]

    def maker(value: str) -> Test:
        bound = float(value)
        return lambda item: compare(item[field] or 0, bound)

    return maker


def _flag_maker(field: str) -> Maker:
    def maker(value: str) -> Test:
        wanted = _truth(value)
        return lambda item: item[field] is wanted

    return maker


def _bounded(field: str, compare: Callable[[Any, Any], bool], value: str) -> Test:
    bound = _moment(value)

    def test(item: Json) -> bool:
        time = moment(item.get(field) or "")
        return time is not None and compare(time, bound)

    return test


def _same_day(field: str, value: str) -> Test:
    day = _moment(value).date()

    def test(item: Json) -> bool:
        time = moment(item.get(field) or "")
        return time is not None and time.date() == day

    return test


def _among(field: str, wanted: Sequence[float]) -> Test:
    return lambda item: item[field] in wanted


def _not(test: Test) -> Test:
    return lambda item: not test(item)


def _numbers(value: str) -> list[float]:
    return [float(one) for one in value.split(",")]


def _truth(value: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[_known(value.casefold())]


def _known(word: str) -> str:
    if word not in ("true", "1", "false", "0"):
        raise ValueError(word)
    return word


def _moment(value: str) -> datetime:
    if (found := moment(value)) is None:
        raise ValueError(value)
    return found
