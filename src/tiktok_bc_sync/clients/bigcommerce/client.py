"""BigCommerce's operations as typed calls."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.calling import API_URL
from tiktok_bc_sync.clients.bigcommerce.categories import CategoryCalls
from tiktok_bc_sync.clients.bigcommerce.inventory import InventoryCalls
from tiktok_bc_sync.clients.bigcommerce.metafields import MetafieldCalls
from tiktok_bc_sync.clients.bigcommerce.order_parts import OrderPartCalls
from tiktok_bc_sync.clients.bigcommerce.orders import OrderCalls
from tiktok_bc_sync.clients.bigcommerce.price_lists import PriceListCalls
from tiktok_bc_sync.clients.bigcommerce.product_parts import ProductPartCalls
from tiktok_bc_sync.clients.bigcommerce.products import ProductCalls
from tiktok_bc_sync.clients.bigcommerce.profile import ProfileCalls
from tiktok_bc_sync.clients.bigcommerce.refunds import RefundCalls
from tiktok_bc_sync.clients.bigcommerce.shipping import ShipmentCalls
from tiktok_bc_sync.clients.bigcommerce.subscriptions import SubscriptionCalls
from tiktok_bc_sync.clients.bigcommerce.variants import VariantCalls


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
