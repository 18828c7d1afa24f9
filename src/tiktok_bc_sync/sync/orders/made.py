"""Which of BigCommerce's orders were made from TikTok's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection

from tiktok_bc_sync.models import ImportedOrder, ImportState
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.storage.record import MOST_CHOICES
from tiktok_bc_sync.sync.records import Tables


async def made_orders(
    tables: Tables, store_order_ids: Collection[str]
) -> AsyncIterator[ImportedOrder]:
    """Yield the TikTok orders that BigCommerce's orders were made from; others are left out."""
    ids = sorted(store_order_ids)
    for start in range(0, len(ids), MOST_CHOICES):
        ours = Filter("store_order_id", "in", ids[start : start + MOST_CHOICES])
        async for stored in tables.orders.all(ours, Filter("state", "eq", ImportState.CREATED)):
            yield stored.value
