"""Calls about packages: shipping, documents, splitting, combining."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from tests.clients.fakes import NOW, SHOP, Vendor, ok, query_of, shop_client
from tests.clients.tiktok_calls import (
    LATER,
    LATER_UNIX,
    NAIVE,
    NOW_UNIX,
    PAGE,
    SINCE,
    SINCE_UNIX,
    Refusal,
    Told,
)
from tiktok_bc_sync.errors import Refused, UnexpectedAnswer
from tiktok_bc_sync.models import (
    DocumentType,
    Handover,
    HandoverOptions,
    HandoverOutcome,
    HandoverSlot,
    Package,
    ShippingDocument,
    SplitAdvice,
)

FULFILLMENT = "/fulfillment/202309"
SHIP = "/fulfillment/202610/orders/1/packages"
SLOT = HandoverSlot(NOW, LATER)
SLOT_BODY = {"start_time": NOW_UNIX, "end_time": LATER_UNIX}
OWN: dict[str, object] = {"provider_id": "p1", "tracking_number": "T1"}
OWN_BODY = {"tracking_number": "T1", "shipping_provider_id": "p1"}
SEARCHED: dict[str, object] = {
    "id": "k1",
    "status": "FULFILLING",
    "orders": [{"id": "1"}, {"id": "2"}],
    "order_line_item_ids": ["l1", "l2"],
    "tracking_number": "T1",
    "shipping_provider_id": "p1",
    "shipping_provider_name": "DPD",
    "create_time": NOW_UNIX,
    "update_time": LATER_UNIX,
}
FOUND = Package(
    "k1",
    "FULFILLING",
    ("1", "2"),
    ("l1", "l2"),
    "T1",
    "p1",
    "DPD",
    created_at=NOW,
    updated_at=LATER,
)
DETAIL = {
    **{name: value for name, value in SEARCHED.items() if name not in ("id", "status")},
    "package_id": "k1",
    "package_status": "SOMETHING_NEW",
    "shipping_type": "TIKTOK",
    "handover_method": "PICKUP",
    "warehouse_id": "w1",
}
DETAILED = evolve(
    FOUND,
    status="SOMETHING_NEW",
    shipping_type="TIKTOK",
    handover_method="PICKUP",
    warehouse_id="w1",
)
CALLS = [
    Told(
        "ship",
        ("1", ["l1", "l2"]),
        OWN,
        {"order_id": "1", "order_line_item_ids": ["l1", "l2"], "package_id": "k1"},
        "POST",
        SHIP,
        body={
            "order_line_list": [{"order_line_id": "l1"}, {"order_line_id": "l2"}],
            "shipping_info_list": [OWN_BODY],
        },
        gives="k1",
    ),
    Told(
        "update_tracking",
        ("k1",),
        OWN,
        None,
        "POST",
        "/fulfillment/202610/packages/k1/shipping_info/update",
        body={"shipping_info_list": [OWN_BODY]},
    ),
    Told(
        "search_packages",
        kwargs={"status": "FULFILLING", "updated_since": SINCE},
        answer={"packages": [SEARCHED], "next_page_token": "", "total_count": 1},
        method="POST",
        path=f"{FULFILLMENT}/packages/search",
        query=PAGE | {"sort_field": "update_time", "sort_order": "ASC"},
        body={"package_status": "FULFILLING", "update_time_ge": SINCE_UNIX},
        gives=[FOUND],
    ),
    Told(
        "search_packages",
        kwargs={"created_since": SINCE},
        method="POST",
        path=f"{FULFILLMENT}/packages/search",
        query=PAGE | {"sort_field": "create_time", "sort_order": "ASC"},
        body={"create_time_ge": SINCE_UNIX},
        gives=[],
    ),
    Told("package", ("k1",), answer=DETAIL, path=f"{FULFILLMENT}/packages/k1", gives=DETAILED),
    Told(
        "ship_package",
        ("k1",),
        answer=None,
        method="POST",
        path=f"{FULFILLMENT}/packages/k1/ship",
        body={"handover_method": "DROP_OFF"},
    ),
    Told(
        "ship_package",
        ("k1",),
        {"method": "PICKUP", "slot": SLOT},
        method="POST",
        path=f"{FULFILLMENT}/packages/k1/ship",
        body={"handover_method": "PICKUP", "pickup_slot": SLOT_BODY},
    ),
    Told(
        "ship_package",
        ("k1",),
        OWN,
        method="POST",
        path=f"{FULFILLMENT}/packages/k1/ship",
        body={"self_shipment": OWN_BODY},
        region="TH",
    ),
    Told(
        "ship_packages",
        (
            [
                Handover("k1"),
                Handover("k2", "PICKUP", SLOT),
                Handover("k3", provider_id="p1", tracking_number="T1"),
            ],
        ),
        answer={
            "errors": [{"code": 21011013, "message": "shipped", "detail": {"package_id": "k2"}}]
        },
        method="POST",
        path=f"{FULFILLMENT}/packages/ship",
        body={
            "packages": [
                {"id": "k1", "handover_method": "DROP_OFF"},
                {"id": "k2", "handover_method": "PICKUP", "pickup_slot": SLOT_BODY},
                {"id": "k3", "self_shipment": OWN_BODY},
            ]
        },
        gives=[
            HandoverOutcome("k1"),
            HandoverOutcome("k2", False, "21011013", "shipped"),
            HandoverOutcome("k3"),
        ],
    ),
    Told(
        "ship_packages",
        ([Handover("k1")],),
        answer=None,
        method="POST",
        path=f"{FULFILLMENT}/packages/ship",
        body={"packages": [{"id": "k1", "handover_method": "DROP_OFF"}]},
        gives=[HandoverOutcome("k1")],
    ),
    Told(
        "handover_options",
        ("k1",),
        answer={
            "can_pickup": True,
            "can_drop_off": False,
            "can_van_collection": True,
            "drop_off_point_url": "https://points.example",
            "pickup_slots": [{**SLOT_BODY, "avaliable": False}, SLOT_BODY],
        },
        path=f"{FULFILLMENT}/packages/k1/handover_time_slots",
        gives=HandoverOptions(
            True,
            False,
            True,
            "https://points.example",
            (HandoverSlot(NOW, LATER, available=False), SLOT),
        ),
    ),
    Told(
        "shipping_document",
        ("k1",),
        answer={"doc_url": "https://files.example/1", "tracking_number": "T1"},
        path=f"{FULFILLMENT}/packages/k1/shipping_documents",
        query={"document_type": "SHIPPING_LABEL"},
        gives=ShippingDocument("https://files.example/1", "T1"),
    ),
    Told(
        "shipping_document",
        ("k1", DocumentType.PACKING_SLIP),
        {"size": "A5"},
        {"doc_url": "https://files.example/1"},
        path=f"{FULFILLMENT}/packages/k1/shipping_documents",
        query={"document_type": "PACKING_SLIP", "document_size": "A5"},
        gives=ShippingDocument("https://files.example/1"),
    ),
    Told(
        "split_advice",
        (["1", "2"],),
        answer={
            "split_attributes": [
                {"order_id": "1", "can_split": True, "must_split": True},
                {"order_id": "2", "can_split": False, "reason": "one line"},
            ]
        },
        path=f"{FULFILLMENT}/orders/split_attributes",
        query={"order_ids": "1,2"},
        gives=[SplitAdvice("1", True, True), SplitAdvice("2", False, reason="one line")],
    ),
    Told(
        "split_order",
        ("1", {"a": ["l1"], "b": ["l2", "l3"]}),
        answer={
            "packages": [
                {"splittable_group_id": "b", "id": "k2"},
                {"splittable_group_id": "a", "id": "k1"},
            ]
        },
        method="POST",
        path=f"{FULFILLMENT}/orders/1/split",
        body={
            "splittable_groups": [
                {"id": "a", "order_line_item_ids": ["l1"]},
                {"id": "b", "order_line_item_ids": ["l2", "l3"]},
            ]
        },
        gives=[
            Package("k2", order_ids=("1",), line_ids=("l2", "l3")),
            Package("k1", order_ids=("1",), line_ids=("l1",)),
        ],
    ),
    Told(
        "combinable_packages",
        answer={"combinable_packages": [{"id": "d1", "order_ids": ["1", "2"]}]},
        path=f"{FULFILLMENT}/combinable_packages/search",
        query={"page_size": "50"},
        gives=[Package("d1", order_ids=("1", "2"))],
    ),
    Told(
        "combine_package",
        ("d1", ["1", "2"]),
        answer={"packages": [{"id": "k1", "order_ids": ["1", "2"]}], "errors": []},
        method="POST",
        path=f"{FULFILLMENT}/packages/combine",
        body={"combinable_packages": [{"id": "d1", "order_ids": ["1", "2"]}]},
        gives=[Package("k1", order_ids=("1", "2"))],
    ),
    Told(
        "combine_package",
        ("d1",),
        method="POST",
        path=f"{FULFILLMENT}/packages/combine",
        body={"combinable_packages": [{"id": "d1"}]},
        gives=[],
    ),
    Told(
        "uncombine_package",
        ("k1", ["2"]),
        answer={"packages": [{"id": "k2", "order_ids": ["2"]}]},
        method="POST",
        path=f"{FULFILLMENT}/packages/k1/uncombine",
        body={"order_ids": ["2"]},
        gives=[Package("k2", order_ids=("2",))],
    ),
    Told(
        "uncombine_package",
        ("k1",),
        method="POST",
        path=f"{FULFILLMENT}/packages/k1/uncombine",
        body={},
        gives=[],
    ),
]
REFUSED = [
    Refusal("ship", "line_ids", ("1", []), OWN),
    Refusal("ship", "line_ids", ("1", ["l1", ""]), OWN),
    Refusal("ship", "line_ids", ("1", "l1"), OWN),
    Refusal("ship", "order_id", ("", ["l1"]), OWN),
    Refusal("ship", "provider_id", ("1", ["l1"]), OWN | {"provider_id": ""}),
    Refusal("ship", "tracking_number", ("1", ["l1"]), OWN | {"tracking_number": ""}),
    Refusal("ship", "region", ("1", ["l1"]), OWN, region="TH"),
    Refusal("update_tracking", "package_id", ("a/b",), OWN),
    Refusal("update_tracking", "tracking_number", ("k1",), OWN | {"tracking_number": ""}),
    Refusal("search_packages", "create_time_ge", kwargs={"created_since": NAIVE}),
    Refusal("search_packages", "update_time_ge", kwargs={"updated_since": NAIVE}),
    Refusal("package", "package_id", ("",)),
    Refusal("ship_package", "package_id", ("",)),
    Refusal("ship_package", "method", ("k1",), {"method": ""}),
    Refusal("ship_package", "slot", ("k1",), {"slot": SLOT}),
    Refusal("ship_package", "provider_id", ("k1",), {"tracking_number": "T1"}),
    Refusal(
        "ship_package",
        "slot.starts_at",
        ("k1",),
        {"method": "PICKUP", "slot": HandoverSlot(NAIVE, LATER)},
    ),
    Refusal(
        "ship_package",
        "slot.ends_at",
        ("k1",),
        {"method": "PICKUP", "slot": HandoverSlot(NOW, NAIVE)},
    ),
    Refusal("ship_packages", "handovers", ([],)),
    Refusal("ship_packages", "handovers", ([Handover("k1"), Handover("")],)),
    Refusal("handover_options", "package_id", ("",)),
    Refusal("shipping_document", "package_id", ("",)),
    Refusal("split_advice", "order_ids", ([],)),
    Refusal("split_advice", "order_ids", (["1", ""],)),
    Refusal("split_advice", "order_ids", ("12",)),
    Refusal("split_order", "groups", ("1", {})),
    Refusal("split_order", "groups", ("1", {"": ["l1"]})),
    Refusal("split_order", "groups['a']", ("1", {"a": []})),
    Refusal("combine_package", "package_id", ("", ["1"])),
    Refusal("combine_package", "order_ids", ("d1", ["1", ""])),
    Refusal("uncombine_package", "order_ids", ("k1", [" "])),
]


def test_orders_are_asked_about_fifty_at_a_time() -> None:
    vendor = Vendor([ok({"split_attributes": [{"order_id": "1"}]})])
    advice = shop_client(vendor).split_advice([str(number) for number in range(101)])
    assert [len(query_of(one)["order_ids"].split(",")) for one in vendor.requests] == [50, 50, 1]
    assert len(advice) == 3


def test_error_of_a_package_that_nobody_shipped_is_unexpected() -> None:
    errors = [{"code": 1, "message": "m", "detail": {"package_id": "k9"}}]
    with pytest.raises(UnexpectedAnswer, match="batchShipPackages"):
        shop_client(Vendor([ok({"errors": errors})])).ship_packages([Handover("k1")])


@pytest.mark.parametrize(
    ("call", "args"),
    [("combine_package", ("d1", ["1"])), ("ship_package", ("d1",)), ("update_tracking", ("d1",))],
)
def test_error_inside_an_answer_that_worked_is_told(call: str, args: tuple[object, ...]) -> None:
    errors = [{"code": 21011021, "message": "not these", "detail": {"package_id": "d1"}}]
    client = shop_client(Vendor([ok({"packages": [], "errors": errors})]))
    with pytest.raises(Refused, match=r"not these \(d1\)") as refused:
        getattr(client, call)(*args, **(OWN if call == "update_tracking" else {}))
    assert refused.value.vendor_code == "21011021"


def test_package_without_an_id_is_no_package() -> None:
    with pytest.raises(UnexpectedAnswer, match="id is missing"):
        shop_client(Vendor([ok({"package_status": "COMPLETED"})])).package("k1")


def test_address_of_a_label_is_not_shown() -> None:
    found = shop_client(Vendor([ok({"doc_url": "https://files.example/1"})])).shipping_document(
        "k1"
    )
    assert "files.example" not in repr(found)


@pytest.mark.parametrize("region", ["US", "GB", "DE", "JP"])
def test_seller_marks_as_shipped_where_tiktok_offers_it(region: str) -> None:
    vendor = Vendor([ok({"package_id": "k1"})])
    client = shop_client(vendor, shop=evolve(SHOP, region=region))
    assert client.ship("1", ["l1"], provider_id="p1", tracking_number="T1") == "k1"
    assert json.loads(vendor.requests[0].content)["order_line_list"] == [{"order_line_id": "l1"}]
