"""Listings that were made by hand on TikTok: matched by their seller SKUs, and tied to their products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.digest import digest
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import DraftSku, ListedSku, Listing, ListingDraft, RemoteListing
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import Stored
from tiktok_bc_sync.sync.catalogue.cases import Case, Cases
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.planning.planner import Planner
from tiktok_bc_sync.sync.records import SkuRecord, Tables


@frozen
class Adoption:
    """Ties listings that the connector did not make to the products that they show."""

    context: Context
    tables: Tables
    cases: Cases
    planner: Planner
    shop_id: str

    @classmethod
    async def of(cls, context: Context) -> Adoption:
        """Read what it takes to compare listings with products."""
        return cls(
            context,
            await context.tables(),
            await Cases.of(context),
            await Planner.of(context),
            (await context.account()).shop.id,
        )

    async def adopt(self, remotes: Sequence[RemoteListing]) -> list[Listing]:
        """Take over the listings whose SKUs all are those of one product that has no listing yet.

        What a listing shows counts as applied, but for prices and stock: they follow BigCommerce's.
        """
        matched = await self.matches(remotes)
        page = await self.cases.some(sorted(set(matched.values())))
        await self.planner.learn(page.cases)
        free = {one.id: one for one in page.cases if not one.listing.value.uploaded}
        adopted = list[Listing]()
        for remote in remotes:
            # Of several listings of one product the first is taken, and the others stay foreign.
            case = free.pop(matched.get(remote.id, ""), None)
            if case:
                adopted.append(await self._take(case, remote))
        return adopted

    async def matches(self, remotes: Sequence[RemoteListing]) -> Mapping[str, str]:
        """Return the product that each listing shows, by their ids; those of none are left out."""
        keys = {normalized(sku.sku) for remote in remotes for sku in remote.skus} - {""}
        known = await self.tables.skus.get_many(sorted(keys))
        found = {remote.id: self._shown(remote, known) for remote in remotes}
        return {key: products.pop() for key, products in found.items() if len(products) == 1}

    def _shown(self, remote: RemoteListing, known: Mapping[str, Stored[SkuRecord]]) -> set[str]:
        """Return the products that have all of a listing's SKUs."""
        carried = [self._carriers(known.get(normalized(sku.sku))) for sku in remote.skus]
        shown = carried[0] if carried else set[str]()
        return shown.intersection(*carried)

    def _carriers(self, record: Stored[SkuRecord] | None) -> set[str]:
        holders = record.value.holders if record else ()
        return {one.product_id for one in holders if one.own_of in ("", self.shop_id)}

    async def _take(self, case: Case, remote: RemoteListing) -> Listing:
        wanted = self.planner.wanted(case.product, case.listing.value, case.edits, case.held)
        draft = wanted if isinstance(wanted, ListingDraft) else None
        skus = _skus(case, draft, remote)
        names, moment = {sku.sku for sku in skus}, self.context.runtime.now()
        applied = (
            digest(evolve(draft, skus=tuple(one for one in draft.skus if one.sku in names)))
            if draft
            else ""
        )

        def taken(known: Listing | None) -> Listing:
            return evolve(
                known or case.listing.value,
                listing_id=remote.id,
                intent="",
                digest=applied,
                warehouse_id=remote.warehouse_id,
                vendor_status=remote.status,
                status=listing_status(remote.status),
                audit=remote.audit,
                skus=skus,
                reasons=(),
                changed_at=moment,
                stock_at=None,
            )

        return (await self.tables.listings.update(case.id, taken)).value


def _skus(case: Case, draft: ListingDraft | None, remote: RemoteListing) -> tuple[ListedSku, ...]:
    """Return a listing's SKUs as the product spells them."""
    wanted: Mapping[str, DraftSku] = {
        normalized(one.sku): one for one in (draft.skus if draft else ())
    }
    spelled = {normalized(sku): sku.strip() for sku in case.product.skus}
    return tuple(
        _own(sku, spelled.get(normalized(sku.sku), sku.sku), wanted.get(normalized(sku.sku)))
        for sku in remote.skus
    )


def _own(sku: ListedSku, spelled: str, wanted: DraftSku | None) -> ListedSku:
    if wanted is None:
        return evolve(sku, sku=spelled)
    return evolve(sku, sku=wanted.sku, variant_id=wanted.variant_id, values=wanted.values)
