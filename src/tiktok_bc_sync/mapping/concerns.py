"""Which findings are concerns, how bad they are, and what to do about each: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tiktok_bc_sync.models import (
    Account,
    AccountStatus,
    Concern,
    Hook,
    HookState,
    JobState,
    Severity,
)

# TikTok refuses requests that are signed five minutes before or after its own time.
_CLOCK_STOPS, _CLOCK_NEAR = timedelta(minutes=5), timedelta(minutes=1)
# A webhook that waits longer than this is waited for by nobody.
BACKLOG = timedelta(minutes=15)
# A job that failed so often in a row does not fail by chance.
_OFTEN = 3
_EXAMPLES = 5
_CONNECTION: Mapping[AccountStatus, tuple[str, Severity]] = {
    AccountStatus.EXPIRING: ("consent_expires", Severity.WARNING),
    AccountStatus.NEEDS_RECONNECTING: ("needs_reconnecting", Severity.ERROR),
    AccountStatus.DISCONNECTED: ("disconnected", Severity.ERROR),
}


def storage_down(why: str) -> Concern:
    """Return the concern that hides all others."""
    return Concern(
        "storage_unavailable", Severity.ERROR, why, "Nothing is lost: jobs go on once it is there."
    )


def never_connected(why: str = "", mend: str = "") -> Concern:
    """Return the concern of an account that was never connected, perhaps because it can't be."""
    message = f"No TikTok shop is connected yet. {why}".strip()
    return Concern("never_connected", Severity.ERROR, message, mend or "Connect one.")


def vendor_down(vendor: str, why: str) -> Concern:
    """Return the concern of a vendor that gives no usable answer."""
    return Concern("vendor_unavailable", Severity.ERROR, f"{vendor}: {why}", "Jobs try it again.")


def of_connection(account: Account, deleted_at: datetime | None) -> Iterator[Concern]:
    """Judge the two connections; ``deleted_at`` is when a disconnected account's data is deleted."""
    if found := _CONNECTION.get(account.status):
        code, severity = found
        end = f" On {deleted_at:%Y-%m-%d} what is kept of it is deleted." if deleted_at else ""
        yield Concern(code, severity, f"{account.notice}{end}", "", since=account.heard_at)


def of_jobs(jobs: Sequence[JobState], now: datetime) -> Iterator[Concern]:
    """Judge the schedule: is anybody running it, and does it work?"""
    working = [job for job in jobs if not job.off]
    behind = [job for job in working if job.due_at and now - job.due_at > job.every + BACKLOG]
    if behind:
        yield Concern(
            "jobs_behind",
            Severity.ERROR,
            f"{len(behind)} job(s) should have run long ago: {', '.join(one.name for one in behind)}.",
            "Let something call run_due(): cron, a worker, or tiktok-bc-sync run.",
            len(behind),
            tuple(one.name for one in behind),
            min(one.due_at for one in behind if one.due_at),
        )
    elif all(job.began_at is None for job in working):
        yield Concern(
            "schedule_never_run",
            Severity.WARNING,
            "No job has run yet.",
            "Let something call run_due(): cron, a worker, or tiktok-bc-sync run.",
        )
    for job in working:
        if job.failures and job.reason:
            yield Concern(
                "job_failing",
                Severity.ERROR if job.failures >= _OFTEN else Severity.WARNING,
                f"The job {job.name} failed {job.failures} time(s): {job.reason.message}",
                job.reason.mend,
                job.failures,
                (job.name,),
                job.ended_at,
            )


def of_hooks(hooks: Sequence[Hook]) -> Iterator[Concern]:
    """Judge how the vendors' webhooks are registered."""
    if not hooks:
        yield Concern(
            "webhooks_not_registered",
            Severity.WARNING,
            "The vendors send no webhooks: changes are noticed by the schedule alone.",
            "Call webhooks.register() with the address that receives them.",
        )
    wrong = [hook for hook in hooks if hook.state is not HookState.FINE]
    if wrong:
        told = ", ".join(f"{n} {state}" for state, n in Counter(one.state for one in wrong).items())
        yield Concern(
            "webhooks_wrong",
            Severity.WARNING,
            f"Of {len(hooks)} kinds of webhook {len(wrong)} don't arrive: {told}.",
            "The schedule registers them again; call webhooks.mend() to do it now.",
            len(wrong),
            tuple(one.event for one in wrong[:_EXAMPLES]),
        )


def of_clock(ours: datetime, theirs: datetime) -> Iterator[Concern]:
    """Judge this machine's clock by a vendor's, which is whole seconds and one answer old."""
    off = ours - theirs
    if abs(off) >= _CLOCK_NEAR:
        stops = abs(off) >= _CLOCK_STOPS
        ahead = "ahead" if off > timedelta() else "behind"
        effect = "TikTok refuses all requests" if stops else "soon TikTok would refuse requests"
        yield Concern(
            "clock_off",
            Severity.ERROR if stops else Severity.WARNING,
            f"This machine's clock is {abs(off.total_seconds()):.0f} s {ahead}: {effect}.",
            "Set the clock, and keep it by NTP.",
        )


def of_scopes(lacking: Sequence[str]) -> Iterator[Concern]:
    """Judge what BigCommerce's token may do."""
    if lacking:
        yield Concern(
            "scopes_missing",
            Severity.ERROR,
            f"The BigCommerce token lacks the scopes {', '.join(lacking)}.",
            "Give them to the API account or to the app, then connect again.",
            len(lacking),
            tuple(lacking),
        )


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
# How bad it is, what it is, what to do.
_COUNTED: Mapping[str, tuple[Severity, str, str]] = {
    "orders_failed": (
        _ERROR,
        "{count} order(s) could not be made in BigCommerce.",
        "Each says why; what is mended is tried again by itself.",
    ),
    "shipments_waiting": (
        _ERROR,
        "The shipments of {count} order(s) could not be told to TikTok.",
        "Each says why; what is mended is tried again by itself.",
    ),
    "cancellations_failed": (
        _ERROR,
        "{count} order(s) called off in BigCommerce could not be cancelled on TikTok.",
        "Each says why; cancel them with a reason that TikTok offers, or ship them.",
    ),
    "answers_due": (
        _WARNING,
        "{count} return(s) or cancellation(s) must be answered within a day.",
        "Approve or reject them; TikTok decides for the buyer otherwise.",
    ),
    "listings_rejected": (
        _WARNING,
        "{count} product(s) were refused by TikTok or failed its review.",
        "Each says why; mend it and upload the product again.",
    ),
    "webhooks_waiting": (
        _WARNING,
        "{count} webhook(s) wait to be handled.",
        "Let something call run_due() or webhooks.work_off().",
    ),
    "webhooks_failed": (
        _WARNING,
        "{count} webhook(s) could not be handled.",
        "Each says why; mend it, then call webhooks.replay() with what they are about.",
    ),
}


def counted(code: str, count: int, examples: Sequence[str] = ()) -> Iterator[Concern]:
    """Judge entities by how many there are: one is already too many."""
    if count:
        severity, message, mend = _COUNTED[code]
        told = message.format(count=count)
        yield Concern(code, severity, told, mend, count, tuple(examples[:_EXAMPLES]))
