"""One product's change on its way to TikTok: created exactly once, edited, priced and stocked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import asdict, evolve, frozen

from tiktok_bc_sync.errors import InvalidInput, NotFound, Refused
from tiktok_bc_sync.mapping.applied import keeping, listed_skus, partial_edit, whole_edit
from tiktok_bc_sync.mapping.statuses import listing_status
from tiktok_bc_sync.models import (
    Action,
    Change,
    ListedSku,
    Listing,
    ListingDraft,
    ListingStatus,
    Part,
    Reason,
    RemoteListing,
)
from tiktok_bc_sync.storage import Stored
from tiktok_bc_sync.sync.catalogue.cases import Case
from tiktok_bc_sync.sync.engine.activities import reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.listings.pictures import Moved, Pictures
from tiktok_bc_sync.sync.listings.telling import telling
from tiktok_bc_sync.sync.planning.planner import Planner
from tiktok_bc_sync.sync.records import Tables

# TikTok looks up at most this many seller SKUs in one search.
_SKUS_A_SEARCH = 50
_ALL = tuple(Part)
_INFORMING = frozenset({Action.CREATE, Action.EDIT})
# What is live stays as it is while an edit is reviewed. Source: vendor rule.
_ONCE_LIVE = ("ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED")


def allowed(change: Change, kinds: Collection[Action] | None) -> frozenset[Action]:
    """Return what of a change can be done, and may be: all of it, or what is in ``kinds``."""
    actions = frozenset(change.actions) - {Action.BLOCKED}
    return actions if kinds is None else actions.intersection(kinds)


@frozen
class Sender:
    """Sends changes of single products and remembers what TikTok took."""

    context: Context
    tables: Tables
    planner: Planner
    pictures: Pictures

    async def send(self, case: Case, change: Change, kinds: Collection[Action] | None) -> None:
        """Do what a change that was decided just now says, as far as it is of some kinds.

        Raises what the marketplace refused; the reason is kept with the listing too.
        """
        actions, known = allowed(change, kinds), case.listing.value
        moves = Action.STOCK in actions and _other_warehouses(change, known)
        if moves and not actions & _INFORMING:
            change = evolve(change, parts=(), kept=_ALL, digest=known.digest)
        if moves or actions & _INFORMING:
            change = await self._inform(case, change, kinds, moves=moves)
        actions = allowed(change, kinds) & {Action.STOCK, Action.PRICE}
        if moves:
            actions -= {Action.STOCK}
        if actions:
            await self._tell(known, change, actions)

    # --- product information ---------------------------------------------------------

    async def _inform(
        self, case: Case, change: Change, kinds: Collection[Action] | None, *, moves: bool
    ) -> Change:
        """Create or edit, and return the change that was made in the end.

        A refused edit keeps neither prices nor stock from being told.
        """
        change, ready = await self._ready(case, change, moves=moves)
        if ready is None:
            return change
        try:
            if Action.CREATE in change.actions:
                await self._create(change, ready, case.listing)
            else:
                await self._edit(change, ready, case.listing.value, moves=moves)
        except Refused as refusal:
            await self._refused(change, reason_of(refusal, "listing"))
            if case.listing.value.uploaded and not moves:
                await self.send(case, self.planner.selling_only().decide(case), kinds)
            raise
        return change

    async def _ready(
        self, case: Case, change: Change, *, moves: bool
    ) -> tuple[Change, Moved | None]:
        """Bring the pictures to TikTok; without those that can't be had, the product is decided anew.

        Returns None where nothing is left to be told then. Raises `InvalidInput` where the product can't
        be listed any more.
        """
        while change.draft is not None:
            whole = moves or _whole(change)
            draft = change.draft
            if whole and Action.CREATE not in change.actions:
                draft = await self._replacing(draft, change, case.listing.value, moves=moves)
            parts = _ALL if whole else change.parts
            moved = await self.pictures.moved(draft, parts, change.kept)
            if not moved.missed:
                return change, moved
            change = self.planner.decide(case)
            if not _INFORMING.intersection(change.actions):
                break
        if Action.BLOCKED in change.actions:
            await self._block(change)
        return change, None

    async def _block(self, change: Change) -> None:
        await self.tables.listings.update(
            change.product_id, lambda now: evolve(_known(now), reasons=change.reasons)
        )
        first = change.reasons[0]
        raise InvalidInput(first.message, field=first.field, what_to_do=first.mend)

    async def _replacing(
        self, draft: ListingDraft, change: Change, known: Listing, *, moves: bool
    ) -> ListingDraft:
        """Return what an edit sends that replaces all; what is not synced is as TikTok shows it."""
        if Action.EDIT not in change.actions or change.partial:
            draft = whole_edit(draft, known, price=False, stock=moves)
        if not change.kept:
            return draft
        current = await self.context.shop.listing(known.listing_id, under_review=True)
        if current.content is None:
            raise Refused(
                "TikTok Shop does not say what the listing shows, which is to stay.",
                what_to_do="Let the product's information be synced, or edit it on TikTok Shop.",
            )
        return keeping(draft, change.kept, current.content)

    async def _edit(self, change: Change, ready: Moved, known: Listing, *, moves: bool) -> None:
        if not moves and not _whole(change):
            edit = partial_edit(ready.draft, change.parts, ready.images)
            await self.context.shop.change_listing(known.listing_id, edit)
            await self._edited(change, known, known.skus)
            return
        ids = {sku.sku: sku.sku_id for sku in known.skus if sku.sku_id}
        async with telling(self.context, self.tables, change.product_id):
            remote = await self.context.shop.edit_listing(
                known.listing_id,
                ready.draft,
                ready.images,
                self.planner.categories[ready.draft.category_id],
                sku_ids=ids,
            )
            ids |= {sku.sku: sku.sku_id for sku in remote.skus if sku.sku_id}
            await self._edited(change, known, listed_skus(ready.draft, ids), told=True)

    async def _edited(
        self, change: Change, known: Listing, skus: tuple[ListedSku, ...], *, told: bool = False
    ) -> None:
        moment = self.context.runtime.now()
        status = known.vendor_status if known.vendor_status in _ONCE_LIVE else "PENDING"

        def edited(now: Listing | None) -> Listing:
            listing = _known(now)
            return evolve(
                listing,
                digest=change.digest,
                vendor_status=status,
                status=listing_status(status),
                audit="AUDITING",
                skus=skus if told else listing.skus,
                reasons=(),
                changed_at=moment,
                stock_at=moment if told else listing.stock_at,
            )

        await self.tables.listings.update(change.product_id, edited)

    # --- creating, once --------------------------------------------------------------

    async def _create(self, change: Change, ready: Moved, stored: Stored[Listing]) -> None:
        """Create a listing; who finds an intent looks the listing up before creating it again."""
        resumed = bool(stored.value.intent)
        begun = stored.value if resumed else await self._begin(change, ready.draft, stored)
        remote = await self._find(begun) if resumed else None
        if remote is None:
            remote = await self.context.shop.create_listing(
                ready.draft,
                ready.images,
                self.planner.categories[ready.draft.category_id],
                idempotency_key=begun.intent,
            )
        await self._created(begun, remote, ready.draft.warehouse_id)

    async def _begin(self, change: Change, draft: ListingDraft, stored: Stored[Listing]) -> Listing:
        """Store the intent with what is intended: TikTok may have that, and not what is wanted later.

        A crash from here on finds it. Raises `Conflict` where another worker was first.
        """
        key = f"{self.context.store_hash}-{change.product_id}-{stored.version}"
        begun = evolve(
            stored.value,
            intent=key,
            listing_id="",
            status=ListingStatus.IN_PROGRESS,
            vendor_status="",
            digest=change.digest,
            skus=listed_skus(draft, {}),
            reasons=(),
        )
        return (await self.tables.listings.save(begun, stored.version)).value

    async def _find(self, begun: Listing) -> RemoteListing | None:
        """Return the listing that carries the intended SKUs, if an earlier attempt made it after all."""
        skus = [sku.sku for sku in begun.skus]
        async for remote in self.context.shop.search_listings(skus=skus[:_SKUS_A_SEARCH]):
            deleted = listing_status(remote.status) is ListingStatus.DELETED
            if not deleted and {sku.sku for sku in remote.skus} == set(skus):
                return remote
        return None

    async def _created(self, begun: Listing, remote: RemoteListing, warehouse_id: str) -> None:
        moment, status = self.context.runtime.now(), remote.status or "PENDING"
        shown = {sku.sku: sku for sku in remote.skus if sku.sku_id}
        skus = tuple(_shown(sku, shown[sku.sku]) for sku in begun.skus if sku.sku in shown)

        def created(now: Listing | None) -> Listing:
            return evolve(
                _known(now),
                listing_id=remote.id,
                intent="",
                digest=begun.digest,
                warehouse_id=remote.warehouse_id or warehouse_id,
                vendor_status=status,
                status=listing_status(status),
                audit=remote.audit or "AUDITING",
                skus=skus,
                reasons=(),
                changed_at=moment,
                stock_at=moment,
            )

        await self.tables.listings.update(begun.product_id, created)

    async def _refused(self, change: Change, why: Reason) -> None:
        """Keep why TikTok said no, and to what: the same is not sent again."""
        changed_at = self.context.runtime.now()

        def refused(now: Listing | None) -> Listing:
            listing = _known(now)
            # A refused edit leaves what is live as it is.
            status = listing.status if listing.uploaded else ListingStatus.FAILED
            skus = listing.skus if listing.uploaded else ()
            return evolve(
                listing,
                intent="",
                digest=change.digest,
                skus=skus,
                status=status,
                reasons=(why,),
                changed_at=changed_at,
            )

        await self.tables.listings.update(change.product_id, refused)

    # --- prices and stock ------------------------------------------------------------

    async def _tell(self, known: Listing, change: Change, actions: Collection[Action]) -> None:
        due = {Action.STOCK, Action.PRICE}.intersection(change.actions)
        whole = due.issubset(actions)
        async with telling(self.context, self.tables, known.product_id, whole=whole):
            # Stock first: what is sold out must not wait for anything.
            if Action.STOCK in actions:
                await self._tell_stock(known, change.stock)
            if Action.PRICE in actions:
                await self._tell_prices(known, change.prices)

    async def _tell_prices(self, known: Listing, prices: tuple[ListedSku, ...]) -> None:
        await self.context.shop.update_prices(known.listing_id, prices)
        told = {sku.sku: sku for sku in prices}

        def priced(now: Listing | None) -> Listing:
            listing = _known(now)
            return evolve(listing, skus=tuple(_priced(sku, told) for sku in listing.skus))

        await self.tables.listings.update(known.product_id, priced)

    async def _tell_stock(self, known: Listing, stock: tuple[ListedSku, ...]) -> None:
        """Tell units; what TikTok refuses of some SKUs keeps the others from nothing."""
        outcomes = await self.context.shop.set_stock(known.listing_id, stock, known.warehouse_id)
        taken = {one.id for one in outcomes if one.ok}
        told = {sku.sku: sku for sku in stock if sku.sku_id in taken}
        moment = self.context.runtime.now()

        def stocked(now: Listing | None) -> Listing:
            listing = _known(now)
            skus = tuple(_stocked(sku, told) for sku in listing.skus)
            return evolve(listing, skus=skus, stock_at=moment)

        await self.tables.listings.update(known.product_id, stocked)
        failed = next((one for one in outcomes if one.failed), None)
        if failed:
            raise Refused(f"TikTok Shop refused units: {failed.message}", vendor_code=failed.code)


def _known(listing: Listing | None) -> Listing:
    if listing is None:
        raise NotFound("The listing's record was deleted while it was being applied.")
    return listing


def _whole(change: Change) -> bool:
    """Whether nothing less than an edit that replaces all does.

    In a partial edit nothing can be made empty.
    """
    if not change.partial or change.draft is None:
        return True
    same = {url: url for url in change.draft.images}
    sent = asdict(partial_edit(change.draft, change.parts, same), recurse=False)
    return any(value in ("", ()) for value in sent.values())


def _other_warehouses(change: Change, known: Listing) -> bool:
    """Whether a SKU is to be in other warehouses than it is in: only an edit can say that."""
    if change.draft is None:
        return False
    now = {sku.sku: _warehouses(sku, known.warehouse_id) for sku in known.skus}
    default = change.draft.warehouse_id
    return any(_warehouses(sku, default) != now.get(sku.sku) for sku in change.stock)


def _warehouses(sku: ListedSku, default: str) -> set[str]:
    return {warehouse for warehouse, _ in sku.at_warehouses} or {default}


def _shown(sku: ListedSku, remote: ListedSku) -> ListedSku:
    """Return an intended SKU with TikTok's id for it, and what TikTok shows where it told that."""
    sku = evolve(sku, sku_id=remote.sku_id)
    if remote.price is not None:
        sku = evolve(sku, price=remote.price, list_price=remote.list_price)
    if remote.stock is not None:
        sku = evolve(sku, stock=remote.stock, at_warehouses=remote.at_warehouses)
    return sku


def _priced(sku: ListedSku, told: Mapping[str, ListedSku]) -> ListedSku:
    new = told.get(sku.sku)
    return evolve(sku, price=new.price, list_price=new.list_price) if new else sku


def _stocked(sku: ListedSku, told: Mapping[str, ListedSku]) -> ListedSku:
    new = told.get(sku.sku)
    return evolve(sku, stock=new.stock, at_warehouses=new.at_warehouses) if new else sku
