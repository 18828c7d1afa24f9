"""The parts of orders as they come over the wire, v2 and v3; what we don't read is left out."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.clients.bigcommerce.wire.answers import Item

_ZERO = Decimal(0)


class StatusItem(Item, frozen=True):
    """An order status (v2)."""

    id: int
    name: str = ""
    custom_label: str | None = None
    count: int = 0


class Counts(Item, frozen=True):
    """How many orders there are in each status (v2)."""

    statuses: tuple[StatusItem, ...] | None = None


class SoldItem(Item, frozen=True):
    """A line of an order in full (v2)."""

    id: int
    product_id: int | None = None
    variant_id: int | None = None
    order_address_id: int | None = None
    sku: str | None = None
    name: str | None = None
    quantity: int = 0
    quantity_shipped: int | None = None
    quantity_refunded: int | None = None
    price_inc_tax: Decimal = _ZERO
    price_ex_tax: Decimal = _ZERO
    total_inc_tax: Decimal = _ZERO
    total_ex_tax: Decimal = _ZERO


class AddressItem(Item, frozen=True):
    """An address that (a part of) an order goes to (v2)."""

    id: int
    first_name: str | None = None
    last_name: str | None = None
    street_1: str | None = None
    street_2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country_iso2: str | None = None
    phone: str | None = None
    email: str | None = None
    shipping_method: str | None = None
    items_total: int | None = None
    items_shipped: int | None = None
    cost_inc_tax: Decimal | None = None


class TaxItem(Item, frozen=True):
    """A tax of an order (v2)."""

    id: int
    name: str | None = None
    rate: Decimal | None = None
    line_amount: Decimal | None = None
    line_item_type: str | None = None
    order_product_id: str | int | None = None


class MessageItem(Item, frozen=True):
    """A message about an order (v2)."""

    id: int
    customer_id: int | None = None
    staff_id: int | None = None
    subject: str | None = None
    message: str | None = None
    status: str | None = None
    date_created: str | None = None


# --- payments ------------------------------------------------------------------------


class PaymentItem(Item, frozen=True):
    """A transaction of an order (v3)."""

    id: int
    event: str = ""
    method: str = ""
    amount: Decimal = _ZERO
    currency: str = ""
    gateway: str | None = None
    status: str | None = None
    date_created: str | None = None


class MeansItem(Item, frozen=True):
    """A means of giving money back (v3)."""

    provider_id: str = ""
    provider_description: str | None = None
    amount: Decimal = _ZERO
    offline: bool | None = None
    is_declined: bool | None = None
    declined_message: str | None = None


class QuoteItem(Item, frozen=True):
    """What a refund would come to (v3)."""

    order_id: int
    total_refund_amount: Decimal
    total_refund_tax_amount: Decimal = _ZERO
    refund_methods: tuple[tuple[MeansItem, ...], ...] | None = None


class RefundedItem(Item, frozen=True):
    """A part of an order that was refunded (v3)."""

    item_type: str = ""
    item_id: int | None = None
    quantity: int | None = None
    requested_amount: Decimal | None = None
    reason: str | None = None


class RefundItem(Item, frozen=True):
    """A refund (v3)."""

    id: int
    order_id: int
    total_amount: Decimal
    total_tax: Decimal = _ZERO
    reason: str | None = None
    created: str | None = None
    items: tuple[RefundedItem, ...] | None = None
    payments: tuple[MeansItem, ...] | None = None
