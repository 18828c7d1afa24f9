"""Worker processes on real queues and a real database: each account once an interval, whoever dies."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from itertools import count

import pytest

from tests.worker.conftest import ACCOUNTS, INTERVAL
from tests.worker.crew import Crew, until
from tests.worker.engines import Engine
from tests.worker.host import Settings, hasty
from tests.worker.street import Street, credentials
from tiktok_bc_sync import Connector, SqlStorage
from tiktok_bc_sync.models import JobOutcome
from tiktok_bc_sync.sandbox import Fault
from tiktok_bc_sync.worker import Jobs

# A job is done up to a tenth of its interval sooner.
SOONEST = INTERVAL * 0.9
KILLS = 4


@pytest.mark.parametrize(("accounts", "every"), [(ACCOUNTS, 4)], ids=["24 accounts"])
def test_each_account_is_done_once_an_interval_though_a_worker_is_killed_now_and_then(
    engine: Engine, merchants: Street, workers: Crew
) -> None:
    for name in ACCOUNTS:
        merchants.orders_something(name)
    if engine.clock:
        workers.joins(engine.clock)
    at_work = [workers.joins() for _ in range(3)]
    turns = count()

    def all_done_twice() -> bool:
        if workers.kills < KILLS and merchants.done > 12 * (workers.kills + 1):
            turn = next(turns) % 3
            at_work[turn] = workers.killed(at_work[turn])
        late = [name for name in ACCOUNTS if len(merchants.rounds[name]) < 2]
        return workers.kills == KILLS and not merchants.missing and not late

    until(all_done_twice, merchants.news, workers)
    workers.stop()
    assert workers.kills == KILLS
    assert merchants.doubled == []
    # What a killed worker had begun is begun again; all else keeps its interval.
    assert merchants.sooner(SOONEST) <= workers.kills


def test_a_worker_that_is_told_to_stop_ends_the_round_that_it_is_at(
    merchants: Street, workers: Crew, jobs: Jobs, told: Settings
) -> None:
    name = "store0"
    merchants.orders_something(name)
    merchants.sandboxes[name].faults.add(Fault("slow", seconds=2), "*/orders/search")
    jobs.run_due(name)
    workers.joins()
    until(lambda: merchants.done == 1, merchants.news, workers)
    assert workers.stop() == [0]
    assert merchants.missing == []
    with opened(merchants, told, name) as connector:
        assert connector.schedule.run("orders").outcome is JobOutcome.DONE


def test_webhooks_are_worked_off_as_a_job_as_soon_as_they_came(
    merchants: Street, workers: Crew, jobs: Jobs, told: Settings
) -> None:
    name = "store1"
    with opened(merchants, told, name) as connector:
        connector.webhooks.register(tiktok="https://host.test/hooks/store1")
        connector.schedule.change("orders", off=True)

        def view(_: str, headers: Mapping[str, str], body: bytes) -> int:
            receipt = connector.webhooks.receive(headers, body)
            jobs.work_off(name)
            return receipt.status

        merchants.orders_something(name)
        merchants.sandboxes[name].deliver(view)
    assert jobs.waiting()[f"{told.queue}-first"] > 0
    workers.joins()
    until(lambda: not merchants.missing, merchants.news, workers)
    workers.stop()
    assert merchants.doubled == []
    assert merchants.done == 0


def test_what_waits_is_counted_by_queue(jobs: Jobs, told: Settings) -> None:
    first = f"{told.queue}-first"
    assert jobs.waiting() == {first: 0, told.queue: 0}
    jobs.run_due("store0")
    jobs.run_due("store1")
    jobs.work_off("store2")
    assert jobs.waiting() == {first: 1, told.queue: 2}


def test_a_merchant_who_must_reconnect_holds_nobody_up(
    merchants: Street, workers: Crew, jobs: Jobs
) -> None:
    merchants.orders_something("store2")
    jobs.run_due("nobody")
    jobs.run_due("store2")
    workers.joins()
    until(lambda: not merchants.missing, merchants.news, workers)
    assert workers.stop() == [0]


@contextmanager
def opened(merchants: Street, told: Settings, name: str) -> Generator[Connector]:
    """Open a merchant as the host's web process does."""
    app = credentials(merchants.env, merchants.url, name)
    with (
        closing(SqlStorage(told.database, clock=hasty)) as storage,
        Connector.for_account(app, storage=storage, store_hash=name) as connector,
    ):
        yield connector
