"""Amounts that TikTok Shop gives by name: all of them are kept, whatever names the vendor adds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from tiktok_bc_sync.clients.reading import Malformed, money
from tiktok_bc_sync.models import Money, PriceDetail

# What stands, or may stand one day, beside amounts.
_NO_AMOUNT = re.compile(r"(.*_)?(id|currency|rate|time|type|status|name|reason)")
_NUMBER = re.compile(r"[+-]?\.?[0-9]")


def amounts(data: Mapping[str, object], currency: str) -> dict[str, Money]:
    """Return the amounts of an object, and of the objects within it, by name; zeros are left out.

    Where two have the same name, the outer one counts. Raises `Malformed` naming a number that is no
    amount; other texts are no amounts, and the vendor may add some.
    """
    found: dict[str, Money] = {}
    within: dict[str, Money] = {}
    for name, value in data.items():
        if isinstance(value, dict):
            within |= amounts(cast("dict[str, object]", value), currency)
        elif isinstance(value, str) and _NUMBER.match(value) and not _NO_AMOUNT.fullmatch(name):
            found[name] = money(value, currency, name)
    return {name: amount for name, amount in (within | found).items() if amount}


def price_detail(data: Mapping[str, object], order_id: str) -> PriceDetail:
    """Read how an order's price came about. Raises `Malformed` naming what is wrong."""
    currency = _text(data, "currency")
    lines = data.get("line_items")
    return PriceDetail(
        id=_text(data, "id") or order_id,
        total=money(_text(data, "total"), currency, "total"),
        payment=money(_text(data, "payment"), currency, "payment"),
        amounts=amounts(data, currency),
        lines=tuple(_line(one, currency) for one in cast("list[object]", lines))
        if isinstance(lines, list)
        else (),
    )


def _line(item: object, currency: str) -> PriceDetail:
    if not isinstance(item, dict):
        raise Malformed("line_items holds something else than lines")
    line = cast("dict[str, object]", item)
    return price_detail({"currency": currency, **line, "line_items": None}, "")


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str):
        raise Malformed(f"{name} is no text")
    return value
