"""How the catalogue is ordered: category trees, categories and brands."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls, itself, whole
from tiktok_bc_sync.clients.bigcommerce.calls.products import BRANDS, CATEGORIES
from tiktok_bc_sync.clients.bigcommerce.domain import catalog as domain
from tiktok_bc_sync.clients.bigcommerce.domain.asking import needed
from tiktok_bc_sync.clients.bigcommerce.wire import catalog as wire_catalog
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Answer, BrandItem, Listed
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import Brand, CategoryTree, StoreCategory

TREES = Endpoint("getCategoryTrees", "GET", "/v3/catalog/trees", Listed)
CREATE_BRAND = Endpoint(
    "createBrand", "POST", "/v3/catalog/brands", Answer[BrandItem], idempotent=False
)


class CategoryCalls(StoreCalls):
    """Calls about categories and brands."""

    __slots__ = ()

    async def category_trees(self) -> list[CategoryTree]:
        """Return the trees of categories. Vendor: v3 catalog/trees."""
        return await self._short_list(TREES, "tree", wire_catalog.TreeItem, domain.tree)

    async def categories(self, *, tree_id: str = "") -> list[StoreCategory]:
        """Return all categories, or those of a tree, with their paths.

        Vendor: v3 catalog/trees/categories.
        """
        query = {"tree_id:in": tree_id} if tree_id else None
        kind = wire_catalog.StoreCategoryItem
        return domain.categories(
            await whole(self._list(CATEGORIES, "category", kind, itself, query=query))
        )

    # --- brands --------------------------------------------------------------------

    def brands(self) -> Pages[Brand]:
        """List all brands. Vendor: v3 catalog/brands."""
        return self._list(BRANDS, "brand", BrandItem, domain.brand)

    async def find_brand(self, name: str) -> Brand | None:
        """Return the brand of that name, None where there is none; case makes no difference.

        Vendor: v3 catalog/brands.
        """
        query = {"name": needed(name, "name")}
        listed = self._list(BRANDS, "brand", BrandItem, domain.brand, query=query)
        found = [one async for one in listed if one.name.casefold() == name.casefold()]
        return next((one for one in found if one.name == name), found[0] if found else None)

    async def create_brand(self, name: str) -> Brand:
        """Make a brand; never repeated by itself. Raises `Refused` where there is one of that name.

        Vendor: v3 catalog/brands.
        """
        body = {"name": needed(name, "name")}
        return await self._one(CREATE_BRAND, "brand", domain.brand, body=body)
