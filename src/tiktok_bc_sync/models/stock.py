"""Where the store's stock lies, and how it is changed."""

from __future__ import annotations

from attrs import field, frozen

from tiktok_bc_sync.models.order import Address


@frozen
class StoreLocation:
    """A place that stock is kept at; ``type`` is the vendor's word."""

    id: str
    code: str
    name: str
    type: str = ""
    enabled: bool = True
    address: Address = field(factory=Address)


@frozen
class StockLevel:
    """How many units of an item lie at a location; ``available`` is what may be sold of them."""

    location_id: str
    on_hand: int
    available: int
    safety_stock: int = 0
    warning_level: int = 0
    location_enabled: bool = True


@frozen
class StockItem:
    """What is counted, with its units at each location."""

    sku: str
    variant_id: str
    product_id: str
    levels: tuple[StockLevel, ...] = ()

    @property
    def available(self) -> int:
        """The units that may be sold, of all enabled locations."""
        return sum(one.available for one in self.levels if one.location_enabled)


@frozen
class StockChange:
    """Units of one item at a location, to be set or added; below 0 takes away.

    The item is named by a variant id, a SKU or, where it has no variants, a product id: by one of them.
    """

    location_id: str
    quantity: int
    variant_id: str = ""
    sku: str = ""
    product_id: str = ""
