"""Carrying out one product's change on TikTok so that nothing is lost and nothing done twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from attrs import evolve, field, frozen

from tiktok_bc_sync.errors import NotFound, Refused
from tiktok_bc_sync.mapping.changes import changed_prices, changed_stock, digest
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import (
    Action,
    Change,
    ListedSku,
    Listing,
    ListingDraft,
    ListingStatus,
    RemoteListing,
)
from tiktok_bc_sync.storage import Stored
from tiktok_bc_sync.sync.activities import reason_of
from tiktok_bc_sync.sync.context import Context
from tiktok_bc_sync.sync.planner import Planner
from tiktok_bc_sync.sync.records import Tables, UploadedImage

# TikTok looks up at most this many seller SKUs in one search.
_SKUS_A_SEARCH = 50


@frozen
class Applier:
    """Applies planned changes; only those of ``kinds`` where it is given."""

    context: Context
    planner: Planner
    tables: Tables
    kinds: frozenset[Action] | None = None
    _locks: dict[str, AbstractAsyncContextManager[None]] = field(
        factory=dict[str, AbstractAsyncContextManager[None]], repr=False
    )

    async def apply(self, planned: Change) -> None:
        """Decide the product again with what is known now, and do what that says.

        Raises what the marketplace refused; the reason is kept with the listing too.
        """
        listing = await self.tables.listings.get(planned.product_id)
        product = await self.tables.products.get(planned.product_id)
        if listing is None or product is None:
            raise NotFound(f"Product {planned.product_id} is no longer known.")
        change = self.planner.change(product.value, listing.value)
        actions = [one for one in change.actions if self.kinds is None or one in self.kinds]
        if change.draft and actions:
            await self._act(actions, change.draft, listing)

    async def _act(
        self, actions: list[Action], wanted: ListingDraft, listing: Stored[Listing]
    ) -> None:
        if Action.CREATE in actions:
            await self._create(wanted, listing)
        if Action.EDIT in actions:
            await self._edit(wanted, listing.value)
        if Action.PRICE in actions:
            await self._send_prices(wanted, listing.value)
        if Action.STOCK in actions:
            await self._send_stock(wanted, listing.value)

    async def _create(self, wanted: ListingDraft, listing: Stored[Listing]) -> None:
        resumed = bool(listing.value.intent)
        intent = (
            listing.value.intent
            or f"{self.context.store_hash}-{wanted.product_id}-{listing.version}"
        )
        if not resumed:  # a crash from here on finds the intent and looks the listing up first
            begun = evolve(
                listing.value, intent=intent, status=ListingStatus.IN_PROGRESS, reasons=()
            )
            await self.tables.listings.save(begun, listing.version)
        try:
            found = await self._find(wanted) if resumed else None
            remote = found or await self._send_create(wanted, intent)
        except Refused as refusal:
            await self._refused(wanted, refusal)
            raise
        await self._created(wanted, remote)

    async def _find(self, wanted: ListingDraft) -> RemoteListing | None:
        """Return the listing that carries the draft's SKUs, if an earlier attempt made it after all."""
        skus = [sku.sku for sku in wanted.skus]
        async for remote in self.context.shop.search_listings(skus=skus[:_SKUS_A_SEARCH]):
            deleted = listing_status(remote.status) is ListingStatus.DELETED
            if not deleted and {sku.sku for sku in remote.skus} == set(skus):
                return remote
        return None

    async def _send_create(self, wanted: ListingDraft, intent: str) -> RemoteListing:
        return await self.context.shop.create_listing(
            wanted,
            await self._images(wanted),
            self.planner.categories[wanted.category_id],
            idempotency_key=intent,
        )

    async def _created(self, wanted: ListingDraft, remote: RemoteListing) -> None:
        ids = {sku.sku: sku.sku_id for sku in remote.skus}
        changed_at = self.context.runtime.now()

        def created(now: Listing | None) -> Listing:
            return evolve(
                _known(now),
                listing_id=remote.id,
                intent="",
                digest=digest(wanted),
                warehouse_id=wanted.warehouse_id,
                vendor_status=remote.status or "PENDING",
                status=listing_status(remote.status or "PENDING"),
                skus=_listed(wanted, ids),
                reasons=(),
                changed_at=changed_at,
            )

        await self.tables.listings.update(wanted.product_id, created)

    async def _edit(self, wanted: ListingDraft, listing: Listing) -> None:
        ids = {sku.sku: sku.sku_id for sku in listing.skus}
        try:
            remote = await self.context.shop.edit_listing(
                listing.listing_id,
                wanted,
                await self._images(wanted),
                self.planner.categories[wanted.category_id],
                sku_ids=ids,
            )
        except Refused as refusal:
            await self._refused(wanted, refusal)
            raise
        await self._created(wanted, remote)

    async def _send_prices(self, wanted: ListingDraft, listing: Listing) -> None:
        prices = changed_prices(wanted, listing)
        await self.context.shop.update_prices(listing.listing_id, prices)
        await self._keep_skus(
            listing.product_id, {sku.sku: sku for sku in prices}, "price", "list_price"
        )

    async def _send_stock(self, wanted: ListingDraft, listing: Listing) -> None:
        stock = changed_stock(wanted, listing)
        await self.context.shop.update_stock(listing.listing_id, stock, wanted.warehouse_id)
        await self._keep_skus(listing.product_id, {sku.sku: sku for sku in stock}, "stock")

    async def _keep_skus(self, product_id: str, sent: Mapping[str, ListedSku], *names: str) -> None:
        def merged(sku: ListedSku) -> ListedSku:
            if sku.sku not in sent:
                return sku
            return evolve(sku, **{name: getattr(sent[sku.sku], name) for name in names})

        await self.tables.listings.update(
            product_id,
            lambda now: evolve(_known(now), skus=tuple(merged(sku) for sku in _known(now).skus)),
        )

    async def _refused(self, wanted: ListingDraft, refusal: Refused) -> None:
        """Keep why TikTok said no, and to what: the same is not sent again."""
        changed_at = self.context.runtime.now()

        def refused(now: Listing | None) -> Listing:
            listing = _known(now)
            return evolve(
                listing,
                intent="",
                digest=digest(wanted),
                # A refused edit leaves what is live as it is.
                status=listing.status if listing.uploaded else ListingStatus.FAILED,
                reasons=(reason_of(refusal, "listing"),),
                changed_at=changed_at,
            )

        await self.tables.listings.update(wanted.product_id, refused)

    # --- pictures ------------------------------------------------------------------

    async def _images(self, wanted: ListingDraft) -> Mapping[str, str]:
        """Return TikTok's name for each picture of the draft, uploading what it does not have yet."""
        urls = dict.fromkeys(
            [*wanted.images, *(sku.image_url for sku in wanted.skus if sku.image_url)]
        )
        return {url: await self._image(url) for url in urls}

    async def _image(self, url: str) -> str:
        # One at a time for each address: products share pictures, and each is to be sent once.
        async with self._locks.setdefault(url, self.context.runtime.lock()):
            by_url = await self.tables.images.get(_key(url.encode()))
            if by_url:
                return by_url.value.uri
            content = await self.context.images.fetch(url)
            by_content = await self.tables.images.get(_key(content))
            uri = by_content.value.uri if by_content else await self._upload(content, url)
            for key in (_key(content), _key(url.encode())):
                await self._remember(UploadedImage(key, uri))
            return uri

    async def _remember(self, image: UploadedImage) -> None:
        await self.tables.images.update(image.key, lambda _: image)

    async def _upload(self, content: bytes, url: str) -> str:
        return await self.context.shop.upload_image(content, url.rsplit("/", 1)[-1])


def _known(listing: Listing | None) -> Listing:
    if listing is None:
        raise NotFound("The listing's record was deleted while it was being applied.")
    return listing


def _key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _listed(wanted: ListingDraft, ids: Mapping[str, str]) -> tuple[ListedSku, ...]:
    return tuple(
        ListedSku(sku.sku, ids.get(sku.sku, ""), sku.price, sku.list_price, sku.stock)
        for sku in wanted.skus
    )
