"""A host application as its worker processes import it: told by the environment where everything is."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from attrs import frozen

from tests.worker.street import credentials
from tiktok_bc_sync import Connector, SqlStorage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.worker import Merchants, Timetable

# A killed worker's leases last minutes; in a test they end so many times sooner.
HASTE = 60
_BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def hasty() -> datetime:
    """Return the time of a clock, the same in all processes, on which leases end sooner."""
    return _BEGUN + (datetime.now(UTC) - _BEGUN) * HASTE


@frozen
class Settings:
    """What the test tells a worker process; Procrastinate's queues are in the database."""

    broker: str
    queue: str
    database: str
    accounts: tuple[str, ...]
    every: float
    sweep: float
    patient: bool = False

    def env(self, more: Mapping[str, str]) -> Mapping[str, str]:
        """Return the environment of a worker process."""
        fields = {name: getattr(self, name) for name in self.__annotations__}
        return {**more, "WORKER_SETTINGS": json.dumps(fields)}


def settings() -> Settings:
    """Return what the test told."""
    told = json.loads(os.environ["WORKER_SETTINGS"])
    return Settings(**{**told, "accounts": tuple(told["accounts"])})


def timetable(told: Settings) -> Timetable:
    """Return how often each account is visited."""
    return Timetable(timedelta(seconds=told.every), timedelta(seconds=told.sweep))


@cache
def storage() -> SqlStorage:
    """Return this process's storage."""
    told = settings()
    return SqlStorage(told.database) if told.patient else SqlStorage(told.database, clock=hasty)


@cache
def network() -> BlockingTransport:
    """Return this process's connections to the marketplaces."""
    return BlockingTransport()


def connect(name: str) -> Connector:
    """Open one merchant."""
    return Connector.for_account(
        credentials(os.environ, os.environ["STREET"], name),
        storage=storage(),
        store_hash=name,
        transport=network(),
        claim=timedelta(seconds=10),
    )


def merchants(told: Settings) -> Merchants:
    """Return the merchants that the test told."""
    return Merchants(accounts=lambda: told.accounts, connect=connect)
