"""Units of listed SKUs in TikTok's warehouses."""

from __future__ import annotations

from attrs import frozen


@frozen
class WarehouseUnits:
    """Units of a SKU in one warehouse: those that can be ordered, and those that orders hold."""

    warehouse_id: str
    available: int
    committed: int = 0


@frozen
class SkuUnits:
    """Units of a listed SKU in all of its warehouses, by TikTok's ids."""

    sku_id: str
    warehouses: tuple[WarehouseUnits, ...] = ()
    sku: str = ""
    listing_id: str = ""

    @property
    def available(self) -> int:
        """The units that can be ordered."""
        return sum(one.available for one in self.warehouses)

    @property
    def committed(self) -> int:
        """The units that orders hold."""
        return sum(one.committed for one in self.warehouses)
