"""The jobs on a host's Celery app, whatever its broker: Redis, RabbitMQ or another.

Start beat once, and any number of workers that take both queues:
``celery -A host worker -Q tiktok-first,tiktok``. A worker that gets SIGTERM ends the round that it is at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import Protocol, cast

from tiktok_bc_sync.errors import MissingExtra, SyncError
from tiktok_bc_sync.worker.merchants import Jobs, Merchants
from tiktok_bc_sync.worker.timetable import Timetable

if find_spec("celery") is None:
    raise MissingExtra(
        "Workers with Celery need Celery.",
        what_to_do="Install it with: pip install 'tiktok-bc-sync[worker]'.",
    )

from celery import Celery, Task
from celery.schedules import crontab

_MINUTE = timedelta(minutes=1)


class _Declared(Protocol):
    message_count: int


class _Channel(Protocol):
    """What the channel of any broker can do, and the type stubs leave out."""

    def queue_declare(self, queue: str, *, passive: bool) -> _Declared: ...


def register(
    app: Celery, merchants: Merchants, timetable: Timetable | None = None, *, queue: str = "tiktok"
) -> Jobs:
    """Put the tasks and beat's entry on a host's app; return what the host queues by hand.

    Accounts are queued in ``queue``; sweeps and webhooks, which are short, in another with ``-first``
    added. A job that nobody began by the account's next one is dropped, so that a backlog never grows
    beyond one job an account. Results are not kept.
    """
    times, first = timetable or Timetable(), f"{queue}-first"
    lives = times.every.total_seconds()

    @app.task(name="tiktok_bc_sync.run_due", bind=True, ignore_result=True, shared=False)
    def run_due(task: Task[[str], str], account: str) -> str:
        return _tried(task, times, account, merchants.run_due)

    @app.task(name="tiktok_bc_sync.work_off", bind=True, ignore_result=True, shared=False)
    def work_off(task: Task[[str], str], account: str) -> str:
        return _tried(task, times, account, merchants.work_off)

    @app.task(name="tiktok_bc_sync.sweep", ignore_result=True, shared=False)
    def sweep() -> int:
        queued = 0
        with app.producer_pool.acquire(block=True) as producer:
            for account in times.due(merchants.accounts(), datetime.now(UTC)):
                run_due.apply_async((account,), queue=queue, expires=lives, producer=producer)
                queued += 1
        return queued

    app.add_periodic_task(
        _each(times.sweep),
        sweep.s(),
        name="tiktok_bc_sync.sweep",
        queue=first,
        expires=times.sweep.total_seconds(),
    )

    def queue_round(account: str) -> None:
        run_due.apply_async((account,), queue=queue, expires=lives)

    def queue_webhooks(account: str) -> None:
        work_off.apply_async((account,), queue=first, expires=lives)

    return Jobs(queue_round, queue_webhooks, lambda: dict(_waiting(app, (first, queue))))


def _tried(
    task: Task[[str], str], timetable: Timetable, account: str, work: Callable[[str], str]
) -> str:
    """Work, and have Celery try again what could not begin and may later."""
    try:
        return work(account)
    except SyncError as error:
        tried = task.request.retries
        wait = timetable.wait(error, tried, account)
        if wait is None:
            raise
        raise task.retry(exc=error, countdown=wait, max_retries=timetable.retries) from error


def _each(sweep: timedelta) -> crontab | float:
    """Return beat's schedule: by the clock's minutes, which don't drift, where it has whole ones."""
    if sweep < _MINUTE:
        return sweep.total_seconds()
    minutes = sweep // _MINUTE
    return crontab(minute=f"*/{minutes}" if minutes < 60 else "0")


def _waiting(app: Celery, queues: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    with app.connection_for_read() as connection:
        for name in queues:
            count = 0
            # A broker may know no queue that is empty.
            with suppress(*connection.channel_errors), connection.channel() as channel:
                count = cast("_Channel", channel).queue_declare(name, passive=True).message_count
            yield name, count
