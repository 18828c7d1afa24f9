"""What people see in both control panels: the vocabulary in which tests and demos say what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen

from tiktok_bc_sync.sandbox.bigcommerce import BigCommerceStore
from tiktok_bc_sync.sandbox.tiktok import TikTokService


@frozen
class SeenOrder:
    """An order in BigCommerce; ``external_id`` is that of the marketplace it came from."""

    id: int
    external_id: str
    status: str
    total: Decimal


@frozen
class SeenParcel:
    """A parcel of a TikTok order; ``units`` counts what is in it."""

    provider: str
    tracking_number: str
    units: int


@frozen
class Seen:
    """Looks at both marketplaces without changing anything. What is not there raises LookupError."""

    store: BigCommerceStore
    shop: TikTokService

    # --- in BigCommerce ------------------------------------------------------------

    def store_orders(self) -> Sequence[SeenOrder]:
        """Return every order of the store, in the order in which they were made."""
        return [
            SeenOrder(
                one["id"],
                one["external_order_id"] or "",
                one["status"],
                Decimal(one["total_inc_tax"]),
            )
            for one in self.store.orders.orders.values()
        ]

    def store_price(self, sku: str) -> Decimal:
        """Return what a SKU costs in the store."""
        product, variant = self._variant(sku)
        own = variant["price"]
        return Decimal(str(product["price"] if own is None else own))

    def store_stock(self, sku: str) -> int:
        """Return the units of a SKU that the store has."""
        product, variant = self._variant(sku)
        return self.store.catalog.on_hand(product, variant) or 0

    # --- on TikTok Shop ------------------------------------------------------------

    def listings(self) -> int:
        """Count the products that the shop has, in any state but deleted."""
        return sum(one["status"] != "DELETED" for one in self.shop.listings.products.values())

    def price(self, sku: str) -> Decimal:
        """Return what a seller SKU costs on TikTok."""
        return Decimal(self._listed(sku)["price"]["sale_price"])

    def stock(self, sku: str) -> int:
        """Return the units of a seller SKU that TikTok shows, in all warehouses."""
        return sum(self._listed(sku)["inventory"].values())

    def parcels(self, order_id: str) -> Sequence[SeenParcel]:
        """Return the parcels of an order."""
        return [
            SeenParcel(
                one["shipping_provider_name"],
                one["tracking_number"],
                len(one["order_line_item_ids"]),
            )
            for one in self.shop.parcels.parcels.values()
            if one["order_id"] == order_id
        ]

    def external_order(self, order_id: str, platform: str = "BIGCOMMERCE") -> str:
        """Return the id that an order has in another system."""
        reference = self.shop.order_api.references[order_id, platform]
        return str(reference["id"])

    def _variant(self, sku: str) -> tuple[dict[str, Any], dict[str, Any]]:
        found = self.store.catalog.variant_of(sku)
        if found is None:
            raise LookupError(f"the store has no SKU {sku}")
        return found

    def _listed(self, sku: str) -> dict[str, Any]:
        found = next(self.shop.listings.of_seller_sku(sku), None)
        if found is None:
            raise LookupError(f"the shop has no SKU {sku}")
        return found[1]
