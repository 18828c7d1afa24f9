"""What a buyer gets back: by kind, for some lines of an order, in full or in part."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.sandbox.tiktok.shop import money
from tiktok_bc_sync.sandbox.tiktok.shop.regions import currency
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json

_CHANGE_OF_MIND = ("no_need", "no_longer_needed", "change_of_mind")
_KINDS = ("refund_subtotal", "refund_shipping_fee", "refund_tax")


def refund_of(lines: list[Json], region: str, shipping: Decimal = Decimal(0)) -> Json:
    """Return what the buyer gets back for these lines."""
    paid = sum((Decimal(line["sale_price"]) for line in lines), Decimal(0))
    tax = sum((money.tax_of(Decimal(line["sale_price"]), region) for line in lines), Decimal(0))
    return _told((paid, shipping, tax), region)


def shipping_of(order: Json, lines: list[Json], request_type: str, reason: str) -> Decimal:
    """Return how much of the shipping fee goes back with these lines.

    It does with the whole rest of an order, unless the buyer merely changed their mind about something
    that arrived: the vendor says that the amount depends on type and reason, not how.
    """
    left = [one for one in order["line_items"] if one["display_status"] != "CANCELLED"]
    kept = request_type != "CANCEL" and any(word in reason for word in _CHANGE_OF_MIND)
    if len(lines) < len(left) or kept:
        return Decimal(0)
    return Decimal(order["payment"]["shipping_fee"])


def reduce(made: Json, total: Decimal, region: str) -> None:
    """Cut a request's refund down to ``total``, each kind and each line by its share, to the cent."""
    lines, refund = made["return_line_items"], _reduced(made["refund_amount"], total, region)
    made["refund_amount"] = refund
    goods = total - Decimal(refund["refund_shipping_fee"])
    parts = [Decimal(one["refund_amount"]["refund_total"]) for one in lines]
    for line, part in zip(lines, money.share(goods, parts, region), strict=True):
        line["refund_amount"] = _reduced(line["refund_amount"], part, region)


def _reduced(full: Json, total: Decimal, region: str) -> Json:
    return _told(money.share(total, [Decimal(full[name]) for name in _KINDS], region), region)


def discounts_of(lines: list[Json], region: str) -> Json:
    """Return which discounts are taken back with these lines."""

    def total(name: str) -> str:
        return money.text(sum((Decimal(one[name]) for one in lines), Decimal(0)), region)

    none = money.text(Decimal(0), region)
    return {
        "product_seller_discount": total("seller_discount"),
        "product_platform_discount": total("platform_discount"),
        "shipping_fee_seller_discount": none,
        "shipping_fee_platform_discount": none,
    }


def _told(amounts: tuple[Decimal, ...] | list[Decimal], region: str) -> Json:
    kinds = dict(zip(_KINDS, amounts, strict=True))
    sums = {"refund_total": sum(amounts, Decimal(0)), **kinds}
    return {
        "currency": currency(region),
        **{name: money.text(value, region) for name, value in sums.items()},
    }
