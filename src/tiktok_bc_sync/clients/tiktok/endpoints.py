"""TikTok Shop's operations as values: method, path and version, what they answer, what may be repeated."""

from __future__ import annotations

from typing import TypeVar

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok import wire, wire_orders

T = TypeVar("T")
Reply = wire.Envelope


def _of_shop(
    name: str, method: str, path: str, answer: type[T], *, idempotent: bool = True
) -> Endpoint[T]:
    """Return an operation whose requests must name the shop."""
    return Endpoint(name, method, path, answer, idempotent, shop=True)


# A refresh may end the old token: a repeat could be refused although the first one worked.
TOKEN_GET = Endpoint(
    "getToken", "GET", "/api/v2/token/get", Reply[wire.TokenData], idempotent=False
)
TOKEN_REFRESH = Endpoint(
    "refreshToken", "GET", "/api/v2/token/refresh", Reply[wire.TokenData], idempotent=False
)
SHOPS = Endpoint("getAuthorizedShops", "GET", "/authorization/202309/shops", Reply[wire.Shops])

CATEGORIES = _of_shop("getCategories", "GET", "/product/202309/categories", Reply[wire.Categories])
ATTRIBUTES = _of_shop(
    "getCategoryAttributes",
    "GET",
    "/product/202309/categories/{category_id}/attributes",
    Reply[wire.Attributes],
)
RULES = _of_shop(
    "getCategoryRules",
    "GET",
    "/product/202309/categories/{category_id}/rules",
    Reply[wire.CategoryRules],
)
UPLOAD_IMAGE = Endpoint(
    "uploadProductImage", "POST", "/product/202309/images/upload", Reply[wire.Uploaded]
)
CREATE_PRODUCT = _of_shop(
    "createProduct", "POST", "/product/202309/products", Reply[wire.Created], idempotent=False
)
EDIT_PRODUCT = _of_shop(
    "editProduct", "PUT", "/product/202509/products/{product_id}", Reply[wire.Created]
)
GET_PRODUCT = _of_shop(
    "getProduct", "GET", "/product/202309/products/{product_id}", Reply[wire.ProductItem]
)
SEARCH_PRODUCTS = _of_shop(
    "searchProducts", "POST", "/product/202502/products/search", Reply[wire.ProductPage]
)
UPDATE_PRICE = _of_shop(
    "updatePrice", "POST", "/product/202309/products/{product_id}/prices/update", Reply[wire.Errors]
)
UPDATE_INVENTORY = _of_shop(
    "updateInventory",
    "POST",
    "/product/202309/products/{product_id}/inventory/update",
    Reply[wire.Errors],
)
WAREHOUSES = _of_shop(
    "getWarehouseList", "GET", "/logistics/202309/warehouses", Reply[wire.Warehouses]
)
PROVIDERS = _of_shop(
    "getShippingProviders",
    "GET",
    "/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers",
    Reply[wire.Providers],
)

SEARCH_ORDERS = _of_shop(
    "getOrderList", "POST", "/order/202309/orders/search", Reply[wire_orders.OrderPage]
)
ORDER_DETAIL = _of_shop(
    "getOrderDetail", "GET", "/order/202507/orders", Reply[wire_orders.OrderPage]
)
# Adding the same reference again changes nothing.
ADD_REFERENCES = _of_shop(
    "addExternalOrderReferences", "POST", "/order/202406/orders/external_orders", Reply[wire.Errors]
)
SHIP = _of_shop(
    "markPackageAsShipped",
    "POST",
    "/fulfillment/202610/orders/{order_id}/packages",
    Reply[wire_orders.Shipped],
    idempotent=False,
)
ELIGIBILITY = _of_shop(
    "getAftersaleEligibility",
    "GET",
    "/return_refund/202602/orders/{order_id}/aftersale_eligibility",
    Reply[wire_orders.Eligibility],
)
CANCEL_ORDER = _of_shop(
    "cancelOrder",
    "POST",
    "/return_refund/202602/cancellations",
    Reply[wire_orders.CancelData],
    idempotent=False,
)
SEARCH_RETURNS = _of_shop(
    "searchReturns", "POST", "/return_refund/202602/returns/search", Reply[wire_orders.ReturnPage]
)
