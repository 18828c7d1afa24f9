"""Health: what is behind, failing or about to expire, found in the storage and asked of the vendors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from attrs import frozen

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting, StorageError, VendorError
from tiktok_bc_sync.mapping import concerns
from tiktok_bc_sync.models import (
    Account,
    Concern,
    EventState,
    Health,
    ImportState,
    ListingStatus,
    Notice,
    NoticeKind,
    Severity,
    StoreCancelState,
)
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Filter, Table
from tiktok_bc_sync.sync.access.scopes import refused_scopes
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger
from tiktok_bc_sync.sync.services.erasing import gone_since
from tiktok_bc_sync.sync.services.privacy import AsyncPrivacy
from tiktok_bc_sync.sync.services.schedule import AsyncSchedule
from tiktok_bc_sync.sync.webhooks.hooks import Registrar

T = TypeVar("T")
_EXAMPLES = 5
_WAITING = Filter("waiting", "eq", value=True)
# Long enough to look into it, and to ask the buyer.
_SOON = timedelta(days=1)


@frozen
class _Time:
    """What BigCommerce says the time is, in Unix seconds."""

    time: int


_TIME = Endpoint("getSystemTimestamp", "GET", "/v2/time", _Time)


@frozen
class AsyncHealth:
    """How the account is, and who is told of what goes wrong."""

    context: Context

    async def check(self, *, ask: bool = True) -> Health:
        """Look at everything and return what is wrong, the errors first, each with what to do.

        With ``ask`` the vendors are asked too: for the token's scopes, the time and the webhooks. Nothing is
        raised for what doesn't work, not even the storage.
        """
        now = self.context.runtime.now()
        try:
            found = [one async for one in self._all(now, ask=ask)]
        except StorageError as error:
            found = [concerns.storage_down(str(error))]
        found.sort(key=lambda one: one.severity is not Severity.ERROR)
        return Health(now, tuple(found))

    async def listen(self, listener: Callable[[Notice], None], *kinds: NoticeKind) -> None:
        """Have something called at the end of a schedule's round for what happened: all kinds, or some.

        Each thing is told once, whichever process notices it, until it is mended and comes again. Whoever
        raises is told again.
        """

        def hears(notice: Notice) -> None:
            if not kinds or notice.kind in kinds:
                listener(notice)

        self.context.listeners.append(hears)

    # --- what is stored --------------------------------------------------------------

    async def _all(self, now: datetime, *, ask: bool) -> AsyncIterator[Concern]:
        account = await self._account(ask=ask)
        if isinstance(account, Concern):
            yield account
            return
        async for concern in self._stored(account, now):
            yield concern
        if ask and account.status.works:
            async for concern in self._asked():
                yield concern

    async def _account(self, *, ask: bool) -> Account | Concern:
        """Return the account; one that never was connected is, unless something hinders it."""
        known = await self.context.known_account()
        if known or not ask:
            return known or concerns.never_connected()
        try:
            return await self.context.connect()
        except (VendorError, InvalidInput) as error:
            return concerns.never_connected(error.message, error.what_to_do)

    async def _stored(self, account: Account, now: datetime) -> AsyncIterator[Concern]:
        for one in concerns.of_connection(account, await self._deleted_at(account)):
            yield one
        if account.status.works:  # else the jobs wait, and that is told already
            for one in concerns.of_jobs(await AsyncSchedule(self.context).jobs(), now):
                yield one
        for code, found in (await self._counts(now)).items():
            for one in concerns.counted(code, *found):
                yield one

    async def _deleted_at(self, account: Account) -> datetime | None:
        since = await gone_since(self.context, account)
        return since and since + (await AsyncPrivacy(self.context).retention()).grace

    async def _counts(self, now: datetime) -> Mapping[str, tuple[int, Sequence[str]]]:
        """Count what is wrong, with a few ids of each."""
        tables, events = await self.context.tables(), (await Ledger.of(self.context)).events
        soon = (_WAITING, Filter("respond_by", "le", (now + _SOON).isoformat()))
        late = Filter("received_at", "lt", (now - concerns.BACKLOG).isoformat())
        returns = await _counted(tables.returns, *soon)
        cancellations = await _counted(tables.cancellations, *soon)
        return {
            "orders_failed": await _counted(tables.orders, _state(ImportState.FAILED)),
            "shipments_waiting": await _counted(tables.fulfilments, _WAITING),
            "cancellations_failed": await _counted(
                tables.store_cancels, _state(StoreCancelState.FAILED)
            ),
            "answers_due": (returns[0] + cancellations[0], [*returns[1], *cancellations[1]]),
            "listings_rejected": await _counted(
                tables.listings, Filter("status", "eq", ListingStatus.FAILED)
            ),
            "webhooks_waiting": await _counted(events, _state(EventState.WAITING), late),
            "webhooks_failed": await _counted(events, _state(EventState.FAILED)),
        }

    # --- what the vendors say --------------------------------------------------------

    async def _asked(self) -> AsyncIterator[Concern]:
        """Ask both vendors; one that can't be reached says nothing of the other, and is told once."""
        failed: set[str] = set()
        for ask in (self._store, self._shop, self._hooks):
            try:
                found = await ask()
            except VendorError as error:
                found = [] if error.vendor in failed else [_hindered(error)]
                failed.add(error.vendor)
            for one in found:
                yield one

    async def _store(self) -> list[Concern]:
        told = await self.context.store.call(_TIME)
        theirs = datetime.fromtimestamp(told.time, UTC)
        lacking = await refused_scopes(self.context.store)
        return [
            *concerns.of_clock(self.context.runtime.now(), theirs),
            *concerns.of_scopes(lacking),
        ]

    async def _shop(self) -> list[Concern]:
        await self.context.shop.shops()
        return []

    async def _hooks(self) -> list[Concern]:
        return list(concerns.of_hooks(await Registrar(self.context).check()))


class HealthChecks(Blocking[AsyncHealth]):
    """How the account is, and who is told of what goes wrong; see `AsyncHealth`."""

    check = blocking(AsyncHealth.check)
    listen = blocking(AsyncHealth.listen)


def _hindered(error: VendorError) -> Concern:
    if isinstance(error, NeedsReconnecting):
        return Concern("needs_reconnecting", Severity.ERROR, error.message, error.what_to_do)
    return concerns.vendor_down(error.vendor, error.message)


def _state(state: str) -> Filter:
    return Filter("state", "eq", state)


async def _counted(table: Table[T], *where: Filter) -> tuple[int, Sequence[str]]:
    """Return how many there are, with the ids of a few."""
    count = (await table.count(*where)).get(None, 0)
    few, _ = await table.find(*where, limit=_EXAMPLES) if count else ([], None)
    return count, [table.kind.key(stored.value) for stored in few]
