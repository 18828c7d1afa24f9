"""Buyers' data: how long it is kept, what was found of one buyer, what was forgotten."""

from __future__ import annotations

from datetime import timedelta

from attrs import field, frozen

from tiktok_bc_sync.models.order import Cancellation, ImportedOrder
from tiktok_bc_sync.models.returns import Return


def _not_negative(_: object, __: object, value: timedelta) -> None:
    if value < timedelta():
        raise ValueError("data can't be kept for less than no time")


@frozen
class Retention:
    """How long data is kept.

    ``buyers``: names and addresses, after an order's end. ``grace``: everything of an account, after one
    of its vendors was disconnected for good. ``events``: webhooks that were handled.
    """

    buyers: timedelta = field(default=timedelta(days=90), validator=_not_negative)
    grace: timedelta = field(default=timedelta(days=30), validator=_not_negative)
    events: timedelta = field(default=timedelta(days=30), validator=_not_negative)


@frozen
class BuyerData:
    """Everything that is kept of one buyer."""

    buyer_id: str
    orders: tuple[ImportedOrder, ...] = field(repr=False)
    returns: tuple[Return, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()


@frozen
class Forgotten:
    """What was forgotten of buyers, by order id.

    ``kept`` are orders that BigCommerce doesn't have yet: they can't be made without a name and an
    address. Ask again when they are.
    """

    orders: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
