"""An app that many merchants connect: BigCommerce's four callbacks, and TikTok's consent."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from attrs import define, field

from tiktok_bc_sync.clients.bigcommerce import AsyncBigCommerce, AsyncStoreApp
from tiktok_bc_sync.clients.http import AsyncTransport, BlockingTransport, Transport
from tiktok_bc_sync.clients.tiktok import AsyncTikTokShop, authorization_url
from tiktok_bc_sync.clients.webhooks import SignedPayload, read_signed_payload
from tiktok_bc_sync.credentials import AppCredentials
from tiktok_bc_sync.errors import Conflict, InvalidInput, InvalidSignature, VendorError
from tiktok_bc_sync.models import Authorized, Installed, Receipt, Shop, StoreGrant, Token
from tiktok_bc_sync.runtime import (
    AsyncClosing,
    AsyncRuntime,
    Blocking,
    BlockingRuntime,
    Closing,
    Runtime,
    blocking,
)
from tiktok_bc_sync.storage import AsyncStorage, Storage, Table, as_async
from tiktok_bc_sync.sync.access.scopes import lacking, missing, refused_scopes
from tiktok_bc_sync.sync.access.vault import Vault, digest, disconnected
from tiktok_bc_sync.sync.records import CONSENT, Connection, PendingConsent
from tiktok_bc_sync.sync.webhooks.homes import Homes
from tiktok_bc_sync.sync.webhooks.router import Router

logger = logging.getLogger("tiktok_bc_sync.sync")

# Long enough to log in at TikTok and to read what is asked for.
_CONSENT_LIVES = timedelta(minutes=30)
_STATE_BYTES = 32
_STATE = re.compile(r"([A-Za-z0-9_-]{1,80})\.[A-Za-z0-9_-]{43}")


def _awaited(storage: Storage | AsyncStorage) -> AsyncStorage:
    return as_async(storage, blocking=False)


@define(eq=False)
class AsyncApp(AsyncClosing):
    """What connects merchants to one app: install, authorize, choose a shop, uninstall.

    A host calls these from its callbacks, then opens a merchant with `AsyncConnector.for_account`, on
    the same storage. `App` is the same without ``await``.
    """

    credentials: AppCredentials
    storage: AsyncStorage = field(kw_only=True, converter=_awaited, repr=False)
    transport: Transport = field(kw_only=True, factory=AsyncTransport, repr=False)
    runtime: Runtime = field(kw_only=True, factory=AsyncRuntime, repr=False)

    # --- BigCommerce -----------------------------------------------------------------

    async def install(self, query: Mapping[str, str]) -> Installed:
        """Take in a store that installs the app; ``query`` is what the callback brought.

        The store's token is kept, and the scopes that it lacks are named. Installing again replaces the
        token, and ends what an uninstallation began. Raises `Refused` where BigCommerce doesn't take the
        code.
        """
        app = self.credentials
        _needed(app.client_id, "client_id")
        exchange = AsyncStoreApp(
            app.client_id,
            app.client_secret,
            app.redirect_uri,
            self.transport,
            self.runtime,
            app.login_url,
        )
        grant = await exchange.exchange_code(query)
        await self._vault(grant.store_hash).keep_store(grant)
        return Installed(grant.store_hash, lacking(grant.scopes), grant.user_id, grant.user_email)

    async def connect_store(self, store_hash: str, access_token: str) -> Installed:
        """Take in a store by a key of its own instead, once the key is seen to work.

        Raises `NeedsReconnecting` for a key that BigCommerce refuses and `MissingScope` naming every
        scope that it lacks; nothing is kept then.
        """
        _needed(access_token, "access_token")
        store = AsyncBigCommerce(
            store_hash, access_token, self.transport, self.runtime, self.credentials.store_url
        )
        if lacks := await refused_scopes(store):
            raise missing(lacks)
        await self._vault(store_hash).keep_store(StoreGrant(store_hash, access_token))
        return Installed(store_hash)

    async def load(self, signed_payload_jwt: str) -> SignedPayload:
        """Return who opens the app, and in which store.

        Raises `InvalidSignature` for what BigCommerce didn't sign, and `NeedsReconnecting` where the
        store's token is not here: the merchant must install the app again.
        """
        payload = self._read(signed_payload_jwt)
        if not (await self._vault(payload.store_hash).connection()).grant_key:
            raise disconnected()
        return payload

    async def remove_user(self, signed_payload_jwt: str) -> SignedPayload:
        """Return whom the store's owner took the app away from; the host ends that user's session.

        Raises `InvalidSignature` for what BigCommerce didn't sign.
        """
        return self._read(signed_payload_jwt)

    async def uninstall(self, signed_payload_jwt: str) -> SignedPayload:
        """Let a store go: its tokens are removed, its jobs stop, TikTok's webhooks end.

        What was synced stays for the day that the merchant comes back. BigCommerce ends its own
        webhooks. The same callback again does nothing. Raises `InvalidSignature` for what BigCommerce
        didn't sign.
        """
        payload = self._read(signed_payload_jwt)
        vault = self._vault(payload.store_hash)
        # First the tokens: whatever happens next, nothing is left that lets anybody in.
        gone = await vault.end(self.runtime.now(), payload.id)
        for shop, token in gone:
            await self._unsubscribe(shop, token)
        return payload

    # --- TikTok Shop -----------------------------------------------------------------

    async def authorization_link(self, store_hash: str, *, region: str) -> str:
        """Return the page on which the merchant lets the app act for a TikTok shop.

        ``region`` is the shop's country, as in "GB": the United States have a page of their own. The
        link holds a state that works once and for half an hour. Raises `InvalidInput` for what is no
        region, and `NeedsReconnecting` for a store that uninstalled the app.
        """
        await self._here(store_hash)
        state = f"{store_hash}.{secrets.token_urlsafe(_STATE_BYTES)}"
        link = authorization_url(self.credentials.service_id, state, region=region)
        consents, now = self._consents(store_hash), self.runtime.now()
        await consents.save(PendingConsent(digest(state), now + _CONSENT_LIVES), None)
        await _forget_old(consents, now)
        return link

    async def authorized(self, query: Mapping[str, str]) -> Authorized:
        """Take what TikTok's page sent back, and return the shops that the merchant authorized.

        A single shop is chosen by itself where none was chosen before. Raises `InvalidSignature` for a
        state that we didn't make, that was used or is too old, and `InvalidInput` where the merchant
        did not agree.
        """
        store_hash = await self._consent(query.get("state", ""))
        await self._here(store_hash)
        code = _needed(query.get("code", ""), "code")
        if query.get("app_key", self.credentials.app_key) != self.credentials.app_key:
            raise InvalidSignature("The authorization is for another app.")
        shop = self._tiktok()
        token = await shop.exchange_code(code)
        shop.use_token(token)
        shops = await shop.shops()
        # First where they are at home: a crash after the next line must lose no webhook.
        for one in shops:
            await Homes(self.storage).add(one.id, store_hash)
        return _told(store_hash, await self._vault(store_hash).keep_shops(token, shops))

    async def shops(self, store_hash: str) -> Authorized:
        """Return the shops that a store may be connected to, without asking TikTok."""
        return _told(store_hash, await self._vault(store_hash).connection())

    async def choose(self, store_hash: str, shop_id: str) -> Authorized:
        """Connect a store to one of the authorized shops, from the next `for_account` on.

        Another shop's listings, orders and returns stay under it and are found again when it is chosen
        again. Raises `NotFound` for a shop that was not authorized.
        """
        return _told(store_hash, await self._vault(store_hash).choose(shop_id))

    async def disconnect(self, store_hash: str, shop_id: str) -> Authorized:
        """Remove a TikTok shop's token, and stop its jobs; what was synced stays."""
        return _told(store_hash, await self._vault(store_hash).forget_shop(shop_id))

    # --- webhooks --------------------------------------------------------------------

    async def webhook(self, headers: Mapping[str, str], body: bytes) -> Receipt:
        """Take a webhook of either vendor, whichever merchant it is for, and say how to answer it.

        For a host that has one address for all its merchants; ``body`` is exactly what came. It is
        verified, put into the inbox of each account that it is for (the receipt's ``recipients``), and
        worked off by those accounts' schedules, or at once by `AsyncWebhooks.work_off`. One of a store or
        shop that no merchant has connected is logged and is an ``UNKNOWN_ACCOUNT``. No vendor is asked,
        and nothing is raised for what a stranger may send.
        """
        return await Router(self.credentials, self.storage, self.runtime).receive(headers, body)

    async def close(self) -> None:
        """Close the connections and the storage."""
        try:
            await self.transport.close()
        finally:
            await self.storage.close()

    # --- how it works ----------------------------------------------------------------

    def _read(self, signed_payload_jwt: str) -> SignedPayload:
        app = self.credentials
        secrets_ = (_needed(app.client_secret, "client_secret"), *app.older_secrets)
        return read_signed_payload(
            signed_payload_jwt,
            client_id=app.client_id,
            client_secrets=secrets_,
            now=self.runtime.now(),
        )

    async def _here(self, store_hash: str) -> None:
        """Refuse a store that uninstalled the app; one that the host has the key of is here."""
        if (await self._vault(store_hash).connection()).ended_at:
            raise disconnected()

    async def _consent(self, state: str) -> str:
        """Use up a state and return the store that it was made for."""
        made = _STATE.fullmatch(state)
        consents = self._consents(made[1] if made else "none")
        pending = await consents.get(digest(state))
        if made is None or pending is None:
            raise _unknown_state()
        try:
            await consents.delete(digest(state), pending.version)
        except Conflict:  # the same callback, at the same moment
            raise _unknown_state() from None
        if pending.value.expires_at <= self.runtime.now():
            raise _unknown_state()
        return made[1]

    async def _unsubscribe(self, shop: Shop, token: Token) -> None:
        client = self._tiktok(token, shop)
        # What can't be ended now is ended by TikTok, with the consent.
        with suppress(VendorError):
            for one in await client.subscriptions():
                await client.unsubscribe(one.event)
            return
        logger.warning("Webhooks of the TikTok shop %s could not be ended.", shop.id)

    def _tiktok(self, token: Token | None = None, shop: Shop | None = None) -> AsyncTikTokShop:
        app = self.credentials
        return AsyncTikTokShop(
            app.app_key,
            app.app_secret,
            token,
            shop,
            self.transport,
            self.runtime,
            app.shop_url,
            app.auth_url,
        )

    def _vault(self, store_hash: str) -> Vault:
        return Vault(self.storage, store_hash)

    def _consents(self, store_hash: str) -> Table[PendingConsent]:
        return Table(self.storage, store_hash, CONSENT)


class App(Closing, Blocking[AsyncApp]):
    """What connects merchants to one app, in blocking calls; see `AsyncApp`."""

    def __init__(
        self,
        credentials: AppCredentials,
        *,
        storage: Storage | AsyncStorage,
        transport: Transport | None = None,
        runtime: Runtime | None = None,
    ) -> None:
        super().__init__(
            AsyncApp(
                credentials,
                storage=as_async(storage, blocking=True),
                transport=transport or BlockingTransport(),
                runtime=runtime or BlockingRuntime(),
            )
        )

    close = blocking(AsyncApp.close)
    install = blocking(AsyncApp.install)
    connect_store = blocking(AsyncApp.connect_store)
    load = blocking(AsyncApp.load)
    remove_user = blocking(AsyncApp.remove_user)
    uninstall = blocking(AsyncApp.uninstall)
    authorization_link = blocking(AsyncApp.authorization_link)
    authorized = blocking(AsyncApp.authorized)
    shops = blocking(AsyncApp.shops)
    choose = blocking(AsyncApp.choose)
    disconnect = blocking(AsyncApp.disconnect)
    webhook = blocking(AsyncApp.webhook)


def _told(store_hash: str, connection: Connection) -> Authorized:
    shops = tuple(one.shop for one in connection.shops if one.token_key)
    chosen = connection.shop_id if any(one.id == connection.shop_id for one in shops) else ""
    return Authorized(store_hash, shops, chosen)


def _needed(value: str, name: str) -> str:
    if not value:
        raise InvalidInput(
            f"{name} is missing.", field=name, what_to_do="Give it, or start the connection again."
        )
    return value


async def _forget_old(consents: Table[PendingConsent], now: datetime) -> None:
    """Remove what merchants began and never came back from."""
    async for one in consents.all():
        if one.value.expires_at <= now:
            with suppress(Conflict):
                await consents.delete(one.value.key, one.version)


def _unknown_state() -> InvalidSignature:
    return InvalidSignature(
        "This authorization was not begun here, was used already, or took too long.",
        what_to_do="Begin again with a new authorization link.",
    )
