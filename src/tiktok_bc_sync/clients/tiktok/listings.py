"""What a shop offers: products made, edited, searched, priced and stocked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok import domain, wire
from tiktok_bc_sync.clients.tiktok.calling import ShopCalls, window
from tiktok_bc_sync.clients.tiktok.domain import Json
from tiktok_bc_sync.clients.tiktok.sending import Upload
from tiktok_bc_sync.models import CategoryFacts, ListedSku, ListingDraft, RemoteListing

UPLOAD_IMAGE = Endpoint(
    "uploadProductImage", "POST", "/product/202309/images/upload", wire.Uploaded
)
CREATE_PRODUCT = Endpoint(
    "createProduct",
    "POST",
    "/product/202309/products",
    wire.Created,
    idempotent=False,
    shop=True,
)
EDIT_PRODUCT = Endpoint(
    "editProduct", "PUT", "/product/202509/products/{product_id}", wire.Created, shop=True
)
GET_PRODUCT = Endpoint(
    "getProduct", "GET", "/product/202309/products/{product_id}", wire.ProductItem, shop=True
)
SEARCH_PRODUCTS = Endpoint(
    "searchProducts",
    "POST",
    "/product/202502/products/search",
    wire.listed("products"),
    shop=True,
)
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


class ListingCalls(ShopCalls):
    """Calls about products."""

    __slots__ = ()

    async def upload_image(self, content: bytes, filename: str) -> str:
        """Upload a product picture and return its URI. Vendor: Upload Product Image, version 202309."""
        upload = Upload(filename, content, "MAIN_IMAGE")
        return (await self._ask(UPLOAD_IMAGE, upload=upload)).value.uri

    async def create_listing(
        self,
        draft: ListingDraft,
        images: Mapping[str, str],
        facts: CategoryFacts,
        *,
        idempotency_key: str,
    ) -> RemoteListing:
        """Create a product; it goes to review.

        ``images`` maps the draft's addresses to uploaded URIs. The key (at most 128 characters, unique
        in the shop) makes repeating harmless. Vendor: Create Product, version 202309.
        """
        body = domain.product_body(draft, images, facts, self._region())
        body = domain.keyed(body, idempotency_key)
        made = await self._ask(CREATE_PRODUCT, body=body, repeatable=True)
        return made.read("createProduct", lambda created: domain.made(created, draft))

    async def edit_listing(
        self,
        listing_id: str,
        draft: ListingDraft,
        images: Mapping[str, str],
        facts: CategoryFacts,
        *,
        sku_ids: Mapping[str, str],
    ) -> RemoteListing:
        """Replace a product whole; the live version stays until the review passes.

        ``sku_ids`` maps seller SKUs to TikTok's ids. Vendor: Edit Product, version 202509.
        """
        body = domain.product_body(draft, images, facts, self._region(), sku_ids)
        made = await self._ask(EDIT_PRODUCT, ids={"product_id": listing_id}, body=body)
        return made.read("editProduct", lambda edited: domain.made(edited, draft, listing_id))

    async def listing(self, listing_id: str) -> RemoteListing:
        """Return a product. Raises `RemoteNotFound`. Vendor: Get Product, version 202309."""
        found = await self._ask(GET_PRODUCT, ids={"product_id": listing_id})
        return found.read(f"product {listing_id}", domain.remote_listing)

    def search_listings(
        self,
        *,
        status: str = "ALL",
        skus: Sequence[str] = (),
        updated_since: datetime | None = None,
    ) -> Pages[RemoteListing]:
        """List products, of one vendor status or with one of some seller SKUs.

        Vendor: Search Products, version 202502.
        """
        body: Json = {"status": status} | window("update_time", ge=updated_since)
        if skus:
            body["seller_skus"] = list(skus)
        return self._list(
            SEARCH_PRODUCTS, "product", wire.ProductItem, domain.remote_listing, body=body
        )

    async def update_prices(self, listing_id: str, skus: Sequence[ListedSku]) -> None:
        """Set the prices of the SKUs that have one; the product must be live.

        Vendor: Update Price, version 202309.
        """
        if any(sku.price for sku in skus):
            ids = {"product_id": listing_id}
            await self._confirm(UPDATE_PRICE, domain.prices_body(skus), ids)

    async def update_stock(
        self, listing_id: str, skus: Sequence[ListedSku], warehouse_id: str
    ) -> None:
        """Set the units in a warehouse of the SKUs whose units are known.

        Vendor: Update Inventory, version 202309.
        """
        if any(sku.stock is not None for sku in skus):
            ids = {"product_id": listing_id}
            await self._confirm(UPDATE_INVENTORY, domain.inventory_body(skus, warehouse_id), ids)
