"""Any value of any of the connector's types, with every field varied, for Hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, partial
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from tiktok_bc_sync.models import PriceRule, StockRule, StoreOrderStatus
from tiktok_bc_sync.models.order_policy import OrderPolicy
from tiktok_bc_sync.models.settings import QuantityPolicy

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
)
amounts = st.decimals(Decimal("0.0001"), 10**14) | st.sampled_from(
    [Decimal("1E+3"), Decimal("0.1000"), Decimal("1E-7")]
)
numbers = st.integers(-(2**63), 2**63 - 1)
natural = st.integers(0, 2**63 - 1)
times = st.datetimes(timezones=st.just(UTC)).map(lambda time: time.replace(fold=0))

_LEAVES: Mapping[object, st.SearchStrategy[object]] = {
    str: texts,
    int: numbers,
    float: st.floats(allow_nan=False, allow_infinity=False),
    Decimal: amounts,
    datetime: times,
}
# Fields of which more or less is allowed than the type says.
_OTHERWISE: Mapping[type, Mapping[str, st.SearchStrategy[object]]] = {
    PriceRule: {"amount": st.decimals(-(10**14), 10**14)},
    StockRule: {"threshold": natural, "untracked": natural},
    QuantityPolicy: {
        "percent": st.integers(1, 100),
        "at_least": natural,
        "at_most": st.none() | natural,
        "fixed": st.none() | natural,
        "tell_below": st.none() | natural,
    },
    OrderPolicy: {
        "hold_minutes": natural,
        "customer_id": st.sampled_from(["", "7"]),
        "note": st.sampled_from(["", "TikTok {order_id}, {{kept}}"]),
        "statuses": st.dictionaries(
            texts, st.sampled_from([StoreOrderStatus.PENDING, StoreOrderStatus.SHIPPED]), max_size=2
        ).map(lambda table: tuple(table.items())),
    },
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
    return st.builds(partial(_made, kind), **{**fields, **_OTHERWISE.get(kind, {})})


def _made(kind: type, /, **fields: object) -> object:
    try:
        return kind(**fields)
    except ValueError:  # the model does not allow it, so that it is never stored
        return reject()
