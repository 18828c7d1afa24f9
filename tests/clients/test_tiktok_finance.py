"""Calls about money: statements, transactions, payments."""

from __future__ import annotations

import pytest

from tests.clients.fakes import NOW, SHOP, Vendor, ok, shop_client
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
from tiktok_bc_sync.models import Payment, Statement, Transaction

STATEMENT: dict[str, object] = {
    "id": "74",
    "statement_time": NOW_UNIX,
    "currency": "GBP",
    "settlement_amount": "90.00",
    "revenue_amount": "100.00",
    "fee_amount": "-8.00",
    "adjustment_amount": "1.00",
    "shipping_cost_amount": "-3.00",
    "payment_status": "SOMETHING_NEW",
    "payment_id": "37",
}
SETTLED = Statement(
    "74",
    NOW,
    gbp("90"),
    gbp("100"),
    gbp("-8"),
    gbp("1"),
    gbp("-3"),
    "SOMETHING_NEW",
    "37",
)
TRANSACTION: dict[str, object] = {
    "id": "t1",
    "type": "ORDER",
    "order_id": "577",
    "settlement_amount": "90.00",
    "revenue_amount": "100.00",
    "fee_tax_amount": "-8.00",
    "shipping_cost_amount": "-3.00",
    "adjustment_amount": "1.00",
    "revenue_breakdown": {
        "subtotal_before_discount_amount": "110.00",
        "seller_discount_amount": "-10.00",
    },
    "shipping_cost_breakdown": {
        "actual_shipping_fee_amount": "-3.00",
        "supplementary_component": {"promo_shipping_incentive_amount": "0.00"},
    },
    "fee_tax_breakdown": {"fee": {"platform_commission_amount": "-7"}, "tax": {"vat_amount": "-1"}},
}
BROKEN_DOWN = {
    "subtotal_before_discount_amount": gbp("110.00"),
    "seller_discount_amount": gbp("-10.00"),
    "actual_shipping_fee_amount": gbp("-3.00"),
    "platform_commission_amount": gbp("-7"),
    "vat_amount": gbp("-1"),
}
BOOKED = Transaction(
    "t1",
    "ORDER",
    "577",
    gbp("90"),
    gbp("100"),
    gbp("-8"),
    gbp("-3"),
    gbp("1"),
    BROKEN_DOWN,
    statement_id="74",
)
ZERO = gbp("0")
NOTHING = (ZERO, ZERO, ZERO, ZERO, ZERO)
OF_STATEMENT = "/finance/202501/statements/74/statement_transactions"
BY_ORDER_TIME = {"sort_field": "order_create_time", "sort_order": "ASC"}
CALLS = [
    Told(
        "statements",
        kwargs={"since": SINCE, "before": NOW},
        answer={"statements": [STATEMENT], "next_page_token": ""},
        path="/finance/202309/statements",
        query=PAGE
        | {
            "sort_field": "statement_time",
            "sort_order": "ASC",
            "statement_time_ge": str(SINCE_UNIX),
            "statement_time_lt": str(NOW_UNIX),
        },
        gives=[SETTLED],
    ),
    Told(
        "statement_transactions",
        ("74", "GBP"),
        answer={"transactions": [TRANSACTION], "currency": "GBP", "next_page_token": ""},
        path=OF_STATEMENT,
        query=PAGE | BY_ORDER_TIME,
        gives=[BOOKED],
    ),
    Told(
        "statement_transactions",
        ("74", "GBP"),
        answer={
            "transactions": [
                {"id": "t2", "type": "REBATE", "adjustment_id": "a", "adjustment_order_id": "578"},
                {
                    "id": "t3",
                    "type": "RESERVE",
                    "associated_order_id": "579",
                    "reserve_amount": "-5",
                    "revenue_breakdown": None,
                },
            ]
        },
        path=OF_STATEMENT,
        query=PAGE | BY_ORDER_TIME,
        gives=[
            Transaction("t2", "REBATE", "578", *NOTHING, {}, statement_id="74"),
            Transaction(
                "t3",
                "RESERVE",
                "579",
                *NOTHING,
                {"reserve_amount": gbp("-5")},
                statement_id="74",
            ),
        ],
    ),
    Told(
        "order_transactions",
        ("577",),
        answer={
            "order_id": "577",
            "currency": "GBP",
            "sku_transactions": [
                {
                    "sku_id": "s1",
                    "statement_id": "74",
                    "quantity": "2",
                    "settlement_amount": "9",
                    "revenue_amount": "10",
                    "fee_tax_amount": "-1",
                }
            ],
        },
        path="/finance/202501/orders/577/statement_transactions",
        gives=[
            Transaction(
                "",
                "",
                "577",
                gbp("9"),
                gbp("10"),
                gbp("-1"),
                gbp("0"),
                gbp("0"),
                {},
                "s1",
                "74",
            )
        ],
    ),
    Told(
        "order_transactions",
        ("578",),
        path="/finance/202501/orders/578/statement_transactions",
        gives=[],
    ),
    Told(
        "unsettled_transactions",
        kwargs={"since": SINCE, "before": NOW},
        answer={
            "transactions": [
                {
                    "id": "t1",
                    "type": "ORDER",
                    "status": "UNSETTLED",
                    "currency": "GBP",
                    "order_id": "577",
                    "unsettled_reason": "Waits for delivery",
                    "est_settlement_amount": "9",
                    "est_revenue_amount": "10",
                    "est_fee_tax_amount": "-1",
                    "est_shipping_cost_amount": "0",
                    "est_adjustment_amount": "0",
                }
            ]
        },
        path="/finance/202507/orders/unsettled",
        query=PAGE
        | BY_ORDER_TIME
        | {"search_time_ge": str(SINCE_UNIX), "search_time_lt": str(NOW_UNIX)},
        gives=[
            Transaction(
                "t1",
                "ORDER",
                "577",
                gbp("9"),
                gbp("10"),
                gbp("-1"),
                gbp("0"),
                gbp("0"),
                {},
                unsettled="Waits for delivery",
            )
        ],
    ),
    Told(
        "payments",
        kwargs={"since": SINCE, "before": NOW},
        answer={
            "payments": [
                {
                    "id": "37",
                    "create_time": NOW_UNIX,
                    "status": "PAID",
                    "amount": {"value": "90", "currency": "GBP"},
                    "settlement_amount": {"value": "91", "currency": "GBP"},
                    "paid_time": LATER_UNIX,
                },
                {
                    "id": "38",
                    "create_time": NOW_UNIX,
                    "status": "SOMETHING_NEW",
                    "amount": {"value": "1", "currency": "GBP"},
                    "paid_time": 0,
                },
            ]
        },
        path="/finance/202605/payments",
        query=PAGE
        | {
            "sort_field": "create_time",
            "sort_order": "ASC",
            "create_time_ge": str(SINCE_UNIX),
            "create_time_lt": str(NOW_UNIX),
        },
        gives=[
            Payment("37", "PAID", gbp("90"), gbp("91"), NOW, LATER),
            Payment("38", "SOMETHING_NEW", gbp("1"), gbp("1"), NOW),
        ],
    ),
]
REFUSED = [
    Refusal("statements", "statement_time_ge", kwargs={"since": NAIVE}),
    Refusal("statements", "statement_time_lt", kwargs={"before": NAIVE}),
    Refusal("statement_transactions", "statement_id", ("", "GBP")),
    Refusal("statement_transactions", "currency", ("74", "")),
    Refusal("order_transactions", "order_id", ("",)),
    Refusal("unsettled_transactions", "search_time_ge", kwargs={"since": NAIVE}),
    Refusal("payments", "create_time_lt", kwargs={"before": NAIVE}),
    *(Refusal("payments", "region", region=region) for region in ("TH", "ID", "VN")),
]


@pytest.mark.parametrize(
    ("told", "revenue"),
    [
        ({"revenue_amount": "100", "net_sales_amount": "90"}, "100"),
        ({"revenue_amount": "", "net_sales_amount": "90"}, "90"),
        ({"revenue_amount": "0.00", "net_sales_amount": "90"}, "0"),
        ({"revenue_amount": ""}, "0"),
    ],
)
def test_revenue_is_read_under_the_name_that_it_has_in_a_market(
    told: dict[str, str], revenue: str
) -> None:
    [found] = shop_client(Vendor([ok({"statements": [STATEMENT | told]})])).statements()
    assert found.revenue == gbp(revenue)


@pytest.mark.parametrize(
    ("call", "answer", "field"),
    [
        ("statements", {"statements": [STATEMENT | {"fee_amount": "few"}]}, "74.*fee_amount"),
        ("statements", {"statements": [STATEMENT | {"currency": "£"}]}, "74.*currency"),
        ("payments", {"payments": [{"id": "37", "create_time": 1}]}, "37.*amount"),
        ("unsettled_transactions", {"transactions": [TRANSACTION]}, "t1.*currency"),
    ],
)
def test_money_that_makes_no_sense_is_named(
    call: str, answer: dict[str, object], field: str
) -> None:
    with pytest.raises(UnexpectedAnswer, match=field):
        list(getattr(shop_client(Vendor([ok(answer)]), shop=SHOP), call)())
