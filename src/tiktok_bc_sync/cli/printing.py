"""How commands print values: as JSON for programs, and activities in a few lines for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import attrs
import typer

from tiktok_bc_sync.models import Activity, Money


def print_json(value: object) -> None:
    """Print values as JSON: amounts as in "12.50 GBP", times as in ISO 8601."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False))


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


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    kind = type(value)
    if attrs.has(kind):
        shown = (field.name for field in attrs.fields(kind) if field.repr)
        return {name: _plain(getattr(value, name)) for name in shown}
    if isinstance(value, Mapping):
        named = cast("Mapping[object, object]", value)
        return {str(name): _plain(one) for name, one in named.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in cast("Sequence[object]", value)]
    return value
