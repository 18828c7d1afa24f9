"""One simulated life: workers keep a merchant in step while the world fails, then everything calms down."""

from __future__ import annotations

import gc
import random
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from attrs import define, field, frozen

from tests.simulation.goods import opens_shop
from tests.simulation.judging import judged
from tests.simulation.listening import Ears
from tests.simulation.people import Fate, Job, People
from tests.simulation.recipes import Recipe
from tests.simulation.world import START, World
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.runtime import SimulatedRuntime, SimulatedWorker

WORKERS = ("anna", "boris", "clara")
TURNS = 7
DUE = "what is due"
# Claims go stale within minutes; a picture that could not be had is looked for again after a day.
WAITS = (2500, 2500, 90_000)


async def takes_webhooks(world: World, connector: AsyncConnector) -> None:
    """Let the vendors send what is due, and work it off."""

    async def take(_: str, headers: Mapping[str, str], body: bytes) -> int:
        return (await connector.webhooks.receive(headers, body)).status

    await world.sandbox.deliver_async(take)
    await connector.webhooks.work_off()


async def keeps_listings(connector: AsyncConnector) -> None:
    """Read the catalogue, list what is new, send what changed, read back how it stands."""
    await connector.products.pull()
    await connector.listings.upload()
    await connector.listings.refresh_status()


JOBS: Mapping[str, Job] = {
    "orders": lambda connector: connector.orders.fetch(),
    "shipments": lambda connector: connector.fulfilment.sync(),
    "cancellations": lambda connector: connector.cancellations.sync(),
    "returns": lambda connector: connector.returns.sync(),
    "listings": keeps_listings,
    DUE: lambda connector: connector.run_due(),
}


def _to_the_minute(world: World) -> float:
    """Return the seconds to the next even minute, at which all workers wake up as by one schedule."""
    return 120 - (world.scheduler.now() - START).total_seconds() % 120


@contextmanager
def _nothing_by_chance() -> Generator[None]:
    """Make ids up from the seed, and let what the dead left lie: collecting it would draw lots, too."""
    gc.disable()
    try:
        with patch("os.urandom", random.randbytes):
            yield
    finally:
        gc.enable()


@frozen
class Verdict:
    """What was wrong at the end of a life, and its story."""

    seed: int
    wrong: tuple[str, ...]
    story: tuple[str, ...] = field(repr=False)
    deaths: int = 0

    def __str__(self) -> str:
        """The story, how it ended, and how to see it again."""
        again = f"Replay it: make simulate ARGS='--replay {self.seed}'"
        return "\n".join([f"seed {self.seed}", *self.story, "", *self.wrong, again])


@define
class Life:
    """One seed's life, in which orders meet some of the ``possible`` fates.

    ``jobs`` are what workers do. A life is whole where they do what is due: then there are listings and
    webhooks too; a smaller one shows more of one thing. ``without`` are recipes that don't work in it.
    """

    seed: int
    possible: Sequence[Fate] = tuple(Fate)
    jobs: Sequence[str] = tuple(JOBS)
    without: Sequence[Recipe] = ()
    deaths: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything happens in it."""
        return DUE in self.jobs

    def play(self) -> Verdict:
        """Live it and judge the end."""
        random.seed(self.seed)  # the clients' jitter, and below the ids that are made up
        world = World.opened(self.seed, death=0.002 if self.whole else 0.01, without=self.without)
        people = People(world)
        with Ears() as ears, _nothing_by_chance():
            opens_shop(world, whole=self.whole)
            self._begin(world, people)
            world.scheduler.run(most=2_000_000)
            world.calm()
            world.start("last", lambda runtime: self._finish(world, people, runtime))
            world.scheduler.run(most=2_000_000)
            wrong = judged(world, people, ears, whole=self.whole)
        return Verdict(self.seed, tuple(wrong), tuple(world.scheduler.story), self.deaths)

    def _begin(self, world: World, people: People) -> None:
        scheduler = world.scheduler
        scheduler.on_death = lambda worker: self._revive(world, people, worker)
        world.sandbox.faults.random(self.seed, rate=0, webhooks=0.2 if self.whole else 0)
        for name in WORKERS[: scheduler.random.randint(2, 3)]:
            world.start(name, lambda runtime: self._work(world, people, runtime))
        for _ in range(scheduler.random.randint(1, 4)):
            world.start("people", people.buys(self.possible), mortal=False)
        world.start("trouble", people.disturbs, mortal=False)
        if self.whole:
            world.start("merchant", people.keeps_shop, mortal=False)

    def _revive(self, world: World, people: People, dead: SimulatedWorker) -> None:
        self.deaths += 1
        if dead.name in WORKERS:
            world.start(dead.name, lambda runtime: self._work(world, people, runtime))

    async def _work(self, world: World, people: People, runtime: SimulatedRuntime) -> None:
        """Do some of the jobs, as processes do that know nothing of each other."""
        pick = world.scheduler.random
        world.clocks[runtime.worker.name] = runtime
        runtime.skew = pick.uniform(-30, 30)
        for _ in range(TURNS):
            together = not self.whole and world.happens(0.5)
            await runtime.sleep(_to_the_minute(world) if together else pick.uniform(1, 240))
            connector = world.connect(runtime)
            name = pick.choice(self.jobs)
            world.scheduler.tell(f"begins {name}")
            await people.tries(connector, JOBS[name])
            if self.whole and world.happens(0.5):
                world.scheduler.tell("takes webhooks")
                await people.tries(connector, lambda one: takes_webhooks(world, one))

    async def _finish(self, world: World, people: People, runtime: SimulatedRuntime) -> None:
        """Do everything a few times once what the dead left behind has gone stale."""
        for seconds in WAITS:
            await runtime.sleep(seconds)
            world.sandbox.vendor.reviews()
            for order_id in people.fates:
                await people.answers(runtime, order_id)
            connector = world.connect(runtime)
            if self.whole:
                await people.tries(connector, lambda one: takes_webhooks(world, one))
            for name in [DUE, "listings"] if self.whole else self.jobs:
                await people.tries(connector, JOBS[name])
