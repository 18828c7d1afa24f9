"""Prices that are struck through because the seller proved them by prices elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.tiktok_scene import Json
from tests.sandbox.tiktok_selling import FINE, SellingScene, opened


def listed(scene: SellingScene, **sku: Any) -> tuple[str, str]:
    """List a lamp with ids of another shop's, and return its id and its SKU's."""
    made = scene.sku(external_sku_id="E-1", **sku)
    product_id = scene.lists(made, external_product_id="E")
    return product_id, str(scene.skus(product_id)[0]["id"])


def proof(scene: SellingScene, sku_id: str, **changes: Any) -> Json:
    """Return what proves that a SKU was sold for 25 dollars yesterday and costs 30 elsewhere."""
    sold = {"amount": "25", "currency": "USD"}
    time = (scene.shop.clock.now - timedelta(days=1)).isoformat()
    made = {
        "id": sku_id,
        "external_sku_id": "E-1",
        "external_retail_price": {"amount": "30", "currency": "USD"},
        "external_transaction_price": {**sold, "transaction_time": time},
    }
    return {
        name: {**one, **changes.get(name, {})} if isinstance(one, dict) else changes.get(name, one)
        for name, one in made.items()
    }


def submit(scene: SellingScene, product_id: str, *skus: Json, external: str = "E") -> Any:
    path = f"/product/202609/products/{product_id}/strikethrough_price/submit"
    return scene.ask("POST", path, {"external_product_id": external, "skus": list(skus)})


def test_a_proved_price_is_struck_through_for_90_days() -> None:
    scene = opened("US")
    product_id, sku_id = listed(scene)
    assert "list_price" not in scene.skus(product_id)[0]
    assert submit(scene, product_id, proof(scene, sku_id)).data == {"errors": []}
    assert scene.skus(product_id)[0]["list_price"] == {"amount": "30", "currency": "USD"}
    scene.later(days=89)
    assert "list_price" in scene.skus(product_id)[0]
    scene.later(days=1)
    assert "list_price" not in scene.skus(product_id)[0]


def test_a_proved_price_outlives_an_edit_and_gives_way_to_the_sellers_own() -> None:
    scene = opened("US")
    product_id, sku_id = listed(scene)
    submit(scene, product_id, proof(scene, sku_id))
    scene.partly(product_id, title="A lamp with another name")
    scene.vendor.reviews()
    assert scene.skus(product_id)[0]["list_price"]["amount"] == "30"
    for price, own, shown in (("20", "28", "28"), ("30", None, None), ("29.99", None, "30")):
        sku = {"id": sku_id, "price": scene.price(price)}
        if own:
            sku["list_price"] = {"amount": own, "currency": "USD"}
        path = f"/product/202309/products/{product_id}/prices/update"
        assert scene.ask("POST", path, {"skus": [sku]}).code == FINE
        assert scene.skus(product_id)[0].get("list_price", {}).get("amount") == shown


FLAWS: list[tuple[str, Json]] = [
    ("another SKU", {"id": "1"}),
    ("another shop's SKU", {"external_sku_id": "E-2"}),
    ("a price of nothing", {"external_retail_price": {"amount": "0"}}),
    ("a price over 7600", {"external_retail_price": {"amount": "7600.01"}}),
    ("pounds", {"external_transaction_price": {"currency": "GBP"}}),
    ("a sale below the list price", {"external_transaction_price": {"amount": "21.99"}}),
    ("no time", {"external_transaction_price": {"transaction_time": "yesterday"}}),
    ("no time zone", {"external_transaction_price": {"transaction_time": "2025-02-28T12:00:00"}}),
    ("long ago", {"external_transaction_price": {"transaction_time": "2024-11-30T12:00:00Z"}}),
    ("tomorrow", {"external_transaction_price": {"transaction_time": "2025-03-02T12:00:00Z"}}),
    ("no such image", {"external_transaction_price": {"image": {"uri": "nowhere"}}}),
]


@pytest.mark.parametrize("changes", [one[1] for one in FLAWS], ids=[one[0] for one in FLAWS])
def test_what_proves_nothing_is_told_by_sku_and_stops_no_other(changes: Json) -> None:
    scene = opened("US")
    product_id, sku_id = listed(scene, list_price={"amount": "22", "currency": "USD"})
    flawed = proof(scene, sku_id, **changes)
    (error,) = submit(scene, product_id, flawed, proof(scene, sku_id)).data["errors"]
    assert (error["code"], error["detail"]) == (12052121, {"sku_id": flawed["id"]})


def test_a_product_is_named_by_the_other_shops_id_and_must_be_there() -> None:
    scene = opened("US")
    product_id, sku_id = listed(scene)
    assert submit(scene, product_id, proof(scene, sku_id), external="F").code == 12052120
    assert submit(scene, "1", proof(scene, sku_id)).code == 12052901
    scene.ask("DELETE", "/product/202309/products", {"product_ids": [product_id]})
    assert submit(scene, product_id, proof(scene, sku_id)).code == 12052900


def test_nothing_is_struck_through_outside_the_united_states() -> None:
    scene = opened("GB")
    product_id, sku_id = listed(scene)
    assert submit(scene, product_id, proof(scene, sku_id)).code == 12052066
