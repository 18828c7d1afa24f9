"""The schedule: each job once an interval, by whichever process comes first, whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.webhook_scene import World
from tiktok_bc_sync import AsyncConnector, MemoryStorage, SqlStorage, SyncError
from tiktok_bc_sync.errors import InvalidInput, StorageUnavailable
from tiktok_bc_sync.models import JobName, JobOutcome, JobState, Round
from tiktok_bc_sync.sandbox import Fault, WebhookFault
from tiktok_bc_sync.storage import Lease, Record

pytestmark = pytest.mark.anyio
DONE, FAILED, BUSY, PAUSED = JobOutcome


def names(found: Round) -> list[str]:
    return [one.name for one in found.runs]


async def state(connector: AsyncConnector, name: str) -> JobState:
    return next(one for one in await connector.schedule.jobs() if one.name == name)


# --- when ----------------------------------------------------------------------------


async def test_the_first_round_does_everything_the_catalogue_first(world: World) -> None:
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    found = await world.open().run_due()
    assert names(found)[:2] == ["stock", "orders"]
    assert set(names(found)) == set(JobName)
    assert found.failed == ()
    assert world.store_orders() == [order_id]


async def test_nothing_is_due_again_at_once_for_any_process(world: World) -> None:
    await world.open().run_due()
    before = len(world.sandbox.calls)
    assert names(await world.open().run_due()) == []
    assert len(world.sandbox.calls) == before


async def test_each_job_has_its_own_interval(world: World) -> None:
    connector = world.open()
    done = Counter[str]()
    for _ in range(24 * 60):
        done.update(names(await connector.run_due()))
        world.wall.passes(minutes=1)
    expected = {"orders": 48, "stock": 96, "returns": 48, "status": 24, "token": 24, "webhooks": 4}
    for name, count in expected.items():  # some run a bit sooner
        assert count <= done[name] <= count * 1.15 + 1, name
    assert done["privacy"] <= 2


async def test_after_an_outage_orders_come_first(world: World) -> None:
    connector = world.open()
    await connector.run_due()
    world.wall.passes(hours=30)
    assert names(await connector.run_due()) == list(JobName)


async def test_the_net_finds_what_a_lost_webhook_told(world: World) -> None:
    connector = await world.connected()
    await connector.run_due()
    world.sandbox.faults.add(WebhookFault("dropped"), times=2)
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    assert await world.delivered(connector) == []
    world.wall.passes(minutes=31)
    await connector.run_due()
    assert world.store_orders() == [order_id]


async def test_stock_follows_without_any_webhook(world: World) -> None:
    connector = await world.listed()
    await connector.webhooks.remove()
    await connector.run_due()
    world.sandbox.merchant.edits("MUG-1", stock=2)
    world.wall.passes(minutes=16)
    await connector.run_due()
    assert world.sandbox.seen.stock("MUG-1") == 2


async def test_an_interval_can_be_changed_and_a_job_switched_off(world: World) -> None:
    connector = world.open()
    await connector.schedule.change("status", off=True)
    assert "status" not in names(await connector.run_due())
    await connector.schedule.change("orders", every=timedelta(minutes=5))
    world.wall.passes(minutes=6)
    assert "orders" in names(await world.open().run_due())
    await connector.schedule.change("status", off=False)
    assert "status" in names(await world.open().run_due())


@pytest.mark.parametrize("every", [timedelta(), timedelta(seconds=-1), timedelta(seconds=9)])
async def test_a_job_is_not_done_without_pause(world: World, every: timedelta) -> None:
    with pytest.raises(InvalidInput):
        await world.open().schedule.change("orders", every=every)


async def test_an_unknown_job_is_refused_with_those_there_are(world: World) -> None:
    with pytest.raises(InvalidInput, match="orders, stock"):
        await world.open().schedule.run("laundry")


async def test_a_job_can_be_done_before_it_is_due(world: World) -> None:
    connector = world.open()
    await connector.run_due()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    assert (await connector.schedule.run("orders")).outcome is DONE
    assert world.store_orders() == [order_id]


# --- many processes ------------------------------------------------------------------


@pytest.mark.parametrize("in_memory", [True, False])
def test_many_processes_at_once_do_each_job_once(tmp_path: Path, in_memory: bool) -> None:
    world = World()
    if not in_memory:
        world.storage = SqlStorage(f"sqlite:///{tmp_path}/connector.db")
    connectors = [world.open_blocking() for _ in range(6)]
    connectors[0].accounts.connect()
    with ThreadPoolExecutor(6) as pool:
        rounds = list(pool.map(lambda one: one.run_due(), connectors))
    done = Counter(run.name for found in rounds for run in found.runs if run.outcome is DONE)
    assert done == Counter(JobName)


class Meanwhile(MemoryStorage):
    """Lets something happen when returns are about to be read, with the lease held."""

    then: Callable[[], object] | None = None

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        lease = super().acquire(name, owner, ttl)
        if name.endswith("/jobs/returns") and self.then is not None:
            then, self.then = self.then, None
            then()
        return lease


def test_a_job_that_another_process_is_at_is_left_to_it() -> None:
    world = World()
    world.storage = storage = Meanwhile(clock=world.wall.now)
    connector, other = world.open_blocking(), world.open_blocking()
    seen = list[JobOutcome]()
    storage.then = lambda: seen.append(other.schedule.run("returns").outcome)
    assert connector.schedule.run("returns").outcome is DONE
    assert seen == [BUSY]


class Deadly(MemoryStorage):
    """Lets the process die while it fetches orders; ``buries`` keeps it from giving its lease back."""

    dies = False
    buries = False

    def commit(self, account: str, writes: object) -> list[Record]:
        if self.dies and any(one.kind == "activity" for one in writes):  # type: ignore[attr-defined]  # writes
            raise KeyboardInterrupt
        return list(super().commit(account, writes))  # type: ignore[arg-type]  # passed on as it is

    def release(self, lease: Lease) -> None:
        if not self.buries:
            super().release(lease)


def killed(world: World, *, suddenly: bool) -> None:
    """Let a process be interrupted in the middle of its orders, or die there."""
    storage = world.storage
    assert isinstance(storage, Deadly)
    storage.dies, storage.buries = True, suddenly
    with pytest.raises(KeyboardInterrupt):
        world.open_blocking().schedule.run("orders")
    storage.dies = storage.buries = False


def test_what_was_interrupted_is_gone_on_with_at_once() -> None:
    world = World()
    world.storage = Deadly(clock=world.wall.now)
    world.open_blocking().run_due()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    world.wall.passes(minutes=31)
    killed(world, suddenly=False)
    assert "orders" in names(world.open_blocking().run_due())
    assert world.store_orders() == [order_id]


def test_a_job_of_a_process_that_died_is_done_when_its_lease_ends() -> None:
    world = World()
    world.storage = Deadly(clock=world.wall.now)
    world.open_blocking().run_due()
    world.wall.passes(minutes=31)
    killed(world, suddenly=True)
    assert world.open_blocking().schedule.run("orders").outcome is BUSY
    world.wall.passes(minutes=11)
    assert "orders" in names(world.open_blocking().run_due())


class Slow(MemoryStorage):
    """Lets something happen when a return is read."""

    then: Callable[[], object] | None = None

    def read(self, account: str, kind: str, keys: object) -> list[Record]:
        if kind == "return" and self.then is not None:
            then, self.then = self.then, None
            then()
        return list(super().read(account, kind, keys))  # type: ignore[arg-type]  # passed on as it is


def test_a_process_that_was_thought_dead_says_nothing_of_the_job_any_more() -> None:
    world = World()
    world.storage = storage = Slow(clock=world.wall.now)
    connector, other = world.open_blocking(), world.open_blocking()
    connector.run_due()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    world.sandbox.vendor.moves(order_id, "DELIVERED")
    world.sandbox.buyer.returns(order_id)

    def sleeps() -> None:  # for longer than the lease, so that another process does the job
        world.wall.passes(minutes=40)
        assert other.schedule.run("returns").outcome is DONE
        world.sandbox.faults.add(Fault("status", 500), on="POST */returns/search", times=10_000)

    storage.then = sleeps
    connector.schedule.run("returns")
    job = next(one for one in other.schedule.jobs() if one.name == "returns")
    assert job.due_at
    assert job.due_at > world.wall.time + timedelta(minutes=20)
    assert job.ended_at
    assert job.ended_at > (job.began_at or world.wall.time) - timedelta(minutes=1)


# --- what fails ----------------------------------------------------------------------


async def test_a_job_that_fails_stops_no_other_and_waits_longer_each_time(world: World) -> None:
    connector = world.open()
    await connector.run_due()
    world.sandbox.faults.add(Fault("status", 500), on="POST */returns/search", times=10_000)
    world.wall.passes(minutes=31)
    found = await connector.run_due()
    assert [one.name for one in found.failed] == ["returns"]
    assert "orders" in names(found)
    assert "inbox" in names(found)

    waits = []
    for _ in range(6):
        job = await state(connector, "returns")
        assert job.reason
        assert job.due_at
        waits.append(job.due_at - world.wall.time)
        world.wall.time = job.due_at
        await connector.schedule.run("returns")
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(minutes=30)

    world.sandbox.faults.clear()
    await connector.schedule.run("returns")
    job = await state(connector, "returns")
    assert (job.failures, job.reason) == (0, None)


async def test_jobs_wait_for_reconnecting_and_then_catch_up(world: World) -> None:
    connector = await world.connected()
    await connector.run_due()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    world.sandbox.vendor.revokes()
    await world.delivered(connector)
    for _ in range(3):
        world.wall.passes(hours=2)
        paused = await connector.run_due()
    assert {one.outcome for one in paused.runs if one.name != "privacy"} == {PAUSED}
    assert world.store_orders() == []

    world.reconnects()
    found = await world.open().run_due()
    assert {one.outcome for one in found.runs} == {DONE}
    assert world.store_orders() == [order_id]


async def test_an_answer_that_cant_be_read_is_a_failed_job_and_not_the_end(world: World) -> None:
    connector = world.open()
    await connector.run_due()
    world.sandbox.faults.add(Fault("malformed"), on="POST */returns/search", times=10_000)
    world.wall.passes(minutes=31)
    found = await connector.run_due()
    assert [one.name for one in found.failed] == ["returns"]


# --- the loop ------------------------------------------------------------------------


def test_the_loop_goes_on_until_it_is_interrupted() -> None:
    world = World()
    heard = list[Round | SyncError]()

    def told(found: Round | SyncError) -> None:
        heard.append(found)
        if len(heard) == 40:
            raise KeyboardInterrupt

    began = world.wall.time
    with pytest.raises(KeyboardInterrupt):
        world.open_blocking().schedule.run_forever(told)
    rounds = [one for one in heard if isinstance(one, Round)]
    assert len(rounds) == 40
    assert timedelta(minutes=30) < world.wall.time - began < timedelta(minutes=45)
    assert Counter(name for one in rounds for name in names(one))["orders"] == 2


class Unreachable(MemoryStorage):
    """A storage that can't be reached for a while."""

    until: datetime | None = None

    def read(self, account: str, kind: str, keys: object) -> list[Record]:
        if self.until and self._clock() < self.until:
            raise StorageUnavailable("The storage can't be reached.")
        return list(super().read(account, kind, keys))  # type: ignore[arg-type]  # passed on as it is


def test_the_loop_survives_a_storage_that_is_away_for_a_while() -> None:
    world = World()
    world.storage = storage = Unreachable(clock=world.wall.now)
    world.open_blocking().run_due()
    storage.until = world.wall.time + timedelta(minutes=10)
    heard = list[Round | SyncError]()

    def told(found: Round | SyncError) -> None:
        heard.append(found)
        if isinstance(found, Round) and found.runs:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.open_blocking().schedule.run_forever(told)
    assert len(heard) > 5
    assert {type(one) for one in heard[:-1]} == {StorageUnavailable}
