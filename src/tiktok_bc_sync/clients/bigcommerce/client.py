"""BigCommerce's operations as typed calls."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.calls.calling import API_URL
from tiktok_bc_sync.clients.bigcommerce.calls.categories import CategoryCalls
from tiktok_bc_sync.clients.bigcommerce.calls.inventory import InventoryCalls
from tiktok_bc_sync.clients.bigcommerce.calls.metafields import MetafieldCalls
from tiktok_bc_sync.clients.bigcommerce.calls.order_parts import OrderPartCalls
from tiktok_bc_sync.clients.bigcommerce.calls.orders import OrderCalls
from tiktok_bc_sync.clients.bigcommerce.calls.price_lists import PriceListCalls
from tiktok_bc_sync.clients.bigcommerce.calls.product_parts import ProductPartCalls
from tiktok_bc_sync.clients.bigcommerce.calls.products import ProductCalls
from tiktok_bc_sync.clients.bigcommerce.calls.profile import ProfileCalls
from tiktok_bc_sync.clients.bigcommerce.calls.refunds import RefundCalls
from tiktok_bc_sync.clients.bigcommerce.calls.shipping import ShipmentCalls
from tiktok_bc_sync.clients.bigcommerce.calls.subscriptions import SubscriptionCalls
from tiktok_bc_sync.clients.bigcommerce.calls.variants import VariantCalls


class AsyncBigCommerce(
    ProfileCalls,
    ProductCalls,
    VariantCalls,
    ProductPartCalls,
    MetafieldCalls,
    CategoryCalls,
    InventoryCalls,
    PriceListCalls,
    OrderCalls,
    OrderPartCalls,
    ShipmentCalls,
    RefundCalls,
    SubscriptionCalls,
):
    """One BigCommerce store. Every call stands alone; `BigCommerce` is the same without ``await``.

    All calls raise the tree under `VendorError`, and `InvalidInput` for what no request can be made of.
    """

    __slots__ = ()


__all__ = ["API_URL", "AsyncBigCommerce"]
