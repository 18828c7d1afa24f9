"""What every capability works with: the two marketplaces, the storage, the runtime, one account."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from attrs import define, evolve, field

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce
from tiktok_bc_sync.clients.images import ImageSource
from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop
from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting, RateLimited, Unavailable
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import Account, CategoryFacts, Notice, Settings, Shop, Store, Warehouse
from tiktok_bc_sync.runtime import Runtime
from tiktok_bc_sync.storage import AsyncStorage, Table
from tiktok_bc_sync.sync.access.health import Hearing, shown
from tiktok_bc_sync.sync.access.tokens import Keys, SharedToken
from tiktok_bc_sync.sync.records import ACCOUNT, CURRENT, FetchedCategory, SavedSettings, Tables

logger = logging.getLogger("tiktok_bc_sync.sync")

# Category data changes with the vendor's releases, not with the hour.
_CATEGORY_AGE = timedelta(days=1)
# When TikTok last answered is kept as exactly as somebody would read it.
_HEARD_AGE = timedelta(minutes=1)


@define
class Context:
    """One merchant's store and shop, opened at first use.

    ``worker`` names this process in claims and leases. ``claim`` is how long others respect that it is
    making an order; it trusts itself only half as long, so that two never both act on one.
    ``concurrency`` bounds the calls that are under way at once. What others use too, the storage or the
    connections, is not closed unless it is ``own``. ``listeners`` are the host's: see `Notice`.
    """

    store: AsyncBigCommerce
    shop: AsyncTikTokShop
    images: ImageSource
    storage: AsyncStorage
    runtime: Runtime
    store_hash: str
    token: SharedToken
    hearing: Hearing
    worker: str
    claim: timedelta
    concurrency: int = 8
    own_storage: bool = True
    own_transport: bool = True
    listeners: list[Callable[[Notice], None]] = field(
        factory=list[Callable[[Notice], None]], repr=False
    )
    _tables: Tables | None = field(default=None, init=False)
    _store_facts: Store | None = field(default=None, init=False)
    _warehouses: tuple[Warehouse, ...] = field(default=(), init=False, repr=False)

    @property
    def keys(self) -> Keys:
        """The tokens of both connections."""
        return self.token.keys

    async def tables(self) -> Tables:
        """Return the account's tables, connecting it first where it never was.

        What is stored of an account that can't be connected now can still be read. Raises what
        `connect` raises.
        """
        if self._tables is None:
            try:
                await self.connect()
            except (NeedsReconnecting, Unavailable, RateLimited):
                known = await self.known_account()
                if known is None:
                    raise
                self._open(known.shop)
        assert self._tables is not None  # noqa: S101 - connect opened them or raised
        return self._tables

    async def connect(self) -> Account:
        """Check both connections and return the account, creating it at the first time.

        Connecting twice changes nothing. Raises `NeedsReconnecting` where a token is refused, and
        `InvalidInput` where the shop can't be told from several.
        """
        shop = _chosen(await self.shop.shops(), await self.keys.shop_id())
        store = await self.store.store()
        tables = self._open(shop)
        self._store_facts = store
        now = self.runtime.now()
        known = Account(
            store_hash=self.store_hash,
            store_name=store.name,
            store_currency=store.currency,
            shop=shop,
            shop_currency=region_facts(shop.region).currency,
            connected_at=now,
        )
        account = await tables.accounts.update(
            shop.id,
            lambda old: evolve(
                old or known, shop=shop, store_name=store.name, store_currency=store.currency
            ),
        )
        return await self._shown(account.value)

    def _open(self, shop: Shop) -> Tables:
        self.keys.pin(shop.id)
        self.shop.use_shop(shop)
        self._tables = Tables.of(self.storage, self.store_hash, shop.id)
        return self._tables

    async def close(self) -> None:
        """Close the connections and the storage."""
        try:
            if self.own_transport:
                await self.store.transport.close()
                await self.shop.transport.close()
        finally:
            if self.own_storage:
                await self.storage.close()

    async def account(self) -> Account:
        """Return the account as stored, with what is known of its connections now."""
        tables = await self.tables()
        stored = await tables.accounts.get(self._connected_shop().id)
        return await self._shown(stored.value) if stored else await self.connect()

    async def known_account(self) -> Account | None:
        """Return the account without asking a vendor; None where it never was connected."""
        accounts = Table(self.storage, self.store_hash, ACCOUNT)
        shop_id = await self.keys.shop_id()
        if shop_id:
            stored = await accounts.get(shop_id)
            return await self._shown(stored.value) if stored else None
        several, _ = await accounts.find(limit=2)
        return await self._shown(several[0].value) if len(several) == 1 else None

    async def _shown(self, account: Account) -> Account:
        """Add what is known of the connections, and keep when TikTok answered last."""
        heard = self.hearing.heard_at
        if heard and (account.heard_at is None or heard - account.heard_at >= _HEARD_AGE):
            accounts = Table(self.storage, self.store_hash, ACCOUNT)
            kept = await accounts.update(
                account.shop.id, lambda old: evolve(old or account, heard_at=heard)
            )
            account = kept.value
        return await shown(account, self.keys, self.runtime.now())

    async def store_facts(self) -> Store:
        """Return the store's currency, units and rates as they were when this object first asked."""
        if self._store_facts is None:
            await self.tables()
        if self._store_facts is None:  # the account was known, and connecting it had to wait
            self._store_facts = await self.store.store()
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

    async def default_warehouse(self, settings: Settings | None = None) -> str:
        """Return the configured TikTok warehouse, or the shop's own default one.

        ``settings`` left out are the saved ones.
        """
        configured = (settings or await self.settings()).warehouse_id
        if configured:
            return configured
        warehouses = await self.warehouses()
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

    async def warehouses(self, *meant: str) -> tuple[Warehouse, ...]:
        """Return the shop's warehouses, asked for again only while one that is meant is not among them."""
        if not self._warehouses or not set(meant) <= {one.id for one in self._warehouses}:
            await self.tables()
            self._warehouses = tuple(await self.shop.warehouses())
        return self._warehouses

    def _connected_shop(self) -> Shop:
        shop = self.shop.shop
        assert shop is not None  # noqa: S101 - chosen when the tables were opened
        return shop


def _chosen(shops: list[Shop], shop_id: str) -> Shop:
    if not shops:
        raise NeedsReconnecting(
            "The TikTok token is for no shop.",
            vendor="TikTok Shop",
            what_to_do="Authorize the app again with a seller account that has a shop.",
        )
    if not shop_id and len(shops) == 1:
        return shops[0]
    found = [shop for shop in shops if shop.id == shop_id]
    if not found:
        offered = ", ".join(f"{shop.id} ({shop.name}, {shop.region})" for shop in shops)
        raise InvalidInput(
            f"Which TikTok shop is meant? Authorized are: {offered}.",
            field="shop_id",
            what_to_do="Give one of these ids.",
        )
    return found[0]
