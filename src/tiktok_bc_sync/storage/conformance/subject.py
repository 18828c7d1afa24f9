"""What every case works with: the storage under test, seen as a plain one, and a new account."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from attrs import evolve, frozen

from tiktok_bc_sync.runtime import drive
from tiktok_bc_sync.storage.adapters import as_async
from tiktok_bc_sync.storage.protocol import AsyncStorage, Storage
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    JsonValue,
    Lease,
    Page,
    Query,
    Record,
    Write,
)

KIND = "note"

Factory = Callable[[], Storage | AsyncStorage]
"""What makes the storage to test, anew or as another view of one database."""


@frozen
class Subject:
    """One account of a storage whose calls block: several threads may share it."""

    storage: AsyncStorage
    account: str

    def beside(self, account: str) -> Subject:
        """Return another account of the same storage."""
        return evolve(self, account=account)

    def read(self, *keys: str, kind: str = KIND) -> dict[str, Record]:
        """Read records by key, whatever their order."""
        found = drive(self.storage.read(self.account, kind, keys))
        assert len({record.key for record in found}) == len(found), "a record was returned twice"
        return {record.key: record for record in found}

    def commit(self, *writes: Write | Delete) -> Sequence[Record]:
        """Commit writes together."""
        return drive(self.storage.commit(self.account, writes))

    def put(self, key: str, **index: IndexValue) -> Record:
        """Write a record, whether it exists or not."""
        known = self.read(key).get(key)
        return self.commit(write(key, known.version if known else None, index))[0]

    def delete(self, key: str) -> None:
        """Delete a record that exists."""
        self.commit(Delete(KIND, key, self.read(key)[key].version))

    def page(
        self,
        *where: Filter,
        kind: str = KIND,
        order_by: str = "key",
        descending: bool = False,
        limit: int = 100,
        after: str | None = None,
    ) -> Page:
        """Find one page."""
        query = Query(self.account, kind, where, order_by, descending, limit, after)
        return drive(self.storage.find(query))

    def keys(
        self, *where: Filter, order_by: str = "key", descending: bool = False, kind: str = KIND
    ) -> list[str]:
        """Return the keys of all that is found on the first page."""
        page = self.page(*where, order_by=order_by, descending=descending, kind=kind)
        return [record.key for record in page.records]

    def count(self, *where: Filter, by: str | None = None) -> Mapping[IndexValue, int]:
        """Count records."""
        return dict(drive(self.storage.count(self.account, KIND, where, by)))

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease."""
        return drive(self.storage.acquire(name, owner, ttl))

    def release(self, lease: Lease) -> None:
        """Give a lease back."""
        drive(self.storage.release(lease))

    def close(self) -> None:
        """Close the storage."""
        drive(self.storage.close())


def write(
    key: str,
    expected: int | None = None,
    index: Mapping[str, IndexValue] | None = None,
    body: Mapping[str, JsonValue] | None = None,
    *,
    kind: str = KIND,
) -> Write:
    """Return a write of which only what matters is said."""
    return Write(kind, key, expected, index or {}, body or {})


class Cases:
    """The hooks that a host overrides, and the fixtures that cases ask for."""

    def make_storage(self) -> Storage | AsyncStorage:
        """Return the storage to test."""
        raise NotImplementedError(f"{type(self).__name__} must say how its storage is made")

    def wait(self, duration: timedelta) -> None:
        """Let time pass for leases; the default really waits, for less than 50 ms."""
        time.sleep(duration.total_seconds())

    @pytest.fixture
    def subject(self) -> Iterator[Subject]:
        """A storage with an account that nothing was written to."""
        storage = as_async(self.make_storage(), blocking=True)
        subject = Subject(storage, f"account-{uuid4().hex}")
        yield subject
        subject.close()
