"""Everything that outlives a worker: both marketplaces, the storage, and what goes wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
from attrs import define, evolve, field, fields

from tests.simulation.disk import SimulatedStorage
from tests.simulation.network import SimulatedTransport
from tests.simulation.recipes import Recipe
from tiktok_bc_sync import (
    AsyncConnector,
    Connector,
    MemoryStorage,
    ShopCredentials,
    StoreCredentials,
    Token,
)
from tiktok_bc_sync.clients import BlockingTransport, TikTokShop
from tiktok_bc_sync.runtime import (
    BlockingRuntime,
    Call,
    Scheduler,
    SimulatedRuntime,
    SimulatedWorker,
)
from tiktok_bc_sync.sandbox import Sandbox

T = TypeVar("T")
Main = Callable[[SimulatedRuntime], Coroutine[object, object, None]]

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CLAIM, NO_CLAIM = timedelta(minutes=5), timedelta(seconds=2)


@define
class Odds:
    """How often what goes wrong, of one request, or of one storage call for the last two."""

    refused: float = 0.005
    lost: float = 0.005
    late: float = 0.01
    unanswered: float = 0.02
    busy: float = 0.005
    broken: float = 0.005
    broken_after: float = 0.005
    failed: float = 0.005
    cut: float = 0.004
    garbled: float = 0.002
    huge: float = 0.002
    expired: float = 0.002
    slow: float = 0.01
    storage: float = 0.003
    unheard: float = 0.003

    def none(self) -> Odds:
        """Return odds at which nothing goes wrong."""
        return Odds(**{one.name: 0.0 for one in fields(Odds)})


@define
class World:
    """Both marketplaces and the storage. Its odds change when the faults are over.

    ``without`` are the recipes that don't work here. ``clocks`` are those of the workers that live,
    ``workers`` are all who ever did, and ``said`` is whatever was raised to them. While the storage is
    ``full``, it takes nothing.
    """

    scheduler: Scheduler
    sandbox: Sandbox
    storage: MemoryStorage
    odds: Odds
    without: frozenset[Recipe] = frozenset()
    clocks: dict[str, SimulatedRuntime] = field(factory=dict[str, SimulatedRuntime])
    said: list[str] = field(factory=list[str])
    workers: list[SimulatedWorker] = field(factory=list[SimulatedWorker])
    full: bool = False
    births: int = 0
    _token: Token | None = None

    @classmethod
    def opened(cls, seed: int, *, death: float, without: Sequence[Recipe] = ()) -> World:
        """Open both marketplaces, empty, at the simulation's time."""
        scheduler = Scheduler(seed, start=START, death=death)
        sandbox = Sandbox(region="GB", wall=scheduler.now)
        storage = MemoryStorage(clock=scheduler.now)
        return cls(scheduler, sandbox, storage, Odds(), frozenset(without))

    def start(self, name: str, main: Main, *, mortal: bool = True) -> None:
        """Let somebody live."""
        self.workers.append(self.scheduler.start(name, main, mortal=mortal))

    def happens(self, chance: float) -> bool:
        """Whether something of this chance happens now."""
        return self.scheduler.random.random() < chance

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        self.odds = self.odds.none()
        self.scheduler.death = 0.0
        self.full = False
        self.sandbox.faults.clear()
        for clock in self.clocks.values():
            clock.skew = 0.0

    # --- whom the world serves ---------------------------------------------------------

    def connect(self, runtime: SimulatedRuntime) -> AsyncConnector:
        """Open a connector as a new process does, to which everything can happen."""
        self.births += 1
        return AsyncConnector(
            store=StoreCredentials.from_env(self.sandbox.env()),
            shop=self._credentials(),
            storage=SimulatedStorage(self, runtime),
            transport=SimulatedTransport(self, runtime),
            runtime=runtime,
            worker=f"{runtime.worker.name}-{self.births}",
            claim=NO_CLAIM if Recipe.CLAIM in self.without else CLAIM,
        )

    def undisturbed(self) -> Connector:
        """Open a connector beside the simulation: nothing fails for it, and time stands still."""
        return Connector(
            store=StoreCredentials.from_env(self.sandbox.env()),
            shop=self._credentials(),
            storage=self.storage,
            transport=self._sure(),
            runtime=StandingTime(self.scheduler),
        )

    def reconnect(self) -> None:
        """Let the seller authorize the app again; processes that begin from now on have the token."""
        known = self._credentials()
        client = TikTokShop(
            app_key=known.app_key,
            app_secret=known.app_secret,
            auth_url=known.auth_url,
            transport=self._sure(),
            runtime=StandingTime(self.scheduler),
        )
        self._token = client.exchange_code(self.sandbox.vendor.authorizes())
        self.scheduler.tell("the seller authorizes the app again")

    def _credentials(self) -> ShopCredentials:
        """Return what the host was given: a token that is renewed since stays in the storage."""
        given = ShopCredentials.from_env(self.sandbox.env())
        self._token = self._token or given.token
        return evolve(given, token=self._token)

    def _sure(self) -> BlockingTransport:
        return BlockingTransport(httpx.Client(transport=self.sandbox.transport()))


class StandingTime(BlockingRuntime):
    """The blocking world at the simulation's time."""

    def __init__(self, scheduler: Scheduler) -> None:
        super().__init__()
        self._scheduler = scheduler

    def now(self) -> datetime:
        """Return the simulation's time."""
        return self._scheduler.now()

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:
        """Do one call after the other: threads would take turns as they like."""
        return await super().run_all(calls, limit=min(limit, 1))
