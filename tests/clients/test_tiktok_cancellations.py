"""Calls about cancellations, and about what the seller may decide."""

from __future__ import annotations

import pytest

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
from tiktok_bc_sync.errors import Refused, UnexpectedAnswer
from tiktok_bc_sync.models import Cancellation, Decision, OfferedReason

BASE = "/return_refund"
SEARCH = f"{BASE}/202602/cancellations/search"
DECIDED = f"{BASE}/202309/cancellations/c1"
ELIGIBILITY = {
    "sku_eligibility": [
        {
            "sku_id": "s1",
            "line_item_eligibility": [
                {
                    "request_type": "CANCEL",
                    "eligible": True,
                    "available_reason_names": ["out_of_stock", "wrong_price"],
                },
                {"request_type": "CANCEL", "eligible": False, "ineligible_code": 1},
                {
                    "request_type": "REFUND",
                    "eligible": True,
                    "available_reason_names": ["defective"],
                },
            ],
        },
        {
            "sku_id": "s2",
            "line_item_eligibility": [
                {
                    "request_type": "CANCEL",
                    "eligible": True,
                    "available_reason_names": ["out_of_stock"],
                }
            ],
        },
    ]
}
ITEM: dict[str, object] = {
    "cancel_id": "c1",
    "order_id": "577",
    "cancel_type": "BUYER_CANCEL",
    "cancel_status": "SOMETHING_NEW",
    "role": "BUYER",
    "cancel_reason": "no_need",
    "cancel_reason_text": "No longer needed",
    "should_replenish_stock": True,
    "create_time": NOW_UNIX,
    "update_time": LATER_UNIX,
    "refund_amount": {"currency": "GBP", "refund_total": "12.50"},
    "cancel_line_items": [{"order_line_item_id": "l1"}, {"order_line_item_id": "l2"}],
    "seller_next_action_response": [
        {"action": "SELLER_RESPOND_BUYER_CANCEL", "deadline": LATER_UNIX}
    ],
}
FOUND = Cancellation(
    "c1",
    "577",
    "SOMETHING_NEW",
    "BUYER_CANCEL",
    "BUYER",
    "No longer needed",
    ("l1", "l2"),
    gbp("12.5"),
    True,
    NOW,
    LATER,
    LATER,
)
REASONS = [{"name": "packed", "text": "It is packed"}, {"name": "agreed"}]
OFFERED = (OfferedReason("packed", "It is packed"), OfferedReason("agreed"))
CALLS = [
    Told(
        "cancel_reasons",
        ("577",),
        answer=ELIGIBILITY,
        path=f"{BASE}/202602/orders/577/aftersale_eligibility",
        query={"initiate_aftersale_user": "SELLER"},
        gives=("out_of_stock", "wrong_price"),
    ),
    Told(
        "aftersale_reasons",
        ("577", "REFUND"),
        answer=ELIGIBILITY,
        path=f"{BASE}/202602/orders/577/aftersale_eligibility",
        query={"initiate_aftersale_user": "SELLER"},
        gives=("defective",),
    ),
    Told(
        "cancel_order",
        ("577", "out_of_stock", ["l1"]),
        answer={"cancel_id": "c1", "cancel_status": "CANCELLATION_REQUEST_SUCCESS"},
        method="POST",
        path=f"{BASE}/202602/cancellations",
        body={
            "order_id": "577",
            "cancel_reason": "out_of_stock",
            "order_line_item_ids": ["l1"],
        },
        gives=Cancellation("c1", "577", "CANCELLATION_REQUEST_SUCCESS"),
    ),
    Told(
        "search_cancellations",
        kwargs={
            "updated_since": SINCE,
            "order_ids": ["577"],
            "statuses": ["CANCELLATION_REQUEST_PENDING"],
        },
        answer={"cancellations": [ITEM], "next_page_token": "", "total_count": 1},
        method="POST",
        path=SEARCH,
        query=PAGE,
        body={
            "update_time_ge": SINCE_UNIX,
            "order_ids": ["577"],
            "cancel_status": ["CANCELLATION_REQUEST_PENDING"],
        },
        gives=[FOUND],
    ),
    Told("search_cancellations", method="POST", path=SEARCH, query=PAGE, body={}, gives=[]),
    Told(
        "approve_cancellation",
        ("c1",),
        answer=None,
        method="POST",
        path=f"{DECIDED}/approve",
        body={},
    ),
    Told(
        "approve_cancellation",
        ("c1",),
        {"idempotency_key": "k1"},
        method="POST",
        path=f"{DECIDED}/approve",
        query={"idempotency_key": "k1"},
        body={},
    ),
    Told(
        "reject_cancellation",
        ("c1", "packed"),
        answer=None,
        method="POST",
        path=f"{DECIDED}/reject",
        body={"reject_reason": "packed"},
    ),
    Told(
        "reject_cancellation",
        ("c1", "packed"),
        {"comment": "See there", "image_ids": ["i1"], "idempotency_key": "k1"},
        method="POST",
        path=f"{DECIDED}/reject",
        query={"idempotency_key": "k1"},
        body={
            "reject_reason": "packed",
            "comment": "See there",
            "images": [{"image_id": "i1"}],
        },
    ),
    Told(
        "reject_reasons",
        ("c1",),
        answer={"reasons": [*REASONS, {"text": "nameless"}]},
        path=f"{BASE}/202309/reject_reasons",
        query={"return_or_cancel_id": "c1"},
        gives=OFFERED,
    ),
    Told(
        "decisions",
        ("c1",),
        answer={
            "decisions": [
                {
                    "decision": "REJECT_REQUEST_CANCEL",
                    "eligible": True,
                    "available_reject_reasons": REASONS,
                },
                {"decision": "SOMETHING_NEW", "eligible": False, "ineligible_reason": "late"},
            ]
        },
        path=f"{BASE}/202601/decision_eligibility",
        query={"return_or_cancel_id": "c1"},
        gives=[
            Decision("REJECT_REQUEST_CANCEL", True, "", OFFERED),
            Decision("SOMETHING_NEW", False, "late"),
        ],
    ),
]
REFUSED = [
    Refusal("cancel_reasons", "order_id", ("",)),
    Refusal("aftersale_reasons", "kind", ("577", "")),
    Refusal("cancel_order", "order_id", ("", "out_of_stock")),
    Refusal("cancel_order", "reason", ("577", "")),
    Refusal("cancel_order", "line_ids", ("577", "out_of_stock", ["l1", ""])),
    Refusal("cancel_order", "line_ids", ("577", "out_of_stock", "l1")),
    Refusal("search_cancellations", "update_time_ge", kwargs={"updated_since": NAIVE}),
    Refusal("search_cancellations", "order_ids", kwargs={"order_ids": [""]}),
    Refusal("search_cancellations", "statuses", kwargs={"statuses": "PENDING"}),
    Refusal("approve_cancellation", "cancel_id", ("",)),
    Refusal("reject_cancellation", "cancel_id", ("", "packed")),
    Refusal("reject_cancellation", "reason", ("c1", "")),
    Refusal("reject_cancellation", "image_ids", ("c1", "packed"), {"image_ids": [""]}),
    Refusal("reject_reasons", "request_id", ("",)),
    Refusal("decisions", "request_id", ("",)),
]


def test_cancellation_of_which_little_is_known_is_read() -> None:
    little = {"cancel_id": "c1", "refund_amount": None, "cancel_line_items": None}
    vendor = Vendor([ok({"cancellations": [little]})])
    assert list(shop_client(vendor).search_cancellations()) == [Cancellation("c1", "", "")]


def test_cancellation_with_a_refund_that_is_none_is_told() -> None:
    bad = ITEM | {"refund_amount": {"currency": "GBP", "refund_total": "all"}}
    with pytest.raises(UnexpectedAnswer, match=r"cancellation.*refund_total"):
        list(shop_client(Vendor([ok({"cancellations": [bad]})])).search_cancellations())


@pytest.mark.parametrize(
    ("call", "args"), [("approve_cancellation", ("c1",)), ("reject_cancellation", ("c1", "x"))]
)
def test_error_inside_an_answer_that_worked_is_told(call: str, args: tuple[str, ...]) -> None:
    vendor = Vendor([ok({"errors": [{"code": 25001004, "message": "decided already"}]})])
    with pytest.raises(Refused, match="decided already"):
        getattr(shop_client(vendor), call)(*args)
