"""The fake store's answers fit the vendor's own OpenAPI files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened
from tests.sandbox.contract import Contract

_ORDERS, _STORE = "orders.v2.oas2.yml", "store_information.v2.yml"
_PRODUCTS = "catalog/products_catalog.v3.yml"
_VARIANTS = "catalog/product-variants_catalog.v3.yml"
_INCLUDED = "variants,images,custom_fields,options,primary_image"


@pytest.fixture(scope="module")
def caller() -> Caller:
    """A caller of a store that has a shipped order."""
    caller = Caller(opened())
    order = caller.orders({"product_id": 302, "quantity": 2}, external_order_id="577")
    caller.sandbox.merchant.ships(order["id"], carrier="DPD", tracking_number="1")
    return caller


@pytest.mark.parametrize(
    ("file", "operation", "path", "params"),
    [
        (_PRODUCTS, "/catalog/products", "/v3/catalog/products", {"include": _INCLUDED}),
        (
            _PRODUCTS,
            "/catalog/products/{product_id}",
            "/v3/catalog/products/301",
            {"include": _INCLUDED},
        ),
        (
            _VARIANTS,
            "/catalog/products/{product_id}/variants",
            "/v3/catalog/products/301/variants",
            {},
        ),
        (_VARIANTS, "/catalog/variants", "/v3/catalog/variants", {"sku": "MUG-1"}),
        ("catalog/brands_catalog.v3.yml", "/catalog/brands", "/v3/catalog/brands", {}),
        (
            "catalog/category-trees_catalog.v3.yml",
            "/catalog/trees/categories",
            "/v3/catalog/trees/categories",
            {},
        ),
        (_ORDERS, "/orders", "/v2/orders", {}),
        (_ORDERS, "/orders/{order_id}", "/v2/orders/101", {}),
        (_ORDERS, "/orders/count", "/v2/orders/count", {}),
        (_ORDERS, "/orders/{order_id}/products", "/v2/orders/101/products", {}),
        (_ORDERS, "/orders/{order_id}/shipping_addresses", "/v2/orders/101/shipping_addresses", {}),
        (_ORDERS, "/orders/{order_id}/shipments", "/v2/orders/101/shipments", {}),
        (_ORDERS, "/order_statuses", "/v2/order_statuses", {}),
        (_STORE, "/store", "/v2/store", {}),
        (_STORE, "/time", "/v2/time", {}),
        ("currencies.v2.yml", "/currencies", "/v2/currencies", {}),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/v") else "",
)
def test_an_answer_fits_the_vendors_contract(
    caller: Caller, shared: Path, file: str, operation: str, path: str, params: dict[str, str]
) -> None:
    answer = caller.get(path, **params)

    assert answer
    contract = Contract(shared / "specs" / "bigcommerce" / file)
    assert contract.faults(operation, "get", 200, answer) == []


def test_a_wrong_answer_is_told_from_a_right_one(caller: Caller, shared: Path) -> None:
    contract = Contract(shared / "specs" / "bigcommerce" / _ORDERS)
    answer = caller.get("/v2/orders/101")

    faults = contract.faults("/orders/{order_id}", "get", 200, {**answer, "id": "x", "new": 1})

    assert faults == [".id is 'x', no integer", ".new is not in the contract"]
