"""What the store sells: products with all that belongs to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tiktok_bc_sync.clients.bigcommerce import domain, wire
from tiktok_bc_sync.clients.bigcommerce.calling import StoreCalls, itself
from tiktok_bc_sync.clients.pages import Page, Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.models import Product

PRODUCTS = Endpoint("getProducts", "GET", "/v3/catalog/products", wire.Listed)
BRANDS = Endpoint("getBrands", "GET", "/v3/catalog/brands", wire.Listed)
CATEGORIES = Endpoint("getCategories", "GET", "/v3/catalog/trees/categories", wire.Listed)


class ProductCalls(StoreCalls):
    """Calls about products."""

    __slots__ = ()

    def products(
        self, *, modified_since: datetime | None = None, ids: Sequence[str] = ()
    ) -> Pages[Product]:
        """List products with variants, images and custom fields; brands and categories by name.

        Deleted ones are not in it, however they changed. Vendor: v3 catalog/products.
        """
        query = {"include": "variants,images,custom_fields", "sort": "id"}
        if modified_since:
            query["date_modified:min"] = aware(modified_since, "modified_since").isoformat()
        if ids:
            query["id:in"] = ",".join(ids)
        names: dict[str, Mapping[int, str]] = {}

        def product(item: wire.ProductItem) -> Product:
            return domain.product(item, names["brands"], names["categories"])

        async def fetch(token: str) -> Page[Product]:
            page, following = await self._page(PRODUCTS, query, token)
            if page.value.data and not names:
                names.update(brands=await self._brands(), categories=await self._categories())
            items, unread = page.read_each("product", page.value.data, wire.ProductItem, product)
            return Page(items, following, unread)

        return Pages(fetch)

    def product_ids(self) -> Pages[str]:
        """List the ids of all products. Vendor: v3 catalog/products."""
        # Ids come with whatever else is asked for, and must be asked for something else.
        return self._list(
            PRODUCTS,
            "product",
            wire.ProductId,
            lambda item: str(item.id),
            query={"include_fields": "sku", "sort": "id"},
        )

    async def _brands(self) -> Mapping[int, str]:
        items = self._list(BRANDS, "brand", wire.BrandItem, itself)
        return {one.id: one.name async for one in items}

    async def _categories(self) -> Mapping[int, str]:
        items = self._list(CATEGORIES, "category", wire.CategoryItem, itself)
        return domain.category_paths([one async for one in items])
