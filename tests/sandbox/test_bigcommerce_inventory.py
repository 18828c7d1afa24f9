"""The fake store's stock by location, which always adds up to what the catalogue says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.judging import Judge
from tests.sandbox.bigcommerce_scene import Caller, opened

ADDRESS = {
    "address1": "2 Dock Road",
    "city": "Austin",
    "state": "Texas",
    "zip": "78701",
    "email": "dock@example.com",
    "geo_coordinates": {"latitude": 30.2, "longitude": -97.7},
    "country_code": "US",
}
DOCK = {"code": "DOCK", "label": "Dock", "address": ADDRESS}
ITEMS, LOCATIONS = "/v3/inventory/items", "/v3/inventory/locations"
ABSOLUTE, RELATIVE = (f"/v3/inventory/adjustments/{one}" for one in ("absolute", "relative"))


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with lamps, mugs and two locations."""
    caller = Caller(opened())
    caller.http.post(LOCATIONS, json=[DOCK])
    return caller


def levels(caller: Caller, sku: str) -> dict[int, int]:
    """Return the units of a SKU by location."""
    (item,) = caller.get(ITEMS, **{"sku:in": sku})["data"]
    return {one["location_id"]: one["total_inventory_onhand"] for one in item["locations"]}


def adjust(caller: Caller, path: str, *items: dict[str, Any]) -> int:
    """Adjust stock and return the answer's status."""
    method = "PUT" if path == ABSOLUTE else "POST"
    return caller.http.request(method, path, json={"items": items}).status_code


def at(place: int, quantity: int, **named: object) -> dict[str, object]:
    """Return one adjustment, of the mug unless it says otherwise."""
    return {"location_id": place, "quantity": quantity, **(named or {"sku": "MUG-1"})}


# --- adjustments -----------------------------------------------------------------------------


def test_the_catalogues_stock_is_the_sum_of_the_locations(caller: Caller) -> None:
    assert levels(caller, "MUG-1") == {1: 30, 2: 0}

    assert adjust(caller, ABSOLUTE, at(1, 10), at(2, 5)) == 200
    assert (levels(caller, "MUG-1"), caller.stock("MUG-1")) == ({1: 10, 2: 5}, 15)

    assert adjust(caller, RELATIVE, at(2, -2), at(1, 4)) == 200
    assert (levels(caller, "MUG-1"), caller.stock("MUG-1")) == ({1: 14, 2: 3}, 17)


def test_stock_that_the_catalogue_loses_is_lost_at_the_default_location_first(
    caller: Caller,
) -> None:
    adjust(caller, ABSOLUTE, at(1, 3), at(2, 4))

    order = caller.orders({"product_id": 302, "quantity": 5})["id"]
    assert levels(caller, "MUG-1") == {1: 0, 2: 2}

    caller.put(f"/v2/orders/{order}", status_id=5)
    assert levels(caller, "MUG-1") == {1: 3, 2: 4}


def test_a_variants_adjustment_reaches_its_product(caller: Caller) -> None:
    adjust(caller, ABSOLUTE, at(2, 7, sku="LAMP-BLACK"))

    assert levels(caller, "LAMP-BLACK") == {1: 20, 2: 7}
    assert caller.get("/v3/catalog/products/301")["data"]["inventory_level"] == 47


@pytest.mark.parametrize("name", ["sku", "variant_id", "product_id"])
def test_an_item_is_named_in_three_ways(caller: Caller, name: str) -> None:
    (item,) = caller.get(ITEMS, **{"sku:in": "MUG-1"})["data"]

    assert adjust(caller, ABSOLUTE, at(1, 9, **{name: item["identity"][name]})) == 200

    assert caller.stock("MUG-1") == 9


@pytest.mark.parametrize(
    "wrong",
    [
        at(1, -32),
        at(3, 1),
        at(1, 1, sku="NONE"),
        at(1, 1, sku=""),
        at(1, 1, product_id=301),  # has a stock for each variant
        at(1, 1, sku="CARD"),  # is not counted
        {"location_id": 1, "quantity": 1},
        at(1, 1, sku="MUG-1", product_id=302),
        {"location_id": 1, "sku": "MUG-1"},
        {"location_id": 1, "sku": "MUG-1", "quantity": "2"},
        at(1, 3_000_000_000),
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [ABSOLUTE, RELATIVE])
def test_one_wrong_adjustment_stops_them_all(
    caller: Caller, path: str, wrong: dict[str, Any]
) -> None:
    assert adjust(caller, path, at(1, 1), wrong) == 422

    assert levels(caller, "MUG-1") == {1: 30, 2: 0}


def test_too_many_adjustments_at_once_are_refused(caller: Caller) -> None:
    assert adjust(caller, ABSOLUTE, *[at(1, 1)] * 2_001) == 422
    assert adjust(caller, ABSOLUTE) == 422


# --- items ---------------------------------------------------------------------------------


def test_items_are_found_by_what_is_known_of_them(caller: Caller) -> None:
    def skus(path: str = ITEMS, **params: object) -> list[str]:
        return [one["identity"]["sku"] for one in caller.get(path, **params)["data"]]

    assert skus() == ["LAMP-WHITE", "LAMP-BLACK", "MUG-1", "CARD"]
    assert skus(**{"product_id:in": "301,303"}) == ["LAMP-WHITE", "LAMP-BLACK", "CARD"]
    assert skus(limit=2, page=2) == ["MUG-1", "CARD"]
    assert skus(f"{LOCATIONS}/2/items", **{"sku:in": "MUG-1"}) == ["MUG-1"]
    (mug,) = caller.get(ITEMS, **{"sku:in": "MUG-1", "location_code:in": "DOCK"})["data"]
    assert [one["location_id"] for one in mug["locations"]] == [2]
    assert caller.http.get(ITEMS, params={"limit": 1001}).status_code == 422
    assert caller.http.get(ITEMS, params={"colour": 1}).status_code == 422
    assert caller.http.get(f"{LOCATIONS}/9/items").status_code == 404


def test_safety_stock_is_not_for_sale(caller: Caller) -> None:
    setting = {"identity": {"sku": "MUG-1"}, "safety_stock": 28, "warning_level": 3}
    body = {"settings": [setting]}

    assert caller.http.put(f"{LOCATIONS}/1/items", json=body).status_code == 200

    (mug,) = caller.get(f"{LOCATIONS}/1/items", **{"sku:in": "MUG-1"})["data"]
    assert (mug["available_to_sell"], mug["total_inventory_onhand"]) == (2, 30)
    assert mug["settings"] == {
        "safety_stock": 28,
        "is_in_stock": True,
        "warning_level": 3,
        "bin_picking_number": "",
    }


@pytest.mark.parametrize(
    "setting",
    [
        {"identity": {"sku": "NONE"}},
        {"identity": {}},
        {},
        {"identity": {"sku": "MUG-1"}} | {"safety_stock": -1},
    ],
    ids=str,
)
def test_wrong_settings_of_an_item_are_refused(caller: Caller, setting: dict[str, Any]) -> None:
    answer = caller.http.put(f"{LOCATIONS}/1/items", json={"settings": [setting]})

    assert answer.status_code == 422


# --- locations -----------------------------------------------------------------------------


def test_locations_are_found_and_changed(caller: Caller) -> None:
    def codes(**params: object) -> list[str]:
        return [one["code"] for one in caller.get(LOCATIONS, **params)["data"]]

    assert codes() == ["BC-LOCATION-1", "DOCK"]
    assert codes(is_default="true") == ["BC-LOCATION-1"]
    assert codes(**{"location_id:in": 2}) == ["DOCK"]

    body = [{"id": 2, "label": "Quay", "enabled": False}]
    assert caller.http.put(LOCATIONS, json=body).status_code == 200

    (quay,) = caller.get(LOCATIONS, is_active="false")["data"]
    assert (quay["label"], quay["code"], quay["address"]["city"]) == ("Quay", "DOCK", "Austin")


def test_a_deleted_locations_stock_goes_with_it(caller: Caller) -> None:
    adjust(caller, ABSOLUTE, at(2, 8))
    assert caller.stock("MUG-1") == 38

    assert caller.http.delete(LOCATIONS, params={"location_id:in": "2"}).status_code == 200

    assert (levels(caller, "MUG-1"), caller.stock("MUG-1")) == ({1: 30}, 30)


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("POST", [DOCK]),
        ("POST", [DOCK | {"code": "B"}, DOCK | {"code": "B"}]),
        ("POST", [{"code": "B", "label": "B"}]),
        ("POST", [DOCK | {"code": "B", "address": ADDRESS | {"city": 7}}]),
        ("POST", [DOCK | {"code": "B", "type_id": "CLOUD"}]),
        ("POST", []),
        ("POST", {}),
        ("PUT", [{"id": 9, "label": "B"}]),
        ("PUT", [{"id": 2, "code": "BC-LOCATION-1"}]),
        ("PUT", [{"id": 1, "enabled": False}]),
        ("PUT", [{"label": "B"}]),
    ],
    ids=str,
)
def test_a_location_that_breaks_a_rule_is_refused(
    caller: Caller, method: str, body: object
) -> None:
    before = caller.get(LOCATIONS)

    assert caller.http.request(method, LOCATIONS, json=body).status_code == 422

    assert caller.get(LOCATIONS) == before


@pytest.mark.parametrize(("ids", "status"), [("1", 422), ("9", 404), ("", 404), ("2,1", 422)])
def test_a_location_that_cant_go_stays(caller: Caller, ids: str, status: int) -> None:
    assert caller.http.delete(LOCATIONS, params={"location_id:in": ids}).status_code == status

    assert len(caller.get(LOCATIONS)["data"]) == 2


# --- the contract --------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ITEMS, f"{LOCATIONS}/2/items", LOCATIONS])
def test_answers_about_stock_fit_the_vendors_contract(
    caller: Caller, path: str, true_to_the_vendors: Judge
) -> None:
    assert caller.get(path)["data"]
    assert true_to_the_vendors.faults == []


def test_a_change_of_stock_is_answered_with_its_transaction(
    caller: Caller, true_to_the_vendors: Judge
) -> None:
    answers = [caller.put(ABSOLUTE, items=[at(1, 1)]) for _ in range(2)]

    assert answers[0] != answers[1]
    assert true_to_the_vendors.faults == []
