"""From TikTok Shop's statements and transactions on the wire to the domain's nouns."""

from __future__ import annotations

from tiktok_bc_sync.clients.reading import instant, maybe_instant, money
from tiktok_bc_sync.clients.tiktok.domain.prices import amounts
from tiktok_bc_sync.clients.tiktok.wire import finance as wire
from tiktok_bc_sync.models import Money, Payment, Statement, Transaction


def statement(item: wire.StatementItem) -> Statement:
    """Read a day's settlement. Raises `Malformed` naming what is wrong."""

    def stated(name: str) -> Money:
        text: str = getattr(item, name)
        return money(text, item.currency, name)

    return Statement(
        id=item.id,
        at=instant(item.statement_time, "statement_time"),
        settlement=stated("settlement_amount"),
        # Each is told in some markets only.
        revenue=stated("revenue_amount" if item.revenue_amount else "net_sales_amount"),
        fees=stated("fee_amount"),
        adjustments=stated("adjustment_amount"),
        shipping=stated("shipping_cost_amount"),
        payment_status=item.payment_status,
        payment_id=item.payment_id,
    )


def transaction(
    item: wire.TransactionItem, currency: str, order_id: str = "", statement_id: str = ""
) -> Transaction:
    """Read what became of an order or an adjustment. Raises `Malformed` naming what is wrong."""
    currency = item.currency or currency

    def stated(name: str) -> Money:
        text: str = getattr(item, name) or getattr(item, f"est_{name}")
        return money(text, currency, name)

    return Transaction(
        id=item.id,
        type=item.type,
        order_id=item.order_id or item.adjustment_order_id or item.associated_order_id or order_id,
        settlement=stated("settlement_amount"),
        revenue=stated("revenue_amount"),
        fees=stated("fee_tax_amount"),
        shipping=stated("shipping_cost_amount"),
        adjustment=stated("adjustment_amount"),
        amounts=amounts(item.revenue_breakdown or {}, currency)
        | amounts(item.shipping_cost_breakdown or {}, currency)
        | amounts(item.fee_tax_breakdown or {}, currency)
        | amounts({"reserve_amount": item.reserve_amount}, currency),
        sku_id=item.sku_id,
        statement_id=item.statement_id or statement_id,
        unsettled=item.unsettled_reason,
    )


def estimate(item: wire.TransactionItem) -> Transaction:
    """Read what is not settled yet."""
    return transaction(item, item.currency)


def order_transactions(found: wire.OrderTransactions) -> list[Transaction]:
    """Read what became of an order, SKU by SKU."""
    return [
        transaction(one, found.currency, found.order_id) for one in found.sku_transactions or ()
    ]


def payment(item: wire.PaymentItem) -> Payment:
    """Read a payment to the seller. Raises `Malformed` naming what is wrong."""

    def stated(amount: wire.Amount | None, name: str) -> Money:
        amount = amount or wire.Amount()
        return money(amount.value, amount.currency, name)

    return Payment(
        item.id,
        item.status,
        stated(item.amount, "amount"),
        stated(item.settlement_amount or item.amount, "settlement_amount"),
        instant(item.create_time, "create_time"),
        maybe_instant(item.paid_time, "paid_time"),
    )
