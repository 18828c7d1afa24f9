"""Where the connector keeps its records: the protocol, typed tables, memory, SQL, encryption and archives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiktok_bc_sync.storage.adapters import as_async
from tiktok_bc_sync.storage.archive import Archive, AsyncArchive, Contents, Restored, verify
from tiktok_bc_sync.storage.codec import from_json as read_value
from tiktok_bc_sync.storage.codec import to_json as plain_value
from tiktok_bc_sync.storage.encrypted import AsyncEncryptedStorage, EncryptedStorage, new_key
from tiktok_bc_sync.storage.memory import MemoryStorage
from tiktok_bc_sync.storage.protocol import AsyncStorage, Storage
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    JsonValue,
    Lease,
    Op,
    Page,
    Query,
    Record,
    Write,
)
from tiktok_bc_sync.storage.tables import Kind, Stored, Table, commit

if TYPE_CHECKING:
    from tiktok_bc_sync.storage.sql import AsyncSqlStorage, SqlStorage

__all__ = [
    "Archive",
    "AsyncArchive",
    "AsyncEncryptedStorage",
    "AsyncSqlStorage",
    "AsyncStorage",
    "Contents",
    "Delete",
    "EncryptedStorage",
    "Filter",
    "IndexValue",
    "JsonValue",
    "Kind",
    "Lease",
    "MemoryStorage",
    "Op",
    "Page",
    "Query",
    "Record",
    "Restored",
    "SqlStorage",
    "Storage",
    "Stored",
    "Table",
    "Write",
    "as_async",
    "commit",
    "new_key",
    "plain_value",
    "read_value",
    "verify",
]


def __getattr__(name: str) -> object:
    """Import SQLAlchemy only for those who use it."""
    if name in ("AsyncSqlStorage", "SqlStorage"):
        from tiktok_bc_sync.storage import sql

        return getattr(sql, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
