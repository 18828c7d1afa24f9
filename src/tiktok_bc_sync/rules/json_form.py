"""Rule groups as JSON, by a published schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from enum import StrEnum
from importlib.resources import files
from typing import TypeVar, cast

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Condition, Field, Match, Operator, RuleGroup
from tiktok_bc_sync.rules.check import check, unknown

E = TypeVar("E", bound=StrEnum)

_GROUP = frozenset({"match", "members"})
_CONDITION = frozenset({"field", "operator", "value"})


def to_json(group: RuleGroup) -> dict[str, object]:
    """Return the group as values that `json.dumps` takes."""
    members = [
        to_json(one) if isinstance(one, RuleGroup) else condition_json(one) for one in group.members
    ]
    return {"match": str(group.match), "members": members}


def from_json(value: object) -> RuleGroup:
    """Read a group from decoded JSON.

    Raises `InvalidInput` naming the position of what is wrong, as in ``members[0].value``; ``rule`` is
    the whole.
    """
    return check(_read_group(value, "", 0))


def schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the JSON form.

    `from_json` takes what it takes, but for groups nested deeper than 10 and more than 500 conditions in
    all, which no schema of this kind can count.
    """
    published = files("tiktok_bc_sync.rules") / "rule-group.schema.json"
    return cast("dict[str, object]", json.loads(published.read_text(encoding="utf-8")))


def condition_json(condition: Condition) -> dict[str, object]:
    """Return the condition as values that `json.dumps` takes."""
    return {
        "field": str(condition.field),
        "operator": str(condition.operator),
        "value": condition.value,
    }


def _read_group(value: object, at: str, depth: int) -> RuleGroup:
    if depth > 20:  # `check` says it better, but only of a group that could be read
        raise InvalidInput("Groups are nested too deep.", field=at.rstrip("."))
    record = _record(value, at)
    _only(record, _GROUP, at)
    members = record.get("members")
    if not isinstance(members, list):
        raise InvalidInput(f"{at}members must be a list.", field=f"{at}members")
    read = [
        _read_member(member, f"{at}members[{index}].", depth)
        for index, member in enumerate(cast("list[object]", members))
    ]
    return RuleGroup(_choice(Match, record, "match", at), tuple(read))


def _read_member(value: object, at: str, depth: int) -> Condition | RuleGroup:
    record = _record(value, at)
    if _GROUP & record.keys():
        return _read_group(record, at, depth + 1)
    _only(record, _CONDITION, at)
    text = record.get("value")
    if not isinstance(text, str):
        raise InvalidInput(f"{at}value must be a text.", field=f"{at}value")
    return Condition(
        _choice(Field, record, "field", at), _choice(Operator, record, "operator", at), text
    )


def _record(value: object, at: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        where = at.rstrip(".") or "rule"
        raise InvalidInput(f"{where} must be an object.", field=where)
    return cast("Mapping[str, object]", value)


def _only(record: Mapping[str, object], known: Set[str], at: str) -> None:
    for name in record:
        if name not in known:
            raise unknown(at.rstrip(".") or "rule", name, tuple(sorted(known)))


def _choice(choices: type[E], record: Mapping[str, object], name: str, at: str) -> E:
    given = record.get(name)
    found = next((one for one in choices if one.value == given), None)
    if found is None:
        raise unknown(f"{at}{name}", given, tuple(choices))
    return found
