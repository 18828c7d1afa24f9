"""Any value of any of the connector's types, with every field varied, for Hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st

from tiktok_bc_sync.models import Settings, StockRule

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
decimals = st.decimals(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [Decimal("1E+3"), Decimal("-0.00"), Decimal("0.1000"), Decimal("1E-7")]
)
numbers = st.integers(-(2**63), 2**63 - 1)
natural = st.integers(0, 2**63 - 1)
times = st.datetimes(timezones=st.just(UTC))

_LEAVES: Mapping[object, st.SearchStrategy[object]] = {
    str: texts,
    int: numbers,
    Decimal: decimals,
    datetime: times,
}
# Fields whose validators want more than the type says.
_NARROWER: Mapping[type, Mapping[str, st.SearchStrategy[object]]] = {
    Settings: {"rate": st.none() | st.decimals(min_value=Decimal("0.0001"), max_value=10**6)},
    StockRule: {"threshold": natural, "untracked": natural},
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Return any values of a type: an attrs class, a union, a tuple, or what such are made of."""
    if kind in _LEAVES:
        return _LEAVES[kind]
    if attrs.has(kind):
        return st.deferred(lambda: _instances(kind))
    parts = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*map(values_of, parts))
    if get_origin(kind) is tuple:
        if parts[-1] is Ellipsis:
            return st.lists(values_of(parts[0]), max_size=2).map(tuple)
        return st.tuples(*map(values_of, parts))
    return st.from_type(kind)


@cache
def _instances(kind: type) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    fields = {one.name: values_of(hints[one.name]) for one in attrs.fields(kind) if one.init}
    return st.builds(kind, **fields | _NARROWER.get(kind, {}))
