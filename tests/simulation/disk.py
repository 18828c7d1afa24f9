"""A storage that others use at the same time, and that can disconnect, or be full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from attrs import define, evolve

from tests.simulation.recipes import Recipe
from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.runtime import SimulatedRuntime
from tiktok_bc_sync.storage import Delete, Filter, IndexValue, Lease, Page, Query, Record, Write

if TYPE_CHECKING:
    from tests.simulation.world import World


@define
class SimulatedStorage:
    """The world's storage, as one worker reaches it; conflicts come by themselves."""

    world: World
    runtime: SimulatedRuntime

    async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """See `Storage.read`."""
        await self._turn()
        return self.world.storage.read(account, kind, keys)

    async def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """See `Storage.commit`."""
        await self._turn()
        if self.world.full:
            raise StorageUnavailable("The storage is full.")
        if Recipe.COMPARE_AND_SWAP in self.world.without:
            writes = [self._unconditional(account, write) for write in writes]
        done = self.world.storage.commit(account, writes)
        await self.runtime.point()
        self._unheard("commit")
        return done

    async def find(self, query: Query) -> Page:
        """See `Storage.find`."""
        await self._turn()
        return self.world.storage.find(query)

    async def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """See `Storage.count`."""
        await self._turn()
        return self.world.storage.count(account, kind, where, by)

    async def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """See `Storage.acquire`."""
        await self._turn()
        lease = self.world.storage.acquire(name, owner, ttl)
        self._unheard("acquire")
        return lease

    async def release(self, lease: Lease) -> None:
        """See `Storage.release`."""
        await self._turn()
        self.world.storage.release(lease)

    async def close(self) -> None:
        """Close nothing: the storage outlives its users."""

    async def _turn(self) -> None:
        await self.runtime.point()
        if self.world.happens(self.world.odds.storage):
            self.world.scheduler.tell("the storage can't be reached")
            raise StorageUnavailable("The storage can't be reached.")

    def _unheard(self, what: str) -> None:
        if self.world.happens(self.world.odds.unheard):
            self.world.scheduler.tell(f"the storage does {what}, and nobody hears of it")
            raise StorageUnavailable("The storage gave no answer.")

    def _unconditional(self, account: str, write: Write | Delete) -> Write | Delete:
        """Ignore which version is expected, as a storage without compare-and-swap would."""
        found = self.world.storage.read(account, write.kind, [write.key])
        if isinstance(write, Write):
            return evolve(write, expected=found[0].version if found else None)
        return write
