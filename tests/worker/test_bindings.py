"""What each binding puts on a host's app: when sweeps come, and what the queue tries again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import procrastinate
import psycopg
import pytest
from attrs import define, field
from celery import Celery
from celery.schedules import crontab
from procrastinate.testing import InMemoryConnector

from tests.storage.databases import new_database
from tiktok_bc_sync import Connector, SyncError
from tiktok_bc_sync.errors import InvalidInput, NeedsReconnecting, StorageUnavailable
from tiktok_bc_sync.worker import Merchants, Timetable, with_celery, with_procrastinate

AWAY = StorageUnavailable("The storage is away.")
REFUSED = InvalidInput("There is no such account.")
UNCONNECTED = NeedsReconnecting("The merchant must connect again.")


@define
class Door:
    """Opens no merchant, and counts who knocked."""

    error: SyncError
    knocked: list[str] = field(factory=list)

    def __call__(self, account: str) -> Connector:
        self.knocked.append(account)
        raise self.error


def merchants(door: Door) -> Merchants:
    # No sweep finds anybody, should a minute begin while a worker is at work.
    return Merchants(accounts=lambda: (), connect=door)


# --- Celery --------------------------------------------------------------------------


@pytest.fixture
def celery() -> Iterator[Celery]:
    """A host's app that does its jobs at once, and waits for nothing."""
    app = Celery("host", broker="memory://", set_as_current=False)
    app.conf.task_always_eager = True
    yield app
    app.close()


@pytest.mark.parametrize(
    ("sweep", "schedule"),
    [
        (timedelta(seconds=15), 15.0),
        (timedelta(minutes=1), crontab(minute="*/1")),
        (timedelta(minutes=20), crontab(minute="*/20")),
        (timedelta(hours=1), crontab(minute="0")),
    ],
    ids=str,
)
def test_beat_has_a_sweep_and_keeps_what_the_host_put_there(
    celery: Celery, sweep: timedelta, schedule: object
) -> None:
    celery.conf.beat_schedule = {"theirs": {"task": "theirs", "schedule": 60.0}}
    with_celery.register(celery, merchants(Door(AWAY)), Timetable(timedelta(hours=1), sweep))
    assert celery.conf.beat_schedule.keys() == {"theirs", "tiktok_bc_sync.sweep"}
    assert celery.conf.beat_schedule["tiktok_bc_sync.sweep"]["schedule"] == schedule


@pytest.mark.parametrize(
    ("error", "times"), [(AWAY, 4), (REFUSED, 1), (UNCONNECTED, 1)], ids=lambda one: str(one)[:12]
)
def test_celery_tries_again_what_may_succeed_later_alone(
    celery: Celery, error: SyncError, times: int
) -> None:
    door = Door(error)
    jobs = with_celery.register(celery, merchants(door))
    jobs.run_due("store1")
    assert door.knocked == ["store1"] * times
    jobs.work_off("store1")
    assert door.knocked == ["store1"] * times * 2


def test_two_apps_of_one_process_keep_their_merchants_apart(celery: Celery) -> None:
    other = Celery("other", broker="memory://", set_as_current=False)
    other.conf.task_always_eager = True
    ours, theirs = Door(UNCONNECTED), Door(UNCONNECTED)
    jobs = with_celery.register(celery, merchants(ours))
    with_celery.register(other, merchants(theirs))
    jobs.run_due("store1")
    other.close()
    assert (ours.knocked, theirs.knocked) == (["store1"], [])


# --- Procrastinate -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"),
    [(AWAY, "todo"), (REFUSED, "failed"), (UNCONNECTED, "succeeded")],
    ids=lambda one: str(one)[:12],
)
def test_procrastinate_tries_again_what_may_succeed_later_alone(
    error: SyncError, status: str
) -> None:
    memory = InMemoryConnector()
    app = procrastinate.App(connector=memory)
    door = Door(error)
    jobs = with_procrastinate.register(app, merchants(door))
    with app.open():
        jobs.run_due("store1")
        app.run_worker(wait=False, install_signal_handlers=False)
        assert jobs.waiting() == {"tiktok-first": 0, "tiktok": int(status == "todo")}
    assert door.knocked == ["store1"]
    assert memory.jobs[1]["status"] == status


def test_one_job_an_account_waits_however_often_it_is_queued() -> None:
    app = procrastinate.App(connector=InMemoryConnector())
    jobs = with_procrastinate.register(app, merchants(Door(AWAY)))
    with app.open():
        for _ in range(3):
            jobs.run_due("store1")
            jobs.work_off("store1")
        jobs.run_due("store2")
        assert jobs.waiting() == {"tiktok-first": 1, "tiktok": 2}


def test_the_jobs_of_a_dead_worker_are_removed() -> None:
    with new_database("PostgreSQL") as url, psycopg.connect(url, autocommit=True) as look:
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
        jobs = with_procrastinate.register(app, merchants(Door(UNCONNECTED)))
        with app.open():
            app.schema_manager.apply_schema()
            jobs.run_due("store1")
            # As it is left when the worker's row is gone, half a minute after its last sign of life.
            look.execute("UPDATE procrastinate_jobs SET status = 'doing'")
            app.configure_task("tiktok_bc_sync.bury").defer(timestamp=0)
        app.run_worker(wait=False, install_signal_handlers=False, delete_jobs="always")
        assert look.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)


# --- without them --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("binding", "library", "extra"),
    [("with_celery", "celery", "worker"), ("with_procrastinate", "procrastinate", "procrastinate")],
)
def test_a_missing_library_is_told_with_the_extra_that_brings_it(
    binding: str, library: str, extra: str
) -> None:
    program = f"import sys; sys.modules[{library!r}] = None; import tiktok_bc_sync.worker.{binding}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert f"pip install 'tiktok-bc-sync[{extra}]'" in done.stderr
