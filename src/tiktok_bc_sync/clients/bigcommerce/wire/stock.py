"""Stock and locations as they come over the wire; what we don't read is left out."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.wire.answers import Item


class PlaceAddress(Item, frozen=True):
    """Where a location is."""

    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    phone: str | None = None
    country_code: str | None = None


class LocationItem(Item, frozen=True):
    """A location."""

    id: int
    code: str | None = None
    label: str | None = None
    type_id: str | None = None
    enabled: bool | None = None
    address: PlaceAddress | None = None


class StockSettings(Item, frozen=True):
    """How an item's stock is kept at a location."""

    safety_stock: int | None = None
    warning_level: int | None = None


class LevelItem(Item, frozen=True):
    """An item's units at a location."""

    location_id: int
    available_to_sell: int | None = None
    total_inventory_onhand: int | None = None
    location_enabled: bool | None = None
    settings: StockSettings | None = None


class Identity(Item, frozen=True):
    """What an item of stock is called by."""

    sku: str | None = None
    variant_id: int | None = None
    product_id: int | None = None


class CountedItem(Item, frozen=True):
    """An item of stock."""

    identity: Identity
    locations: tuple[LevelItem, ...] | None = None


class Adjusted(Item, frozen=True):
    """What is answered to a change of stock."""

    transaction_id: str = ""
