"""Putting right what differs: TikTok's side taken over, or BigCommerce's put back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.errors import SyncError
from tiktok_bc_sync.mapping.digest import digest, with_kept
from tiktok_bc_sync.mapping.drift import IN_REVIEW, DriftKind
from tiktok_bc_sync.models import (
    Listing,
    ListingDraft,
    Part,
    ProductEdits,
    RemoteListing,
    VariantEdits,
)
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Call
from tiktok_bc_sync.sync.catalogue.cases import Case, CasePage, never_pulled
from tiktok_bc_sync.sync.catalogue.editing import Editor
from tiktok_bc_sync.sync.engine.activities import Job, reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.listings.apply import Applier
from tiktok_bc_sync.sync.listings.drift import Comparison, Found, as_shown

_SKUS_A_SEARCH = 50
_NOT_ADOPTED = frozenset(Part) - {Part.TITLE, Part.DESCRIPTION}


@frozen
class Mender:
    """Puts right what differs about products, a page of them at a time, for one activity."""

    context: Context
    comparison: Comparison
    job: Job

    @classmethod
    async def of(cls, context: Context, job: Job) -> Mender:
        """Read what drafts depend on."""
        return cls(context, await Comparison.of(context), job)

    async def adopt(self, page: CasePage) -> None:
        """Take over what TikTok shows; products without a listing are looked for by their SKUs."""
        await self.job.did(len(await self._each(page, self._adopt)))

    async def put_back(self, page: CasePage, applier: Applier) -> None:
        """Let TikTok show again what BigCommerce's products come to."""
        believed = await self._each(page, self._believe)
        again = await applier.cases.some([case.id for case in believed])
        due = await applier.due(again)
        await self.job.did(len(again.cases) - len(due))
        await applier.carry_out(self.job, again, due)

    async def _each(
        self, page: CasePage, work: Callable[[Case], Awaitable[None]]
    ) -> Sequence[Case]:
        """Do the work for each product, some at once, and return those that it went well for."""
        for product_id in page.missing:
            await self.job.failed(product_id, reason_of(never_pulled(product_id)))
        await self.comparison.adoption.planner.learn(page.cases)
        done = await self.context.runtime.run_all(
            [self._trying(case, work) for case in page.cases], limit=self.context.concurrency
        )
        return [case for case, went_well in zip(page.cases, done, strict=True) if went_well]

    def _trying(self, case: Case, work: Callable[[Case], Awaitable[None]]) -> Call[bool]:
        async def attempt() -> bool:
            try:
                await work(case)
            except SyncError as error:
                await self.job.failed(case.id, reason_of(error))
                return False
            return True

        return attempt

    async def _believe(self, case: Case) -> None:
        """Know of a listing what TikTok shows: what differs from it is due to be sent then."""
        found = await self.comparison.one(case)
        if found.remote is not None and found.drift.differences:
            await self._keep(case, as_shown(found, found.remote))

    async def _adopt(self, case: Case) -> None:
        """Let the texts and prices that TikTok shows be the product's own; the rest stays the store's."""
        found = await self.comparison.one(case)
        if found.remote is None:
            await self._look_for(case)
            return
        if not found.drift.differences:
            return
        edits = _typed(found, found.remote)
        if edits != case.edits:
            await (await Editor.of(self.context, case.id)).save(edits)
        shown = as_shown(found, found.remote)
        wanted = self.comparison.adoption.planner.wanted(
            case.product, case.listing.value, edits, case.held
        )
        if isinstance(wanted, ListingDraft):
            applied = with_kept(digest(wanted), shown.digest, _NOT_ADOPTED)
            shown = evolve(shown, digest=applied)
        await self._keep(case, shown)

    async def _look_for(self, case: Case) -> None:
        skus = [sku.strip() for sku in case.product.skus if sku.strip()][:_SKUS_A_SEARCH]
        if skus and not case.listing.value.uploaded:
            listed = self.context.shop.search_listings(skus=skus)
            remotes = [one async for one in listed if one.status != "DELETED"]
            await self.comparison.adoption.adopt(remotes)

    async def _keep(self, case: Case, shown: Listing) -> None:
        """Keep what was seen, unless something else was done to the listing meanwhile."""
        before = case.listing.value

        def kept(known: Listing | None) -> Listing:
            now = known or before
            if (now.digest, now.skus, now.listing_id) != (
                before.digest,
                before.skus,
                before.listing_id,
            ):
                return now
            names = ("vendor_status", "status", "audit", "digest", "skus")
            return evolve(now, **{name: getattr(shown, name) for name in names})

        await self.comparison.adoption.tables.listings.update(case.id, kept)


def _typed(found: Found, remote: RemoteListing) -> ProductEdits:
    """Return a product's edits with the texts and prices in them that TikTok shows otherwise."""
    edits = found.case.edits or ProductEdits(found.case.id)
    kinds = {(one.kind, one.sku) for one in found.drift.differences}
    shown = {normalized(one.sku): one.price for one in remote.skus}
    own = {variant.id for variant in found.case.product.variants}
    prices = {
        sku.variant_id: price.amount
        for sku in (found.wanted.skus if found.wanted else ())
        if (DriftKind.PRICE, sku.sku) in kinds and sku.variant_id in own
        if (price := shown.get(normalized(sku.sku))) and price != sku.price
    }
    typed = {one.variant_id: one for one in edits.variants}
    for variant_id, amount in prices.items():
        typed[variant_id] = evolve(typed.get(variant_id, VariantEdits(variant_id)), price=amount)
    return _with_texts(evolve(edits, variants=tuple(typed.values())), found, remote)


def _with_texts(edits: ProductEdits, found: Found, remote: RemoteListing) -> ProductEdits:
    """Add the title and the description that TikTok shows otherwise; a review may still change them."""
    if remote.audit == IN_REVIEW:
        return edits
    kinds = {one.kind for one in found.drift.differences}
    if DriftKind.TITLE in kinds:
        edits = evolve(edits, title=remote.title)
    if DriftKind.DESCRIPTION in kinds and remote.content and remote.content.description:
        edits = evolve(edits, description=remote.content.description)
    return edits
