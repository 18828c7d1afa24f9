"""The jobs of an account: what each does, how often, and when it is due again."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import UnexpectedAnswer
from tiktok_bc_sync.models import Activity, HookState, JobName, JobState
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.ledger import JobMark
from tiktok_bc_sync.sync.services.accounts import AsyncAccounts
from tiktok_bc_sync.sync.services.cancellations import AsyncCancellations
from tiktok_bc_sync.sync.services.fulfilment import AsyncFulfilment
from tiktok_bc_sync.sync.services.listings import AsyncListings
from tiktok_bc_sync.sync.services.orders import AsyncOrders
from tiktok_bc_sync.sync.services.privacy import keep_clean
from tiktok_bc_sync.sync.services.products import AsyncProducts
from tiktok_bc_sync.sync.services.returns import AsyncReturns
from tiktok_bc_sync.sync.services.webhooks import AsyncWebhooks

# So much of an interval may be left out, so that many accounts don't all come at the full hour.
_JITTER = 0.1
_FIRST_WAIT = timedelta(minutes=1)


@frozen
class Job:
    """One job. ``work`` says in a line what it did.

    ``lease`` is how long others leave the job to a worker that perhaps died. ``offline`` jobs need no
    connection.
    """

    name: JobName
    every: timedelta
    lease: timedelta
    work: Callable[[Context], Awaitable[str]]
    offline: bool = False


def _line(done: Activity) -> str:
    """Return an activity in a line; what failed without a name left the job undone."""
    nameless = next((one.reason for one in done.failures if not one.entity_id), None)
    if nameless:
        raise UnexpectedAnswer(nameless.message, what_to_do=nameless.mend)
    return str(done)


async def _orders(context: Context) -> str:
    return _line(await AsyncOrders(context).fetch())


async def _stock(context: Context) -> str:
    read = await AsyncProducts(context).follow()
    sent = await AsyncListings(context).keep_in_step()  # also where something could not be read
    return f"{_line(read)}; {_line(sent)}"


async def _inbox(context: Context) -> str:
    return str(await AsyncWebhooks(context).work_off())


async def _shipments(context: Context) -> str:
    return _line(await AsyncFulfilment(context).sync())


async def _cancellations(context: Context) -> str:
    return _line(await AsyncCancellations(context).sync())


async def _returns(context: Context) -> str:
    return _line(await AsyncReturns(context).sync())


async def _status(context: Context) -> str:
    return _line(await AsyncListings(context).refresh_status())


async def _token(context: Context) -> str:
    account = await AsyncAccounts(context).refresh_token()
    return str(account.status)


async def _webhooks(context: Context) -> str:
    mended = await AsyncWebhooks(context).mend()
    missing = sum(hook.state is HookState.MISSING for hook in mended)
    return f"{len(mended)} registered again, {missing} of them missing" if mended else "all fine"


_QUICK, _LONG = timedelta(minutes=10), timedelta(minutes=30)
# Orders come first after an outage, as they take stock; then what is on sale; then what can wait.
JOBS: Mapping[JobName, Job] = {
    job.name: job
    for job in (
        Job(JobName.ORDERS, timedelta(minutes=30), _QUICK, _orders),
        Job(JobName.STOCK, timedelta(minutes=15), _LONG, _stock),
        Job(JobName.INBOX, timedelta(minutes=1), _QUICK, _inbox),
        Job(JobName.SHIPMENTS, timedelta(minutes=15), _QUICK, _shipments),
        Job(JobName.CANCELLATIONS, timedelta(minutes=30), _QUICK, _cancellations),
        Job(JobName.RETURNS, timedelta(minutes=30), _QUICK, _returns),
        Job(JobName.STATUS, timedelta(hours=1), _QUICK, _status),
        Job(JobName.TOKEN, timedelta(hours=1), _QUICK, _token),
        Job(JobName.WEBHOOKS, timedelta(hours=6), _QUICK, _webhooks),
        Job(JobName.PRIVACY, timedelta(days=1), _LONG, keep_clean, offline=True),
    )
}


def in_order(marks: Mapping[JobName, JobMark]) -> Sequence[Job]:
    """Return the jobs in the order in which they are done.

    The very first time the catalogue comes before the orders: none could be made without it.
    """
    jobs = list(JOBS.values())
    stock = marks.get(JobName.STOCK)
    if stock is None or stock.ended_at is None:
        jobs.sort(key=lambda job: job.name is not JobName.STOCK)
    return jobs


def interval(mark: JobMark) -> timedelta:
    """Return how often a job is done."""
    return JOBS[mark.name].every if mark.every is None else timedelta(seconds=mark.every)


def is_due(mark: JobMark, now: datetime) -> bool:
    """Whether it is time for a job."""
    return not mark.off and (mark.due_at is None or mark.due_at <= now)


def next_due(mark: JobMark, began: datetime, account: str) -> datetime:
    """Return when a job that began then and succeeded is due again: its interval later, or a bit sooner.

    The bit follows from account, job and time, so that all processes reckon the same.
    """
    told = hashlib.sha256(f"{account} {mark.name} {began.isoformat()}".encode()).digest()
    return began + interval(mark) * (1 - _JITTER * told[0] / 255)


def next_try(mark: JobMark, now: datetime) -> datetime:
    """Return when a job that failed is tried again: each time later, and never later than usual."""
    wait = _FIRST_WAIT * (1 << min(mark.failures - 1, 16))
    return now + min(wait, interval(mark))


def sooner(mark: JobMark) -> JobMark:
    """Return a job whose interval became shorter: what would be due too late is due sooner."""
    if mark.due_at is None or mark.began_at is None:
        return mark
    return evolve(mark, due_at=min(mark.due_at, mark.began_at + interval(mark)))


def state_of(mark: JobMark) -> JobState:
    """Return a job as the domain has it."""
    return JobState(
        mark.name,
        interval(mark),
        mark.due_at,
        mark.off,
        mark.began_at,
        mark.ended_at,
        mark.failures,
        mark.reason,
    )
