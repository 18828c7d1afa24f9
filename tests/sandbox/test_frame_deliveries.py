"""Webhooks under way: tried again, gone wrong, and never sent again once they were taken."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.tiktok_scene import Wall
from tests.sandbox.webhook_scene import HOOKS, SECRET, Got, World
from tiktok_bc_sync.clients import BigCommerceWebhooks, TikTokWebhooks
from tiktok_bc_sync.errors import InvalidSignature
from tiktok_bc_sync.sandbox import WebhookFault

ORDERS = "ORDER_STATUS_CHANGE"


@pytest.fixture
def world() -> World:
    """A shop and a store, and nobody who has asked for webhooks yet."""
    return World.opened()


def told(got: list[Got]) -> list[object]:
    """The kinds of what was got, in order."""
    return [one.kind for one in got]


def test_what_is_not_taken_is_tried_again_with_the_same_body(world: World) -> None:
    world.subscribes(ORDERS)
    world.receiver.status = 500
    world.buyer.orders("MUG-1", 1)
    (first,) = world.delivers()
    assert world.delivers() == []

    world.receiver.status = 204
    (second,) = world.later(minutes=1)

    assert second == first
    assert world.later(days=4) == []
    assert [one.taken for one in world.sandbox.deliveries.attempts] == [False, True]


@pytest.mark.parametrize(
    ("subscribe", "hours"),
    [(lambda world: world.subscribes(ORDERS), 72), (lambda w: w.hooks("store/order/*"), 48.5)],
)
def test_the_waits_grow_and_end(world: World, subscribe: Any, hours: float) -> None:
    subscribe(world)
    world.receiver.status = 503
    world.buyer.orders("MUG-1", 1)
    world.caller.orders({"product_id": 302, "quantity": 1})

    waits = world.waits()

    assert waits == sorted(waits)
    assert timedelta(hours=hours - 24) < sum(waits, timedelta()) <= timedelta(hours=hours)


def test_a_hook_that_nobody_answers_for_two_days_is_switched_off(world: World) -> None:
    (hook,) = world.hooks("store/order/created")
    world.receiver.status = 404
    world.caller.orders({"product_id": 302, "quantity": 1})
    world.waits()

    assert world.caller.get(f"{HOOKS}/{hook}")["data"]["is_active"] is False


def test_a_receiver_that_breaks_leaves_the_rest_for_the_next_time(world: World) -> None:
    world.subscribes(ORDERS)
    for _ in range(3):
        world.buyer.orders("MUG-1", 1)

    def breaks(*_: object) -> int:
        raise RuntimeError("a bug in the receiver")

    with pytest.raises(RuntimeError, match="a bug"):
        world.sandbox.deliver(breaks)
    assert len(world.delivers()) == 3


def test_a_receiver_may_call_the_sandbox_and_what_comes_of_it_is_for_the_next_round(
    world: World,
) -> None:
    world.subscribes(ORDERS)
    order = world.buyer.orders("MUG-1", 1)

    def ships(*_: object) -> int:
        world.ship(order)
        return 200

    assert len(world.sandbox.deliver(ships)) == 1
    assert [one.data["order_status"] for one in world.delivers()] == ["IN_TRANSIT"]


def test_httpx_clients_send_them_and_no_answer_is_a_failure(world: World) -> None:
    world.subscribes(ORDERS)
    world.buyer.orders("MUG-1", 1)
    statuses = iter((302, None, 202))

    def answer(_: httpx.Request) -> httpx.Response:
        if (status := next(statuses)) is None:
            raise httpx.ConnectError("nobody is there")
        return httpx.Response(status, headers={"location": "https://elsewhere.test"})

    client = httpx.Client(transport=httpx.MockTransport(answer))
    found = []
    for _ in range(3):
        found += [one.status for one in world.sandbox.deliver(client)]
        world.sandbox.clock.passes(hours=1)

    assert found == [302, 0, 202]
    assert world.sandbox.deliver(client) == []


@pytest.mark.anyio
async def test_async_receivers_get_the_same(world: World) -> None:
    world.subscribes(ORDERS)
    world.buyer.orders("MUG-1", 1)
    (due,) = world.sandbox.deliveries.due()
    got: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        got.append(request)
        return httpx.Response(200 if len(got) > 1 else 500)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        (first,) = await world.sandbox.deliver_async(client)
        world.sandbox.clock.passes(hours=1)
        (second,) = await world.sandbox.deliver_async(client)

    assert (first.status, second.status, second.webhook.attempt) == (500, 200, 2)
    assert (str(got[0].url), got[0].content) == (due.url, due.body)
    assert got[0].headers["authorization"] == due.headers["Authorization"]


# --- faults ----------------------------------------------------------------------------------


def test_a_webhook_may_come_twice(world: World) -> None:
    world.subscribes(ORDERS)
    world.sandbox.faults.add(WebhookFault("doubled"), f"TIKTOK {ORDERS}")
    world.buyer.orders("MUG-1", 1)

    first, second = world.delivers()
    assert first == second
    assert world.delivers() == []


def test_a_webhook_may_come_late_and_out_of_order(world: World) -> None:
    world.subscribes(ORDERS)
    orders = [world.buyer.orders("MUG-1", 1) for _ in range(3)]
    world.sandbox.faults.add(WebhookFault("reordered"), nth=1)
    world.sandbox.faults.add(WebhookFault("late", seconds=600), nth=2)

    assert [one.data["order_id"] for one in world.delivers()] == [orders[2], orders[0]]
    assert world.later(minutes=9) == []
    assert [one.data["order_id"] for one in world.later(minutes=1)] == [orders[1]]


def test_a_webhook_may_be_lost(world: World) -> None:
    world.subscribes(ORDERS)
    world.hooks("store/order/created")
    world.sandbox.faults.add(WebhookFault("dropped"), "BIGCOMMERCE *")
    world.buyer.orders("MUG-1", 1)
    world.caller.orders({"product_id": 302, "quantity": 1})

    assert told(world.delivers()) == [1]
    assert world.later(days=3) == []


def test_a_forged_webhook_comes_before_the_right_one_and_is_not_believed(world: World) -> None:
    world.subscribes(ORDERS)
    world.hooks("store/order/created")
    world.sandbox.faults.add(WebhookFault("forged"), times=2)
    world.buyer.orders("MUG-1", 1)
    world.caller.orders({"product_id": 302, "quantity": 1})
    tiktok = TikTokWebhooks(world.shop.app_key, [world.shop.app_secret])
    ours = BigCommerceWebhooks(list(SECRET.values()))

    def believes(got: Got) -> bool:
        reader = tiktok if got.kind == 1 else ours
        try:
            reader.read(got.headers, got.body, now=world.wall.time)
        except InvalidSignature:
            return False
        return True

    believed = [believes(one) for one in world.delivers()]
    assert believed == [False, True, False, True]


# --- the journal -----------------------------------------------------------------------------


def test_a_sandbox_that_goes_on_sends_nothing_again_that_was_taken(tmp_path: Path) -> None:
    world = World.opened(journal=tmp_path / "journal")
    world.subscribes(ORDERS)
    (hook,) = world.hooks("store/order/created")
    taken = world.buyer.orders("MUG-1", 1)
    world.delivers()
    world.receiver.status = 500
    failed = world.buyer.orders("MUG-1", 1)
    world.caller.orders({"product_id": 302, "quantity": 1})
    before = world.delivers()
    waiting = world.buyer.orders("MUG-1", 1)

    again = World.opened(journal=tmp_path / "journal", wall=Wall(world.wall.time))

    assert [one.data["order_id"] for one in again.delivers()] == [waiting]
    assert again.later(minutes=1) == before
    assert failed != taken
    assert again.caller.get(f"{HOOKS}/{hook}")["data"]["is_active"] is True


def test_what_time_and_readers_brought_about_is_told_once_after_a_restart(tmp_path: Path) -> None:
    world = World.opened(journal=tmp_path / "journal")
    orders = [world.buyer.orders("MUG-1", 1) for _ in range(2)]
    world.subscribes(ORDERS)
    for order in orders:
        world.vendor.moves(order, "DELIVERED")
        world.sandbox.clock.passes(days=1)
    world.delivers()
    wall = Wall(world.wall.time)
    wall.time += timedelta(days=12, hours=1)
    world.wall.time = wall.time
    world.caller.get("/v2/time")  # reading lets the first one complete; nothing is written of it
    (first,) = world.delivers()
    wall.time += timedelta(days=1)
    world.wall.time = wall.time
    world.caller.get("/v2/time")

    again = World.opened(journal=tmp_path / "journal", wall=wall)

    (second,) = again.delivers()
    assert (first.data["order_id"], second.data["order_id"]) == tuple(orders)
    assert second.data["order_status"] == "COMPLETED"


def test_rounds_at_the_same_time_send_each_webhook_once(world: World) -> None:
    world.subscribes(ORDERS)
    world.buyer.orders("MUG-1", 1)
    first, second = world.sandbox.deliveries.round(), world.sandbox.deliveries.round()

    webhook = next(first)
    assert list(second) == []
    with pytest.raises(StopIteration):
        first.send(200)

    assert json.loads(webhook.body)["type"] == 1
    assert world.sandbox.deliveries.waiting() == 0
