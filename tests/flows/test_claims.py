"""What a worker knew a moment ago never undoes what another one has begun meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import httpx

from tests.flows.conftest import MUG
from tiktok_bc_sync import Connector, MemoryStorage, ShopCredentials, StoreCredentials
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.models import ImportState
from tiktok_bc_sync.runtime import BlockingRuntime
from tiktok_bc_sync.sandbox import Fault, Sandbox
from tiktok_bc_sync.storage import Page, Query

CLAIM = timedelta(minutes=4)


class Meanwhile(MemoryStorage):
    """Lets something happen right after candidates for an unknown SKU were looked up."""

    then: Callable[[], object] | None = None

    def find(self, query: Query) -> Page:
        page = super().find(query)
        if query.kind == "sku" and self.then is not None:
            then, self.then = self.then, None
            then()
        return page


class Ahead(BlockingRuntime):
    """A clock that is so far ahead that others' claims look old."""

    def now(self) -> datetime:
        return super().now() + CLAIM + timedelta(seconds=30)


class Hasty(BlockingRuntime):
    """A runtime that waits for nothing."""

    async def sleep(self, seconds: float) -> None:
        """Go on at once."""


def connect(sandbox: Sandbox, storage: MemoryStorage, runtime: BlockingRuntime) -> Connector:
    env = sandbox.env()
    return Connector(
        store=StoreCredentials.from_env(env),
        shop=ShopCredentials.from_env(env),
        storage=storage,
        transport=BlockingTransport(httpx.Client(transport=sandbox.transport())),
        runtime=runtime,
        claim=CLAIM,
    )


def begins_to_make_it(sandbox: Sandbox, other: Connector) -> Callable[[], object]:
    """Let another worker find the missing product, and never hear whether its order was taken."""

    def act() -> None:
        sandbox.merchant.adds({**MUG, "id": 999, "name": "Mug 2", "sku": "MUG-2"})
        other.products.pull()
        sandbox.faults.add(Fault("drop_after"), on="POST */v2/orders")
        other.orders.fetch()

    return act


def test_an_order_that_failed_before_is_left_to_the_worker_who_now_makes_it(
    sandbox: Sandbox,
) -> None:
    storage = Meanwhile()
    connector = connect(sandbox, storage, BlockingRuntime())
    connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-2", 1)
    connector.orders.fetch()
    assert connector.orders.get(order_id).state is ImportState.FAILED
    other = connect(sandbox, storage, BlockingRuntime())
    storage.then = begins_to_make_it(sandbox, other)
    connector.orders.fetch()
    assert connector.orders.get(order_id).state is ImportState.CLAIMED


def test_a_worker_whose_claim_was_taken_over_leaves_the_order_alone(sandbox: Sandbox) -> None:
    storage = Meanwhile()
    connector = connect(sandbox, storage, BlockingRuntime())
    connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-2", 1)
    storage.then = begins_to_make_it(sandbox, connect(sandbox, storage, Ahead()))
    connector.orders.fetch()
    assert connector.orders.get(order_id).state is ImportState.CLAIMED


def test_an_order_cancelled_while_nobody_knew_that_it_was_made_is_found_and_cancelled(
    sandbox: Sandbox,
) -> None:
    storage = MemoryStorage()
    connector = connect(sandbox, storage, BlockingRuntime())
    connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    sandbox.faults.add(Fault("drop_after"), on="POST */v2/orders")
    connector.orders.fetch()
    sandbox.vendor.moves(order_id, "CANCELLED")
    connector.orders.fetch()
    assert connector.orders.get(order_id).state is ImportState.CLAIMED
    later = connect(sandbox, storage, Ahead())
    later.orders.fetch()
    assert later.orders.get(order_id).state is ImportState.CREATED
    assert [(one.external_id, one.status) for one in sandbox.seen.store_orders()] == [
        (order_id, "Cancelled")
    ]


def test_an_order_cancelled_before_its_dead_maker_made_it_is_not_made(sandbox: Sandbox) -> None:
    storage = MemoryStorage()
    connector = connect(sandbox, storage, Hasty())
    connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    sandbox.faults.add(Fault("drop_before"), on="POST */v2/orders", times=9)
    connector.orders.fetch()
    sandbox.vendor.moves(order_id, "CANCELLED")
    later = connect(sandbox, storage, Ahead())
    later.orders.fetch()
    order = later.orders.get(order_id)
    assert (order.state, [one.code for one in order.reasons]) == (
        ImportState.NOT_WANTED,
        ["cancelled_early"],
    )
    assert sandbox.seen.store_orders() == []


def test_an_address_that_changed_while_the_order_was_lost_is_made_good(sandbox: Sandbox) -> None:
    storage = MemoryStorage()
    connector = connect(sandbox, storage, BlockingRuntime())
    connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    sandbox.faults.add(Fault("drop_after"), on="POST */v2/orders")
    connector.orders.fetch()
    sandbox.vendor.reveals_address(order_id, address_line1="2 New Road")
    connect(sandbox, storage, Ahead()).orders.fetch()
    ((address,),) = sandbox.store.orders.addresses.values()
    assert address["street_1"] == "2 New Road"
