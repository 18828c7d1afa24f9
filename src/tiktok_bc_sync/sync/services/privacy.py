"""Buyers' data: forgotten after a time, or for one buyer; handed out; an account deleted as a whole."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from attrs import frozen

from tiktok_bc_sync.errors import Conflict, InvalidInput, NotFound, VendorError
from tiktok_bc_sync.mapping.privacy import ENDED, forgetting_buyer, is_over, needs_buyer
from tiktok_bc_sync.models import (
    BuyerData,
    EventState,
    Forgotten,
    ImportedOrder,
    Retention,
)
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Filter, Table
from tiktok_bc_sync.storage.record import MOST_CHOICES
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger, SavedRetention
from tiktok_bc_sync.sync.records import CURRENT
from tiktok_bc_sync.sync.services.erasing import erase, gone_since
from tiktok_bc_sync.sync.webhooks.hooks import Registrar

T = TypeVar("T")
logger = logging.getLogger("tiktok_bc_sync.privacy")


@frozen
class AsyncPrivacy:
    """What is kept of buyers, and for how long.

    In BigCommerce the merchant keeps it as the merchant likes; this is about the connector's own records.
    """

    context: Context

    async def retention(self) -> Retention:
        """Return how long data is kept."""
        saved = await (await Ledger.of(self.context)).retention.get(CURRENT)
        return saved.value.value if saved else Retention()

    async def keep(self, retention: Retention) -> Retention:
        """Say how long data is kept, in whole days."""
        parts = (retention.buyers, retention.grace, retention.events)
        saved = SavedRetention(*(one.days for one in parts))
        ledger = await Ledger.of(self.context)
        return (await ledger.retention.update(CURRENT, lambda _: saved)).value.value

    async def forget_due(self) -> Forgotten:
        """Forget the buyers of orders that ended long enough ago; the schedule does so every day.

        Of an order stays what bookkeeping needs: lines, amounts, times, country and state.
        """
        tables, keep = await self.context.tables(), (await self.retention()).buyers
        now = self.context.runtime.now()
        where = (Filter("forgotten", "eq", value=False), Filter("status", "in", ENDED))
        before = Filter("created_at", "le", (now - keep).isoformat())
        due = [one.value async for one in tables.orders.all(*where, before)]
        return await self._forget(order for order in due if is_over(order, now, keep))

    async def export(self, buyer_id: str) -> BuyerData:
        """Return everything that is kept of a buyer, who is named as TikTok does: see `Order.buyer_id`.

        Raises `NotFound` for one of whom nothing is kept.
        """
        tables = await self.context.tables()
        orders = await self._orders_of(buyer_id)
        ids = [order.id for order in orders]
        return BuyerData(
            buyer_id,
            tuple(orders),
            tuple([one async for one in _about(tables.returns, ids)]),
            tuple([one async for one in _about(tables.cancellations, ids)]),
        )

    async def forget(self, buyer_id: str) -> Forgotten:
        """Forget one buyer now. What TikTok tells of the orders later doesn't bring the buyer back.

        Orders that must still be made in BigCommerce keep their buyer, and are named. Raises `NotFound`
        for one of whom nothing is kept.
        """
        orders = await self._orders_of(buyer_id)
        kept = tuple(order.id for order in orders if needs_buyer(order))
        done = await self._forget(order for order in orders if not needs_buyer(order))
        return Forgotten(done.orders, kept)

    async def delete_account(self, shop_id: str) -> int:
        """Delete all that is kept of the account, and return how many records that was.

        ``shop_id`` is the account's own: nobody deletes another one by mistake. Its webhooks end, its
        tokens go; with the last shop of a store goes what is known of the store. What is on TikTok and in
        BigCommerce stays. Raises `InvalidInput` for another shop's id.
        """
        account = await self.context.known_account()
        if account is None or account.shop.id != shop_id:
            raise InvalidInput(
                f"{shop_id!r} is not this account's shop.",
                field="shop_id",
                what_to_do="Open the account that is meant, and give its shop's id.",
            )
        with suppress(VendorError):  # where the connection has ended, so have they
            await Registrar(self.context).remove()
        return await erase(self.context, shop_id)

    async def _orders_of(self, buyer_id: str) -> list[ImportedOrder]:
        if not buyer_id:
            raise InvalidInput("A buyer's id is needed.", field="buyer_id")
        orders = (await self.context.tables()).orders
        found = [one.value async for one in orders.all(Filter("buyer_id", "eq", buyer_id))]
        if not found:
            raise NotFound(f"Nothing is kept of a buyer {buyer_id}.")
        return found

    async def _forget(self, orders: Iterable[ImportedOrder]) -> Forgotten:
        tables, now = await self.context.tables(), self.context.runtime.now()
        gone: list[str] = []
        for order in orders:
            await tables.orders.update(order.id, partial(_without_buyer, order, now))
            gone.append(order.id)
        return Forgotten(tuple(gone))


async def _about(table: Table[T], order_ids: Sequence[str]) -> AsyncIterator[T]:
    """Yield what follows from orders."""
    for start in range(0, len(order_ids), MOST_CHOICES):
        among = Filter("order_id", "in", list(order_ids[start : start + MOST_CHOICES]))
        async for stored in table.all(among):
            yield stored.value


def _without_buyer(was: ImportedOrder, now: datetime, known: ImportedOrder | None) -> ImportedOrder:
    return forgetting_buyer(known or was, now)


class Privacy(Blocking[AsyncPrivacy]):
    """What is kept of buyers, and for how long; see `AsyncPrivacy`."""

    retention = blocking(AsyncPrivacy.retention)
    keep = blocking(AsyncPrivacy.keep)
    forget_due = blocking(AsyncPrivacy.forget_due)
    export = blocking(AsyncPrivacy.export)
    forget = blocking(AsyncPrivacy.forget)
    delete_account = blocking(AsyncPrivacy.delete_account)


async def keep_clean(context: Context) -> str:
    """Forget what is due, and an account that was disconnected for good; say in a line what that was."""
    privacy = AsyncPrivacy(context)
    account = await context.known_account()
    if account is None:
        return "nothing is kept"
    retention, now = await privacy.retention(), context.runtime.now()
    since = await gone_since(context, account)
    if since and now - since >= retention.grace:
        count = await privacy.delete_account(account.shop.id)
        logger.warning("The account of shop %s was deleted: disconnected.", account.shop.id)
        return f"{count} record(s) of the account deleted"
    forgotten = await privacy.forget_due()
    events = await _forget_events(context, retention)
    return f"{len(forgotten.orders)} buyer(s) and {events} webhook(s) forgotten"


async def _forget_events(context: Context, retention: Retention) -> int:
    """Delete webhooks that were handled long ago."""
    ledger, now = await Ledger.of(context), context.runtime.now()
    handled = Filter("state", "eq", EventState.DONE)
    old = Filter("received_at", "lt", (now - retention.events).isoformat())
    count = 0
    async for stored in ledger.events.all(handled, old):
        with suppress(Conflict):  # somebody lets it be handled again
            await ledger.events.delete(stored.value.key, stored.version)
            count += 1
    return count
