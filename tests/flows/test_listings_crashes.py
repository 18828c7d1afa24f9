"""Each product is listed once and ends in step, wherever a worker dies and whatever gets lost."""

from __future__ import annotations

import random
from collections import Counter

import httpx
import pytest
from attrs import define, field

from tests.flows.listings_scene import LONG_LAMP, LONG_MUG
from tests.simulation.network import Odds, SimulatedStorage, SimulatedTransport, World
from tests.simulation.orders import START, StandingTime
from tiktok_bc_sync import (
    AsyncConnector,
    Connector,
    MemoryStorage,
    ShopCredentials,
    SimpleProducts,
    StoreCredentials,
    SyncError,
)
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.runtime import Scheduler, SimulatedRuntime, SimulatedWorker
from tiktok_bc_sync.sandbox import Sandbox

WORKERS = ("anna", "boris")
SEEDS = 30


@define
class Life:
    """One seed's life: two workers upload and follow changes while the merchant makes some."""

    seed: int
    death: float = 0.01
    deaths: int = 0
    wrong: list[str] = field(factory=list[str])

    def play(self) -> str:
        """Live it, and return what was wrong at the end with its story; empty at best."""
        random.seed(self.seed)  # the clients' jitter
        scheduler = Scheduler(self.seed, start=START, death=self.death)
        sandbox = Sandbox(region="GB", wall=scheduler.now)
        sandbox.load([LONG_LAMP, LONG_MUG])
        world = World(scheduler, sandbox, MemoryStorage(clock=scheduler.now), Odds())
        self._prepare(world)
        scheduler.on_death = lambda worker: self._revive(world, worker)
        for name in WORKERS:
            scheduler.start(name, lambda runtime: self._work(world, runtime))
        scheduler.start("merchant", lambda runtime: self._edit(world, runtime), mortal=False)
        scheduler.run()
        world.calm()
        scheduler.start("last", lambda runtime: self._finish(world, runtime), mortal=False)
        scheduler.run()
        self._judge(world)
        return "\n".join([*scheduler.story, *self.wrong]) if self.wrong else ""

    def _prepare(self, world: World) -> None:
        with self._blocking(world) as connector:
            connector.products.pull()
            leaf = connector.templates.categories("Storage")[0]
            connector.templates.create(
                name="Everything",
                category_id=leaf.id,
                simple_products=SimpleProducts.SINGLE_SKU,
            )

    def _blocking(self, world: World) -> Connector:
        http = httpx.Client(transport=world.sandbox.transport())
        env = world.sandbox.env()
        return Connector(
            store=StoreCredentials.from_env(env),
            shop=ShopCredentials.from_env(env),
            storage=world.storage,
            transport=BlockingTransport(http),
            runtime=StandingTime(world.scheduler),
        )

    def _connector(self, world: World, runtime: SimulatedRuntime) -> AsyncConnector:
        env = world.sandbox.env()
        return AsyncConnector(
            store=StoreCredentials.from_env(env),
            shop=ShopCredentials.from_env(env),
            storage=SimulatedStorage(world, runtime),
            transport=SimulatedTransport(world, runtime),
            runtime=runtime,
            worker=f"{runtime.worker.name}-{self.deaths}",
        )

    def _revive(self, world: World, dead: SimulatedWorker) -> None:
        self.deaths += 1
        if dead.name in WORKERS:
            world.scheduler.start(dead.name, lambda runtime: self._work(world, runtime))

    async def _work(self, world: World, runtime: SimulatedRuntime) -> None:
        for _ in range(3):
            await runtime.sleep(world.scheduler.random.uniform(1, 200))
            connector = self._connector(world, runtime)
            try:
                await connector.products.pull()
                await connector.listings.upload()
                await connector.listings.refresh_status()
            except SyncError as error:
                world.scheduler.tell(f"work failed: {error.code}")

    async def _edit(self, world: World, runtime: SimulatedRuntime) -> None:
        pick = world.scheduler.random
        for _ in range(4):
            await runtime.sleep(pick.uniform(0, 200))
            sku = pick.choice(["MUG-100", "LAMP-WHITE", "LAMP-BLACK"])
            world.sandbox.merchant.edits(sku, stock=pick.randint(0, 50), price=pick.randint(5, 90))
            world.scheduler.tell(f"the merchant changes {sku}")
            world.sandbox.vendor.reviews()

    async def _finish(self, world: World, runtime: SimulatedRuntime) -> None:
        for _ in range(3):
            connector = self._connector(world, runtime)
            await runtime.sleep(400)
            await connector.products.pull()
            await connector.listings.upload()
            world.sandbox.vendor.reviews()
            await connector.listings.refresh_status()

    def _judge(self, world: World) -> None:
        shop, seen = world.sandbox.shop, world.sandbox.seen
        made = Counter(
            one["content"]["external_product_id"] for one in shop.listings.products.values()
        )
        self.wrong += [
            f"product {key} was listed {times} times" for key, times in made.items() if times != 1
        ]
        with self._blocking(world) as connector:
            self.wrong += [f"left to do: {one}" for one in connector.listings.plan()]
            self.wrong += [f"differs: {one}" for one in connector.listings.drift()]
        for sku in ("MUG-100", "LAMP-WHITE", "LAMP-BLACK"):
            if seen.stock(sku) != seen.store_stock(sku):
                self.wrong.append(f"{sku} shows {seen.stock(sku)} of {seen.store_stock(sku)}")


@pytest.mark.parametrize("first", range(0, SEEDS, 10))
def test_each_product_is_listed_once_and_ends_in_step(first: int) -> None:
    for seed in range(first, first + 10):
        wrong = Life(seed).play()
        assert not wrong, f"seed {seed}\n{wrong}"


def test_the_seeds_do_kill_workers() -> None:
    lives = [Life(seed) for seed in range(5)]
    for life in lives:
        life.play()
    assert sum(life.deaths for life in lives) > 5
