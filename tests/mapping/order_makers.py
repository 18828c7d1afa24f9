"""TikTok orders for tests, made of the few words that matter in each."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from attrs import evolve

from tiktok_bc_sync.mapping.order_lines import SkuMatch
from tiktok_bc_sync.mapping.orders import Terms, order_draft
from tiktok_bc_sync.models import (
    Address,
    ImportedOrder,
    Money,
    Order,
    OrderAmounts,
    OrderDraft,
    OrderLine,
    OrderPolicy,
    OrderStatus,
    Settings,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LAMP = SkuMatch("L-1", "77", "771", "Desk lamp")
SHADE = SkuMatch("S-1", "88", "881", "Lamp shade")
KNOWN = {"L-1": (LAMP,), "S-1": (SHADE,)}
TERMS = Terms(Settings())


def gbp(amount: str | int | Decimal) -> Money:
    """Return an amount in the orders' currency."""
    return Money(amount, "GBP")


def unit(
    number: int,
    sku: str = "L-1",
    original: str = "10",
    tax: str = "0",
    *,
    seller: str = "0",
    cancelled: bool = False,
) -> OrderLine:
    """Return one unit of an order."""
    return OrderLine(
        f"u{number}",
        sku,
        "",
        "",
        "",
        gbp(original) - gbp(seller),
        gbp(original),
        gbp(seller),
        gbp(0),
        gbp(tax),
        status="CANCELLED" if cancelled else "",
    )


def order(
    *lines: OrderLine,
    total: str,
    shipping: str = "0",
    tax: str = "0",
    seller: str = "0",
    platform: str = "0",
    fees: str | None = None,
) -> Order:
    """Return an order of these units and amounts."""
    amounts = OrderAmounts(
        subtotal=gbp(0),
        shipping=gbp(shipping),
        tax=gbp(tax),
        seller_discount=gbp(seller),
        platform_discount=gbp(platform),
        total=gbp(total),
        fees=None if fees is None else gbp(fees),
    )
    return Order(
        "577",
        "AWAITING_SHIPMENT",
        NOW,
        NOW,
        amounts,
        lines,
        Address("T** s***box", lines=("1 L***",), country="GB"),
        buyer_id="7495",
        delivery_option="Standard",
    )


def terms(policy: OrderPolicy) -> Terms:
    """Return what a draft depends on under a policy."""
    return Terms(Settings(orders=policy))


def made(one: Order, under: Terms = TERMS) -> OrderDraft:
    """Return the draft of an order that can be made."""
    draft = order_draft(one, KNOWN, under)
    assert isinstance(draft, OrderDraft), str(draft)
    return draft


def totalled(one: Order, total: str) -> Order:
    """Return an order with another total."""
    return evolve(one, amounts=evolve(one.amounts, total=gbp(total)))


PLAIN_IMPORTED = ImportedOrder(order(unit(1), total="10"), OrderStatus.AWAITING_SHIPMENT)
