"""TikTok's webhooks: told to those who asked, in the vendor's words, and believed by our client."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.vendors import TIKTOK
from tests.sandbox.tiktok_scene import CANDLES, LAMPS, PRODUCTS, ROYAL_MAIL, WAREHOUSE
from tests.sandbox.webhook_scene import ADDRESS, WEBHOOKS, Got, World
from tiktok_bc_sync.clients import TikTokWebhooks

ORDERS = "ORDER_STATUS_CHANGE"
EDITED = "/product/202509/products"
EVENTS = (
    ORDERS,
    "RECIPIENT_ADDRESS_UPDATE",
    "PACKAGE_UPDATE",
    "PRODUCT_STATUS_CHANGE",
    "SELLER_DEAUTHORIZATION",
    "UPCOMING_AUTHORIZATION_EXPIRATION",
    "CANCELLATION_STATUS_CHANGE",
    "RETURN_STATUS_CHANGE",
    "PRODUCT_INFORMATION_CHANGE",
    "PRODUCT_CREATION",
    "PRODUCT_CATEGORY_CHANGE",
    "PRODUCT_AUDIT_STATUS_CHANGE",
)
BY_CONSOLE = ("REFUND_SUCCESS", "INVENTORY_CHANGED_BY_SHOP")


@pytest.fixture
def world() -> World:
    """A shop and a store, and nobody who has asked for webhooks yet."""
    return World.opened()


def told(got: list[Got]) -> list[object]:
    """The kinds of what was got, in order."""
    return [one.kind for one in got]


def everything(world: World) -> None:
    """Ask TikTok for all that it tells."""
    world.subscribes(*EVENTS)
    world.sandbox.developer.listens(ADDRESS, *BY_CONSOLE)


def test_an_order_is_told_of_at_each_status_and_a_cancelled_one_in_the_webhooks_spelling(
    world: World,
) -> None:
    world.subscribes(ORDERS)
    order = world.buyer.orders("MUG-1", 1, unpaid=True)
    world.buyer.pays(order)
    world.vendor.moves(order, "CANCELLED")

    got = world.delivers()

    assert [one.data["order_status"] for one in got] == ["UNPAID", "AWAITING_SHIPMENT", "CANCEL"]
    assert {one.data["order_id"] for one in got} == {order}
    assert got[0].json == {
        "type": 1,
        "tts_notification_id": got[0].json["tts_notification_id"],
        "shop_id": world.shop.shop_id,
        "timestamp": int(world.wall.time.timestamp()),
        "data": {
            "order_id": order,
            "order_status": "UNPAID",
            "is_on_hold_order": False,
            "update_time": world.shop.clock.unix,
        },
    }
    assert len({one.json["tts_notification_id"] for one in got}) == 3
    assert world.delivers() == []


def test_only_what_was_asked_for_is_told_and_only_from_then_on(world: World) -> None:
    order = world.buyer.orders("MUG-1", 1)
    world.subscribes(ORDERS)
    world.vendor.reveals_address(order, name="Ada")
    assert world.delivers() == []

    world.vendor.moves(order, "IN_TRANSIT")
    assert told(world.delivers()) == [1]

    world.ask("DELETE", WEBHOOKS, {"event_type": ORDERS})
    world.vendor.moves(order, "DELIVERED")
    world.subscribes(ORDERS)
    assert world.delivers() == []


def test_what_waits_for_an_address_that_is_gone_is_dropped(world: World) -> None:
    world.subscribes(ORDERS)
    world.buyer.orders("MUG-1", 1)
    world.ask("DELETE", WEBHOOKS, {"event_type": ORDERS})

    assert world.delivers() == []
    assert world.sandbox.deliveries.waiting() == 0


def test_products_are_told_of_from_their_creation_to_their_end(world: World) -> None:
    everything(world)
    product_id = world.lists(world.sku(stock=10))

    assert [one.data | {"product_id": 0, "update_time": 0} for one in world.delivers()] == [
        {"product_id": 0, "update_time": 0},
        {"product_id": 0, "audit": {"status": "AUDITING"}, "update_time": 0},
        {"product_id": 0, "audit": {"status": "APPROVED"}, "update_time": 0},
        {
            "product_id": 0,
            "status": "PRODUCT_FIRST_PASS_REVIEW",
            "suspended_reason": "",
            "update_time": 0,
        },
    ]
    world.ask("POST", f"{EDITED}/{product_id}/partial_edit", {"title": "A lamp for the evening"})
    assert told(world.delivers()) == [37]
    world.vendor.reviews()
    changed = world.delivers()
    assert told(changed) == [37, 15]
    assert changed[1].data["changed_fields"] == ["title"]

    world.vendor.rejects("LAMP-1", "It does not shine")
    world.ask("POST", f"{EDITED}/{product_id}/partial_edit", {"title": "A lamp for the morning"})
    world.vendor.reviews()
    failed = world.delivers()
    assert told(failed) == [37, 37, 5]
    assert failed[2].data["status"] == "PRODUCT_AUDIT_FAILURE"
    assert failed[2].data["suspended_reason"] == "It does not shine"

    world.vendor.deactivates(product_id)
    assert [one.data["status"] for one in world.delivers() if one.kind == 5] == [
        "PRODUCT_STATUS_CHANGED"
    ]


def test_a_product_that_moves_to_another_category_is_told_of(world: World) -> None:
    world.subscribes("PRODUCT_CATEGORY_CHANGE")
    product_id = world.lists()
    sku = {**world.sku(), "id": world.read(product_id)["skus"][0]["id"]}
    body = world.product(sku, category_id=CANDLES)
    assert world.ask("PUT", f"{EDITED}/{product_id}", body).code == 0
    assert world.delivers() == []
    world.vendor.reviews()

    (one,) = world.delivers()
    assert (one.data["previous_category_id"], one.data["current_category_id"]) == (LAMPS, CANDLES)


def test_stock_is_told_of_when_orders_take_it_and_give_it_back(world: World) -> None:
    product_id = world.lists(world.sku(stock=10))
    world.sandbox.developer.listens(ADDRESS, "INVENTORY_CHANGED_BY_SHOP")
    order = world.buyer.orders("LAMP-1", 3)
    world.vendor.moves(order, "CANCELLED")
    sku = world.read(product_id)["skus"][0]
    new = {"id": sku["id"], "inventory": [{"warehouse_id": WAREHOUSE, "quantity": 4}]}
    world.ask("POST", f"{PRODUCTS}/{product_id}/inventory/update", {"skus": [new]})

    after = [one.data["quantity_snapshot_after_change"] for one in world.delivers()]
    details = [one.data["change_detail"][0] for one in world.receiver.got]

    assert [
        (one["total_available_quantity"], one["total_committed_quantity"]) for one in after
    ] == [(7, 3), (10, 0), (4, 0)]
    assert [(one["available_quantity_delta"], one["total_quantity_delta"]) for one in details] == [
        (-3, 0),
        (3, 0),
        (-6, -6),
    ]
    assert len({one["idempotency_key"] for one in details}) == 3


def test_cancellations_and_returns_are_told_of_with_their_refund(world: World) -> None:
    everything(world)
    kept = world.buyer.orders("MUG-1", 1)
    request = world.buyer.cancels(kept)
    world.ask(
        "POST",
        f"/return_refund/202309/cancellations/{request}/reject",
        {"reject_reason": "seller_reject_apply_product_has_been_packed"},
    )
    cancelled = [one.data for one in world.delivers() if one.kind == 11]
    assert [one["cancel_status"] for one in cancelled] == [
        "CANCELLATION_REQUEST_PENDING",
        "CANCELLATION_REQUEST_CANCELLED",
    ]
    assert {(one["cancel_id"], one["order_id"]) for one in cancelled} == {(request, kept)}

    world.vendor.moves(kept, "DELIVERED")
    returned = world.buyer.returns(kept, type="REFUND")
    decision = {"decision": "APPROVE_REFUND"}
    world.ask("POST", f"/return_refund/202309/returns/{returned}/approve", decision)
    world.vendor.finishes_return(returned)
    got = world.delivers()

    assert [one.data["return_status"] for one in got if one.kind == 12] == [
        "RETURN_OR_REFUND_REQUEST_PENDING",
        "RETURN_OR_REFUND_REQUEST_SUCCESS",
        "RETURN_OR_REFUND_REQUEST_COMPLETE",
    ]
    (refund,) = [one.data for one in got if one.kind == 67]
    assert refund["line_items"][0]["main_order_id"] == kept
    assert refund["refund_total"] == world.returned(returned)["refund_amount"]["refund_total"]


def test_the_seller_who_leaves_is_the_last_thing_told(world: World) -> None:
    everything(world)
    world.vendor.revokes()
    order = world.buyer.orders("MUG-1", 1)

    assert told(world.delivers()) == [6]

    code = world.vendor.authorizes()
    query = {
        "app_key": world.shop.app_key,
        "app_secret": world.shop.app_secret,
        "auth_code": code,
        "grant_type": "authorized_code",
    }
    assert world.send("GET", "/api/v2/token/get", query, {}, b"").code == 0
    world.vendor.moves(order, "IN_TRANSIT")
    assert told(world.delivers()) == [1]


def test_the_end_of_the_consent_is_told_every_day_for_a_month_until_it_is_renewed(
    world: World,
) -> None:
    everything(world)
    assert world.later(days=334) == []
    assert told(world.later(days=2)) == [7]
    assert world.later(hours=1) == []
    (one,) = world.later(days=1)
    assert one.data["expiration_time"] == str(world.shop.access.authorized_until)
    world.refresh()
    assert world.later(days=1) == []


def test_what_the_time_alone_brings_is_told(world: World) -> None:
    order = world.buyer.orders("MUG-1", 1)
    world.vendor.moves(order, "DELIVERED")
    world.subscribes(ORDERS)

    assert [one.data["order_status"] for one in world.later(days=14)] == ["COMPLETED"]


def test_an_address_is_an_url_and_an_event_one_that_there_is(world: World) -> None:
    for body in (
        {"event_type": ORDERS, "address": "ftp://app.test"},
        {"event_type": ORDERS, "address": "https://app.test/" + "x" * 255},
        {"event_type": ORDERS, "address": "https://["},
        {"event_type": "REFUND_SUCCESS", "address": ADDRESS},
    ):
        assert world.ask("PUT", WEBHOOKS, body).code == 36009004
    with pytest.raises(LookupError, match="NOTHING"):
        world.sandbox.developer.listens(ADDRESS, "NOTHING")
    with pytest.raises(ValueError, match="no URL"):
        world.sandbox.developer.listens("app.test", ORDERS)


def test_every_body_is_as_the_contract_says_and_our_client_believes_it(world: World) -> None:
    everything(world)
    product_id = world.lists(world.sku(stock=10))
    world.ask("POST", f"{EDITED}/{product_id}/partial_edit", {"title": "A lamp for the evening"})
    world.vendor.reviews()
    order = world.buyer.orders("LAMP-1", 2)
    world.vendor.reveals_address(order, name="Ada")
    world.cancel(world.buyer.orders("LAMP-1", 1))
    world.vendor.moves(order, "DELIVERED")
    returned = world.buyer.returns(order, type="REFUND")
    decision = {"decision": "APPROVE_REFUND"}
    world.ask("POST", f"/return_refund/202309/returns/{returned}/approve", decision)
    world.vendor.finishes_return(returned)
    world.later(days=336)
    world.vendor.revokes()
    world.delivers()

    reader = TikTokWebhooks(world.shop.app_key, [world.shop.app_secret])
    for one in world.receiver.got:
        assert TIKTOK.webhook_faults(str(one.kind), one.json) == []
        event = reader.read(one.headers, one.body, now=world.wall.time)
        assert event.entity, one.json
        assert event.type == one.kind
    assert set(told(world.receiver.got)) == {1, 3, 5, 6, 7, 11, 12, 15, 16, 37, 67, 71}


@pytest.mark.parametrize("region", ["DE"])
def test_packages_that_are_combined_and_split_again_are_told_of(region: str) -> None:
    world = World.opened(region)
    world.subscribes("PACKAGE_UPDATE")
    first = world.buyer.orders("MUG-1", 2, platform_ships=True)
    second = world.buyer.orders("CARD", 1, platform_ships=True, same_as=first)
    packages = world.shop.orders.packages
    orders = [world.shop.orders.get(one) for one in (first, second)]
    assert world.delivers() == []

    def packed(*groups: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> dict[str, Any]:
        world.sandbox.script.happens(lambda: [packages.pack(*group) for group in groups])
        (got,) = world.delivers()
        return got.data

    lines = [line for one in orders for line in one["line_items"]]
    combined = packed((orders, lines))
    assert combined["sc_type"] == "COMBINE"
    assert combined["package_list"][0]["order_id_list"] == [first, second]
    apart = packed(*(([one], one["line_items"]) for one in orders))
    assert (apart["sc_type"], len(apart["package_list"])) == ("CANCEL_COMBINE", 2)
    split = packed(([orders[0]], lines[:1]))
    assert (split["sc_type"], len(split["package_list"])) == ("SPLIT", 2)
    assert packed(([orders[0]], lines[:2]))["sc_type"] == "CANCEL_SPLIT"


def test_shipping_is_no_news_of_packages(world: World) -> None:
    everything(world)
    order = world.buyer.orders("MUG-1", 1)
    world.ship(order, shipping_provider_id=ROYAL_MAIL)

    assert 4 not in told(world.delivers())
