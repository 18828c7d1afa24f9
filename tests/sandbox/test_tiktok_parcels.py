"""How orders leave: whole or in parcels, with which providers, and what can be changed after."""

from __future__ import annotations

import pytest

from tests.sandbox.tiktok_scene import ROYAL_MAIL, Json, opened


def test_an_order_ships_whole() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", 2)
    assert "package_id" not in scene.order(order_id)["line_items"][0]
    scene.shop.clock.passes(hours=2)
    said = scene.ship(order_id).data
    order = scene.order(order_id)
    assert order["status"] == "IN_TRANSIT"
    assert order["tracking_number"] == "AB123456789GB"
    assert order["shipping_provider"] == "Royal Mail"
    assert order["packages"] == [{"id": said["package_id"]}]
    assert {line["package_id"] for line in order["line_items"]} == {said["package_id"]}
    assert order["update_time"] == order["rts_time"] == order["create_time"] + 7200


def test_an_order_ships_in_two_parcels() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", 2)
    first, second = (line["id"] for line in scene.order(order_id)["line_items"])
    assert scene.ship(order_id, first).data["order_line_item_ids"] == [first]
    half = scene.order(order_id)
    assert half["status"] == "PARTIALLY_SHIPPING"
    assert [line["display_status"] for line in half["line_items"]] == [
        "IN_TRANSIT",
        "AWAITING_SHIPMENT",
    ]
    assert scene.ship(order_id, first).code == 21011011
    assert scene.ship(order_id, second, tracking="CD123456789GB").code == 0
    whole = scene.order(order_id)
    assert whole["status"] == "IN_TRANSIT"
    assert [line["tracking_number"] for line in whole["line_items"]] == [
        "AB123456789GB",
        "CD123456789GB",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"shipping_provider_id": "1"}, 21011008),
        ({"tracking_number": "??"}, 21011009),
        ({"tracking_number": ""}, 36009004),
    ],
)
def test_a_parcel_needs_a_known_provider_and_a_tracking_number(change: Json, code: int) -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    assert scene.ship(order_id, **change).code == code
    assert scene.order(order_id)["status"] == "AWAITING_SHIPMENT"


def test_what_is_shipped_or_unknown_can_not_be_shipped() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    scene.ship(order_id)
    assert scene.ship(order_id).code == 21011007
    assert scene.ship("1").code == 21001001


def test_sellers_do_not_ship_by_themselves_everywhere() -> None:
    scene = opened("ID")
    assert scene.ship(scene.buyer.orders("A")).code == 21011005


def test_tracking_can_be_changed_until_delivery() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    package_id = scene.ship(order_id).data["package_id"]
    path = f"/fulfillment/202610/packages/{package_id}/shipping_info/update"
    info = {"tracking_number": "NEW-12345", "shipping_provider_id": ROYAL_MAIL}
    assert scene.ask("POST", path, {"shipping_info_list": [info]}).code == 0
    order = scene.order(order_id)
    assert order["tracking_number"] == order["line_items"][0]["tracking_number"] == "NEW-12345"
    older = f"/fulfillment/202309/orders/{order_id}/shipping_info/update"
    assert scene.ask("POST", older, {**info, "tracking_number": "NEW-99999"}).code == 0
    detail = scene.ask("GET", f"/fulfillment/202309/packages/{package_id}").data
    assert (detail["tracking_number"], detail["package_status"]) == ("NEW-99999", "FULFILLING")
    scene.vendor.moves(order_id, "DELIVERED")
    assert scene.ask("POST", path, {"shipping_info_list": [info]}).code == 21011010


def test_providers_are_told_where_sellers_ship() -> None:
    scene = opened()
    base = "/logistics/202309"
    warehouses = scene.ask("GET", f"{base}/warehouses").data["warehouses"]
    (main,) = [one for one in warehouses if one["is_default"]]
    options = scene.ask("GET", f"{base}/warehouses/{main['id']}/delivery_options").data
    by_type = {one["type"]: one["id"] for one in options["delivery_options"]}
    path = f"{base}/delivery_options/{{}}/shipping_providers"
    told = scene.ask("GET", path.format(by_type["SEND_BY_SELLER"])).data["shipping_providers"]
    assert {"Royal Mail", "Hermes/EVRI", "Arrow XL"} <= {one["name"] for one in told}
    assert len(told) == 14
    assert scene.ask("GET", path.format(by_type["STANDARD"])).code == 21011002
    american = opened("US").ask("GET", path.format(by_type["SEND_BY_SELLER"])).data
    assert {"DFL US", "USPS"} <= {one["name"] for one in american["shipping_providers"]}
