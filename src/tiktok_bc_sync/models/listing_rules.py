"""When products are listed, listed again and stopped by themselves."""

from __future__ import annotations

from decimal import Decimal

from attrs import field, frozen
from attrs.converters import optional

from tiktok_bc_sync.models.money import as_decimal
from tiktok_bc_sync.models.rule import Match, RuleGroup


@frozen
class ListingRule:
    """What must hold: all of what is given, or any of it. A rule that gives nothing never holds.

    ``stock`` is the units of all SKUs together that TikTok would show; ``price`` the lowest of the
    variants', in the store's currency; ``visible`` whether the product is published in BigCommerce;
    ``query`` looks at title, SKU, brand and category.
    """

    match: Match = Match.ALL
    visible: bool | None = None
    stock_at_least: int | None = None
    stock_at_most: int | None = None
    price_at_least: Decimal | None = field(default=None, converter=optional(as_decimal))
    price_at_most: Decimal | None = field(default=None, converter=optional(as_decimal))
    query: RuleGroup | None = None


@frozen
class ListingRules:
    """When products are put on TikTok by themselves, and when they are taken down.

    ``list_when`` of None lists whatever can be listed. ``stop_when`` is stronger where both hold, and
    what it stopped is listed again once it holds no more and ``list_when`` does. What the merchant
    took down by hand stays down.
    Source: merchant setting "Listing rules".
    """

    list_when: ListingRule | None = None
    stop_when: ListingRule | None = None
