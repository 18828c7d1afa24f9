"""The parts of an order in the fake store: lines, addresses, taxes, fees, messages, consignments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.contracts.judging import Judge
from tests.sandbox.bigcommerce_scene import ADDRESS, Caller, opened

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
ORDER = "/v2/orders/101"
FEE = {"display_name_customer": "Gift box", "cost_inc_tax": 6, "cost_ex_tax": 5}


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with an order 101: two mugs at 12 with 2 tax, and 6 with 1 for shipping."""
    caller = Caller(opened(wall=lambda: NOON))
    mugs = {"product_id": 302, "quantity": 2, "price_inc_tax": 12, "price_ex_tax": 10}
    costs = {"shipping_cost_inc_tax": 6, "shipping_cost_ex_tax": 5}
    caller.orders(mugs, status_id=11, **costs)
    return caller


def line(caller: Caller, number: int = 0) -> Any:
    """Return a line of the order."""
    return caller.get(f"{ORDER}/products")[number]


# --- lines -----------------------------------------------------------------------------------


def test_a_lines_units_and_price_change_and_the_totals_follow(caller: Caller) -> None:
    change = {"id": line(caller)["id"], "quantity": 3, "price_inc_tax": 11, "price_ex_tax": 10}

    order = caller.put(ORDER, products=[change])

    assert (line(caller)["quantity"], line(caller)["total_inc_tax"]) == (3, "33.0000")
    assert (order["subtotal_inc_tax"], order["total_inc_tax"]) == ("33.0000", "39.0000")
    assert (order["items_total"], caller.stock("MUG-1")) == (3, 27)


def test_a_line_is_added_and_another_one_goes(caller: Caller) -> None:
    first = line(caller)["id"]
    card = {"product_id": 303, "quantity": 1}

    caller.put(ORDER, products=[card, {"id": first, "quantity": 0}])

    assert [one["sku"] for one in caller.get(f"{ORDER}/products")] == ["CARD"]
    assert line(caller)["id"] > first
    assert caller.stock("MUG-1") == 30


def test_stock_stays_where_edited_orders_do_not_move_it(caller: Caller) -> None:
    caller.put("/v3/settings/inventory", edit_order_stock_adjustment=False)

    caller.put(ORDER, products=[{"id": line(caller)["id"], "quantity": 1}])
    assert caller.stock("MUG-1") == 28

    caller.put(ORDER, status_id=5)
    assert caller.stock("MUG-1") == 30


@pytest.mark.parametrize(
    "change",
    [
        [],
        "MUG-1",
        [{"id": 999, "quantity": 1}],
        [{"id": 1, "quantity": 0}],
        [{"id": 1, "quantity": 31}],
        [{"id": 1, "quantity": -1}],
        [{"id": 1, "price_inc_tax": "free"}],
        [{"product_id": 999, "quantity": 1}],
    ],
    ids=str,
)
def test_a_change_of_lines_that_breaks_a_rule_changes_nothing(
    caller: Caller, change: object
) -> None:
    before = (caller.get(ORDER), caller.get(f"{ORDER}/products"))

    answer = caller.http.put(ORDER, json={"products": change, "staff_notes": "new"})

    assert answer.status_code == 400, answer.text
    assert (caller.get(ORDER), caller.get(f"{ORDER}/products")) == before
    assert caller.stock("MUG-1") == 28


def test_shipped_units_cant_be_taken_out_of_an_order(caller: Caller) -> None:
    caller.sandbox.merchant.ships(101, carrier="UPS", tracking_number="1")

    for quantity in (0, 1):
        body = {"products": [{"id": line(caller)["id"], "quantity": quantity}]}
        assert caller.http.put(ORDER, json=body).status_code == 400


def test_a_cost_that_changes_moves_the_total(caller: Caller) -> None:
    order = caller.put(ORDER, shipping_cost_inc_tax=8, shipping_cost_ex_tax=7)

    assert (order["total_inc_tax"], order["total_ex_tax"]) == ("32.0000", "27.0000")
    assert caller.put(ORDER, total_inc_tax=30)["total_inc_tax"] == "30.0000"


# --- addresses -------------------------------------------------------------------------------


def test_an_address_changes_alone_or_with_its_order(caller: Caller) -> None:
    (address,) = caller.get(f"{ORDER}/shipping_addresses")
    path = f"{ORDER}/shipping_addresses/{address['id']}"
    caller.sandbox.clock.passes(hours=1)

    changed = caller.put(path, street_1="2 New Lane", shipping_method="Express")
    assert (changed["street_1"], changed["city"]) == ("2 New Lane", ADDRESS["city"])
    assert caller.get(ORDER)["date_modified"] == "Sat, 01 Mar 2025 13:00:00 +0000"

    caller.put(ORDER, shipping_addresses=[{"id": address["id"], "city": "Newton"}])
    found = caller.get(path)
    assert (found["street_1"], found["city"]) == ("2 New Lane", "Newton")
    assert found["shipping_method"] == "Express"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/shipping_addresses/2", {"colour": "red"}, 400),
        ("/shipping_addresses/2", {"city": []}, 400),
        ("/shipping_addresses/9", {"city": "Newton"}, 404),
        ("", {"shipping_addresses": [{"id": 9, "city": "Newton"}]}, 400),
        ("", {"shipping_addresses": [{"city": "Newton"}]}, 400),
        ("", {"shipping_addresses": "Newton"}, 400),
    ],
    ids=str,
)
def test_a_wrong_change_of_an_address_is_refused(
    caller: Caller, path: str, body: dict[str, Any], status: int
) -> None:
    before = caller.get(f"{ORDER}/shipping_addresses")

    assert caller.http.put(ORDER + path, json=body).status_code == status

    assert caller.get(f"{ORDER}/shipping_addresses") == before


# --- taxes, fees, messages -------------------------------------------------------------------


def test_taxes_are_told_apart_by_what_they_are_for(caller: Caller) -> None:
    rows = caller.get(f"{ORDER}/taxes", details="true")

    found = [(one["line_item_type"], one["line_amount"], one["rate"]) for one in rows]
    assert found == [("item", "4.0000", "20.0000"), ("shipping", "1.0000", "20.0000")]
    assert rows[0]["order_product_id"] == str(line(caller)["id"])
    assert not {"line_item_type", "order_product_id"} & caller.get(f"{ORDER}/taxes")[0].keys()


def test_fees_are_added_changed_and_left_out(caller: Caller) -> None:
    order = caller.put(ORDER, fees=[FEE, FEE | {"display_name_customer": "Card"}])
    assert order["total_inc_tax"] == "42.0000"
    first, _ = caller.get(f"{ORDER}/fees")

    order = caller.put(ORDER, fees=[FEE | {"id": first["id"], "cost_inc_tax": 7}])

    (kept,) = caller.get(f"{ORDER}/fees")
    assert (kept["id"], kept["cost_tax"], order["total_inc_tax"]) == (
        first["id"],
        "2.0000",
        "37.0000",
    )


@pytest.mark.parametrize(
    "fee",
    [
        {"cost_inc_tax": 6, "cost_ex_tax": 5},
        FEE | {"cost_tax": 2},
        FEE | {"cost_ex_tax": None},
        FEE | {"cost_ex_tax": 7},
        FEE | {"type": "tip"},
        FEE | {"id": 999},
        "Gift box",
    ],
    ids=str,
)
def test_a_fee_that_breaks_a_rule_is_refused(caller: Caller, fee: object) -> None:
    assert caller.http.put(ORDER, json={"fees": [fee]}).status_code == 400

    assert caller.get(f"{ORDER}/fees") is None


def test_a_fee_is_charged_from_the_start(caller: Caller) -> None:
    order = caller.orders({"product_id": 302, "quantity": 1}, fees=[FEE])

    assert (order["total_inc_tax"], order["total_ex_tax"]) == ("16.0000", "15.0000")


def test_messages_are_found_by_what_is_known_of_them(caller: Caller) -> None:
    assert caller.get(f"{ORDER}/messages") is None
    first = caller.sandbox.merchant.writes(101, "It is on its way", subject="News")
    caller.sandbox.clock.passes(hours=1)
    second = caller.sandbox.merchant.writes(101, "It is here")

    def found(**params: object) -> list[int]:
        return [one["id"] for one in caller.get(f"{ORDER}/messages", **params) or ()]

    assert found() == [first, second]
    assert found(min_id=second) == [second]
    assert found(max_date_created=NOON.isoformat()) == [first]
    assert found(status="read") == []
    assert found(is_flagged="false", limit=1) == [first]
    answer = caller.http.get(f"{ORDER}/messages", params={"min_date_created": "soon"})
    assert answer.status_code == 400


# --- what an order shows of its parts --------------------------------------------------------


def test_an_order_links_to_its_parts(caller: Caller) -> None:
    order = caller.get(ORDER)

    for part in ("products", "shipping_addresses", "coupons", "consignments", "fees"):
        assert caller.http.get(order[part]["url"]).is_success
        assert order[part]["resource"] == f"/orders/101/{part}"


def test_parts_are_shown_where_they_are_asked_for(caller: Caller) -> None:
    caller.put(ORDER, fees=[FEE])

    as_list = caller.get(ORDER, include="consignments,fees")
    shown = caller.get(ORDER, include="consignments.line_items", consignment_structure="object")[
        "consignments"
    ]

    assert [one["display_name_customer"] for one in as_list["fees"]] == ["Gift box"]
    assert list(as_list["consignments"][0]["shipping"][0]["line_items"][0]) == ["url", "resource"]
    (place,) = shown["shipping"]
    assert (place["cost_inc_tax"], place["items_total"]) == (6.0, 2)
    assert [one["sku"] for one in place["line_items"]] == ["MUG-1"]
    (listed,) = caller.get("/v2/orders", include="fees")
    assert len(listed["fees"]) == 1


@pytest.mark.parametrize(
    "path", ["/products/9", "/shipping_addresses/9", "/shipping_addresses/9/shipping_quotes"]
)
def test_a_part_that_is_not_there_is_a_404(caller: Caller, path: str) -> None:
    assert caller.http.get(ORDER + path).status_code == 404


def test_an_order_of_the_api_has_no_coupons_and_no_quotes(caller: Caller) -> None:
    place = caller.get(f"{ORDER}/shipping_addresses")[0]["id"]

    assert caller.get(f"{ORDER}/coupons") is None
    assert caller.get(f"{ORDER}/shipping_addresses/{place}/shipping_quotes") is None


@pytest.mark.parametrize(
    ("path", "params"),
    [
        (ORDER, {"include": "fees"}),
        ("/v2/orders", {}),
        (f"{ORDER}/products/1", {}),
        (f"{ORDER}/shipping_addresses/2", {}),
        (f"{ORDER}/taxes", {"details": "true"}),
        (f"{ORDER}/messages", {}),
        (f"{ORDER}/consignments", {}),
    ],
)
def test_answers_about_an_orders_parts_fit_the_vendors_contract(
    caller: Caller, path: str, params: dict[str, str], true_to_the_vendors: Judge
) -> None:
    caller.put(ORDER, fees=[FEE])
    caller.sandbox.merchant.writes(101, "It is on its way")

    assert caller.get(path, **params)
    assert true_to_the_vendors.faults == []
