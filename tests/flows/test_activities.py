"""Long jobs that can be watched, stopped, gone on with, and tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from tests.flows.aftersales_scene import bought, ship
from tests.flows.conftest import CATEGORIES, MUG
from tiktok_bc_sync import (
    AsyncConnector,
    Connector,
    ListingStatus,
    MemoryStorage,
    ShopCredentials,
    SimpleProducts,
    StoreCredentials,
)
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import Action, Activity, ActivityState, ProductFilter
from tiktok_bc_sync.runtime import BlockingRuntime
from tiktok_bc_sync.sandbox import Fault, Sandbox

ORDERS = 12


class Clock:
    """The time of everybody here; each look at it can take a while."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)
        self.step = timedelta()

    def now(self) -> datetime:
        """Return the time."""
        self.moment += self.step
        return self.moment


class Timed(BlockingRuntime):
    """The blocking world at a clock's time."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        """Return the clock's time."""
        return self._clock.now()


@pytest.fixture
def clock() -> Clock:
    """A clock that tests move."""
    return Clock()


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest, clock: Clock) -> Sandbox:
    """Both marketplaces with one product."""
    sandbox = Sandbox(region=request.param, currency="USD", wall=lambda: clock.moment)
    sandbox.load([MUG], CATEGORIES)
    return sandbox


Opened = Callable[[], Connector]


@pytest.fixture
def opened(sandbox: Sandbox, storage: MemoryStorage, clock: Clock) -> Opened:
    """Open blocking connectors that do one thing after the other."""

    def connect() -> Connector:
        connector = Connector(
            store=StoreCredentials.from_env(sandbox.env()),
            shop=ShopCredentials.from_env(sandbox.env()),
            storage=storage,
            transport=BlockingTransport(httpx.Client(transport=sandbox.transport())),
            runtime=Timed(clock),
        )
        connector.context.concurrency = 1
        return connector

    return connect


def made(sandbox: Sandbox) -> int:
    """Count BigCommerce's orders."""
    return len(sandbox.seen.store_orders())


def cancelled_fetch(opened: Opened, sandbox: Sandbox, clock: Clock) -> Activity:
    """Fetch orders, and let another process cancel that when a few are done."""
    connector, other = opened(), opened()
    connector.products.pull()
    clock.step = timedelta(seconds=1)
    for _ in range(ORDERS):
        sandbox.buyer.orders("MUG-1", 1)

    def watched(activity: Activity) -> None:
        if activity.done == 3 and not activity.cancelling:
            other.activities.cancel(activity.id)

    return connector.orders.fetch(progress=watched)


def test_a_running_activity_stops_when_another_process_asks_it_to(
    opened: Opened, sandbox: Sandbox, clock: Clock
) -> None:
    activity = cancelled_fetch(opened, sandbox, clock)
    assert (activity.state, activity.failures) == (ActivityState.CANCELLED, ())
    assert 3 <= made(sandbox) < ORDERS
    assert activity.finished_at


def test_what_was_cancelled_goes_on_where_it_stopped(
    opened: Opened, sandbox: Sandbox, clock: Clock
) -> None:
    before = cancelled_fetch(opened, sandbox, clock)
    connector = opened()
    after = connector.activities.resume(before.id)
    assert (after.state, after.after) == (ActivityState.COMPLETED, before.id)
    assert made(sandbox) == ORDERS
    with pytest.raises(InvalidInput, match="completed"):
        connector.activities.resume(after.id)


PRODUCTS = 6


def cancelled(
    opened: Opened, work: Callable[[Connector, Callable[[Activity], None]], Activity]
) -> Activity:
    """Do something about products that somebody else stops after the first one."""
    connector, other = opened(), opened()
    connector.context.concurrency = 1

    def watched(activity: Activity) -> None:
        if activity.done == 1 and not activity.cancelling:
            other.activities.cancel(activity.id)

    return work(connector, watched)


@pytest.fixture
def listed(sandbox: Sandbox, opened: Opened, clock: Clock) -> Connector:
    """A connector of a shop in which several mugs are live."""
    sandbox.load([{**MUG, "id": 400 + one, "sku": f"MUG-4{one}"} for one in range(PRODUCTS)])
    connector = opened()
    connector.products.pull()
    leaf = connector.templates.categories("Storage")[0]
    connector.templates.create(
        name="Everything", category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
    )
    connector.listings.upload()
    sandbox.vendor.reviews()
    connector.listings.refresh_status()
    clock.step = timedelta(seconds=1)  # so that a job looks often whether it shall stop
    return connector


def prices(sandbox: Sandbox) -> list[Decimal]:
    """Return what the mugs cost on TikTok."""
    return [sandbox.seen.price(f"MUG-4{one}") for one in range(PRODUCTS)]


CHOSEN = [f"40{one}" for one in range(PRODUCTS - 1)]


def test_prices_of_a_selection_go_on_with_the_same_selection(
    listed: Connector, opened: Opened, sandbox: Sandbox
) -> None:
    old = prices(sandbox)
    for one in range(PRODUCTS):
        sandbox.merchant.edits(f"MUG-4{one}", price=44)
    listed.products.pull()
    before = cancelled(
        opened, lambda one, watched: one.listings.sync_price(CHOSEN, progress=watched)
    )
    assert before.state is ActivityState.CANCELLED
    assert 1 <= sum(new != old for new, old in zip(prices(sandbox), old, strict=True)) < 5
    after = opened().activities.resume(before.id)
    assert (after.state, after.after) == (ActivityState.COMPLETED, before.id)
    new = prices(sandbox)
    assert len({*new[:-1]}) == 1
    assert new[0] != old[0]
    assert new[-1] == old[-1]  # it was not chosen


def test_products_taken_down_by_a_filter_go_on_with_that_filter(
    listed: Connector, opened: Opened
) -> None:
    before = cancelled(
        opened,
        lambda one, watched: one.listings.deactivate(ProductFilter(text="MUG-4"), progress=watched),
    )
    assert before.state is ActivityState.CANCELLED
    after = opened().activities.resume(before.id)
    assert after.state is ActivityState.COMPLETED
    listings = {one.product_id: one.status for one in listed.listings.all()}
    assert {listings[one] for one in CHOSEN} == {ListingStatus.INACTIVE}
    assert listings[str(MUG["id"])] is ListingStatus.LIVE


def test_a_plan_that_was_stopped_goes_on_with_the_kinds_of_change_that_it_was_for(
    listed: Connector, opened: Opened, sandbox: Sandbox
) -> None:
    old = prices(sandbox)
    for one in range(PRODUCTS):
        sandbox.merchant.edits(f"MUG-4{one}", price=44, stock=5)
    listed.products.pull()
    plan = listed.listings.plan()
    only = frozenset({Action.STOCK})
    before = cancelled(
        opened, lambda one, watched: one.listings.apply(plan, only=only, progress=watched)
    )
    assert before.state is ActivityState.CANCELLED
    opened().activities.resume(before.id)
    seen = sandbox.seen
    assert {seen.stock(f"MUG-4{one}") for one in range(PRODUCTS)} == {5}
    assert prices(sandbox) == old


def test_an_activity_tells_how_far_it_is(opened: Opened, sandbox: Sandbox) -> None:
    connector = opened()
    connector.products.pull()
    for _ in range(3):
        sandbox.buyer.orders("MUG-1", 1)
    told: list[tuple[int, int | None]] = []
    connector.orders.fetch(progress=lambda now: told.append((now.done, now.total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (3, 3)


def test_an_activity_of_a_dead_process_is_marked_and_can_be_gone_on_with(
    opened: Opened, sandbox: Sandbox, clock: Clock
) -> None:
    class Killed(BaseException):
        """What no handler catches."""

    def dies(activity: Activity) -> None:
        if activity.done == 2:
            raise Killed

    connector = opened()
    connector.products.pull()
    for _ in range(4):
        sandbox.buyer.orders("MUG-1", 1)
    with pytest.raises(Killed):
        connector.orders.fetch(progress=dies)
    (dead,) = connector.activities.list(name="Fetch orders")
    assert dead.state is ActivityState.ONGOING
    clock.moment += timedelta(minutes=11)
    observer = opened()
    (dead,) = observer.activities.list(name="Fetch orders")
    assert dead.state is ActivityState.INTERRUPTED
    assert observer.activities.counts()[ActivityState.INTERRUPTED] == 1
    assert observer.activities.list(state=ActivityState.INTERRUPTED) == [dead]
    assert observer.activities.resume(dead.id).state is ActivityState.COMPLETED
    assert made(sandbox) == 4
    assert observer.activities.cancel(dead.id).state is ActivityState.CANCELLED


def test_one_that_was_only_thought_dead_goes_on_and_says_so(
    opened: Opened, sandbox: Sandbox, clock: Clock
) -> None:
    observer, states = opened(), list[ActivityState]()

    def watched(activity: Activity) -> None:
        if activity.done == 1 and not states:
            clock.moment += timedelta(minutes=11)
            states.append(observer.activities.get(activity.id).state)

    connector = opened()
    connector.products.pull()
    for _ in range(2):
        sandbox.buyer.orders("MUG-1", 1)
    activity = connector.orders.fetch(progress=watched)
    assert ActivityState.INTERRUPTED in states
    assert connector.activities.get(activity.id).state is ActivityState.COMPLETED


@pytest.mark.anyio
async def test_what_failed_is_tried_again_alone(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    first = await bought(connector, sandbox, ("MUG-1", 1))
    second = await bought(connector, sandbox, ("MUG-1", 1))
    for order in (first, second):
        ship(sandbox, order, "PARCEL-1", "UPS")
    sandbox.faults.add(Fault("status", status=500), on=f"POST */orders/{first.id}/packages")
    activity = await connector.fulfilment.sync()
    assert [one.entity_id for one in activity.failures] == [first.id]
    again = await connector.activities.retry(activity.id)
    assert (again.after, again.total, again.failures) == (activity.id, 1, ())
    assert [one.tracking_number for one in sandbox.seen.parcels(first.id)] == ["PARCEL-1"]
    with pytest.raises(InvalidInput, match="Nothing failed"):
        await connector.activities.retry(again.id)


@pytest.mark.anyio
async def test_failed_uploads_are_tried_again_by_their_products(connector: AsyncConnector) -> None:
    await connector.products.pull()
    activity = await connector.listings.upload()
    assert [one.entity_id for one in activity.failures] == ["302"]
    again = await connector.activities.retry(activity.id)
    assert (again.name, again.after) == (activity.name, activity.id)
    assert [one.entity_id for one in again.failures] == ["302"]


@pytest.mark.anyio
async def test_an_unknown_activity_is_not_found(connector: AsyncConnector) -> None:
    activities = connector.activities
    for ask in (activities.get, activities.cancel, activities.resume, activities.retry):
        with pytest.raises(NotFound):
            await ask("1")


@pytest.mark.anyio
async def test_cancelling_what_has_ended_changes_nothing(connector: AsyncConnector) -> None:
    ended = await connector.products.pull()
    assert await connector.activities.cancel(ended.id) == await connector.activities.get(ended.id)
    assert (await connector.activities.get(ended.id)).state is ActivityState.COMPLETED
