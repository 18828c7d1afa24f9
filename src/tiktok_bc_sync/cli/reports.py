"""``tiktok-bc-sync report`` and ``activities``: what was sold, and what the connector did."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_activity, print_done, print_json, print_table
from tiktok_bc_sync.models import ActivityState, ReportBy

activities = typer.Typer(help="Long jobs: what they did.", no_args_is_help=True)
ActivityId = Annotated[str, typer.Argument(help="An activity's id.")]
Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="A day, as in 2026-11-02.")]


def report(
    first: Day,
    last: Day,
    zone: Annotated[str, typer.Option(help="The time zone of the days.")] = "UTC",
    by: Annotated[
        list[ReportBy] | None, typer.Option(help="Tell rows apart by it; may be repeated.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write CSV to this file.")] = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Report sales: orders, units, gross, discounts, refunds and net."""
    wanted = by or [ReportBy.DAY]
    with connected(storage) as connector:
        if csv:
            text = connector.reports.sales_csv(first.date(), last.date(), zone=zone, by=wanted)
            csv.write_text(text, encoding="utf-8", newline="")
            print_done({"file": str(csv)}, f"Wrote {csv}.", as_json=as_json)
            return
        found = connector.reports.sales(first.date(), last.date(), zone=zone, by=wanted)
    if as_json:
        print_json(found)
        return
    for row in (*found.rows, *found.totals.values()):
        name = " ".join(str(one) for one in (row.day, row.title or row.product_id) if one)
        counted = f"{row.orders} order(s), {row.units} unit(s), {row.gross} gross"
        typer.echo(
            f"{name or 'total'}: {counted}, {row.discounts} discounts, {row.refunds} refunds, "
            f"{row.net} net"
        )


@activities.command("list")
def list_activities(
    state: Annotated[ActivityState | None, typer.Option(help="How they ended.")] = None,
    limit: Annotated[int, typer.Option(help="How many to show.", min=1)] = 20,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List the newest activities."""
    with connected(storage) as connector:
        found = connector.activities.list(limit=limit, state=state)
    if as_json:
        print_json(found)
        return
    print_table(("id", "started", "what"), [(one.id, one.started_at, one) for one in found])


@activities.command()
def show(
    activity_id: ActivityId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Show an activity with all that failed in it; leave with 1 where something did."""
    with connected(storage) as connector:
        found = connector.activities.get(activity_id)
    print_activity(found, as_json=as_json)


@activities.command()
def cancel(
    activity_id: ActivityId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Ask an activity to stop; what it did stays done."""
    with connected(storage) as connector:
        found = connector.activities.cancel(activity_id)
    asked = found.cancelling and found.state is ActivityState.ONGOING
    print_done(found, f"{found}{'; it was asked to stop' if asked else ''}", as_json=as_json)


@activities.command()
def resume(
    activity_id: ActivityId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Go on with an activity that stopped."""
    with connected(storage) as connector:
        done = connector.activities.resume(activity_id)
    print_activity(done, as_json=as_json)


@activities.command()
def retry(
    activity_id: ActivityId, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Try again what failed in an activity."""
    with connected(storage) as connector:
        done = connector.activities.retry(activity_id)
    print_activity(done, as_json=as_json)
