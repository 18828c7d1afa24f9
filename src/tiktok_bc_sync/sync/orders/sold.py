"""What TikTok's own sales do to the stock that it was told, so that nobody tells it again for nothing.

TikTok takes sold units off by itself, and puts them back when an order is cancelled. What the connector
remembers as told follows only where that is certain: a number believed to be lower than it is would be
oversold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from attrs import evolve

from tiktok_bc_sync.models import ListedSku, Listing, Order
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.records import Tables

# TikTok's clock and ours differ.
_CERTAIN = timedelta(minutes=5)


async def took(tables: Tables, order: Order) -> None:
    """Lower the stock that TikTok is known to show by what an order took.

    Only where it was told that stock surely before the order: else the number that it was told last may
    have been set over the sale, and is forgotten. To be called once an order.
    """
    for listing_id, units in _units(order).items():
        await _change(tables, listing_id, partial(_lowered, sold=units, order=order))


async def gave_back(tables: Tables, order: Order) -> None:
    """Forget the stock of a cancelled order's SKUs: whether they are for sale again, only TikTok knows.

    What TikTok was told surely after the cancellation holds.
    """
    for listing_id, units in _units(order).items():
        await _change(tables, listing_id, partial(_raised, units=units, order=order))


async def _change(tables: Tables, listing_id: str, change: Callable[[Listing], Listing]) -> None:
    found, _ = await tables.listings.find(Filter("listing_id", "eq", listing_id), limit=1)
    if found:
        listing = found[0].value
        await tables.listings.update(listing.product_id, lambda known: change(known or listing))


def _units(order: Order) -> dict[str, Counter[str]]:
    """Count an order's units by listing and TikTok's id of the SKU."""
    units = dict[str, Counter[str]]()
    for line in order.lines:
        if line.product_id and line.sku_id:
            units.setdefault(line.product_id, Counter())[line.sku_id] += 1
    return units


def _lowered(listing: Listing, sold: Counter[str], order: Order) -> Listing:
    if listing.stock_at is None or order.created_at <= listing.stock_at + _CERTAIN:
        return _forgotten(listing, sold)
    return evolve(listing, skus=tuple(_less(sku, sold[sku.sku_id]) for sku in listing.skus))


def _raised(listing: Listing, units: Counter[str], order: Order) -> Listing:
    if listing.stock_at and listing.stock_at > order.updated_at + _CERTAIN:
        return listing
    return _forgotten(listing, units)


def _less(sku: ListedSku, sold: int) -> ListedSku:
    if not sold or sku.stock is None:
        return sku
    if sku.at_warehouses:  # which of them sold, the order's lines do not tell
        return evolve(sku, stock=None)
    return evolve(sku, stock=max(0, sku.stock - sold))


def _forgotten(listing: Listing, units: Counter[str]) -> Listing:
    """Forget what was told of these SKUs, and what is being told now."""
    return evolve(
        listing,
        skus=tuple(evolve(sku, stock=None) if units[sku.sku_id] else sku for sku in listing.skus),
        telling=listing.telling and "overtaken",
    )
