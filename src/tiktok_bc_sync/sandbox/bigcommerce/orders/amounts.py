"""An order's amounts: those that were given, and the others added up from lines, costs and fees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, amount, v2_refusal

ZERO = "0.0000"
_NONE = Decimal(0)
_COSTS = ("shipping_cost", "handling_cost", "wrapping_cost")
_TOTALS = ("subtotal", "total", *_COSTS)
_TAXES = ("inc_tax", "ex_tax")
AMOUNTS = (
    "discount_amount",
    "refunded_amount",
    *(f"base_{one}" for one in _COSTS),
    *(f"{one}_{tax}" for one in _TOTALS for tax in _TAXES),
)
"""The amounts of an order that may be written."""


def money(value: Decimal) -> str:
    """Return an amount as v2 writes it."""
    return f"{value:.4f}"


def number(given: Mapping[str, Any], name: str) -> Decimal | None:
    """Return an amount that was given. Raises the 400 for what is none, or less than nothing."""
    if given.get(name) in (None, ""):
        return None
    try:
        found = Decimal(str(given[name]))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise v2_refusal(400, f"The field '{name}' is invalid.")
    return found


def taxed(name: str, inc: Decimal, ex: Decimal) -> Json:
    """Return an amount with and without tax, and the tax."""
    return {
        f"{name}_ex_tax": money(ex),
        f"{name}_inc_tax": money(inc),
        f"{name}_tax": money(inc - ex),
    }


def line_amounts(inc: Decimal, ex: Decimal, quantity: int) -> Json:
    """Return the amounts of a line from the prices of one unit."""
    return {
        "base_price": money(ex),
        **taxed("price", inc, ex),
        "base_total": money(ex * quantity),
        **taxed("total", inc * quantity, ex * quantity),
    }


def order_amounts(given: Mapping[str, Any], lines: Sequence[Json], fees: Iterable[Json]) -> Json:
    """Return an order's amounts; where a cost is given with or without tax only, there is none."""
    found = {name: number(given, name) for name in AMOUNTS}
    charged = list(fees)
    for tax, other in (_TAXES, _TAXES[::-1]):
        for cost in _COSTS:
            for source in (f"{cost}_{other}", f"base_{cost}"):
                if found[f"{cost}_{tax}"] is None:
                    found[f"{cost}_{tax}"] = found[source]
        if found[f"subtotal_{tax}"] is None:
            found[f"subtotal_{tax}"] = _sum(lines, f"total_{tax}")
        if found[f"total_{tax}"] is None:
            parts = (found[f"{one}_{tax}"] or _NONE for one in ("subtotal", *_COSTS))
            start = _sum(charged, f"cost_{tax}") - (found["discount_amount"] or _NONE)
            found[f"total_{tax}"] = sum(parts, start)
    amounts = {name: value or _NONE for name, value in found.items()}
    taxes = {f"{one}_tax": amounts[f"{one}_inc_tax"] - amounts[f"{one}_ex_tax"] for one in _TOTALS}
    return {name: money(value) for name, value in {**amounts, **taxes}.items()}


def edited_amounts(
    order: Json, given: Mapping[str, Any], lines: Sequence[Json], fees: Iterable[Json]
) -> Json:
    """Return an order's amounts after an update: totals follow what changed, unless they are given."""
    gone = {f"total_{tax}" for tax in _TAXES}
    if "products" in given:
        gone |= {f"subtotal_{tax}" for tax in _TAXES}
    for cost in _COSTS:
        names = {f"base_{cost}", *(f"{cost}_{tax}" for tax in _TAXES)}
        if names & given.keys():
            gone |= names
    kept = {name: order[name] for name in AMOUNTS if name not in gone}
    return order_amounts({**kept, **given}, lines, fees)


def _sum(things: Iterable[Json], name: str) -> Decimal:
    return sum((amount(one[name]) for one in things), _NONE)
