"""One simulated life: two workers import orders while the world fails, then everything calms down."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import httpx
from attrs import define, field, frozen

from tests.simulation.network import Odds, SimulatedStorage, SimulatedTransport, World
from tiktok_bc_sync import (
    AsyncConnector,
    Connector,
    MemoryStorage,
    ShopCredentials,
    StoreCredentials,
    SyncError,
)
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.models import ImportedOrder, ImportState
from tiktok_bc_sync.runtime import BlockingRuntime, Scheduler, SimulatedRuntime, SimulatedWorker
from tiktok_bc_sync.sandbox import Sandbox, SeenOrder

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SKUS = ("CUP-RED", "CUP-BLUE", "BOWL-S")
# Nobody has the first one; the merchant adds the second one some day.
UNKNOWN, LATE = "CUP-RAD", "PLATE-L"
PLATE = {
    "id": 3,
    "name": "Plate",
    "price": 8,
    "sku": LATE,
    "inventory_tracking": "product",
    "inventory_level": 1000,
}
WORKERS = ("anna", "boris")
FETCHES = 3
CATALOGUE: Sequence[Mapping[str, object]] = (
    {
        "id": 1,
        "name": "Cup",
        "price": 9.5,
        "inventory_tracking": "variant",
        "variants": [
            {
                "sku": sku,
                "inventory_level": 1000,
                "option_values": [{"option_display_name": "Colour", "label": sku}],
            }
            for sku in SKUS[:2]
        ],
    },
    {
        "id": 2,
        "name": "Bowl",
        "price": 20,
        "sku": SKUS[2],
        "inventory_tracking": "product",
        "inventory_level": 1000,
        "variants": [],
    },
)


class StandingTime(BlockingRuntime):
    """The blocking world at the simulation's time."""

    def __init__(self, scheduler: Scheduler) -> None:
        super().__init__()
        self._scheduler = scheduler

    def now(self) -> datetime:
        """Return the simulation's time."""
        return self._scheduler.now()


@frozen
class Verdict:
    """What was wrong at the end of a life, and its story."""

    seed: int
    wrong: tuple[str, ...]
    story: tuple[str, ...] = field(repr=False)
    deaths: int = 0

    def __str__(self) -> str:
        """The story, and how it ended."""
        return "\n".join([f"seed {self.seed}", *self.story, *self.wrong])


@define
class Life:
    """One seed's life. ``blind`` hides BigCommerce's orders from look-ups; ``lax`` drops compare-and-swap."""

    seed: int
    blind: bool = False
    lax: bool = False
    deaths: int = 0
    ordered: dict[str, str] = field(factory=dict[str, str])
    cancelled: set[str] = field(factory=set[str])

    def play(self) -> Verdict:
        """Live it and judge the end."""
        random.seed(self.seed)  # the clients' jitter
        scheduler = Scheduler(self.seed, start=START, death=0.01)
        sandbox = Sandbox(region="GB", wall=scheduler.now)
        sandbox.load(CATALOGUE)
        world = World(scheduler, sandbox, MemoryStorage(clock=scheduler.now), Odds())
        self._pull(world)
        scheduler.on_death = lambda worker: self._revive(world, worker)
        for name in WORKERS:
            scheduler.start(name, lambda runtime: self._work(world, runtime))
        scheduler.start("buyers", lambda runtime: self._buy(world, runtime), mortal=False)
        scheduler.start("merchant", lambda runtime: self._sell(world, runtime), mortal=False)
        scheduler.run()
        world.calm()
        scheduler.start("last", lambda runtime: self._finish(world, runtime))
        scheduler.run()
        return Verdict(self.seed, tuple(self._wrong(world)), tuple(scheduler.story), self.deaths)

    def _pull(self, world: World) -> None:
        """Know the products, before anything can fail."""
        with self._undisturbed(world) as connector:
            connector.products.pull()

    def _undisturbed(self, world: World) -> Connector:
        """Return a connector beside the simulation: nothing fails for it, and time stands still."""
        env = world.sandbox.env()
        http = httpx.Client(transport=world.sandbox.transport())
        return Connector(
            store=StoreCredentials.from_env(env),
            shop=ShopCredentials.from_env(env),
            storage=world.storage,
            transport=BlockingTransport(http),
            runtime=StandingTime(world.scheduler),
        )

    def _revive(self, world: World, dead: SimulatedWorker) -> None:
        self.deaths += 1
        if dead.name in WORKERS:
            world.scheduler.start(dead.name, lambda runtime: self._work(world, runtime))

    def _connector(self, world: World, runtime: SimulatedRuntime) -> AsyncConnector:
        env = world.sandbox.env()
        return AsyncConnector(
            store=StoreCredentials.from_env(env),
            shop=ShopCredentials.from_env(env),
            storage=SimulatedStorage(world, runtime, self.lax),
            transport=SimulatedTransport(world, runtime, self.blind),
            runtime=runtime,
            worker=f"{runtime.worker.name}-{self.deaths}",
        )

    async def _work(self, world: World, runtime: SimulatedRuntime) -> None:
        """Fetch a few times, as a scheduled job would."""
        for _ in range(FETCHES):
            await runtime.sleep(world.scheduler.random.uniform(1, 400))
            try:
                await self._connector(world, runtime).orders.fetch()
            except SyncError as error:
                world.scheduler.tell(f"fetch failed: {error.code}")

    async def _buy(self, world: World, runtime: SimulatedRuntime) -> None:
        pick = world.scheduler.random
        for _ in range(pick.randint(1, 4)):
            sku, units = pick.choice((*SKUS, *SKUS, UNKNOWN, LATE)), pick.randint(1, 3)
            order_id = world.sandbox.buyer.orders(sku, units)
            self.ordered[order_id] = sku
            world.scheduler.tell(f"order {order_id}: {units} x {sku}")
            await runtime.sleep(pick.uniform(0, 300))
            if world.happens(0.15):
                self.cancelled.add(order_id)
                world.sandbox.vendor.moves(order_id, "CANCELLED")
                world.scheduler.tell(f"order {order_id} is cancelled")

    async def _sell(self, world: World, runtime: SimulatedRuntime) -> None:
        """Add a product that buyers could order all the time."""
        await runtime.sleep(world.scheduler.random.uniform(0, 1500))
        world.sandbox.merchant.adds(PLATE)
        self._pull(world)
        world.scheduler.tell(f"the merchant adds {LATE}")

    async def _finish(self, world: World, runtime: SimulatedRuntime) -> None:
        """Fetch once what the dead left behind has gone stale."""
        for _ in range(2):
            await runtime.sleep(400)
            await self._connector(world, runtime).orders.fetch()

    def _wrong(self, world: World) -> list[str]:
        in_store = world.sandbox.seen.store_orders()
        made = Counter(one.external_id for one in in_store)
        seen = {one.external_id: one for one in in_store}
        wrong = [
            f"order {one} was made {made[one]} times"
            for one, sku in self.ordered.items()
            if made[one] not in self._times(one, sku)
        ]
        wrong += [f"order {one} was made up" for one in made if one not in self.ordered]
        with self._undisturbed(world) as connector:
            for order in connector.orders.all():
                wrong += self._at_rest(order, seen.get(order.id))
        return wrong

    def _times(self, order_id: str, sku: str) -> tuple[int, ...]:
        """Return how often an order may have been made."""
        if sku == UNKNOWN:
            return (0,)
        return (0, 1) if order_id in self.cancelled else (1,)

    def _at_rest(self, order: ImportedOrder, seen: SeenOrder | None) -> list[str]:
        """Say what is wrong about what the connector believes of an order in the end."""
        if seen is None:
            waits = order.state in (ImportState.WAITING, ImportState.CLAIMED, ImportState.CREATED)
            silent = not order.reasons
            return [f"order {order.id} is {order.state} and not there"] if waits or silent else []
        if order.state is not ImportState.CREATED or not order.referenced:
            return [f"order {order.id} is {order.state} at rest"]
        if seen.total != order.order.amounts.total.amount:
            return [f"order {order.id} has another total"]
        if (seen.status == "Cancelled") is not (order.id in self.cancelled):
            return [f"order {order.id} is {seen.status} in the store"]
        return []
