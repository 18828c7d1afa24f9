"""Connect a merchant's BigCommerce store to the merchant's TikTok Shop.

Hold a `Connector`, or an `AsyncConnector` to await, with a storage of your own; see
`tiktok_bc_sync.clients` for the marketplaces' calls alone and `tiktok_bc_sync.rules` for rule groups
alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiktok_bc_sync.connector import AsyncConnector, Connector
from tiktok_bc_sync.credentials import ShopCredentials, StoreCredentials
from tiktok_bc_sync.errors import SyncError
from tiktok_bc_sync.models import (
    Account,
    Action,
    Activity,
    AttributeSource,
    ListingStatus,
    Money,
    OrderStatus,
    ParcelDefaults,
    PriceRule,
    ReturnStatus,
    Settings,
    SimpleProducts,
    StockRule,
    Token,
)
from tiktok_bc_sync.rules import all_of, any_of, brand, category, sku, title
from tiktok_bc_sync.storage import AsyncStorage, MemoryStorage, Storage

if TYPE_CHECKING:
    from tiktok_bc_sync.storage import SqlStorage

__all__ = [
    "Account",
    "Action",
    "Activity",
    "AsyncConnector",
    "AsyncStorage",
    "AttributeSource",
    "Connector",
    "ListingStatus",
    "MemoryStorage",
    "Money",
    "OrderStatus",
    "ParcelDefaults",
    "PriceRule",
    "ReturnStatus",
    "Settings",
    "ShopCredentials",
    "SimpleProducts",
    "SqlStorage",
    "StockRule",
    "Storage",
    "StoreCredentials",
    "SyncError",
    "Token",
    "all_of",
    "any_of",
    "brand",
    "category",
    "sku",
    "title",
]


def __getattr__(name: str) -> object:
    """Import SQLAlchemy only for those who use it."""
    if name == "SqlStorage":
        from tiktok_bc_sync.storage import SqlStorage

        return SqlStorage
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
