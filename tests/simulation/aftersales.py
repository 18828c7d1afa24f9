"""One simulated life after the sale: shipments, cancellations and returns while the world fails."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import timedelta

import httpx
from attrs import define, field

from tests.simulation.network import Odds, SimulatedStorage, SimulatedTransport, World
from tests.simulation.orders import CATALOGUE, SKUS, START, StandingTime, Verdict
from tiktok_bc_sync import (
    AsyncConnector,
    Connector,
    MemoryStorage,
    ShopCredentials,
    StoreCredentials,
    SyncError,
)
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.runtime import Scheduler, SimulatedRuntime, SimulatedWorker
from tiktok_bc_sync.sandbox import Sandbox

WORKERS = ("anna", "boris")
TICK, TICKS = timedelta(seconds=60), 12
STOCK = 1000
CARRIERS = ("DPD", "Yodel")
SHIPPED = ("IN_TRANSIT", "DELIVERED", "COMPLETED")
Main = Callable[[SimulatedRuntime], Coroutine[object, object, None]]
Job = Callable[[AsyncConnector], Awaitable[object]]
JOBS: tuple[Job, ...] = (
    lambda connector: connector.fulfilment.sync(),
    lambda connector: connector.cancellations.sync(),
    lambda connector: connector.returns.sync(),
    lambda connector: connector.returns.sync(),
    lambda connector: connector.orders.fetch(),
)
FATES = ("ships", "ships in two", "comes back", "buyer keeps it", "lines out of stock")
ENDS = ("buyer cancels", "platform cancels", "store cancels", "ships and is cancelled")


@define
class Transport(SimulatedTransport):
    """The same network; ``forgetful`` hides from look-ups which refunds BigCommerce has."""

    forgetful: bool = False

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        if (
            self.forgetful
            and request.method == "GET"
            and request.url.path.endswith("/payment_actions/refunds")
        ):
            return httpx.Response(200, json={"data": [], "meta": {}}, request=request)
        return await super().send(request)


@define
class Life:
    """One seed's life, in which orders meet some of the ``possible`` fates.

    ``forgetful`` hides refunds from look-ups; ``lax`` drops compare-and-swap.
    """

    seed: int
    possible: Sequence[str] = FATES + ENDS
    forgetful: bool = False
    lax: bool = False
    deaths: int = 0
    fates: dict[str, str] = field(factory=dict[str, str])
    numbers: dict[str, str] = field(factory=dict[str, str])
    """Tracking numbers that were given in BigCommerce, and the TikTok orders they are of."""
    plan: Sequence[Job] = ()

    def play(self) -> Verdict:
        """Live it and judge the end."""
        random.seed(self.seed)  # the clients' jitter
        scheduler = Scheduler(self.seed, start=START, death=0.006)
        sandbox = Sandbox(region="GB", wall=scheduler.now)
        sandbox.load(CATALOGUE)
        world = World(scheduler, sandbox, MemoryStorage(clock=scheduler.now), Odds())
        self._sell(world)
        self.plan = scheduler.random.choices(JOBS, k=TICKS)
        scheduler.on_death = lambda worker: self._revive(world, worker)
        for name in WORKERS:
            scheduler.start(name, lambda runtime: self._work(world, runtime))
        for order_id in self.fates:
            scheduler.start("people", self._living(world, order_id), mortal=False)
        scheduler.run()
        world.calm()
        scheduler.start("last", lambda runtime: self._finish(world, runtime))
        scheduler.run()
        return Verdict(self.seed, tuple(self._wrong(world)), tuple(scheduler.story), self.deaths)

    # --- the beginning ---------------------------------------------------------------

    def _sell(self, world: World) -> None:
        """Sell some orders and make them in BigCommerce, before anything can fail."""
        pick = world.scheduler.random
        with self._undisturbed(world) as connector:
            connector.products.pull()
            for _ in range(pick.randint(1, 3)):
                order_id = world.sandbox.buyer.orders((pick.choice(SKUS), 2), (SKUS[2], 1))
                self.fates[order_id] = pick.choice(self.possible)
                world.scheduler.tell(f"order {order_id}: {self.fates[order_id]}")
            connector.orders.fetch()

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

    # --- the workers -----------------------------------------------------------------

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
            transport=Transport(world, runtime, forgetful=self.forgetful),
            runtime=runtime,
            worker=f"{runtime.worker.name}-{self.deaths}",
        )

    async def _work(self, world: World, runtime: SimulatedRuntime) -> None:
        """Do the jobs as a schedule does on two machines: at the same moments, the same ones."""
        connector = self._connector(world, runtime)
        while (tick := int((world.scheduler.now() - START) / TICK) + 1) < len(self.plan):
            await runtime.sleep((START + tick * TICK - world.scheduler.now()).total_seconds())
            await self._try(world, self.plan[tick], connector)

    async def _try(self, world: World, job: Job, connector: AsyncConnector) -> None:
        try:
            await job(connector)
        except SyncError as error:
            world.scheduler.tell(f"a job failed: {error.code}")

    async def _finish(self, world: World, runtime: SimulatedRuntime) -> None:
        """Do everything once what the dead left behind has gone stale."""
        connector = self._connector(world, runtime)
        for _ in range(2):
            await runtime.sleep(400)
            for order_id, fate in self.fates.items():
                if fate == "lines out of stock":
                    await connector.orders.cancel(
                        order_id, reason="OUT_OF_STOCK", lines=[self._line(world, order_id)]
                    )
            for job in JOBS:
                await job(connector)

    # --- the people ------------------------------------------------------------------

    def _living(
        self, world: World, order_id: str
    ) -> Callable[[SimulatedRuntime], Coroutine[object, object, None]]:
        async def live(runtime: SimulatedRuntime) -> None:
            await runtime.sleep(world.scheduler.random.uniform(0, 200))
            await self._fated(world, runtime, order_id)

        return live

    async def _fated(self, world: World, runtime: SimulatedRuntime, order_id: str) -> None:
        fate, sandbox = self.fates[order_id], world.sandbox
        if fate in FATES[:4]:
            await self._ships(world, runtime, order_id, halves=fate == FATES[1])
            await self._returns(world, runtime, order_id)
        elif fate == "lines out of stock":
            line = [self._line(world, order_id)]
            await self._try(
                world,
                lambda one: one.orders.cancel(order_id, reason="OUT_OF_STOCK", lines=line),
                self._connector(world, runtime),
            )
        elif fate == "store cancels":
            sandbox.merchant.cancels(self._in_store(world, order_id))
        elif fate == "buyer cancels":
            request = sandbox.buyer.cancels(order_id)
            connector = self._connector(world, runtime)
            await self._try(world, lambda one: one.cancellations.sync(), connector)
            await self._try(world, lambda one: one.cancellations.approve(request), connector)
        else:
            if fate.startswith("ships"):
                await self._ships(world, runtime, order_id, halves=False)
            if sandbox.shop.orders.orders[order_id]["status"] not in SHIPPED:
                sandbox.vendor.moves(order_id, "CANCELLED")

    async def _ships(
        self, world: World, runtime: SimulatedRuntime, order_id: str, *, halves: bool
    ) -> None:
        """Ship an order in BigCommerce, in one parcel or in two."""
        store_id, pick = self._in_store(world, order_id), world.scheduler.random
        lines = world.sandbox.store.orders.lines[int(store_id)]
        for items in ({lines[0]["id"]: 1}, None) if halves else (None,):
            number = f"NUMBER-{len(self.numbers)}"
            self.numbers[number] = order_id
            world.sandbox.merchant.ships(
                store_id, carrier=pick.choice(CARRIERS), tracking_number=number, items=items
            )
            world.scheduler.tell(f"order {order_id} is shipped as {number}")
            await runtime.sleep(pick.uniform(0, 60))

    async def _returns(self, world: World, runtime: SimulatedRuntime, order_id: str) -> None:
        """Let the parcel arrive and some of it be sent back, once TikTok was told of it."""
        fate, sandbox = self.fates[order_id], world.sandbox
        if fate not in ("comes back", "buyer keeps it"):
            return
        sandbox.vendor.moves(order_id, "DELIVERED")
        kind = "RETURN_AND_REFUND" if fate == "comes back" else "REFUND"
        return_id = sandbox.buyer.returns(order_id, SKUS[2], type=kind)
        await runtime.sleep(world.scheduler.random.uniform(0, 60))
        sandbox.vendor.arbitrates(return_id, for_buyer=True)
        sandbox.vendor.finishes_return(return_id)
        world.scheduler.tell(f"return {return_id} of {order_id} is refunded")

    def _in_store(self, world: World, order_id: str) -> str:
        found = world.sandbox.seen.store_orders()
        return str(next(one.id for one in found if one.external_id == order_id))

    def _line(self, world: World, order_id: str) -> str:
        return str(world.sandbox.shop.orders.orders[order_id]["line_items"][0]["id"])

    # --- the judgement ---------------------------------------------------------------

    def _wrong(self, world: World) -> list[str]:
        return [
            *self._wrong_parcels(world),
            *self._wrong_refunds(world),
            *self._wrong_ends(world),
            *self._wrong_stock(world),
        ]

    def _wrong_parcels(self, world: World) -> list[str]:
        """Each shipment is one parcel, and nothing else is; what was cancelled first has none."""
        wrong: list[str] = []
        seen = Counter[str]()
        for order_id, order in world.sandbox.shop.orders.orders.items():
            if self.fates[order_id] in ("comes back", "buyer keeps it"):
                continue  # it was delivered whether or not TikTok had been told how
            parcels = [one.carrier for one in world.sandbox.shop.orders.packages.of(order)]
            seen.update(one["tracking_number"] for one in parcels if one["tracking_number"])
            given = [one for one, of in self.numbers.items() if of == order_id]
            if order["status"] != "CANCELLED" and given:
                wrong += [f"{one} is {seen[one]} parcels" for one in given if seen[one] != 1]
        return wrong + [f"{one} was made up" for one in seen if one not in self.numbers]

    def _wrong_refunds(self, world: World) -> list[str]:
        marks = Counter(one["reason"] for one in world.sandbox.store.refunds.refunds.values())
        wanted = {f"TikTok return {one}" for one in world.sandbox.shop.returns.returns}
        for cancel_id, made in world.sandbox.shop.cancellations.cancellations.items():
            if self.fates[made["order_id"]] == "lines out of stock":
                wanted.add(f"TikTok cancellation {cancel_id}")
        wrong = [f"{one} was refunded {marks[one]} times" for one in wanted if marks[one] != 1]
        return wrong + [f"{one} was made up" for one in marks if one not in wanted]

    def _wrong_ends(self, world: World) -> list[str]:
        in_store = {one.external_id: one.status for one in world.sandbox.seen.store_orders()}
        wrong: list[str] = []
        for order_id, order in world.sandbox.shop.orders.orders.items():
            cancelled = order["status"] == "CANCELLED", in_store[order_id] == "Cancelled"
            if cancelled[0] != cancelled[1] and self.fates[order_id] != "buyer cancels":
                wrong.append(f"order {order_id} is {order['status']} and {in_store[order_id]}")
        return wrong

    def _wrong_stock(self, world: World) -> list[str]:
        left = Counter(dict.fromkeys(SKUS, STOCK))
        for order_id, order in world.sandbox.shop.orders.orders.items():
            returned = self.fates[order_id] == "comes back"
            for line in order["line_items"]:
                back = returned and line["seller_sku"] == SKUS[2]
                if line["display_status"] != "CANCELLED" and not back:
                    left[line["seller_sku"]] -= 1
        found = {sku: world.sandbox.seen.store_stock(sku) for sku in SKUS}
        return [
            f"{sku} has {found[sku]} units, not {left[sku]}"
            for sku in SKUS
            if found[sku] != left[sku]
        ]
