"""What differs between BigCommerce, the connector and TikTok, and what would put it right."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from attrs import evolve, field, frozen

from tiktok_bc_sync.errors import Refused
from tiktok_bc_sync.mapping.digest import forgotten
from tiktok_bc_sync.mapping.drift import GONE, IN_REVIEW, Drift, DriftKind, differences, foreign
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import Listing, ListingDraft, Part, PictureUse, RemoteListing
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Call
from tiktok_bc_sync.sync.catalogue.cases import Case, Chosen
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.listings.adoption import Adoption
from tiktok_bc_sync.sync.listings.pictures import picture_key

_CONTENT: Mapping[DriftKind, Part] = {
    DriftKind.TITLE: Part.TITLE,
    DriftKind.DESCRIPTION: Part.DESCRIPTION,
    DriftKind.PICTURES: Part.IMAGES,
}


@frozen
class Found:
    """A product beside its listing as TikTok shows it, None where it has none any more.

    ``uris`` are TikTok's names of the wanted pictures, by address.
    """

    case: Case
    wanted: ListingDraft | None
    remote: RemoteListing | None
    uris: Mapping[str, str] = field(factory=dict[str, str])

    @property
    def drift(self) -> Drift:
        """What differs, nothing at best."""
        listing = self.case.listing.value
        found = differences(listing, self.wanted, self.remote, self.uris)
        return Drift(self.case.id, listing.listing_id, listing.title, tuple(found))


@frozen
class Comparison:
    """Compares what TikTok shows with what it should show."""

    context: Context
    adoption: Adoption

    @classmethod
    async def of(cls, context: Context) -> Comparison:
        """Read what drafts depend on."""
        return cls(context, await Adoption.of(context))

    async def all(self) -> AsyncGenerator[Drift, None]:
        """Yield what differs in the whole shop, reading TikTok's list page by page."""
        tied, seen = await self.adoption.cases.tied(), set[str]()
        async with aclosing(self.context.shop.search_listings().pages()) as pages:
            async for remotes in pages:
                seen.update(one.id for one in remotes)
                for drift in await self._page(remotes, tied):
                    yield drift
        # Pages move while they are read: what was in none is asked for once more.
        missing = [product_id for key, product_id in tied.items() if key not in seen]
        async with aclosing(self.some(missing)) as rest:
            async for drift in rest:
                yield drift

    async def some(self, chosen: Chosen) -> AsyncGenerator[Drift, None]:
        """Yield what differs about some products, each listing read on its own."""
        async for page in self.adoption.cases.pages(chosen):
            await self.adoption.planner.learn(page.cases)
            listed = [one for one in page.cases if one.listing.value.listing_id]
            calls = [self._comparing(case) for case in listed]
            found = await self.context.runtime.run_all(calls, limit=self.context.concurrency)
            for one in found:
                if one.drift.differences:
                    yield one.drift

    async def one(self, case: Case) -> Found:
        """Return a product beside its listing."""
        listing_id = case.listing.value.listing_id
        remote = await self._remote(listing_id) if listing_id else None
        found = self._found(case, remote)
        images = found.wanted.images if remote and found.wanted else ()
        return evolve(found, uris=await self._uris(images))

    async def _uris(self, images: Sequence[str]) -> Mapping[str, str]:
        keys = {url: picture_key(url.encode(), PictureUse.MAIN) for url in images}
        kept = await self.adoption.tables.images.get_many(list(keys.values()))
        return {url: kept[key].value.uri for url, key in keys.items() if key in kept}

    def _comparing(self, case: Case) -> Call[Found]:
        return lambda: self.one(case)

    async def _remote(self, listing_id: str) -> RemoteListing | None:
        try:
            return await self.context.shop.listing(listing_id)
        except Refused:  # there is nothing else that reading a listing could be refused for
            return None

    async def _page(self, remotes: Sequence[RemoteListing], tied: Mapping[str, str]) -> list[Drift]:
        known = await self.adoption.cases.listed([one.id for one in remotes], tied)
        page = await self.adoption.cases.some([one.value.product_id for one in known.values()])
        await self.adoption.planner.learn(page.cases)
        by_id = {one.id: one for one in remotes}
        found = [
            self._found(case, by_id[case.listing.value.listing_id])
            for case in page.cases
            if case.listing.value.listing_id in by_id
        ]
        strange = [one for one in remotes if one.id not in known and one.status != GONE]
        return [
            *(one.drift for one in found if one.drift.differences),
            *await self._foreign(strange),
        ]

    async def _foreign(self, remotes: Sequence[RemoteListing]) -> list[Drift]:
        matched = await self.adoption.matches(remotes)
        return [
            Drift(
                matched.get(one.id, ""),
                one.id,
                one.title,
                (foreign(one),),
            )
            for one in remotes
        ]

    def _found(self, case: Case, remote: RemoteListing | None) -> Found:
        wanted = self.adoption.planner.wanted(
            case.product, case.listing.value, case.edits, case.held
        )
        return Found(case, wanted if isinstance(wanted, ListingDraft) else None, remote)


def as_shown(found: Found, remote: RemoteListing) -> Listing:
    """Return what is known of a listing once TikTok's own numbers are believed.

    What differs is due to be sent then: prices and stock, title, description and pictures, and SKUs that
    are missing or too many.
    """
    listing, kinds = found.case.listing.value, {one.kind for one in found.drift.differences}
    shown = {normalized(one.sku): one for one in remote.skus}
    waits = remote.audit == IN_REVIEW
    parts = [part for kind, part in _CONTENT.items() if kind in kinds and not waits]
    if kinds & {DriftKind.MISSING_SKU, DriftKind.FOREIGN_SKU}:
        parts.append(Part.SKUS)
    return evolve(
        listing,
        vendor_status=remote.status,
        status=listing_status(remote.status),
        audit=remote.audit,
        digest=forgotten(listing.digest, parts) if parts else listing.digest,
        skus=tuple(
            evolve(
                sku,
                sku_id=own.sku_id,
                price=own.price,
                list_price=own.list_price,
                stock=own.stock,
                at_warehouses=own.at_warehouses,
            )
            for sku in listing.skus
            if (own := shown.get(normalized(sku.sku)))
        ),
    )
