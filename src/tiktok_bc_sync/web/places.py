"""Where stock is: the shop's warehouses and the store's locations, to choose from."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from tiktok_bc_sync.connector import AsyncConnector
from tiktok_bc_sync.errors import VendorError


@frozen
class Place:
    """A warehouse or a location."""

    id: str
    name: str


async def warehouses(connector: AsyncConnector, chosen: Collection[str] = ()) -> tuple[Place, ...]:
    """Return the shop's warehouses, and what was chosen of others.

    While TikTok can't be asked they are the chosen ones alone: a form that shows them keeps them.
    """
    try:
        await connector.accounts.current()
        found = [Place(one.id, one.name) for one in await connector.context.shop.warehouses()]
    except VendorError:
        found = []
    return _with(found, chosen)


async def locations(connector: AsyncConnector, chosen: Collection[str] = ()) -> tuple[Place, ...]:
    """Return the store's locations, and what was chosen of others; see `warehouses`."""
    try:
        found = [Place(one.id, one.name) for one in await connector.context.store.locations()]
    except VendorError:
        found = []
    return _with(found, chosen)


def _with(found: list[Place], chosen: Collection[str]) -> tuple[Place, ...]:
    known = {one.id for one in found}
    return (*found, *(Place(one, one) for one in dict.fromkeys(chosen) if one and one not in known))
