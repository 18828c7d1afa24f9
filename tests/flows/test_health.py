"""Health: what is wrong is a value with what to do, and hosts are told what merchants should hear of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import pytest

from tests.flows.webhook_scene import World
from tiktok_bc_sync import AsyncConnector, MemoryStorage
from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.models import Notice, NoticeKind, Severity
from tiktok_bc_sync.sandbox import Fault
from tiktok_bc_sync.storage import Record

pytestmark = pytest.mark.anyio
FINE = {"webhooks_not_registered"}


async def codes(connector: AsyncConnector) -> set[str]:
    return {one.code for one in (await connector.health.check()).concerns}


async def test_a_connected_account_whose_jobs_run_is_fine(world: World) -> None:
    connector = await world.connected()
    await connector.run_due()
    health = await connector.health.check()
    assert (health.fine, health.concerns) == (True, ())
    assert str(health) == "All is well."


async def test_an_account_that_nobody_connected_yet_is_connected_by_looking(world: World) -> None:
    connector = world.open()
    assert [one.code for one in (await connector.health.check(ask=False)).concerns] == [
        "never_connected"
    ]
    assert "never_connected" not in await codes(connector)


Situation = Callable[[World, AsyncConnector], Awaitable[object]]


async def unknown_sku(world: World, connector: AsyncConnector) -> None:
    world.sandbox.buyer.orders("NO-SUCH", 1)
    await connector.schedule.run("orders")


async def rejected(world: World, _: AsyncConnector) -> None:
    world.sandbox.vendor.rejects("MUG-1", "The picture shows a logo.")
    await world.listed()


async def backlog(world: World, connector: AsyncConnector) -> None:
    world.sandbox.buyer.orders("MUG-1", 1)
    await world.delivered(connector)
    world.wall.passes(minutes=16)


async def poison(world: World, connector: AsyncConnector) -> None:
    body = world.event("577999")
    await connector.webhooks.receive(world.signed(body), body)
    for _ in range(8):
        await connector.webhooks.work_off()
        world.wall.passes(hours=3)
    await connector.run_due()


async def unknown_carrier(world: World, connector: AsyncConnector) -> None:
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    store_order_id = (await connector.orders.get(order_id)).store_order_id
    world.sandbox.merchant.ships(store_order_id, carrier="Nobody Knows", tracking_number="1")
    await connector.fulfilment.sync()


async def called_off_too_late(world: World, connector: AsyncConnector) -> None:
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    await connector.orders.fetch()
    store_order_id = (await connector.orders.get(order_id)).store_order_id
    world.sandbox.vendor.moves(order_id, "DELIVERED")
    world.sandbox.merchant.cancels(store_order_id)
    await connector.cancellations.sync()


async def unanswered(world: World, connector: AsyncConnector) -> None:
    order_id = world.sandbox.buyer.orders("MUG-1", 1)
    world.sandbox.vendor.moves(order_id, "DELIVERED")
    return_id = world.sandbox.buyer.returns(order_id)
    await connector.returns.sync()
    respond_by = (await connector.returns.get(return_id)).respond_by
    assert respond_by
    world.wall.time = respond_by - timedelta(hours=20)


async def lost_hook(world: World, _: AsyncConnector) -> None:
    world.sandbox.store.hooks.hooks.popitem()


async def wrong_clock(world: World, _: AsyncConnector) -> None:
    world.sandbox.clock.passes(minutes=6)


async def no_schedule(world: World, _: AsyncConnector) -> None:
    world.wall.passes(hours=12)


async def failing(world: World, connector: AsyncConnector) -> None:
    world.sandbox.faults.add(Fault("status", 500), on="POST */returns/search", times=100)
    for _ in range(3):
        await connector.schedule.run("returns")


async def revoked(world: World, connector: AsyncConnector) -> None:
    world.sandbox.vendor.revokes()
    await connector.schedule.run("orders")


async def unreachable(world: World, _: AsyncConnector) -> None:
    world.sandbox.faults.add(Fault("drop_before"), on="GET /stores/*", times=100)


WRONG: Mapping[str, tuple[Situation, Severity]] = {
    "orders_failed": (unknown_sku, Severity.ERROR),
    "shipments_waiting": (unknown_carrier, Severity.ERROR),
    "cancellations_failed": (called_off_too_late, Severity.ERROR),
    "answers_due": (unanswered, Severity.WARNING),
    "listings_rejected": (rejected, Severity.WARNING),
    "webhooks_waiting": (backlog, Severity.WARNING),
    "webhooks_failed": (poison, Severity.WARNING),
    "webhooks_wrong": (lost_hook, Severity.WARNING),
    "clock_off": (wrong_clock, Severity.ERROR),
    "jobs_behind": (no_schedule, Severity.ERROR),
    "job_failing": (failing, Severity.ERROR),
    "needs_reconnecting": (revoked, Severity.ERROR),
    "vendor_unavailable": (unreachable, Severity.ERROR),
}


@pytest.mark.parametrize("code", WRONG)
async def test_what_is_wrong_is_found_with_what_to_do(world: World, code: str) -> None:
    happens, severity = WRONG[code]
    connector = await world.connected()
    await connector.run_due()
    await happens(world, connector)
    (concern,) = [one for one in (await connector.health.check()).concerns if one.code == code]
    assert concern.severity is severity
    assert str(concern).count(".") >= 1
    assert concern.mend or "gain" in concern.message


async def test_a_token_that_lacks_scopes_is_told_with_their_names(world: World) -> None:
    connector = await world.connected()
    world.sandbox.store.scopes = frozenset({"store_v2_products", "store_v2_information"})
    found = {one.code: one for one in (await connector.health.check()).concerns}
    assert "Orders: modify" in found["scopes_missing"].examples


async def test_a_consent_that_ends_soon_is_told_with_its_date(world: World) -> None:
    connector = await world.connected()
    world.reconnects()
    world.wall.passes(days=340)
    connector = world.open()
    found = {one.code: one for one in (await connector.health.check(ask=False)).concerns}
    assert "2027" in found["consent_expires"].message


class Gone(MemoryStorage):
    """A storage that can't be reached."""

    gone = False

    def read(self, account: str, kind: str, keys: object) -> list[Record]:
        if self.gone:
            raise StorageUnavailable("The storage can't be reached.")
        return list(super().read(account, kind, keys))  # type: ignore[arg-type]  # passed on as it is


async def test_a_storage_that_cant_be_reached_is_a_concern_and_no_error(world: World) -> None:
    world.storage = storage = Gone(clock=world.wall.now)
    connector = await world.connected()
    storage.gone = True
    (concern,) = (await connector.health.check()).concerns
    assert (concern.code, concern.severity) == ("storage_unavailable", Severity.ERROR)


# --- what hosts are told -------------------------------------------------------------


async def test_a_host_is_told_once_by_whichever_process_comes_first(world: World) -> None:
    heard = list[Notice]()
    await world.open(notify=heard.append).run_due()
    order_id = world.sandbox.buyer.orders("NO-SUCH", 1)
    for _ in range(3):
        world.wall.passes(minutes=31)
        await world.open(notify=heard.append).run_due()
    assert [(one.kind, one.entity_id) for one in heard] == [(NoticeKind.ORDER_FAILED, order_id)]
    assert "NO-SUCH" in str(heard[0])


async def test_what_was_mended_and_comes_again_is_told_again(world: World) -> None:
    heard = list[Notice]()
    connector = await world.connected()
    await connector.health.listen(heard.append, NoticeKind.NEEDS_RECONNECTING)
    await connector.run_due()
    for _ in range(2):
        world.sandbox.vendor.revokes()
        await connector.schedule.run("orders")
        await connector.run_due()
        world.reconnects()
        connector = world.open(notify=heard.append)
        world.wall.passes(minutes=31)
        await connector.run_due()
    assert [one.kind for one in heard] == [NoticeKind.NEEDS_RECONNECTING] * 2
    assert heard[0].entity_id == world.sandbox.shop.shop_id


async def test_a_rejected_listing_is_told_with_its_reasons(world: World) -> None:
    heard = list[Notice]()
    connector = await world.connected()
    await connector.health.listen(heard.append, NoticeKind.LISTING_REJECTED)
    await rejected(world, connector)
    await connector.run_due()
    (notice,) = heard
    assert notice.entity_id == "302"
    assert "logo" in str(notice)


async def test_a_listener_that_fails_is_told_again_and_stops_nothing(world: World) -> None:
    heard = list[Notice]()

    def hears(notice: Notice) -> None:
        heard.append(notice)
        if len(heard) == 1:
            raise RuntimeError("a bug in the host")

    connector = world.open(notify=hears)
    world.sandbox.buyer.orders("NO-SUCH", 1)
    found = await connector.run_due()
    assert found.failed == ()
    await connector.run_due()
    await connector.run_due()
    assert len(heard) == 2


async def test_without_listeners_nothing_counts_as_told(world: World) -> None:
    world.sandbox.buyer.orders("NO-SUCH", 1)
    await world.open().run_due()
    heard = list[Notice]()
    await world.open(notify=heard.append).run_due()
    assert len(heard) == 1
