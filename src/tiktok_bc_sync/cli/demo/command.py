"""The command ``demo``: its options, where it keeps what it did, and how it ends."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from tiktok_bc_sync import Connector, SqlStorage
from tiktok_bc_sync.cli.catalogue import catalogue
from tiktok_bc_sync.cli.connecting import AsJson
from tiktok_bc_sync.cli.demo.story import Story
from tiktok_bc_sync.cli.demo.telling import Teller
from tiktok_bc_sync.cli.demo.world import World
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.sandbox import Sandbox, Served, serve
from tiktok_bc_sync.sandbox.catalogue import Catalogue

# The sandbox dies with the demo: nothing of a killed run is still under way.
_CLAIM = timedelta(seconds=3)
_HOME = Path(".tiktok-bc-sync")


def demo(
    catalog: Annotated[
        Path | None,
        typer.Option(help="BigCommerce-shaped products, one JSON object a line.", metavar="FILE"),
    ] = None,
    storage: Annotated[
        str, typer.Option(help="Keep the connector's records there: an SQLAlchemy URL.")
    ] = "",
    seed: Annotated[int, typer.Option(help="Which products are bought, edited and rejected.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget an earlier run first.")] = False,
    as_json: AsJson = False,
) -> int:
    """Run the whole job, from a catalogue to returns, against a sandbox of both marketplaces.

    Needs no account. Killed in the middle and started again, it goes on where it was.
    """
    known = catalogue(catalog)
    home = _HOME / _run_name(known, seed, storage)
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    teller = Teller(quiet=as_json)
    teller.catalogue(catalog, known)
    world = World.open(home, known, seed)
    records = SqlStorage(storage or f"sqlite:///{home / 'connector.db'}")
    with _served(world.sandbox, home) as served:
        teller.began(served.url, home)
        with Connector.from_env(storage=records, env=served.env, claim=_CLAIM) as connector:
            outcome = Story(world, connector, teller).run()
    if as_json:
        typer.echo(json.dumps(outcome.as_json(known.broken), ensure_ascii=False, indent=1))
    else:
        teller.ended(outcome)
    return 0 if outcome.holds else 1


@contextmanager
def _served(sandbox: Sandbox, home: Path) -> Generator[Served]:
    """Serve at the same port as the time before: pictures keep their addresses."""
    kept = home / "port.txt"
    port = int(kept.read_text(encoding="ascii")) if kept.exists() else 0
    stack = ExitStack()
    try:
        served = stack.enter_context(serve(sandbox, port=port))
    except OSError as error:
        raise InvalidInput(
            f"Port {port} of an earlier run can't be used: {error.strerror}.",
            field="port",
            what_to_do="End the demo that is still running, or begin anew with --fresh.",
        ) from None
    with stack:
        kept.write_text(str(urlsplit(served.url).port), encoding="ascii")
        yield served


def _run_name(known: Catalogue, seed: int, storage: str) -> str:
    """Name a run by all that it depends on, so that another catalogue or seed begins anew."""
    facts = json.dumps([known.products, known.categories, seed, storage], sort_keys=True)
    return f"demo-{hashlib.sha256(facts.encode()).hexdigest()[:12]}"
