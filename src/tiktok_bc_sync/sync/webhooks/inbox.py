"""The inbox: webhooks verified and stored before they are answered, and handed out to be handled once."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from uuid import uuid4

from attrs import evolve, field, frozen

from tiktok_bc_sync.clients.webhooks import BigCommerceWebhooks, Event, StoreEvent, TikTokWebhooks
from tiktok_bc_sync.errors import (
    Conflict,
    InvalidSignature,
    NotFound,
    StorageError,
    SyncError,
    UnexpectedAnswer,
)
from tiktok_bc_sync.mapping.events import tasks_of
from tiktok_bc_sync.models import (
    Deed,
    EventState,
    InboxEvent,
    Reason,
    Receipt,
    Received,
    Sender,
    Task,
)
from tiktok_bc_sync.storage import Filter, Lease
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import Ledger

logger = logging.getLogger("tiktok_bc_sync.webhooks")

# Longer than the vendors try again: what is older was kept back by somebody.
_OLDEST = {Sender.TIKTOK: timedelta(hours=73), Sender.BIGCOMMERCE: timedelta(hours=49)}
# Longer than reading one batch again may take with all its repeats.
_LEASE = timedelta(minutes=10)
# After so many failures in a row somebody should look; the waits between them add up to some four hours.
_ATTEMPTS = 8
# A vendor's bad hour counts no further: nothing is given up for it, nor waited for long after it.
_PATIENT = 4
_FIRST_WAIT = timedelta(minutes=2)
_LONGEST_WAIT = timedelta(hours=2)
# What a vendor did send, and somebody here must look after.
_OURS_TO_MEND = (Received.NOT_STORED, Received.UNKNOWN_ACCOUNT)
# The codes of errors that may be gone without anybody mending anything.
_PASSING = frozenset({"rate_limited", "unavailable", "conflict", "storage_unavailable"})


def store_secret(app_secret: str, store_hash: str) -> str:
    """Return what BigCommerce must send with its webhooks, for it signs none.

    It follows from TikTok's app secret, so that all processes know it and none must keep it.
    """
    told = f"bigcommerce webhooks of {store_hash}".encode()
    return hmac.new(app_secret.encode(), told, hashlib.sha256).hexdigest()


@frozen
class Doorman:
    """Tells what a vendor sent from what somebody else did, and what is too old to be true."""

    tiktok: TikTokWebhooks
    bigcommerce: BigCommerceWebhooks

    @classmethod
    def of(cls, app_key: str, app_secret: str, store_hash: str) -> Doorman:
        """Know the secrets of one account."""
        own = store_secret(app_secret, store_hash)
        return cls(
            TikTokWebhooks(app_key, (app_secret,), max_age=timedelta.max),
            BigCommerceWebhooks((own,), max_age=timedelta.max),
        )

    def read(
        self, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> tuple[Sender, Event] | Receipt:
        """Return the event in a request and who sent it, or why there is none.

        Only BigCommerce sends the header that we gave it.
        """
        names = {name.lower() for name in headers}
        ours = self.bigcommerce.header.lower() in names
        reader = self.bigcommerce if ours else self.tiktok
        try:
            event = reader.read(headers, body, now=now)
        except InvalidSignature as error:
            return Receipt(Received.FORGED, why=str(error))
        except UnexpectedAnswer as error:
            large = len(body) > reader.max_size
            return Receipt(Received.TOO_LARGE if large else Received.UNREADABLE, why=str(error))
        sender = Sender.BIGCOMMERCE if ours else Sender.TIKTOK
        if now - event.sent_at > _OLDEST[sender]:
            return Receipt(Received.TOO_OLD, why="It is older than the vendors' repeats.")
        return sender, event


async def keep(ledger: Ledger, sender: Sender, event: Event, now: datetime) -> Receipt:
    """Store an event in an account's inbox, unless it is there already."""
    kept = _kept(sender, event, now)
    try:
        await ledger.events.save(kept, None)
    except Conflict:
        return Receipt(Received.REPEATED, kept.key)
    return Receipt(Received.STORED, kept.key)


@frozen
class Inbox:
    """The webhooks of one account.

    ``owner`` names one round through the inbox: two of the same process are two.
    """

    context: Context
    owner: str = field(factory=lambda: uuid4().hex)

    # --- receiving -------------------------------------------------------------------

    async def receive(self, headers: Mapping[str, str], body: bytes) -> Receipt:
        """Store what a vendor sent, unless it is known already."""
        context, now = self.context, self.context.runtime.now()
        shop = context.shop
        doorman = Doorman.of(shop.app_key, shop.app_secret, context.store_hash)
        read = doorman.read(headers, body, now)
        if isinstance(read, Receipt):
            return refused(read)
        sender, event = read
        try:
            ledger = await Ledger.of(context)
            if self._is_ours(event, ledger):
                return await keep(ledger, sender, event, now)
        except SyncError as error:  # the storage's, or the first connection's
            return refused(Receipt(Received.NOT_STORED, why=str(error)))
        return refused(Receipt(Received.ANOTHER_ACCOUNT, why="It is about another account."))

    def _is_ours(self, event: Event, ledger: Ledger) -> bool:
        """Whether an event is about this account; one that names no shop is about the seller."""
        if isinstance(event, StoreEvent):
            return event.store_hash == self.context.store_hash
        shop_id = getattr(event, "shop_id", "")
        return not shop_id or ledger.partition == f"{self.context.store_hash}/{shop_id}"

    # --- handing out -----------------------------------------------------------------

    async def due(self, most: int) -> Sequence[InboxEvent]:
        """Return events that wait, the longest due first."""
        ledger, now = await Ledger.of(self.context), self.context.runtime.now()
        waiting = Filter("state", "eq", EventState.WAITING)
        past = Filter("due_at", "le", now.isoformat())
        page, _ = await ledger.events.find(waiting, past, order_by="due_at", limit=most)
        return [stored.value for stored in page]

    @asynccontextmanager
    async def claimed(self, tasks: Iterable[Task]) -> AsyncGenerator[Sequence[Task]]:
        """Take tasks that nobody else is at, for as long as the block runs."""
        ledger = await Ledger.of(self.context)
        leases: dict[Task, Lease] = {}
        try:
            for task in tasks:
                name = f"{ledger.partition}/webhooks/{task}"
                if lease := await self.context.storage.acquire(name, self.owner, _LEASE):
                    leases[task] = lease
            yield tuple(leases)
        finally:
            for lease in leases.values():
                with suppress(StorageError):  # it ends by itself
                    await self.context.storage.release(lease)

    async def still_left(self, tasks: Sequence[Task], keys: Iterable[str]) -> Sequence[Task]:
        """Return those of the tasks that another worker has not done meanwhile."""
        events = await (await Ledger.of(self.context)).events.get_many(list(keys))
        left = {task for one in events.values() for task in _waiting(one.value)}
        return [task for task in tasks if task in left]

    async def settle(self, key: str, done: Mapping[Task, str | Reason]) -> InboxEvent:
        """Note what was done about an event's entities, or why it could not be, and return it.

        What was done already stays as it is noted.
        """
        ledger, now = await Ledger.of(self.context), self.context.runtime.now()
        stored = await ledger.events.update(key, lambda known: _after(_known(known), done, now))
        return stored.value

    async def replay(self, task: Task) -> int:
        """Let everything that was received about an entity be handled again, and return how much it is."""
        ledger, now = await Ledger.of(self.context), self.context.runtime.now()
        keys = [event.key async for event in self.about(task)]
        for key in keys:
            await ledger.events.update(key, lambda known: _again(known, now))
        return len(keys)

    async def about(self, task: Task) -> AsyncIterator[InboxEvent]:
        """Yield what was received about an entity, the oldest first."""
        ledger = await Ledger.of(self.context)
        where = Filter("tasks", "contains", f"\n{task}\n")
        async for stored in ledger.events.all(where, order_by="received_at"):
            if task in stored.value.tasks:  # the search makes no difference between cases
                yield stored.value


def refused(receipt: Receipt) -> Receipt:
    """Log why a webhook was not stored, and return its receipt."""
    # Whoever sends forged ones should not fill a host's log.
    level = logging.WARNING if receipt.outcome in _OURS_TO_MEND else logging.INFO
    logger.log(level, "A webhook was not stored: %s. %s", receipt.outcome, receipt.why)
    return receipt


def _kept(sender: Sender, event: Event, now: datetime) -> InboxEvent:
    tasks = tasks_of(sender, [(one.kind, one.id) for one in event.entities])
    return InboxEvent(
        sender=sender,
        id=event.id,
        kind=event.kind,
        sent_at=event.sent_at,
        received_at=now,
        body=event.raw.decode(),
        tasks=tasks,
        left=tasks,
        due_at=now,
        # What needs nothing is kept too: somebody may ask what the vendor sent.
        state=EventState.WAITING if tasks else EventState.DONE,
    )


def _known(event: InboxEvent | None) -> InboxEvent:
    if event is None:
        raise NotFound("The webhook's record was deleted while it was handled.")
    return event


def _again(event: InboxEvent | None, now: datetime) -> InboxEvent:
    known = _known(event)
    waits = EventState.WAITING if known.tasks else EventState.DONE
    return evolve(known, state=waits, left=known.tasks, due_at=now, attempts=0)


def _waiting(event: InboxEvent) -> Sequence[Task]:
    return event.left if event.state is EventState.WAITING else ()


def _after(event: InboxEvent, done: Mapping[Task, str | Reason], now: datetime) -> InboxEvent:
    """Return an event after some of its entities were read again, or could not be."""
    mine = [(task, done[task]) for task in _waiting(event) if task in done]
    deeds = tuple(Deed(task, what, now) for task, what in mine if isinstance(what, str))
    reasons = [what for _, what in mine if isinstance(what, Reason)]
    left = tuple(task for task in event.left if task not in {deed.task for deed in deeds})
    event = evolve(event, deeds=(*event.deeds, *deeds), left=left)
    if reasons:
        return _failed(event, reasons[0], now)
    return event if left or not mine else evolve(event, state=EventState.DONE, reason=None)


def _failed(event: InboxEvent, reason: Reason, now: datetime) -> InboxEvent:
    attempts = event.attempts + 1
    if reason.code in _PASSING:
        attempts = min(attempts, _PATIENT)
    over = attempts >= _ATTEMPTS
    wait = min(_FIRST_WAIT * (1 << (attempts - 1)), _LONGEST_WAIT)
    return evolve(
        event,
        attempts=attempts,
        reason=reason,
        due_at=now + wait,
        state=EventState.FAILED if over else EventState.WAITING,
    )
