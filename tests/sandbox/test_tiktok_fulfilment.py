"""Orders that the platform ships: their packages, how they are handed over, labels, and time's work."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.tiktok_scene import ROYAL_MAIL, Json, Scene, Wall, opened, sign
from tiktok_bc_sync.sandbox import Request, Sandbox

BASE = "/fulfillment/202309/packages"
CREATE = "/fulfillment/202512/packages"
SLOT = {"start_time": 1740906000, "end_time": 1740938400}  # 2 March 2025, 9 to 18 o'clock
OWN = {"tracking_number": "AB123456789GB", "shipping_provider_id": ROYAL_MAIL}
GRAMS = {"value": "700", "unit": "GRAM"}
NOTHING: dict[str, str] = {}
BOX = {"length": "10", "width": "10", "height": "10", "unit": "CM"}


def bought(scene: Scene, *wanted: Any, **how: Any) -> tuple[str, str]:
    """Let somebody buy what the platform ships; return the ids of the order and its package."""
    order_id = scene.buyer.orders(*(wanted or ("A",)), platform_ships=True, **how)
    return order_id, scene.order(order_id)["packages"][0]["id"]


def ship(scene: Scene, package_id: str, **body: Any) -> int:
    return scene.ask("POST", f"{BASE}/{package_id}/ship", body).code


def package(scene: Scene, package_id: str) -> Json:
    return scene.ask("GET", f"{BASE}/{package_id}").data


def statuses(scene: Scene, order_id: str, package_id: str) -> tuple[str, str]:
    return scene.order(order_id)["status"], package(scene, package_id)["package_status"]


# --- packages ---------------------------------------------------------------------------------


def test_an_order_that_the_platform_ships_has_a_package_once_it_is_paid() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", 2, platform_ships=True, unpaid=True)
    assert scene.order(order_id)["packages"] == []
    scene.buyer.pays(order_id)
    order = scene.order(order_id)
    (told,) = order["packages"]
    found = package(scene, told["id"])
    assert found["order_line_item_ids"] == [line["id"] for line in order["line_items"]]
    assert (found["package_status"], found["package_sub_status"]) == ("TO_FULFILL", "STOCKING")
    assert (found["split_and_combine_tag"], found["has_multi_skus"]) == ("DEFAULT", False)
    assert found["recipient_address"]["name"] == order["recipient_address"]["name"]
    assert found["sender_address"]["name"] == "Sandbox warehouse"


@pytest.mark.parametrize(("region", "early"), [("GB", False), ("US", False), ("DE", True)])
def test_where_lines_name_their_package_before_it_is_shipped(region: str, early: bool) -> None:
    scene = opened(region)
    order_id, package_id = bought(scene)
    assert ("package_id" in scene.order(order_id)["line_items"][0]) == early
    assert ship(scene, package_id) == 0
    line = scene.order(order_id)["line_items"][0]
    assert (line["package_id"], line["package_status"]) == (package_id, "PROCESSING")


@pytest.mark.parametrize(
    ("region", "platform_ships", "packages"),
    [("GB", False, 0), ("DE", False, 0), ("ID", False, 1), ("ID", True, 1), ("GB", True, 1)],
)
def test_where_the_platform_makes_the_packages(
    region: str, platform_ships: bool, packages: int
) -> None:
    scene = opened(region)
    order = scene.order(scene.buyer.orders("A", platform_ships=platform_ships))
    assert len(order["packages"]) == packages


def test_packages_are_found_by_status_and_by_when_they_changed() -> None:
    scene = opened()
    path = f"{BASE}/search"

    def found(body: Json, **query: str) -> list[str]:
        said = scene.ask("POST", path, body, **{"page_size": "10", **query}).data
        return [one["id"] for one in said["packages"]]

    (_, first), (_, second) = bought(scene), bought(scene)
    scene.shop.clock.passes(hours=1)
    now = scene.shop.clock.unix
    ship(scene, first)
    assert found({}) == [first, second]
    assert found({"package_status": "PROCESSING"}) == [first]
    assert found({"update_time_ge": now}) == [first]
    assert found({"update_time_lt": now}) == [second]
    assert found({}, sort_field="update_time") == [second, first]
    page = scene.ask("POST", path, {}, page_size="1").data
    assert found({}, page_token=page["next_page_token"]) == [second]
    assert page["total_count"] == 2
    for body, query in (
        ({"package_status": "LOST"}, {}),
        ({}, {"sort_field": "status"}),
        ({}, {"page_size": "101"}),
    ):
        assert scene.ask("POST", path, body, **{"page_size": "10", **query}).code == 36009004


def test_a_cancelled_line_leaves_its_package_and_a_cancelled_order_cancels_it() -> None:
    scene = opened()
    order_id, package_id = bought(scene, "A", 2)
    first, second = (line["id"] for line in scene.order(order_id)["line_items"])
    reason = "seller_cancel_reason_out_of_stock"
    assert scene.cancel(order_id, reason, order_line_item_ids=[first]).code == 0
    assert package(scene, package_id)["order_line_item_ids"] == [second]
    assert scene.cancel(order_id, reason).code == 0
    assert statuses(scene, order_id, package_id) == ("CANCELLED", "CANCELLED")
    assert ship(scene, package_id) == 21011014


# --- handing over -----------------------------------------------------------------------------


def test_slots_are_offered_from_tomorrow_once_the_day_has_begun() -> None:
    scene = opened()
    _, package_id = bought(scene)
    said = scene.ask("GET", f"{BASE}/{package_id}/handover_time_slots").data
    assert [one["avaliable"] for one in said["pickup_slots"]] == [False, True, True, True]
    assert {key: said["pickup_slots"][1][key] for key in SLOT} == SLOT
    assert (said["can_pickup"], said["can_drop_off"], said["can_van_collection"]) == (True,) * 3


@pytest.mark.parametrize(
    ("body", "handover"),
    [
        ({}, {"handover_method": "DROP_OFF"}),
        ({"handover_method": "DROP_OFF"}, {"handover_method": "DROP_OFF"}),
        ({"handover_method": "PICKUP"}, {"handover_method": "PICKUP", "pickup_slot": SLOT}),
        ({"pickup_slot": SLOT}, {"handover_method": "PICKUP", "pickup_slot": SLOT}),
    ],
)
def test_a_shipped_package_has_a_label_and_waits_for_its_carrier(
    body: Json, handover: Json
) -> None:
    scene = opened()
    order_id, package_id = bought(scene)
    scene.buyer.cancels(order_id)
    assert ship(scene, package_id, **body) == 0
    assert statuses(scene, order_id, package_id) == ("AWAITING_COLLECTION", "PROCESSING")
    order, found = scene.order(order_id), package(scene, package_id)
    line = order["line_items"][0]
    assert found["tracking_number"] == order["tracking_number"] == line["tracking_number"]
    assert found["tracking_number"]
    assert found["shipping_provider_id"] == line["shipping_provider_id"]
    assert {key: found[key] for key in ("handover_method", "pickup_slot") if key in found} == (
        handover
    )
    assert order["rts_time"] == line["rts_time"] == order["create_time"]
    assert not order["is_buyer_request_cancel"]


def test_a_picked_up_package_is_collected_when_its_slot_ends() -> None:
    scene = opened()
    order_id, package_id = bought(scene)
    ship(scene, package_id, pickup_slot=SLOT)
    scene.shop.clock.passes(hours=29, minutes=59)
    assert statuses(scene, order_id, package_id) == ("AWAITING_COLLECTION", "PROCESSING")
    scene.shop.clock.passes(minutes=1)
    assert statuses(scene, order_id, package_id) == ("IN_TRANSIT", "FULFILLING")
    assert scene.order(order_id)["collection_time"] == SLOT["end_time"]


def test_time_alone_brings_a_shipped_order_to_its_end() -> None:
    scene = opened()
    order_id, package_id = bought(scene)
    ship(scene, package_id)
    seen: list[tuple[str, str]] = []
    for days in (0, 1, 3, 13, 1):
        scene.shop.clock.passes(days=days)
        scene.refresh()
        seen.append(statuses(scene, order_id, package_id))
    assert seen == [
        ("AWAITING_COLLECTION", "PROCESSING"),
        ("IN_TRANSIT", "FULFILLING"),
        ("DELIVERED", "COMPLETED"),
        ("DELIVERED", "COMPLETED"),
        ("COMPLETED", "COMPLETED"),
    ]
    # Whoever looks only later sees that all of it happened at its time.
    later = opened()
    assert bought(later) == (order_id, package_id)
    ship(later, package_id)
    later.shop.clock.passes(days=60)
    later.refresh()
    assert later.order(order_id) == scene.order(order_id)


def test_the_order_is_as_far_as_its_last_package() -> None:
    scene = opened()
    order_id, _ = bought(scene, "A", 2)
    lines = [line["id"] for line in scene.order(order_id)["line_items"]]
    groups = [{"id": str(n), "order_line_item_ids": [one]} for n, one in enumerate(lines)]
    path = f"/fulfillment/202309/orders/{order_id}/split"
    made = scene.ask("POST", path, {"splittable_groups": groups}).data["packages"]
    first, second = (one["id"] for one in made)
    seen: list[str] = []
    for step in (
        lambda: ship(scene, first),
        lambda: scene.vendor.carries(first, "IN_TRANSIT"),
        lambda: scene.vendor.carries(first, "DELIVERED"),
        lambda: ship(scene, second),
        lambda: scene.vendor.carries(second, "IN_TRANSIT"),
        lambda: scene.vendor.carries(second, "DELIVERED"),
    ):
        step()
        seen.append(scene.order(order_id)["status"])
    assert seen == [
        *["PARTIALLY_SHIPPING"] * 3,
        "AWAITING_COLLECTION",
        "IN_TRANSIT",
        "DELIVERED",
    ]
    with pytest.raises(ValueError, match="COMPLETED"):
        scene.vendor.carries(second, "DELIVERED")


def test_packages_ship_in_batches_and_errors_name_theirs() -> None:
    scene = opened()
    (_, first), (_, second) = bought(scene), bought(scene)
    wanted = [
        {"id": first},
        {"id": first},
        {"id": "1"},
        {"id": second, "handover_method": "PICKUP", "pickup_slot": SLOT},
    ]
    errors = scene.ask("POST", f"{BASE}/ship", {"packages": wanted}).data["errors"]
    assert [(one["detail"]["package_id"], one["code"]) for one in errors] == [
        (first, 21011014),
        ("1", 21011003),
    ]
    assert package(scene, second)["pickup_slot"] == SLOT


def test_sellers_ship_packages_with_their_own_carriers_where_there_is_no_other_way() -> None:
    scene = opened("ID")
    order_id = scene.buyer.orders("A")
    package_id = scene.order(order_id)["packages"][0]["id"]
    assert ship(scene, package_id) == 21011013
    assert ship(scene, package_id, self_shipment={**OWN, "tracking_number": "no"}) == 21011009
    assert ship(scene, package_id, self_shipment=OWN) == 0
    assert statuses(scene, order_id, package_id) == ("IN_TRANSIT", "FULFILLING")
    assert package(scene, package_id)["tracking_number"] == OWN["tracking_number"]
    assert scene.ask("GET", f"{BASE}/{package_id}/handover_time_slots").code == 21011015


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"handover_method": "CATAPULT"}, 36009004),
        ({"handover_method": "DROP_OFF", "pickup_slot": SLOT}, 36009004),
        ({"pickup_slot": {"start_time": SLOT["start_time"]}}, 36009004),
        ({"pickup_slot": {"start_time": "9", "end_time": 1}}, 36009004),
        ({"pickup_slot": {**SLOT, "end_time": SLOT["end_time"] + 1}}, 21011016),
        ({"pickup_slot": {key: at - 86_400 for key, at in SLOT.items()}}, 21011016),
        ({"self_shipment": OWN}, 21011006),
        ({"self_shipment": {"tracking_number": "AB12"}}, 36009004),
    ],
)
def test_how_a_package_can_not_be_handed_over(body: Json, code: int) -> None:
    scene = opened()
    order_id, package_id = bought(scene)
    assert ship(scene, package_id, **body) == code
    assert statuses(scene, order_id, package_id) == ("AWAITING_SHIPMENT", "TO_FULFILL")


def test_what_is_on_hold_shipped_or_unknown_is_not_handed_over() -> None:
    scene = opened()
    order_id, package_id = bought(scene)
    slots = f"{BASE}/{package_id}/handover_time_slots"
    scene.vendor.moves(order_id, "ON_HOLD")
    assert ship(scene, package_id) == scene.ask("GET", slots).code == 21011014
    scene.vendor.moves(order_id, "AWAITING_SHIPMENT")
    assert ship(scene, package_id) == 0
    assert ship(scene, package_id) == scene.ask("GET", slots).code == 21011014
    assert ship(scene, "1") == scene.ask("GET", f"{BASE}/1").code == 21011003


def test_shipping_information_is_the_sellers_for_72_hours() -> None:
    scene = opened()
    path = "/fulfillment/202309/orders/{}/shipping_info/update"
    own = scene.buyer.orders("A")
    scene.ship(own)
    theirs, package_id = bought(scene)
    ship(scene, package_id)
    assert scene.ask("POST", path.format(theirs), OWN).code == 21011006
    scene.shop.clock.passes(hours=72)
    scene.vendor.moves(own, "IN_TRANSIT")
    assert scene.ask("POST", path.format(own), OWN).code == 0
    scene.shop.clock.passes(seconds=1)
    assert scene.ask("POST", path.format(own), OWN).code == 21011012


# --- buying labels ----------------------------------------------------------------------------


def services(scene: Scene, order_id: str, body: Json) -> Json:
    path = f"/fulfillment/202309/orders/{order_id}/shipping_services/query"
    return scene.ask("POST", path, body).data


def test_services_cost_by_weight_and_tell_more_in_the_united_states() -> None:
    scene = opened("US")
    order_id, _ = bought(scene, "A", 2)
    line = scene.order(order_id)["line_items"][0]["id"]
    guessed = services(scene, order_id, {})
    assert guessed["weight"] == {"value": "2", "unit": "POUND"}
    part = services(scene, order_id, {"order_line_item_ids": [line], "weight": GRAMS})
    assert (part["order_line_id"], part["weight"]) == ([line], GRAMS)
    heavy = services(scene, order_id, {"weight": {"value": "1001", "unit": "GRAM"}})
    prices = [one["shipping_services"][0]["price"] for one in (part, guessed, heavy)]
    assert prices == ["4.49", "4.49", "4.99"]
    first, second = part["shipping_services"]
    assert (first["is_default"], second["is_default"]) == (True, False)
    assert second["latest_delivery_days"] < first["earliest_delivery_days"]
    japanese = opened("JP")
    (one, _) = services(japanese, bought(japanese)[0], {})["shipping_services"]
    assert (one["price"], one["currency"]) == ("449", "JPY")
    assert "earliest_delivery_days" not in one


def test_a_bought_label_ships_the_whole_order() -> None:
    scene = opened("US")
    order_id, before = bought(scene, "A", 2)
    express = services(scene, order_id, {})["shipping_services"][1]
    body = {"ship_type": "1", "order_id": order_id, "weight": GRAMS}
    made = scene.ask("POST", CREATE, {**body, "shipping_service_id": express["id"]}).data
    assert made["shipping_service_info"]["name"] == express["name"]
    assert statuses(scene, order_id, made["package_id"]) == ("AWAITING_COLLECTION", "PROCESSING")
    assert package(scene, made["package_id"])["weight"] == GRAMS
    assert scene.order(order_id)["packages"] == [{"id": made["package_id"]}]
    assert scene.ask("GET", f"{BASE}/{before}").code == 21011003


def test_a_bought_label_ships_a_part_of_an_order_or_several_orders() -> None:
    scene = opened()
    order_id, rest = bought(scene, "A", 2)
    line = scene.order(order_id)["line_items"][0]["id"]
    part = {"ship_type": "2", "order_id": order_id, "order_line_item": [{"order_line_id": line}]}
    made = scene.ask("POST", CREATE, part).data["package_id"]
    assert scene.order(order_id)["status"] == "PARTIALLY_SHIPPING"
    assert package(scene, made)["order_line_item_ids"] == [line]
    assert package(scene, rest)["package_status"] == "TO_FULFILL"
    assert scene.order(order_id)["split_or_combine_tag"] == "SPLIT"
    first, _ = bought(scene)
    second, _ = bought(scene, same_as=first)
    several = {"ship_type": "3", "order_list_ids": [first, second]}
    together = scene.ask("POST", CREATE, several).data["package_id"]
    assert [one["id"] for one in package(scene, together)["orders"]] == [first, second]
    for one in (first, second):
        assert statuses(scene, one, together) == ("AWAITING_COLLECTION", "PROCESSING")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 36009004),
        ({"ship_type": "4"}, 36009004),
        ({"ship_type": "1"}, 36009004),
        ({"ship_type": "1", "order_id": "1"}, 21001001),
        ({"ship_type": "1", "order_id": "SELLERS"}, 21011015),
        ({"ship_type": "2", "order_id": "FIRST"}, 36009004),
        ({"ship_type": "2", "order_id": "FIRST", "order_line_item": [{"order_line_id": "1"}]}, 21011011),
        ({"ship_type": "3", "order_list_ids": ["FIRST"]}, 36009004),
        ({"ship_type": "3", "order_list_ids": ["FIRST", "FIRST"]}, 36009004),
        ({"ship_type": "3", "order_list_ids": ["FIRST", "STRANGERS"]}, 21011021),
        ({"ship_type": "1", "order_id": "SHIPPED"}, 21011007),
        ({"ship_type": "1", "order_id": "FIRST", "shipping_service_id": "1"}, 21011023),
        ({"ship_type": "1", "order_id": "FIRST", "dimension": BOX}, 36009004),
        ({"ship_type": "1", "order_id": "FIRST", "weight": {**GRAMS, "unit": "STONE"}}, 36009004),
        ({"ship_type": "1", "order_id": "FIRST", "weight": {**GRAMS, "value": "0"}}, 36009004),
        ({"ship_type": "1", "order_id": "FIRST", "weight": {**GRAMS, "value": "NaN"}}, 36009004),
        ({"ship_type": "1", "order_id": "FIRST", "weight": {"value": "1"}}, 36009004),
    ],
)  # fmt: skip
def test_labels_that_can_not_be_bought(body: Json, code: int) -> None:
    scene = opened("US")
    first, _ = bought(scene)
    shipped, package_id = bought(scene)
    ship(scene, package_id)
    names = {
        "FIRST": first,
        "STRANGERS": bought(scene)[0],
        "SELLERS": scene.buyer.orders("A"),
        "SHIPPED": shipped,
    }
    text = json.dumps(body)
    for name, order_id in names.items():
        text = text.replace(name, order_id)
    wanted = json.loads(text)
    assert scene.ask("POST", CREATE, wanted).code == code
    assert scene.order(first)["status"] == "AWAITING_SHIPMENT"


@pytest.mark.parametrize(
    ("region", "query", "create"), [("US", 0, 0), ("JP", 0, 0), ("GB", 1, 0), ("ID", 1, 1)]
)
def test_where_labels_can_be_bought(region: str, query: int, create: int) -> None:
    scene = opened(region)
    order_id, _ = bought(scene)
    path = f"/fulfillment/202309/orders/{order_id}/shipping_services/query"
    assert scene.ask("POST", path, {}).code == query * 21011017
    body = {"ship_type": "1", "order_id": order_id}
    assert scene.ask("POST", CREATE, body).code == create * 21011017


# --- labels -----------------------------------------------------------------------------------


def asked(
    sandbox: Sandbox, method: str, path: str, body: bytes = b"", query: Mapping[str, str] = NOTHING
) -> Json:
    """Send a signed request to a sandbox at an address and return the data."""
    shop = sandbox.shop
    time = str(int(sandbox.script.wall().timestamp()))
    given = {"app_key": shop.app_key, "timestamp": time, "shop_cipher": shop.shop_cipher, **query}
    signed = {**given, "sign": sign(shop.app_secret, path, given.items(), body)}
    headers = {"x-tts-access-token": shop.access_token, "content-type": "application/json"}
    client = httpx.Client(transport=sandbox.transport(), base_url="http://127.0.0.1:8080")
    answer = client.request(method, path, params=signed, headers=headers, content=body).json()
    assert answer["code"] == 0, answer
    data: Json = answer["data"]
    return data


def label(sandbox: Sandbox, **query: str) -> str:
    """Ship an order and return the address of a document."""
    order_id = sandbox.buyer.orders("24-UG04", platform_ships=True, once="order")
    path = f"{BASE}/{sandbox.shop.orders.orders[order_id]['packages'][0]['id']}"
    asked(sandbox, "POST", f"{path}/ship")
    wanted = {"document_type": "SHIPPING_LABEL", **query}
    return str(asked(sandbox, "GET", f"{path}/shipping_documents", query=wanted)["doc_url"])


@pytest.mark.parametrize(
    ("query", "box", "pages", "said"),
    [
        ({}, "298 420", 1, b"SBX000000000001"),
        ({"document_size": "A5"}, "420 595", 1, b"Ship to"),
        ({"document_type": "PACKING_SLIP"}, "298 420", 1, b"24-UG04"),
        ({"document_type": "SHIPPING_LABEL_AND_PACKING_SLIP"}, "298 420", 2, b"Packing slip"),
    ],
)
def test_a_label_is_a_pdf_that_anybody_with_its_address_can_read(
    query: dict[str, str], box: str, pages: int, said: bytes
) -> None:
    sandbox = Sandbox(wall=Wall())
    url = label(sandbox, **query)
    assert url.startswith("http://127.0.0.1:8080/files/")
    answer = httpx.Client(transport=sandbox.transport()).get(url)
    content = answer.content
    assert answer.headers["content-type"] == "application/pdf"
    assert content.startswith(b"%PDF-1.4")
    assert said in content
    assert f"/MediaBox [0 0 {box}]".encode() in content
    assert content.count(b"/Type /Page ") == pages
    # Every object is where the table at the end says.
    table = content[int(re.findall(rb"startxref\n(\d+)", content)[0]) :]
    offsets = [int(one) for one in re.findall(rb"(\d{10}) 00000 n", table)]
    for number, offset in enumerate(offsets, 1):
        assert content[offset:].startswith(f"{number} 0 obj".encode())
    for length, stream in re.findall(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", content, re.S):
        assert len(stream) == int(length)


def test_a_label_can_be_zpl() -> None:
    sandbox = Sandbox(wall=Wall())
    answer = httpx.Client(transport=sandbox.transport()).get(label(sandbox, document_format="ZPL"))
    assert answer.text.startswith("^XA")
    assert "SBX000000000001" in answer.text


def test_a_labels_address_is_good_for_a_day_and_for_that_label_only() -> None:
    sandbox = Sandbox(wall=Wall())
    url = label(sandbox)

    def status(address: str) -> int:
        return sandbox.handle(Request.of("GET", address, {}, b"")).status

    assert status(url) == 200
    assert status(url.replace("SHIPPING_LABEL", "PACKING_SLIP")) == 403
    assert status(url.partition("?")[0]) == 403
    assert status("/files/other") == 403
    assert Sandbox(wall=Wall()).handle(Request.of("GET", url, {}, b"")).status == 404
    sandbox.clock.passes(hours=23, minutes=59)
    assert status(url) == 200
    sandbox.clock.passes(minutes=1)
    assert status(url) == 403


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 36009004),
        ({"document_type": "POSTER"}, 36009004),
        ({"document_type": "PACKING_SLIP", "document_size": "A4"}, 36009004),
        ({"document_type": "PACKING_SLIP", "document_format": "DOC"}, 36009004),
    ],
)
def test_documents_that_do_not_exist(query: dict[str, str], code: int) -> None:
    scene = opened()
    _, package_id = bought(scene)
    ship(scene, package_id)
    assert scene.ask("GET", f"{BASE}/{package_id}/shipping_documents", **query).code == code


def test_documents_are_there_between_shipping_and_collection() -> None:
    scene = opened()
    _, package_id = bought(scene)

    def code(one: str) -> int:
        path = f"{BASE}/{one}/shipping_documents"
        return scene.ask("GET", path, document_type="SHIPPING_LABEL").code

    assert code(package_id) == 21011018
    ship(scene, package_id)
    assert code(package_id) == 0
    scene.vendor.carries(package_id, "IN_TRANSIT")
    assert code(package_id) == 21011018
    own = scene.ship(scene.buyer.orders("A")).data["package_id"]
    assert (code(own), code("1")) == (21011015, 21011003)


# --- lasting ----------------------------------------------------------------------------------


def test_packages_and_labels_survive_a_restart(tmp_path: Path) -> None:
    wall, journal = Wall(), tmp_path / "journal"
    first = Sandbox(wall=wall, journal=journal)
    url = label(first)
    first.clock.passes(days=1)
    order_id, package_id = next(iter(first.shop.parcels.parcels))[::-1]
    again = Sandbox(wall=wall, journal=journal)
    again.clock.passes(hours=-1)
    assert again.seen.parcels(order_id) == first.seen.parcels(order_id)
    assert again.handle(Request.of("GET", url, {}, b"")).status == 200
    assert asked(again, "GET", f"{BASE}/{package_id}")["package_status"] == "FULFILLING"


def test_a_combined_parcel_is_seen_with_each_of_its_orders() -> None:
    sandbox = Sandbox(wall=Wall())
    first = sandbox.buyer.orders("A", 2, platform_ships=True)
    second = sandbox.buyer.orders("B", platform_ships=True, same_as=first)
    assert sandbox.seen.parcels(first) == []
    body = f'{{"ship_type": "3", "order_list_ids": ["{first}", "{second}"]}}'
    asked(sandbox, "POST", CREATE, body.encode())
    (one,), (other,) = sandbox.seen.parcels(first), sandbox.seen.parcels(second)
    assert (one.units, other.units) == (2, 1)
    assert one.tracking_number == other.tracking_number


@pytest.mark.parametrize(
    ("form", "printed"), [("PDF", b"(E1 \\(4\\) ^XZ ?)"), ("ZPL", "^FDE1 (4) XZ Ł^FS".encode())]
)
def test_a_label_prints_any_address(form: str, printed: bytes) -> None:
    scene = opened()
    _, package_id = bought(scene, address={"postal_code": "E1 (4) ^XZ Ł"})
    ship(scene, package_id)
    path = f"{BASE}/{package_id}/shipping_documents"
    query = {"document_type": "SHIPPING_LABEL", "document_format": form}
    url = scene.ask("GET", path, **query).data["doc_url"]
    assert printed in scene.shop.handle(Request.of("GET", url, {}, b"")).body
