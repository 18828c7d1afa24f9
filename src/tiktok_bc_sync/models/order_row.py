"""Orders as the merchant's list and detail show them: TikTok's side beside BigCommerce's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tiktok_bc_sync.models.finance import Transaction
from tiktok_bc_sync.models.listing import Reason
from tiktok_bc_sync.models.money import Money
from tiktok_bc_sync.models.order import (
    Address,
    Fulfiller,
    ImportedOrder,
    ImportState,
    OrderKind,
)


@frozen
class OrderFilter:
    """Which orders are meant; what is left out takes all, what is given must hold together.

    ``status`` is as lists show it, "Failed Awaiting Shipment" included. ``created_from`` is within the
    window, ``created_before`` beyond it. ``logistic_mode`` is the vendor's word for who ships: SELLER or
    TIKTOK. ``customer`` and ``product`` are parts of the customer's name, and of a line's title or SKU,
    compared without case, width and spacing; ``product_id`` is TikTok's. ``order_id`` is a TikTok order's,
    in full. ``reason`` is the code of a reason that an order shows.
    """

    status: str = ""
    state: ImportState | None = None
    fulfilled_by: Fulfiller | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    logistic_mode: str = ""
    customer: str = field(default="", repr=False)
    product: str = ""
    product_id: str = ""
    order_id: str = ""
    reason: str = ""


class OrderSort(StrEnum):
    """What a list of orders can be ordered by."""

    CREATED = "created"
    UPDATED = "updated"
    STATUS = "status"
    CUSTOMER = "customer"
    TOTAL = "total"


@frozen
class OrderRow:
    """An order in a list; ``status`` has the failure in front of TikTok's own."""

    order_id: str
    store_order_id: str
    fulfilled_by: Fulfiller
    logistic_mode: str
    customer: str = field(repr=False)
    created_at: datetime
    total: Money
    status: str
    state: ImportState
    reasons: tuple[Reason, ...] = ()


@frozen
class OrderPage:
    """Some orders and the cursor of what follows; ``next`` is None at the end."""

    items: tuple[OrderRow, ...]
    next: str | None = None


@frozen
class OrderCounts:
    """How many orders a filter takes, by the status that lists show; they add up to ``total``.

    Every usual status is there; failed ones and those that are new at TikTok where there are any.
    """

    statuses: Mapping[str, int]

    @property
    def total(self) -> int:
        """The count that "All" shows."""
        return sum(self.statuses.values())

    @property
    def failed(self) -> int:
        """How many can't be made in BigCommerce."""
        return sum(count for status, count in self.statuses.items() if status.startswith("Failed "))


@frozen
class OrderDetailLine:
    """Units of one SKU at one price and in one state; prices are of one unit.

    ``price`` is before discounts, ``discount`` the seller's and the platform's together for one unit.
    """

    sku: str
    title: str
    units: int
    price: Money
    discount: Money
    tax: Money
    product_id: str = ""
    gift: bool = False
    status: str = ""

    @property
    def total(self) -> Money:
        """What the units cost the buyer, without tax that is added to prices."""
        return (self.price - self.discount) * self.units


@frozen
class Settlement:
    """What TikTok settled of an order; without transactions it is not settled yet.

    ``fees`` are below zero; ``paid_out`` is what the seller gets.
    """

    order_id: str
    transactions: tuple[Transaction, ...] = ()
    revenue: Money | None = None
    fees: Money | None = None
    paid_out: Money | None = None

    @property
    def settled(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.transactions)


@frozen
class OrderDetail:
    """Everything that an order's page shows.

    ``subtotal`` is after discounts, ``discount`` the seller's and the platform's together;
    ``store_status`` is BigCommerce's status as it was seen last. ``settlement`` is None unless asked for.
    """

    order_id: str
    status: str
    vendor_status: str
    state: ImportState
    kinds: tuple[OrderKind, ...]
    created_at: datetime
    updated_at: datetime
    fulfilled_by: Fulfiller
    logistic_mode: str
    lines: tuple[OrderDetailLine, ...]
    seller_discount: Money
    platform_discount: Money
    discount: Money
    subtotal: Money
    shipping: Money
    fees: Money
    tax: Money
    total: Money
    customer: str = field(repr=False)
    email: str = field(repr=False)
    address: Address
    shipping_method: str
    payment_method: str
    note: str = field(repr=False)
    store_order_id: str = ""
    store_status: str = ""
    ship_by: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    settlement: Settlement | None = None


@frozen
class LineMatch:
    """What a seller SKU of an order means in BigCommerce, and how that was found.

    ``how`` is "exact", "normalized", "own variant" or "alias"; empty where nothing was found, and then
    ``near`` holds the SKUs that may have been meant, best first. ``variant`` is (product id, variant id).
    """

    sku: str
    how: str = ""
    variant: tuple[str, str] | None = None
    title: str = ""
    near: tuple[str, ...] = ()


@frozen
class OrderSum:
    """How an order's total comes about, step by step, and what TikTok says it is.

    ``steps`` are named amounts to be added up, discounts below zero. ``difference`` is not 0 where they
    don't come to TikTok's own total.
    """

    currency: str
    steps: tuple[tuple[str, Decimal], ...]
    stated: Decimal

    @property
    def added(self) -> Decimal:
        """What the steps come to."""
        return sum((amount for _, amount in self.steps), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """What TikTok's total has more than the steps."""
        return self.stated - self.added

    def __str__(self) -> str:
        """In words, as in ``goods 10 + shipping 1 = 11 GBP``; what is nothing is left out."""
        steps = [(name, amount) for name, amount in self.steps if amount] or [*self.steps[:1]]
        signed = (f"{'-' if amount < 0 else '+'} {name} {abs(amount):f}" for name, amount in steps)
        verb = "is not" if self.difference else "="
        return f"{' '.join(signed).removeprefix('+ ')} {verb} {self.stated:f} {self.currency}"


@frozen
class OrderExplanation:
    """Why an order is, or is not, made in BigCommerce as it is.

    ``decision`` says in a word what is to happen: "make", "wait" or "leave out". ``sum`` is the
    arithmetic of its amounts; ``matches`` tell each SKU.
    """

    order: ImportedOrder
    decision: str
    matches: tuple[LineMatch, ...]
    sum: OrderSum
    reasons: tuple[Reason, ...] = ()


@frozen
class SkuAlias:
    """A seller SKU on TikTok that stands for a SKU of BigCommerce's.

    Source: merchant setting "SKU aliases".
    """

    alias: str
    sku: str


@frozen
class AliasPage:
    """Some aliases and the cursor of what follows; ``next`` is None at the end."""

    items: tuple[SkuAlias, ...]
    next: str | None = None
