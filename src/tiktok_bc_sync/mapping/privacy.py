"""What may be kept of a buyer: all of it for a while, then what bookkeeping needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve

from tiktok_bc_sync.models import Address, ImportedOrder, ImportState, Order, OrderStatus

ENDED = (OrderStatus.COMPLETED, OrderStatus.CANCELLED)
"""The statuses of orders that are over."""


def without_buyer(order: Order) -> Order:
    """Return an order as books need it: what was bought, for how much, taxed where; not by whom."""
    address = Address(state=order.address.state, country=order.address.country)
    return evolve(order, address=address, email="", buyer_id="", note="")


def forgetting_buyer(order: ImportedOrder, now: datetime) -> ImportedOrder:
    """Return an order whose buyer is forgotten from now on."""
    if order.buyer_forgotten_at is not None:
        return order
    return evolve(order, order=without_buyer(order.order), address_told="", buyer_forgotten_at=now)


def as_far_as_kept(known: ImportedOrder, order: Order) -> Order:
    """Return what may be kept of an order that was read again: a buyer who is forgotten stays so."""
    return order if known.buyer_forgotten_at is None else without_buyer(order)


def is_over(order: ImportedOrder, now: datetime, keep: timedelta) -> bool:
    """Whether an order ended longer ago than its buyer's data is kept."""
    return order.status in ENDED and now - order.order.updated_at >= keep


def needs_buyer(order: ImportedOrder) -> bool:
    """Whether an order must still be made in BigCommerce, which can't be done without an address."""
    waits = order.state in (ImportState.WAITING, ImportState.CLAIMED, ImportState.FAILED)
    return waits and order.status not in ENDED
