"""How commands get their connector: credentials from the environment, storage from an option."""

from __future__ import annotations

from typing import Annotated

import typer

from tiktok_bc_sync import Connector, SqlStorage

StorageUrl = Annotated[
    str,
    typer.Option(
        "--storage",
        envvar="TIKTOK_BC_SYNC_STORAGE",
        help="Where the connector keeps its records, as an SQLAlchemy URL.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
DEFAULT_STORAGE = "sqlite:///connector.db"


def connected(storage: str) -> Connector:
    """Return a connector for the credentials in the environment."""
    return Connector.from_env(storage=SqlStorage(storage))
