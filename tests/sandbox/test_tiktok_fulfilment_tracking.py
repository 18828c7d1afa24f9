"""Where packages are, how sellers with vans report deliveries, and what warehouses can send how."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.tiktok_scene import (
    NOON,
    PICTURE,
    ROYAL_MAIL,
    SECOND_WAREHOUSE,
    WAREHOUSE,
    Answer,
    Json,
    Scene,
    opened,
)
from tiktok_bc_sync.sandbox import Request
from tiktok_bc_sync.sandbox.images import picture

BASE = "/fulfillment/202309"
OWN = {"tracking_number": "AB123456789GB", "shipping_provider_id": ROYAL_MAIL}
DAY = 86_400
PDF = b"%PDF-1.4 signed"


def shipped(scene: Scene, *, by: str = "platform", **how: Any) -> tuple[str, str]:
    """Ship an order and return its id and that of its package."""
    order_id = scene.buyer.orders("A", platform_ships=by == "platform", **how)
    package_id = scene.order(order_id)["packages"][0]["id"]
    body = {} if by == "platform" else {"self_shipment": OWN}
    assert scene.ask("POST", f"{BASE}/packages/{package_id}/ship", body).code == 0
    return order_id, package_id


# --- tracking ---------------------------------------------------------------------------------


def test_an_order_is_tracked_from_its_label_to_its_delivery() -> None:
    scene = opened()
    waiting = scene.buyer.orders("A", platform_ships=True)
    path = f"{BASE}/orders/{{}}/tracking"
    assert scene.ask("GET", path.format(waiting)).data == {"tracking": []}
    order_id, _ = shipped(scene)
    scene.shop.clock.passes(days=5)
    events = scene.ask("GET", path.format(order_id)).data["tracking"]
    noon = int(NOON.timestamp())
    assert [one["update_time_millis"] for one in events] == [
        (noon + days * DAY) * 1000 for days in (4, 1, 0)
    ]
    assert [one["description"] for one in events] == [
        "The package was delivered",
        "The carrier has the package",
        "The carrier awaits the package",
    ]
    assert scene.ask("GET", path.format("1")).code == 21001001


def test_a_sellers_parcel_is_tracked_from_when_it_left() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    scene.ship(order_id)
    (event,) = scene.ask("GET", f"{BASE}/orders/{order_id}/tracking").data["tracking"]
    assert event["description"] == "The carrier has the package"


def test_parcels_of_orders_that_cross_a_border_are_tracked_one_by_one() -> None:
    scene = opened()
    order_id, package_id = shipped(scene, address={"region_code": "FR"})
    scene.vendor.carries(package_id, "IN_TRANSIT")
    path = "/logistics/202604/orders/{}/tracking"
    said = scene.ask("GET", path.format(order_id)).data
    (detail,) = said["logistics_details"]
    order = scene.order(order_id)
    assert said["order_id"] == order_id
    assert detail["carrier_name"] == order["shipping_provider"]
    assert detail["newest_tracking_no"] == order["tracking_number"]
    names = [one["action_code_name"] for one in detail["track_list"]]
    assert sorted(names) == ["LABEL_CREATED", "PICKED_UP"]
    domestic, _ = shipped(scene)
    assert scene.ask("GET", path.format(domestic)).code == 21011025


@pytest.mark.parametrize(
    ("body", "shipping", "collection"),
    [({}, True, False), ({"handover_method": "PICKUP"}, True, True), (None, False, False)],
)
def test_whose_a_tracking_number_is(body: Json | None, shipping: bool, collection: bool) -> None:
    scene = opened("US")
    order_id = scene.buyer.orders("A", platform_ships=True)
    if body is not None:
        package_id = scene.order(order_id)["packages"][0]["id"]
        scene.ask("POST", f"{BASE}/packages/{package_id}/ship", body)
    path = "/fulfillment/202508/tts_tracking_validation"
    number = scene.order(order_id).get("tracking_number", "OTHER")
    said = scene.ask("GET", path, tracking_number=number).data
    assert said == {"is_tiktok_shipping": shipping, "is_tiktok_collection": collection}
    assert scene.ask("GET", path).code == 36009004
    assert opened().ask("GET", path, tracking_number=number).code == 21011017


# --- delivery by the seller -------------------------------------------------------------------


def report(scene: Scene, package_id: str, kind: str, **more: str) -> Json:
    body = {"packages": [{"id": package_id, "delivery_type": kind, **more}]}
    return scene.ask("POST", f"{BASE}/packages/deliver", body).data


def test_a_sellers_van_fails_then_delivers_and_proves_it() -> None:
    scene = opened("ID")
    order_id, package_id = shipped(scene, by="seller")
    reason = {"fail_delivery_reason": "UNABLE_RECEIVE"}
    assert report(scene, package_id, "DELIVERY_FAILED", **reason) == {"errors": []}
    assert scene.order(order_id)["status"] == "IN_TRANSIT"
    assert report(scene, package_id, "DELIVERY_SUCCESS") == {"errors": []}
    order = scene.order(order_id)
    assert order["status"] == order["line_items"][0]["display_status"] == "DELIVERED"
    proof = {"file_type": "IMG", "file_url": upload(scene, "images", PICTURE).data["url"]}
    assert report(scene, package_id, "UPDATE_POD", **proof) == {"errors": []}
    events = scene.ask("GET", f"{BASE}/orders/{order_id}/tracking").data["tracking"]
    assert "The package could not be delivered" in {one["description"] for one in events}


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("LOST", {}, 36009004),
        ("DELIVERY_FAILED", {}, 36009004),
        ("DELIVERY_FAILED", {"fail_delivery_reason": "TIRED"}, 36009004),
        ("DELIVERY_SUCCESS", {"file_type": "IMG"}, 36009004),
        ("DELIVERY_SUCCESS", {"file_type": "GIF", "file_url": "https://a.test"}, 36009004),
        ("UPDATE_POD", {}, 36009004),
        ("UPDATE_POD", {"file_type": "PDF", "file_url": "https://a.test"}, 21011024),
    ],
)
def test_reports_that_are_not_taken(kind: str, more: dict[str, str], code: int) -> None:
    scene = opened("ID")
    order_id, package_id = shipped(scene, by="seller")
    (error,) = report(scene, package_id, kind, **more)["errors"]
    assert (error["code"], error["detail"]["package_id"]) == (code, package_id)
    assert scene.order(order_id)["status"] == "IN_TRANSIT"


def test_only_sellers_with_vans_of_their_own_report_deliveries() -> None:
    scene = opened("ID")
    _, theirs = shipped(scene)
    _, own = shipped(scene, by="seller")
    assert report(scene, own, "DELIVERY_SUCCESS") == {"errors": []}
    for package_id, code in ((theirs, 21011006), (own, 21011024), ("1", 21011003)):
        assert report(scene, package_id, "DELIVERY_SUCCESS")["errors"][0]["code"] == code
    body = {"packages": [{"id": "1", "delivery_type": "DELIVERY_SUCCESS"}]}
    assert opened().ask("POST", f"{BASE}/packages/deliver", body).code == 21011017


def upload(scene: Scene, kind: str, content: bytes, name: str = "proof.pdf") -> Answer:
    """Upload a proof of delivery: ``files`` or ``images``."""
    head = b'--sep\r\nContent-Disposition: form-data; name="data"; filename="a"\r\n\r\n'
    middle = b'\r\n--sep\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
    body = head + content + middle + name.encode() + b"\r\n--sep--\r\n"
    path = f"{BASE}/{kind}/upload"
    return scene.ask("POST", path, body, content_type="multipart/form-data; boundary=sep")


@pytest.mark.parametrize(
    ("kind", "content", "told", "type_"),
    [
        ("files", PDF, {"name": "proof.pdf"}, "application/pdf"),
        ("images", PICTURE, {"width": 600, "height": 600}, "image/png"),
    ],
)
def test_a_proof_can_be_read_where_it_was_put(
    kind: str, content: bytes, told: Json, type_: str
) -> None:
    scene = opened("ID")
    said = upload(scene, kind, content).data
    answer = scene.shop.handle(Request.of("GET", said.pop("url"), {}, b""))
    assert (answer.body, answer.headers["Content-Type"]) == (content, type_)
    assert said == told


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("files", b"", "proof.pdf"),
        ("files", PDF, ""),
        ("files", PDF, "proof.doc"),
        ("files", PICTURE, "proof.pdf"),
        ("files", PDF + bytes(10 * 1024 * 1024), "proof.pdf"),
        ("images", b"", ""),
        ("images", PDF, ""),
        ("images", PICTURE + bytes(5 * 1024 * 1024), ""),
        ("images", picture("a").replace((600).to_bytes(4), (99).to_bytes(4)), ""),
    ],
    ids=range(9),
)
def test_files_that_are_no_proof(kind: str, content: bytes, name: str) -> None:
    assert upload(opened("ID"), kind, content, name).code == 36009004


# --- warehouses and templates -----------------------------------------------------------------


def test_delivery_options_of_a_warehouse_have_limits_and_those_of_products_have_none() -> None:
    scene = opened()
    path = f"/logistics/202309/warehouses/{WAREHOUSE}/delivery_options"
    for query, limited in (({}, 1), ({"scope": "WAREHOUSE"}, 1), ({"scope": "PRODUCT"}, 0)):
        options = scene.ask("GET", path, **query).data["delivery_options"]
        assert [one["type"] for one in options] == ["SEND_BY_SELLER", "STANDARD"]
        assert sum("weight_limit" in one and "dimension_limit" in one for one in options) == limited
    assert scene.ask("GET", path, scope="MOON").code == 36009004
    assert scene.ask("GET", path.replace(WAREHOUSE, "1")).code == 21011001


def product(weight: str = "1", unit: int = 4, length: str = "10", length_unit: int = 1) -> Json:
    sides = {"length": length, "width": "10", "height": "10", "unit": length_unit}
    return {"product_attribute": {"weight": {"weight": weight, "unit": unit}, "dimension": sides}}


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        ({}, []),
        (product(), []),
        (product("30", 4), []),
        (product("30.1", 4), ["4"]),
        (product("30001", 1), ["4"]),
        (product("67", 2), ["4"]),
        (product("1000", 3), []),
        (product(length="121"), ["1"]),
        (product(length="48", length_unit=2), ["1"]),
        (product("31", 4, "4", 3), ["4", "1", "2", "3"]),
        (product(length="1201", length_unit=4), ["1"]),
    ],
)
def test_the_platform_carries_what_is_neither_too_heavy_nor_too_long(
    body: Json, reasons: list[str]
) -> None:
    path = "/logistics/202510/seller_templates"
    platform, seller = opened().ask("GET", path, body).data["templates"]
    assert (platform["template_is_available"], seller["template_is_available"]) == (
        not reasons,
        True,
    )
    told = platform.get("service_unreachable_reason", [{"filter_reason": []}])
    assert [one["filter_type"] for one in told[0]["filter_reason"]] == reasons


@pytest.mark.parametrize(
    ("region", "body", "code"),
    [
        ("JP", {}, 0),
        ("US", {}, 21011017),
        ("GB", product("heavy"), 36009004),
        ("GB", product("1", 9), 36009004),
        ("GB", {"product_attribute": {"weight": {"weight": "1"}}}, 36009004),
    ],
)
def test_where_and_for_what_templates_can_be_asked_for(region: str, body: Json, code: int) -> None:
    assert opened(region).ask("GET", "/logistics/202510/seller_templates", body).code == code


@pytest.mark.parametrize(
    ("warehouse_id", "there"), [(WAREHOUSE, True), (SECOND_WAREHOUSE, True), ("1", False)]
)
def test_warehouses_that_sell_have_a_template(warehouse_id: str, there: bool) -> None:
    path = "/logistics/202606/seller_template/template_exist"
    scene = opened()
    assert scene.ask("GET", path, biz_warehouse_id=warehouse_id).data == {"template_exist": there}
    assert scene.ask("GET", path).code == 36009004
