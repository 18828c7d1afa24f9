"""Where the connector keeps its records: the protocol, typed tables over it, and two storages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiktok_bc_sync.storage.adapters import as_async
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
    from tiktok_bc_sync.storage.sql import SqlStorage

__all__ = [
    "AsyncStorage",
    "Delete",
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
    "SqlStorage",
    "Storage",
    "Stored",
    "Table",
    "Write",
    "as_async",
    "commit",
]


def __getattr__(name: str) -> object:
    """Import SQLAlchemy only for those who use it."""
    if name == "SqlStorage":
        from tiktok_bc_sync.storage.sql import SqlStorage

        return SqlStorage
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
