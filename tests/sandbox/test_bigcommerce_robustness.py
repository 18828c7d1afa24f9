"""Whatever is sent to the fake store is answered, and what is refused has changed nothing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.bigcommerce_scene import ADDRESS, LAMP, Caller, opened

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["LAMP-WHITE", "1.5", "-1", "NaN", "1e400", "²"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
_ORDER = {
    "billing_address": ADDRESS,
    "products": [{"product_id": 301, "variant_id": 1001, "quantity": 1, "product_options": []}],
    "shipping_addresses": [ADDRESS],
    "status_id": 11,
    "external_order_id": "577",
    "total_inc_tax": "5",
    "date_created": "Sat, 01 Mar 2025 12:00:00 +0000",
}
_SHIPMENT = {
    "order_address_id": 2,
    "items": [{"order_product_id": 1, "quantity": 1}],
    "tracking_number": "1",
    "shipping_provider": "ups",
}
_PRODUCT = {key: value for key, value in LAMP.items() if key != "id"} | {
    "name": "New",
    "sku": "NEW",
    "variants": [{"sku": "N", "option_values": [{"option_display_name": "C", "label": "R"}]}],
    "custom_fields": [{"name": "a", "value": "b"}],
    "modifiers": [],
}
_VARIANT = {"sku": "V", "price": 1, "option_values": [{"option_display_name": "C", "label": "R"}]}
_LEGACY = {
    "name": "Old",
    "type": "physical",
    "price": "5.00",
    "weight": "1",
    "categories": [11],
    "availability": "available",
    "inventory_tracking": "simple",
}
_CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v2/orders", _ORDER),
    ("PUT", "/v2/orders/101", {key: _ORDER[key] for key in ("status_id", "billing_address")}),
    ("POST", "/v2/orders/101/shipments", _SHIPMENT),
    ("PUT", "/v2/orders/101/shipments/1", {"tracking_number": "1", "comments": "x"}),
    ("POST", "/v3/catalog/products", _PRODUCT),
    ("PUT", "/v3/catalog/products/301", _PRODUCT),
    ("POST", "/v3/catalog/products/301/variants", _VARIANT),
    ("PUT", "/v3/catalog/products/301/variants/1001", _VARIANT),
    ("POST", "/v3/catalog/brands", {"name": "B"}),
    ("POST", "/v2/products", _LEGACY),
    ("PUT", "/v2/products/302", _LEGACY),
]


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Take a right body and put anything in the place of some value in it."""
    method, path, body = draw(st.sampled_from(_CALLS))
    body = json.loads(json.dumps(body))
    place: Any = body
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or draw(st.booleans()):
            place[key] = draw(_VALUES)
            return method, path, body
        place = place[key]


def ready() -> Caller:
    """Open a store with an order that has a shipment, and more to ship."""
    caller = Caller(opened())
    order = caller.orders({"product_id": 302, "quantity": 3})["id"]
    caller.sandbox.merchant.ships(order, carrier="DPD", tracking_number="1", items={1: 1})
    return caller


def told(caller: Caller) -> list[object]:
    """Return all that a caller can see of the store."""
    paths = (
        "/v3/catalog/products?include=variants,images",
        "/v2/orders",
        "/v2/orders/101/shipments",
        "/v3/catalog/brands",
    )
    return [caller.http.get(path).json() for path in paths]


@settings(max_examples=80, deadline=None)
@given(call=bent())
def test_any_body_is_taken_or_refused_whole(call: tuple[str, str, dict[str, Any]]) -> None:
    caller = ready()
    before = told(caller)

    method, path, body = call
    answer = caller.http.request(method, path, content=json.dumps(body))

    assert answer.status_code < 500
    after = told(caller)  # what was taken in can be shown
    if not answer.is_success:
        assert after == before


@settings(max_examples=80, deadline=None)
@given(
    path=st.sampled_from(
        ["/v3/catalog/products", "/v2/orders", "/v2/products", "/v3/catalog/variants"]
    ),
    name=st.sampled_from(
        [
            "id",
            "id:in",
            "sku",
            "date_modified:min",
            "price:less",
            "is_visible",
            "categories:in",
            "limit",
            "page",
            "sort",
            "include",
            "include_fields",
            "min_total",
            "max_date_created",
            "status_id",
            "product_id:in",
        ]
    ),
    text=st.text(max_size=8) | st.sampled_from(["nan", "1e9999", "²", "2025-03-01", "-1", "1,2"]),
)
def test_any_query_is_answered(path: str, name: str, text: str) -> None:
    answer = ready().http.get(path, params={name: text})

    assert answer.status_code < 500


@given(path=st.text(max_size=20), method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]))
@settings(max_examples=30, deadline=None)
def test_any_path_is_answered(path: str, method: str) -> None:
    caller = Caller(opened())

    answer = caller.http.request(method, f"/v2/{quote(path)}")

    assert answer.status_code < 500
