"""How index values sort and how cursors are written, the same for every storage of ours."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import cast

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.storage.record import SMALLEST_NUMBER, IndexValue, Query, is_storable

LONGEST = 255
"""The length of the longest text that `sortable` returns."""

NOTHING = "0"
"""What `sortable` makes of None."""

_DIGEST = 64


def sortable(value: IndexValue) -> str:
    """Return a text that sorts as the value does: nothing, then booleans, numbers, texts.

    Databases bound the size of what they index. A longer text is replaced by its beginning and a digest:
    equal texts stay equal and different ones different, but those that share their first 190
    characters sort in no particular, though stable, order.

    >>> sorted(map(sortable, ["b", 10, 9, True, None, -1])) == [
    ...     sortable(one) for one in (None, True, -1, 9, 10, "b")
    ... ]
    True
    """
    match value:
        case None:
            return NOTHING
        case bool():
            return f"1{int(value)}"
        case int():
            return f"2{value - SMALLEST_NUMBER:020d}"
        case str():
            return f"3{value}" if len(value) < LONGEST - 1 else _cut(f"3{value}")


def _cut(text: str) -> str:
    return text[: LONGEST - _DIGEST] + sha256(text.encode()).hexdigest()


def same_type(text: str) -> tuple[str, str]:
    """Return the bounds, low inclusive and high exclusive, of a sortable text's type."""
    return text[0], str(int(text[0]) + 1)


def unsorted_value(text: str) -> IndexValue:
    """Return the value that `sortable` made a text of; of a cut one only `is_cut` can tell."""
    kind, rest = text[0], text[1:]
    if kind == NOTHING:
        return None
    if kind == "1":
        return rest == "1"
    return int(rest) + SMALLEST_NUMBER if kind == "2" else rest


def is_cut(text: str) -> bool:
    """Whether a sortable text stands for one too long to be returned from it."""
    return len(text) == LONGEST


def written_cursor(query: Query, value: str, key: str) -> str:
    """Return the cursor that continues a query after a record."""
    return json.dumps([_order(query), value, key], separators=(",", ":"))


def read_cursor(query: Query) -> tuple[str, str] | None:
    """Return the value and key that the query's cursor was written with; None where it has none.

    Raises `InvalidInput` for anything that `written_cursor` did not return for the same order.
    """
    if query.after is None:
        return None
    match _parsed(query.after):
        case [str(order), str(value), str(key)] if order == _order(query) and value:
            if is_storable(value) and is_storable(key):
                return value, key
        case _:
            pass
    raise InvalidInput("The cursor is not one of this list's.", field="after")


def _parsed(cursor: str) -> object:
    try:
        return cast("object", json.loads(cursor))
    except (ValueError, RecursionError):
        return None


def _order(query: Query) -> str:
    return f"{'-' if query.descending else '+'}{query.order_by}"
