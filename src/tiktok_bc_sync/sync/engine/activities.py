"""Activities: long jobs that say how far they are, what failed and why."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Cancelled, NotFound, SyncError
from tiktok_bc_sync.models import Activity, ActivityState, Failure, Reason, Selection
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.context import Context

T = TypeVar("T")
Progress = Callable[[Activity], None]
"""Called with the activity each time it moves on, for progress bars."""

logger = logging.getLogger("tiktok_bc_sync.activities")

# A record is written this often, so that other processes can watch, and stop it, without a write for
# each entity.
_SAVED_EVERY = 50
_BEAT = timedelta(seconds=5)
# Far longer than one entity takes, with every request of it repeated.
_SILENCE = timedelta(minutes=10)


def reason_of(error: Exception, field: str = "") -> Reason:
    """Return an error as the reason that an activity and a record show."""
    if isinstance(error, SyncError):
        return Reason(error.code, field, error.message, error.what_to_do)
    # What we did not foresee may hold anything, a secret too: only its kind is shown.
    text = f"The library failed with {type(error).__name__}."
    return Reason("unexpected", field, text, "Report it, with the log of that time.")


class Job:
    """One running activity: counts what is done and remembers what failed.

    What counts raises `Cancelled` once somebody has asked the activity to stop.
    """

    def __init__(self, context: Context, activity: Activity, progress: Progress | None) -> None:
        self._context = context
        self._progress = progress
        self._lock = context.runtime.lock()
        self.activity = activity

    async def begin(self) -> None:
        """Record that it began."""
        await self._save(self.activity)

    async def expect(self, total: int) -> None:
        """Say how many entities there will be."""
        async with self._lock:
            await self._moved(evolve(self.activity, total=total))
        self._stop_if_asked()

    async def did(self, count: int = 1) -> None:
        """Count entities that are done."""
        async with self._lock:
            await self._moved(evolve(self.activity, done=self.activity.done + count))
        self._stop_if_asked()

    async def failed(self, entity_id: str, reason: Reason) -> None:
        """Count an entity that failed; the others go on."""
        await self.fail(entity_id, (reason,))
        self._stop_if_asked()

    async def fail(self, entity_id: str, reasons: Sequence[Reason]) -> None:
        """Count one entity that failed for these reasons, without looking whether to stop."""
        codes = ", ".join(reason.code for reason in reasons)
        logger.warning("%s: %s failed: %s", self.activity.name, entity_id, codes)
        async with self._lock:
            new = (Failure(entity_id, reason) for reason in reasons)
            failures = (*self.activity.failures, *new)
            await self._moved(evolve(self.activity, done=self.activity.done + 1, failures=failures))

    async def end(self, state: ActivityState) -> None:
        """Record how it ended."""
        await self._save(
            evolve(self.activity, state=state, finished_at=self._context.runtime.now())
        )

    async def each(
        self,
        entities: Iterable[T],
        work: Callable[[T], Awaitable[Sequence[Reason] | None]],
        name: Callable[[T], str],
    ) -> Sequence[T]:
        """Do the work for each entity, some at once; one's failure never stops the others.

        Work fails by returning reasons, or by raising. Return the entities whose work raised: of those
        nobody knows how far it came.
        """
        broken: list[T] = []

        def call(entity: T) -> Callable[[], Awaitable[None]]:
            return lambda: self._one(entity, work, name, broken)

        calls = [call(entity) for entity in entities]
        await self._context.runtime.run_all(calls, limit=self._context.concurrency)
        return broken

    async def _one(
        self,
        entity: T,
        work: Callable[[T], Awaitable[Sequence[Reason] | None]],
        name: Callable[[T], str],
        broken: list[T],
    ) -> None:
        self._stop_if_asked()
        try:
            reasons = await work(entity)
        except SyncError as error:
            broken.append(entity)
            reasons = (reason_of(error),)
        if reasons:
            await self.fail(name(entity), reasons)
        else:
            await self.did()

    def _stop_if_asked(self) -> None:
        if self.activity.cancelling and self.activity.state is ActivityState.ONGOING:
            raise Cancelled(f"{self.activity.name} was cancelled.")

    async def _moved(self, activity: Activity) -> None:
        by_count = activity.done // _SAVED_EVERY != self.activity.done // _SAVED_EVERY
        self.activity = activity
        if self._progress:
            self._progress(activity)
        beat = activity.beat_at or activity.started_at
        if by_count or self._context.runtime.now() - beat >= _BEAT:
            await self._save(activity)

    async def _save(self, activity: Activity) -> None:
        tables = await self._context.tables()
        now = self._context.runtime.now()

        def saved(known: Activity | None) -> Activity:
            asked = known is not None and known.cancelling
            return evolve(activity, beat_at=now, cancelling=asked)

        self.activity = (await tables.activities.update(activity.id, saved)).value
        if self._progress:
            self._progress(self.activity)


@frozen
class ActivityLog:
    """The account's activities, newest first."""

    context: Context

    async def list(
        self, *, limit: int = 20, state: ActivityState | None = None, name: str = ""
    ) -> Sequence[Activity]:
        """Return the newest activities; of one state, or with one name, where given.

        What is ongoing but was not heard of for ten minutes is marked as interrupted first.
        """
        await self._bury()
        filters = [Filter("state", "eq", state)] if state else []
        filters += [Filter("name", "eq", name)] if name else []
        tables = await self.context.tables()
        page, _ = await tables.activities.find(
            *filters, order_by="started_at", descending=True, limit=limit
        )
        return [stored.value for stored in page]

    async def counts(self) -> Mapping[ActivityState, int]:
        """Count the activities by state."""
        await self._bury()
        found = await (await self.context.tables()).activities.count(by="state")
        return {state: found.get(state, 0) for state in ActivityState}

    async def get(self, activity_id: str) -> Activity:
        """Return one activity. Raises `NotFound`."""
        stored = await (await self.context.tables()).activities.get(activity_id)
        if stored is None:
            raise NotFound(f"There is no activity {activity_id}.")
        return await self._heard(stored.value)

    async def cancel(self, activity_id: str) -> Activity:
        """Ask an activity to stop: it does after what it is at, and what was done stays done.

        One that has ended stays as it is; one whose worker died is cancelled at once. Raises `NotFound`.
        """
        await self.get(activity_id)
        tables = await self.context.tables()
        now = self.context.runtime.now()
        stored = await tables.activities.update(
            activity_id, lambda known: _cancelled(_there(known, activity_id), now)
        )
        return stored.value

    async def _bury(self) -> None:
        """Mark what runs no more."""
        tables = await self.context.tables()
        async for stored in tables.activities.all(Filter("state", "eq", ActivityState.ONGOING)):
            await self._heard(stored.value)

    async def _heard(self, activity: Activity) -> Activity:
        now = self.context.runtime.now()
        if not _silent(activity, now):
            return activity
        tables = await self.context.tables()
        stored = await tables.activities.update(
            activity.id, lambda known: _buried(_there(known, activity.id), now)
        )
        return stored.value


def _there(known: Activity | None, activity_id: str) -> Activity:
    if known is None:
        raise NotFound(f"There is no activity {activity_id}.")
    return known


def _silent(activity: Activity, now: datetime) -> bool:
    """Whether an ongoing activity's worker was not heard of for too long."""
    beat = activity.beat_at or activity.started_at
    return activity.state is ActivityState.ONGOING and now - beat >= _SILENCE


def _buried(activity: Activity, now: datetime) -> Activity:
    """Mark an activity whose worker died. Should it live after all, its next word undoes this."""
    if not _silent(activity, now):
        return activity
    return evolve(activity, state=ActivityState.INTERRUPTED, finished_at=activity.beat_at)


def _cancelled(activity: Activity, now: datetime) -> Activity:
    if activity.state is ActivityState.INTERRUPTED:
        return evolve(activity, state=ActivityState.CANCELLED, finished_at=now)
    ongoing = activity.state is ActivityState.ONGOING
    return evolve(activity, cancelling=True) if ongoing else activity


@asynccontextmanager
async def activity(
    context: Context,
    name: str,
    progress: Progress | None = None,
    *,
    after: str = "",
    about: Selection | None = None,
) -> AsyncGenerator[Job]:
    """Run a block as an activity: completed at its end, failed where it raises.

    Where somebody cancels it, the block ends there, and what follows it goes on. ``after`` is the id of
    the activity that it resumes or retries, ``about`` is kept, so that it can be resumed itself.
    """
    started = Activity(
        id=uuid4().hex,
        name=name,
        state=ActivityState.ONGOING,
        started_at=context.runtime.now(),
        by=context.worker,
        after=after,
    )
    job = Job(context, started, progress)
    if about:
        selections = (await context.tables()).selections
        await selections.save(evolve(about, activity_id=started.id), None)
    await job.begin()
    try:
        yield job
    except Cancelled:
        await job.end(ActivityState.CANCELLED)
    except Exception as error:
        await job.fail("", (reason_of(error),))
        await job.end(ActivityState.FAILED)
        raise
    else:
        await job.end(ActivityState.COMPLETED)
