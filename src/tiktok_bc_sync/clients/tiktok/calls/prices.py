"""Prices and units of listed SKUs: they change at once, without a review."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.outcomes import OutcomeCalls
from tiktok_bc_sync.clients.tiktok.domain import listings as domain
from tiktok_bc_sync.clients.tiktok.domain import price_bodies as bodies
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire import listings as wired
from tiktok_bc_sync.clients.tiktok.wire.limits import cut, distinct
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import ListedSku, Outcome, PriceProof, SkuUnits

UPDATE_PRICE = Endpoint(
    "updatePrice",
    "POST",
    "/product/202309/products/{product_id}/prices/update",
    wire.Errors,
    shop=True,
)
UPDATE_INVENTORY = Endpoint(
    "updateInventory",
    "POST",
    "/product/202309/products/{product_id}/inventory/update",
    wire.Errors,
    shop=True,
)
SEARCH_INVENTORY = Endpoint(
    "inventorySearch", "POST", "/product/202309/inventory/search", wired.Stocked, shop=True
)
PROVE_PRICE = Endpoint(
    "submitStrikethroughPrice",
    "POST",
    "/product/202609/products/{product_id}/strikethrough_price/submit",
    wire.Errors,
    shop=True,
    # The vendor takes dollars only.
    regions=frozenset({"US"}),
)

_PRODUCTS_A_SEARCH = 100
_SKUS_A_SEARCH = 600


class PriceCalls(OutcomeCalls):
    """Calls about prices and units."""

    __slots__ = ()

    async def update_prices(self, listing_id: str, skus: Sequence[ListedSku]) -> None:
        """Set the prices of the SKUs that have one; the product must be live.

        Raises `InvalidInput` for a price that is not above zero. Vendor: Update Price, version 202309.
        """
        if any(sku.price is not None for sku in skus):
            ids = {"product_id": listing_id}
            await self._confirm(UPDATE_PRICE, bodies.prices_body(skus), ids)

    async def update_stock(
        self, listing_id: str, skus: Sequence[ListedSku], warehouse_id: str
    ) -> None:
        """Set the units of the SKUs whose units are known, in their warehouses or the one named.

        Raises the first refusal; `set_stock` tells what came of each. Raises `InvalidInput` for other
        units than 0 to 99,999. Vendor: Update Inventory, version 202309.
        """
        known = [sku for sku in skus if sku.stock is not None]
        if known:
            ids = {"product_id": listing_id}
            body = bodies.inventory_body(known, warehouse_id)
            await self._confirm(UPDATE_INVENTORY, body, ids)

    async def set_stock(
        self, listing_id: str, skus: Sequence[ListedSku], warehouse_id: str = ""
    ) -> list[Outcome]:
        """Set units as `update_stock` does, and tell what came of each SKU, by TikTok's ids.

        A SKU that is kept in several warehouses must name all of them. Raises `InvalidInput` for other
        units than 0 to 99,999. Vendor: Update Inventory, version 202309.
        """
        known = [sku for sku in skus if sku.stock is not None]
        if not known:
            return []
        ids = distinct("skus", [sku.sku_id for sku in known])
        body = bodies.inventory_body(known, warehouse_id)
        return await self._outcomes(UPDATE_INVENTORY, ids, body, {"product_id": listing_id})

    async def search_stock(
        self, *, listing_ids: Sequence[str] = (), sku_ids: Sequence[str] = ()
    ) -> list[SkuUnits]:
        """Return the units of products or of SKUs, whichever are named; unknown ones are left out.

        Raises `InvalidInput` where both or none are. Vendor: Inventory Search, version 202309.
        """
        if bool(listing_ids) == bool(sku_ids):
            raise InvalidInput(
                "Name the products or the SKUs whose units are meant.",
                field="sku_ids",
                what_to_do="Give one of the two lists.",
            )
        name, ids, size = (
            ("sku_ids", sku_ids, _SKUS_A_SEARCH)
            if sku_ids
            else ("product_ids", listing_ids, _PRODUCTS_A_SEARCH)
        )
        found: list[SkuUnits] = []
        for some in cut(distinct(name, ids), size):
            answer = await self._ask(SEARCH_INVENTORY, body={name: list(some)})
            found += domain.sku_units(answer.value)
        return found

    async def prove_prices(
        self, listing_id: str, product_id: str, proofs: Sequence[PriceProof]
    ) -> list[Outcome]:
        """Tell for how much SKUs are sold elsewhere, and return what came of each.

        ``product_id`` is the store's, as the product was created with. What TikTok verifies may be shown
        struck through for 90 days; repeating it begins them anew. Only in the US. Raises `InvalidInput`
        for other money than 0.01 to 7600 US dollars and for a time without zone.
        Vendor: Submit Strikethrough Price, version 202609.
        """
        given(product_id=product_id)
        if not proofs:
            return []
        ids = distinct("proofs", [one.sku_id for one in proofs])
        body: Json = {
            "external_product_id": product_id,
            "skus": [bodies.proof_body(one) for one in proofs],
        }
        return await self._outcomes(PROVE_PRICE, ids, body, {"product_id": listing_id})
