"""``tiktok-bc-sync run``, ``run-due`` and ``doctor``: the schedule, and whether all is well."""

from __future__ import annotations

import json
import signal
from datetime import datetime

import typer

from tiktok_bc_sync import SyncError
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.models import Health, Round

# As cron and container platforms read it: something doesn't work.
_FAILED = 1


def run(storage: StorageUrl = DEFAULT_STORAGE) -> None:
    """Do what is due, again and again, until Ctrl-C or SIGTERM.

    Any number may run at once, on any machines that share the storage. What is interrupted is gone on with.
    """
    for one in (signal.SIGINT, signal.SIGTERM):  # a shell's background job would ignore Ctrl-C
        signal.signal(one, signal.default_int_handler)
    with connected(storage) as connector:
        connector.schedule.run_forever(_tell)


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


def doctor(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Say what is behind, failing or about to expire, and what to do; ends with 1 for an error."""
    with connected(storage) as connector:
        health = connector.health.check()
    typer.echo(json.dumps(_plain(health), ensure_ascii=False) if as_json else str(health))
    if not health.fine:
        raise typer.Exit(_FAILED)


def _tell(found: Round | SyncError) -> None:
    if isinstance(found, SyncError):
        typer.echo(f"{_now()} {found}", err=True)
        return
    for one in found.runs:
        typer.echo(f"{_now()} {one}")


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
