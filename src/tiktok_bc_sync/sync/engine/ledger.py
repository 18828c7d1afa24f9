"""How webhooks, jobs and what hosts were told are kept: in the partition of one shop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import frozen

from tiktok_bc_sync.models import InboxEvent, JobName, NoticeKind, Reason, Retention
from tiktok_bc_sync.storage import AsyncStorage, IndexValue, Kind, Table
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import CURRENT
from tiktok_bc_sync.sync.records.indexing import lines


@frozen
class SavedHooks:
    """Where a host wants its webhooks; empty: nowhere.

    ``secret`` is a digest of the one that BigCommerce's hooks were registered with.
    """

    tiktok: str = ""
    bigcommerce: str = ""
    secret: str = ""


@frozen
class JobMark:
    """How far a job is; ``token`` is the lease's of who began it last, ``every`` is in seconds.

    Only the holder of the newest token may say how it went.
    """

    name: JobName
    due_at: datetime | None = None
    every: int | None = None
    off: bool = False
    began_at: datetime | None = None
    ended_at: datetime | None = None
    failures: int = 0
    reason: Reason | None = None
    token: int = 0


@frozen
class Told:
    """A notice that the host was given; it is not given again while its cause lasts."""

    kind: NoticeKind
    entity_id: str
    at: datetime

    @property
    def key(self) -> str:
        """What it is stored under."""
        return f"{self.kind}:{self.entity_id}"


@frozen
class SavedRetention:
    """How many days data is kept; see `Retention`."""

    buyers: int
    grace: int
    events: int

    @property
    def value(self) -> Retention:
        """As the domain has it."""
        return Retention(*(timedelta(days=one) for one in (self.buyers, self.grace, self.events)))


def _event_index(event: InboxEvent) -> Mapping[str, IndexValue]:
    return {
        "state": event.state,
        "due_at": event.due_at.isoformat(),
        "received_at": event.received_at.isoformat(),
        "tasks": lines(map(str, event.tasks)) or None,
    }


def _nothing(_: object) -> Mapping[str, IndexValue]:
    return {}


def _current(_: object) -> str:
    return CURRENT


EVENT = Kind("webhook", InboxEvent, key=lambda event: event.key, index=_event_index)
HOOKS = Kind("hooks", SavedHooks, key=_current, index=_nothing)
JOB = Kind("job", JobMark, key=lambda mark: mark.name, index=_nothing)
TOLD = Kind("told", Told, key=lambda told: told.key, index=_nothing)
RETENTION = Kind("retention", SavedRetention, key=_current, index=_nothing)


@frozen
class Ledger:
    """The tables of one shop; ``partition`` is the storage account that they lie in."""

    partition: str
    events: Table[InboxEvent]
    hooks: Table[SavedHooks]
    jobs: Table[JobMark]
    told: Table[Told]
    retention: Table[SavedRetention]

    @classmethod
    async def of(cls, context: Context) -> Ledger:
        """Open the tables without asking a vendor, unless nobody ever said which shop is meant.

        Raises what connecting raises.
        """
        shop_id = await context.keys.shop_id()
        if not shop_id:
            known = await context.known_account()
            shop_id = (known or await context.connect()).shop.id
        return cls.at(context.storage, f"{context.store_hash}/{shop_id}")

    @classmethod
    def at(cls, storage: AsyncStorage, partition: str) -> Ledger:
        """Open the tables of a partition."""
        return cls(
            partition,
            Table(storage, partition, EVENT),
            Table(storage, partition, HOOKS),
            Table(storage, partition, JOB),
            Table(storage, partition, TOLD),
            Table(storage, partition, RETENTION),
        )
