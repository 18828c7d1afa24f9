"""A process that is killed: from one moment on, nothing that it does reaches the storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from attrs import define

from tiktok_bc_sync import Storage
from tiktok_bc_sync.models import Activity
from tiktok_bc_sync.storage import Delete, Filter, IndexValue, Lease, Page, Query, Record, Write


class Killed(BaseException):
    """The process is gone."""


@define
class Mortal:
    """The storage as one process has it. The process dies at its call number ``lives``."""

    storage: Storage
    lives: int = 1_000_000_000

    def kill(self) -> None:
        """Let the process die at whatever it does next."""
        self.lives = 0

    def dies_at(self, done: int, seen: list[Activity]) -> _Watch:
        """Return what follows a job's progress, writes it down, and kills the process half-way."""
        return _Watch(self, done, seen)

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """See `Storage.read`."""
        return self._alive().read(account, kind, keys)

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """See `Storage.commit`."""
        return self._alive().commit(account, writes)

    def find(self, query: Query) -> Page:
        """See `Storage.find`."""
        return self._alive().find(query)

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """See `Storage.count`."""
        return self._alive().count(account, kind, where, by)

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """See `Storage.acquire`."""
        return self._alive().acquire(name, owner, ttl)

    def release(self, lease: Lease) -> None:
        """See `Storage.release`."""
        self._alive().release(lease)

    def close(self) -> None:
        """See `Storage.close`."""

    def _alive(self) -> Storage:
        if self.lives <= 0:
            raise Killed
        self.lives -= 1
        return self.storage


@define
class _Watch:
    mortal: Mortal
    done: int
    seen: list[Activity]

    def __call__(self, activity: Activity) -> None:
        self.seen.append(activity)
        if activity.done >= self.done:
            self.mortal.kill()
