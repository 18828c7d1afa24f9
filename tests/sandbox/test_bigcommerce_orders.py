"""The fake store's orders and shipments, as a client sees them, and the stock that follows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import ADDRESS, Caller, opened

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
MUG = {"product_id": 302, "quantity": 1}


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp in two colours, a mug and a card."""
    return Caller(opened(wall=lambda: NOON))


def lamp(caller: Caller, label: str) -> dict[str, Any]:
    """Return a line of one lamp in a colour, named by its option."""
    (option,) = caller.get("/v3/catalog/products/301", include="options")["data"]["options"]
    (value,) = [one for one in option["option_values"] if one["label"] == label]
    chosen = [{"id": option["id"], "value": str(value["id"])}]
    return {"product_id": 301, "quantity": 1, "product_options": chosen}


# --- amounts -------------------------------------------------------------------------------


def test_an_orders_amounts_add_up_where_they_are_not_given(caller: Caller) -> None:
    order = caller.orders(MUG | {"quantity": 3}, base_shipping_cost="4.5", discount_amount="2")

    assert order["subtotal_inc_tax"] == "30.0000"
    assert order["shipping_cost_inc_tax"] == "4.5000"
    assert order["total_inc_tax"] == "32.5000"


def test_given_amounts_stay_as_they_are_given(caller: Caller) -> None:
    order = caller.orders(
        MUG | {"price_inc_tax": "0.00", "price_ex_tax": "0.00"},
        subtotal_inc_tax="0.0000",
        subtotal_ex_tax="0.0000",
        total_inc_tax="7.7700",
        total_ex_tax="6.4800",
    )

    (line,) = caller.get(f"/v2/orders/{order['id']}/products")
    assert (line["price_inc_tax"], line["total_inc_tax"]) == ("0.0000", "0.0000")
    assert (order["subtotal_inc_tax"], order["total_inc_tax"]) == ("0.0000", "7.7700")
    assert order["total_tax"] == "1.2900"


def test_a_line_keeps_both_its_prices(caller: Caller) -> None:
    order = caller.orders(
        {"product_id": 302, "quantity": 2, "price_inc_tax": 12, "price_ex_tax": 10}
    )

    (line,) = caller.get(f"/v2/orders/{order['id']}/products")
    assert (line["price_inc_tax"], line["price_ex_tax"], line["price_tax"]) == (
        "12.0000",
        "10.0000",
        "2.0000",
    )
    assert (order["subtotal_inc_tax"], order["subtotal_ex_tax"]) == ("24.0000", "20.0000")


def test_an_orders_currency_has_the_stores_rate(caller: Caller) -> None:
    pounds = caller.orders(MUG, default_currency_code="GBP")
    others = caller.orders(MUG, default_currency_code="THB")

    assert (pounds["currency_code"], pounds["store_default_currency_code"]) == ("GBP", "USD")
    assert pounds["store_default_to_transactional_exchange_rate"] == "0.7900000000"
    assert others["currency_code"] == "THB"


def test_a_custom_line_needs_no_product(caller: Caller) -> None:
    order = caller.orders(
        {"name": "Engraving", "quantity": 1, "price_inc_tax": 5, "price_ex_tax": 5, "sku": "ENG"}
    )

    (line,) = caller.get(f"/v2/orders/{order['id']}/products")
    assert (line["product_id"], line["name"], line["sku"]) == (0, "Engraving", "ENG")


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"billing_address": None},
        {"products": []},
        {"products": [{"product_id": 999, "quantity": 1}]},
        {"products": [{"product_id": 301, "quantity": 1}]},
        {"products": [{"product_id": 301, "variant_id": 5, "quantity": 1}]},
        {"products": [MUG | {"quantity": 0}]},
        {"products": [MUG | {"quantity": "two"}]},
        {"products": [MUG | {"quantity": 31}]},
        {"products": [MUG | {"quantity": 20}, MUG | {"quantity": 20}]},
        {"products": [MUG | {"price_inc_tax": "free"}]},
        {"products": [{"name": "Engraving", "quantity": 1}]},
        {"products": ["MUG-1"]},
        {"total_inc_tax": "NaN"},
        {"status_id": 15},
        {"status_id": "x"},
        {"external_id": "1"},
        {"colour": "white"},
    ],
    ids=str,
)
def test_an_order_that_breaks_a_rule_is_refused_and_takes_no_stock(
    caller: Caller, changes: dict[str, object]
) -> None:
    body = {"billing_address": ADDRESS, "products": [MUG]} | changes

    answer = caller.http.post("/v2/orders", json=body)

    assert answer.status_code == 400, answer.text
    (fault,) = answer.json()
    assert fault.keys() == {"status", "message"}
    assert caller.stock("MUG-1") == 30
    assert caller.get("/v2/orders") is None


def test_a_required_modifier_must_be_given(caller: Caller) -> None:
    modifier = {"id": 9, "display_name": "Engraving", "required": True, "type": "text"}
    product = caller.sandbox.merchant.adds(
        {"name": "Cup", "sku": "CUP", "price": 5, "modifiers": [modifier]}
    )
    line = {"product_id": product, "quantity": 1}
    body = {"billing_address": ADDRESS, "products": [line]}

    refused = caller.http.post("/v2/orders", json=body)

    assert refused.status_code == 400
    assert "Engraving" in refused.json()[0]["message"]
    caller.orders(line | {"product_options": [{"id": 9, "value": "Ada"}]})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
def test_a_body_that_is_no_object_is_refused(caller: Caller, body: bytes) -> None:
    assert caller.http.post("/v2/orders", content=body).status_code == 400
    assert caller.http.post("/v3/catalog/products", content=body).status_code == 400


@pytest.mark.parametrize(
    "path", ["/v2/orders/999", "/v2/orders/x/products", "/v2/orders/999/shipments/1"]
)
def test_what_is_not_there_is_a_404_of_v2(caller: Caller, path: str) -> None:
    answer = caller.http.get(path)

    assert (answer.status_code, answer.json()[0]["status"]) == (404, 404)


# --- finding ----------------------------------------------------------------------------------


def test_orders_are_found_by_what_is_known_of_them(caller: Caller) -> None:
    first = caller.orders(MUG, external_order_id="577-1", status_id=11)["id"]
    caller.sandbox.clock.passes(hours=2)
    second = caller.orders(MUG, external_order_id="577-2", payment_method="Card")["id"]
    later = (NOON + timedelta(hours=1)).isoformat()

    def found(**params: object) -> list[int]:
        return [one["id"] for one in caller.get("/v2/orders", **params) or ()]

    assert found() == [first, second]
    assert found(external_order_id="577-1") == [first]
    assert found(external_order_id="577") == []
    assert found(status_id=11) == [first]
    assert found(payment_method="Card") == [second]
    assert found(min_date_modified=later) == [second]
    assert found(max_date_created="Sat, 01 Mar 2025 12:00:00 +0000") == [first]
    assert found(min_id=second) == [second]
    assert found(min_total=10.01) == []
    assert found(email="ADA@example.com", limit=1, page=2) == [second]
    assert found(sort="date_created:desc") == [second, first]
    assert found(page=2) == []


@pytest.mark.parametrize(
    "params", [{"colour": "1"}, {"min_id": "x"}, {"max_colour": "1"}, {"limit": "0"}, {"sort": "x"}]
)
def test_a_query_that_is_not_understood_is_refused(caller: Caller, params: dict[str, str]) -> None:
    assert caller.http.get("/v2/orders", params=params).status_code == 400


def test_an_archived_order_leaves_the_lists_only(caller: Caller) -> None:
    order = caller.orders(MUG)["id"]

    assert caller.http.delete(f"/v2/orders/{order}").status_code == 204

    assert caller.get("/v2/orders") is None
    assert caller.get("/v2/orders", is_deleted="true")[0]["id"] == order
    assert caller.get(f"/v2/orders/{order}")["is_deleted"] is True


def test_orders_are_archived_together(caller: Caller) -> None:
    first, second, third = (caller.orders(MUG)["id"] for _ in range(3))

    assert caller.http.delete("/v2/orders", params={"limit": 2}).status_code == 204

    assert [one["id"] for one in caller.get("/v2/orders")] == [third]
    archived = caller.get("/v2/orders", is_deleted="true")
    assert [one["id"] for one in archived] == [first, second]


def test_orders_are_counted_by_status(caller: Caller) -> None:
    caller.orders(MUG)
    caller.orders(MUG, status_id=11)

    counted = caller.get("/v2/orders/count")

    assert counted["count"] == 2
    assert {one["id"]: one["count"] for one in counted["statuses"] if one["count"]} == {1: 1, 11: 1}


# --- stock ----------------------------------------------------------------------------------------


def test_a_cancelled_orders_stock_comes_back_once(caller: Caller) -> None:
    order = caller.orders(MUG | {"quantity": 5})["id"]
    assert caller.stock("MUG-1") == 25

    for _ in range(2):
        caller.put(f"/v2/orders/{order}", status_id=5)
    assert caller.stock("MUG-1") == 30

    caller.put(f"/v2/orders/{order}", status_id=11)
    assert caller.stock("MUG-1") == 25


@pytest.mark.parametrize("status", [0, 5])
def test_an_incomplete_or_cancelled_order_holds_no_stock(caller: Caller, status: int) -> None:
    caller.orders(MUG, status_id=status)

    assert caller.stock("MUG-1") == 30


def test_cancelled_stock_stays_off_where_the_settings_say_so(caller: Caller) -> None:
    caller.put("/v3/settings/inventory", refund_order_stock_adjustment=False)
    order = caller.orders(MUG | {"quantity": 5})["id"]

    caller.put(f"/v2/orders/{order}", status_id=5)
    assert caller.stock("MUG-1") == 25

    caller.put(f"/v2/orders/{order}", status_id=11)
    assert caller.stock("MUG-1") == 25


def test_stock_goes_down_when_an_order_is_shipped_where_the_settings_say_so(
    caller: Caller,
) -> None:
    caller.put("/v3/settings/inventory", update_stock_behavior="order_completed_or_shipped")
    order = caller.orders(MUG | {"quantity": 5}, status_id=11)["id"]
    assert caller.stock("MUG-1") == 30

    caller.sandbox.merchant.ships(order, carrier="UPS", tracking_number="1")
    assert caller.stock("MUG-1") == 25

    caller.put(f"/v2/orders/{order}", status_id=10)
    assert caller.stock("MUG-1") == 25


def test_an_order_that_is_taken_up_again_takes_what_is_left(caller: Caller) -> None:
    order = caller.orders(MUG | {"quantity": 5})["id"]
    caller.put(f"/v2/orders/{order}", status_id=5)
    caller.sandbox.merchant.edits("MUG-1", stock=3)

    caller.put(f"/v2/orders/{order}", status_id=11)
    assert caller.stock("MUG-1") == 0

    caller.put(f"/v2/orders/{order}", status_id=5)
    assert caller.stock("MUG-1") == 3


def test_a_variants_stock_goes_down_and_its_products_with_it(caller: Caller) -> None:
    caller.orders(lamp(caller, "Black"))

    assert (caller.stock("LAMP-WHITE"), caller.stock("LAMP-BLACK")) == (20, 19)
    assert caller.get("/v3/catalog/products/301")["data"]["inventory_level"] == 39


def test_an_order_of_what_was_deleted_can_still_be_cancelled(caller: Caller) -> None:
    order = caller.orders(lamp(caller, "Black"), MUG)["id"]
    caller.sandbox.merchant.deletes_variant("LAMP-BLACK")
    caller.sandbox.merchant.deletes(302)

    caller.put(f"/v2/orders/{order}", status_id=5)

    assert caller.stock("LAMP-WHITE") == 20


def test_an_update_changes_what_it_names(caller: Caller) -> None:
    order = caller.orders(MUG, external_order_id="1", staff_notes="first")["id"]

    changed = caller.put(f"/v2/orders/{order}", staff_notes="second", external_order_id="2")

    assert (changed["staff_notes"], changed["status_id"]) == ("second", 1)
    assert caller.get("/v2/orders", external_order_id="1") is None
    assert caller.get("/v2/orders", external_order_id="2")[0]["id"] == order
    bodies: list[dict[str, object]] = [{"id": 7}, {"products": []}, {"status_id": 99}]
    for refused in bodies:
        assert caller.http.put(f"/v2/orders/{order}", json=refused).status_code == 400


# --- shipments --------------------------------------------------------------------------------------


def shipment(caller: Caller, order: int, quantity: int, **fields: object) -> dict[str, object]:
    """Return the body that ships units of an order's first line."""
    line = caller.get(f"/v2/orders/{order}/products")[0]
    address = caller.get(f"/v2/orders/{order}/shipping_addresses")[0]
    items = [{"order_product_id": line["id"], "quantity": quantity}]
    return {"order_address_id": address["id"], "items": items, **fields}


def test_shipments_move_an_order_along_and_back(caller: Caller) -> None:
    order = caller.orders(MUG | {"quantity": 3}, status_id=11)["id"]
    path = f"/v2/orders/{order}/shipments"
    assert caller.get(path) is None

    def status() -> str:
        return str(caller.get(f"/v2/orders/{order}")["status"])

    body = shipment(caller, order, 2, tracking_number="A1", shipping_provider="royalmail")
    first = caller.post(path, **body)
    assert (status(), first["tracking_number"]) == ("Partially Shipped", "A1")
    caller.post(path, **shipment(caller, order, 1))
    assert status() == "Shipped"
    assert caller.get(f"/v2/orders/{order}/products")[0]["quantity_shipped"] == 3

    changed = caller.put(f"{path}/{first['id']}", tracking_number="A2")
    assert (changed["tracking_number"], changed["items"]) == ("A2", first["items"])
    caller.http.delete(f"{path}/{first['id']}")
    assert status() == "Partially Shipped"
    caller.http.delete(path)
    assert (status(), caller.get(f"{path}/count")) == ("Awaiting Fulfillment", {"count": 0})


@pytest.mark.parametrize(
    "changes",
    [
        {"order_address_id": None},
        {"order_address_id": 999},
        {"items": []},
        {"items": ["x"]},
        {"items": [{"order_product_id": 999, "quantity": 1}]},
        {"items": [{"order_product_id": 1, "quantity": 0}]},
        {"items": [{"order_product_id": 1, "quantity": 4}]},
        {"items": [{"order_product_id": 1, "quantity": 2}] * 2},
        {"shipping_provider": "pigeon"},
        {"tracking_number": "1" * 51},
    ],
    ids=str,
)
def test_a_shipment_that_breaks_a_rule_is_refused_and_ships_nothing(
    caller: Caller, changes: dict[str, object]
) -> None:
    order = caller.orders(MUG | {"quantity": 3})["id"]
    body = shipment(caller, order, 1) | changes

    assert caller.http.post(f"/v2/orders/{order}/shipments", json=body).status_code == 400

    assert caller.get(f"/v2/orders/{order}/shipments") is None
    assert caller.get(f"/v2/orders/{order}/products")[0]["quantity_shipped"] == 0


def test_an_order_goes_to_the_billing_address_unless_it_says_otherwise(caller: Caller) -> None:
    home = caller.orders(MUG)["id"]
    away = caller.orders(
        MUG, shipping_addresses=[ADDRESS | {"city": "Away", "shipping_method": "Express"}]
    )["id"]

    (first,) = caller.get(f"/v2/orders/{home}/shipping_addresses")
    (second,) = caller.get(f"/v2/orders/{away}/shipping_addresses")
    assert (first["city"], second["city"]) == ("Sampleton", "Away")
    assert second["shipping_method"] == "Express"
