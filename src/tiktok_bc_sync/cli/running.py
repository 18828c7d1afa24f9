"""``tiktok-bc-sync run``, ``run-due``, ``queues`` and ``doctor``: the schedule, and whether all is well."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime, timedelta

import typer

from tiktok_bc_sync import SyncError
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_json
from tiktok_bc_sync.models import Health, JobState, Round

# As cron and container platforms read it: something doesn't work.
_FAILED = 1


def run(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Do what is due, again and again, until Ctrl-C or SIGTERM.

    Any number may run at once, on any machines that share the storage. What is interrupted is gone on with.
    """
    for one in (signal.SIGINT, signal.SIGTERM):  # a shell's background job would ignore Ctrl-C
        signal.signal(one, signal.default_int_handler)
    with connected(storage) as connector:
        connector.schedule.run_forever(_tell_json if as_json else _tell)


def run_due(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Do what is due once, as from cron; ends with 1 where a job failed."""
    with connected(storage) as connector:
        done = connector.run_due()
    if as_json:
        runs = [{"job": one.name, "outcome": one.outcome, "told": one.told} for one in done.runs]
        typer.echo(json.dumps({"runs": runs, "next_at": done.next_at.isoformat()}))
    else:
        typer.echo(str(done))
    if done.failed:
        raise typer.Exit(_FAILED)


def queues(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Say what waits and since when: each job of the schedule, and the webhooks by their state."""
    with connected(storage) as connector:
        jobs, webhooks = connector.schedule.jobs(), connector.webhooks.counts()
    late = {job.name: _late(job, datetime.now(UTC)) for job in jobs}
    if as_json:
        rows = [{"job": name, "late": seconds} for name, seconds in late.items()]
        typer.echo(json.dumps({"jobs": rows, "webhooks": webhooks}))
        return
    for job in jobs:
        typer.echo(f"{job.name}: every {job.every}, {_waits(job, late[job.name])}")
    told = ", ".join(f"{count} {state}" for state, count in webhooks.items())
    typer.echo(f"webhooks: {told or 'none came'}")


def doctor(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Say what is behind, failing or about to expire, and what to do; ends with 1 for an error."""
    with connected(storage) as connector:
        health = connector.health.check()
    typer.echo(json.dumps(_plain(health), ensure_ascii=False) if as_json else str(health))
    if not health.fine:
        raise typer.Exit(_FAILED)


def _late(job: JobState, now: datetime) -> int | None:
    """Return for how many seconds a job has been due, negative before; None where it has no time."""
    return None if job.off or job.due_at is None else int((now - job.due_at).total_seconds())


def _waits(job: JobState, late: int | None) -> str:
    if late is None:
        return "off" if job.off else "never done"
    told = timedelta(seconds=abs(late))
    return f"{told} late" if late > 0 else f"due in {told}"


def _tell(found: Round | SyncError) -> None:
    if isinstance(found, SyncError):
        typer.echo(f"{_now()} {found}", err=True)
        return
    for one in found.runs:
        typer.echo(f"{_now()} {one}")


def _tell_json(found: Round | SyncError) -> None:
    """Print a line of JSON for each run, and for what hindered a round."""
    if isinstance(found, SyncError):
        print_json({"at": _now(), "error": str(found)})
        return
    for one in found.runs:
        print_json({"at": _now(), "job": one.name, "outcome": one.outcome, "told": one.told})


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _plain(health: Health) -> dict[str, object]:
    concerns = [
        {
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "what_to_do": one.mend,
            "count": one.count,
            "examples": list(one.examples),
            "since": one.since and one.since.isoformat(),
        }
        for one in health.concerns
    ]
    return {"fine": health.fine, "checked_at": health.checked_at.isoformat(), "concerns": concerns}
