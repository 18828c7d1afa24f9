"""A thousand merchants and a few worker processes, some of which are killed: what is done, and how often.

Celery's workers, real Redis and PostgreSQL; both marketplaces of all merchants are served by this process,
on the same cores. Leases end sixty times sooner than usual, as two minutes are too short for theirs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
import redis
from attrs import evolve, frozen
from tests.storage.databases import new_database, url_of
from tests.worker.crew import Crew, crew
from tests.worker.engines import ENGINES
from tests.worker.host import Settings
from tests.worker.street import Street, street, without_credentials

from benchmarks.measuring import Figure
from tiktok_bc_sync import SqlStorage

ACCOUNTS = 1000
WARMING, COUNTED = 10.0, 20.0
"""Seconds until a crew is at work, and those in which its rounds are counted."""
KILLING, KILL_EACH = 120.0, 5.0
"""For how many seconds workers are killed, and how often."""
INTERVAL = timedelta(minutes=2)

_BUSY = timedelta(seconds=10)
_SOON = INTERVAL * 0.9
_ORDER_EACH = 0.25
_PATIENCE = 240.0
_CELERY = ENGINES["Celery"]


@frozen
class _Host:
    """The merchants, and what their workers are told."""

    street: Street
    told: Settings
    folder: Path

    def crew(self, every: float) -> AbstractContextManager[Crew]:
        """Give workers that visit each account so often, in seconds; none has come yet."""
        env = evolve(self.told, every=every).env({**without_credentials(), **self.street.env})
        return crew(_CELERY.worker(self.told.queue), env, self.folder)

    def reads_orders_each(self, every: timedelta) -> None:
        """Have the merchants' orders read more or less often."""
        with closing(SqlStorage(self.told.database)) as storage:
            self.street.paces(storage, every)


def measure() -> Iterator[Figure]:
    """Measure where Redis and PostgreSQL answer."""
    queue = f"tbs_bench_{uuid4().hex[:8]}"
    try:
        with redis.Redis.from_url(url_of("Redis")) as broker:
            broker.ping()
            yield from _measured(queue)
            for key in broker.scan_iter(f"*{queue}*"):
                broker.delete(key)
    except (redis.ConnectionError, pytest.skip.Exception) as error:
        print(f"workers: left out, as a server does not answer: {error}", file=sys.stderr)


def _measured(queue: str) -> Iterator[Figure]:
    names = tuple(f"store{number}" for number in range(ACCOUNTS))
    with (
        new_database("PostgreSQL") as database,
        tempfile.TemporaryDirectory() as folder,
        street(names) as found,
    ):
        with closing(SqlStorage(database)) as storage:
            found.connect(storage, _BUSY)
        told = Settings(url_of("Redis"), queue, database, names, every=10, sweep=1)
        host = _Host(found, told, Path(folder))
        for workers in (1, 2, 3):
            yield _speed(host, workers)
        host.reads_orders_each(INTERVAL)
        yield from _killed(host)


def _speed(host: _Host, workers: int) -> Figure:
    """Count rounds while more is due than can be done."""
    with host.crew(every=10) as at_work:
        at_work.joins(_CELERY.clock)
        for _ in range(workers):
            at_work.joins()
        time.sleep(WARMING)
        before, begun = host.street.done, time.monotonic()
        time.sleep(COUNTED)
        done, seconds = host.street.done - before, time.monotonic() - begun
        at_work.stop()
    return Figure(f"{ACCOUNTS:,} accounts, {workers} worker(s)", done / seconds, "rounds a second")


def _killed(host: _Host) -> Iterator[Figure]:
    """Kill one of three workers again and again, while orders come, and look at what became of them."""
    found, chance = host.street, Random(1)
    found.rounds.clear()
    with host.crew(every=20) as at_work:
        at_work.joins(_CELERY.clock)
        trio = [at_work.joins() for _ in range(3)]
        begun = time.monotonic()
        while time.monotonic() - begun < KILLING:
            for _ in range(int(KILL_EACH / _ORDER_EACH)):
                found.orders_something(chance.choice(host.told.accounts))
                time.sleep(_ORDER_EACH)
            turn = chance.randrange(3)
            trio[turn] = at_work.killed(trio[turn])
        end = time.monotonic() + _PATIENCE
        while found.missing and time.monotonic() < end:
            time.sleep(1)
        at_work.stop()
    name = f"{ACCOUNTS:,} accounts, {at_work.kills} kills"
    gaps = [later - earlier for seen in found.rounds.values() for earlier, later in pairwise(seen)]
    yield Figure(name, sum(found.orders.values()), "orders came")
    yield Figure(name, len(found.missing), "merchants lacked an order at the end", most=0)
    yield Figure(name, len(found.doubled), "merchants had an order twice", most=0)
    yield Figure(name, ACCOUNTS - len(found.rounds), "accounts had no round", most=0)
    yield Figure(name, found.done, "rounds")
    yield Figure(
        name,
        found.sooner(_SOON),
        "rounds came too soon: begun anew after a kill",
        most=at_work.kills,
    )
    yield Figure(
        name, sorted(gaps)[int(len(gaps) * 0.99)], "s between rounds, in 99 % of the cases"
    )
    yield Figure(name, max(gaps), "s between rounds at most")
