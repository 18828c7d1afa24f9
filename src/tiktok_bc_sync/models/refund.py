"""Refunds of BigCommerce orders: what is given back, by which means."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import frozen


@frozen
class RefundItem:
    """A part of an order that is refunded; ``kind`` is the vendor's word.

    Goods (PRODUCT, GIFT_WRAPPING) are refunded by units, all else (ORDER, SHIPPING, HANDLING, TAX, FEE)
    by an amount; ``item_id`` is the id of the line, the address or, of an ORDER, the order.
    """

    kind: str
    item_id: str
    quantity: int | None = None
    amount: Decimal | None = None
    reason: str = ""

    @classmethod
    def units(cls, line_id: str, quantity: int, reason: str = "") -> RefundItem:
        """Name units of an order's line."""
        return cls("PRODUCT", line_id, quantity=quantity, reason=reason)

    @classmethod
    def of_shipping(cls, address_id: str, amount: Decimal, reason: str = "") -> RefundItem:
        """Name an amount of what shipping to an address cost."""
        return cls("SHIPPING", address_id, amount=amount, reason=reason)

    @classmethod
    def of_order(cls, order_id: str, amount: Decimal, reason: str = "") -> RefundItem:
        """Name an amount of the order as a whole."""
        return cls("ORDER", order_id, amount=amount, reason=reason)


@frozen
class RefundPayment:
    """An amount and the means it is given back by; ``offline`` ones the merchant pays by other ways.

    ``declined`` is what the provider said to refuse it, empty where it did not.
    """

    provider_id: str
    amount: Decimal
    offline: bool = False
    name: str = ""
    declined: str = ""


@frozen
class RefundQuote:
    """What a refund would come to, tax included, and each way in which it could be paid."""

    order_id: str
    total: Decimal
    tax: Decimal
    methods: tuple[tuple[RefundPayment, ...], ...] = ()


@frozen
class StoreRefund:
    """A refund of an order; amounts are in the order's currency, tax included."""

    id: str
    order_id: str
    total: Decimal
    tax: Decimal
    reason: str = ""
    items: tuple[RefundItem, ...] = ()
    payments: tuple[RefundPayment, ...] = ()
    created_at: datetime | None = None
