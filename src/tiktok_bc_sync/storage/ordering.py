"""How index values sort and how cursors are written, the same for every storage of ours."""

from __future__ import annotations

import json

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.storage.record import IndexValue

_OFFSET = 2**63


def sortable(value: IndexValue) -> str:
    """Return a text that sorts as the value does: nothing, then booleans, numbers, texts.

    >>> sorted(map(sortable, ["b", 10, 9, True, None, -1])) == [
    ...     sortable(one) for one in (None, True, -1, 9, 10, "b")
    ... ]
    True
    """
    match value:
        case None:
            return "0"
        case bool():
            return f"1{int(value)}"
        case int():
            return f"2{value + _OFFSET:020d}"
        case str():
            return f"3{value}"


def unsorted_value(text: str) -> IndexValue:
    """Return the value that `sortable` made a text of."""
    kind, rest = text[0], text[1:]
    if kind == "0":
        return None
    if kind == "1":
        return rest == "1"
    return int(rest) - _OFFSET if kind == "2" else rest


def written_cursor(value: str, key: str) -> str:
    """Return the cursor that continues after a record."""
    return json.dumps([value, key], separators=(",", ":"))


def read_cursor(cursor: str) -> tuple[str, str]:
    """Return what `written_cursor` was given. Raises `InvalidInput` for anything else."""
    try:
        value, key = json.loads(cursor)
    except ValueError as error:
        raise InvalidInput("The cursor is not one of this storage's.", field="after") from error
    return str(value), str(key)
