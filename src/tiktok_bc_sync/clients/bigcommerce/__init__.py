"""BigCommerce: a typed client that can be used alone."""

from tiktok_bc_sync.clients.bigcommerce.blocking import BigCommerce
from tiktok_bc_sync.clients.bigcommerce.client import AsyncBigCommerce

__all__ = ["AsyncBigCommerce", "BigCommerce"]
