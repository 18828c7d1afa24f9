"""Working the inbox off: each entity read again once for all events about it, by one worker at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tiktok_bc_sync.errors import NeedsReconnecting, RateLimited, Unavailable
from tiktok_bc_sync.models import EventState, InboxEvent, Reason, Subject, Task, WorkedOff
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.services.following import Follower
from tiktok_bc_sync.sync.webhooks.inbox import Inbox

# What TikTok gives in one call of orders.
_BATCH = 50
# A vendor that fails so would fail the next batch too.
_DOWN = (Unavailable.code, RateLimited.code)

_About = Mapping[Task, Sequence[str]]
"""The keys of the events that are about each entity."""


async def work_off(context: Context, most: int) -> WorkedOff:
    """Handle at most so many events of those that are due."""
    inbox = Inbox(context)
    events = await inbox.due(most)
    about = _by_task(events)
    after: dict[str, InboxEvent] = {}
    why = ""
    try:
        for batch in _batches(about):
            handled = await _handle(context, inbox, batch, about)
            after |= handled
            if why := _down(handled):
                break
    except NeedsReconnecting as error:
        why = str(error)
    return _counted(events, after, why)


async def _handle(
    context: Context, inbox: Inbox, batch: Sequence[Task], about: _About
) -> Mapping[str, InboxEvent]:
    """Read the entities of a batch again that nobody else is at; return their events as they are then."""
    async with inbox.claimed(batch) as mine:
        keys = list(dict.fromkeys(key for task in mine for key in about[task]))
        left = await inbox.still_left(mine, keys)
        if not left:
            return {}
        found = await Follower(context).follow(left[0].subject, [task.id for task in left])
        done = {task: found[task.id] for task in left}
        return {key: await inbox.settle(key, done) for key in keys}


def _by_task(events: Sequence[InboxEvent]) -> _About:
    about: dict[Task, list[str]] = {}
    for event in events:
        for task in event.left:
            about.setdefault(task, []).append(event.key)
    return about


def _batches(about: _About) -> Iterator[Sequence[Task]]:
    """Yield tasks of one kind at a time, the most urgent kind first."""
    for subject in Subject:
        tasks = [task for task in about if task.subject is subject]
        for start in range(0, len(tasks), _BATCH):
            yield tasks[start : start + _BATCH]


def _down(handled: Mapping[str, InboxEvent]) -> str:
    """Return what was said by a vendor that can't be reached now."""
    reasons = (one.reason for one in handled.values() if one.state is EventState.WAITING)
    found: Iterator[Reason] = (one for one in reasons if one and one.code in _DOWN)
    return next((str(one) for one in found), "")


def _counted(events: Sequence[InboxEvent], after: Mapping[str, InboxEvent], why: str) -> WorkedOff:
    ended = [after.get(event.key, event) for event in events]
    done = sum(one.state is EventState.DONE for one in ended)
    failed = sum(one.state is EventState.FAILED for one in ended)
    put_off = sum(one.attempts > before.attempts for one, before in zip(ended, events, strict=True))
    put_off -= failed
    return WorkedOff(done, put_off, failed, len(events) - done - failed - put_off, why)
