"""``tiktok-bc-sync privacy``: one buyer's data, how long it is kept, an account deleted as a whole."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from attrs import evolve

from tiktok_bc_sync import plain_value
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_json
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import BuyerData, Forgotten, Retention

privacy = typer.Typer(help="Buyers' data.", no_args_is_help=True)
Buyer = Annotated[str, typer.Argument(help="TikTok's id of a buyer.")]
Days = Annotated[int | None, typer.Option(min=0, max=36_500, help="Days after an order's end.")]
GraceDays = Annotated[
    int | None, typer.Option(min=0, max=36_500, help="Days after a vendor was disconnected.")
]
EventDays = Annotated[
    int | None, typer.Option(min=0, max=36_500, help="Days after a webhook was handled.")
]


@privacy.command()
def export(
    buyer_id: Buyer,
    file: Annotated[Path, typer.Argument(help="Where the JSON goes; the data is never printed.")],
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Write all that is kept of one buyer into a JSON file, for who asked for it."""
    with connected(storage) as connector:
        found = connector.privacy.export(buyer_id)
    text = json.dumps(plain_value(found, BuyerData), ensure_ascii=False, indent=2)
    try:
        file.touch(mode=0o600)
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{file} can't be written: {error.strerror}.", field="file") from None
    counts = {"orders": len(found.orders), "returns": len(found.returns)}
    if as_json:
        print_json({"file": str(file), **counts})
        return
    typer.echo(f"Wrote {counts['orders']} order(s) and {counts['returns']} return(s) to {file}.")


@privacy.command()
def erase(buyer_id: Buyer, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Forget one buyer; ends with 1 where an order must first be made in BigCommerce."""
    with connected(storage) as connector:
        done = connector.privacy.forget(buyer_id)
    _tell(done, as_json=as_json)


@privacy.command("erase-due")
def erase_due(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Forget the buyers of orders that ended long enough ago, as the schedule does each day."""
    with connected(storage) as connector:
        done = connector.privacy.forget_due()
    _tell(done, as_json=as_json)


@privacy.command()
def keep(
    buyers: Days = None,
    grace: GraceDays = None,
    events: EventDays = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Show how long data is kept, or change it."""
    given = {"buyers": buyers, "grace": grace, "events": events}
    changes = {name: timedelta(days=days) for name, days in given.items() if days is not None}
    with connected(storage) as connector:
        known = connector.privacy.retention()
        kept = connector.privacy.keep(evolve(known, **changes)) if changes else known
    _tell_retention(kept, as_json=as_json)


@privacy.command("delete-account")
def delete_account(
    shop_id: Annotated[str, typer.Argument(help="The account's own shop id, as a confirmation.")],
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Delete all that the connector keeps of the account; TikTok and BigCommerce keep theirs."""
    with connected(storage) as connector:
        count = connector.privacy.delete_account(shop_id)
    if as_json:
        print_json({"deleted": count})
        return
    typer.echo(f"Deleted {count} record(s).")


def _tell_retention(kept: Retention, *, as_json: bool) -> None:
    days = {name: getattr(kept, name).days for name in ("buyers", "grace", "events")}
    if as_json:
        print_json(days)
        return
    for name, count in days.items():
        typer.echo(f"{name}: {count} days")


def _tell(done: Forgotten, *, as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        typer.echo(f"Forgot the buyer of {len(done.orders)} order(s).")
        for one in done.kept:
            typer.echo(f"  {one} must first be made in BigCommerce.")
    if done.kept:
        raise typer.Exit(1)
