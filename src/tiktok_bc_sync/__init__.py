"""Connect a merchant's BigCommerce store to the merchant's TikTok Shop.

Hold a `Connector`, or an `AsyncConnector` to await, with a storage of your own; see
`tiktok_bc_sync.clients` for the marketplaces' calls alone and `tiktok_bc_sync.rules` for rule groups
alone. Names are imported at their first use, so that who needs only a piece pays only for that.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktok_bc_sync.connector import (
        App,
        AsyncApp,
        AsyncConnector,
        AttributeGroups,
        CarrierMapping,
        CarrierSuggestion,
        CategoryChoice,
        Connector,
        Drift,
        EditProblem,
        Effects,
        ExchangeRate,
        Move,
        OversellReport,
        Pace,
        Plan,
        Preview,
        ProductAdvice,
        ProductExplanation,
        Refreshed,
        Sale,
        Saved,
        StandingClock,
        Summary,
        TemplateEffects,
        TemplatePage,
    )
    from tiktok_bc_sync.credentials import AppCredentials, ShopCredentials, StoreCredentials
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
    from tiktok_bc_sync.storage import (
        Archive,
        AsyncArchive,
        AsyncEncryptedStorage,
        AsyncSqlStorage,
        AsyncStorage,
        EncryptedStorage,
        JsonValue,
        MemoryStorage,
        SqlStorage,
        Storage,
        new_key,
        plain_value,
        read_value,
    )

__all__ = [
    "Account",
    "Action",
    "Activity",
    "App",
    "AppCredentials",
    "Archive",
    "AsyncApp",
    "AsyncArchive",
    "AsyncConnector",
    "AsyncEncryptedStorage",
    "AsyncSqlStorage",
    "AsyncStorage",
    "AttributeGroups",
    "AttributeSource",
    "CarrierMapping",
    "CarrierSuggestion",
    "CategoryChoice",
    "Connector",
    "Drift",
    "EditProblem",
    "Effects",
    "EncryptedStorage",
    "ExchangeRate",
    "JsonValue",
    "ListingStatus",
    "MemoryStorage",
    "Money",
    "Move",
    "OrderStatus",
    "OversellReport",
    "Pace",
    "ParcelDefaults",
    "Plan",
    "Preview",
    "PriceRule",
    "ProductAdvice",
    "ProductExplanation",
    "Refreshed",
    "ReturnStatus",
    "Sale",
    "Saved",
    "Settings",
    "ShopCredentials",
    "SimpleProducts",
    "SqlStorage",
    "StandingClock",
    "StockRule",
    "Storage",
    "StoreCredentials",
    "Summary",
    "SyncError",
    "TemplateEffects",
    "TemplatePage",
    "Token",
    "all_of",
    "any_of",
    "brand",
    "category",
    "new_key",
    "plain_value",
    "read_value",
    "sku",
    "title",
]

# The rooms whose names are public here, those that cost least first.
_ROOMS = ("errors", "rules", "models", "credentials", "storage", "connector")


def __getattr__(name: str) -> object:
    """Import a public name from the room that has it."""
    if name in __all__:
        for room in _ROOMS:
            found = getattr(import_module(f"{__name__}.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
