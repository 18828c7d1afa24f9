"""What a shop offers: products checked, made, edited, searched, put on the shelf and taken off it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tiktok_bc_sync.clients import lists
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import window
from tiktok_bc_sync.clients.tiktok.calls.outcomes import OutcomeCalls
from tiktok_bc_sync.clients.tiktok.domain import listing_bodies as bodies
from tiktok_bc_sync.clients.tiktok.domain import listings as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import Json
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire import listings as wired
from tiktok_bc_sync.clients.tiktok.wire.limits import at_most, cut, distinct
from tiktok_bc_sync.errors import VendorError
from tiktok_bc_sync.models import (
    CategoryFacts,
    ListingCheck,
    ListingDraft,
    ListingEdit,
    Outcome,
    RemoteListing,
)

CREATE_PRODUCT = Endpoint(
    "createProduct",
    "POST",
    "/product/202309/products",
    wired.Created,
    idempotent=False,
    shop=True,
)
CHECK_PRODUCT = Endpoint(
    "checkProductListing",
    "POST",
    "/product/202309/products/listing_check",
    wired.Checked,
    shop=True,
)
EDIT_PRODUCT = Endpoint(
    "editProduct", "PUT", "/product/202509/products/{product_id}", wired.Created, shop=True
)
PARTIAL_EDIT = Endpoint(
    "partialEditProduct",
    "POST",
    "/product/202509/products/{product_id}/partial_edit",
    wired.Created,
    shop=True,
)
GET_PRODUCT = Endpoint(
    "getProduct", "GET", "/product/202309/products/{product_id}", wired.ProductItem, shop=True
)
SEARCH_PRODUCTS = Endpoint(
    "searchProducts",
    "POST",
    "/product/202502/products/search",
    wire.listed("products"),
    shop=True,
)
ACTIVATE = Endpoint(
    "activateProducts", "POST", "/product/202309/products/activate", wire.Errors, shop=True
)
DEACTIVATE = Endpoint(
    "deactivateProducts", "POST", "/product/202309/products/deactivate", wire.Errors, shop=True
)
DELETE = Endpoint("deleteProducts", "DELETE", "/product/202309/products", wire.Errors, shop=True)
RECOVER = Endpoint(
    "recoverProducts", "POST", "/product/202309/products/recover", wire.Errors, shop=True
)

_PRODUCTS_A_CALL = 20
_MOST_SKU_IDS = 10


class ListingCalls(OutcomeCalls):
    """Calls about products."""

    __slots__ = ()

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
        body = bodies.creation_body(draft, images, facts, self._region(), idempotency_key)
        made = await self._ask(CREATE_PRODUCT, body=body, repeatable=True)
        return made.read("createProduct", lambda created: domain.made(created, draft))

    async def check_listing(
        self, draft: ListingDraft, images: Mapping[str, str], facts: CategoryFacts
    ) -> ListingCheck:
        """Return all that TikTok would refuse a product for, without creating it.

        ``images`` maps the draft's addresses to uploaded URIs. Vendor: Check Product Listing, version
        202309.
        """
        body = bodies.check_body(draft, images, facts)
        return (await self._ask(CHECK_PRODUCT, body=body)).read("listing check", domain.checked)

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
        body = bodies.product_body(draft, images, facts, self._region(), sku_ids)
        made = await self._ask(EDIT_PRODUCT, ids={"product_id": listing_id}, body=body)
        return made.read("editProduct", lambda edited: domain.made(edited, draft, listing_id))

    async def change_listing(self, listing_id: str, edit: ListingEdit) -> None:
        """Replace some properties of a product; the live version stays until the review passes.

        Raises `InvalidInput` for an edit without, or with an empty, property. Vendor: Partial Edit
        Product, version 202509.
        """
        body = bodies.edit_body(edit, self._region())
        await self._ask(PARTIAL_EDIT, ids={"product_id": listing_id}, body=body)

    async def listing(self, listing_id: str, *, under_review: bool = False) -> RemoteListing:
        """Return a product, as it is live or, ``under_review``, as it will be once it passes.

        Raises `RemoteNotFound`. Vendor: Get Product, version 202309.
        """
        query = {"return_under_review_version": "true"} if under_review else {}
        found = await self._ask(GET_PRODUCT, ids={"product_id": listing_id}, query=query)
        return found.read(f"product {listing_id}", domain.remote_listing)

    def search_listings(
        self,
        *,
        status: str = "ALL",
        skus: Sequence[str] = (),
        updated_since: datetime | None = None,
        updated_until: datetime | None = None,
        created_since: datetime | None = None,
        created_until: datetime | None = None,
        sku_ids: Sequence[str] = (),
        audit_statuses: Sequence[str] = (),
    ) -> Pages[RemoteListing]:
        """List products, of one vendor status or with one of some seller SKUs.

        Times include their ends. ``sku_ids`` are up to 10 of TikTok's; ``audit_statuses`` are of
        AUDITING, FAILED and APPROVED. Vendor: Search Products, version 202502.
        """
        at_most("sku_ids", sku_ids, _MOST_SKU_IDS)
        body: Json = {"status": status}
        body |= window("update_time", ge=updated_since, le=updated_until)
        body |= window("create_time", ge=created_since, le=created_until)
        named = {"seller_skus": skus, "sku_ids": sku_ids, "audit_status": audit_statuses}
        body |= {name: lists.texts(one, name) for name, one in named.items() if one}
        return self._list(
            SEARCH_PRODUCTS, "product", wired.ProductItem, domain.remote_listing, body=body
        )

    # --- on and off the shelf --------------------------------------------------------

    async def activate_listings(self, listing_ids: Sequence[str]) -> list[Outcome]:
        """Offer hidden products again, once they pass a review; tell what came of each.

        Long lists go in several calls: one that fails as a whole is the outcome of its products, unless
        it is the first: then nothing was done, and it raises. Vendor: Activate Products, version 202309.
        """
        return await self._each(ACTIVATE, listing_ids)

    async def deactivate_listings(self, listing_ids: Sequence[str]) -> list[Outcome]:
        """Hide live products and tell what came of each, as `activate_listings` does.

        Vendor: Deactivate Products, version 202309.
        """
        return await self._each(DEACTIVATE, listing_ids)

    async def delete_listings(self, listing_ids: Sequence[str]) -> list[Outcome]:
        """Delete products and tell what came of each, as `activate_listings` does.

        Vendor: Delete Products, version 202309.
        """
        return await self._each(DELETE, listing_ids)

    async def recover_listings(self, listing_ids: Sequence[str]) -> list[Outcome]:
        """Bring deleted products back, hidden, and tell what came of each, as `activate_listings` does.

        Vendor: Recover Products, version 202309.
        """
        return await self._each(RECOVER, listing_ids)

    async def _each(
        self, endpoint: Endpoint[wire.Errors], listing_ids: Sequence[str]
    ) -> list[Outcome]:
        told: list[Outcome] = []
        for some in cut(distinct("listing_ids", listing_ids), _PRODUCTS_A_CALL):
            try:
                told += await self._outcomes(endpoint, some, {"product_ids": list(some)})
            except VendorError as error:
                if not told:
                    raise
                told += [_lost(one, error) for one in some]
        return told


def _lost(listing_id: str, error: VendorError) -> Outcome:
    """Say of a product that the call about it failed as a whole."""
    return Outcome(
        listing_id, failed=True, code=error.vendor_code or error.code, message=str(error)
    )
