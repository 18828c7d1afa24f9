"""How commands print values: as JSON for programs, as tables and lines for people."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import attrs
import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from tiktok_bc_sync.models import Activity, Money

_UNBOUNDED = 10_000


def print_json(value: object) -> None:
    """Print values as JSON: amounts as in "12.50 GBP", times as in ISO 8601, decimals as text."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False))


def print_done(value: object, told: str, *, as_json: bool) -> None:
    """Print what was done: a value for programs, a sentence for people."""
    if as_json:
        print_json(value)
    else:
        typer.echo(told)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings, folded to the terminal's width so that nothing is cut off.

    The first column is what a person copies: it folds last. Away from a terminal nothing folds.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for number, name in enumerate(columns):
        table.add_column(name, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text(_cell(one)) for one in row))
    console = Console(highlight=False)
    if not (console.is_terminal or "COLUMNS" in os.environ):
        console.width = _UNBOUNDED
    with console.capture() as printed:
        console.print(table)
    typer.echo("\n".join(line.rstrip() for line in printed.get().strip("\n ").splitlines()))


def print_activity(activity: Activity, *, as_json: bool) -> None:
    """Print what a job did, with each failure; leave with 1 where something failed."""
    if as_json:
        print_json(activity)
    else:
        typer.echo(str(activity))
        for failure in activity.failures:
            what = f"{failure.entity_id}: " if failure.entity_id else ""
            typer.echo(f"  {what}{failure.reason}")
    if activity.failures:
        raise typer.Exit(1)


class Bar:
    """A bar that shows how far an activity is, as the activity itself says; see `progress`."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task = bars.add_task("", total=None, failed="")

    def __call__(self, activity: Activity) -> None:
        """Move to where the activity is. Without a known total the bar only pulses."""
        failed = f"{len(activity.failures)} failed" if activity.failures else ""
        self._bars.update(
            self._task,
            description=activity.name,
            total=activity.total,
            completed=activity.done,
            failed=failed,
        )


@contextmanager
def progress() -> Generator[Bar]:
    """Show a bar while something long is done; nothing where nobody looks at a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bars:
        yield Bar(bars)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, date) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, Money | Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, date):
        return value.isoformat()
    kind = type(value)
    if attrs.has(kind):
        shown = (field.name for field in attrs.fields(kind) if field.repr)
        return {name: _plain(getattr(value, name)) for name in shown}
    if isinstance(value, Mapping):
        named = cast("Mapping[object, object]", value)
        return {str(name): _plain(one) for name, one in named.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        return [_plain(one) for one in cast("Iterable[object]", value)]
    return value
