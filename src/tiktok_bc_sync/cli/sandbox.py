"""``tiktok-bc-sync sandbox``: both marketplaces on a port of this machine, for trying things out."""

from __future__ import annotations

import shlex
import signal
import threading
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from tiktok_bc_sync.cli.catalogue import catalogue
from tiktok_bc_sync.cli.printing import print_json
from tiktok_bc_sync.sandbox import Sandbox, serve
from tiktok_bc_sync.sandbox.catalogue import Json


def sandbox(
    catalog: Annotated[
        Path | None,
        typer.Option(
            help="Products as JSON lines, or as BigCommerce exports them (.csv).", metavar="FILE"
        ),
    ] = None,
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes a free port.")] = 0,
    region: Annotated[str, typer.Option(help="The TikTok shop's region.")] = "GB",
    orders: Annotated[int, typer.Option(help="How many orders buyers have placed already.")] = 3,
    record: Annotated[
        Path | None,
        typer.Option(help="Write calls and webhooks there, without secrets.", metavar="FILE"),
    ] = None,
    webhooks_to: Annotated[
        str,
        typer.Option(help="Send all webhooks to this server, at their own paths.", metavar="URL"),
    ] = "",
    faults: Annotated[
        int | None, typer.Option(help="Let things go wrong, as this seed has it.", metavar="SEED")
    ] = None,
    fault_rate: Annotated[float, typer.Option(help="How often, from 0 to 1.", min=0, max=1)] = 0.05,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the variables as one JSON object.")
    ] = False,
) -> None:
    """Serve both marketplaces until Ctrl-C or SIGTERM, and print what connects to them as shell variables.

    Products pass TikTok's review at once. Webhooks are sent to whoever subscribes. Nothing is kept.
    """
    for one in (signal.SIGINT, signal.SIGTERM):  # a shell's background job would ignore Ctrl-C
        signal.signal(one, signal.default_int_handler)
    known = catalogue(catalog)
    world = Sandbox(region=region, review_after=timedelta(0), record=record)
    world.load(known.products, known.categories)
    skus = [sku for product in known.products if (sku := _first_sku(product))]
    for number in range(orders if skus else 0):
        world.buyer.orders(skus[number % len(skus)], 1)
    if faults is not None:
        world.faults.random(faults, rate=fault_rate)
    with serve(world, port=port, webhooks_to=webhooks_to) as served:
        if as_json:
            print_json(served.env)
        for name, value in () if as_json else served.env.items():
            typer.echo(f"export {name}={shlex.quote(value)}")
        typer.echo(f"# {len(known.products)} products, {orders} orders; Ctrl-C ends it.", err=True)
        threading.Event().wait()


def _first_sku(product: Json) -> str:
    first: Json = (product.get("variants") or [product])[0]
    return str(first.get("sku") or "")
