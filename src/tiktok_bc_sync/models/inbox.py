"""What the marketplaces tell by webhook: how it was received, what it is about, what was done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from attrs import field, frozen

from tiktok_bc_sync.models.listing import Reason


class Sender(StrEnum):
    """Who sends webhooks."""

    TIKTOK = "tiktok"
    BIGCOMMERCE = "bigcommerce"


class Received(StrEnum):
    """What became of a request that came to a webhook's address."""

    STORED = "stored"
    REPEATED = "repeated"
    FORGED = "forged"
    TOO_OLD = "too old"
    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"
    ANOTHER_ACCOUNT = "another account"
    UNKNOWN_ACCOUNT = "unknown account"
    NOT_STORED = "not stored"


# What sending it again can't mend is taken: a vendor that is refused too often stops telling anything.
_STATUS: Mapping[Received, int] = MappingProxyType(
    {Received.FORGED: 401, Received.TOO_LARGE: 413, Received.NOT_STORED: 503}
)


@frozen
class Recipient:
    """One of the accounts that a host has, by its store and its TikTok shop."""

    store_hash: str
    shop_id: str


@frozen
class Receipt:
    """The answer to one webhook.

    ``event_id`` is the key of what was stored, or was stored before; ``why`` says in a sentence why
    nothing was. ``recipients`` are the accounts whose inbox has it, where many share an address:
    usually one, none where nothing was stored.
    """

    outcome: Received
    event_id: str = ""
    why: str = ""
    recipients: tuple[Recipient, ...] = ()

    @property
    def status(self) -> int:
        """The HTTP status to answer with; the vendor sends again what is not answered with 2xx."""
        return _STATUS.get(self.outcome, 200)


class EventState(StrEnum):
    """How far an event is. Failed: it was tried often enough, and waits for somebody to replay it."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Subject(StrEnum):
    """What is read again because of an event, the most urgent first.

    ``ORDER``, ``CANCELLATIONS`` and ``RETURNS`` are of a TikTok order, ``STORE_ORDER`` is BigCommerce's;
    ``PRODUCT`` is BigCommerce's, ``LISTING`` TikTok's. ``SHOP`` and ``STORE`` are the two connections.
    """

    SHOP = "shop"
    STORE = "store"
    ORDER = "order"
    CANCELLATIONS = "cancellations"
    STORE_ORDER = "store order"
    PRODUCT = "product"
    RETURNS = "returns"
    LISTING = "listing"


@frozen(order=True)
class Task:
    """One entity that must be read again: the same for all events that are about it."""

    subject: Subject
    id: str

    def __str__(self) -> str:
        """As it is written in the storage and told to people: ``order 577217057521437446``."""
        return f"{self.subject} {self.id}"


@frozen
class Deed:
    """What was done about one entity of an event, and when."""

    task: Task
    what: str
    at: datetime


@frozen
class InboxEvent:
    """A webhook that was received.

    ``kind`` is the vendor's word, ``body`` what it sent. ``tasks`` are the entities it is about, ``left``
    those that still must be read again, at ``due_at``; ``deeds`` are what was done. ``attempts`` counts
    the failed ones since it was received or replayed, ``reason`` is that of the last.
    """

    sender: Sender
    id: str
    kind: str
    sent_at: datetime
    received_at: datetime
    body: str = field(repr=False)
    tasks: tuple[Task, ...]
    left: tuple[Task, ...]
    due_at: datetime
    state: EventState = EventState.WAITING
    attempts: int = 0
    deeds: tuple[Deed, ...] = ()
    reason: Reason | None = None

    @property
    def key(self) -> str:
        """What it is stored under: the vendor's own id, which is the same each time it is sent."""
        return f"{self.sender}:{self.id}"


@frozen
class WorkedOff:
    """What a round through the inbox did, counted in events.

    ``put_off`` are to be tried again later, ``failed`` no more by themselves; ``left`` wait now: others
    are at them, or the round ended before their turn. ``why`` says what cut the round short.
    """

    done: int = 0
    put_off: int = 0
    failed: int = 0
    left: int = 0
    why: str = ""

    def __str__(self) -> str:
        """One line, as in ``12 done, 1 put off``."""
        parts = (
            (self.done, "done"),
            (self.put_off, "put off"),
            (self.failed, "failed"),
            (self.left, "left"),
        )
        told = ", ".join(f"{count} {word}" for count, word in parts if count)
        return f"{told or 'nothing to do'}{f': {self.why}' if self.why else ''}"


class HookState(StrEnum):
    """How one kind of event reaches us."""

    FINE = "fine"
    MISSING = "missing"
    ELSEWHERE = "sent elsewhere"
    OFF = "switched off"
    OLD_SECRET = "registered with an older secret"  # noqa: S105 - a state, no secret


@frozen
class Hook:
    """One kind of event that a connector needs, and whether the vendor sends it.

    ``address`` is where it goes now; ``id`` is the vendor's, where it has one.
    """

    sender: Sender
    event: str
    state: HookState
    address: str = ""
    id: str = ""
