"""``tiktok-bc-sync webhooks``: registered, checked, worked off, and read back by what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Annotated

import typer

from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_json, print_table
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import EventState, Hook, HookState, InboxEvent, Subject

webhooks = typer.Typer(help="What the marketplaces tell by themselves.", no_args_is_help=True)
About = Annotated[Subject, typer.Argument(help="What kind of thing.")]
EntityId = Annotated[str, typer.Argument(help="The thing's id.")]
Limit = Annotated[int, typer.Option(help="How many to show.", min=1)]


@webhooks.command()
def register(
    tiktok: Annotated[str, typer.Option(help="Where TikTok sends.", metavar="URL")] = "",
    bigcommerce: Annotated[str, typer.Option(help="Where BigCommerce sends.", metavar="URL")] = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Have webhooks sent to your addresses; the schedule registers again what is lost."""
    if not (tiktok or bigcommerce):
        raise InvalidInput(
            "Where should they go?", field="tiktok", what_to_do="Give --tiktok or --bigcommerce."
        )
    with connected(storage) as connector:
        found = connector.webhooks.register(tiktok=tiktok, bigcommerce=bigcommerce)
    _tell_hooks(found, "All were registered already.", as_json=as_json)


@webhooks.command()
def health(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Say which events reach us; ends with 1 where one does not."""
    with connected(storage) as connector:
        found = connector.webhooks.check()
    _tell_hooks(found, "No webhooks are registered; the schedule asks instead.", as_json=as_json)
    if any(one.state is not HookState.FINE for one in found):
        raise typer.Exit(1)


@webhooks.command()
def mend(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Register again what was lost."""
    with connected(storage) as connector:
        found = connector.webhooks.mend()
    _tell_hooks(found, "All were registered already.", as_json=as_json)


@webhooks.command()
def remove(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """End all webhooks of this account; the schedule still finds what changes."""
    with connected(storage) as connector:
        connector.webhooks.remove()
    if as_json:
        print_json({"removed": True})
        return
    typer.echo("No webhooks are sent any more.")


@webhooks.command("list")
def list_webhooks(
    state: Annotated[EventState | None, typer.Option(help="How far they are.")] = None,
    limit: Limit = 50,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List the webhooks that came last, and how many there are of each state."""
    with connected(storage) as connector:
        found = connector.webhooks.list(state=state, limit=limit)
        counts = connector.webhooks.counts()
    if as_json:
        print_json({"webhooks": found, "counts": counts})
        return
    _table(found)
    typer.echo(", ".join(f"{count} {name}" for name, count in counts.items()) or "None came.")


@webhooks.command()
def about(
    subject: About,
    entity_id: EntityId,
    limit: Limit = 50,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """List what was told about one thing, and what was done about it."""
    with connected(storage) as connector:
        found = list(islice(connector.webhooks.about(subject, entity_id), limit))
    if as_json:
        print_json(found)
        return
    _table(found)
    for one in found:
        for deed in one.deeds:
            typer.echo(f"  {deed.at:%Y-%m-%d %H:%M} {deed.task}: {deed.what}")


@webhooks.command()
def replay(
    subject: About,
    entity_id: EntityId,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Have all webhooks about one thing handled once more, by work-off or the schedule."""
    with connected(storage) as connector:
        count = connector.webhooks.replay(subject, entity_id)
    if as_json:
        print_json({"replayed": count})
        return
    typer.echo(f"{count} webhook(s) wait to be handled again.")


@webhooks.command("work-off")
def work_off(
    most: Annotated[int, typer.Option(help="How many at most.", min=1)] = 1000,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Handle what came; ends with 1 where something failed at last."""
    with connected(storage) as connector:
        done = connector.webhooks.work_off(most=most)
    if as_json:
        print_json(done)
    else:
        typer.echo(str(done))
    if done.failed:
        raise typer.Exit(1)


def _table(found: Iterable[InboxEvent]) -> None:
    print_table(
        ("received", "from", "event", "about", "state", "why"),
        [
            (
                one.received_at,
                one.sender,
                one.kind,
                ", ".join(map(str, one.tasks)),
                one.state,
                one.reason,
            )
            for one in found
        ],
    )


def _tell_hooks(found: Sequence[Hook], none: str, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    elif not found:
        typer.echo(none)
    else:
        rows = [(one.sender, one.event, one.state, one.address) for one in found]
        print_table(("sender", "event", "state", "address"), rows)
