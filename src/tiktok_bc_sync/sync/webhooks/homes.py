"""At which stores each TikTok shop of the app is at home: its webhooks name the shop alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from attrs import frozen

from tiktok_bc_sync.errors import Conflict
from tiktok_bc_sync.storage import AsyncStorage, IndexValue, Kind, Table

# What is known of the app as a whole lies beside its merchants' accounts.
_APP = "app"


@frozen
class ShopHome:
    """The stores that ever connected a TikTok shop, by their hashes."""

    shop_id: str
    stores: tuple[str, ...] = ()


def _nothing(_: object) -> Mapping[str, IndexValue]:
    return {}


HOME = Kind("shop_home", ShopHome, key=lambda home: home.shop_id, index=_nothing)


@frozen
class Homes:
    """The stores of every shop. Some may have let a shop go meanwhile: `Vault` knows."""

    storage: AsyncStorage

    async def of(self, shop_id: str) -> Sequence[str]:
        """Return the stores of a shop; none of one that nobody ever connected."""
        found = await self._table.get(shop_id) if shop_id else None
        return found.value.stores if found else ()

    async def add(self, shop_id: str, store_hash: str) -> None:
        """Remember that a store connects a shop."""

        def added(known: ShopHome | None) -> ShopHome:
            before = known.stores if known else ()
            return ShopHome(shop_id, tuple(dict.fromkeys((*before, store_hash))))

        await self._table.update(shop_id, added)

    async def forget(self, shop_id: str, store_hash: str) -> None:
        """Forget that a store ever connected a shop."""
        if store_hash not in await self.of(shop_id):
            return

        def without(known: ShopHome | None) -> ShopHome:
            before = known.stores if known else ()
            return ShopHome(shop_id, tuple(one for one in before if one != store_hash))

        left = await self._table.update(shop_id, without)
        if not left.value.stores:
            with suppress(Conflict):  # another store has just connected it
                await self._table.delete(shop_id, left.version)

    @property
    def _table(self) -> Table[ShopHome]:
        return Table(self.storage, _APP, HOME)
