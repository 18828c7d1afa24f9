"""Orders on both sides: TikTok's order, the BigCommerce order made from it, and what ties them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum

from attrs import evolve, field, frozen

from tiktok_bc_sync.models.listing import Reason
from tiktok_bc_sync.models.money import Money


class OrderStatus(StrEnum):
    """An order's status as the merchant reads it."""

    UNPAID = "Unpaid"
    ON_HOLD = "On Hold"
    AWAITING_SHIPMENT = "Awaiting Shipment"
    PARTIALLY_SHIPPED = "Partially Shipped"
    AWAITING_COLLECTION = "Awaiting Collection"
    IN_TRANSIT = "In Transit"
    DELIVERED = "Delivered"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"


class StoreOrderStatus(IntEnum):
    """BigCommerce's order statuses by their ids. Source: vendor."""

    INCOMPLETE = 0
    PENDING = 1
    SHIPPED = 2
    PARTIALLY_SHIPPED = 3
    REFUNDED = 4
    CANCELLED = 5
    DECLINED = 6
    AWAITING_PAYMENT = 7
    AWAITING_PICKUP = 8
    AWAITING_SHIPMENT = 9
    COMPLETED = 10
    AWAITING_FULFILLMENT = 11
    MANUAL_VERIFICATION_REQUIRED = 12
    DISPUTED = 13
    PARTIALLY_REFUNDED = 14


class Fulfiller(StrEnum):
    """Who packs and sends the order."""

    MERCHANT = "merchant"
    PLATFORM = "platform"


class OrderKind(StrEnum):
    """What makes an order other than most; one order may be of several kinds."""

    COD = "COD"
    SAMPLE = "sample"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"
    PLATFORM_PACKED = "packed by the platform"


@frozen
class Address:
    """Where an order goes; masked parts ("T** s***box") are kept as TikTok gives them.

    Nothing of it shows in a repr, so that no log or traceback carries a buyer's address.
    """

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    lines: tuple[str, ...] = field(default=(), repr=False)
    city: str = field(default="", repr=False)
    state: str = field(default="", repr=False)
    postal_code: str = field(default="", repr=False)
    country: str = field(default="", repr=False)


@frozen
class BundlePart:
    """A product in a virtual bundle: so many units of a seller SKU in one unit of the bundle."""

    sku: str
    units: int = 1


@frozen
class OrderLine:
    """One unit of an order: TikTok lists identical units as separate lines.

    ``price`` is what the buyer pays for the unit, ``original_price`` before discounts; discounts are
    positive amounts; ``tax`` is the unit's own. ``status`` is the vendor's own word, ``package_id``
    empty until the unit is packed. ``parts`` are what a virtual bundle is made up of.
    """

    id: str
    sku: str
    sku_id: str
    product_id: str
    title: str
    price: Money
    original_price: Money
    seller_discount: Money
    platform_discount: Money
    tax: Money
    status: str = ""
    gift: bool = False
    package_id: str = ""
    parts: tuple[BundlePart, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Whether the unit was cancelled; webhooks and the order's own call spell it differently."""
        return self.status in ("CANCELLED", "CANCEL")


@frozen
class OrderAmounts:
    """An order's money as TikTok states it; discounts are positive amounts.

    ``fees`` are what the buyer pays beside goods, shipping and tax, such as the small order fee, the
    retail delivery fee or a deposit, added up. ``payment_discount`` is what a payment platform paid for
    the buyer.
    """

    subtotal: Money
    shipping: Money
    tax: Money
    seller_discount: Money
    platform_discount: Money
    total: Money
    fees: Money | None = None
    payment_discount: Money | None = None

    @property
    def currency(self) -> str:
        """The one currency of all amounts."""
        return self.total.currency


@frozen
class Order:
    """A TikTok Shop order. ``vendor_status`` is TikTok's own word, known to us or not.

    ``replaces`` is the order that a replacement or an exchange was made for, where TikTok names it.
    ``ship_by`` is until when it must be shipped.
    """

    id: str
    vendor_status: str
    created_at: datetime
    updated_at: datetime
    amounts: OrderAmounts
    lines: tuple[OrderLine, ...]
    address: Address = Address()
    email: str = field(default="", repr=False)
    buyer_id: str = ""
    note: str = field(default="", repr=False)
    fulfilled_by: Fulfiller = Fulfiller.MERCHANT
    shipping_type: str = "SELLER"
    delivery_option_id: str = ""
    delivery_option: str = ""
    warehouse_id: str = ""
    payment_method: str = ""
    cancel_reason: str = ""
    cod: bool = False
    sample: bool = False
    on_hold: bool = False
    paid_at: datetime | None = None
    replacement: bool = False
    exchange: bool = False
    replaces: str = ""
    ship_by: datetime | None = None

    @property
    def kinds(self) -> tuple[OrderKind, ...]:
        """What makes the order other than most."""
        marks = (
            (OrderKind.COD, self.cod),
            (OrderKind.SAMPLE, self.sample),
            (OrderKind.REPLACEMENT, self.replacement),
            (OrderKind.EXCHANGE, self.exchange),
            (OrderKind.PLATFORM_PACKED, self.fulfilled_by is Fulfiller.PLATFORM),
        )
        return tuple(kind for kind, is_so in marks if is_so)

    @property
    def open_lines(self) -> tuple[OrderLine, ...]:
        """The units that were not cancelled."""
        return tuple(line for line in self.lines if not line.cancelled)


@frozen
class StoreOrderLine:
    """A line of a BigCommerce order, as read back from it."""

    id: str
    product_id: str
    variant_id: str
    sku: str
    quantity: int


@frozen
class StoreOrder:
    """A BigCommerce order as the store answers it."""

    id: str
    status_id: int
    external_id: str
    total: Decimal
    currency: str
    updated_at: datetime | None = None
    lines: tuple[StoreOrderLine, ...] = ()


@frozen
class OrderDraftLine:
    """A line of the BigCommerce order to be made: units of one variant at one price, tax included.

    Without a product it is a line of its own words and SKU, which lowers no stock. ``order_lines`` are
    the TikTok lines it stands for.
    """

    product_id: str
    variant_id: str
    title: str
    quantity: int
    price: Decimal
    price_ex_tax: Decimal
    order_lines: tuple[str, ...] = ()
    sku: str = ""


@frozen
class OrderDraft:
    """The BigCommerce order to be made from a TikTok order, complete and adding up to the cent.

    ``total`` is ``subtotal - discount + shipping + handling``, all with tax, where the lines tell their
    tax; where only the order does, a tax on top is in ``total`` alone. With ``store_computes_tax`` the
    amounts without tax count, and the store adds its own. ``customer_id`` is empty for a guest.
    """

    external_id: str
    status: StoreOrderStatus
    currency: str
    lines: tuple[OrderDraftLine, ...]
    address: Address
    email: str = field(repr=False)
    subtotal: Decimal
    subtotal_ex_tax: Decimal
    shipping: Decimal
    shipping_ex_tax: Decimal
    discount: Decimal
    total: Decimal
    total_ex_tax: Decimal
    shipping_method: str = ""
    payment_method: str = ""
    customer_note: str = field(default="", repr=False)
    staff_note: str = field(default="", repr=False)
    handling: Decimal = Decimal(0)
    customer_id: str = ""
    store_computes_tax: bool = False


class ImportState(StrEnum):
    """How far an order is on its way into BigCommerce."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    CREATED = "created"
    FAILED = "failed"
    NOT_WANTED = "not wanted"


@frozen
class ImportedOrder:
    """A TikTok order with what the connector did about it.

    ``claim`` is the worker that creates it now, ``claimed_at`` since when. ``store_order_id`` is
    BigCommerce's. ``store_lines`` ties each TikTok line to the BigCommerce order line it became.
    ``referenced`` says that TikTok was told the BigCommerce order's id.
    ``followed`` is the status that BigCommerce's order was brought up to last. ``address_told`` is a
    digest of the address that it has, empty for one whose order was made before there were digests.
    ``requested`` says that the merchant asked for an order from before the connection. ``decided_by`` is
    a digest of the policy that an order is not wanted by.
    From ``buyer_forgotten_at`` on nothing is kept of who bought it.
    """

    order: Order
    status: OrderStatus | str
    state: ImportState = ImportState.WAITING
    store_order_id: str = ""
    store_status_id: int | None = None
    store_lines: tuple[tuple[str, str], ...] = ()
    referenced: bool = False
    claim: str = ""
    claimed_at: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    followed: str = ""
    address_told: str = ""
    requested: bool = False
    decided_by: str = ""
    buyer_forgotten_at: datetime | None = None

    @property
    def id(self) -> str:
        """TikTok's order id."""
        return self.order.id

    def moved(
        self, state: ImportState, reasons: tuple[Reason, ...], *, decided_by: str = ""
    ) -> ImportedOrder:
        """Return the order in another state that nobody has a claim on."""
        return evolve(
            self, state=state, reasons=reasons, decided_by=decided_by, claim="", claimed_at=None
        )

    @property
    def shown_status(self) -> str:
        """The status as lists show it: a failure stands before TikTok's own, "Failed Cancelled"."""
        return f"Failed {self.status}" if self.state is ImportState.FAILED else str(self.status)


@frozen
class Shipment:
    """A BigCommerce shipment: which order lines left, with whom, under which tracking number."""

    id: str
    order_id: str
    carrier: str
    tracking_number: str
    items: tuple[tuple[str, int], ...]


@frozen
class Cancellation:
    """A cancellation of an order at TikTok; ``status``, ``type`` and ``role`` are the vendor's own words.

    ``line_ids`` are the lines it is about. ``restock`` says that the units can be sold again.
    """

    id: str
    order_id: str
    status: str
    type: str = ""
    role: str = ""
    reason: str = ""
    line_ids: tuple[str, ...] = ()
    refund: Money | None = None
    restock: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None
    respond_by: datetime | None = None


@frozen
class ShippingProvider:
    """A carrier as TikTok names it."""

    id: str
    name: str


@frozen
class ExternalOrder:
    """A TikTok order's id in another system; ``lines`` pairs TikTok's lines with that system's."""

    order_id: str
    external_id: str
    platform: str
    lines: tuple[tuple[str, str], ...] = ()


@frozen
class PriceDetail:
    """How the price of an order, or of one of its lines, came about, as TikTok reckons it.

    ``amounts`` are by the vendor's own names, as in ``subtotal_deduction_seller``; a line has no lines.
    """

    id: str
    total: Money
    payment: Money
    amounts: Mapping[str, Money]
    lines: tuple[PriceDetail, ...] = ()
