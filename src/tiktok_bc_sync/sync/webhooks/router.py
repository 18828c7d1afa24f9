"""One address for the webhooks of many merchants: whose each is, and into which inbox it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.clients.webhooks import Event, StoreEvent, TikTokEvent, store_named
from tiktok_bc_sync.credentials import AppCredentials
from tiktok_bc_sync.errors import SyncError
from tiktok_bc_sync.models import Receipt, Received, Recipient, Sender
from tiktok_bc_sync.runtime import Runtime
from tiktok_bc_sync.storage import AsyncStorage
from tiktok_bc_sync.sync.access.vault import Vault
from tiktok_bc_sync.sync.engine.ledger import Ledger
from tiktok_bc_sync.sync.webhooks.homes import Homes
from tiktok_bc_sync.sync.webhooks.inbox import Doorman, keep, refused


@frozen
class Router:
    """Takes what the vendors send to one app, and puts it where its merchant's processes look."""

    credentials: AppCredentials
    storage: AsyncStorage
    runtime: Runtime

    async def receive(self, headers: Mapping[str, str], body: bytes) -> Receipt:
        """Verify a webhook, find its accounts, store it there."""
        now = self.runtime.now()
        app = self.credentials
        # Nobody is believed for naming a store: the secret that must come along follows from it.
        doorman = Doorman.of(app.app_key, app.app_secret, store_named(body))
        read = doorman.read(headers, body, now)
        if isinstance(read, Receipt):
            return refused(read)
        sender, event = read
        try:
            recipients = await self._recipients(event)
            if not recipients:
                return refused(Receipt(Received.UNKNOWN_ACCOUNT, why=_unknown(event)))
            receipts = [await self._keep(one, sender, event) for one in recipients]
        except SyncError as error:  # the storage's; what was kept is known when it comes again
            return refused(Receipt(Received.NOT_STORED, why=str(error)))
        return evolve(_first_new(receipts), recipients=tuple(recipients))

    async def _keep(self, recipient: Recipient, sender: Sender, event: Event) -> Receipt:
        partition = f"{recipient.store_hash}/{recipient.shop_id}"
        return await keep(Ledger.at(self.storage, partition), sender, event, self.runtime.now())

    async def _recipients(self, event: Event) -> Sequence[Recipient]:
        """Return the accounts that an event is for: connected ones only."""
        if isinstance(event, StoreEvent):
            connection = await Vault(self.storage, event.store_hash).connection()
            found = [Recipient(event.store_hash, connection.shop_id)]
        else:
            shop_id = _shop_id(event)
            stores = await Homes(self.storage).of(shop_id)
            found = [Recipient(store_hash, shop_id) for store_hash in stores]
        return [one for one in found if await self._connected(one)]

    async def _connected(self, recipient: Recipient) -> bool:
        connection = await Vault(self.storage, recipient.store_hash).connection()
        shops = {one.shop.id for one in connection.shops if one.token_key}
        return recipient.shop_id in shops


def _shop_id(event: Event) -> str:
    return event.shop_id if isinstance(event, TikTokEvent) else ""


def _unknown(event: Event) -> str:
    if isinstance(event, StoreEvent):
        return f"No TikTok shop is connected to the store {event.store_hash}."
    shop_id = _shop_id(event)
    return (
        f"No store is connected to the TikTok shop {shop_id}." if shop_id else "It names no shop."
    )


def _first_new(receipts: Sequence[Receipt]) -> Receipt:
    """Return the receipt that tells more: of an account that had not had the event yet."""
    new = (one for one in receipts if one.outcome is Received.STORED)
    return next(new, receipts[0])
