"""Money: what an order brings, when, and that every sum is the sum of its parts to the cent."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.contracts.judging import Judge
from tests.sandbox.tiktok_scene import Json, Scene, opened

STATEMENTS = "/finance/202309/statements"
PAYMENTS = "/finance/202605/payments"
WITHDRAWALS = "/finance/202309/withdrawals"
UNSETTLED = "/finance/202507/orders/unsettled"
DAY = 86_400


def delivered(scene: Scene, *wanted: tuple[str, int], **how: Any) -> str:
    order_id = scene.buyer.orders(*(wanted or (("A", 2),)), **how)
    scene.vendor.moves(order_id, "DELIVERED")
    return order_id


def passes(scene: Scene, *, days: float = 0, hours: float = 0) -> None:
    """Let time pass; who comes back after a week needs new tokens."""
    scene.shop.clock.passes(days=days, hours=hours)
    scene.refresh()


def statements(scene: Scene, **query: str) -> list[Json]:
    given = {"sort_field": "statement_time", "page_size": "100", **query}
    return list(scene.ask("GET", STATEMENTS, **given).data["statements"])


def of_statement(scene: Scene, statement_id: str) -> Json:
    path = f"/finance/202501/statements/{statement_id}/statement_transactions"
    query = {"sort_field": "order_create_time", "page_size": "100"}
    return scene.ask("GET", path, **query).data


def transactions(scene: Scene) -> list[Json]:
    found = (of_statement(scene, one["id"])["transactions"] for one in statements(scene))
    return [one for part in found for one in part]


def of_order(scene: Scene, order_id: str) -> Json:
    return scene.ask("GET", f"/finance/202501/orders/{order_id}/statement_transactions").data


def unsettled(scene: Scene) -> Json:
    query = {"sort_field": "order_create_time", "page_size": "100"}
    return scene.ask("GET", UNSETTLED, **query).data


def payments(scene: Scene) -> list[Json]:
    query = {"sort_field": "create_time", "page_size": "100"}
    return list(scene.ask("GET", PAYMENTS, **query).data["payments"])


def refunds(scene: Scene, order_id: str, *skus: str, part: str | None = None) -> str:
    """Let a buyer be refunded, in full or in part, and paid."""
    return_id = scene.buyer.returns(order_id, *skus, type="REFUND")
    path = f"/return_refund/202309/returns/{return_id}/approve"
    if part is None:
        assert scene.ask("POST", path, {"decision": "APPROVE_REFUND"}).code == 0
    else:
        offer = {"amount": part, "currency": scene.currency}
        body = {"decision": "OFFER_PARTIAL_REFUND", "partial_refund": offer}
        assert scene.ask("POST", path, body).code == 0
        scene.buyer.answers_offer(return_id, accepts=True)
    scene.vendor.finishes_return(return_id)
    return return_id


def total(found: list[Json], name: str) -> Decimal:
    return sum((Decimal(one[name]) for one in found), Decimal(0))


# --- when -----------------------------------------------------------------------------------


def test_an_order_is_settled_some_days_after_delivery_and_told_at_the_next_midnight() -> None:
    scene = opened()
    order_id = delivered(scene)
    passes(scene, days=8, hours=11)
    assert statements(scene) == []
    passes(scene, hours=1)
    (one,) = statements(scene)
    at = datetime.fromtimestamp(one["statement_time"], UTC)
    assert (at.hour, at.minute, at.second) == (0, 0, 0)
    (transaction,) = of_statement(scene, one["id"])["transactions"]
    assert (transaction["type"], transaction["order_id"]) == ("ORDER", order_id)


def test_an_order_that_is_not_delivered_settles_nothing() -> None:
    scene = opened()
    scene.buyer.orders("A")
    scene.buyer.cancels(scene.buyer.orders("A", unpaid=True))
    gone = delivered(scene)
    scene.vendor.moves(gone, "CANCELLED")
    passes(scene, days=60)
    assert statements(scene) == []


def test_a_return_that_is_open_puts_the_settlement_off_until_it_has_ended() -> None:
    scene = opened()
    order_id = delivered(scene)
    passes(scene, days=6)
    return_id = scene.buyer.returns(order_id, type="EXCHANGE")
    passes(scene, days=14)
    assert statements(scene) == []
    (waits,) = unsettled(scene)["transactions"]
    assert waits["unsettled_reason"] == "A return is open"
    scene.buyer.withdraws(return_id)
    passes(scene, days=1)
    (one,) = statements(scene)
    assert one["settlement_amount"] == of_order(scene, order_id)["settlement_amount"] == "18.80"


def test_what_was_told_once_is_told_alike_for_ever() -> None:
    scene = opened()
    order_id = delivered(scene, ("A", 2), ("B", 1), shipping_fee="3.50")
    passes(scene, days=10)
    before = [(one, of_statement(scene, one["id"])) for one in statements(scene)]
    refunds(scene, order_id, "A")
    scene.vendor.moves(order_id, "CANCELLED")
    passes(scene, days=30)
    after = {one["id"]: one for one in statements(scene)}
    for one, told in before:
        changed = {"payment_status", "payment_time"}
        kept = {key: value for key, value in after[one["id"]].items() if key not in changed}
        assert kept == {key: value for key, value in one.items() if key not in changed}
        assert of_statement(scene, one["id"]) == told


def test_the_same_days_read_now_and_then_or_at_the_end_are_the_same() -> None:
    def play(scene: Scene, *, looks: bool) -> list[Json]:
        for place in range(12):
            order_id = delivered(scene)
            if place % 3 == 0:
                scene.buyer.returns(order_id, type="REFUND")
            passes(scene, days=3)
            if looks:
                statements(scene)
        return statements(scene)

    assert play(opened(), looks=True) == play(opened(), looks=False)


# --- how much -------------------------------------------------------------------------------


def test_an_order_brings_its_price_less_the_sellers_discount_and_the_fee() -> None:
    scene = opened()
    order_id = delivered(scene, seller_discount="2", platform_discount="3", shipping_fee="3.50")
    passes(scene, days=9)
    (one,) = transactions(scene)
    assert one["revenue_amount"] == "18.00"
    assert one["revenue_breakdown"]["subtotal_before_discount_amount"] == "20.00"
    assert one["revenue_breakdown"]["seller_discount_amount"] == "-2.00"
    assert one["fee_tax_amount"] == "-1.08"
    assert one["shipping_cost_amount"] == "3.50"
    assert one["settlement_amount"] == "20.42"
    paid = one["supplementary_component"]["customer_payment_amount"]
    assert paid == scene.order(order_id)["payment"]["total_amount"] == "18.50"


def test_the_platforms_carrier_costs_what_the_buyer_paid_for_it() -> None:
    scene = opened()
    delivered(scene, platform_ships=True, shipping_fee="3.50")
    passes(scene, days=9)
    (one,) = transactions(scene)
    assert one["shipping_cost_breakdown"]["actual_shipping_fee_amount"] == "-3.50"
    assert (one["shipping_cost_amount"], one["settlement_amount"]) == ("0.00", "18.80")


def test_a_refund_before_the_settlement_is_in_the_orders_own_transaction() -> None:
    scene = opened()
    order_id = delivered(scene, ("A", 1), ("B", 1))
    refunds(scene, order_id, "A")
    passes(scene, days=9)
    (one,) = transactions(scene)
    assert one["revenue_breakdown"]["refund_subtotal_before_discount_amount"] == "-10.00"
    assert one["supplementary_component"]["customer_refund_amount"] == "-10.00"
    assert (one["revenue_amount"], one["settlement_amount"]) == ("10.00", "9.40")


def test_a_refund_after_the_settlement_is_an_adjustment_of_a_later_statement() -> None:
    scene = opened()
    order_id = delivered(scene, ("A", 1), ("B", 1))
    passes(scene, days=10)
    refunds(scene, order_id, "A")
    passes(scene, days=1)
    order, adjustment = transactions(scene)
    assert order["settlement_amount"] == "18.80"
    assert (adjustment["type"], adjustment["adjustment_order_id"]) == ("OTHER_ADJUSTMENT", order_id)
    assert "order_id" not in adjustment
    assert adjustment["adjustment_amount"] == adjustment["settlement_amount"] == "-9.40"
    *_, last = statements(scene)
    assert (last["adjustment_amount"], last["payment_status"]) == ("-9.40", "SETTLED")
    assert "payment_id" not in last


def test_lines_that_were_cancelled_before_shipping_bring_nothing() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", 2)
    line = scene.order(order_id)["line_items"][0]["id"]
    reason = next(one for one in scene.reasons(order_id) if "out_of_stock" in one)
    assert scene.cancel(order_id, reason, order_line_item_ids=[line]).code == 0
    scene.vendor.moves(order_id, "DELIVERED")
    passes(scene, days=9)
    (sku,) = of_order(scene, order_id)["sku_transactions"]
    assert (sku["quantity"], sku["settlement_amount"]) == ("1", "9.40")


@pytest.mark.parametrize(
    ("region", "shown", "hidden"),
    [
        ("GB", {"net_sales_amount", "shipping_cost_amount"}, {"revenue_amount"}),
        ("US", {"net_sales_amount", "shipping_cost_amount"}, {"revenue_amount"}),
        ("DE", {"net_sales_amount", "shipping_cost_amount", "revenue_amount"}, set[str]()),
        ("ID", {"revenue_amount"}, {"net_sales_amount", "shipping_cost_amount", "payment_id"}),
    ],
)
def test_markets_differ_in_what_a_statement_tells(
    region: str, shown: set[str], hidden: set[str]
) -> None:
    scene = opened(region)
    delivered(scene)
    passes(scene, days=9)
    (one,) = statements(scene)
    assert shown <= set(one)
    assert not hidden & set(one)


# --- what is to come ----------------------------------------------------------------------------


def test_what_is_not_settled_yet_says_why_and_when() -> None:
    scene = opened()
    scene.buyer.orders("A", unpaid=True)
    scene.buyer.orders("A", once="paid")
    delivered(scene)
    first, second = unsettled(scene)["transactions"]
    assert first["estimated_settlement"] == "Delivered + 8 days"
    assert "order_delivery_time" not in first
    assert int(second["estimated_settlement"]) == second["order_delivery_time"] + 8 * DAY
    assert {one["status"] for one in (first, second)} == {"UNSETTLED"}


def test_the_sums_of_what_is_to_come_are_those_of_all_pages() -> None:
    scene = opened()
    for _ in range(3):
        delivered(scene)
    query = {"sort_field": "order_create_time", "page_size": "2"}
    data = scene.ask("GET", UNSETTLED, **query).data
    assert (len(data["transactions"]), data["total_count"]) == (2, 3)
    assert data["sum_est_settlement_amount"] == "56.40"
    assert data["sum_est_fee_amount"] == "-3.60"
    rest = scene.ask("GET", UNSETTLED, **query, page_token=data["next_page_token"]).data
    assert len(rest["transactions"]) == 1


def test_an_adjustment_waits_for_its_statement_too() -> None:
    scene = opened()
    order_id = delivered(scene)
    passes(scene, days=10)
    assert unsettled(scene)["transactions"] == []
    refunds(scene, order_id)
    (one,) = unsettled(scene)["transactions"]
    assert (one["est_adjustment_amount"], one["adjustment_order_id"]) == ("-18.80", order_id)


# --- payments -----------------------------------------------------------------------------------


def test_a_statement_is_paid_two_days_later() -> None:
    scene = opened()
    delivered(scene)
    passes(scene, days=9)
    (payment,), (one,) = payments(scene), statements(scene)
    assert payment["status"] == one["payment_status"] == "PROCESSING"
    assert (payment["id"], payment["paid_time"]) == (one["payment_id"], 0)
    passes(scene, days=2)
    (payment,), (one,) = payments(scene), statements(scene, payment_status="PAID")
    assert payment["paid_time"] == one["payment_time"] == one["statement_time"] + 2 * DAY
    assert payment["bank_account"].startswith("****")
    assert statements(scene, payment_status="PROCESSING") == []


def test_a_payment_can_bounce_while_it_is_under_way() -> None:
    scene = opened()
    delivered(scene)
    passes(scene, days=9)
    (one,) = statements(scene)
    with pytest.raises(LookupError):
        scene.vendor.fails_payment("1")
    scene.vendor.fails_payment(one["id"])
    passes(scene, days=5)
    assert [one["status"] for one in payments(scene)] == ["FAILED"]
    with pytest.raises(ValueError, match="not under way"):
        scene.vendor.fails_payment(one["id"])


def test_what_comes_into_the_account_and_what_leaves_it_is_told_by_type() -> None:
    scene = opened()
    delivered(scene)
    passes(scene, days=12)

    def moved(types: str) -> list[tuple[str, str, str]]:
        found = scene.ask("GET", WITHDRAWALS, types=types).data["withdrawals"]
        return [(one["type"], one["status"], one["amount"]) for one in found]

    assert moved("SETTLE,WITHDRAW") == [
        ("SETTLE", "SUCCESS", "18.80"),
        ("WITHDRAW", "SUCCESS", "18.80"),
    ]
    assert moved("WITHDRAW") == [("WITHDRAW", "SUCCESS", "18.80")]
    assert moved("REWARD") == []


def test_there_are_no_payments_in_south_east_asia() -> None:
    scene = opened("ID")
    delivered(scene)
    passes(scene, days=9)
    assert scene.ask("GET", PAYMENTS, sort_field="create_time").code == 29001002
    assert [one["payment_status"] for one in statements(scene)] == ["SETTLED"]


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        (STATEMENTS, {}, 36009004),
        (STATEMENTS, {"sort_field": "id"}, 36009004),
        (STATEMENTS, {"sort_field": "statement_time", "payment_status": "LOST"}, 36009004),
        (STATEMENTS, {"sort_field": "statement_time", "statement_time_ge": "x"}, 36009004),
        (STATEMENTS, {"sort_field": "statement_time", "page_size": "101"}, 36009004),
        (PAYMENTS, {}, 36009004),
        (UNSETTLED, {}, 36009004),
        (WITHDRAWALS, {}, 36009004),
        (WITHDRAWALS, {"types": "GIFT"}, 36009004),
        (
            "/finance/202501/statements/1/statement_transactions",
            {"sort_field": "order_create_time"},
            29001001,
        ),
        ("/finance/202501/statements/1/statement_transactions", {}, 36009004),
        ("/finance/202501/orders/1/statement_transactions", {}, 21001001),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    path: str, query: dict[str, str], code: int
) -> None:
    assert opened().ask("GET", path, **query).code == code


def test_statements_are_found_by_time_and_turned_round() -> None:
    scene = opened()
    for _ in range(3):
        delivered(scene)
        passes(scene, days=2)
    passes(scene, days=10)
    times = [one["statement_time"] for one in statements(scene)]
    assert times == sorted(times)
    assert len(times) == 3
    assert [
        one["statement_time"] for one in statements(scene, statement_time_ge=str(times[1]))
    ] == times[1:]
    assert [
        one["statement_time"]
        for one in statements(scene, statement_time_lt=str(times[1]), sort_order="DESC")
    ] == times[:1]


def test_every_answer_about_money_is_as_the_contract_says(true_to_the_vendors: Judge) -> None:
    for region in ("GB", "US", "DE", "ID"):
        scene = opened(region)
        order_id = delivered(scene, shipping_fee="3")
        passes(scene, days=10)
        refunds(scene, order_id)
        passes(scene, days=1)
        (first, second) = statements(scene)
        waits = delivered(scene)
        by_time = {"sort_field": "order_create_time"}
        asked: list[tuple[str, dict[str, str]]] = [
            (STATEMENTS, {"sort_field": "statement_time"}),
            (UNSETTLED, by_time),
            (WITHDRAWALS, {"types": "SETTLE,WITHDRAW"}),
            *(
                (f"/finance/202501/statements/{one['id']}/statement_transactions", by_time)
                for one in (first, second)
            ),
            *(
                (f"/finance/202501/orders/{one}/statement_transactions", {})
                for one in (order_id, waits)
            ),
        ]
        if region != "ID":
            asked.append((PAYMENTS, {"sort_field": "create_time"}))
        for path, query in asked:
            assert scene.ask("GET", path, **query).data
    assert true_to_the_vendors.faults == []
