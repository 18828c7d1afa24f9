"""How commands get their connector: credentials from the environment, storage from an option."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Annotated

import typer

from tiktok_bc_sync import App, AppCredentials, Connector, EncryptedStorage, SqlStorage, Storage
from tiktok_bc_sync.cli.configuration import Configuration
from tiktok_bc_sync.errors import InvalidInput

DEFAULT_STORAGE = "sqlite:///connector.db"
KEYS = "TIKTOK_BC_SYNC_KEYS"


def _from_file(context: typer.Context, parameter: typer.CallbackParam, given: str) -> str:
    """Take the configuration file's storage where neither an option nor the environment has one."""
    source = context.get_parameter_source(parameter.name or "")
    by_default = source is not None and source.name == "DEFAULT"
    return Configuration.found().storage or given if by_default else given


StorageUrl = Annotated[
    str,
    typer.Option(
        "--storage",
        envvar="TIKTOK_BC_SYNC_STORAGE",
        help="Where the connector keeps its records, as an SQLAlchemy URL.",
        callback=_from_file,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
StoreHash = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="BIGCOMMERCE_STORE_HASH",
        help="The store's hash; left out, the environment's.",
    ),
]


def environment() -> Mapping[str, str]:
    """Return the environment, with the connector's own names for what the configuration renames."""
    return Configuration.found().environment(os.environ)


def opened(url: str, *, create: bool = True) -> Storage:
    """Open a storage, encrypted where the environment holds keys."""
    keys = environment().get(KEYS, "").replace(",", " ").split()
    storage = SqlStorage(url, create=create)
    return EncryptedStorage(storage, keys=keys) if keys else storage


@contextmanager
def connected(storage: str) -> Generator[Connector]:
    """Connect with the environment's tokens or, without one of TikTok's, with those that are stored."""
    env = environment()
    if env.get("TIKTOK_ACCESS_TOKEN") or not env.get("TIKTOK_SERVICE_ID"):
        with Connector.from_env(storage=opened(storage), env=env) as connector:
            yield connector
        return
    app, store_hash = AppCredentials.from_env(env), store_named(env.get("BIGCOMMERCE_STORE_HASH"))
    shop_id, kept = env.get("TIKTOK_SHOP_ID", ""), opened(storage)
    try:
        with Connector.for_account(
            app, storage=kept, store_hash=store_hash, shop_id=shop_id
        ) as connector:
            yield connector
    finally:
        kept.close()


def app_of(storage: str) -> App:
    """Return what connects merchants to the app whose credentials the environment has."""
    return App(AppCredentials.from_env(environment()), storage=opened(storage))


def store_named(given: str | None) -> str:
    """Return a store's hash, from the option or the environment. Raises `InvalidInput` without one."""
    found = given or environment().get("BIGCOMMERCE_STORE_HASH", "")
    if not found:
        raise InvalidInput(
            "Which store is meant?",
            field="store",
            what_to_do="Set BIGCOMMERCE_STORE_HASH, or give --store.",
        )
    return found
