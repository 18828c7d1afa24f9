"""Following up what webhooks are about: each entity is read again, and the services do the rest."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync.errors import NeedsReconnecting, SyncError, UnexpectedAnswer
from tiktok_bc_sync.models import Activity, Reason, Subject
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.activities import reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.orders.made import made_orders
from tiktok_bc_sync.sync.services.accounts import AsyncAccounts
from tiktok_bc_sync.sync.services.cancellations import AsyncCancellations
from tiktok_bc_sync.sync.services.fulfilment import AsyncFulfilment
from tiktok_bc_sync.sync.services.listings import AsyncListings
from tiktok_bc_sync.sync.services.orders import AsyncOrders
from tiktok_bc_sync.sync.services.products import AsyncProducts
from tiktok_bc_sync.sync.services.returns import AsyncReturns

logger = logging.getLogger("tiktok_bc_sync.webhooks")

Followed = Mapping[str, str | Reason]
"""What was done about each entity, in a few words, or why it could not be."""


@frozen
class Follower:
    """Reads entities again for one account."""

    context: Context

    async def follow(self, subject: Subject, ids: Sequence[str]) -> Followed:
        """Read entities of one kind again. One that can't be read fails alone.

        Raises `NeedsReconnecting`: then nothing can be read.
        """
        try:
            return await self._ways[subject](ids)
        except NeedsReconnecting:
            raise
        except Exception as error:
            # Whatever it is, it must not stop the others. Where the vendor is down, each would fail.
            reason = reason_of(error)
            logger.warning("Following up %s of %d: %s", subject, len(ids), reason.code)
            if len(ids) == 1 or (isinstance(error, SyncError) and error.retry):
                return dict.fromkeys(ids, reason)
        alone = [await self.follow(subject, [one]) for one in ids]
        return {one: what for found in alone for one, what in found.items()}

    @property
    def _ways(self) -> Mapping[Subject, Callable[[Sequence[str]], Awaitable[Followed]]]:
        return {
            Subject.SHOP: self._shop,
            Subject.STORE: self._store,
            Subject.ORDER: self._orders,
            Subject.CANCELLATIONS: self._cancellations,
            Subject.STORE_ORDER: self._store_orders,
            Subject.PRODUCT: self._products,
            Subject.RETURNS: self._returns,
            Subject.LISTING: self._listings,
        }

    # --- the connections -------------------------------------------------------------

    async def _shop(self, ids: Sequence[str]) -> Followed:
        """Find out whether the seller's consent still holds: an old event says nothing of a new one."""
        accounts = AsyncAccounts(self.context)
        try:
            authorized = {shop.id for shop in await self.context.shop.shops()}
        except NeedsReconnecting:
            authorized = set[str]()
        account = await accounts.current()
        if account.status.works and account.shop.id not in authorized:
            account = await accounts.deauthorized()
        return dict.fromkeys(ids, f"the account is {account.status}")

    async def _store(self, ids: Sequence[str]) -> Followed:
        try:
            await self.context.store.store()
        except NeedsReconnecting:  # kept in mind by whoever carries requests
            return dict.fromkeys(ids, "the store has let the app go")
        return dict.fromkeys(ids, "the store is connected")

    # --- orders ----------------------------------------------------------------------

    async def _orders(self, ids: Sequence[str]) -> Followed:
        done = await AsyncOrders(self.context).refresh(ids)
        known = await (await self.context.tables()).orders.get_many(ids)
        states = {
            one: f"{stored.value.status}, {stored.value.state}{_as(stored.value.store_order_id)}"
            for one, stored in known.items()
        }
        return _told(done, ids, states)

    async def _cancellations(self, ids: Sequence[str]) -> Followed:
        done = await AsyncCancellations(self.context).refresh(ids)
        return _told(done, ids, dict.fromkeys(ids, "cancellations read"))

    async def _store_orders(self, ids: Sequence[str]) -> Followed:
        """Look at what happened to orders in the store: was something shipped, or called off?"""
        tables = await self.context.tables()
        ours = {one.store_order_id: one.id async for one in made_orders(tables, ids)}
        found = dict.fromkeys(ids, "no order of TikTok's")
        if not ours:
            return found
        shipped = await AsyncFulfilment(self.context).refresh(list(ours))
        off = await AsyncCancellations(self.context).refresh_store(list(ours))
        told = dict.fromkeys(ours.values(), "shipments and cancellation told")
        by_order = {**_told(off, list(told), told), **_failures(shipped)}
        return {**found, **{one: by_order[order_id] for one, order_id in ours.items()}}

    async def _returns(self, ids: Sequence[str]) -> Followed:
        done = await AsyncReturns(self.context).refresh(ids)
        return _told(done, ids, dict.fromkeys(ids, "returns read"))

    # --- products --------------------------------------------------------------------

    async def _products(self, ids: Sequence[str]) -> Followed:
        read = await AsyncProducts(self.context).follow(ids)
        found = _told(read, ids, dict.fromkeys(ids, "read"))
        listings = (await self.context.tables()).listings
        known = list(await listings.get_many(ids))  # others are left to a pull
        if not known:
            return found
        sent = await AsyncListings(self.context).keep_in_step(known)
        return {**found, **_told(sent, known, dict.fromkeys(known, "read, listing kept in step"))}

    async def _listings(self, ids: Sequence[str]) -> Followed:
        read = await AsyncListings(self.context).refresh_status(ids)
        listings = (await self.context.tables()).listings
        known = listings.all(Filter("listing_id", "in", list(ids)))
        states = {one.value.listing_id: str(one.value.status) async for one in known}
        return _told(read, ids, {**dict.fromkeys(ids, "no listing of ours"), **states})


def _as(store_order_id: str) -> str:
    return f" in BigCommerce as {store_order_id}" if store_order_id else ""


def _told(done: Activity, ids: Sequence[str], states: Mapping[str, str]) -> Followed:
    """Return what an activity did about each entity.

    Where something failed that has no name, each of many may be meant: they are tried alone.
    """
    failures = _failures(done)
    nameless = failures.get("")
    if nameless and len(ids) > 1:
        raise UnexpectedAnswer(nameless.message, what_to_do=nameless.mend)
    return {one: failures.get(one) or nameless or states.get(one, "gone") for one in ids}


def _failures(done: Activity) -> Mapping[str, Reason]:
    return {one.entity_id: one.reason for one in done.failures}
