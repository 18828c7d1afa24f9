"""The arithmetic of an order: discounts spread over units to the cent, and the payment's sums."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tiktok_bc_sync.sandbox.tiktok.shop.regions import currency, decimals
from tiktok_bc_sync.sandbox.tiktok.shop.wire import Json

# Only the United States show taxes beside the price; one made-up rate serves all states.
_TAX_RATES = {"US": Decimal("0.08")}
_ZEROS = (
    "payment_platform_discount",
    "payment_discount_service_fee",
    "shipping_fee_seller_discount",
    "shipping_fee_platform_discount",
    "shipping_fee_cofunded_discount",
    "small_order_fee",
    "shipping_fee_tax",
    "retail_delivery_fee",
    "buyer_service_fee",
)


def text(value: Decimal, region: str) -> str:
    """Write an amount with the currency's decimals."""
    return f"{value:.{decimals(region)}f}"


def spread(total: Decimal, prices: list[Decimal], region: str) -> list[Decimal]:
    """Share a discount out among units by their prices; the parts add up to it exactly.

    Raises `ValueError` for a discount above the sum of the prices.
    """
    if not 0 <= total <= sum(prices, Decimal(0)):
        raise ValueError("a discount can't be negative or more than the units cost")
    return share(total, prices, region)


def share(total: Decimal, weights: list[Decimal], region: str) -> list[Decimal]:
    """Share an amount out by weights, alike where nothing weighs; the parts add up to it exactly."""
    step, whole = Decimal(1).scaleb(-decimals(region)), sum(weights, Decimal(0))
    if not whole:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    parts: list[Decimal] = []
    given = seen = Decimal(0)
    for weight in weights:
        seen += weight
        due = (total * seen / whole).quantize(step, ROUND_HALF_UP)
        parts.append(due - given)
        given = due
    return parts


def tax_of(price: Decimal, region: str) -> Decimal:
    """Return the tax shown beside a price."""
    step = Decimal(1).scaleb(-decimals(region))
    return (price * _TAX_RATES.get(region, Decimal(0))).quantize(step, ROUND_HALF_UP)


def item_tax(price: Decimal, region: str) -> list[Json]:
    """Return a line's taxes as orders show them."""
    rate = _TAX_RATES.get(region)
    if rate is None:
        return []
    amount = text(tax_of(price, region), region)
    return [{"tax_type": "SALES_TAX", "tax_amount": amount, "tax_rate": str(rate)}]


def payment(lines: list[Json], shipping: Decimal, region: str) -> Json:
    """Add an order's lines up, as the vendor defines each sum."""

    def total(name: str) -> Decimal:
        return sum((Decimal(line[name]) for line in lines), Decimal(0))

    tax = sum((tax_of(Decimal(line["sale_price"]), region) for line in lines), Decimal(0))
    sums = {
        "original_total_product_price": total("original_price"),
        "seller_discount": total("seller_discount"),
        "platform_discount": total("platform_discount"),
        "sub_total": total("sale_price"),
        "original_shipping_fee": shipping,
        "shipping_fee": shipping,
        "product_tax": tax,
        "tax": tax,
        "total_amount": total("sale_price") + shipping + tax,
        **dict.fromkeys(_ZEROS, Decimal(0)),
    }
    return {
        "currency": currency(region),
        **{name: text(value, region) for name, value in sums.items()},
    }
