"""``tiktok-bc-sync onboarding``: its steps, each of which can be left and gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.printing import print_activity, print_json, progress
from tiktok_bc_sync.cli.settings import Pairs, with_pairs
from tiktok_bc_sync.cli.template_file import NEW, TemplateFile
from tiktok_bc_sync.models import Onboarding, OnboardingStep

onboarding = typer.Typer(
    help="The first steps: connect, template, configuration, import.", no_args_is_help=True
)
_NEXT = {
    OnboardingStep.CONNECT: "onboarding connect",
    OnboardingStep.TEMPLATE: "onboarding template FILE",
    OnboardingStep.CONFIGURATION: "onboarding configure",
    OnboardingStep.IMPORT: "onboarding import",
}


@onboarding.command()
def show(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Say which step comes next."""
    with connected(storage) as connector:
        state = connector.onboarding.state()
    _tell(state, as_json=as_json)


@onboarding.command("connect")
def connect_both(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Check both connections: the first step."""
    with connected(storage) as connector:
        state = connector.onboarding.connect()
    _tell(state, as_json=as_json)


@onboarding.command()
def template(
    file: Annotated[Path, typer.Argument(help="A template's JSON file, without a query.")],
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Make the default template, or make it anew: the second step."""
    new = TemplateFile.read(file).over(NEW)
    with connected(storage) as connector:
        state = connector.onboarding.template(
            category_id=new.category_id,
            name=new.name or "Default template",
            attributes=dict(new.attributes),
            parcel=new.parcel,
            simple_products=new.simple_products,
            cod=new.cod,
            market=new.market,
        )
    _tell(state, as_json=as_json)


@onboarding.command(context_settings={"ignore_unknown_options": True})
def configure(
    pairs: Pairs = None, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Save the default configuration, with settings of your own: the third step."""
    with connected(storage) as connector:
        wanted, changed = with_pairs(connector.settings.get(), pairs or [])
        given = {name: getattr(wanted, name) for name in changed}
        price_rule = given.pop("price_rule", None)
        auto_import = bool(given.pop("auto_import", True))
        auto_delete = bool(given.pop("auto_delete", False))
        state = connector.onboarding.configure(
            price_rule=price_rule, auto_import=auto_import, auto_delete=auto_delete, **given
        )
    _tell(state, as_json=as_json)


@onboarding.command("import")
def start_import(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Read the whole catalogue, or go on where that was cut off: the last step."""
    with connected(storage) as connector, progress() as bar:
        done = connector.onboarding.start_import(progress=bar)
    print_activity(done, as_json=as_json)


def _tell(state: Onboarding, *, as_json: bool) -> None:
    if as_json:
        print_json({"step": state.step, "state": state})
        return
    following = _NEXT.get(state.step)
    typer.echo(f"Next: tiktok-bc-sync {following}" if following else "Onboarding is done.")
