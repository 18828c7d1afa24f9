"""Calls about returns and refunds."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.clients.fakes import NOW, Vendor, ok, shop_client
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
    gbp,
)
from tiktok_bc_sync.errors import UnexpectedAnswer
from tiktok_bc_sync.models import Money, Refund, Return, ReturnLine, ReturnRecord

BASE = "/return_refund"
SEARCH = f"{BASE}/202602/returns/search"
APPROVE = f"{BASE}/202309/returns/r1/approve"
REJECT = f"{BASE}/202606/returns/r1/reject"
AFTER_PACKAGE = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"
ITEM: dict[str, object] = {
    "return_id": "r1",
    "order_id": "577",
    "return_type": "RETURN_AND_REFUND",
    "return_status": "SOMETHING_NEW",
    "return_reason": "defective",
    "return_reason_text": "Broken",
    "arbitration_status": "IN_PROGRESS",
    "return_tracking_number": "T1",
    "create_time": NOW_UNIX,
    "update_time": LATER_UNIX,
    "refund_amount": {
        "currency": "GBP",
        "refund_total": "12.50",
        "refund_subtotal": "10",
        "refund_shipping_fee": "2",
        "refund_tax": "0.5",
    },
    "return_line_items": [
        {
            "return_line_item_id": "x1",
            "order_line_item_id": "l1",
            "seller_sku": "24-UG04",
            "refund_amount": {"refund_total": "12.50"},
        }
    ],
    "seller_next_action_response": [
        {"action": "SELLER_RESPOND_RETURN", "deadline": LATER_UNIX},
        {"action": "ANOTHER", "deadline": 0},
    ],
}
FOUND = Return(
    "r1",
    "577",
    "RETURN_AND_REFUND",
    "SOMETHING_NEW",
    "Broken",
    gbp("12.5"),
    (ReturnLine("x1", "l1", "24-UG04", gbp("12.5")),),
    "IN_PROGRESS",
    "T1",
    NOW,
    LATER,
    LATER,
    Refund(gbp("12.5"), gbp("10"), gbp("2"), gbp("0.5")),
)
KEY: dict[str, str] = {"idempotency_key": "k1"}
LABEL: dict[str, object] = {"provider_id": "p1", "tracking_number": "T1"}
CALLS = [
    Told(
        "search_returns",
        kwargs={"updated_since": SINCE, "order_ids": ["577"]},
        answer={"return_orders": [ITEM], "next_page_token": "", "total_count": 1},
        method="POST",
        path=SEARCH,
        query=PAGE,
        body={"update_time_ge": SINCE_UNIX, "order_ids": ["577"]},
        gives=[FOUND],
    ),
    Told("search_returns", method="POST", path=SEARCH, query=PAGE, body={}, gives=[]),
    Told(
        "return_records",
        ("r1",),
        answer={
            "records": [
                {
                    "event": "REJECTED",
                    "role": "SELLER",
                    "create_time": NOW_UNIX,
                    "description": "Refused",
                    "reason_text": "As described",
                    "note": "See there",
                    "images": [{"url": "https://img.example/1"}, {"width": 5}],
                },
                {"event": "ASKED", "role": "BUYER", "create_time": LATER_UNIX, "images": None},
            ]
        },
        path=f"{BASE}/202309/returns/r1/records",
        gives=[
            ReturnRecord(
                "REJECTED",
                "SELLER",
                NOW,
                "Refused",
                "As described",
                "See there",
                ("https://img.example/1",),
            ),
            ReturnRecord("ASKED", "BUYER", LATER),
        ],
    ),
    Told(
        "create_return",
        ("577", "REFUND", "defective"),
        answer={"return_id": "r1", "return_status": "RETURN_OR_REFUND_REQUEST_SUCCESS"},
        method="POST",
        path=f"{BASE}/202602/returns",
        body={"order_id": "577", "return_type": "REFUND", "return_reason": "defective"},
        gives="r1",
    ),
    Told(
        "create_return",
        ("577", "RETURN_AND_REFUND", "defective"),
        {"line_ids": ["l1"], "refund": gbp("4.5"), **KEY},
        {"return_id": "r1"},
        "POST",
        f"{BASE}/202602/returns",
        query=KEY,
        body={
            "order_id": "577",
            "return_type": "RETURN_AND_REFUND",
            "return_reason": "defective",
            "order_line_list": [{"order_line_item_id": "l1"}],
            "refund_total": "4.50",
            "currency": "GBP",
        },
        gives="r1",
    ),
    Told(
        "approve_return",
        ("r1", "APPROVE_RETURN"),
        answer=None,
        method="POST",
        path=APPROVE,
        body={"decision": "APPROVE_RETURN"},
    ),
    Told(
        "approve_return",
        ("r1", "OFFER_PARTIAL_REFUND"),
        {"partial_refund": gbp("3"), **KEY},
        method="POST",
        path=APPROVE,
        query=KEY,
        body={
            "decision": "OFFER_PARTIAL_REFUND",
            "partial_refund": {"amount": "3.00", "currency": "GBP"},
        },
    ),
    Told(
        "reject_return",
        ("r1", "REJECT_RETURN", "not_defective"),
        {"comment": "c" * 501, "image_ids": ["i1", "i2"]},
        None,
        "POST",
        REJECT,
        body={
            "decision": "REJECT_RETURN",
            "reject_reason": "not_defective",
            "comment": "c" * 501,
            "images": [{"image_id": "i1"}, {"image_id": "i2"}],
        },
    ),
    Told(
        "reject_return",
        ("r1", AFTER_PACKAGE, "not_defective"),
        {"partial_refund": gbp("3"), **KEY},
        method="POST",
        path=REJECT,
        query=KEY,
        body={
            "decision": AFTER_PACKAGE,
            "reject_reason": "not_defective",
            "partial_refund_amount": {"partial_refund_total": "3.00", "currency": "GBP"},
        },
    ),
    Told(
        "send_return_label",
        (["r1", "r2"],),
        LABEL | {"label_id": "f1"},
        None,
        "POST",
        f"{BASE}/202405/returns/shipping_documents",
        query={"return_ids": "r1,r2"},
        body={
            "return_provider_id": "p1",
            "tracking_number": "T1",
            "return_shipping_label": {"id": "f1", "name": "label.pdf", "format": "PDF"},
        },
    ),
    Told(
        "send_return_label",
        (["r1"],),
        LABEL,
        method="POST",
        path=f"{BASE}/202405/returns/shipping_documents",
        query={"return_ids": "r1"},
        body={"return_provider_id": "p1", "tracking_number": "T1"},
    ),
    Told(
        "calculate_refund",
        ("577", "CANCEL", "out_of_stock", ["l1"]),
        answer={"order_refund_amount": ITEM["refund_amount"]},
        method="POST",
        path=f"{BASE}/202602/refunds/calculate",
        body={
            "order_id": "577",
            "request_type": "CANCEL",
            "reason_name": "out_of_stock",
            "order_line_list": [{"order_line_item_id": "l1"}],
        },
        gives=Refund(gbp("12.5"), gbp("10"), gbp("2"), gbp("0.5")),
    ),
]
REFUSED = [
    Refusal("search_returns", "update_time_ge", kwargs={"updated_since": NAIVE}),
    Refusal("search_returns", "order_ids", kwargs={"order_ids": ["577", ""]}),
    Refusal("return_records", "return_id", ("",)),
    Refusal("create_return", "order_id", ("", "REFUND", "defective")),
    Refusal("create_return", "kind", ("577", "", "defective")),
    Refusal("create_return", "reason", ("577", "REFUND", "")),
    Refusal("create_return", "line_ids", ("577", "REFUND", "x"), {"line_ids": [""]}),
    *(
        Refusal("create_return", "refund", ("577", "REFUND", "defective"), {"refund": wrong})
        for wrong in (4.5, "4.5", gbp("0"), gbp("-1"), gbp("0.001"))
    ),
    Refusal("approve_return", "return_id", ("", "APPROVE_RETURN")),
    Refusal("approve_return", "decision", ("r1", "")),
    *(
        Refusal(
            "approve_return",
            "partial_refund",
            ("r1", "OFFER_PARTIAL_REFUND"),
            {"partial_refund": wrong},
        )
        for wrong in (None, 3.0, gbp("0"))
    ),
    Refusal(
        "approve_return",
        "partial_refund",
        ("r1", "APPROVE_REFUND"),
        {"partial_refund": gbp("3")},
    ),
    Refusal("reject_return", "return_id", ("", "REJECT_RETURN", "x")),
    Refusal("reject_return", "decision", ("r1", "", "x")),
    Refusal("reject_return", "reason", ("r1", "REJECT_RETURN", "")),
    Refusal("reject_return", "image_ids", ("r1", "REJECT_RETURN", "x"), {"image_ids": [""]}),
    Refusal("reject_return", "partial_refund", ("r1", AFTER_PACKAGE, "x")),
    Refusal(
        "reject_return",
        "comment",
        ("r1", AFTER_PACKAGE, "x"),
        {"partial_refund": gbp("3"), "comment": "c" * 501},
    ),
    Refusal(
        "reject_return",
        "image_ids",
        ("r1", AFTER_PACKAGE, "x"),
        {"partial_refund": gbp("3"), "image_ids": list("1234567")},
    ),
    Refusal("send_return_label", "return_ids", ([],), LABEL),
    Refusal("send_return_label", "return_ids", (["r1"] * 51,), LABEL),
    Refusal("send_return_label", "provider_id", (["r1"],), LABEL | {"provider_id": ""}),
    Refusal("send_return_label", "tracking_number", (["r1"],), LABEL | {"tracking_number": ""}),
    Refusal("calculate_refund", "order_id", ("", "CANCEL", "x")),
    Refusal("calculate_refund", "kind", ("577", "", "x")),
    Refusal("calculate_refund", "reason", ("577", "CANCEL", "")),
    Refusal("calculate_refund", "line_ids", ("577", "CANCEL", "x", ["l1", ""])),
]


def test_returns_without_an_amount_of_their_own_are_read() -> None:
    [found] = shop_client(Vendor([ok({"return_orders": [{"return_id": "r1"}]})])).search_returns()
    assert found == Return("r1", "", "", "", "", Money.zero(""))
    line = {"return_line_item_id": "x1", "refund_amount": None}
    vendor = Vendor([ok({"return_orders": [ITEM | {"return_line_items": [line]}]})])
    assert list(shop_client(vendor).search_returns()) == [
        evolve(FOUND, lines=(ReturnLine("x1", "", "", gbp("0")),))
    ]


def test_a_refund_of_which_only_the_total_is_told_is_not_broken_down() -> None:
    total = {"currency": "GBP", "refund_total": "12.50"}
    vendor = Vendor([ok({"return_orders": [ITEM | {"refund_amount": total}]})])
    assert list(shop_client(vendor).search_returns()) == [evolve(FOUND, amounts=None)]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"order_refund_amount": None},
        {"order_refund_amount": {"refund_total": "1"}},
        {"order_refund_amount": {"currency": "GBP", "refund_tax": "x"}},
    ],
)
def test_refund_that_is_no_amount_is_told(answer: dict[str, object]) -> None:
    with pytest.raises(UnexpectedAnswer, match=r"order 577.*refund"):
        shop_client(Vendor([ok(answer)])).calculate_refund("577", "CANCEL", "x")
