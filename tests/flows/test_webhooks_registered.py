"""Webhooks registered at both vendors: all that are needed, mended where they were lost, ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.flows.webhook_scene import ADDRESS, World
from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import HookState, Received, Sender
from tiktok_bc_sync.sandbox import Fault
from tiktok_bc_sync.storage import Query

pytestmark = pytest.mark.anyio
ELSEWHERE = "https://other.test/webhooks"


def registrations(world: World) -> int:
    """Count the requests that registered something."""
    return sum(
        (one.method in ("PUT", "POST") and one.path.endswith("hooks")) or "/v3/hooks/" in one.path
        for one in world.sandbox.calls
    )


def hooks(world: World) -> list[dict[str, object]]:
    """Return BigCommerce's hooks."""
    return list(world.sandbox.store.hooks.hooks.values())


async def test_both_vendors_are_asked_for_all_that_is_needed(world: World) -> None:
    connector = world.open()
    await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    found = await connector.webhooks.check()
    assert {one.state for one in found} == {HookState.FINE}
    assert {"ORDER_STATUS_CHANGE", "SELLER_DEAUTHORIZATION", "PACKAGE_UPDATE"} <= {
        one.event for one in found if one.sender is Sender.TIKTOK
    }
    assert {"store/sku/inventory/updated", "store/shipment/created", "store/app/uninstalled"} <= {
        str(one["scope"]) for one in hooks(world)
    }


async def test_registering_again_changes_nothing(world: World) -> None:
    connector = world.open()
    await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    before = registrations(world)
    assert before
    assert await world.open().webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS) == []
    assert registrations(world) == before


def switch_off(world: World) -> None:
    hooks(world)[0]["is_active"] = False


def lose(world: World) -> None:
    world.sandbox.store.hooks.hooks.popitem()


def move(world: World) -> None:
    hooks(world)[0]["destination"] = ELSEWHERE


def lose_at_tiktok(world: World) -> None:
    world.sandbox.shop.subscriptions.webhooks.popitem()


def move_at_tiktok(world: World) -> None:
    world.sandbox.shop.subscriptions.webhooks["ORDER_STATUS_CHANGE"]["address"] = ELSEWHERE


def change_the_secret(world: World) -> None:
    world.sandbox.shop.app_secret = world.sandbox.shop.access.app_secret = "a-new-secret"


WRONG: Mapping[str, tuple[Callable[[World], None], HookState, int]] = {
    "switched off": (switch_off, HookState.OFF, 1),
    "lost": (lose, HookState.MISSING, 1),
    "moved": (move, HookState.ELSEWHERE, 1),
    "lost at TikTok": (lose_at_tiktok, HookState.MISSING, 1),
    "moved at TikTok": (move_at_tiktok, HookState.ELSEWHERE, 1),
    "another app secret": (change_the_secret, HookState.OLD_SECRET, 17),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_was_lost_is_registered_again(world: World, name: str) -> None:
    happens, state, count = WRONG[name]
    await world.open().webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    happens(world)
    connector = world.open()
    mended = await connector.webhooks.mend()
    assert [one.state for one in mended] == [state] * count
    assert {one.state for one in await connector.webhooks.check()} == {HookState.FINE}
    assert len(hooks(world)) == 17


async def test_a_host_that_moves_takes_its_hooks_along(world: World) -> None:
    await world.open().webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    connector = world.open()
    await connector.webhooks.register(tiktok=ELSEWHERE, bigcommerce=ELSEWHERE)
    assert {one["destination"] for one in hooks(world)} == {ELSEWHERE}
    assert len(hooks(world)) == 17


async def test_webhooks_that_are_removed_end_at_both_vendors(world: World) -> None:
    connector = world.open()
    await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    hooks(world)[0]["destination"] = ELSEWHERE  # somebody else's
    await connector.webhooks.remove()
    assert len(hooks(world)) == 1
    assert world.sandbox.shop.subscriptions.webhooks == {}
    assert await connector.webhooks.mend() == []


async def test_a_vendor_without_an_address_is_left_alone(world: World) -> None:
    connector = world.open()
    await connector.webhooks.register(tiktok=ADDRESS)
    assert hooks(world) == []
    assert {one.sender for one in await connector.webhooks.check()} == {Sender.TIKTOK}


@pytest.mark.parametrize("address", ["http://host.test/webhooks", "host.test", "ftp://host.test"])
async def test_an_address_that_is_not_https_is_refused(world: World, address: str) -> None:
    connector = world.open()
    with pytest.raises(InvalidInput, match="https"):
        await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=address)
    assert await connector.webhooks.check() == []


async def test_hooks_carry_a_secret_that_is_nowhere_else(world: World) -> None:
    await world.open().webhooks.register(bigcommerce=ADDRESS)
    (secret,) = {str(value) for one in hooks(world) for value in dict(one["headers"]).values()}  # type: ignore[call-overload]  # a hook's headers
    assert len(secret) == 64
    assert world.sandbox.shop.app_secret not in secret
    kept = world.storage.find(Query(f"sandbox1/{world.sandbox.shop.shop_id}", "hooks")).records
    assert secret not in str([one.body for one in kept])


async def test_a_store_of_another_merchant_is_not_believed(world: World) -> None:
    connector = await world.connected()
    headers = hooks(world)[0]["headers"]
    body = (
        b'{"scope":"store/order/created","producer":"stores/other","hash":"a",'
        b'"created_at":%d,"data":{"type":"order","id":1}}' % int(world.wall.time.timestamp())
    )
    receipt = await connector.webhooks.receive(headers, body)  # type: ignore[arg-type]  # a hook's headers
    assert receipt.outcome is Received.ANOTHER_ACCOUNT


async def test_one_event_that_a_vendor_refuses_stops_no_other(world: World) -> None:
    world.sandbox.faults.add(Fault("status", 422), on="POST */v3/hooks", nth=3)
    connector = world.open()
    with pytest.raises(Refused):
        await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    assert len(hooks(world)) == 16
    assert len(await connector.webhooks.mend()) == 17  # whose secret was not certain
    assert {one.state for one in await connector.webhooks.check()} == {HookState.FINE}
