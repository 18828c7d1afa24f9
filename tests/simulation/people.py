"""What buyers, the merchant and TikTok do in a life: each order has a fate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

from attrs import define, field

from tests.simulation.goods import LATE, PLATE, SKUS, UNKNOWN
from tests.simulation.world import Main, World
from tiktok_bc_sync import AsyncConnector, SyncError
from tiktok_bc_sync.errors import NeedsReconnecting
from tiktok_bc_sync.runtime import SimulatedRuntime

Job = Callable[[AsyncConnector], Awaitable[object]]

CARRIERS = ("DPD", "Yodel")
GONE = ("IN_TRANSIT", "DELIVERED", "COMPLETED", "CANCELLED")
REFUSAL = "seller_reject_apply_product_has_been_packed"


class Fate(StrEnum):
    """What becomes of an order, if its time suffices."""

    STAYS = "stays as it is"
    UNKNOWN_SKU = "has a SKU that nobody knows"
    LATE_SKU = "has a SKU that comes later"
    SHIPS = "ships"
    SHIPS_IN_TWO = "ships in two parcels"
    COMES_BACK = "comes back"
    KEPT = "is refunded and kept"
    OUT_OF_STOCK = "lacks a line"
    BUYER_CANCELS = "is cancelled as the buyer asks"
    BUYER_IS_REFUSED = "is not cancelled as the buyer asks"
    PLATFORM_CANCELS = "is cancelled by TikTok"
    STORE_CANCELS = "is cancelled in BigCommerce"
    BOTH_CANCEL = "is cancelled on both sides at once"
    SHIPS_AND_IS_CANCELLED = "is cancelled while it ships"


# What can befall an order that BigCommerce has not got yet.
EARLY = (
    Fate.STAYS,
    Fate.UNKNOWN_SKU,
    Fate.LATE_SKU,
    Fate.BUYER_CANCELS,
    Fate.BUYER_IS_REFUSED,
    Fate.PLATFORM_CANCELS,
)


@define
class People:
    """Everybody but the connector, and what they remember of what they did."""

    world: World
    fates: dict[str, Fate] = field(factory=dict[str, Fate])
    numbers: dict[str, str] = field(factory=dict[str, str])
    """Tracking numbers that were given in BigCommerce, and the orders they are of."""
    requests: dict[str, str] = field(factory=dict[str, str])
    """What buyers asked to cancel, by order."""
    added: dict[str, int] = field(factory=dict[str, int])
    """Units that the merchant put on the shelf, less those taken off it."""

    # --- buying ------------------------------------------------------------------------

    def buys(self, possible: Sequence[Fate]) -> Main:
        """Return a life of one order."""

        async def live(runtime: SimulatedRuntime) -> None:
            pick = self.world.scheduler.random
            await runtime.sleep(pick.uniform(0, 300))
            order_id = self._ordered(fate := pick.choice(possible))
            await runtime.sleep(pick.uniform(0, 200))
            if fate in EARLY or await self._arrived(runtime, order_id):
                await self._fated(runtime, order_id, fate)
            else:
                self.fates[order_id] = Fate.STAYS

        return live

    def _ordered(self, fate: Fate) -> str:
        odd = {Fate.UNKNOWN_SKU: UNKNOWN, Fate.LATE_SKU: LATE}.get(fate)
        first = (odd or self.world.scheduler.random.choice(SKUS), 2)
        order_id = self.world.sandbox.buyer.orders(first, (SKUS[2], 1))
        self.fates[order_id] = fate
        self.world.scheduler.tell(f"order {order_id} of {first[0]} {fate}")
        return order_id

    async def _arrived(self, runtime: SimulatedRuntime, order_id: str) -> bool:
        """Wait for an order to be in BigCommerce, but not for ever."""
        for _ in range(15):
            if self.in_store(order_id):
                return True
            await runtime.sleep(60)
        return False

    def in_store(self, order_id: str) -> str:
        """Return the id of BigCommerce's order, empty where there is none yet."""
        found = self.world.sandbox.seen.store_orders()
        return next((str(one.id) for one in found if one.external_id == order_id), "")

    # --- fates -------------------------------------------------------------------------

    async def _fated(self, runtime: SimulatedRuntime, order_id: str, fate: Fate) -> None:
        if fate in (Fate.SHIPS, Fate.SHIPS_IN_TWO, Fate.COMES_BACK, Fate.KEPT):
            await self._ships(runtime, order_id, halves=fate is Fate.SHIPS_IN_TWO)
        if fate in (Fate.COMES_BACK, Fate.KEPT):
            await self._returns(runtime, order_id, kept=fate is Fate.KEPT)
        elif fate is Fate.SHIPS_AND_IS_CANCELLED:
            await self._ships(runtime, order_id, halves=False)
            self._calls_off(order_id)
        elif fate in (Fate.PLATFORM_CANCELS, Fate.BOTH_CANCEL):
            if fate is Fate.BOTH_CANCEL:
                self.world.sandbox.merchant.cancels(self.in_store(order_id))
            self._calls_off(order_id)
        elif fate is Fate.STORE_CANCELS:
            self.world.sandbox.merchant.cancels(self.in_store(order_id))
        elif fate in (Fate.BUYER_CANCELS, Fate.BUYER_IS_REFUSED):
            self.requests[order_id] = self.world.sandbox.buyer.cancels(order_id)
        await self.answers(runtime, order_id)

    def _calls_off(self, order_id: str) -> None:
        if self.world.sandbox.shop.orders.orders[order_id]["status"] not in GONE:
            self.world.sandbox.vendor.moves(order_id, "CANCELLED")

    async def _ships(self, runtime: SimulatedRuntime, order_id: str, *, halves: bool) -> None:
        """Ship an order in BigCommerce, in one parcel or in two."""
        store_id, pick = self.in_store(order_id), self.world.scheduler.random
        lines = self.world.sandbox.store.orders.lines[int(store_id)]
        for items in ({lines[0]["id"]: 1}, None) if halves else (None,):
            number = f"NUMBER-{len(self.numbers)}"
            self.numbers[number] = order_id
            self.world.sandbox.merchant.ships(
                store_id, carrier=pick.choice(CARRIERS), tracking_number=number, items=items
            )
            self.world.scheduler.tell(f"order {order_id} is shipped as {number}")
            await runtime.sleep(pick.uniform(0, 60))

    async def _returns(self, runtime: SimulatedRuntime, order_id: str, *, kept: bool) -> None:
        """Let the parcel arrive and some of it be sent back, or refunded without."""
        sandbox = self.world.sandbox
        sandbox.vendor.moves(order_id, "DELIVERED")
        kind = "REFUND" if kept else "RETURN_AND_REFUND"
        return_id = sandbox.buyer.returns(order_id, SKUS[2], type=kind)
        await runtime.sleep(self.world.scheduler.random.uniform(0, 60))
        sandbox.vendor.arbitrates(return_id, for_buyer=True)
        sandbox.vendor.finishes_return(return_id)
        self.world.scheduler.tell(f"return {return_id} of {order_id} is refunded")

    # --- what the merchant does through the connector ------------------------------------

    async def answers(self, runtime: SimulatedRuntime, order_id: str) -> None:
        """Let the merchant do what an order's fate wants of the connector; doing it again is allowed."""
        fate, connector = self.fates[order_id], self.world.connect(runtime)
        request = self.requests.get(order_id, "")
        if fate is Fate.OUT_OF_STOCK:
            line = self.world.sandbox.shop.orders.orders[order_id]["line_items"][0]["id"]
            await self.tries(
                connector,
                lambda one: one.orders.cancel(order_id, reason="OUT_OF_STOCK", lines=[str(line)]),
            )
        elif request:
            await self.tries(connector, lambda one: one.cancellations.sync())
            if fate is Fate.BUYER_CANCELS:
                await self.tries(connector, lambda one: one.cancellations.approve(request))
            else:
                await self.tries(
                    connector, lambda one: one.cancellations.reject(request, reason=REFUSAL)
                )

    async def tries(self, connector: AsyncConnector, job: Job) -> bool:
        """Do something that may fail, as everything may; what is said then is remembered."""
        try:
            await job(connector)
        except SyncError as error:
            self.world.said.append(f"{error!r} {error}")
            self.world.scheduler.tell(f"it failed: {error.code}")
            if isinstance(error, NeedsReconnecting):
                self.world.reconnect()
            return False
        return True

    # --- the shop ----------------------------------------------------------------------

    async def keeps_shop(self, runtime: SimulatedRuntime) -> None:
        """Let the merchant change prices and stock, and add a product that buyers could order before."""
        pick, sandbox = self.world.scheduler.random, self.world.sandbox
        late = pick.randrange(5)
        for turn in range(5):
            await runtime.sleep(pick.uniform(0, 300))
            if turn == late:
                sandbox.merchant.adds(PLATE)
                self.world.scheduler.tell(f"the merchant adds {LATE}")
            sku, units = pick.choice(SKUS), pick.randint(-50, 50)
            self.added[sku] = self.added.get(sku, 0) + units
            stock = sandbox.seen.store_stock(sku) + units
            sandbox.merchant.edits(sku, stock=stock, price=pick.randint(5, 90))
            self.world.scheduler.tell(f"{sku} is {stock} units, and has another price")
            sandbox.vendor.reviews()

    async def disturbs(self, runtime: SimulatedRuntime) -> None:
        """Let clocks step, the storage be full for a while, and old webhooks be sent again."""
        pick = self.world.scheduler.random
        for _ in range(4):
            await runtime.sleep(pick.uniform(0, 250))
            for clock in self.world.clocks.values():
                clock.skew = pick.uniform(-30, 30)
            if self.world.happens(0.3):
                self.world.full = True
                self.world.scheduler.tell("the storage is full")
                await runtime.sleep(pick.uniform(5, 60))
                self.world.full = False
            await self._replays(runtime)

    async def _replays(self, runtime: SimulatedRuntime) -> None:
        attempts = list(self.world.sandbox.deliveries.attempts)
        if attempts:
            old = self.world.scheduler.random.choice(attempts).webhook
            await self.world.connect(runtime).webhooks.receive(old.headers, old.body)
