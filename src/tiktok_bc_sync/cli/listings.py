"""``tiktok-bc-sync listings``: plan, apply, drift, and what is done to many products at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, cast

import typer
from attrs import asdict

from tiktok_bc_sync import Connector
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import progress
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.plan import Plan
from tiktok_bc_sync.models import Activity, ActivityState, ProductFilter

listings = typer.Typer(help="Listings on TikTok Shop.", no_args_is_help=True)
Ids = Annotated[
    list[str] | None, typer.Argument(help="Product ids; none means all that are meant.")
]
SomeIds = Annotated[list[str], typer.Argument(help="Product ids.")]
Text = Annotated[str, typer.Option(help="Part of the title or of a SKU.")]
InTemplate = Annotated[str, typer.Option("--template", help="The name of a category template.")]
Warehouse = Annotated[str, typer.Option(help="TikTok's warehouse id; left out, the default one.")]
PlanFile = Annotated[Path | None, typer.Option("--plan", help="A plan written with --json.")]


@listings.command()
def plan(
    ids: Ids = None,
    text: Text = "",
    template: InTemplate = "",
    warehouse: Warehouse = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Say what would change on TikTok; nothing is changed."""
    with connected(storage) as connector:
        chosen = _chosen(connector, ids, text, template)
        made = connector.listings.plan(chosen, warehouse_id=warehouse)
    if as_json:
        typer.echo(json.dumps(made.to_json(), ensure_ascii=False))
        return
    for change in made:
        typer.echo(str(change))
    typer.echo(str(made))


@listings.command()
def apply(
    file: PlanFile = None,
    ids: Ids = None,
    text: Text = "",
    template: InTemplate = "",
    warehouse: Warehouse = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Carry out a plan, or bring products to TikTok and up to date there."""
    with connected(storage) as connector, progress() as bar:
        if file is not None:
            done = connector.listings.apply(_read(file), progress=bar)
        else:
            chosen = _chosen(connector, ids, text, template)
            done = connector.listings.upload(chosen, warehouse_id=warehouse, progress=bar)
    _tell(done, as_json=as_json)


@listings.command()
def drift(ids: Ids = None, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Say what differs between BigCommerce, the connector and TikTok; nothing is changed."""
    with connected(storage) as connector:
        count = 0
        for one in connector.listings.drift(ids or ProductFilter()):
            count += 1
            typer.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else str(one))
    if not as_json:
        typer.echo(f"{count} listing(s) differ." if count else "Nothing differs.")


@listings.command()
def adopt(ids: SomeIds, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Take over what TikTok shows of some products, and listings made there by hand."""
    with connected(storage) as connector:
        _tell(connector.listings.adopt(ids), as_json=as_json)


@listings.command("put-back")
def put_back(ids: SomeIds, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Let TikTok show again what BigCommerce says of some products."""
    with connected(storage) as connector:
        _tell(connector.listings.put_back(ids), as_json=as_json)


@listings.command()
def refresh(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Read every listing's status and review from TikTok."""
    with connected(storage) as connector, progress() as bar:
        done = connector.listings.refresh_status(progress=bar)
    _tell(done, as_json=as_json)


@listings.command("simulate-oversell")
def simulate_oversell(
    ids: Ids = None,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=90)] = 7,
    store_a_day: Annotated[float, typer.Option(min=0, help="Units wanted in the store.")] = 6.0,
    tiktok_a_day: Annotated[float, typer.Option(min=0, help="Units wanted on TikTok.")] = 12.0,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Say how many units would be oversold with the guard and without it; nothing is sent."""
    with connected(storage) as connector:
        report = connector.listings.simulate_oversell(
            ids or ProductFilter(),
            seed=seed,
            days=days,
            store_a_day=store_a_day,
            tiktok_a_day=tiktok_a_day,
        )
    typer.echo(json.dumps(asdict(report), ensure_ascii=False) if as_json else str(report))


def _shelf_command(name: str, verb: str) -> None:
    """Add a command that does one thing to the listings of some products, or of all."""

    def command(
        ids: Ids = None,
        text: Text = "",
        template: InTemplate = "",
        everything: Annotated[bool, typer.Option("--all", help="Mean all products.")] = False,
        storage: StorageUrl = DEFAULT_STORAGE,
        as_json: AsJson = False,
    ) -> None:
        if not (ids or text or template or everything):
            raise InvalidInput(
                "Which products are meant?", field="ids", what_to_do="Name them, or say --all."
            )
        with connected(storage) as connector, progress() as bar:
            act = cast("Callable[..., Activity]", getattr(connector.listings, name))
            done = act(_chosen(connector, ids, text, template), progress=bar)
        _tell(done, as_json=as_json)

    listings.command(name.replace("_", "-"), help=verb)(command)


_shelf_command("sync_price", "Send the prices that changed, and nothing else.")
_shelf_command("sync_stock", "Send the stock that changed, and nothing else.")
_shelf_command("activate", "Offer hidden products again.")
_shelf_command("deactivate", "Hide live products.")
_shelf_command("delete", "Delete products on TikTok; BigCommerce's stay.")
_shelf_command("recover", "Bring back what was deleted on TikTok.")


def _chosen(
    connector: Connector, ids: list[str] | None, text: str, template: str
) -> ProductFilter | list[str]:
    if ids:
        return ids
    if not template:
        return ProductFilter(text=text)
    found = [one.id for one in connector.templates.list() if one.name == template]
    if not found:
        raise InvalidInput(f"There is no template {template!r}.", field="template")
    return ProductFilter(text=text, template_id=found[0])


def _read(file: Path) -> Plan:
    try:
        return Plan.from_json(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidInput(f"{file} can't be read: {error.strerror}.", field="plan") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(f"{file} is not valid JSON: {error}.", field="plan") from None


def _tell(activity: Activity, *, as_json: bool) -> None:
    """Print what became of an activity; failures make the command fail."""
    if as_json:
        failures = [
            {"id": one.entity_id, "code": one.reason.code, "message": str(one.reason)}
            for one in activity.failures
        ]
        told = {"id": activity.id, "name": activity.name, "state": activity.state}
        counts = {"total": activity.total, "done": activity.done, "failures": failures}
        typer.echo(json.dumps({**told, **counts}, ensure_ascii=False))
    else:
        typer.echo(str(activity))
        for one in activity.failures:
            typer.echo(f"  {one.entity_id}: {one.reason}")
    if activity.failures or activity.state is not ActivityState.COMPLETED:
        raise typer.Exit(1)
