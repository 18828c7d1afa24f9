"""What a host writes its own tests with: a connector before a sandbox, and a clock that stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage, StandingClock, SyncError
from tiktok_bc_sync.errors import Unavailable
from tiktok_bc_sync.models import Notice
from tiktok_bc_sync.sandbox import Fault, Sandbox

MUG = {"name": "Mug", "sku": "MUG-1", "price": 9.5, "weight": 0.3}


def opened(clock: StandingClock | None = None) -> Sandbox:
    sandbox = Sandbox(wall=clock.now) if clock else Sandbox()
    sandbox.load([MUG])
    return sandbox


def test_a_hosts_test_needs_two_lines() -> None:
    sandbox = opened()
    with Connector.for_testing(sandbox) as connector:
        connector.products.pull()
        order_id = sandbox.buyer.orders("MUG-1", 2)
        connector.orders.fetch()
    assert [one.external_id for one in sandbox.seen.store_orders()] == [order_id]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_it_can_be_awaited_on_either_loop() -> None:
    clock = StandingClock()
    sandbox = opened(clock)
    async with AsyncConnector.for_testing(sandbox, clock=clock) as connector:
        await connector.products.pull()
        order_id = sandbox.buyer.orders("MUG-1", 2)
        await connector.orders.fetch()
    assert [one.external_id for one in sandbox.seen.store_orders()] == [order_id]


def test_processes_meet_in_the_storage_that_they_are_given() -> None:
    sandbox, storage = opened(), MemoryStorage()
    Connector.for_testing(sandbox, storage=storage).products.pull()
    other = Connector.for_testing(sandbox, storage=storage)
    assert [one.title for one in other.products.all()] == ["Mug"]
    stranger = Connector.for_testing(sandbox)
    assert list(stranger.products.all()) == []


def test_who_waits_by_a_standing_clock_is_not_held_up() -> None:
    clock = StandingClock()
    sandbox = opened(clock)
    connector = Connector.for_testing(sandbox, clock=clock)
    sandbox.faults.add(Fault("status", status=429, seconds=20), on="GET */catalog/*")
    began = clock.now()
    connector.products.pull()
    assert clock.now() - began >= timedelta(seconds=20)


def test_schedules_go_by_the_clock() -> None:
    clock = StandingClock()
    connector = Connector.for_testing(opened(clock), clock=clock)
    assert connector.run_due().runs
    assert not connector.run_due().runs
    clock.passes(minutes=31)
    assert connector.run_due().runs


def test_what_a_merchant_should_hear_of_is_told() -> None:
    heard = list[Notice]()
    clock = StandingClock()
    sandbox = opened(clock)
    connector = Connector.for_testing(sandbox, clock=clock, notify=heard.append)
    sandbox.buyer.orders("NOBODYS", 1)
    connector.run_due()
    assert [str(one.kind) for one in heard] == ["order failed"]


@pytest.mark.parametrize("facade", [Connector, AsyncConnector])
def test_nothing_is_sent_before_the_first_call(
    facade: type[Connector] | type[AsyncConnector],
) -> None:
    sandbox = opened()
    facade.for_testing(sandbox)
    assert not sandbox.calls


def test_what_goes_wrong_in_the_sandbox_is_told_as_ever() -> None:
    clock = StandingClock()
    sandbox = opened(clock)
    sandbox.faults.add(Fault("drop_before"), on="*", times=1000)
    with pytest.raises(SyncError) as told:
        Connector.for_testing(sandbox, clock=clock).accounts.connect()
    assert isinstance(told.value, Unavailable)
