"""What lies between a simulated worker and the world: a network and a storage that can fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx
from attrs import define, evolve

from tiktok_bc_sync.errors import StorageUnavailable, Unavailable
from tiktok_bc_sync.runtime import Scheduler, SimulatedRuntime
from tiktok_bc_sync.sandbox import Request, Sandbox
from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    MemoryStorage,
    Page,
    Query,
    Record,
    Write,
)

TIMEOUT = 30.0


@define
class Odds:
    """How often what goes wrong, of one request or storage call."""

    refused: float = 0.01
    lost: float = 0.01
    late: float = 0.02
    unanswered: float = 0.04
    busy: float = 0.01
    broken: float = 0.01
    storage: float = 0.005

    def none(self) -> Odds:
        """Return odds at which nothing goes wrong."""
        return Odds(0, 0, 0, 0, 0, 0, 0)


@define
class World:
    """Everything that outlives a worker. Its odds change when the faults are over."""

    scheduler: Scheduler
    sandbox: Sandbox
    storage: MemoryStorage
    odds: Odds

    def happens(self, chance: float) -> bool:
        """Whether something of this chance happens now."""
        return self.scheduler.random.random() < chance

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        self.odds = self.odds.none()
        self.scheduler.death = 0.0


@define
class SimulatedTransport:
    """A network that loses requests, loses answers, and delivers late.

    ``blind`` hides from look-ups by external id what BigCommerce has.
    """

    world: World
    runtime: SimulatedRuntime
    blind: bool = False

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request; each line may be the last that its sender lives to see."""
        odds, happens = self.world.odds, self.world.happens
        await self.runtime.point()
        if happens(odds.refused):
            raise self._failed(request, "refused", sent=False)
        if happens(odds.lost):
            raise await self._timed_out(request, "lost")
        if happens(odds.late):
            self._deliver_late(request)
            raise await self._timed_out(request, "late")
        if happens(odds.busy):
            return httpx.Response(429, request=request)
        if happens(odds.broken):
            return httpx.Response(503, request=request)
        if self.blind and "external_order_id" in request.url.params:
            return httpx.Response(204, request=request)
        response = self._deliver(request)
        await self.runtime.point()
        if happens(odds.unanswered):
            raise await self._timed_out(request, "unanswered")
        return response

    async def close(self) -> None:
        """Close nothing."""

    def _deliver(self, request: httpx.Request) -> httpx.Response:
        asked = Request.of(request.method, str(request.url), dict(request.headers), request.read())
        answer = self.world.sandbox.handle(asked)
        if request.method != "GET":
            self.world.scheduler.tell(f"{request.method} {request.url.path} -> {answer.status}")
        return httpx.Response(
            answer.status, headers=dict(answer.headers), content=answer.body, request=request
        )

    def _deliver_late(self, request: httpx.Request) -> None:
        delay = self.world.scheduler.random.uniform(1, 60)

        async def deliver(runtime: SimulatedRuntime) -> None:
            await runtime.sleep(delay)
            self._deliver(request)

        self.world.scheduler.start("network", deliver, mortal=False)

    async def _timed_out(self, request: httpx.Request, why: str) -> Unavailable:
        await self.runtime.sleep(TIMEOUT)
        return self._failed(request, why, sent=True)

    def _failed(self, request: httpx.Request, why: str, *, sent: bool) -> Unavailable:
        self.world.scheduler.tell(f"{request.method} {request.url.path} {why}")
        return Unavailable(f"No answer ({why}).", sent=sent)


@define
class SimulatedStorage:
    """A storage that others use at the same time, and that can fail before it did anything.

    ``lax`` ignores which version a write expects, as a storage without compare-and-swap would.
    """

    world: World
    runtime: SimulatedRuntime
    lax: bool = False

    async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """See `Storage.read`."""
        await self._turn()
        return self.world.storage.read(account, kind, keys)

    async def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """See `Storage.commit`."""
        await self._turn()
        if self.lax:
            writes = [self._unconditional(account, write) for write in writes]
        done = self.world.storage.commit(account, writes)
        await self.runtime.point()
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
        return self.world.storage.acquire(name, owner, ttl)

    async def release(self, lease: Lease) -> None:
        """See `Storage.release`."""
        await self._turn()
        self.world.storage.release(lease)

    async def close(self) -> None:
        """Close nothing: the storage outlives its users."""

    async def _turn(self) -> None:
        await self.runtime.point()
        if self.world.happens(self.world.odds.storage):
            raise StorageUnavailable("The storage can't be reached.")

    def _unconditional(self, account: str, write: Write | Delete) -> Write | Delete:
        found = self.world.storage.read(account, write.kind, [write.key])
        if isinstance(write, Write):
            return evolve(write, expected=found[0].version if found else None)
        return write
