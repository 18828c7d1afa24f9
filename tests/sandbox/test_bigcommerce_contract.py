"""The fake store's answers fit the vendor's own OpenAPI files."""

from __future__ import annotations

import pytest

from tests.contracts.judging import Judge
from tests.contracts.vendors import BIGCOMMERCE
from tests.sandbox.bigcommerce_scene import Caller, opened

_INCLUDED = "variants,images,custom_fields,options,primary_image"


@pytest.fixture(scope="module")
def caller() -> Caller:
    """A caller of a store that has a shipped order."""
    caller = Caller(opened())
    order = caller.orders({"product_id": 302, "quantity": 2}, external_order_id="577")
    caller.sandbox.merchant.ships(order["id"], carrier="DPD", tracking_number="1")
    return caller


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/v3/catalog/products", {"include": _INCLUDED}),
        ("/v3/catalog/products/301", {"include": _INCLUDED}),
        ("/v3/catalog/products/301/variants", {}),
        ("/v3/catalog/variants", {"sku": "MUG-1"}),
        ("/v3/catalog/brands", {}),
        ("/v3/catalog/trees/categories", {}),
        ("/v2/orders", {}),
        ("/v2/orders/101", {}),
        ("/v2/orders/count", {}),
        ("/v2/orders/101/products", {}),
        ("/v2/orders/101/shipping_addresses", {}),
        ("/v2/orders/101/shipments", {}),
        ("/v2/order_statuses", {}),
        ("/v2/store", {}),
        ("/v2/time", {}),
        ("/v2/currencies", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_fits_the_vendors_contract(
    caller: Caller, path: str, params: dict[str, str], true_to_the_vendors: Judge
) -> None:
    assert caller.get(path, **params)
    assert true_to_the_vendors.faults == []


def test_a_wrong_answer_is_told_from_a_right_one(caller: Caller) -> None:
    operation = BIGCOMMERCE.operation("GET", "/v2/orders/101")
    assert operation
    answer = caller.get("/v2/orders/101")

    faults = BIGCOMMERCE.answer_faults(operation, 200, {**answer, "id": "x", "new": 1})

    assert faults == [".id is 'x', no integer", ".new is not in the contract"]
