"""Telling TikTok prices and stock: in doubt from the moment before it is sent until it is certain."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import uuid4

from attrs import evolve

from tiktok_bc_sync.errors import NotFound, Refused
from tiktok_bc_sync.models import Listing
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables


@asynccontextmanager
async def telling(
    context: Context, tables: Tables, product_id: str, *, whole: bool = True
) -> AsyncGenerator[None]:
    """Put a listing in doubt while the block tells TikTok its prices or stock.

    Who dies within, or never hears whether TikTok took it, leaves the doubt: then the next one tells all
    of it again. So it is where two tell at once, or where a request may still be under way that nobody
    waits for: nobody knows whose was the last. An earlier doubt is over only when the ``whole`` was told.
    What TikTok refuses is certain, too.
    """
    token, now, certain = uuid4().hex, context.runtime.now(), True
    earlier: datetime | None = None

    def begun(known: Listing | None) -> Listing:
        nonlocal certain, earlier
        listing = _there(known)
        earlier = listing.telling_until if _under_way(listing, now) else None
        certain = earlier is None and (whole or not listing.telling)
        return evolve(listing, telling=token, telling_until=now + context.claim)

    def ended(known: Listing | None) -> Listing:
        listing = _there(known)
        if listing.telling != token:
            return listing
        # This one was heard: only what an earlier one sent may still arrive.
        return evolve(listing, telling="" if certain else token, telling_until=earlier)

    await tables.listings.update(product_id, begun)
    try:
        yield
    except Refused:
        await tables.listings.update(product_id, ended)
        raise
    await tables.listings.update(product_id, ended)


def _under_way(listing: Listing, now: datetime) -> bool:
    """Whether what another one began to tell may still arrive."""
    return listing.telling_until is not None and now < listing.telling_until


def _there(listing: Listing | None) -> Listing:
    if listing is None:
        raise NotFound("The listing's record was deleted while it was being applied.")
    return listing
