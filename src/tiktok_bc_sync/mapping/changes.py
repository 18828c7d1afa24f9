"""What to do about one product: the difference between what should be listed and what is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.applied import sold_out, whole_edit
from tiktok_bc_sync.mapping.digest import changed_parts, digest, with_kept
from tiktok_bc_sync.mapping.draft import Unlistable
from tiktok_bc_sync.mapping.listing_rules import Verdict, verdict
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import (
    WHOLE_EDIT,
    Action,
    Change,
    DraftSku,
    ListedSku,
    Listing,
    ListingDraft,
    ListingStatus,
    Part,
    Product,
    ProductEdits,
    Reason,
    Settings,
)

# Source: vendor rules, in TikTok's own words: ours tell less apart.
_PRICED = {"ACTIVATE"}
_STOCKED = {"DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"}
_EDITED = {"FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"}
_STOPPED = {"ACTIVATE"}
_STARTED = {"SELLER_DEACTIVATED"}
_DELETED = _STOCKED | {"PLATFORM_DEACTIVATED"}
# What a listing is taken for whose own word was never heard.
_WORDS = {
    ListingStatus.LIVE: "ACTIVATE",
    ListingStatus.REVIEWING: "PENDING",
    ListingStatus.FAILED: "FAILED",
    ListingStatus.INACTIVE: "SELLER_DEACTIVATED",
}
_Wanted = ListingDraft | Blocked
_GONE = reason("deleted_in_store")


@frozen
class _Kinds:
    """Which kinds of information are sent for a product."""

    parts: frozenset[Part]
    price: bool
    stock: bool

    @classmethod
    def of(cls, settings: Settings, edits: ProductEdits | None) -> _Kinds:
        """Return the account's kinds, or the product's own where it has any.

        What has no kind of its own (category, SKUs, brand, attributes) follows the account always.
        """
        parts = frozenset(Part) if settings.sync_product else frozenset[Part]()
        if edits is None or edits.sync is None:
            return cls(parts, settings.sends_price, settings.sends_stock)
        own = edits.sync
        chosen = {
            Part.TITLE: own.title,
            Part.DESCRIPTION: own.description,
            Part.IMAGES: own.image,
            Part.PARCEL: own.weight,
        }
        others = parts - chosen.keys()
        return cls(others | {part for part, on in chosen.items() if on}, own.price, own.inventory)


def decide(
    product: Product,
    wanted: ListingDraft | Blocked,
    listing: Listing | None,
    settings: Settings,
    edits: ProductEdits | None = None,
) -> Change:
    """Return what to do about one product, by the smallest call that does it, or why nothing can be done.

    Only what the settings (or the product's own in ``edits``) sync and the listing's status allows is
    planned; the rest waits. A product that can't be listed and is on sale still has its stock told: what
    can be sold, and 0 once it is deleted in the store or taken down by a listing rule.
    """
    kinds = _Kinds.of(settings, edits)
    if product.deleted:
        return _gone(product, listing, settings, kinds)
    judged = verdict(settings.listing_rules, product, _units(wanted))
    if judged.stops and listing and listing.uploaded:
        return _stopped(product, wanted, listing, kinds)
    if isinstance(wanted, Blocked):
        return _blocked(product, wanted, listing, kinds)
    identity = digest(wanted)
    if listing and _refused(listing, identity):
        return Change(product.id, product.title, (Action.BLOCKED,), listing.reasons, identity)
    if listing is None or not listing.uploaded:
        create = settings.sync_product and judged.lists
        actions = (Action.CREATE,) if create else ()
        return Change(product.id, product.title, actions, (), identity, wanted)
    return _kept_in_step(
        Change(product.id, product.title, digest=identity), wanted, listing, kinds, judged
    )


def _kept_in_step(
    change: Change, wanted: ListingDraft, listing: Listing, kinds: _Kinds, judged: Verdict
) -> Change:
    """Return what differs between a draft and its listing, as a change that knows its product."""
    status = _status(listing)
    changed = changed_parts(change.digest, listing.digest)
    parts = tuple(part for part in changed if part in kinds.parts and status in _EDITED)
    whole = not WHOLE_EDIT.isdisjoint(parts)
    kept = tuple(part for part in Part if part not in kinds.parts)
    # While an edit has to wait, prices and stock still follow; a full edit carries them along.
    prices = () if whole else _due_prices(wanted, listing, kinds)
    stock = () if whole else _due_stock(wanted, listing, kinds)
    starts = not parts and listing.stopped_by_rule and judged.lists and status in _STARTED
    due = {Action.EDIT: parts, Action.PRICE: prices, Action.STOCK: stock, Action.ACTIVATE: starts}
    if whole:
        wanted = whole_edit(wanted, listing, price=kinds.price, stock=kinds.stock)
    return evolve(
        change,
        actions=tuple(action for action, needed in due.items() if needed),
        digest=with_kept(change.digest, listing.digest, kept),
        draft=wanted,
        prices=prices,
        stock=stock,
        parts=parts,
        kept=kept,
    )


def _gone(product: Product, listing: Listing | None, settings: Settings, kinds: _Kinds) -> Change:
    """Return what becomes of the listing of a product that the store has deleted."""
    if listing is None or not listing.uploaded:
        return Change(product.id, product.title, (), (_GONE,))
    if settings.auto_delete and _status(listing) in _DELETED:
        return Change(product.id, product.title, (Action.DELETE,), (_GONE,))
    return _with_stock(product, (_GONE,), Blocked((_GONE,)), listing, kinds)


def _stopped(product: Product, wanted: _Wanted, listing: Listing, kinds: _Kinds) -> Change:
    """Return how a listing is taken down: sold out first, so that nothing is bought meanwhile."""
    why = (reason("stopped_by_rule"),)
    more = wanted.reasons if isinstance(wanted, Blocked) else ()
    change = _with_stock(product, (*why, *more), Blocked(why), listing, kinds)
    stops = (Action.DEACTIVATE,) if _status(listing) in _STOPPED else ()
    blocked = (Action.BLOCKED,) if more else ()
    told = tuple(one for one in change.actions if one is not Action.BLOCKED)
    return evolve(change, actions=(*blocked, *told, *stops))


def _blocked(product: Product, wanted: Blocked, listing: Listing | None, kinds: _Kinds) -> Change:
    if listing is None or not listing.uploaded or not isinstance(wanted, Unlistable):
        return Change(product.id, product.title, (Action.BLOCKED,), wanted.reasons)
    return _with_stock(product, wanted.reasons, wanted, listing, kinds)


def _with_stock(
    product: Product,
    reasons: Sequence[Reason],
    wanted: _Wanted,
    listing: Listing,
    kinds: _Kinds,
) -> Change:
    stock = _due_stock(wanted, listing, kinds)
    actions = (Action.BLOCKED, Action.STOCK) if stock else (Action.BLOCKED,)
    return Change(product.id, product.title, actions, tuple(reasons), stock=stock)


def _refused(listing: Listing, identity: str) -> bool:
    """Whether TikTok refused to create just this listing: sent again, it would refuse again."""
    failed = listing.status is ListingStatus.FAILED and not listing.uploaded
    return failed and listing.digest == identity


def _status(listing: Listing) -> str:
    return listing.vendor_status or _WORDS.get(listing.status, "")


# --- prices and stock ----------------------------------------------------------------


def changed_prices(wanted: ListingDraft, listing: Listing) -> tuple[ListedSku, ...]:
    """Return the SKUs whose prices TikTok was not told yet, or perhaps not, with the new prices."""
    known = {sku.sku: sku for sku in listing.skus}
    return tuple(
        ListedSku(sku.sku, known[sku.sku].sku_id, sku.price, sku.list_price)
        for sku in wanted.skus
        if sku.sku in known
        and (listing.telling or _prices(sku) != (known[sku.sku].price, known[sku.sku].list_price))
    )


def changed_stock(wanted: ListingDraft | Blocked, listing: Listing) -> tuple[ListedSku, ...]:
    """Return the SKUs whose stock TikTok was not told yet, or perhaps not, with the new stock.

    A SKU that is listed and no longer wanted was deleted in the store: it goes to 0.
    """
    shown = _stocks(wanted)
    told = ((known, shown.get(known.sku, (0, sold_out(known)))) for known in listing.skus)
    return tuple(
        ListedSku(known.sku, known.sku_id, stock=stock, at_warehouses=places)
        for known, (stock, places) in told
        if listing.telling or (stock, places) != (known.stock, known.at_warehouses)
    )


_Stock = tuple[int | None, tuple[tuple[str, int], ...]]


def _stocks(wanted: _Wanted) -> Mapping[str, _Stock]:
    skus: Sequence[DraftSku | ListedSku] = ()
    if isinstance(wanted, ListingDraft):
        skus = wanted.skus
    elif isinstance(wanted, Unlistable):
        skus = wanted.stock
    # A SKU that is there twice shows the lower number.
    falling = sorted(skus, key=lambda one: one.stock or 0, reverse=True)
    return {sku.sku: (sku.stock, sku.at_warehouses) for sku in falling}


def _units(wanted: _Wanted) -> int:
    return sum(stock or 0 for stock, _ in _stocks(wanted).values())


def _prices(sku: DraftSku) -> tuple[object, object]:
    return sku.price, sku.list_price


def _due_prices(wanted: ListingDraft, listing: Listing, kinds: _Kinds) -> tuple[ListedSku, ...]:
    allowed = kinds.price and _status(listing) in _PRICED
    return changed_prices(wanted, listing) if allowed else ()


def _due_stock(wanted: _Wanted, listing: Listing, kinds: _Kinds) -> tuple[ListedSku, ...]:
    allowed = kinds.stock and _status(listing) in _STOCKED
    return changed_stock(wanted, listing) if allowed else ()
