"""What hosts are told by themselves: each thing once, by one process, for as long as its cause lasts."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from tiktok_bc_sync.errors import Conflict, StorageError, VendorError
from tiktok_bc_sync.models import (
    ImportState,
    ListingStatus,
    Notice,
    NoticeKind,
    Reason,
)
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger, Told

logger = logging.getLogger("tiktok_bc_sync.notices")

_LEASE = timedelta(minutes=5)


async def tell(context: Context, ledger: Ledger) -> None:
    """Tell the host's listeners what is new.

    A process that dies right after a listener heard of something lets another tell it again. Where there
    are no listeners nothing counts as told.
    """
    if not context.listeners:
        return
    name = f"{ledger.partition}/notices"
    lease = await context.storage.acquire(name, uuid4().hex, _LEASE)
    if lease is None:
        return
    try:
        await _tell(context, ledger)
    finally:
        with suppress(StorageError):
            await context.storage.release(lease)


async def _tell(context: Context, ledger: Ledger) -> None:
    known = {stored.value.key: stored async for stored in ledger.told.all()}
    now = context.runtime.now()
    lasting: set[str] = set()
    async for notice in _all(context):
        told = Told(notice.kind, notice.entity_id, now)
        lasting.add(told.key)
        if told.key not in known and _heard(context, notice):
            await ledger.told.save(told, None)
    for key, stored in known.items():
        if key not in lasting:  # mended: should it come again, it is news again
            with suppress(Conflict):
                await ledger.told.delete(key, stored.version)


def _heard(context: Context, notice: Notice) -> bool:
    """Give a notice to all listeners; where one of them fails, it is told again another time."""
    try:
        for listener in context.listeners:
            listener(notice)
    except Exception:
        logger.exception("A listener failed to hear of %s.", notice.kind)
        return False
    return True


async def _all(context: Context) -> AsyncIterator[Notice]:
    account = await context.known_account()
    if account is None:
        return
    if not account.status.works:
        reason = Reason("needs_reconnecting", "account", account.notice, "")
        yield Notice(NoticeKind.NEEDS_RECONNECTING, account.shop.id, (reason,))
    with suppress(VendorError):  # it was never connected
        tables = await context.tables()
        failed = Filter("state", "eq", ImportState.FAILED)
        async for order in tables.orders.all(failed):
            yield Notice(NoticeKind.ORDER_FAILED, order.value.id, order.value.reasons)
        rejected = Filter("status", "eq", ListingStatus.FAILED)
        async for listing in tables.listings.all(rejected):
            found = listing.value
            yield Notice(NoticeKind.LISTING_REJECTED, found.product_id, found.reasons)
