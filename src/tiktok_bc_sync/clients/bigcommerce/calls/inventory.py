"""Where stock lies and how much of it: locations, items, adjustments."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls, whole
from tiktok_bc_sync.clients.bigcommerce.domain import stock as domain
from tiktok_bc_sync.clients.bigcommerce.domain.asking import batches, named, number
from tiktok_bc_sync.clients.bigcommerce.wire import stock as wire_stock
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Listed
from tiktok_bc_sync.clients.bigcommerce.wire.faults import VENDOR
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.errors import InvalidInput, RemoteNotFound
from tiktok_bc_sync.models import StockChange, StockItem, StoreLocation

LOCATIONS = Endpoint("getLocations", "GET", "/v3/inventory/locations", Listed)
STOCK = Endpoint("get-inventory-items", "GET", "/v3/inventory/items", Listed)
_ADJUSTMENTS = "/v3/inventory/adjustments"
SET_STOCK = Endpoint(
    "put-absolute-adjustment", "PUT", f"{_ADJUSTMENTS}/absolute", wire_stock.Adjusted
)
ADD_STOCK = Endpoint(
    "post-relative-adjustment",
    "POST",
    f"{_ADJUSTMENTS}/relative",
    wire_stock.Adjusted,
    idempotent=False,
)
_MOST = 2_000
"""So many items the vendor takes in one adjustment."""


class InventoryCalls(StoreCalls):
    """Calls about stock and where it lies."""

    __slots__ = ()

    async def locations(self) -> list[StoreLocation]:
        """Return the places that stock is kept at. Vendor: v3 inventory/locations."""
        return await whole(self._locations({}))

    async def location(self, location_id: str) -> StoreLocation:
        """Return a place that stock is kept at. Raises `RemoteNotFound`. Vendor: v3 inventory/locations."""
        number(location_id, "location_id")
        found = await whole(self._locations({"location_id:in": location_id}))
        if not found:
            raise RemoteNotFound(f"There is no location {location_id}.", vendor=VENDOR)
        return found[0]

    def _locations(self, query: dict[str, str]) -> Pages[StoreLocation]:
        kind = wire_stock.LocationItem
        return self._list(LOCATIONS, "location", kind, domain.location, query=query)

    def stock(
        self,
        *,
        skus: Sequence[str] = (),
        variant_ids: Sequence[str] = (),
        product_ids: Sequence[str] = (),
        location_ids: Sequence[str] = (),
    ) -> Pages[StockItem]:
        """List stock with its units at each location, or at some; up to 250 of each may be named.

        Vendor: v3 inventory/items.
        """
        asked = {
            "sku:in": named(skus, "skus"),
            "variant_id:in": named(variant_ids, "variant_ids"),
            "product_id:in": named(product_ids, "product_ids"),
            "location_id:in": named(location_ids, "location_ids"),
        }
        query = {name: text for name, text in asked.items() if text}
        kind = wire_stock.CountedItem
        return self._list(STOCK, "item of stock", kind, domain.stock_item, query=query)

    async def set_stock(
        self, changes: Sequence[StockChange], *, reason: str = ""
    ) -> tuple[str, ...]:
        """Set how many units lie at locations; return the vendor's ids of what was done.

        More than 2,000 go in several requests; each is done whole or not at all, and those before one
        that is refused are done. Items that the store doesn't count are refused. Vendor: v3
        inventory/adjustments, absolute.
        """
        bodies = [domain.stock_body(batch, reason) for batch in batches(changes, _MOST)]
        return tuple(
            [(await self._ask(SET_STOCK, body=body)).value.transaction_id for body in bodies]
        )

    async def adjust_stock(self, changes: Sequence[StockChange], *, reason: str = "") -> str:
        """Add units at locations, or take them away; return the vendor's id of what was done.

        Never repeated by itself, and at most 2,000 at a time: nobody could tell which of several
        requests were done. Vendor: v3 inventory/adjustments, relative.
        """
        if not 0 < len(changes) <= _MOST:
            raise InvalidInput(f"Stock is adjusted for 1 to {_MOST} items.", field="changes")
        body = domain.stock_body(changes, reason)
        return (await self._ask(ADD_STOCK, body=body)).value.transaction_id
