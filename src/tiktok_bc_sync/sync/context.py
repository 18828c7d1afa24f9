"""What every capability works with: the two marketplaces, the storage, the runtime, one account."""

from __future__ import annotations

import logging
from datetime import timedelta

from attrs import define, evolve, field

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce
from tiktok_bc_sync.clients.images import ImageSource
from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop
from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import Account, CategoryFacts, Settings, Shop, Store
from tiktok_bc_sync.runtime import Runtime
from tiktok_bc_sync.storage import AsyncStorage
from tiktok_bc_sync.sync.records import CURRENT, FetchedCategory, SavedSettings, Tables

logger = logging.getLogger("tiktok_bc_sync.sync")

# Category data changes with the vendor's releases, not with the hour.
_CATEGORY_AGE = timedelta(days=1)


@define
class Context:
    """One merchant's store and shop, opened at first use.

    ``worker`` names this process in claims and leases. ``claim`` is how long others respect that it is
    making an order; it trusts itself only half as long, so that two never both act on one.
    ``concurrency`` bounds the calls that are under way at once.
    """

    store: AsyncBigCommerce
    shop: AsyncTikTokShop
    images: ImageSource
    storage: AsyncStorage
    runtime: Runtime
    store_hash: str
    shop_id: str
    worker: str
    claim: timedelta
    concurrency: int = 8
    _tables: Tables | None = field(default=None, init=False)
    _store_facts: Store | None = field(default=None, init=False)

    async def tables(self) -> Tables:
        """Return the account's tables, connecting it first where it never was.

        Raises what `connect` raises.
        """
        if self._tables is None:
            await self.connect()
        assert self._tables is not None  # noqa: S101 - connect opened them or raised
        return self._tables

    async def connect(self) -> Account:
        """Check both connections and return the account, creating it at the first time.

        Connecting twice changes nothing. Raises `NeedsReconnecting` where a token is refused, and
        `InvalidInput` where the shop can't be told from several.
        """
        shop = self._chosen(await self.shop.shops())
        store = await self.store.store()
        self.shop.use_shop(shop)
        tables = Tables.of(self.storage, self.store_hash, shop.id)
        known = Account(
            store_hash=self.store_hash,
            store_name=store.name,
            store_currency=store.currency,
            shop=shop,
            shop_currency=region_facts(shop.region).currency,
            connected_at=self.runtime.now(),
        )
        account = await tables.accounts.update(
            shop.id,
            lambda old: known if old is None else evolve(old, shop=shop, store_name=store.name),
        )
        self._tables, self._store_facts = tables, store
        return account.value

    async def close(self) -> None:
        """Close the connections and the storage."""
        try:
            await self.store.transport.aclose()
            await self.shop.transport.aclose()
        finally:
            await self.storage.close()

    async def account(self) -> Account:
        """Return the account as stored."""
        tables = await self.tables()
        stored = await tables.accounts.get(self._connected_shop().id)
        return stored.value if stored else await self.connect()

    async def store_facts(self) -> Store:
        """Return the store's currency, units and rates as they were when this object first asked."""
        await self.tables()
        assert self._store_facts is not None  # noqa: S101 - read with the tables
        return self._store_facts

    async def settings(self) -> Settings:
        """Return the account's configuration; a new account has the defaults."""
        saved = await (await self.tables()).settings.get(CURRENT)
        return saved.value.settings if saved else Settings()

    async def save_settings(self, settings: Settings) -> Settings:
        """Store the configuration; the last one who saves wins."""
        tables = await self.tables()
        await tables.settings.update(CURRENT, lambda _: SavedSettings(settings))
        return settings

    async def category(self, category_id: str) -> CategoryFacts:
        """Return a category's attributes and rules, read again after a day.

        Raises `Refused` where the shop knows no such category.
        """
        tables = await self.tables()
        known = await tables.categories.get(category_id)
        now = self.runtime.now()
        if known and now - known.value.fetched_at < _CATEGORY_AGE:
            return known.value.facts
        facts = await self.shop.category_facts(category_id)
        await tables.categories.update(category_id, lambda _: FetchedCategory(facts, now))
        return facts

    async def default_warehouse(self) -> str:
        """Return the configured TikTok warehouse, or the shop's own default one."""
        configured = (await self.settings()).warehouse_id
        if configured:
            return configured
        warehouses = await self.shop.warehouses()
        chosen = next(
            (one for one in warehouses if one.default), warehouses[0] if warehouses else None
        )
        if chosen is None:
            raise InvalidInput(
                "The TikTok shop has no warehouse.",
                field="warehouse_id",
                what_to_do="Add one in the seller centre first.",
            )
        return chosen.id

    def _connected_shop(self) -> Shop:
        shop = self.shop.shop
        assert shop is not None  # noqa: S101 - chosen when the tables were opened
        return shop

    def _chosen(self, shops: list[Shop]) -> Shop:
        if not shops:
            raise NeedsReconnecting(
                "The TikTok token is for no shop.",
                vendor="TikTok Shop",
                what_to_do="Authorize the app again with a seller account that has a shop.",
            )
        if not self.shop_id and len(shops) == 1:
            return shops[0]
        found = [shop for shop in shops if shop.id == self.shop_id]
        if not found:
            offered = ", ".join(f"{shop.id} ({shop.name}, {shop.region})" for shop in shops)
            raise InvalidInput(
                f"Which TikTok shop is meant? Authorized are: {offered}.",
                field="shop_id",
                what_to_do="Give one of these ids.",
            )
        return found[0]
