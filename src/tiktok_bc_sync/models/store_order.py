"""What belongs to a BigCommerce order: goods, addresses, taxes, messages, payments, shipments."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from tiktok_bc_sync.models.money import Money
from tiktok_bc_sync.models.order import Address


@frozen
class StatusName:
    """An order status of the store; ``label`` is what the merchant calls it."""

    id: int
    name: str
    label: str = ""


@frozen
class OrderedProduct:
    """A line of an order in full; prices are of one unit, in the order's currency."""

    id: str
    product_id: str
    variant_id: str
    sku: str
    title: str
    quantity: int
    shipped: int
    refunded: int
    price: Decimal
    price_ex_tax: Decimal
    total: Decimal
    total_ex_tax: Decimal
    address_id: str = ""


@frozen
class OrderAddress:
    """Where (a part of) an order goes, and how. Units and amounts are of this address."""

    id: str
    address: Address
    email: str = field(default="", repr=False)
    shipping_method: str = ""
    units: int = 0
    shipped: int = 0
    shipping_cost: Decimal = Decimal(0)


@frozen
class OrderTax:
    """A tax of an order, of a line or of something else; ``rate`` is in per cent.

    ``applies_to`` is the vendor's word for what is taxed.
    """

    id: str
    name: str
    rate: Decimal
    amount: Decimal
    applies_to: str = ""
    line_id: str = ""


@frozen
class OrderMessage:
    """A message about an order; ``from_customer`` tells who wrote it."""

    id: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    from_customer: bool
    status: str = ""
    created_at: datetime | None = None


@frozen
class OrderPayment:
    """A transaction of an order; event, method, gateway and status are the vendor's words."""

    id: str
    event: str
    method: str
    amount: Money
    gateway: str = ""
    status: str = ""
    created_at: datetime | None = None


@frozen
class ShipmentDraft:
    """A shipment to be made: which units of which lines leave for an address of the order.

    ``items`` are pairs of line id and units. ``carrier`` is one of the vendor's carrier slugs, as in
    ``royal-mail``, ``provider`` its older word for the few that it has an integration with.
    """

    address_id: str
    items: tuple[tuple[str, int], ...]
    tracking_number: str = ""
    carrier: str = ""
    provider: str = ""
    method: str = ""
    tracking_link: str = ""
    comment: str = ""
