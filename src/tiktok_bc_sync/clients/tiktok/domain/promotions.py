"""From TikTok Shop's promotions on the wire to the domain's, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from tiktok_bc_sync.clients.reading import Malformed, decimal, maybe_instant, money
from tiktok_bc_sync.clients.tiktok.domain.discounts import benefit, benefit_body
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given, price_body
from tiktok_bc_sync.clients.tiktok.wire import promotions as wire
from tiktok_bc_sync.clients.tiktok.wire.asking import positive
from tiktok_bc_sync.clients.tiktok.wire.limits import at_most, within
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Benefit,
    BuyGetBenefit,
    Deal,
    GiftBenefit,
    MoreBenefit,
    PromotedProduct,
    Promotion,
    PromotionDraft,
    PromotionKind,
    PromotionScope,
    ShippingBenefit,
)

MOST_ITEMS = 300
_SHORTEST_SECONDS = 600
_ANY_NUMBER = -1
_MOST_UNITS = 99
_ONCE, _ANY_TIMES = "BUYER_LIMIT_ONLY_ONE", "BUYER_NO_LIMIT"
_LONGEST_TITLE = 100
_LONGEST_TITLES: dict[str, int] = {PromotionKind.FLASH_SALE: 50, PromotionKind.SHIPPING: 50}
_PRICED = (PromotionKind.FIXED_PRICE, PromotionKind.PERCENT_OFF, PromotionKind.FLASH_SALE)
_BENEFITS: dict[str, type[Benefit]] = {
    PromotionKind.SHIPPING: ShippingBenefit,
    PromotionKind.BUY_MORE: MoreBenefit,
    PromotionKind.GIFT: GiftBenefit,
    PromotionKind.BUY_X_GET_Y: BuyGetBenefit,
}
_SCOPES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_PRICED, (PromotionScope.PRODUCTS, PromotionScope.SKUS)),
    **dict.fromkeys(_BENEFITS, (PromotionScope.PRODUCTS, PromotionScope.SHOP)),
    PromotionKind.GIFT: (PromotionScope.PRODUCTS,),
}


def promotion(item: wire.PromotionItem) -> Promotion:
    """Read a promotion. Raises `Malformed` naming what is wrong."""
    promotion_id = item.activity_id or item.id
    if not promotion_id:
        raise Malformed("activity_id is missing")
    return Promotion(
        id=promotion_id,
        title=item.title,
        kind=item.activity_type,
        status=item.status,
        scope=item.product_level,
        begins_at=maybe_instant(item.begin_time, "begin_time"),
        ends_at=maybe_instant(item.end_time, "end_time"),
        benefit=benefit(item.discount),
        once_per_buyer=any(one.type == _ONCE for one in item.participation_limit or ()),
        buyers=item.target_user_info.user_type if item.target_user_info else "",
        products=tuple(_product(one) for one in item.products or ()),
        benefit_ids=tuple(one.id for one in item.benefit_products or ()),
        immutable="IMMUTABLE" in (item.activity_commands or ()),
        created_at=maybe_instant(item.create_time // 1000, "create_time"),
        updated_at=maybe_instant(item.update_time // 1000, "update_time"),
    )


def _product(item: wire.PromotedItem) -> PromotedProduct:
    deal = _deal(item)
    return PromotedProduct(
        deal.id,
        deal.price,
        deal.percent_off,
        deal.limit,
        deal.limit_per_buyer,
        deal.used,
        tuple(_deal(one) for one in item.skus or ()),
    )


def _deal(item: wire.DealItem) -> Deal:
    price = item.activity_price
    return Deal(
        item.id,
        money(price.amount, price.currency, "activity_price") if price and price.amount else None,
        decimal(item.discount, "discount") if item.discount else None,
        None if item.quantity_limit < 0 else item.quantity_limit,
        None if item.quantity_per_user < 0 else item.quantity_per_user,
        item.used_quantity,
    )


# --- terms -------------------------------------------------------------------------


def creation_body(draft: PromotionDraft) -> Json:
    """Return the body that makes a promotion. Raises `InvalidInput` for what the vendor doesn't take."""
    _check(draft)
    body = _terms(draft) | {"activity_type": draft.kind, "product_level": draft.scope}
    return body | (_promise(draft) if draft.kind not in _PRICED else {})


def update_body(draft: PromotionDraft) -> Json:
    """Return the body that changes a promotion; of one that lowers prices only name and times change."""
    _check(draft)
    if draft.kind in _PRICED:
        return _terms(draft)
    return _terms(draft) | {"product_level": draft.scope} | _promise(draft)


def _terms(draft: PromotionDraft) -> Json:
    if draft.begins_at is None or draft.ends_at is None:
        lasting: Json = {"begin_time": 0, "end_time": 0, "duration_type": "INDEFINITE"}
        return {"title": draft.title} | lasting
    return {"title": draft.title, "duration_type": "NORMAL"} | times_body(
        draft.begins_at, draft.ends_at
    )


def times_body(begins_at: datetime, ends_at: datetime) -> Json:
    """Return when a promotion begins and ends. Raises `InvalidInput` for less than ten minutes."""
    begin = int(aware(begins_at, "begins_at").timestamp())
    end = int(aware(ends_at, "ends_at").timestamp())
    if end - begin < _SHORTEST_SECONDS:
        raise InvalidInput(
            "A promotion lasts ten minutes or longer.",
            field="ends_at",
            what_to_do="Let it end later.",
        )
    return {"begin_time": begin, "end_time": end}


def _promise(draft: PromotionDraft) -> Json:
    limit = _ONCE if draft.once_per_buyer else _ANY_TIMES
    body: Json = {"participation_limit": [{"type": limit}]}
    if draft.benefit:
        body["discount"] = benefit_body(draft.benefit)
    if draft.buyers:
        body["target_user_info"] = {"user_type": draft.buyers}
    return body


def _check(draft: PromotionDraft) -> None:
    given(title=draft.title, kind=draft.kind)
    at_most("title", draft.title, _LONGEST_TITLES.get(draft.kind, _LONGEST_TITLE))
    endless = draft.begins_at is None and draft.ends_at is None
    if (draft.begins_at is None) != (draft.ends_at is None) or (
        endless and draft.kind != PromotionKind.SHIPPING
    ):
        raise InvalidInput(
            "A promotion begins and ends; only one about shipping may do neither.",
            field="begins_at",
            what_to_do="Give both times.",
        )
    if draft.scope not in _SCOPES.get(draft.kind, (draft.scope,)):
        raise InvalidInput(
            f"A promotion of the kind {draft.kind} can't be about {draft.scope}.",
            field="scope",
            what_to_do=f"Use one of {', '.join(_SCOPES[draft.kind])}.",
        )
    _check_benefit(draft)


def _check_benefit(draft: PromotionDraft) -> None:
    wanted = _BENEFITS.get(draft.kind)
    if wanted and not isinstance(draft.benefit, wanted):
        raise InvalidInput(
            f"A promotion of the kind {draft.kind} grants a {wanted.__name__}.", field="benefit"
        )
    if draft.kind in _PRICED and draft.benefit:
        raise InvalidInput("A promotion that lowers prices grants nothing else.", field="benefit")


# --- products ----------------------------------------------------------------------


def packed(products: Sequence[PromotedProduct]) -> Iterator[list[PromotedProduct]]:
    """Yield products in lists that fit into a call: up to 300 of them, with up to 300 SKUs."""
    some: list[PromotedProduct] = []
    skus = 0
    for one in products:
        at_most("skus", one.skus, MOST_ITEMS)
        if some and (len(some) == MOST_ITEMS or skus + len(one.skus) > MOST_ITEMS):
            yield some
            some, skus = [], 0
        some.append(one)
        skus += len(one.skus)
    if some:
        yield some


def product_body(product: PromotedProduct) -> Json:
    """Return a product as a promotion takes it. Raises `InvalidInput` naming what is wrong."""
    return _deal_body(product) | {"skus": [_deal_body(one) for one in product.skus]}


def _deal_body(deal: Deal) -> Json:
    given(id=deal.id)
    if deal.price is not None and deal.percent_off is not None:
        raise InvalidInput(
            f"{deal.id} has a price and a percentage; one of them is meant.", field="percent_off"
        )
    body: Json = {
        "id": deal.id,
        "quantity_limit": _limit("limit", deal.limit),
        "quantity_per_user": _limit("limit_per_buyer", deal.limit_per_buyer),
    }
    if deal.price is not None:
        price = positive(deal.price, "price")
        body["activity_price_amount"] = price_body(price)["amount"]
    if deal.percent_off is not None:
        body["discount"] = _percent(deal.percent_off)
    return body


def _limit(name: str, units: int | None) -> int:
    if units is None:
        return _ANY_NUMBER
    within(name, units, 1, _MOST_UNITS)
    return units


def _percent(percentage: Decimal) -> str:
    if not 0 < percentage < 100:
        raise InvalidInput(
            f"percent_off must be above 0 and below 100, not {percentage:f}.",
            field="percent_off",
            what_to_do="Give 10 for a tenth off.",
        )
    return f"{percentage.normalize():f}"
