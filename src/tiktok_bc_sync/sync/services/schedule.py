"""The schedule: each job of an account done once an interval, by whichever process comes first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from attrs import evolve, frozen

from tiktok_bc_sync.errors import (
    Conflict,
    InvalidInput,
    NeedsReconnecting,
    StorageError,
    SyncError,
)
from tiktok_bc_sync.models import (
    JobName,
    JobOutcome,
    JobRun,
    JobState,
    Reason,
    Round,
)
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage import Lease, Stored
from tiktok_bc_sync.sync.engine.activities import reason_of
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import JobMark, Ledger
from tiktok_bc_sync.sync.services.jobs import (
    JOBS,
    Job,
    in_order,
    is_due,
    next_due,
    next_try,
    sooner,
    state_of,
)
from tiktok_bc_sync.sync.services.notices import tell

logger = logging.getLogger("tiktok_bc_sync.schedule")

# How soon a loop looks again where another process is at a job, or the account must be connected.
_SOON = timedelta(seconds=30)
_PAUSE = timedelta(seconds=60)
_SHORTEST = timedelta(seconds=1)


@frozen
class AsyncSchedule:
    """The account's jobs: orders, stock, webhooks, shipments, returns, statuses, token, buyers' data.

    Any number of processes may run them, from cron, in a loop or in workers: marks and leases in the
    storage see to it that each job is done once an interval. A worker that dies holds a job up for some
    minutes, and leaves nothing half done that the next one doesn't find.
    """

    context: Context

    async def run_due(self) -> Round:
        """Do what is due, one job after the other; a job that fails stops no other.

        After an outage the orders come first, then stock. While the account must be connected again,
        jobs wait, and nothing is lost. Raises `StorageError` where the storage can't be used, and what
        connecting raises for an account that never was connected.
        """
        ledger, now = await Ledger.of(self.context), self.context.runtime.now()
        marks = await self._marks(ledger)
        due = [job for job in in_order(marks) if is_due(marks[job.name], now)]
        runs = [run for job in due if (run := await self._one(ledger, job))]
        await tell(self.context, ledger)
        return Round(tuple(runs), await self._next(ledger, runs))

    async def run(self, name: JobName | str) -> JobRun:
        """Do one job now, due or not, unless another process is at it."""
        job = _job(name)
        run = await self._one(await Ledger.of(self.context), job, due_only=False)
        return run or JobRun(job.name, JobOutcome.BUSY)

    async def run_forever(self, told: Callable[[Round | SyncError], None] | None = None) -> None:
        """Do what is due, again and again, until it is interrupted or cancelled.

        ``told`` hears of each round with something in it, and of what hindered one. What is interrupted
        is gone on with by the next process.
        """
        while True:
            found = await self._round()
            if told and (isinstance(found, SyncError) or found.runs):
                told(found)
            now = self.context.runtime.now()
            wait = _PAUSE if isinstance(found, SyncError) else found.next_at - now
            await self.context.runtime.sleep(min(max(wait, _SHORTEST), _PAUSE).total_seconds())

    async def jobs(self) -> Sequence[JobState]:
        """Return all jobs, in the order in which they are done."""
        marks = await self._marks(await Ledger.of(self.context))
        return [state_of(marks[job.name]) for job in JOBS.values()]

    async def change(
        self, name: JobName | str, *, every: timedelta | None = None, off: bool | None = None
    ) -> JobState:
        """Do a job more or less often, or no longer (``off``), or again.

        Raises `InvalidInput` for an interval of less than ten seconds.
        """
        job = _job(name)
        if every is not None and every < timedelta(seconds=10):
            raise InvalidInput("A job is done every ten seconds at most.", field="every")

        def changed(old: JobMark | None) -> JobMark:
            mark = old or JobMark(job.name)
            if every is not None:
                mark = sooner(evolve(mark, every=int(every.total_seconds())))
            return evolve(mark, off=mark.off if off is None else off)

        ledger = await Ledger.of(self.context)
        return state_of((await ledger.jobs.update(job.name, changed)).value)

    # --- one job ---------------------------------------------------------------------

    async def _one(self, ledger: Ledger, job: Job, *, due_only: bool = True) -> JobRun | None:
        """Do a job in this process's turn; None where another one has just done it."""
        if not job.offline and (why := await self._paused()):
            return JobRun(job.name, JobOutcome.PAUSED, why)
        name = f"{ledger.partition}/jobs/{job.name}"
        lease = await self.context.storage.acquire(name, uuid4().hex, job.lease)
        if lease is None:
            return JobRun(job.name, JobOutcome.BUSY)
        try:
            begun = await self._begun(ledger, job, lease, due_only=due_only)
            return await self._worked(ledger, job, begun) if begun else None
        finally:  # interrupted, too: then the next process takes the job over at once
            with suppress(StorageError):
                await self.context.storage.release(lease)

    async def _begun(
        self, ledger: Ledger, job: Job, lease: Lease, *, due_only: bool
    ) -> JobMark | None:
        """Put this run's token on the job's mark; it stays due until it has ended."""
        now = self.context.runtime.now()
        stored: Stored[JobMark] | None = await ledger.jobs.get(job.name)
        mark = stored.value if stored else JobMark(job.name)
        if due_only and not is_due(mark, now):
            return None
        begun = evolve(mark, began_at=now, token=lease.token)
        try:
            return (await ledger.jobs.save(begun, stored.version if stored else None)).value
        except Conflict:
            return None

    async def _worked(self, ledger: Ledger, job: Job, begun: JobMark) -> JobRun:
        try:
            told = await job.work(self.context)
        except NeedsReconnecting as error:  # the job stays due
            return JobRun(job.name, JobOutcome.PAUSED, str(error))
        except Exception as error:
            reason = reason_of(error)
            logger.warning("The job %s failed: %s", job.name, reason.code)
            await self._ended(ledger, begun, reason)
            return JobRun(job.name, JobOutcome.FAILED, str(reason))
        await self._ended(ledger, begun, None)
        return JobRun(job.name, JobOutcome.DONE, told)

    async def _ended(self, ledger: Ledger, begun: JobMark, reason: Reason | None) -> None:
        """Note how a run went, unless it lasted so long that another worker has begun the next one."""
        now, began = self.context.runtime.now(), begun.began_at

        def ended(known: JobMark | None) -> JobMark:
            mark = known or begun
            if mark.token != begun.token:
                return mark
            if reason is None:
                due = next_due(mark, began or now, ledger.partition)
                return evolve(mark, due_at=due, ended_at=now, failures=0, reason=None)
            failed = evolve(mark, failures=mark.failures + 1, reason=reason)
            return evolve(failed, due_at=next_try(failed, now))

        if await ledger.jobs.get(begun.name):  # else the job has deleted all of the account
            await ledger.jobs.update(begun.name, ended)

    async def _paused(self) -> str:
        """Return why jobs that need the vendors must wait; empty where they need not."""
        account = await self.context.known_account()
        return account.notice if account and not account.status.works else ""

    # --- a round ---------------------------------------------------------------------

    async def _marks(self, ledger: Ledger) -> Mapping[JobName, JobMark]:
        known = await ledger.jobs.get_many(list(JOBS))
        return {name: known[name].value if name in known else JobMark(name) for name in JobName}

    async def _next(self, ledger: Ledger, runs: Sequence[JobRun]) -> datetime:
        now = self.context.runtime.now()
        waits = {one.name for one in runs if one.outcome in (JobOutcome.BUSY, JobOutcome.PAUSED)}
        marks = (await self._marks(ledger)).values()
        due = [mark.due_at or now for mark in marks if not mark.off and mark.name not in waits]
        return min([*due, now + (_SOON if waits else _PAUSE)])

    async def _round(self) -> Round | SyncError:
        try:
            return await self.run_due()
        except SyncError as error:
            logger.warning("Nothing could be done: %s", error.code)
            return error


class Schedule(Blocking[AsyncSchedule]):
    """The account's jobs; see `AsyncSchedule`."""

    run_due = blocking(AsyncSchedule.run_due)
    run = blocking(AsyncSchedule.run)
    run_forever = blocking(AsyncSchedule.run_forever)
    jobs = blocking(AsyncSchedule.jobs)
    change = blocking(AsyncSchedule.change)


def _job(name: JobName | str) -> Job:
    try:
        return JOBS[JobName(name)]
    except ValueError:
        raise InvalidInput(
            f"There is no job {name!r}.",
            field="name",
            what_to_do=f"Known are {', '.join(JobName)}.",
        ) from None
