"""Rule groups as JSON, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar, cast

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Condition, Field, Match, Operator, RuleGroup
from tiktok_bc_sync.rules.check import check, unknown

E = TypeVar("E", bound=StrEnum)

_WORDS = {
    Operator.EQUALS: "is",
    Operator.NOT_EQUALS: "is not",
    Operator.CONTAINS: "contains",
    Operator.DOES_NOT_CONTAIN: "does not contain",
}


def to_json(group: RuleGroup) -> dict[str, object]:
    """Return the group as values that `json.dumps` takes."""
    members = [
        to_json(one) if isinstance(one, RuleGroup) else _condition_json(one)
        for one in group.members
    ]
    return {"match": str(group.match), "members": members}


def from_json(value: object) -> RuleGroup:
    """Read a group from decoded JSON.

    Raises `InvalidInput` naming the position of what is wrong, as in ``members[0].value``; ``rule`` is
    the whole.
    """
    return check(_read_group(value, "", 0))


def words(rule: RuleGroup | Condition) -> str:
    """Return the rule as people read it.

    >>> words(Condition(Field.BRAND, Operator.EQUALS, "Sagaform"))
    'brand is Sagaform'
    """
    if isinstance(rule, Condition):
        name = "SKU" if rule.field == Field.SKU else rule.field.lower()
        return f"{name} {_WORDS[rule.operator]} {rule.value}"
    joint = " or " if rule.match == Match.ANY else " and "
    return joint.join(
        f"({words(one)})" if isinstance(one, RuleGroup) else words(one) for one in rule.members
    )


def _condition_json(condition: Condition) -> dict[str, object]:
    return {
        "field": str(condition.field),
        "operator": str(condition.operator),
        "value": condition.value,
    }


def _read_group(value: object, at: str, depth: int) -> RuleGroup:
    if depth > 20:  # `check` says it better, but only of a group that could be read
        raise InvalidInput("Groups are nested too deep.", field=at.rstrip("."))
    record = _record(value, at)
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
    if "members" in record:
        return _read_group(value, at, depth + 1)
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


def _choice(choices: type[E], record: Mapping[str, object], name: str, at: str) -> E:
    given = record.get(name)
    found = next((one for one in choices if one.value == given), None)
    if found is None:
        raise unknown(f"{at}{name}", given, tuple(choices))
    return found
