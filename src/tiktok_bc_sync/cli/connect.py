"""``tiktok-bc-sync connect`` and ``accounts``: a store and its TikTok shops, joined and parted."""

from __future__ import annotations

import sys
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

import typer

from tiktok_bc_sync.cli.connecting import (
    DEFAULT_STORAGE,
    AsJson,
    StorageUrl,
    StoreHash,
    app_of,
    connected,
    environment,
    store_named,
)
from tiktok_bc_sync.cli.printing import print_json, print_table
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Authorized

connect = typer.Typer(
    help="Connect a store and its TikTok shops; the tokens go into the storage.",
    no_args_is_help=True,
)
accounts = typer.Typer(help="The shops that a store is or was connected to.", no_args_is_help=True)
ShopId = Annotated[str, typer.Argument(help="TikTok's id of a shop.")]


@connect.command()
def store(
    store_hash: StoreHash = "", storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """Check a store's own key, from BIGCOMMERCE_ACCESS_TOKEN, and keep it."""
    key = environment().get("BIGCOMMERCE_ACCESS_TOKEN", "")
    with app_of(storage) as app:
        done = app.connect_store(store_named(store_hash), key)
    if as_json:
        print_json(done)
        return
    typer.echo(f"The key of {done.store_hash} works and may do all that is needed.")


@connect.command()
def link(
    region: Annotated[str, typer.Option(help="The shop's country, as in GB or US.")],
    store_hash: StoreHash = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Print the address where the merchant lets the app into a TikTok shop; it works for half an hour."""
    with app_of(storage) as app:
        found = app.authorization_link(store_named(store_hash), region=region)
    if as_json:
        print_json({"link": found})
        return
    typer.echo(found)


@connect.command()
def callback(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Take the address that TikTok led back to, from standard input; its code works once."""
    if sys.stdin.isatty():
        typer.echo("Paste the whole address that TikTok led back to:", err=True)
    query = dict(parse_qsl(_query(sys.stdin.readline().strip())))
    with app_of(storage) as app:
        found = app.authorized(query)
    _tell(found, as_json=as_json)


@connect.command()
def install(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Take the address that BigCommerce's install callback came to, from standard input."""
    if sys.stdin.isatty():
        typer.echo("Paste the whole address that BigCommerce called:", err=True)
    query = dict(parse_qsl(_query(sys.stdin.readline().strip())))
    with app_of(storage) as app:
        done = app.install(query)
    if as_json:
        print_json(done)
    else:
        lacks = f"; its token lacks {', '.join(done.missing)}" if done.missing else ""
        typer.echo(f"Installed in {done.store_hash}{lacks}.")
    if done.missing:
        raise typer.Exit(1)


@connect.command()
def shops(
    store_hash: StoreHash = "", storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False
) -> None:
    """List the TikTok shops that the merchant let the app into."""
    with app_of(storage) as app:
        found = app.shops(store_named(store_hash))
    _tell(found, as_json=as_json)


@connect.command()
def choose(
    shop_id: ShopId,
    store_hash: StoreHash = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Switch to one of the shops; what belongs to the other one stays as it is."""
    with app_of(storage) as app:
        found = app.choose(store_named(store_hash), shop_id)
    _tell(found, as_json=as_json)


@connect.command()
def disconnect(
    shop_id: ShopId,
    store_hash: StoreHash = "",
    storage: StorageUrl = DEFAULT_STORAGE,
    as_json: AsJson = False,
) -> None:
    """Forget a shop's tokens and stop its jobs; what was synced stays."""
    with app_of(storage) as app:
        found = app.disconnect(store_named(store_hash), shop_id)
    _tell(found, as_json=as_json)


@accounts.command("list")
def list_accounts(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """List every shop that the store was ever connected to, and how each is."""
    with connected(storage) as connector:
        found = connector.accounts.all()
    if as_json:
        print_json(found)
        return
    print_table(
        ("shop", "name", "region", "currency", "status", "until", "last heard from"),
        [
            (
                one.shop.id,
                one.shop.name,
                one.shop.region,
                one.shop_currency,
                one.status,
                one.expires_at,
                one.heard_at,
            )
            for one in found
        ],
    )
    for one in found:
        if one.notice:
            typer.echo(one.notice)


@accounts.command()
def show(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Show the account without asking the vendors; ends with 1 where it doesn't work."""
    with connected(storage) as connector:
        found = connector.accounts.current()
    if as_json:
        print_json(found)
    else:
        typer.echo(f"{found.store_name} ({found.store_currency}) sells as {found.shop.name}")
        typer.echo(f"in {found.shop.region} ({found.shop_currency}): {found.status}")
        typer.echo(found.notice or "All is well.")
    if not found.status.works:
        raise typer.Exit(1)


@accounts.command()
def check(storage: StorageUrl = DEFAULT_STORAGE, as_json: AsJson = False) -> None:
    """Ask both vendors anew whether the tokens work and the scopes suffice."""
    with connected(storage) as connector:
        found = connector.accounts.connect()
    if as_json:
        print_json(found)
        return
    typer.echo(f"{found.store_name} and {found.shop.name}: {found.status}")


def _query(address: str) -> str:
    """Return an address's query. Raises `InvalidInput` without repeating what was given."""
    try:
        query = urlsplit(address).query
    except ValueError:
        query = ""
    if not query:
        raise InvalidInput(
            "That is no address with a query.",
            field="address",
            what_to_do="Give the whole address on one line, as in https://…/callback?code=…&state=….",
        )
    return query


def _tell(found: Authorized, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if not found.shops:
        typer.echo("No shop is authorized.")
        return
    rows = [
        (one.id, one.name, one.region, one.seller_type, "yes" if one.id == found.chosen else "")
        for one in found.shops
    ]
    print_table(("shop", "name", "region", "seller", "chosen"), rows)
    if not found.chosen:
        typer.echo("None is chosen yet: tiktok-bc-sync connect choose SHOP")
