"""What a host implements to keep the connector's records in its own storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol, runtime_checkable

from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Page,
    Query,
    Record,
    Write,
)


@runtime_checkable
class Storage(Protocol):
    """A storage whose methods block. All of them may be called from several threads at once."""

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist, in any order, in one round trip."""
        ...

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none, and return what was written, in order.

        Raises `Conflict`, naming the versions found, where a record is not at its expected version.
        """
        ...

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order.

        A walk by cursor meets every record that is there throughout it exactly once.
        """
        ...

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field; without ``by`` under None."""
        ...

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it.

        Renewing keeps the token; after an expiry or release the next token is greater.
        """
        ...

    def release(self, lease: Lease) -> None:
        """Give a lease back; nothing happens where it is no longer held."""
        ...

    def close(self) -> None:
        """Free what the storage holds; it can't be used afterwards."""
        ...


class AsyncStorage(Protocol):
    """The same as `Storage`, awaited."""

    async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist, in any order, in one round trip."""
        ...

    async def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        ...

    async def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        ...

    async def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field; without ``by`` under None."""
        ...

    async def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        ...

    async def release(self, lease: Lease) -> None:
        """Give a lease back."""
        ...

    async def close(self) -> None:
        """Free what the storage holds."""
        ...
