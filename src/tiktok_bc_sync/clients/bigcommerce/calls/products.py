"""What the store sells: products with all that belongs to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls, itself
from tiktok_bc_sync.clients.bigcommerce.calls.naming import Names
from tiktok_bc_sync.clients.bigcommerce.domain import catalog as domain_catalog
from tiktok_bc_sync.clients.bigcommerce.domain.asking import changes, named
from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.bigcommerce.wire import catalog as wire_catalog
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.models import Product, ProductDraft

_ALL, _ONE = "/v3/catalog/products", "/v3/catalog/products/{product_id}"
PRODUCTS = Endpoint("getProducts", "GET", _ALL, wire.Listed)
PRODUCT = Endpoint("getProduct", "GET", _ONE, wire.Answer[wire.ProductItem])
CREATE_PRODUCT = Endpoint(
    "createProduct", "POST", _ALL, wire.Answer[wire_catalog.Made], idempotent=False
)
UPDATE_PRODUCT = Endpoint("updateProduct", "PUT", _ONE, object)
DELETE_PRODUCT = Endpoint("deleteProduct", "DELETE", _ONE, object)
BRANDS = Endpoint("getBrands", "GET", "/v3/catalog/brands", wire.Listed)
CATEGORIES = Endpoint("getAllCategories", "GET", "/v3/catalog/trees/categories", wire.Listed)
_PARTS = {"include": "variants,images,custom_fields"}


class ProductCalls(StoreCalls):
    """Calls about products."""

    __slots__ = ()

    def products(
        self, *, modified_since: datetime | None = None, ids: Sequence[str] = ()
    ) -> Pages[Product]:
        """List products with variants, images and custom fields; brands and categories by name.

        Deleted ones are not in it, however they changed; those that are deleted meanwhile hide no other.
        Of ``ids`` there may be 250. Vendor: v3 catalog/products.
        """
        query = dict(_PARTS)
        if modified_since:
            query["date_modified:min"] = aware(modified_since, "modified_since").isoformat()
        if ids:
            query["id:in"] = named(ids, "ids")
        names = self._names(only_needed=bool(ids))
        return self._list_by_id(
            PRODUCTS, "product", wire.ProductItem, names.product, query, names.learn_page
        )

    def product_ids(self) -> Pages[str]:
        """List the ids of all products. Vendor: v3 catalog/products."""
        # Ids come with whatever else is asked for, and must be asked for something else.
        query = {"include_fields": "sku"}
        return self._list_by_id(
            PRODUCTS, "product", wire.ProductId, lambda item: str(item.id), query
        )

    async def product(self, product_id: str) -> Product:
        """Return a product as `products` lists it. Raises `RemoteNotFound`. Vendor: v3 catalog/products."""
        found = await self._ask(PRODUCT, ids={"product_id": product_id}, query=_PARTS)
        names = self._names(only_needed=True)
        item = found.value.data
        await names.learn({item.brand_id or 0}, set(item.categories or ()))
        return found.read(f"product {product_id}", lambda answer: names.product(answer.data))

    async def create_product(self, draft: ProductDraft | Mapping[str, object]) -> str:
        """Make a product and return its id. Never repeated by itself.

        A mapping is sent as it is, in the vendor's words. Raises `Refused` for a name or SKU that
        another one has. Vendor: v3 catalog/products.
        """
        body = domain_catalog.product_body(draft) if isinstance(draft, ProductDraft) else draft
        return await self._one(CREATE_PRODUCT, "product", lambda made: str(made.id), body=body)

    async def update_product(self, product_id: str, change: Mapping[str, object]) -> None:
        """Change fields of a product, in the vendor's words; the others stay. Vendor: v3 catalog/products."""
        body = changes(dict(change), "change")
        await self._ask(UPDATE_PRODUCT, ids={"product_id": product_id}, body=body)

    async def delete_product(self, product_id: str) -> None:
        """Delete a product for good, or find it gone. Vendor: v3 catalog/products."""
        await self._delete(DELETE_PRODUCT, product_id=product_id)

    def _names(self, *, only_needed: bool) -> Names:
        return Names(
            lambda query: self._list(BRANDS, "brand", wire.BrandItem, itself, query=query),
            lambda query: self._list(
                CATEGORIES, "category", wire.CategoryItem, itself, query=query
            ),
            only_needed=only_needed,
        )
