"""Which products and SKUs a promotion of the fake TikTok Shop may hold, and at which price."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from tiktok_bc_sync.sandbox.tiktok.listings.product_rules import number, places_of
from tiktok_bc_sync.sandbox.tiktok.promotions.promotion_rules import (
    BENEFITS,
    FLASH,
    PERCENT,
    PRODUCT_DISCOUNTS,
)
from tiktok_bc_sync.sandbox.tiktok.shop.regions import decimals
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json, items

MOST_ITEMS, MOST_RELATED = 300, 100
_FREE_OF_LIMITS = -1


def body_faults(activity: Json, body: Json) -> Iterator[str]:
    """Yield what is wrong with what was sent as a whole, before any product is looked at."""
    products, kind, level = (
        items(body, "products"),
        activity["activity_type"],
        activity["product_level"],
    )
    if len(products) > MOST_ITEMS or sum(len(items(one, "skus")) for one in products) > MOST_ITEMS:
        yield f"At most {MOST_ITEMS} products and {MOST_ITEMS} SKUs are taken in one call"
    if level == "SHOP" and (products or kind not in BENEFITS):
        yield "A promotion of the whole shop takes no products"
    if not products and (kind not in BENEFITS or not any(related(body).values())):
        yield "products is missing"
    if any(related(body).values()) and kind not in BENEFITS:
        yield "Only BUY_MORE_SAVE_MORE and BUY_X_GET_Y relate to other products"
    if items(body, "exclude_product_ids") and level != "SHOP":
        yield "Only a promotion of the whole shop excludes products"
    if len(set(activity["benefits"]) | set(items(body, "benefit_product_ids"))) > MOST_RELATED:
        yield f"A promotion has at most {MOST_RELATED} benefit products"
    if len(items(body, "exclude_product_ids")) > MOST_RELATED:
        yield f"At most {MOST_RELATED} products are excluded in one call"


def related(body: Json) -> dict[str, list[str]]:
    """Return the ids of products that a promotion is not about but has to do with."""
    names = {"benefits": "benefit_product_ids", "excluded": "exclude_product_ids"}
    return {ours: items(body, theirs) for ours, theirs in names.items()}


def item_faults(
    activity: Json, given: Json, product: Json | None, region: str, *, ongoing: bool
) -> Iterator[str]:
    """Yield what is wrong with one product, and with its SKUs where those are what is promoted."""
    if product is None or product["status"] != "ACTIVATE":
        yield f"The product {given['id']} is not live"
        return
    known = {sku["id"]: sku for sku in product["skus"]}
    old = activity["products"].get(given["id"])
    skus = items(given, "skus")
    if activity["product_level"] == "VARIATION":
        if not skus or not {one["id"] for one in skus} <= set(known):
            yield "Each product needs SKUs of its own"
            return
        if _limits(given) != (_FREE_OF_LIMITS, _FREE_OF_LIMITS) or _price(given) or _off(given):
            yield "Limits, price and discount are the SKUs' own: -1 for the product"
        before = {one["id"]: one for one in old["skus"]} if old else {}
        for one in skus:
            yield from _deal_faults(
                activity, one, before.get(one["id"]), [known[one["id"]]], region, ongoing
            )
    else:
        if skus and activity["activity_type"] in PRODUCT_DISCOUNTS:
            yield "A promotion of whole products takes no SKUs"
        yield from _deal_faults(activity, given, old, known.values(), region, ongoing)


def _deal_faults(
    activity: Json, given: Json, old: Json | None, skus: Iterable[Json], region: str, ongoing: bool
) -> Iterator[str]:
    kind, limits = activity["activity_type"], _limits(given)
    if not all(limit == _FREE_OF_LIMITS or 1 <= limit <= 99 for limit in limits):
        yield "quantity_limit and quantity_per_user must be 1 to 99, or -1"
    if old and any(_lower(new, was) for new, was in zip(limits, _limits(old), strict=True)):
        yield "quantity_limit and quantity_per_user can't be lowered"
    if old and ongoing and kind == FLASH:
        yield "What is in a flash sale that is going on can't be changed"
    if kind in PRODUCT_DISCOUNTS:
        yield from _price_faults(kind, given, skus, region)
    elif _price(given) or _off(given):
        yield f"{kind} takes no price or discount of a product"


def _price_faults(kind: str, given: Json, skus: Iterable[Json], region: str) -> Iterator[str]:
    if kind == PERCENT:
        off = number(_off(given))
        if _price(given) or off is None or not 1 <= off <= 99 or places_of(off):
            yield "discount must be 1 to 99 percent, without a price"
        return
    price, lowest = number(_price(given)), min(Decimal(sku["price"]["sale_price"]) for sku in skus)
    if _off(given) or price is None or price <= 0 or places_of(price) > decimals(region):
        yield "activity_price_amount must be an amount, without a discount"
    elif price >= lowest:
        # The vendor's notes don't say so, but a deal that is none would be no promotion.
        yield f"activity_price_amount must be below the price, {lowest}"


def _limits(one: Json) -> tuple[int, int]:
    return one["quantity_limit"], one["quantity_per_user"]


def _lower(new: int, was: int) -> bool:
    """Tell whether a limit became stricter, where -1 is none at all."""
    return new != _FREE_OF_LIMITS and (was == _FREE_OF_LIMITS or new < was)


def _price(one: Json) -> str | None:
    return one.get("activity_price_amount") or None


def _off(one: Json) -> str | None:
    return one.get("discount") or None


def kept(given: Json, old: Json | None) -> Json:
    """Return a promoted product as it is kept; SKUs that were there before stay."""
    before = {one["id"]: one for one in old["skus"]} if old else {}
    skus = {one["id"]: _deal(one) for one in items(given, "skus")}
    return {**_deal(given), "skus": list((before | skus).values())}


def _deal(one: Json) -> Json:
    names = ("id", "quantity_limit", "quantity_per_user")
    deal = {name: one[name] for name in names}
    return {**deal, "activity_price_amount": _price(one), "discount": _off(one)}


def shown(product: Json, currency: str) -> Json:
    """Return a promoted product as Get Activity does."""
    return {
        **_shown_deal(product, currency),
        "skus": [_shown_deal(one, currency) for one in product["skus"]],
    }


def _shown_deal(one: Json, currency: str) -> Json:
    price = {"amount": _price(one), "currency": currency}
    return {
        **{name: one[name] for name in ("id", "quantity_limit", "quantity_per_user")},
        **({"activity_price": price} if _price(one) else {}),
        **({"discount": _off(one)} if _off(one) else {}),
    }
