"""BigCommerce: a typed client that can be used alone, and how an app gets a store's token."""

from tiktok_bc_sync.clients.bigcommerce.blocking import BigCommerce
from tiktok_bc_sync.clients.bigcommerce.calls.authorization import AsyncStoreApp, StoreApp
from tiktok_bc_sync.clients.bigcommerce.client import AsyncBigCommerce

__all__ = ["AsyncBigCommerce", "AsyncStoreApp", "BigCommerce", "StoreApp"]
