"""What to do about one product: the difference between what should be listed and what is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
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
    Template,
)
from tiktok_bc_sync.rules import compile_group

# Source: vendor rule. Prices change only on live listings, stock also on some others.
_PRICED = {ListingStatus.LIVE}
_STOCKED = {ListingStatus.LIVE, ListingStatus.REVIEWING, ListingStatus.FAILED}
_EDITED = {ListingStatus.LIVE, ListingStatus.FAILED, ListingStatus.INACTIVE}


def assign(product: Product, templates: Sequence[Template]) -> Template | None:
    """Return the first template whose query takes the product, else the default one."""
    for template in sorted(templates, key=lambda one: one.position):
        if template.query and compile_group(template.query).matches(product):
            return template
    return next((one for one in templates if one.default), None)


def digest(wanted: ListingDraft) -> str:
    """Identify a draft's product information: everything but prices, stock and warehouse."""
    skus = [asdict(sku) | {"price": None, "list_price": None, "stock": None} for sku in wanted.skus]
    content = asdict(evolve(wanted, skus=(), warehouse_id="")) | {"skus": skus}
    text = json.dumps(content, sort_keys=True, default=_plain, ensure_ascii=False)
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
    """Return the SKUs whose stock TikTok was not told yet, with the new stock."""
    known = {sku.sku: sku for sku in listing.skus}
    return tuple(
        ListedSku(sku.sku, known[sku.sku].sku_id, stock=sku.stock)
        for sku in wanted.skus
        if sku.sku in known and sku.stock != known[sku.sku].stock
    )


def decide(
    product: Product, wanted: ListingDraft | Blocked, listing: Listing | None, settings: Settings
) -> Change:
    """Return what to do about one product: create, edit, send prices or stock, blocked, or nothing.

    Only what the settings sync and the listing's status allows is planned; the rest waits.
    """
    if isinstance(wanted, Blocked):
        return Change(product.id, product.title, (Action.BLOCKED,), wanted.reasons)
    actions = _actions(wanted, listing, settings)
    return Change(product.id, product.title, actions, (), digest(wanted), wanted)


def _actions(
    wanted: ListingDraft, listing: Listing | None, settings: Settings
) -> tuple[Action, ...]:
    if listing is None or not listing.uploaded:
        return (Action.CREATE,) if settings.sync_product else ()
    if settings.sync_product and listing.digest != digest(wanted):
        # A full edit carries prices and stock too.
        return (Action.EDIT,) if listing.status in _EDITED else ()
    price = settings.sends_price and listing.status in _PRICED and changed_prices(wanted, listing)
    stock = settings.sends_stock and listing.status in _STOCKED and changed_stock(wanted, listing)
    return tuple(action for action, due in ((Action.PRICE, price), (Action.STOCK, stock)) if due)
