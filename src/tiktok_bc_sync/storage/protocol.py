"""What a host implements to keep the connector's records in its own storage.

`tiktok_bc_sync.storage.conformance` checks an implementation. Beside what the methods say, it promises:

- Texts are compared by their code points: "a" is neither "A" nor "a ". They sort by at least their first
  180 characters, and are equal only when all of them are.
- None comes before booleans, they before numbers, and these before texts. True is not 1. A field that a
  record does not have is None.
- A body comes back as JSON does, with lists for tuples, and belongs to whoever asked for it.
- What goes wrong in the storage is a `StorageError`, most often `StorageUnavailable`.
"""

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
        """Do all of the writes or none, and return the records written, in order, without deletions.

        A written record's version is greater than any that its key ever had, also before it was
        deleted: who still holds an old version can't mistake the new record for the old one.
        Raises `Conflict`, naming all that did not match with the versions found, where a record is not
        at its expected version, and `InvalidInput` where one is named twice.
        """
        ...

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order.

        A walk by cursor meets every record that stays where it is throughout exactly once, whatever is
        written or deleted meanwhile. Raises `InvalidInput` for a cursor of another order, or of none.
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
        """Free what the storage holds; closing twice is harmless.

        Afterwards a storage still works or raises `StorageError`.
        """
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
