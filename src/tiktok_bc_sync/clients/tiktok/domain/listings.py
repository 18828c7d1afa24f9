"""From TikTok Shop's products on the wire to the domain's listings."""

from __future__ import annotations

from tiktok_bc_sync.clients.reading import Malformed, money
from tiktok_bc_sync.clients.tiktok.domain.content import listing_content
from tiktok_bc_sync.clients.tiktok.wire import listings as wire
from tiktok_bc_sync.models import (
    ListedSku,
    ListingCheck,
    ListingDraft,
    ListingFault,
    Money,
    RemoteListing,
    SkuUnits,
    WarehouseUnits,
)


def remote_listing(item: wire.ProductItem) -> RemoteListing:
    """Read a product."""
    reasons = [text for one in item.audit_failed_reasons or () for text in one.reasons or ()]
    return RemoteListing(
        item.id,
        item.title,
        item.status,
        tuple(_listed(sku) for sku in item.skus or ()),
        tuple(reasons),
        item.audit.status if item.audit else "",
        _only_warehouse(item),
        listing_content(item) if item.main_images else None,
    )


def _only_warehouse(item: wire.ProductItem) -> str:
    """Return where all of a product's stock is, empty where that is not one place."""
    held = {one.warehouse_id for sku in item.skus or () for one in sku.inventory or ()}
    return held.pop() if len(held) == 1 else ""


def _listed(sku: wire.SkuItem) -> ListedSku:
    held = tuple((one.warehouse_id, one.quantity) for one in sku.inventory or ())
    return ListedSku(
        sku.seller_sku,
        sku.id,
        _price(sku.price),
        _price(sku.list_price),
        sum(units for _, units in held) if sku.inventory is not None else None,
        at_warehouses=held if len(held) > 1 and all(one for one, _ in held) else (),
    )


def _price(price: wire.Price | None) -> Money | None:
    amount = price and (price.amount or price.sale_price or price.tax_exclusive_price)
    return money(amount, price.currency, "price") if price and amount else None


def made(created: wire.Created, draft: ListingDraft, listing_id: str = "") -> RemoteListing:
    """Read a created or edited product; TikTok tells its ids, the rest is the draft's."""
    if not (created.product_id or listing_id):
        raise Malformed("product_id is missing")
    ids = {one.seller_sku: one.id for one in created.skus or ()}
    skus = tuple(ListedSku(one.sku, ids.get(one.sku, "")) for one in draft.skus)
    return RemoteListing(created.product_id or listing_id, draft.title, "PENDING", skus)


def checked(found: wire.Checked) -> ListingCheck:
    """Read what would be said to a listing. Raises `Malformed` where nothing was."""
    if not found.check_result:
        raise Malformed("check_result is missing")
    return ListingCheck(
        found.check_result == "PASS",
        tuple(ListingFault(str(one.code), one.message) for one in found.fail_reasons or ()),
        found.warnings.message if found.warnings else "",
        found.listing_quality.current_tier if found.listing_quality else "",
    )


def sku_units(found: wire.Stocked) -> list[SkuUnits]:
    """Read the units of SKUs."""
    return [
        SkuUnits(
            sku.id,
            tuple(
                WarehouseUnits(one.warehouse_id, one.available_quantity, one.committed_quantity)
                for one in sku.warehouse_inventory or ()
            ),
            sku.seller_sku,
            product.product_id,
        )
        for product in found.inventory or ()
        for sku in product.skus or ()
    ]
