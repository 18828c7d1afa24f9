"""Activities: long jobs that say how far they are, what failed and why."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import uuid4

from attrs import evolve, frozen

from tiktok_bc_sync.errors import NotFound, SyncError
from tiktok_bc_sync.models import Activity, ActivityState, Failure, Reason
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.context import Context

T = TypeVar("T")
Progress = Callable[[Activity], None]
"""Called with the activity each time it moves on, for progress bars."""

logger = logging.getLogger("tiktok_bc_sync.activities")

# A record is written this often, so that other processes can watch without a write for each entity.
_SAVED_EVERY = 50


def reason_of(error: Exception, field: str = "") -> Reason:
    """Return an error as the reason that an activity and a record show."""
    if isinstance(error, SyncError):
        return Reason(error.code, field, error.message, error.what_to_do)
    # What we did not foresee may hold anything, a secret too: only its kind is shown.
    text = f"The library failed with {type(error).__name__}."
    return Reason("unexpected", field, text, "Report it, with the log of that time.")


class Job:
    """One running activity: counts what is done and remembers what failed."""

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
        await self._moved(evolve(self.activity, total=total))

    async def did(self, count: int = 1) -> None:
        """Count entities that are done."""
        async with self._lock:
            await self._moved(evolve(self.activity, done=self.activity.done + count))

    async def failed(self, entity_id: str, reason: Reason) -> None:
        """Count an entity that failed; the others go on."""
        logger.warning("%s: %s failed: %s", self.activity.name, entity_id, reason.code)
        async with self._lock:
            failures = (*self.activity.failures, Failure(entity_id, reason))
            await self._moved(evolve(self.activity, done=self.activity.done + 1, failures=failures))

    async def end(self, state: ActivityState) -> None:
        """Record how it ended."""
        await self._save(
            evolve(self.activity, state=state, finished_at=self._context.runtime.now())
        )

    async def each(
        self, entities: Iterable[T], work: Callable[[T], Awaitable[None]], name: Callable[[T], str]
    ) -> None:
        """Do the work for each entity, some at once; one's failure never stops the others."""

        def call(entity: T) -> Callable[[], Awaitable[None]]:
            return lambda: self._one(entity, work, name)

        calls = [call(entity) for entity in entities]
        await self._context.runtime.run_all(calls, limit=self._context.concurrency)

    async def _one(
        self, entity: T, work: Callable[[T], Awaitable[None]], name: Callable[[T], str]
    ) -> None:
        try:
            await work(entity)
        except SyncError as error:
            await self.failed(name(entity), reason_of(error))
        else:
            await self.did()

    async def _moved(self, activity: Activity) -> None:
        due = activity.done // _SAVED_EVERY != self.activity.done // _SAVED_EVERY
        self.activity = activity
        if self._progress:
            self._progress(activity)
        if due:
            await self._save(activity)

    async def _save(self, activity: Activity) -> None:
        self.activity = activity
        tables = await self._context.tables()
        await tables.activities.update(activity.id, lambda _: activity)
        if self._progress:
            self._progress(activity)


@frozen
class AsyncActivities:
    """The account's activities, newest first."""

    context: Context

    async def list(self, *, limit: int = 20) -> Sequence[Activity]:
        """Return the newest activities."""
        tables = await self.context.tables()
        page, _ = await tables.activities.find(order_by="started_at", descending=True, limit=limit)
        return [stored.value for stored in page]

    async def get(self, activity_id: str) -> Activity:
        """Return one activity. Raises `NotFound`."""
        stored = await (await self.context.tables()).activities.get(activity_id)
        if stored is None:
            raise NotFound(f"There is no activity {activity_id}.")
        return stored.value


class Activities(Blocking[AsyncActivities]):
    """The account's activities, newest first."""

    list = blocking(AsyncActivities.list)
    get = blocking(AsyncActivities.get)


@asynccontextmanager
async def activity(
    context: Context, name: str, progress: Progress | None = None
) -> AsyncGenerator[Job]:
    """Run a block as an activity: completed at its end, failed where it raises."""
    started = Activity(
        id=uuid4().hex,
        name=name,
        state=ActivityState.ONGOING,
        started_at=context.runtime.now(),
        by=context.worker,
    )
    job = Job(context, started, progress)
    await job.begin()
    try:
        yield job
    except Exception as error:
        await job.failed("", reason_of(error))
        await job.end(ActivityState.FAILED)
        raise
    await job.end(ActivityState.COMPLETED)
