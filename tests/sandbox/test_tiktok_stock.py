"""Price and stock of what is listed, and how products go off the shelf and back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.tiktok_scene import (
    PRODUCTS,
    SECOND_WAREHOUSE,
    WAREHOUSE,
    Json,
    Scene,
    opened,
)

# --- price and stock --------------------------------------------------------------------


def price(scene: Scene, product_id: str, *skus: Json) -> int:
    return scene.ask("POST", f"{PRODUCTS}/{product_id}/prices/update", {"skus": list(skus)}).code


def new_price(scene: Scene, sku_id: str, amount: str, **more: Any) -> Json:
    return {"id": sku_id, "price": scene.price(amount), **more}


def test_a_price_changes_at_once_and_is_shown_under_its_other_names() -> None:
    scene = opened("US")
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    listed = {"currency": "USD", "amount": "30"}
    assert price(scene, product_id, new_price(scene, sku_id, "24.99", list_price=listed)) == 0
    sku = scene.read(product_id)["skus"][0]
    assert sku["price"] == {
        "currency": "USD",
        "sale_price": "24.99",
        "tax_exclusive_price": "24.99",
    }
    assert sku["list_price"] == listed


def test_a_struck_through_price_below_the_price_is_thrown_away() -> None:
    scene = opened("US")
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    low = {"currency": "USD", "amount": "10"}
    assert price(scene, product_id, new_price(scene, sku_id, "24.99", list_price=low)) == 0
    assert "list_price" not in scene.read(product_id)["skus"][0]


def test_a_price_needs_a_live_product() -> None:
    scene = opened()
    made = scene.create().data
    change = new_price(scene, made["skus"][0]["id"], "5")
    assert price(scene, made["product_id"], change) == 12052900
    scene.vendor.reviews()
    assert price(scene, made["product_id"], change) == 0


def test_one_wrong_price_stops_all_of_the_call() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    right = new_price(scene, sku_id, "5")
    assert price(scene, product_id, right, new_price(scene, "1", "5")) == 12052061
    assert price(scene, product_id, right, new_price(scene, sku_id, "0")) == 12052065
    assert scene.read(product_id)["skus"][0]["price"]["sale_price"] == "20"


def set_stock(scene: Scene, product_id: str, *skus: Json) -> Json:
    path = f"{PRODUCTS}/{product_id}/inventory/update"
    return scene.ask("POST", path, {"skus": list(skus)}).data


def test_stock_is_set_and_a_wrong_sku_is_named_without_stopping_the_others() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    said = set_stock(
        scene,
        product_id,
        {"id": "1", "inventory": [{"quantity": 5}]},
        {"id": sku_id, "inventory": [{"quantity": 0}]},
    )
    assert [one["detail"]["sku_id"] for one in said["errors"]] == ["1"]
    assert scene.stock(product_id) == [0]


@pytest.mark.parametrize(
    "inventory",
    [
        [{"quantity": 5}],
        [{"quantity": 5, "warehouse_id": WAREHOUSE}],
        [{"quantity": 5, "warehouse_id": WAREHOUSE}, {"quantity": 5, "warehouse_id": "1"}],
        [
            {"quantity": 100_000, "warehouse_id": WAREHOUSE},
            {"quantity": 5, "warehouse_id": SECOND_WAREHOUSE},
        ],
    ],
)
def test_all_of_a_skus_warehouses_must_be_given(inventory: list[Json]) -> None:
    scene = opened()
    both = [{"warehouse_id": one, "quantity": 9} for one in (WAREHOUSE, SECOND_WAREHOUSE)]
    product_id = scene.lists(scene.sku(inventory=both))
    sku_id = scene.read(product_id)["skus"][0]["id"]
    assert set_stock(scene, product_id, {"id": sku_id, "inventory": inventory})["errors"]
    assert scene.stock(product_id) == [9, 9]


@pytest.mark.parametrize(
    ("deed", "code"), [("nothing", 0), ("hides", 0), ("platform", 12052900), ("deletes", 12052900)]
)
def test_whose_stock_can_be_changed(deed: str, code: int) -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    ids = {"product_ids": [product_id]}
    if deed == "hides":
        scene.ask("POST", f"{PRODUCTS}/deactivate", ids)
    elif deed == "platform":
        scene.vendor.deactivates(product_id)
    elif deed == "deletes":
        scene.ask("DELETE", PRODUCTS, ids)
    body = {"skus": [{"id": sku_id, "inventory": [{"quantity": 1}]}]}
    assert scene.ask("POST", f"{PRODUCTS}/{product_id}/inventory/update", body).code == code


def test_the_inventory_search_tells_what_orders_have_bound() -> None:
    scene = opened()
    product_id = scene.lists()
    scene.buyer.orders("LAMP-1", 3)
    body = {"product_ids": [product_id]}
    (found,) = scene.ask("POST", "/product/202309/inventory/search", body).data["inventory"]
    (sku,) = found["skus"]
    assert (sku["total_available_quantity"], sku["total_committed_quantity"]) == (7, 3)


# --- on and off the shelf ---------------------------------------------------------------


def test_a_product_goes_off_the_shelf_and_back_through_a_review() -> None:
    scene = opened()
    product_id = scene.lists()
    ids = {"product_ids": [product_id]}
    assert scene.ask("POST", f"{PRODUCTS}/deactivate", ids).data["errors"] == []
    assert scene.read(product_id)["status"] == "SELLER_DEACTIVATED"
    scene.ask("POST", f"{PRODUCTS}/activate", ids)
    assert scene.read(product_id)["status"] == "PENDING"
    scene.vendor.reviews()
    assert scene.read(product_id)["status"] == "ACTIVATE"


def test_a_deleted_product_can_be_read_and_recovered() -> None:
    scene = opened()
    product_id = scene.lists()
    ids = {"product_ids": [product_id]}
    scene.ask("DELETE", PRODUCTS, ids)
    assert scene.read(product_id)["status"] == "DELETED"
    scene.ask("POST", f"{PRODUCTS}/recover", ids)
    assert scene.read(product_id)["status"] == "SELLER_DEACTIVATED"


def test_bulk_calls_answer_for_each_product_and_take_twenty() -> None:
    scene = opened()
    product_id = scene.lists()
    said = scene.ask("POST", f"{PRODUCTS}/activate", {"product_ids": [product_id, "1"]}).data
    assert {one["detail"]["product_id"]: one["code"] for one in said["errors"]} == {
        product_id: 12052900,
        "1": 12052901,
    }
    many = {"product_ids": [str(n) for n in range(21)]}
    assert scene.ask("POST", f"{PRODUCTS}/activate", many).code == 36009004


# --- what becomes of a cancelled order's units ------------------------------------------


def test_whether_stock_comes_back_is_set_for_the_skus_that_are_there() -> None:
    scene = opened()
    sku_id = scene.read(scene.lists())["skus"][0]["id"]
    path = "/product/202608/inventory/operation/settings"
    body = {
        "seller_id": scene.shop.shop_id,
        "sku_ids": [sku_id, "1"],
        "stock_operation_setting": {"enable_auto_restock": False},
    }
    told = scene.ask("POST", path, body).data["stock_operation"]
    assert told == {"success_sku_ids": [sku_id], "failed_sku_ids": ["1"]}
    for wanted in ([], [sku_id] * 501):
        assert scene.ask("POST", path, {**body, "sku_ids": wanted}).code == 36009004
