"""From what TikTok Shop's promotions grant on the wire to the domain's benefits, and back."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.clients.reading import Malformed, decimal
from tiktok_bc_sync.clients.tiktok.domain.shops import Json
from tiktok_bc_sync.clients.tiktok.wire import promotions as wire
from tiktok_bc_sync.clients.tiktok.wire.limits import within
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Benefit,
    BuyGetBenefit,
    Gift,
    GiftBenefit,
    MoreBenefit,
    Off,
    ShippingBenefit,
    Threshold,
)

_NO_THRESHOLD = "NO_THRESHOLD"
_MOST_TIERS = 2
_MOST_CLAIMS, _MOST_UNITS, _MOST_TIMES = 99_999, 20, 50


def benefit(item: wire.DiscountItem | None) -> Benefit | None:
    """Read what a promotion grants, None for nothing that is known here."""
    if item is None:
        return None
    if item.shipping_discount:
        return _shipping(item.shipping_discount)
    if item.bmsm_discount:
        return _more(item.bmsm_discount)
    if item.gift_discount:
        return _gifts(item.gift_discount)
    return _buy_get(item.bxgy_discount) if item.bxgy_discount else None


def _shipping(item: wire.ShippingItem) -> ShippingBenefit:
    free = item.type != "DISCOUNT_SHIPPING_FEE"
    open_to_all = item.threshold_type in ("", _NO_THRESHOLD)
    return ShippingBenefit(
        None if free else decimal(item.value, "shipping_discount.value"),
        None if open_to_all else _threshold(item),
        (item.area_scope.specific_areas if item.area_scope else None) or (),
        item.shipping_method,
        item.inventory_type,
    )


def _threshold(
    item: wire.ShippingItem | wire.MoreTier | wire.GiftTier | wire.BuyGetItem,
) -> Threshold:
    return Threshold(item.threshold_type, decimal(item.threshold_value, "threshold_value"))


def _more(item: wire.MoreItem) -> MoreBenefit:
    tiers = (
        (_threshold(one), Off(one.type, decimal(one.value, "bmsm_discount.value")))
        for one in item.details or ()
    )
    return MoreBenefit(tuple(tiers))


def _gifts(item: wire.GiftsItem) -> GiftBenefit:
    tiers = (
        (
            _threshold(one),
            tuple(
                Gift(gift.product_id, gift.sku_id, gift.total_claim_limit)
                for gift in one.gift_details or ()
            ),
        )
        for one in item.gift_infos or ()
    )
    return GiftBenefit(tuple(tiers))


def _buy_get(item: wire.BuyGetItem) -> BuyGetBenefit:
    times = item.benefit_max_applicable_times
    return BuyGetBenefit(
        _threshold(item),
        Off(item.discount_type, decimal(item.discount_value, "discount_value")),
        _count(item.benefit_max_applicable_quantity, "benefit_max_applicable_quantity"),
        _count(times, "benefit_max_applicable_times") if times else None,
    )


def _count(text: str, name: str) -> int:
    number = decimal(text, name)
    if number != number.to_integral_value():
        raise Malformed(f"{name} is no whole number")
    return int(number)


# --- bodies ------------------------------------------------------------------------


def benefit_body(granted: Benefit) -> Json:
    """Return what a promotion grants as the vendor takes it. Raises `InvalidInput` for more than it takes."""
    match granted:
        case ShippingBenefit():
            return {"shipping_discount": _shipping_body(granted)}
        case MoreBenefit():
            return {"bmsm_discount": {"details": _more_body(granted)}}
        case GiftBenefit():
            gifts: Json = {"gift_receiving_type": "ALL_RECEIVE", "gift_infos": _gifts_body(granted)}
            return {"gift_discount": gifts}
        case BuyGetBenefit():
            return {"bxgy_discount": _buy_get_body(granted)}


def _shipping_body(granted: ShippingBenefit) -> Json:
    body: Json = {
        "type": "FREE_SHIPPING",
        "threshold_type": _NO_THRESHOLD,
        "area_scope": {"type": "WHOLE"},
    }
    if granted.most_off is not None:
        body |= {"type": "DISCOUNT_SHIPPING_FEE", "value": _plain(granted.most_off)}
    if granted.threshold:
        body |= _threshold_body(granted.threshold)
    if granted.areas:
        body["area_scope"] = {"type": "SPECIFIC_AREAS", "specific_areas": list(granted.areas)}
    words = {"shipping_method": granted.method, "inventory_type": granted.inventory}
    return body | {name: word for name, word in words.items() if word}


def _threshold_body(threshold: Threshold) -> Json:
    return {"threshold_type": threshold.kind, "threshold_value": _plain(threshold.value)}


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _more_body(granted: MoreBenefit) -> list[Json]:
    within("benefit", len(granted.tiers), 1, _MOST_TIERS, what="The number of tiers")
    return [
        {"tier": number, "type": off.kind, "value": _plain(off.value)} | _threshold_body(threshold)
        for number, (threshold, off) in enumerate(granted.tiers, 1)
    ]


def _gifts_body(granted: GiftBenefit) -> list[Json]:
    within("benefit", len(granted.tiers), 1, _MOST_TIERS, what="The number of tiers")
    sku_ids = [gift.sku_id for _, gifts in granted.tiers for gift in gifts]
    if not sku_ids or len(set(sku_ids)) < len(sku_ids):
        raise InvalidInput("A promotion has gifts, each of them once.", field="benefit")
    return [
        {"tier": number, "gift_details": [_gift_body(gift) for gift in gifts]}
        | _threshold_body(threshold)
        for number, (threshold, gifts) in enumerate(granted.tiers, 1)
    ]


def _gift_body(gift: Gift) -> Json:
    within("most", gift.most, 1, _MOST_CLAIMS)
    return {
        "product_id": gift.listing_id,
        "sku_id": gift.sku_id,
        "total_claim_limit": str(gift.most),
    }


def _buy_get_body(granted: BuyGetBenefit) -> Json:
    within("units", granted.units, 1, _MOST_UNITS)
    body = _threshold_body(granted.threshold) | {
        "discount_type": granted.off.kind,
        "discount_value": _plain(granted.off.value),
        "benefit_max_applicable_quantity": str(granted.units),
    }
    if granted.times is not None:
        within("times", granted.times, 1, _MOST_TIMES)
        body["benefit_max_applicable_times"] = str(granted.times)
    return body
