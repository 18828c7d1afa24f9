"""What is stored: records with declared index fields, writes that say what they expect, queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import attrs
from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
IndexValue = None | bool | int | str
"""What can be looked up and ordered by: times as ISO 8601 text in UTC, which sorts as they do."""

# Every database can index this much; see the promises in `tiktok_bc_sync.storage.protocol`.
LONGEST_ACCOUNT = 120
LONGEST_KIND = 40
LONGEST_FIELD = 40
LONGEST_KEY = 255
MOST_CHOICES = 1000

_INTEGERS = range(-(2**63), 2**63)
_SCALARS = (type(None), bool, int, str)


def is_storable(text: str) -> bool:
    """Whether any database can keep a text: no NUL, no half of a surrogate pair."""
    if text.isascii():
        return "\0" not in text
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _name(longest: int) -> object:
    def check(_: object, attribute: attrs.Attribute[str], text: str) -> None:
        if not 0 < len(text) <= longest or not is_storable(text):
            raise InvalidInput(
                f"A record's {attribute.name} has 1 to {longest} characters, none of them NUL.",
                field=attribute.name,
            )

    return check


def _check_value(field: str, value: object) -> None:
    if isinstance(value, str):
        fine = is_storable(value)
    else:
        fine = value is None or (isinstance(value, int) and int(value) in _INTEGERS)
    if not fine:
        raise InvalidInput(
            f"The index field {field} takes text without NUL, whole numbers of 64 bits, "
            "true, false or nothing.",
            field=field,
        )


def _check_index(_: object, attribute: object, index: Mapping[str, IndexValue]) -> None:
    for field, value in index.items():
        if field == "key" or not 0 < len(field) <= LONGEST_FIELD or not is_storable(field):
            raise InvalidInput(
                f'An index field\'s name has 1 to {LONGEST_FIELD} characters and is not "key".',
                field=field,
            )
        _check_value(field, value)
