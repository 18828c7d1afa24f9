"""TikTok Shop's statements, transactions and payments as they come over the wire."""

from __future__ import annotations

from attrs import frozen


@frozen
class StatementItem:
    """A day's settlement."""

    id: str
    statement_time: int
    currency: str = ""
    settlement_amount: str = ""
    revenue_amount: str = ""
    net_sales_amount: str = ""
    fee_amount: str = ""
    adjustment_amount: str = ""
    shipping_cost_amount: str = ""
    payment_status: str = ""
    payment_id: str = ""


Breakdown = dict[str, object] | None


@frozen
class TransactionItem:
    """What became of an order or an adjustment; an estimate's amounts have names of their own."""

    id: str = ""
    type: str = ""
    currency: str = ""
    order_id: str = ""
    adjustment_order_id: str = ""
    associated_order_id: str = ""
    sku_id: str = ""
    statement_id: str = ""
    unsettled_reason: str = ""
    settlement_amount: str = ""
    revenue_amount: str = ""
    fee_tax_amount: str = ""
    shipping_cost_amount: str = ""
    adjustment_amount: str = ""
    reserve_amount: str = ""
    est_settlement_amount: str = ""
    est_revenue_amount: str = ""
    est_fee_tax_amount: str = ""
    est_shipping_cost_amount: str = ""
    est_adjustment_amount: str = ""
    revenue_breakdown: Breakdown = None
    shipping_cost_breakdown: Breakdown = None
    fee_tax_breakdown: Breakdown = None


@frozen
class OrderTransactions:
    """What became of an order's SKUs."""

    order_id: str = ""
    currency: str = ""
    sku_transactions: tuple[TransactionItem, ...] | None = None


@frozen
class Amount:
    """An amount with its currency."""

    value: str = ""
    currency: str = ""


@frozen
class PaymentItem:
    """A payment to the seller."""

    id: str
    create_time: int
    status: str = ""
    amount: Amount | None = None
    settlement_amount: Amount | None = None
    paid_time: int = 0
