"""Refunds in the fake store: quotes, what can still be refunded, and what follows from a refund."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.contracts.judging import Judge
from tests.sandbox.bigcommerce_scene import Caller, opened

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
EVERY = "/v3/orders/payment_actions/refunds"


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with an order 101: three mugs at 12 with 2 tax, and 6 for shipping."""
    caller = Caller(opened(wall=lambda: NOON))
    mugs = {"product_id": 302, "quantity": 3, "price_inc_tax": 12, "price_ex_tax": 10}
    costs = {"shipping_cost_inc_tax": 6, "shipping_cost_ex_tax": 5}
    caller.orders(mugs, status_id=11, payment_method="TikTok Shop", **costs)
    return caller


def product(caller: Caller, quantity: int, **fields: object) -> dict[str, Any]:
    """Return an item of mugs."""
    line = caller.get("/v2/orders/101/products")[0]["id"]
    return {"item_type": "PRODUCT", "item_id": line, "quantity": quantity, **fields}


def cost(caller: Caller, amount: float) -> dict[str, Any]:
    """Return an item of shipping."""
    place = caller.get("/v2/orders/101/shipping_addresses")[0]["id"]
    return {"item_type": "SHIPPING", "item_id": place, "amount": amount}


def refund(caller: Caller, total: float, *items: dict[str, Any], **fields: object) -> Any:
    """Refund items of the order by hand, and return the answer."""
    body = {
        "items": items,
        "payments": [{"provider_id": "custom", "amount": total, "offline": True}],
        **fields,
    }
    return caller.http.post("/v3/orders/101/payment_actions/refunds", json=body)


def order(caller: Caller) -> Any:
    """Return the order."""
    return caller.get("/v2/orders/101")


# --- quotes ----------------------------------------------------------------------------------


def test_a_quote_says_what_a_refund_comes_to_and_changes_nothing(caller: Caller) -> None:
    before = order(caller)

    quote = caller.post(
        "/v3/orders/101/payment_actions/refund_quotes",
        items=[product(caller, 2), cost(caller, 3)],
    )["data"]

    assert (quote["total_refund_amount"], quote["total_refund_tax_amount"]) == (27, 4.5)
    ((method,),) = quote["refund_methods"]
    assert (method["provider_id"], method["amount"]) == ("custom", 27)
    assert order(caller) == before


def test_an_orders_discount_is_spread_over_its_lines(caller: Caller) -> None:
    made = caller.orders({"product_id": 302, "quantity": 2}, discount_amount=5)
    (line,) = caller.get(f"/v2/orders/{made['id']}/products")
    item = {"item_type": "PRODUCT", "item_id": line["id"], "quantity": 2}

    quote = caller.post(f"/v3/orders/{made['id']}/payment_actions/refund_quotes", items=[item])

    assert quote["data"]["total_refund_amount"] == 15 == float(made["total_inc_tax"])


def test_an_adjustment_lowers_a_refund(caller: Caller) -> None:
    kept = {"amount": -2, "description": "restocking"}

    quote = caller.post(
        "/v3/orders/101/payment_actions/refund_quotes",
        items=[product(caller, 1, adjustments=[kept])],
    )["data"]

    assert (quote["total_refund_amount"], quote["adjustment"]) == (10, -2)


# --- refunds ---------------------------------------------------------------------------------


def test_a_partial_refund_is_counted_on_its_line_and_the_order(caller: Caller) -> None:
    answer = refund(caller, 24, product(caller, 2, reason="broken"))

    assert answer.status_code == 201
    made = answer.json()["data"]
    assert (made["total_amount"], made["total_tax"], made["reason"]) == (24, 4, "broken")
    (line,) = caller.get("/v2/orders/101/products")
    assert (line["quantity_refunded"], line["refund_amount"]) == (2, "24.0000")
    assert line["is_refunded"] is False
    found = order(caller)
    assert (found["status_id"], found["refunded_amount"]) == (14, "24.0000")
    assert found["payment_status"] == "partially refunded"


def test_a_full_refund_ends_the_order(caller: Caller) -> None:
    refund(caller, 24, product(caller, 2))

    assert refund(caller, 18, product(caller, 1), cost(caller, 6)).status_code == 201

    (line,) = caller.get("/v2/orders/101/products")
    assert line["is_refunded"] is True
    assert (order(caller)["status"], order(caller)["payment_status"]) == ("Refunded", "refunded")
    assert refund(caller, 1, cost(caller, 1)).status_code == 422


@pytest.mark.parametrize(
    ("given_back", "stock"), [(True, 29), (False, 27)], ids=["back", "stays off"]
)
def test_refunded_stock_comes_back_by_setting(caller: Caller, given_back: bool, stock: int) -> None:
    caller.put("/v3/settings/inventory", refund_order_stock_adjustment=given_back)

    refund(caller, 24, product(caller, 2))

    assert caller.stock("MUG-1") == stock


def test_what_was_refunded_is_not_given_back_again_by_a_cancellation(caller: Caller) -> None:
    refund(caller, 24, product(caller, 2))

    caller.put("/v2/orders/101", status_id=5)

    assert caller.stock("MUG-1") == 30


def test_a_refund_of_a_cancelled_order_takes_no_stock(caller: Caller) -> None:
    caller.put("/v2/orders/101", status_id=5)

    refund(caller, 42, product(caller, 3), cost(caller, 6))

    assert (order(caller)["status"], caller.stock("MUG-1")) == ("Refunded", 30)


def test_the_merchants_own_amount_counts(caller: Caller) -> None:
    own = {"total_amount": 20, "total_tax": 3}

    answer = refund(caller, 20, product(caller, 2), merchant_calculated_override=own)

    made = answer.json()["data"]
    assert (made["total_amount"], made["uses_merchant_override_values"]) == (20, True)
    assert order(caller)["refunded_amount"] == "20.0000"


def test_the_tax_alone_can_be_refunded(caller: Caller) -> None:
    path = "/v3/orders/101/payment_actions/refunds"
    payments = [{"provider_id": "custom", "amount": 7}]

    made = caller.post(path, tax_adjustment_amount=7, payments=payments)["data"]

    assert (made["total_amount"], made["total_tax"], made["items"]) == (7, 7, [])
    body = {"tax_adjustment_amount": 1, "payments": [{"provider_id": "custom", "amount": 1}]}
    assert caller.http.post(path, json=body).status_code == 422


def test_an_order_can_be_refunded_as_a_whole_and_for_a_fee(caller: Caller) -> None:
    fee = {"display_name_customer": "Gift box", "cost_inc_tax": 4, "cost_ex_tax": 4}
    caller.put("/v2/orders/101", fees=[fee])
    (charged,) = caller.get("/v2/orders/101/fees")

    box = {"item_type": "FEE", "item_id": charged["id"], "amount": 4}
    whole = {"item_type": "ORDER", "item_id": 101, "amount": 10}
    assert refund(caller, 14, box, whole).status_code == 201

    assert refund(caller, 4, box).status_code == 422


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "items"),
    [
        (48, [{"quantity": 4}]),
        (0, [{"quantity": 0}]),
        (12, [{"quantity": 1, "item_id": 999}]),
        (48, [{"quantity": 2}, {"quantity": 2}]),
        (7, [{"item_type": "SHIPPING", "item_id": 2, "amount": 7}]),
        (8, [{"item_type": "SHIPPING", "item_id": 2, "amount": 4}] * 2),
        (1, [{"item_type": "SHIPPING", "item_id": 999, "amount": 1}]),
        (1, [{"item_type": "HANDLING", "item_id": 2, "amount": 1}]),
        (1, [{"item_type": "FEE", "item_id": 1, "amount": 1}]),
        (43, [{"item_type": "ORDER", "item_id": 101, "amount": 43}]),
        (1, [{"item_type": "ORDER", "item_id": 102, "amount": 1}]),
        (1, [{"item_type": "GIFT_WRAPPING", "item_id": 1, "quantity": 1}]),
        (1, [{"item_type": "ORDER", "item_id": 101}]),
        (1, [{"item_type": "LUNCH", "item_id": 101, "amount": 1}]),
        (12, [{"quantity": 1, "adjustments": [{"amount": 2}]}]),
        (1, [{"quantity": 1, "adjustments": [{"amount": -13}]}]),
        (24, [{"quantity": 1}]),
        (12, []),
    ],
    ids=str,
)
def test_a_refund_that_breaks_a_rule_is_refused_and_refunds_nothing(
    caller: Caller, total: float, items: list[dict[str, Any]]
) -> None:
    before = order(caller)

    answer = refund(caller, total, *(product(caller, 1) | one for one in items))

    assert answer.status_code == 422, answer.text
    assert order(caller) == before
    assert caller.get(EVERY)["data"] == []


@pytest.mark.parametrize("provider", ["storecredit", "paypal"])
def test_a_guest_is_paid_back_by_hand_only(caller: Caller, provider: str) -> None:
    payments = [{"provider_id": provider, "amount": 12}]

    answer = refund(caller, 12, product(caller, 1), payments=payments)

    assert (answer.status_code, answer.json()["data"][0]["status"]) == (422, 422)


def test_a_customer_may_have_store_credit(caller: Caller) -> None:
    caller.put("/v2/orders/101", customer_id=7)
    payments = [{"provider_id": "storecredit", "amount": 12}]

    assert refund(caller, 12, product(caller, 1), payments=payments).status_code == 201


def test_an_incomplete_order_cant_be_refunded(caller: Caller) -> None:
    caller.put("/v2/orders/101", status_id=0)

    assert refund(caller, 12, product(caller, 1)).status_code == 422


def test_an_order_that_is_not_there_is_a_404_of_v3(caller: Caller) -> None:
    for path in ("refunds", "refund_quotes"):
        answer = caller.http.post(f"/v3/orders/9/payment_actions/{path}", json={"items": []})
        assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert caller.http.get(f"{EVERY}/9").status_code == 404


# --- finding ---------------------------------------------------------------------------------


def test_refunds_are_found_by_what_is_known_of_them(caller: Caller) -> None:
    first = refund(caller, 12, product(caller, 1)).json()["data"]
    caller.sandbox.clock.passes(hours=2)
    second = refund(caller, 12, product(caller, 1)).json()["data"]

    def found(path: str = EVERY, **params: object) -> list[int]:
        return [one["id"] for one in caller.get(path, **params)["data"]]

    assert found() == [first["id"], second["id"]]
    assert found("/v3/orders/101/payment_actions/refunds") == found()
    assert found(**{"id:in": second["id"]}) == [second["id"]]
    assert found(**{"order_id:in": "7,8"}) == []
    assert found(**{"created:min": "2025-03-01T13:00:00Z"}) == [second["id"]]
    paid = first["payments"][0]["transaction_id"]
    assert found(transaction_id=paid) == [first["id"]]
    assert found(limit=1, page=2) == [second["id"]]
    assert caller.get(f"{EVERY}/{first['id']}")["data"] == first


def test_each_payment_back_is_a_transaction(caller: Caller) -> None:
    assert caller.get("/v3/orders/101/transactions") is None

    refund(caller, 12, product(caller, 1))

    (found,) = caller.get("/v3/orders/101/transactions")["data"]
    assert (found["event"], found["amount"], found["currency"]) == ("refund", 12, "USD")
    assert found["custom"] == {"payment_method": "TikTok Shop"}


def test_answers_about_refunds_fit_the_vendors_contract(
    caller: Caller, true_to_the_vendors: Judge
) -> None:
    path = "/v3/orders/101/payment_actions"

    assert caller.post(f"{path}/refund_quotes", items=[product(caller, 1)])
    assert refund(caller, 12, product(caller, 1, reason="broken")).is_success
    for listed in (f"{path}/refunds", EVERY, "/v3/orders/101/transactions"):
        assert caller.get(listed)["data"]

    assert true_to_the_vendors.faults == []
