"""BigCommerce's operations as typed calls."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.calling import API_URL
from tiktok_bc_sync.clients.bigcommerce.orders import OrderCalls
from tiktok_bc_sync.clients.bigcommerce.products import ProductCalls
from tiktok_bc_sync.clients.bigcommerce.profile import ProfileCalls


class AsyncBigCommerce(ProfileCalls, ProductCalls, OrderCalls):
    """One BigCommerce store. Every call stands alone; `BigCommerce` is the same without ``await``.

    All calls raise the tree under `VendorError`, and `InvalidInput` for what no request can be made of.
    """

    __slots__ = ()


__all__ = ["API_URL", "AsyncBigCommerce"]
