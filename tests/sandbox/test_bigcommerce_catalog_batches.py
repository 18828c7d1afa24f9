"""Many products at once, their assignments, and the summary of the fake store's catalogue."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
PRODUCTS = "/v3/catalog/products"


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp in two colours, a mug and a card."""
    return Caller(opened(wall=lambda: NOON))


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ({"id:not_in": "301,303"}, [302]),
        ({"id:min": "302", "id:max": "302"}, [302]),
        ({"name": "enamel MUG"}, [302]),
        ({"name:like": "lamp"}, [301]),
        ({"sku": "mug-1"}, [302]),
        ({"brand_id": "1"}, [301]),
        ({"categories": "12"}, [302]),
        ({"condition": "new"}, [301, 302, 303]),
        ({"is_featured": "1"}, []),
        ({"is_free_shipping": "0", "type": "physical"}, [301, 302]),
        ({"channel_id:in": "1,2"}, [301, 302, 303]),
        ({"channel_id:in": "2"}, []),
        ({"inventory_level:greater": "30"}, [301]),
        ({"inventory_level:not_in": "0,40"}, [302]),
        ({"inventory_low": "1"}, [302]),
        ({"out_of_stock": "1"}, []),
        ({"out_of_stock": "0"}, [301, 302, 303]),
        ({"date_modified": "2025-03-01"}, [301, 302, 303]),
        ({"date_modified": "2025-03-02"}, []),
        ({"date_last_imported:min": "2025-03-01"}, []),
        ({"date_last_imported:not": "2025-03-01"}, [301, 302, 303]),
        ({"sort": "calculated_price"}, [302, 303, 301]),
        ({"sort": "inventory_level", "direction": "desc"}, [301, 302, 303]),
    ],
    ids=str,
)
def test_a_list_is_filtered_as_the_contract_says(
    caller: Caller, params: dict[str, str], ids: list[int]
) -> None:
    caller.put(f"{PRODUCTS}/302", inventory_warning_level=30)

    assert [one["id"] for one in caller.get(PRODUCTS, **params)["data"]] == ids


@pytest.mark.parametrize(
    "params",
    [
        {"is_visible": "maybe"},
        {"inventory_low": "2"},
        {"id:min": "a"},
        {"sku:like": "x"},
        {"total_sold:in": "1"},
        {"direction": "up"},
    ],
    ids=str,
)
def test_a_filter_that_the_contract_does_not_have_is_refused(
    caller: Caller, params: dict[str, str]
) -> None:
    assert caller.http.get(PRODUCTS, params=params).status_code == 422


def test_all_products_come_by_the_last_id_seen(caller: Caller) -> None:
    seen: list[int] = []
    while page := caller.get(PRODUCTS, limit=2, **{"id:greater": max(seen, default=0)})["data"]:
        seen += [one["id"] for one in page]

    assert seen == [301, 302, 303]


def test_a_batch_changes_each_product(caller: Caller) -> None:
    sent = [{"id": 301, "name": "Big lamp"}, {"id": 302, "price": 11, "brand_name": "Sagaform"}]
    answer = caller.http.put(PRODUCTS, json=sent)

    assert [one["name"] for one in answer.json()["data"]] == ["Big lamp", "Enamel mug"]
    assert caller.get(f"{PRODUCTS}/302")["data"]["price"] == 11
    assert caller.names(name="big lamp") == ["Big lamp"]


@pytest.mark.parametrize(
    ("second", "status"),
    [
        ({"id": 302, "name": "Gift card"}, 409),
        ({"id": 302, "name": "New lamp"}, 409),
        ({"id": 302, "price": "dear"}, 422),
        ({"id": 302, "brand_id": 99}, 409),
        ({"id": 999, "price": 1}, 404),
        ({"price": 1}, 422),
        ("x", 422),
    ],
    ids=str,
)
def test_a_batch_with_a_fault_changes_nothing(caller: Caller, second: object, status: int) -> None:
    before = caller.get(PRODUCTS, include="variants")
    first = {"id": 301, "name": "New lamp", "sku": "NEW", "brand_name": "Sagaform"}

    assert caller.http.put(PRODUCTS, json=[first, second]).status_code == status
    assert caller.get(PRODUCTS, include="variants") == before
    assert len(caller.get("/v3/catalog/brands")["data"]) == 1
    assert caller.names(sku="LAMP") == ["Alba table lamp"]


def test_a_batch_has_ten_products_at_most(caller: Caller) -> None:
    assert caller.http.put(PRODUCTS, json=[{"id": 301}] * 11).status_code == 413


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "ENAMEL mug"),
        ("sku", "lamp-BLACK"),
    ],
)
def test_names_and_skus_are_a_products_own_in_any_case(
    caller: Caller, field: str, value: str
) -> None:
    answer = caller.http.put(f"{PRODUCTS}/303", json={field: value})

    assert answer.status_code == 409
    assert list(answer.json()["errors"]) == [field]


def test_what_the_service_alone_writes_is_passed_over(caller: Caller) -> None:
    sent = {"id": 7, "date_created": "x", "base_variant_id": 7, "colour": "red", "total_sold": 9}
    changed = caller.put(f"{PRODUCTS}/302", **sent)["data"]

    assert changed["id"] == 302
    assert changed["total_sold"] == 0
    assert "colour" not in changed


@pytest.mark.parametrize(
    ("other", "mine", "new"), [("channel", 1, 5), ("category", 12, 11)], ids=["channel", "category"]
)
def test_products_are_assigned_and_taken_away(
    caller: Caller, other: str, mine: int, new: int
) -> None:
    path, name = f"{PRODUCTS}/{other}-assignments", f"{other}_id"

    def places() -> list[int]:
        found = caller.get(path, **{"product_id:in": "302"})["data"]
        return [one[name] for one in found]

    assert places() == [mine]
    sent = [{"product_id": 302, name: new}, {"product_id": 302, name: mine}]
    assert caller.http.put(path, json=sent).status_code == 204
    assert places() == [mine, new]
    assert caller.http.delete(path).status_code == 422
    gone = {"product_id:in": "302", f"{name}:in": str(mine)}
    assert caller.http.delete(path, params=gone).status_code == 204
    assert places() == [new]
    assert caller.http.put(path, json=[{"product_id": 9, name: new}]).status_code == 422


def test_the_summary_adds_the_catalogue_up(caller: Caller) -> None:
    found = caller.get("/v3/catalog/summary")["data"]

    assert (found["variant_count"], found["inventory_count"]) == (4, 70)
    assert found["inventory_value"] == 2 * 20 * 50 + 30 * 10
    assert (found["highest_variant_price"], found["lowest_variant_price"]) == (50, "10")
    assert found["primary_category_name"] == "Lamps"
