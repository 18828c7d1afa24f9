"""What the fake shop answers about packages and logistics holds only what the contract allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.contracts.judging import Judge
from tests.sandbox.test_tiktok_fulfilment_tracking import PDF, upload
from tests.sandbox.tiktok_known import known
from tests.sandbox.tiktok_scene import PICTURE, ROYAL_MAIL, WAREHOUSE, Json, Scene, opened

BASE = "/fulfillment/202309"
OWN = {"tracking_number": "AB123456789GB", "shipping_provider_id": ROYAL_MAIL}
Ask = Callable[..., Json]


def _british(scene: Scene, ask: Ask) -> None:
    """Split, combine, hand over and track what the platform ships."""

    def buys(*wanted: Any, **how: Any) -> str:
        return scene.buyer.orders(*wanted, platform_ships=True, **how)

    first = buys("A", 2, address={"region_code": "FR"})
    order = ask("GET", "/order/202507/orders", ids=first)["orders"][0]
    ask("GET", f"{BASE}/orders/split_attributes", order_ids=",".join((first, buys("A"))))
    group = {"id": "1", "order_line_item_ids": [order["line_items"][0]["id"]]}
    split = {"splittable_groups": [group]}
    (made,) = ask("POST", f"{BASE}/orders/{first}/split", split)["packages"]
    one = f"{BASE}/packages/{made['id']}"
    ask("GET", f"{one}/handover_time_slots")
    ask("POST", f"{one}/ship", {"handover_method": "PICKUP"})
    ask("GET", one)
    ask("GET", f"{one}/shipping_documents", document_type="SHIPPING_LABEL")
    ask("GET", "/order/202507/orders", ids=first)
    ask("POST", f"{BASE}/packages/ship", {"packages": [{"id": made["id"]}]})
    ask("POST", f"{BASE}/packages/search", {}, page_size="1")
    ask("GET", f"{BASE}/orders/{first}/tracking")
    ask("GET", f"/logistics/202604/orders/{first}/tracking")
    buys("A", same_as=buys("A"))
    drafts = ask("GET", f"{BASE}/combinable_packages/search", page_size="1")["combinable_packages"]
    body = {"combinable_packages": [*drafts, {"id": "1"}]}
    (together,) = ask("POST", f"{BASE}/packages/combine", body)["packages"]
    ask("GET", f"{BASE}/packages/{together['id']}")
    ask("GET", "/order/202507/orders", ids=together["order_ids"][0])
    ask("POST", f"{BASE}/packages/{together['id']}/uncombine", {})


def _by_the_seller(scene: Scene, ask: Ask) -> None:
    order_id = scene.buyer.orders("A")
    path = f"/fulfillment/202610/orders/{order_id}/packages"
    package_id = ask("POST", path, {"shipping_info_list": [OWN]})["package_id"]
    newer = f"/fulfillment/202610/packages/{package_id}/shipping_info/update"
    ask("POST", newer, {"shipping_info_list": [OWN]})
    ask("POST", f"{BASE}/orders/{order_id}/shipping_info/update", OWN)
    ask("GET", f"{BASE}/packages/{package_id}")


def _warehouses(_: Scene, ask: Ask) -> None:
    options = f"/logistics/202309/warehouses/{WAREHOUSE}/delivery_options"
    option = ask("GET", options)["delivery_options"][0]["id"]
    ask("GET", "/logistics/202309/warehouses")
    ask("GET", f"/logistics/202309/delivery_options/{option}/shipping_providers")
    heavy = {"product_attribute": {"weight": {"weight": "31", "unit": 4}}}
    ask("GET", "/logistics/202510/seller_templates", heavy)
    path = "/logistics/202606/seller_template/template_exist"
    ask("GET", path, biz_warehouse_id=WAREHOUSE)


def _american(scene: Scene, ask: Ask) -> None:
    order_id = scene.buyer.orders("A", platform_ships=True)
    ask("POST", f"{BASE}/orders/{order_id}/shipping_services/query", {})
    ask("POST", "/fulfillment/202512/packages", {"ship_type": "1", "order_id": order_id})
    ask("GET", "/fulfillment/202508/tts_tracking_validation", tracking_number="1")


def _indonesian(scene: Scene, ask: Ask) -> None:
    (package,) = scene.order(scene.buyer.orders("A"))["packages"]
    ask("POST", f"{BASE}/packages/{package['id']}/ship", {"self_shipment": OWN})
    parts = [{"id": one, "delivery_type": "DELIVERY_SUCCESS"} for one in (package["id"], "1")]
    ask("POST", f"{BASE}/packages/deliver", {"packages": parts})


LIVES = (
    ("GB", _british),
    ("GB", _by_the_seller),
    ("GB", _warehouses),
    ("US", _american),
    ("ID", _indonesian),
)


def test_every_answer_about_packages_says_only_what_it_may(true_to_the_vendors: Judge) -> None:
    for region, live in LIVES:
        scene = opened(region)
        live(scene, _asking(scene))
    for kind, content in (("files", PDF), ("images", PICTURE)):
        assert upload(opened(), kind, content).code == 0
    met = set(true_to_the_vendors.met)

    whole = {one.name for one in known(opened(), "fulfillment", "logistics")}
    assert whole <= met


def _asking(scene: Scene) -> Ask:
    return lambda *args, **query: scene.ask(*args, **query).data
