"""How the store is set up: currencies, sales channels, tax classes, what happens to stock."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import frozen


@frozen
class Currency:
    """A currency of the store; ``rate`` is what one unit of the default one buys of it.

    ``transactional`` ones can be paid in, others are only shown.
    """

    code: str
    name: str
    rate: Decimal
    default: bool = False
    enabled: bool = True
    transactional: bool = False
    decimals: int = 2
    updated_at: datetime | None = None


@frozen
class Channel:
    """Where the store sells; type, platform and status are the vendor's words."""

    id: str
    name: str
    type: str = ""
    platform: str = ""
    status: str = ""
    external_id: str = ""
    enabled: bool = True


@frozen
class TaxClass:
    """A class of goods that are taxed alike."""

    id: str
    name: str


@frozen
class InventorySettings:
    """What happens to stock.

    ``lowered_when`` says when an order takes its units, ``when_sold_out`` what becomes of a product
    without any, both in the vendor's words. ``edits_move_stock`` and ``refunds_restock`` tell whether
    editing an order, and refunding or cancelling one, changes stock by itself.
    """

    lowered_when: str = ""
    when_sold_out: str = ""
    edits_move_stock: bool = False
    refunds_restock: bool = False


@frozen
class ShippingSettings:
    """Which countries the check-out offers, in the vendor's word, and what others are told."""

    countries: str = ""
    out_of_zone_message: str = ""
