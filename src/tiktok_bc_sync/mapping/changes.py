"""What to do about one product: the difference between what should be listed and what is."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from attrs import asdict, evolve

from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.models import (
    Action,
    Change,
    DraftSku,
    ListedSku,
    Listing,
    ListingDraft,
    ListingStatus,
    Product,
    Settings,
)

# Source: vendor rules, in TikTok's own words: ours tell less apart.
_PRICED = {"ACTIVATE"}
_STOCKED = {"DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED"}
_EDITED = {"FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"}
# What a listing is taken for whose own word was never heard.
_WORDS = {
    ListingStatus.LIVE: "ACTIVATE",
    ListingStatus.REVIEWING: "PENDING",
    ListingStatus.FAILED: "FAILED",
    ListingStatus.INACTIVE: "SELLER_DEACTIVATED",
}


# What changes often and is sent by calls of its own.
_OFTEN = {"price", "list_price", "stock"}


def digest(wanted: ListingDraft) -> str:
    """Identify a draft's product information: everything but prices, stock and warehouse.

    The order of attributes and of SKUs doesn't count, that of pictures does.
    """
    skus = [
        asdict(sku, filter=lambda attribute, _: attribute.name not in _OFTEN)
        for sku in sorted(wanted.skus, key=lambda one: one.sku)
    ]
    information = evolve(
        wanted, skus=(), warehouse_id="", attributes=tuple(sorted(wanted.attributes))
    )
    content = asdict(information) | {"skus": skus}
    text = json.dumps(content, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    # The same number may be written with more or fewer zeros.
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def changed_prices(wanted: ListingDraft, listing: Listing) -> tuple[ListedSku, ...]:
    """Return the SKUs whose prices TikTok was not told yet, with the new prices."""
    known = {sku.sku: sku for sku in listing.skus}
    return tuple(
        ListedSku(sku.sku, known[sku.sku].sku_id, sku.price, sku.list_price)
        for sku in wanted.skus
        if sku.sku in known and _prices(sku) != (known[sku.sku].price, known[sku.sku].list_price)
    )


def _prices(sku: DraftSku) -> tuple[object, object]:
    return sku.price, sku.list_price


def changed_stock(wanted: ListingDraft, listing: Listing) -> tuple[ListedSku, ...]:
    """Return the SKUs whose stock TikTok was not told yet, with the new stock.

    A SKU that is listed and no longer wanted was deleted in the store: it goes to 0.
    """
    stock = {sku.sku: sku.stock for sku in wanted.skus}
    return tuple(
        ListedSku(known.sku, known.sku_id, stock=stock.get(known.sku, 0))
        for known in listing.skus
        if stock.get(known.sku, 0) != known.stock
    )


def decide(
    product: Product, wanted: ListingDraft | Blocked, listing: Listing | None, settings: Settings
) -> Change:
    """Return what to do about one product: create, edit, send prices or stock, blocked, or nothing.

    Only what the settings sync and the listing's status allows is planned; the rest waits.
    """
    if isinstance(wanted, Blocked):
        return Change(product.id, product.title, (Action.BLOCKED,), wanted.reasons)
    identity = digest(wanted)
    if listing and _refused(listing, identity):
        return Change(product.id, product.title, (Action.BLOCKED,), listing.reasons, identity)
    actions = _actions(wanted, identity, listing, settings)
    return Change(product.id, product.title, actions, (), identity, wanted)


def _refused(listing: Listing, identity: str) -> bool:
    """Whether TikTok refused to create just this listing: sent again, it would refuse again."""
    failed = listing.status is ListingStatus.FAILED and not listing.uploaded
    return failed and listing.digest == identity


def _actions(
    wanted: ListingDraft, identity: str, listing: Listing | None, settings: Settings
) -> tuple[Action, ...]:
    if listing is None or not listing.uploaded:
        return (Action.CREATE,) if settings.sync_product else ()
    status = listing.vendor_status or _WORDS.get(listing.status, "")
    if settings.sync_product and listing.digest != identity and status in _EDITED:
        return (Action.EDIT,)  # a full edit carries prices and stock too
    # While an edit has to wait, prices and stock still follow.
    price = settings.sends_price and status in _PRICED and changed_prices(wanted, listing)
    stock = settings.sends_stock and status in _STOCKED and changed_stock(wanted, listing)
    return tuple(action for action, due in ((Action.PRICE, price), (Action.STOCK, stock)) if due)
