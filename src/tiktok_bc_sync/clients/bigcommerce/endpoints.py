"""BigCommerce's operations as values: method, path and version, what they answer, what may be repeated."""

from __future__ import annotations

from msgspec import Raw

from tiktok_bc_sync.clients.bigcommerce import wire
from tiktok_bc_sync.clients.session import Endpoint

STORE = Endpoint("getStore", "GET", "/v2/store", wire.StoreInfo)
# An empty v2 list is an answer without a body.
CURRENCIES = Endpoint(
    "getCurrencies", "GET", "/v2/currencies", list[wire.CurrencyItem], empty=b"[]"
)
PRODUCTS = Endpoint("getProducts", "GET", "/v3/catalog/products", wire.Listed)
BRANDS = Endpoint("getBrands", "GET", "/v3/catalog/brands", wire.Listed)
CATEGORIES = Endpoint("getCategories", "GET", "/v3/catalog/trees/categories", wire.Listed)
ORDERS = Endpoint("getOrders", "GET", "/v2/orders", list[Raw], empty=b"[]")
ORDER = Endpoint("getOrder", "GET", "/v2/orders/{order_id}", wire.OrderItem)
ORDER_PRODUCTS = Endpoint(
    "getOrderProducts",
    "GET",
    "/v2/orders/{order_id}/products",
    list[wire.OrderLineItem],
    empty=b"[]",
)
CREATE_ORDER = Endpoint("createOrder", "POST", "/v2/orders", wire.OrderItem, idempotent=False)
UPDATE_ORDER = Endpoint("updateOrder", "PUT", "/v2/orders/{order_id}", wire.OrderItem)
SHIPMENTS = Endpoint(
    "getShipments",
    "GET",
    "/v2/orders/{order_id}/shipments",
    list[wire.ShipmentItem],
    empty=b"[]",
)
