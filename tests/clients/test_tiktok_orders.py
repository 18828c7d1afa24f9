"""Calls about orders: search, details, how the price came about, ids in the store."""

from __future__ import annotations

import json

import pytest

from tests.clients.fakes import NOW, Vendor, ok, shop_client
from tests.clients.test_tiktok_answers import LINE, ORDER, PAYMENT
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
from tiktok_bc_sync.models import (
    Address,
    ExternalOrder,
    Fulfiller,
    Order,
    OrderAmounts,
    OrderLine,
    PriceDetail,
)

REFERENCES = "/order/202406/orders"
WHOLE = {
    "id": "577",
    "status": "SOMETHING_NEW",
    "create_time": NOW_UNIX,
    "update_time": LATER_UNIX,
    "paid_time": NOW_UNIX,
    "payment": {
        **{name: value for name, value in PAYMENT.items() if name != "tax"},
        "tax": "2.00",
        "buyer_service_fee": "0.01",
        "handling_fee": "0.02",
        "shipping_insurance_fee": "0.03",
        "item_insurance_fee": "0.04",
        "payment_discount_service_fee": "0.05",
        "distance_fee": "0.06",
    },
    "line_items": [LINE | {"is_gift": True, "package_id": "k1"}],
    "recipient_address": {
        "name": "Anna S",
        "phone_number": "+44 1",
        "address_line1": "1 High St",
        "address_line2": "Flat 2",
        "address_line3": "Rear",
        "address_line4": "Top",
        "post_town": "Leeds",
        "postal_code": "LS1",
        "region_code": "GB",
        "district_info": [
            {"address_level": "L0", "address_name": "United Kingdom"},
            {"address_level": "L1", "address_name": "England"},
        ],
    },
    "buyer_email": "a@scs.tiktok.example",
    "user_id": "u1",
    "buyer_message": "Ring twice",
    "fulfillment_type": "FULFILLMENT_BY_SELLER",
    "shipping_type": "TIKTOK",
    "delivery_option_id": "d1",
    "delivery_option_name": "Standard",
    "warehouse_id": "w1",
    "payment_method_name": "Card",
    "cancel_reason": "none",
    "is_cod": True,
    "is_sample_order": True,
    "is_on_hold_order": True,
}
READ = Order(
    id="577",
    vendor_status="SOMETHING_NEW",
    created_at=NOW,
    updated_at=LATER,
    amounts=OrderAmounts(
        subtotal=gbp("20"),
        shipping=gbp("3.5"),
        tax=gbp("2"),
        seller_discount=gbp("1"),
        platform_discount=gbp("0.5"),
        total=gbp("27.8"),
        fees=gbp("4.76"),
    ),
    lines=(
        OrderLine(
            id="l1",
            sku="24-UG04",
            sku_id="s1",
            product_id="9",
            title="Lamp",
            price=gbp("20"),
            original_price=gbp("21.5"),
            seller_discount=gbp("1"),
            platform_discount=gbp("0.5"),
            tax=gbp("1.5"),
            status="AWAITING_SHIPMENT",
            gift=True,
            package_id="k1",
        ),
    ),
    address=Address(
        "Anna S",
        "+44 1",
        ("1 High St", "Flat 2", "Rear", "Top"),
        "Leeds",
        "England",
        "LS1",
        "GB",
    ),
    email="a@scs.tiktok.example",
    buyer_id="u1",
    note="Ring twice",
    fulfilled_by=Fulfiller.MERCHANT,
    shipping_type="TIKTOK",
    delivery_option_id="d1",
    delivery_option="Standard",
    warehouse_id="w1",
    payment_method="Card",
    cancel_reason="none",
    cod=True,
    sample=True,
    on_hold=True,
    paid_at=NOW,
)
REFERENCE: dict[str, object] = {
    "id": "b1",
    "platform": "BIGCOMMERCE",
    "line_items": [{"id": "bl1", "origin_id": "l1"}, {"id": "bl1", "origin_id": "l2"}],
}
KNOWN = ExternalOrder("577", "b1", "BIGCOMMERCE", (("l1", "bl1"), ("l2", "bl1")))
PRICES: dict[str, object] = {
    "currency": "GBP",
    "total": "23.50",
    "payment": "22.00",
    "sku_list_price": "20.00",
    "subtotal_deduction_seller": "1.50",
    "cod_fee": "0.00",
    "tax_rate": "0.2",
    "line_items": [
        {
            "id": "l1",
            "currency": "GBP",
            "total": "20.00",
            "payment": "18.50",
            "seller_funded_product_promotions": [{"activity_id": "1", "discount_amount": "1.50"}],
        }
    ],
}
PRICED = PriceDetail(
    "577",
    gbp("23.5"),
    gbp("22"),
    {
        "total": gbp("23.50"),
        "payment": gbp("22.00"),
        "sku_list_price": gbp("20.00"),
        "subtotal_deduction_seller": gbp("1.50"),
    },
    (PriceDetail("l1", gbp("20"), gbp("18.5"), {"total": gbp("20.00"), "payment": gbp("18.50")}),),
)
CALLS = [
    Told(
        "search_orders",
        kwargs={"updated_since": SINCE, "updated_before": NOW},
        answer={"orders": [WHOLE], "next_page_token": "", "total_count": 1},
        method="POST",
        path="/order/202309/orders/search",
        query=PAGE | {"sort_field": "update_time", "sort_order": "ASC"},
        body={"update_time_ge": SINCE_UNIX, "update_time_lt": NOW_UNIX},
        gives=[READ],
    ),
    Told(
        "orders",
        (["577", "578"],),
        answer={"orders": [WHOLE]},
        path="/order/202507/orders",
        query={"ids": "577,578"},
        gives=[READ],
    ),
    Told(
        "price_detail",
        ("577",),
        answer=PRICES,
        path="/order/202407/orders/577/price_detail",
        gives=PRICED,
    ),
    Told(
        "add_external_order",
        ("577", "b1", [("l1", "bl1"), ("l2", "bl1")]),
        answer=None,
        method="POST",
        path=f"{REFERENCES}/external_orders",
        body={"orders": [{"id": "577", "external_order": REFERENCE}]},
    ),
    Told(
        "external_orders",
        ("577",),
        answer={"external_orders": [REFERENCE]},
        path=f"{REFERENCES}/577/external_orders",
        query={"platform": "BIGCOMMERCE"},
        gives=[KNOWN],
    ),
    Told(
        "find_external_order",
        ("b1",),
        answer={"orders": [{"id": "577", "external_order": REFERENCE}]},
        method="POST",
        path=f"{REFERENCES}/external_order_search",
        query={"platform": "BIGCOMMERCE", "external_order_id": "b1"},
        body={},
        gives=[KNOWN],
    ),
    Told(
        "find_external_order",
        ("b2",),
        method="POST",
        path=f"{REFERENCES}/external_order_search",
        query={"platform": "BIGCOMMERCE", "external_order_id": "b2"},
        body={},
        gives=[],
    ),
]
REFUSED = [
    Refusal("search_orders", "update_time_ge", kwargs={"updated_since": NAIVE}),
    Refusal("search_orders", "update_time_lt", kwargs={"updated_before": NAIVE}),
    Refusal("orders", "order_ids", (["1", ""],)),
    Refusal("orders", "order_ids", (["1,2"],)),
    Refusal("orders", "order_ids", ("577",)),
    Refusal("price_detail", "order_id", ("",)),
    Refusal("add_external_order", "order_id", ("", "b1", [])),
    Refusal("add_external_order", "external_id", ("577", "", [])),
    Refusal("add_external_order", "lines", ("577", "b1", [("l1", "")])),
    Refusal("add_external_order", "lines", ("577", "b1", [("", "bl1")])),
    Refusal("external_orders", "order_id", ("5 7",)),
    Refusal("find_external_order", "external_id", ("",)),
]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"voucher_deduction_platform": "2.50"}, {"voucher_deduction_platform"}),
        ({"a_new_fee": {"inner_fee": "1", "total": "9"}}, {"inner_fee"}),
        ({"a_new_fee": {"cod_fee": "1"}}, set[str]()),  # outside it is 0.00
        ({"sku_id": "1729", "new_status": "5", "note": "a word", "": ""}, set[str]()),
        ({"tax_amount": None, "new": ["1"], "other": 5}, set[str]()),
    ],
)
def test_amounts_that_are_new_are_kept_and_what_is_none_does_no_harm(
    change: dict[str, object], names: set[str]
) -> None:
    found = shop_client(Vendor([ok(PRICES | change)])).price_detail("577")
    assert found.amounts.keys() - PRICED.amounts.keys() == names
    assert found.amounts["total"] == gbp("23.50")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total": "much"}, "total"),
        ({"payment": 5}, "payment"),
        ({"currency": ""}, "currency"),
        ({"cod_fee": "1.2.3"}, "cod_fee"),
        ({"line_items": ["l1"]}, "line_items"),
        ({"line_items": [{"id": "l1", "total": "1e999999"}]}, "total"),
    ],
)
def test_price_that_makes_no_sense_is_named(change: dict[str, object], field: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=f"order 577.*{field}"):
        shop_client(Vendor([ok(PRICES | change)])).price_detail("577")


def test_reference_holds_no_more_lines_than_tiktok_takes() -> None:
    vendor = Vendor([ok({})])
    lines = [(f"l{number}", f"b{number}") for number in range(101)]
    shop_client(vendor).add_external_order("577", "b1", lines)
    [sent] = json.loads(vendor.requests[0].content)["orders"]
    assert [one["id"] for one in sent["external_order"]["line_items"]] == [
        f"b{number}" for number in range(100)
    ]


def test_reference_that_tiktok_refuses_is_told() -> None:
    errors = [{"code": "21001001", "message": "no such order", "detail": {"order_id": "577"}}]
    with pytest.raises(Refused, match=r"no such order \(577\)"):
        shop_client(Vendor([ok({"errors": errors})])).add_external_order("577", "b1", [])


def test_order_without_anything_but_the_least_is_read() -> None:
    least = {name: ORDER[name] for name in ("id", "status", "create_time", "payment")}
    [order] = shop_client(Vendor([ok({"orders": [least]})])).orders(["577"])
    assert (order.lines, order.address, order.updated_at) == ((), Address(), NOW)
