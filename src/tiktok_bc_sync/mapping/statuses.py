"""Which of TikTok's states means what to the merchant and to BigCommerce. Every map is total."""

from __future__ import annotations

from collections.abc import Mapping

from tiktok_bc_sync.models import (
    ListingStatus,
    Order,
    OrderStatus,
    ReturnStatus,
    StoreOrderStatus,
)
from tiktok_bc_sync.models.order_policy import StatusTable

_LISTING: Mapping[str, ListingStatus] = {
    "DRAFT": ListingStatus.IN_PROGRESS,
    "PENDING": ListingStatus.REVIEWING,
    "FAILED": ListingStatus.FAILED,
    "ACTIVATE": ListingStatus.LIVE,
    "SELLER_DEACTIVATED": ListingStatus.INACTIVE,
    "PLATFORM_DEACTIVATED": ListingStatus.INACTIVE,
    "FREEZE": ListingStatus.INACTIVE,
    "DELETED": ListingStatus.DELETED,
}

_ORDER: Mapping[str, OrderStatus] = {
    "UNPAID": OrderStatus.UNPAID,
    "ON_HOLD": OrderStatus.ON_HOLD,
    "AWAITING_SHIPMENT": OrderStatus.AWAITING_SHIPMENT,
    "PARTIALLY_SHIPPING": OrderStatus.PARTIALLY_SHIPPED,
    "AWAITING_COLLECTION": OrderStatus.AWAITING_COLLECTION,
    "IN_TRANSIT": OrderStatus.IN_TRANSIT,
    "DELIVERED": OrderStatus.DELIVERED,
    "COMPLETED": OrderStatus.COMPLETED,
    "CANCELLED": OrderStatus.CANCELLED,
    "CANCEL": OrderStatus.CANCELLED,  # webhooks spell it so
}

_RETURN: Mapping[str, ReturnStatus] = {
    "RETURN_OR_REFUND_REQUEST_PENDING": ReturnStatus.APPLYING,
    "REFUND_OR_RETURN_REQUEST_REJECT": ReturnStatus.REJECT_APPLICATION,
    "AWAITING_BUYER_SHIP": ReturnStatus.RETURNING,
    "BUYER_SHIPPED_ITEM": ReturnStatus.BUYER_SHIPPED,
    "REJECT_RECEIVE_PACKAGE": ReturnStatus.REJECT_RECEIVE,
    "RETURN_OR_REFUND_REQUEST_SUCCESS": ReturnStatus.SUCCESS,
    "RETURN_OR_REFUND_REQUEST_COMPLETE": ReturnStatus.COMPLETE,
    "RETURN_OR_REFUND_REQUEST_CANCEL": ReturnStatus.CLOSED,
    # The seller offered another way, and the buyer has not answered yet.
    "AWAITING_BUYER_RESPONSE": ReturnStatus.APPLYING,
    # Replacements and exchanges are told apart by the return's type.
    "REPLACEMENT_REQUEST_PENDING": ReturnStatus.APPLYING,
    "REPLACEMENT_REQUEST_REJECT": ReturnStatus.REJECT_APPLICATION,
    "REPLACEMENT_REQUEST_REFUND_SUCCESS": ReturnStatus.SUCCESS,
    "REPLACEMENT_REQUEST_CANCEL": ReturnStatus.CLOSED,
    "REPLACEMENT_REQUEST_COMPLETE": ReturnStatus.COMPLETE,
    "EXCHANGE_REQUEST_PENDING": ReturnStatus.APPLYING,
    "EXCHANGE_REQUEST_REFUND_SUCCESS": ReturnStatus.SUCCESS,
    "EXCHANGE_REQUEST_CANCEL": ReturnStatus.CLOSED,
    "EXCHANGE_REQUEST_COMPLETE": ReturnStatus.COMPLETE,
}

_STORE: Mapping[str, StoreOrderStatus] = {
    OrderStatus.UNPAID: StoreOrderStatus.AWAITING_PAYMENT,
    OrderStatus.ON_HOLD: StoreOrderStatus.MANUAL_VERIFICATION_REQUIRED,
    OrderStatus.AWAITING_SHIPMENT: StoreOrderStatus.AWAITING_FULFILLMENT,
    OrderStatus.PARTIALLY_SHIPPED: StoreOrderStatus.PARTIALLY_SHIPPED,
    # BigCommerce's "Awaiting Pickup" is for customers who fetch it themselves.
    OrderStatus.AWAITING_COLLECTION: StoreOrderStatus.AWAITING_SHIPMENT,
    OrderStatus.IN_TRANSIT: StoreOrderStatus.SHIPPED,
    OrderStatus.DELIVERED: StoreOrderStatus.SHIPPED,
    OrderStatus.COMPLETED: StoreOrderStatus.COMPLETED,
    OrderStatus.CANCELLED: StoreOrderStatus.CANCELLED,
}

# How far an order is: it only moves to a greater number. What is not here was set by a person or by
# a refund, and is left alone.
_PROGRESS: Mapping[int, int] = {
    StoreOrderStatus.INCOMPLETE: 0,
    StoreOrderStatus.PENDING: 0,
    StoreOrderStatus.AWAITING_PAYMENT: 1,
    StoreOrderStatus.MANUAL_VERIFICATION_REQUIRED: 2,
    StoreOrderStatus.AWAITING_FULFILLMENT: 3,
    StoreOrderStatus.AWAITING_SHIPMENT: 4,
    StoreOrderStatus.AWAITING_PICKUP: 4,
    StoreOrderStatus.PARTIALLY_SHIPPED: 5,
    StoreOrderStatus.SHIPPED: 6,
    StoreOrderStatus.COMPLETED: 7,
    StoreOrderStatus.CANCELLED: 8,
}


def listing_status(vendor: str) -> ListingStatus:
    """Return a product's status; one that we don't know is on its way to one that we do."""
    return _LISTING.get(vendor, ListingStatus.IN_PROGRESS)


def order_status(order: Order) -> OrderStatus | str:
    """Return an order's status; an unknown one stays visible as ``Unknown (…)``.

    ``on_hold`` doesn't count: the vendor also sets it on orders whose hold is over.
    """
    return _ORDER.get(order.vendor_status) or f"Unknown ({order.vendor_status})"


def return_status(vendor: str) -> ReturnStatus | str:
    """Return a return's status; an unknown one stays visible as ``Unknown (…)``."""
    return _RETURN.get(vendor) or f"Unknown ({vendor})"


_USUAL: StatusTable = ()


def store_status(status: str, own: StatusTable = _USUAL) -> StoreOrderStatus:
    """Return the BigCommerce status that a new order gets; an unknown one is to be looked at."""
    return _wanted(status, own) or StoreOrderStatus.MANUAL_VERIFICATION_REQUIRED


def _wanted(status: str, own: StatusTable) -> StoreOrderStatus | None:
    return dict(own).get(status, _STORE.get(status))


def advance(current: int | None, status: str, own: StatusTable = _USUAL) -> StoreOrderStatus | None:
    """Return the BigCommerce status to move to, None where it is there or further already.

    >>> advance(StoreOrderStatus.AWAITING_FULFILLMENT, OrderStatus.IN_TRANSIT).name
    'SHIPPED'
    >>> advance(StoreOrderStatus.SHIPPED, OrderStatus.AWAITING_SHIPMENT)
    """
    wanted = _wanted(status, own)
    known = current is not None and current in _PROGRESS
    if wanted is None or not known or _PROGRESS[wanted] <= _PROGRESS[current or 0]:
        return None
    return wanted


def wants_store_order(order: Order) -> bool:
    """Whether an order is one for BigCommerce at all: paid (or to be paid at the door), not cancelled.

    Whether the merchant wants it there is decided by `decided`.
    """
    return order_status(order) not in (OrderStatus.UNPAID, OrderStatus.CANCELLED)
