"""The jobs on a host's Procrastinate app: queues in the host's own PostgreSQL, and no broker.

Start any number of workers, each with ``procrastinate -a host.app worker --delete-jobs successful -q
tiktok-first,tiktok``; one of them queues each sweep. A worker that gets SIGTERM ends the rounds it is at.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

from tiktok_bc_sync.errors import MissingExtra, SyncError
from tiktok_bc_sync.worker.merchants import Jobs, Merchants
from tiktok_bc_sync.worker.timetable import Timetable

if find_spec("procrastinate") is None:
    raise MissingExtra(
        "Workers with Procrastinate need Procrastinate.",
        what_to_do="Install it with: pip install 'tiktok-bc-sync[procrastinate]'.",
    )

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task

_MINUTE = timedelta(minutes=1)
_RUN_DUE, _WORK_OFF, _SWEEP = (f"tiktok_bc_sync.{one}" for one in ("run_due", "work_off", "sweep"))


class _Again(BaseRetryStrategy):
    """Tries again what could not begin and may later."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, SyncError):
            return None
        wait = self._timetable.wait(exception, job.attempts, str(job.task_kwargs.get("account")))
        return None if wait is None else RetryDecision(retry_in={"seconds": round(wait)})


def register(
    app: App, merchants: Merchants, timetable: Timetable | None = None, *, queue: str = "tiktok"
) -> Jobs:
    """Put the tasks and their times on a host's app; return what the host queues by hand.

    Accounts are queued in ``queue``, sweeps and webhooks in another with ``-first`` added. A queueing
    lock keeps one waiting job an account. Nothing locks the account itself: Procrastinate would keep a
    dead worker's lock, and the storage's leases end by themselves.
    """
    times, first = timetable or Timetable(), f"{queue}-first"
    again = _Again(times)

    @app.task(name=_RUN_DUE, queue=queue, retry=again)
    def run_due(account: str) -> str:
        return merchants.run_due(account)

    @app.task(name=_WORK_OFF, queue=first, retry=again)
    def work_off(account: str) -> str:
        return merchants.work_off(account)

    @app.periodic(cron=_cron(times.sweep))
    @app.task(name=_SWEEP, queue=first)
    def sweep(timestamp: int) -> None:
        for account in times.due(merchants.accounts(), datetime.fromtimestamp(timestamp, UTC)):
            _queue(run_due, account)

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="tiktok_bc_sync.bury", queue=first)
    async def bury(timestamp: int) -> None:  # noqa: ARG001 - the moment that it was queued for
        await _bury(app)

    return Jobs(
        lambda account: _queue(run_due, account),
        lambda account: _queue(work_off, account),
        lambda: _waiting(app, (first, queue)),
    )


def _queue(task: Task[[str], str, [str]], account: str) -> None:
    """Queue a job for an account, unless one waits already."""
    with suppress(AlreadyEnqueued):
        task.configure(queueing_lock=f"{task.name} {account}").defer(account=account)


async def _bury(app: App) -> None:
    """Remove the jobs of workers that died; their accounts have been visited again."""
    for name in (_RUN_DUE, _WORK_OFF, _SWEEP):
        for job in await app.job_manager.get_stalled_jobs(task_name=name):
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _cron(sweep: timedelta) -> str:
    if sweep < _MINUTE:
        return f"* * * * * */{int(sweep.total_seconds())}"
    minutes = sweep // _MINUTE
    return f"*/{minutes} * * * *" if minutes < 60 else "0 * * * *"


def _waiting(app: App, queues: tuple[str, ...]) -> Mapping[str, int]:
    found = {one["name"]: one["todo"] for one in app.job_manager.list_queues()}
    return {name: found.get(name, 0) for name in queues}
