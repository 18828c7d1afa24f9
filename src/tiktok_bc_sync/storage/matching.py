"""Whether a record is what a query asks for, decided in Python: for storages that can't ask a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.storage.ordering import same_type, sortable
from tiktok_bc_sync.storage.record import Filter, IndexValue, Op


def matches(index: Mapping[str, IndexValue], where: Sequence[Filter]) -> bool:
    """Whether all conditions hold for a record with these index fields."""
    return all(_holds(index.get(one.field), one) for one in where)


def _holds(value: IndexValue, wanted: Filter) -> bool:
    if wanted.op is Op.CONTAINS:
        return isinstance(value, str) and str(wanted.value).casefold() in value.casefold()
    found = sortable(value)
    if wanted.op in (Op.EQ, Op.IN):
        return any(found == sortable(one) for one in wanted.choices)
    return _in_range(found, wanted.op, sortable(wanted.choices[0]))


def _in_range(found: str, op: Op, bound: str) -> bool:
    low, high = same_type(bound)
    if not low <= found < high:
        return False
    match op:
        case Op.LT:
            return found < bound
        case Op.LE:
            return found <= bound
        case Op.GT:
            return found > bound
        case _:
            return found >= bound
