"""Webhooks: stored before they are answered, handled later, in any order, once in effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from tests.flows.conftest import MUG
from tests.flows.webhook_scene import World
from tiktok_bc_sync import ListingStatus, MemoryStorage
from tiktok_bc_sync.errors import InvalidInput, NotFound, StorageUnavailable
from tiktok_bc_sync.models import EventState, Received, WorkedOff
from tiktok_bc_sync.sandbox import Fault, WebhookFault
from tiktok_bc_sync.storage import Page, Query, Record

pytestmark = pytest.mark.anyio


# --- receiving -----------------------------------------------------------------------


async def test_a_webhook_is_answered_before_anything_is_asked_of_a_vendor(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 2)
    before = len(world.sandbox.calls)
    (receipt,) = await world.delivered(connector)
    assert (receipt.outcome, receipt.status) == (Received.STORED, 200)
    assert len(world.sandbox.calls) == before
    assert world.store_orders() == []
    assert (await connector.webhooks.work_off()).done == 1
    assert world.store_orders() == [order_id]


async def test_a_process_that_never_asked_a_vendor_can_receive(world: World) -> None:
    await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 2)
    before = len(world.sandbox.calls)
    (receipt,) = await world.delivered(world.open())
    assert receipt.outcome is Received.STORED
    assert len(world.sandbox.calls) == before
    await world.open().webhooks.work_off()
    assert world.store_orders() == [order_id]


@pytest.mark.parametrize("kind", ["doubled", "late", "reordered", "forged"])
async def test_whatever_befalls_webhooks_each_order_is_made_once(world: World, kind: str) -> None:
    connector = await world.connected()
    world.sandbox.faults.add(WebhookFault(kind, seconds=600), on="TIKTOK *", times=3)  # type: ignore[arg-type]  # one of the kinds
    orders = [world.sandbox.buyer.orders("MUG-1", 1) for _ in range(3)]
    for _ in range(3):
        await world.delivered(connector)
        await connector.webhooks.work_off()
        world.wall.passes(minutes=11)
    assert world.store_orders() == sorted(orders)


async def test_a_doubled_webhook_is_stored_once(world: World) -> None:
    connector = await world.connected()
    world.sandbox.faults.add(WebhookFault("doubled"))
    world.sandbox.buyer.orders("MUG-1", 1)
    outcomes = [one.outcome for one in await world.delivered(connector)]
    assert outcomes == [Received.STORED, Received.REPEATED]
    assert await connector.webhooks.counts() == {EventState.WAITING: 1}


async def test_nothing_is_stored_of_a_forged_webhook(world: World) -> None:
    connector = await world.connected()
    for vendor in ("TIKTOK *", "BIGCOMMERCE *"):
        world.sandbox.faults.add(WebhookFault("forged"), on=vendor)
    world.sandbox.buyer.orders("MUG-1", 1)
    world.sandbox.merchant.edits("MUG-1", stock=3)
    receipts = await world.delivered(connector)
    assert [one.status for one in receipts] == [401, 200, 401, 200]
    assert len(await connector.webhooks.list()) == 2


Request = Callable[[World], tuple[Mapping[str, str], bytes]]


def with_body(body: Callable[[World], bytes]) -> Request:
    return lambda world: (world.signed(body(world)), body(world))


STRANGE: Mapping[str, tuple[Request, Received, int]] = {
    "no signature": (lambda world: ({}, world.event("1")), Received.FORGED, 401),
    "another secret": (
        lambda world: ({"Authorization": "0" * 64}, world.event("1")),
        Received.FORGED,
        401,
    ),
    "a guessed secret of BigCommerce": (
        lambda _: ({"X-Webhook-Secret": "guess"}, b"{}"),
        Received.FORGED,
        401,
    ),
    "a body that was changed": (
        lambda world: (world.signed(world.event("1")), world.event("2")),
        Received.FORGED,
        401,
    ),
    "a week old": (with_body(lambda world: world.event("1", age=7)), Received.TOO_OLD, 200),
    "from the future": (with_body(lambda world: world.event("1", age=-7)), Received.FORGED, 401),
    "5 MB": (with_body(lambda _: b"{" + b" " * 5_000_000 + b"}"), Received.TOO_LARGE, 413),
    "not JSON": (with_body(lambda _: b"<xml/>"), Received.UNREADABLE, 200),
    "JSON of nothing": (with_body(lambda _: b"{}"), Received.UNREADABLE, 200),
    "another shop": (
        with_body(lambda world: world.event("1", shop_id="7495")),
        Received.ANOTHER_ACCOUNT,
        200,
    ),
}


@pytest.mark.parametrize("name", STRANGE)
async def test_what_is_not_believed_is_answered_and_not_stored(world: World, name: str) -> None:
    request, outcome, status = STRANGE[name]
    connector = await world.connected()
    receipt = await connector.webhooks.receive(*request(world))
    assert (receipt.outcome, receipt.status) == (outcome, status)
    assert receipt.why
    assert await connector.webhooks.list() == []


class Unwritable(MemoryStorage):
    """A storage that is full."""

    full = False

    def commit(self, account: str, writes: object) -> list[Record]:
        if self.full:
            raise StorageUnavailable("The storage is full.")
        return list(super().commit(account, writes))  # type: ignore[arg-type]  # passed on as it is


async def test_what_could_not_be_stored_is_sent_again(world: World) -> None:
    world.storage = storage = Unwritable(clock=world.wall.now)
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    storage.full = True
    (receipt,) = await world.delivered(connector)
    assert (receipt.outcome, receipt.status) == (Received.NOT_STORED, 503)
    storage.full = False
    world.wall.passes(minutes=5)
    (receipt,) = await world.delivered(connector)
    assert receipt.outcome is Received.STORED
    await connector.webhooks.work_off()
    assert world.store_orders() == [order_id]


# --- what is done about them ---------------------------------------------------------


async def test_stock_that_changes_in_bigcommerce_is_shown_on_tiktok(world: World) -> None:
    connector = await world.listed()
    for stock in (17, 9, 4):
        world.sandbox.merchant.edits("MUG-1", stock=stock)
    assert len(await world.delivered(connector)) == 3
    before = world.asked("GET", "/v3/catalog/products")
    assert (await connector.webhooks.work_off()).done == 3
    assert world.asked("GET", "/v3/catalog/products") == before + 1
    assert world.sandbox.seen.stock("MUG-1") == 4


async def test_a_product_deleted_in_bigcommerce_is_sold_out_on_tiktok(world: World) -> None:
    connector = await world.listed()
    world.sandbox.merchant.deletes(int(str(MUG["id"])))
    await world.delivered(connector)
    await connector.webhooks.work_off()
    assert world.sandbox.seen.stock("MUG-1") == 0


async def test_a_listing_that_is_taken_down_by_tiktok_shows_it(world: World) -> None:
    connector = await world.listed()
    listing = await connector.listings.get(str(MUG["id"]))
    world.sandbox.vendor.deactivates(listing.listing_id)
    await world.delivered(connector)
    whole_lists = world.asked("POST", "/products/search")
    await connector.webhooks.work_off()
    assert (await connector.listings.get(str(MUG["id"]))).status is ListingStatus.INACTIVE
    assert world.asked("POST", "/products/search") == whole_lists > 0  # it alone is read


async def test_a_shipment_made_in_bigcommerce_is_told_to_tiktok(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 2)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    store_order_id = (await connector.orders.get(order_id)).store_order_id
    world.sandbox.merchant.ships(store_order_id, carrier="Royal Mail", tracking_number="RM1GB")
    await world.delivered(connector)
    await connector.webhooks.work_off()
    assert [one.tracking_number for one in world.sandbox.seen.parcels(order_id)] == ["RM1GB"]


async def test_an_order_called_off_in_bigcommerce_is_called_off_on_tiktok(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    await world.delivered(connector)
    await connector.webhooks.work_off()
    world.sandbox.merchant.cancels((await connector.orders.get(order_id)).store_order_id)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    assert world.sandbox.shop.orders.orders[order_id]["status"] == "CANCELLED"


async def test_a_buyers_request_to_cancel_is_read_by_its_webhook(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    world.sandbox.buyer.cancels(order_id)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    (event, *_) = [one async for one in connector.webhooks.about("cancellations", order_id)]
    assert event.kind == "CANCELLATION_STATUS_CHANGE"
    assert event.state is EventState.DONE


async def test_an_order_of_bigcommerce_alone_costs_no_request(world: World) -> None:
    connector = await world.connected()
    await connector.webhooks.receive(*from_the_store(world, "store/order/created", "order", 4711))
    before = len(world.sandbox.calls)
    assert (await connector.webhooks.work_off()).done == 1
    assert len(world.sandbox.calls) == before


async def test_a_return_is_read_with_its_order(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    world.sandbox.vendor.moves(order_id, "DELIVERED")
    return_id = world.sandbox.buyer.returns(order_id)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    assert (await connector.returns.get(return_id)).order_id == order_id


async def test_a_seller_who_revokes_the_consent_stops_the_account(world: World) -> None:
    connector = await world.connected()
    world.sandbox.vendor.revokes()
    await world.delivered(connector)
    assert (await connector.webhooks.work_off()).done == 1
    assert (await connector.accounts.current()).status == "needs reconnecting"


async def test_an_old_revocation_stops_no_new_consent(world: World) -> None:
    connector = await world.connected()
    body = world.event("1").replace(b'"type": 1', b'"type": 6')
    await connector.webhooks.receive(world.signed(body), body)
    assert (await connector.webhooks.work_off()).done == 1
    assert (await connector.accounts.current()).status == "connected"


# --- once in effect ------------------------------------------------------------------


class Meanwhile(MemoryStorage):
    """Lets something happen right before an order is read."""

    then: Callable[[], object] | None = None

    def read(self, account: str, kind: str, keys: object) -> list[Record]:
        if kind == "order" and self.then is not None:
            then, self.then = self.then, None
            then()
        return list(super().read(account, kind, keys))  # type: ignore[arg-type]  # passed on as it is


async def test_two_workers_at_once_read_an_order_once() -> None:
    world = World()
    world.storage = storage = Meanwhile(clock=world.wall.now)
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    other, seen = world.open_blocking(), list[WorkedOff]()
    storage.then = lambda: seen.append(other.webhooks.work_off())
    assert (await connector.webhooks.work_off()).done == 1
    assert seen == [WorkedOff(left=1)]
    assert world.asked("GET", "/202507/orders") == 1
    assert world.store_orders() == [order_id]


class Late(MemoryStorage):
    """Lets something happen right after the waiting webhooks were found."""

    then: Callable[[], object] | None = None

    def find(self, query: Query) -> Page:
        page = super().find(query)
        if query.kind == "webhook" and self.then is not None:
            then, self.then = self.then, None
            then()
        return page


async def test_what_another_worker_has_just_done_is_not_done_again() -> None:
    world = World()
    world.storage = storage = Late(clock=world.wall.now)
    connector = await world.connected()
    world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    storage.then = world.open_blocking().webhooks.work_off
    await connector.webhooks.work_off()
    assert world.asked("GET", "/202507/orders") == 1


# --- what fails ----------------------------------------------------------------------


async def test_a_poison_event_fails_alone_and_stays_visible(world: World) -> None:
    connector = await world.connected()
    body = world.event("577999", number="poison")  # TikTok knows no such order
    poison = (await connector.webhooks.receive(world.signed(body), body)).event_id
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    assert await connector.webhooks.work_off() == WorkedOff(done=1, put_off=1)
    assert world.store_orders() == [order_id]

    waits = [await waited(world, poison) for _ in range(7)]

    assert waits == sorted(waits)
    assert await connector.webhooks.work_off() == WorkedOff(failed=1)
    event = await connector.webhooks.get(poison)
    assert event.state is EventState.FAILED
    assert event.reason
    assert event.reason.code == "not_found"
    assert await connector.webhooks.work_off() == WorkedOff()


async def waited(world: World, event_id: str) -> timedelta:
    """Let time pass until an event is due, try it again unless that was the last time, and say how long."""
    connector = world.open()
    event = await connector.webhooks.get(event_id)
    wait = event.due_at - world.wall.time
    world.wall.time = event.due_at
    if event.attempts < 7:
        await connector.webhooks.work_off()
    return wait


async def test_an_event_can_be_replayed_when_its_cause_is_mended(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    assert await connector.webhooks.replay("order", order_id) == 1
    assert (await connector.webhooks.work_off()).done == 1
    (event,) = [one async for one in connector.webhooks.about("order", order_id)]
    assert len(event.deeds) == 2
    assert world.store_orders() == [order_id]


async def test_nothing_is_given_up_while_a_vendor_is_down(world: World) -> None:
    connector = await world.connected()
    orders = [world.sandbox.buyer.orders("MUG-1", 1) for _ in range(3)]
    await world.delivered(connector)
    world.sandbox.faults.add(Fault("status", 503), on="GET /order/*", times=10_000)
    for _ in range(30):
        await connector.webhooks.work_off()
        world.wall.passes(minutes=5)
    assert await connector.webhooks.counts() == {EventState.WAITING: 3}
    world.sandbox.faults.clear()
    world.wall.passes(minutes=16)
    assert (await connector.webhooks.work_off()).done == 3
    assert world.store_orders() == sorted(orders)


# --- reading back --------------------------------------------------------------------


async def test_what_was_sent_and_done_about_an_order_can_be_read_back(world: World) -> None:
    connector = await world.connected()
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    await connector.webhooks.work_off()
    (event,) = [one async for one in connector.webhooks.about("order", order_id)]
    assert event.kind == "ORDER_STATUS_CHANGE"
    assert order_id in event.body
    (deed,) = event.deeds
    assert "created in BigCommerce as 101" in deed.what


async def test_an_unknown_event_and_an_unknown_subject_are_refused(world: World) -> None:
    connector = await world.connected()
    with pytest.raises(NotFound):
        await connector.webhooks.get("tiktok:1")
    with pytest.raises(InvalidInput, match="store order"):
        await connector.webhooks.replay("parcel", "1")


def from_the_store(
    world: World, scope: str, kind: str, number: int
) -> tuple[Mapping[str, str], bytes]:
    """Return a webhook of BigCommerce with the headers that its hook was registered with."""
    hook = next(iter(world.sandbox.store.hooks.hooks.values()))
    body = (
        f'{{"scope":"{scope}","producer":"stores/{world.sandbox.store.store_hash}",'
        f'"created_at":{int(world.wall.time.timestamp())},"hash":"a",'
        f'"data":{{"type":"{kind}","id":{number}}}}}'
    )
    return hook["headers"], body.encode()
