"""BigCommerce's webhooks: which hook is told what, and believed by our client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contracts.vendors import BIGCOMMERCE
from tests.sandbox.webhook_scene import ADDRESS, HOOKS, SECRET, Got, World
from tiktok_bc_sync.clients import BigCommerceWebhooks


@pytest.fixture
def world() -> World:
    """A shop and a store, and nobody who has asked for webhooks yet."""
    return World.opened()


def told(got: list[Got]) -> list[object]:
    """The kinds of what was got, in order."""
    return [one.kind for one in got]


def told_of(got: list[Got]) -> list[tuple[object, Mapping[str, Any]]]:
    """The scopes of what was got, and what they say."""
    return [(one.kind, one.data) for one in got]


def test_hooks_are_told_with_their_own_headers(world: World) -> None:
    world.hooks("store/product/updated", "store/product/inventory/updated")
    world.sandbox.merchant.edits("MUG-1", price=12, stock=7)

    first, second = world.delivers()

    assert told_of([first, second]) == [
        ("store/product/updated", {"type": "product", "id": 302}),
        (
            "store/product/inventory/updated",
            {
                "type": "product",
                "id": 302,
                "inventory": {"product_id": 302, "method": "absolute", "value": 7},
            },
        ),
    ]
    assert first.url == ADDRESS
    assert first.headers == {"Content-Type": "application/json", **SECRET}
    assert {name: first.json[name] for name in ("producer", "created_at")} == {
        "producer": "stores/sandbox1",
        "created_at": int(world.wall.time.timestamp()),
    }
    assert first.json["hash"] != second.json["hash"]


def test_a_wildcard_asks_for_all_of_a_kind_and_two_hooks_are_told_twice(world: World) -> None:
    world.hooks("store/product/*", "store/product/created")
    number = world.sandbox.merchant.adds({"name": "Cup", "sku": "CUP", "price": 5})
    created = world.delivers()
    world.sandbox.merchant.deletes(number)

    assert told(created) == ["store/product/created"] * 2
    assert created[0].body == created[1].body
    assert told(world.delivers()) == ["store/product/deleted"]


def test_variants_are_told_of_as_skus(world: World) -> None:
    world.hooks("store/sku/*", "store/product/*")
    white, black = world.sandbox.store.catalog.products[301]["variants"]
    world.sandbox.merchant.edits("LAMP-BLACK", stock=3)
    world.sandbox.merchant.edits("LAMP-BLACK", price=40)
    world.sandbox.merchant.deletes_variant("LAMP-WHITE")

    ids = {"product_id": 301, "variant_id": black["id"]}
    gone = {"product_id": 301, "variant_id": white["id"]}
    stock = {**ids, "method": "absolute", "value": 3}
    assert told_of(world.delivers()) == [
        ("store/sku/inventory/updated", {"type": "sku", "id": black["sku_id"], "inventory": stock}),
        ("store/sku/updated", {"type": "sku", "id": black["sku_id"], "sku": ids}),
        ("store/sku/deleted", {"type": "sku", "id": white["sku_id"], "sku": gone}),
    ]


def test_orders_are_told_of_with_what_they_do_to_stock(world: World) -> None:
    world.hooks("store/order/*", "store/shipment/*", "store/product/inventory/order/updated")
    order = world.caller.orders({"product_id": 302, "quantity": 2}, status_id=11)["id"]
    assert told(world.delivers()) == [
        "store/product/inventory/order/updated",
        "store/order/created",
    ]
    shipment = world.sandbox.merchant.ships(order, carrier="ups", tracking_number="1")
    got = told_of(world.delivers())
    moved = {"previous_status_id": 11, "new_status_id": 2}
    assert got == [
        ("store/order/updated", {"type": "order", "id": order}),
        ("store/order/statusUpdated", {"type": "order", "id": order, "status": moved}),
        ("store/shipment/created", {"type": "shipment", "id": shipment, "orderId": order}),
    ]
    world.caller.put(f"/v2/orders/{order}/shipments/{shipment}", tracking_number="2")
    assert "store/shipment/updated" in told(world.delivers())
    number = world.sandbox.merchant.writes(order, "It is on its way")
    world.caller.http.delete(f"/v2/orders/{order}")
    later = told_of(world.delivers())
    assert ("store/order/archived", {"type": "order", "id": order}) in later
    message = {"type": "order", "id": order, "message": {"order_message_id": number}}
    assert ("store/order/message/created", message) in later


def test_a_refund_is_told_of(world: World) -> None:
    world.hooks("store/order/refund/created")
    order = world.caller.orders({"product_id": 302, "quantity": 2}, status_id=11)["id"]
    (line,) = world.caller.get(f"/v2/orders/{order}/products")
    item = {"item_id": line["id"], "item_type": "PRODUCT", "quantity": 1}
    path = f"/v3/orders/{order}/payment_actions"
    quote = world.caller.post(f"{path}/refund_quotes", items=[item])["data"]
    made = world.caller.post(f"{path}/refunds", items=[item], payments=quote["refund_methods"][0])[
        "data"
    ]

    (one,) = world.delivers()
    assert one.data == {"type": "order", "id": order, "refund": {"refund_id": made["id"]}}


def test_the_end_of_the_app_is_told_though_its_hooks_end_with_it(world: World) -> None:
    sandbox = world.sandbox
    sandbox.merchant.installs()
    world.hooks("store/app/uninstalled", "store/order/*")

    def ends() -> None:
        sandbox.store.oauth.uninstall()
        sandbox.store.hooks.hooks.clear()

    sandbox.script.happens(ends)

    (one,) = world.delivers()
    assert (one.data, one.headers["X-Webhook-Secret"]) == ({"type": "store"}, *SECRET.values())


def test_a_hook_that_is_off_or_gone_is_told_nothing(world: World) -> None:
    (off,) = world.hooks("store/order/created", is_active=False)
    (gone,) = world.hooks("store/order/*")
    world.caller.orders({"product_id": 302, "quantity": 1})
    world.caller.http.delete(f"{HOOKS}/{gone}")
    assert world.delivers() == []

    world.caller.put(f"{HOOKS}/{off}", is_active=True)
    world.caller.orders({"product_id": 302, "quantity": 1})
    assert told(world.delivers()) == ["store/order/created"]


def test_our_client_believes_the_hooks(world: World) -> None:
    world.hooks("store/product/*", "store/sku/*", "store/order/*", "store/shipment/*")
    order = world.caller.orders({"product_id": 302, "quantity": 1})["id"]
    world.sandbox.merchant.ships(order, carrier="ups", tracking_number="1")
    world.sandbox.merchant.edits("LAMP-BLACK", price=40, stock=3)
    reader = BigCommerceWebhooks(list(SECRET.values()), store_hash="sandbox1")

    got = world.delivers()

    events = [reader.read(one.headers, one.body, now=world.wall.time) for one in got]
    assert [one.kind for one in events] == told(got)
    assert [BIGCOMMERCE.webhook_faults(one.json["scope"], one.json) for one in got] == [[]] * len(
        got
    )
    assert all(one.entity for one in events)
    assert len({one.id for one in events}) == len(events)
