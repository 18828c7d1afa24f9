"""A storage in a SQL database, through SQLAlchemy Core; SQLite by default."""

from __future__ import annotations

from importlib.util import find_spec

from tiktok_bc_sync.errors import MissingExtra

if find_spec("sqlalchemy") is None:
    raise MissingExtra(
        "SqlStorage needs SQLAlchemy.",
        what_to_do="Install it with: pip install 'tiktok-bc-sync[sql]'.",
    )

from tiktok_bc_sync.storage.sql.asynchronous import AsyncSqlStorage
from tiktok_bc_sync.storage.sql.migrations import migrate
from tiktok_bc_sync.storage.sql.storage import SqlStorage

__all__ = ["AsyncSqlStorage", "SqlStorage", "migrate"]
