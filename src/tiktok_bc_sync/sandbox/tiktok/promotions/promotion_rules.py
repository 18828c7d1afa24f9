"""What the fake TikTok Shop accepts as a promotion: its name, its times and what it grants.

A rule yields what is wrong as a sentence. What is promoted is checked in ``promotion_items``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from attrs import frozen

from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import number, places_of
from tiktok_bc_sync.sandbox.tiktok.shop.regions import decimals, gift_tiers
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json, items, section

FIXED, PERCENT, FLASH = "FIXED_PRICE", "DIRECT_DISCOUNT", "FLASHSALE"
PRODUCT_DISCOUNTS = (FIXED, PERCENT, FLASH)
SHIPPING, GIFT = "SHIPPING_DISCOUNT", "GIFT_WITH_PURCHASE"
MORE, BUY_GET = "BUY_MORE_SAVE_MORE", "BUY_X_GET_Y"
BENEFITS = (MORE, BUY_GET)
LEVELS = {
    **dict.fromkeys(PRODUCT_DISCOUNTS, ("PRODUCT", "VARIATION")),
    **dict.fromkeys((*BENEFITS, SHIPPING), ("PRODUCT", "SHOP")),
    GIFT: ("PRODUCT",),
}
_BUYERS = ("ALL_USER", "SHOP_EXISTING_CUSTOMER", "SHOP_NEW_CUSTOMER", "SHOP_REPEAT_CUSTOMER")
_LIMITS = ("BUYER_NO_LIMIT", "BUYER_LIMIT_ONLY_ONE")
_METHODS = ("STANDARD_SHIPPING", "EXPRESS_SHIPPING", "ALL_SHIPPING_METHOD")
_STOCKS = ("SELF_FULFILLED", "FULFILLED_BY_TIKTOK", "ALL")
_QUANTITY, _AMOUNT = "MINIMAL_ITEM_QUANTITY", "MINIMAL_ORDER_AMOUNT"
_SHORTEST, _LONGEST_FLASH = 600, 3 * 86_400
_MOST_BMSM_TIERS, _MOST_CLAIMS = 2, 99_999


@frozen
class Terms:
    """What a promotion's own terms are judged by.

    ``begun`` is when it began, None before that. ``sku`` finds a product's SKU.
    """

    kind: str
    region: str
    now: int
    begun: int | None
    sku: Callable[[str, str], Json | None]


def term_faults(body: Json, terms: Terms) -> Iterator[str]:
    """Yield what is wrong with a promotion's title, times, buyers and benefit."""
    most = 50 if terms.kind in (FLASH, SHIPPING) else 100
    if len(body["title"]) > most:
        yield f"The title has over {most} characters"
    yield from time_faults(body, terms)
    if terms.kind in PRODUCT_DISCOUNTS:
        return
    if body.get("product_level") not in LEVELS[terms.kind]:
        yield f"product_level must be one of {LEVELS[terms.kind]}"
    yield from _buyer_faults(body, terms)
    yield from _discount_faults(body, terms)


def time_faults(body: Json, terms: Terms) -> Iterator[str]:
    """Yield what is wrong with the times: seconds, and 0 for what has no end."""
    begin, end = body.get("begin_time") or 0, body.get("end_time") or 0
    duration = body.get("duration_type") or "NORMAL"
    if duration == "INDEFINITE":
        if terms.kind != SHIPPING or begin or end:
            yield "Only a shipping discount can be INDEFINITE, with begin and end 0"
        return
    if duration != "NORMAL":
        yield "duration_type is invalid"
    if terms.begun is not None and begin != terms.begun:
        yield "begin_time can't be changed any more"
    if terms.begun is None and begin <= terms.now:
        yield "begin_time must be in the future"
    if end - begin < _SHORTEST:
        yield f"end_time must be {_SHORTEST} seconds after begin_time or later"
    if terms.kind == FLASH and end - begin > _LONGEST_FLASH:
        yield "A flash sale lasts 3 days at most"


def _buyer_faults(body: Json, terms: Terms) -> Iterator[str]:
    limits = [one["type"] for one in items(body, "participation_limit")]
    if not set(limits) <= set(_LIMITS):
        yield "participation_limit is invalid"
    if terms.kind in (*BENEFITS, GIFT) and len(limits) != 1:
        yield "participation_limit must have one entry"
    if section(body, "target_user_info").get("user_type", _BUYERS[0]) not in _BUYERS:
        yield "target_user_info is invalid"
    if body.get("auction_support_type") not in (None, "", "ALL", "EXCLUDE_AUCTION"):
        yield "auction_support_type is invalid"


def _discount_faults(body: Json, terms: Terms) -> Iterator[str]:
    discount = section(body, "discount")
    name, check = DISCOUNTS[terms.kind]
    if not discount.get(name):
        yield f"discount.{name} is missing"
    else:
        yield from check(discount[name], terms)
    if terms.kind == SHIPPING and discount.get(name):
        yield from _shop_wide_faults(discount[name], body.get("product_level"))


# --- what is granted -----------------------------------------------------------------


def _shipping_faults(discount: Json, terms: Terms) -> Iterator[str]:
    kind = discount["type"]
    if kind not in ("FREE_SHIPPING", "DISCOUNT_SHIPPING_FEE"):
        yield "shipping_discount.type is invalid"
    if kind == "DISCOUNT_SHIPPING_FEE" and not _amount(discount.get("value"), terms):
        yield "shipping_discount.value must be an amount"
    if discount["threshold_type"] != "NO_THRESHOLD":
        yield from _threshold_faults(discount, terms)
    if (discount.get("shipping_method") or _METHODS[0]) not in _METHODS:
        yield "shipping_discount.shipping_method is invalid"
    area = discount["area_scope"]
    if area["type"] not in ("WHOLE", "SPECIFIC_AREAS"):
        yield "area_scope.type is invalid"
    if area["type"] == "SPECIFIC_AREAS" and not items(area, "specific_areas"):
        yield "area_scope.specific_areas is missing"


def _shop_wide_faults(discount: Json, level: object) -> Iterator[str]:
    free = discount["threshold_type"] == "NO_THRESHOLD"
    if not free and level != "SHOP":
        yield "Only a shop's shipping discount has a threshold"
    stock = discount.get("inventory_type") or _STOCKS[0]
    if stock not in _STOCKS:
        yield "shipping_discount.inventory_type is invalid"
    if stock != _STOCKS[0] and not (level == "SHOP" and free):
        yield "inventory_type needs a shop's shipping discount without threshold"


def _bmsm_faults(discount: Json, terms: Terms) -> Iterator[str]:
    tiers = items(discount, "details")
    yield from _tier_faults(tiers, _MOST_BMSM_TIERS, terms)
    if len({one["type"] for one in tiers}) > 1:
        yield "All tiers must have the same type"
    for one in tiers:
        yield from _benefit_faults(one["type"], one["value"], terms)
    if not _rising([one["value"] for one in tiers]):
        yield "Each tier's value must be above that of the tier before"


def _gift_faults(discount: Json, terms: Terms) -> Iterator[str]:
    tiers = discount["gift_infos"]
    if discount["gift_receiving_type"] != "ALL_RECEIVE":
        yield "gift_receiving_type is invalid"
    yield from _tier_faults(tiers, gift_tiers(terms.region), terms)
    gifts = [gift for one in tiers for gift in items(one, "gift_details")]
    if not gifts or any(
        one["threshold_type"] == _QUANTITY and not items(one, "gift_details") for one in tiers
    ):
        yield "A tier has no gift"
    if len({gift["sku_id"] for gift in gifts}) < len(gifts):
        yield "The same gift is there twice"
    for gift in gifts:
        if terms.sku(gift["product_id"], gift["sku_id"]) is None:
            yield f"The gift {gift['sku_id']} does not exist"
        if not _whole(gift["total_claim_limit"], _MOST_CLAIMS):
            yield f"total_claim_limit must be 1 to {_MOST_CLAIMS}"


def _bxgy_faults(discount: Json, terms: Terms) -> Iterator[str]:
    yield from _threshold_faults(discount, terms)
    if discount["threshold_type"] == _QUANTITY and not _whole(discount["threshold_value"], 10):
        yield "threshold_value must be 1 to 10 items"
    if discount["discount_type"] != "FREE":
        yield from _benefit_faults(discount["discount_type"], discount["discount_value"], terms)
    if not _whole(discount["benefit_max_applicable_quantity"], 20):
        yield "benefit_max_applicable_quantity must be 1 to 20"
    times = discount.get("benefit_max_applicable_times")
    if times and not _whole(times, 50):
        yield "benefit_max_applicable_times must be 1 to 50"


# Under which name each kind's benefit is sent, and what is wrong with it.
DISCOUNTS: dict[str, tuple[str, Callable[[Json, Terms], Iterator[str]]]] = {
    SHIPPING: ("shipping_discount", _shipping_faults),
    MORE: ("bmsm_discount", _bmsm_faults),
    GIFT: ("gift_discount", _gift_faults),
    BUY_GET: ("bxgy_discount", _bxgy_faults),
}


def _tier_faults(tiers: list[Json], most: int, terms: Terms) -> Iterator[str]:
    if not 1 <= len(tiers) <= most:
        yield f"There must be 1 to {most} tiers"
    if [one["tier"] for one in tiers] != list(range(1, len(tiers) + 1)):
        yield "Tiers are counted from 1"
    if len({one["threshold_type"] for one in tiers}) > 1:
        yield "All tiers must have the same threshold_type"
    for one in tiers:
        yield from _threshold_faults(one, terms)
    if not _rising([one["threshold_value"] for one in tiers]):
        yield "Each tier's threshold must be above that of the tier before"


def _threshold_faults(tier: Json, terms: Terms) -> Iterator[str]:
    kind, value = tier["threshold_type"], tier.get("threshold_value")
    if kind not in (_QUANTITY, _AMOUNT):
        yield "threshold_type is invalid"
    elif not (_whole(value) if kind == _QUANTITY else _amount(value, terms)):
        yield "threshold_value does not fit threshold_type"


def _benefit_faults(kind: str, value: object, terms: Terms) -> Iterator[str]:
    if kind not in ("PERCENTAGE_OFF", "AMOUNT_OFF", "AMOUNT_OFF_EACH"):
        yield "The discount's type is invalid"
    elif not (_whole(value, 100) if kind == "PERCENTAGE_OFF" else _amount(value, terms)):
        yield "The discount's value does not fit its type"


def _rising(values: list[str]) -> bool:
    """Tell whether numbers grow; what is no number is told elsewhere."""
    numbers = [number(value) or 0 for value in values]
    return all(low < high for low, high in pairwise(numbers))


def _whole(text: object, most: int | None = None) -> bool:
    value = number(text)
    whole = value is not None and value >= 1 and places_of(value) == 0
    return whole and (most is None or (value or 0) <= most)


def _amount(text: object, terms: Terms) -> bool:
    value = number(text)
    return value is not None and value > 0 and places_of(value) <= decimals(terms.region)
