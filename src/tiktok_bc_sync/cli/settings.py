"""``tiktok-bc-sync config`` and ``carriers``: the account's settings, and what a change would do."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Annotated

import typer
from attrs import evolve

from tiktok_bc_sync import CarrierMapping, plain_value
from tiktok_bc_sync.cli.connecting import DEFAULT_STORAGE, AsJson, StorageUrl, connected
from tiktok_bc_sync.cli.given import with_text
from tiktok_bc_sync.cli.printing import print_json, print_table
from tiktok_bc_sync.cli.template_file import NEW, TemplateFile
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Settings

config = typer.Typer(help="The account's settings.", no_args_is_help=True)
carriers = typer.Typer(
    help="TikTok's shipping provider for each BigCommerce carrier.", no_args_is_help=True
)
Carrier = Annotated[str, typer.Argument(help="A carrier's name in BigCommerce.")]
Provider = Annotated[str, typer.Argument(help="The name or id of a shipping provider.")]
Pairs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME VALUE…",
        help="Settings and their values, as text or JSON: stock.threshold 3 rate null.",
    ),
]
OnlySay = Annotated[
    bool, typer.Option("--dry-run", help="Say what it would cause and save nothing.")
]


@config.command()
def show(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Show every setting, and the exchange rate in use."""
    with connected(storage) as connector:
        settings, rate = connector.settings.get(), connector.settings.rate()
    told = plain_value(settings, Settings)
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        typer.echo(f"{name}: {_text(value)}")
    typer.echo(f"Exchange rate: {rate}")


# A value may begin with a minus; an option that there is not is then a setting that there is not.
@config.command("set", context_settings={"ignore_unknown_options": True})
def change(
    pairs: Pairs = None,
    only_say: OnlySay = False,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Change settings together, and say what that changes on TikTok."""
    if not pairs:
        raise InvalidInput(
            "Which setting?", field="pairs", what_to_do="See: tiktok-bc-sync config show."
        )
    with connected(storage) as connector:
        wanted, fields = with_pairs(connector.settings.get(), pairs)
        effects = connector.settings.preview(wanted)
        if not only_say:
            connector.settings.change(**{name: getattr(wanted, name) for name in fields})
    if as_json:
        print_json({"saved": not only_say, "effects": effects})
        return
    typer.echo(f"{'' if only_say else 'Saved. '}{effects}")


@carriers.command("list")
def list_carriers(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """List the mapping as it would be saved now."""
    with connected(storage) as connector:
        mapping = connector.carriers.list()
    _tell(mapping, as_json=as_json)


@carriers.command()
def suggest(
    names: Annotated[
        list[str] | None, typer.Argument(help="Carriers; none means BigCommerce's own.")
    ] = None,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Say which shipping provider each carrier that is not mapped may be."""
    with connected(storage) as connector:
        found = connector.carriers.suggest(*names or ())
    if as_json:
        print_json(found)
        return
    for one in found:
        near = f"one of {', '.join(one.candidates)}" if one.candidates else "nothing"
        typer.echo(f"{one.carrier} -> {one.provider or near}")


@carriers.command()
def add(
    carrier: Carrier,
    provider: Provider,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Queue a new mapping; ``carriers save`` saves all that is queued."""
    with connected(storage) as connector:
        added = connector.carriers.add(carrier, provider)
    _tell([added], as_json=as_json)


@carriers.command()
def edit(
    carrier: Carrier,
    provider: Provider,
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Queue another shipping provider for a mapped carrier."""
    with connected(storage) as connector:
        edited = connector.carriers.edit(carrier, provider)
    _tell([edited], as_json=as_json)


@carriers.command()
def remove(
    carrier: Carrier, storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Queue that a mapping goes, and list what stays."""
    with connected(storage) as connector:
        connector.carriers.remove(carrier)
        mapping = connector.carriers.list()
    _tell(mapping, as_json=as_json)


@carriers.command()
def discard(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Forget all that is queued, and list the mapping."""
    with connected(storage) as connector:
        connector.carriers.discard()
        mapping = connector.carriers.list()
    _tell(mapping, as_json=as_json)


@carriers.command()
def providers(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """List the shipping providers that the shop offers."""
    with connected(storage) as connector:
        found = connector.carriers.providers()
    if as_json:
        print_json(found)
        return
    print_table(("id", "provider"), [(one.id, one.name) for one in found])


@carriers.command()
def save(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Save all that is queued, and list the mapping."""
    with connected(storage) as connector:
        mapping = connector.carriers.save()
    _tell(mapping, as_json=as_json)


def with_pairs(settings: Settings, pairs: Sequence[str]) -> tuple[Settings, Collection[str]]:
    """Return settings changed by names and values, and which of their fields changed.

    Raises `InvalidInput` for an unknown name, and a value that is missing or does not fit.
    """
    if len(pairs) % 2:
        raise InvalidInput(
            f"{pairs[-1][:80]!r} has no value.", field="pairs", what_to_do="Give NAME VALUE pairs."
        )
    named = list(zip(pairs[::2], pairs[1::2], strict=True))
    for name, text in named:
        settings = _changed(settings, name, text)
    return settings, {name.split(".")[0] for name, _ in named}


def _changed(settings: Settings, name: str, text: str) -> Settings:
    """Change one setting; a price rule may be in words, as in ``+10%``."""
    if name == "price_rule" and text != "null" and not text.startswith("{"):
        worded = TemplateFile({name: text}, overrides=False).over(NEW)
        return evolve(settings, price_rule=worded.price_rule)
    return with_text(settings, Settings, name, text)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _tell(mapping: Sequence[CarrierMapping], *, as_json: bool) -> None:
    if as_json:
        print_json(mapping)
        return
    for one in mapping:
        typer.echo(f"{one.carrier} -> {one.provider}{' (queued)' if one.queued else ''}")
