"""Tokens as all processes share them: found in the storage, renewed once, refused for all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import httpx
from attrs import define, field, frozen

from tiktok_bc_sync.clients.http import Transport
from tiktok_bc_sync.clients.tiktok import RenewedToken
from tiktok_bc_sync.errors import NeedsReconnecting, Unavailable
from tiktok_bc_sync.models import Token
from tiktok_bc_sync.runtime import Runtime
from tiktok_bc_sync.storage import Lease
from tiktok_bc_sync.sync.access.vault import Vault, digest, disconnected
from tiktok_bc_sync.sync.records import ConnectedShop, SavedToken

# How long a process may go on before it sees that another one ended or renewed the connection.
_LOOK = timedelta(seconds=5)
# Longer than a renewal may take with all its repeats.
_LEASE = timedelta(minutes=3)
_PAUSE = 0.5
_UNAUTHORIZED = 401
_TRIES = 120


@frozen
class StoreKey:
    """A BigCommerce token and the name that it is kept under."""

    key: str
    token: str = field(repr=False)


@define(eq=False)
class Keys:
    """One merchant's two tokens: those that the host gave, else those that the vault keeps.

    A merchant who connects again gives other tokens, so that a refusal of the old ones says nothing of
    them. ``given_shop_id`` is the shop that is meant; empty: the one that the merchant chose.
    """

    vault: Vault
    given_store: str = field(default="", repr=False)
    given_shop: Token | None = field(default=None, repr=False)
    given_shop_id: str = ""

    async def store(self) -> StoreKey:
        """Return BigCommerce's token. Raises `NeedsReconnecting` for one that is gone or was refused."""
        found = await self._store()
        saved = await self.vault.grant(found.key)
        if saved and saved.refused_at:
            raise _refused(
                "BigCommerce", saved.refused_at, "Install the app again, or give a new token."
            )
        return found

    async def shop(self) -> SavedToken:
        """Return TikTok's token. Raises `NeedsReconnecting` for one that is gone or was refused."""
        saved = await self._shop()
        if saved.refused_at:
            raise _refused("TikTok Shop", saved.refused_at, "Authorize the shop again.")
        return saved

    async def shop_id(self) -> str:
        """Return the shop that is meant; empty where nobody said."""
        return self.given_shop_id or (await self.vault.connection()).shop_id

    def pin(self, shop_id: str) -> None:
        """Stay with a shop, whichever the merchant chooses later: what is open is never mixed."""
        self.given_shop_id = shop_id

    def of_shop(self, shop_id: str) -> Keys:
        """Return the keys of another shop of the same store."""
        given = self.given_shop if shop_id == self.given_shop_id else None
        return Keys(self.vault, self.given_store, given, shop_id)

    async def lift(self) -> None:
        """Forget refusals, so that both vendors are asked again."""
        await self.vault.lift((await self._store()).key, (await self._shop()).key)

    async def _store(self) -> StoreKey:
        if self.given_store:
            return StoreKey(digest(self.given_store), self.given_store)
        key = (await self.vault.connection()).grant_key
        saved = await self.vault.grant(key) if key else None
        if saved is None or saved.grant is None:
            raise disconnected()
        return StoreKey(key, saved.grant.access_token)

    async def _shop(self) -> SavedToken:
        if self.given_shop:
            key = digest(self.given_shop.refresh_token)
            return await self.vault.token(key) or SavedToken(key, self.given_shop)
        connection = await self.vault.connection()
        wanted = self.given_shop_id or connection.shop_id
        saved = await self._of(connection.shops, wanted)
        if saved is None:
            raise disconnected()
        return saved

    async def _of(self, shops: tuple[ConnectedShop, ...], shop_id: str) -> SavedToken | None:
        """Return a shop's token; before one is chosen, any that can list the shops."""
        keys = [one.token_key for one in shops if one.token_key and shop_id in ("", one.shop.id)]
        return await self.vault.token(keys[-1]) if keys else None


def _refused(vendor: str, at: datetime, what_to_do: str) -> NeedsReconnecting:
    return NeedsReconnecting(
        f"{vendor} has refused the token since {at:%Y-%m-%d %H:%M} UTC; it is not asked again.",
        vendor=vendor,
        what_to_do=what_to_do,
    )


@frozen
class Renewal:
    """Renews one token for all processes. ``given`` says that the host keeps the first one.

    A crash between the vendor's answer and its storing loses a renewed token: the merchant is then
    asked to connect again.
    """

    vault: Vault
    key: str
    given: Token | None = field(repr=False)
    refresh: Callable[[Token], Awaitable[Token]] = field(repr=False)
    runtime: Runtime = field(repr=False)
    owner: str

    async def renew(self, refused: Token) -> Token:
        """Return another token than the refused one: another process's, or a new one.

        Raises `NeedsReconnecting` where the vendor refuses to renew it, and keeps that in mind.
        """
        for _ in range(_TRIES):
            known = await self._known()
            if known != refused:
                return known
            lease = await self.vault.storage.acquire(self._name, self.owner, _LEASE)
            if lease:
                return await self._renewed(refused, lease)
            await self.runtime.sleep(_PAUSE)
        raise Unavailable("Another process has been renewing the token for too long.", sent=False)

    async def _renewed(self, refused: Token, lease: Lease) -> Token:
        try:
            known = await self._known()
            return known if known != refused else await self._asked(refused)
        finally:
            await self.vault.storage.release(lease)

    async def _asked(self, refused: Token) -> Token:
        given = self.given is not None
        try:
            token = await self.refresh(refused)
        except NeedsReconnecting:
            await self.vault.refuse_token(self.key, refused, self.runtime.now(), given=given)
            raise
        await self.vault.renew(self.key, token, given=given)
        return token

    async def _known(self) -> Token:
        saved = await self.vault.token(self.key)
        if saved is None:
            if self.given is None:
                raise disconnected()
            return self.given
        if saved.refused_at:
            raise _refused("TikTok Shop", saved.refused_at, "Authorize the shop again.")
        return saved.token

    @property
    def _name(self) -> str:
        return f"{self.vault.store_hash}/token/{self.key}"


@define(eq=False)
class SharedToken:
    """The shop's token as a client asks for it; sees within seconds what other processes did to it."""

    keys: Keys
    refresh: Callable[[Token], Awaitable[Token]] = field(repr=False)
    runtime: Runtime = field(repr=False)
    owner: str
    _lock: AbstractAsyncContextManager[None] = field(init=False, repr=False)
    _kept: RenewedToken | None = field(default=None, init=False, repr=False)
    _key: str = field(default="", init=False, repr=False)
    _looked_at: datetime | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._lock = self.runtime.lock()

    async def current(self) -> Token:
        """Return a token that can be used now. Raises `NeedsReconnecting`."""
        source = await self._source()
        try:
            return await source.current()
        except NeedsReconnecting:
            self.look_again()
            raise

    async def renewed(self, refused: Token) -> Token:
        """Return another token than one that was refused. Raises `NeedsReconnecting`."""
        source = await self._source()
        try:
            return await source.renewed(refused)
        except NeedsReconnecting:
            self.look_again()
            raise

    def look_again(self) -> None:
        """Ask the storage before the next use."""
        self._looked_at = None

    async def _source(self) -> RenewedToken:
        if self._kept and not _due(self._looked_at, self.runtime):
            return self._kept
        async with self._lock:  # two sources would each renew the token in this process's name
            saved = await self.keys.shop()
            if self._kept is None or saved.key != self._key:
                self._kept, self._key = self._renewing(saved), saved.key
            self._looked_at = self.runtime.now()
            return self._kept

    def _renewing(self, saved: SavedToken) -> RenewedToken:
        given = self.keys.given_shop
        renewal = Renewal(self.keys.vault, saved.key, given, self.refresh, self.runtime, self.owner)
        return RenewedToken(saved.token, renewal.renew, self.runtime)


def _due(looked_at: datetime | None, runtime: Runtime) -> bool:
    return looked_at is None or runtime.now() - looked_at >= _LOOK


@define(eq=False)
class StoreDoor:
    """Carries requests to BigCommerce with the store's token, as long as the store is connected.

    A request that may not go raises `NeedsReconnecting` and is not sent; a token that BigCommerce
    refuses is refused for all processes.
    """

    transport: Transport
    keys: Keys
    runtime: Runtime = field(repr=False)
    _key: StoreKey | None = field(default=None, init=False, repr=False)
    _looked_at: datetime | None = field(default=None, init=False, repr=False)

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send one request with the token."""
        key = await self._current()
        request.headers["x-auth-token"] = key.token
        response = await self.transport.send(request)
        if response.status_code == _UNAUTHORIZED:
            self.look_again()
            given = bool(self.keys.given_store)
            await self.keys.vault.refuse_grant(key.key, self.runtime.now(), given=given)
        return response

    def look_again(self) -> None:
        """Ask the storage before the next request."""
        self._looked_at = None

    async def close(self) -> None:
        """Close the connections."""
        await self.transport.close()

    async def _current(self) -> StoreKey:
        if self._key is None or _due(self._looked_at, self.runtime):
            self._key = await self.keys.store()
            self._looked_at = self.runtime.now()
        return self._key
