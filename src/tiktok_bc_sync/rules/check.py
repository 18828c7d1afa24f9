"""Whether a rule group can be used, and where it can't."""

from __future__ import annotations

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Condition, Field, Match, Operator, RuleGroup

DEPTH = 10
"""How deep groups nest at most; a group without groups in it is 1 deep."""
CONDITIONS = 500
"""How many conditions a group has at most, those of its groups counted."""
VALUE_LENGTH = 1_000
"""How many characters a condition's value has at most."""


def check(group: RuleGroup) -> RuleGroup:
    """Return the group unchanged if every part of it can be used.

    Raises `InvalidInput` naming the position, as in ``members[1].value``: an empty group, an empty
    value or one of over 1,000 characters, an unknown field or operator, groups nested deeper than 10, more
    than 500 conditions.
    """
    _check_group(group, "", 1)
    if sum(1 for _ in group.conditions()) > CONDITIONS:
        raise InvalidInput(f"A rule group has at most {CONDITIONS} conditions.", field="members")
    return group


def unknown(at: str, given: object, known: tuple[str, ...]) -> InvalidInput:
    """Make the error for a word that is none of the known ones."""
    # What was given may be anything, of any size.
    shown = repr(given[:40]) if isinstance(given, str) else f"A {type(given).__name__}"
    return InvalidInput(f"{shown} at {at} is unknown; known are {', '.join(known)}.", field=at)


def wrong_value(value: object) -> str:
    """Return what is wrong with a condition's value, empty where nothing is."""
    if not isinstance(value, str) or not value.strip():
        return "A condition needs a text to compare with."
    if len(value) > VALUE_LENGTH:
        return f"A condition's text has at most {VALUE_LENGTH:,} characters."
    return ""


def _check_group(group: RuleGroup, at: str, depth: int) -> None:
    if depth > DEPTH:
        raise InvalidInput(f"Groups nest at most {DEPTH} deep.", field=at.rstrip("."))
    if group.match not in tuple(Match):
        raise unknown(f"{at}match", group.match, tuple(Match))
    if not group.members:
        raise InvalidInput("A rule group needs at least one condition.", field=f"{at}members")
    for index, member in enumerate(group.members):
        inner = f"{at}members[{index}]"
        if isinstance(member, RuleGroup):
            _check_group(member, f"{inner}.", depth + 1)
        elif isinstance(member, Condition):
            _check_condition(member, f"{inner}.")
        else:
            raise InvalidInput("A member is a condition or a group.", field=inner)


def _check_condition(condition: Condition, at: str) -> None:
    if condition.field not in tuple(Field):
        raise unknown(f"{at}field", condition.field, tuple(Field))
    if condition.operator not in tuple(Operator):
        raise unknown(f"{at}operator", condition.operator, tuple(Operator))
    if wrong := wrong_value(condition.value):
        raise InvalidInput(wrong, field=f"{at}value")
