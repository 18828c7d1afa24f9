"""What is bought: variants, of one product or of the whole catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls
from tiktok_bc_sync.clients.bigcommerce.domain import catalog as domain
from tiktok_bc_sync.clients.bigcommerce.domain.asking import batches, named
from tiktok_bc_sync.clients.bigcommerce.wire import catalog as wire_catalog
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Answer, Listed
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import StoreVariant, VariantChange

_ITEM = wire_catalog.StoreVariantItem
_OF_PRODUCT = "/v3/catalog/products/{product_id}/variants"
PRODUCT_VARIANTS = Endpoint("getProductVariants", "GET", _OF_PRODUCT, Listed)
VARIANT = Endpoint(
    "getProductVariant",
    "GET",
    f"{_OF_PRODUCT}/{{variant_id}}",
    Answer[wire_catalog.StoreVariantItem],
)
VARIANTS = Endpoint("getVariants", "GET", "/v3/catalog/variants", Listed)
UPDATE_VARIANTS = Endpoint("updateVariantsBatch", "PUT", "/v3/catalog/variants", Listed)
# The files tell no limit; the service is known to take so many, one batch after the other.
_BATCH = 50


class VariantCalls(StoreCalls):
    """Calls about variants."""

    __slots__ = ()

    def variants(
        self, *, product_ids: Sequence[str] = (), sku: str = "", variant_id: str = ""
    ) -> Pages[StoreVariant]:
        """List variants: all of the store, of up to 250 products, with a SKU or with an id.

        Vendor: v3 catalog/variants.
        """
        query = {"product_id:in": named(product_ids, "product_ids"), "sku": sku, "id": variant_id}
        asked = {name: text for name, text in query.items() if text}
        return self._list(VARIANTS, "variant", _ITEM, domain.store_variant, query=asked)

    def product_variants(self, product_id: str) -> Pages[StoreVariant]:
        """List the variants of a product; each has at least one. Vendor: v3 product variants."""
        ids = {"product_id": product_id}
        return self._list(PRODUCT_VARIANTS, "variant", _ITEM, domain.store_variant, ids=ids)

    async def variant(self, product_id: str, variant_id: str) -> StoreVariant:
        """Return a variant. Raises `RemoteNotFound`. Vendor: v3 product variants."""
        ids = {"product_id": product_id, "variant_id": variant_id}
        return await self._one(VARIANT, f"variant {variant_id}", domain.store_variant, ids=ids)

    async def update_variants(self, changes: Sequence[VariantChange]) -> list[StoreVariant]:
        """Change variants of any products and return them as they are now.

        More than 50 go in several requests, one after the other: where one is refused, those before it
        are done. Vendor: v3 catalog/variants, Update Variants (Batch).
        """
        bodies = [domain.variant_body(one) for one in changes]
        done: list[StoreVariant] = []
        for batch in batches(bodies, _BATCH):
            answer = await self._ask(UPDATE_VARIANTS, body=batch)
            items, unread = answer.read_each(
                "variant", answer.value.data, _ITEM, domain.store_variant
            )
            if unread:
                raise unread[0]
            done += items
        return done

    async def update_variant_stock(self, levels: Mapping[str, int]) -> list[StoreVariant]:
        """Set the stock of variants, in units by variant id, where the store has one location.

        Only variants that the store counts one by one show it. Vendor: v3 catalog/variants.
        """
        return await self.update_variants(
            [VariantChange(variant_id, stock=units) for variant_id, units in levels.items()]
        )
