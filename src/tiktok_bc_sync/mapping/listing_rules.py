"""Whether a product is to be listed, or taken down, by itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from tiktok_bc_sync.models import (
    ListingRule,
    ListingRules,
    Match,
    Product,
    RuleGroup,
    usable,
)
from tiktok_bc_sync.rules import Compiled, compile_group

# An account has two rules; their queries are made ready once for many products.
_compiled = lru_cache(maxsize=64)(compile_group)


@frozen
class Verdict:
    """What the listing rules say of a product; ``stops`` is stronger than ``lists``."""

    lists: bool = True
    stops: bool = False


def verdict(rules: ListingRules | None, product: Product, units: int) -> Verdict:
    """Judge a product; ``units`` are those of all its SKUs that TikTok would show.

    Raises `InvalidInput` where a rule's query can't be used, as `tiktok_bc_sync.rules.check` does.
    """
    if rules is None:
        return Verdict()
    stops = rules.stop_when is not None and holds(rules.stop_when, product, units)
    lists = rules.list_when is None or holds(rules.list_when, product, units)
    return Verdict(lists and not stops, stops)


def holds(rule: ListingRule, product: Product, units: int) -> bool:
    """Whether a rule holds for a product that TikTok would show so many units of."""
    told = list(_told(rule, product, units))
    if rule.match is Match.ANY:
        return any(told)
    return bool(told) and all(told)


def _told(rule: ListingRule, product: Product, units: int) -> Iterator[bool]:
    lowest = min((one.price for one in product.variants if usable(one.price)), default=Decimal(0))
    if rule.visible is not None:
        yield product.visible is rule.visible
    if rule.stock_at_least is not None:
        yield units >= rule.stock_at_least
    if rule.stock_at_most is not None:
        yield units <= rule.stock_at_most
    if rule.price_at_least is not None:
        yield lowest >= rule.price_at_least
    if rule.price_at_most is not None:
        yield lowest <= rule.price_at_most
    if rule.query is not None:
        yield _query(rule.query).matches(product)


def _query(group: RuleGroup) -> Compiled:
    return _compiled(group)
