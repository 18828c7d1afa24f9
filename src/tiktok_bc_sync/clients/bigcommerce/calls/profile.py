"""What kind of store it is: currencies, units, sales channels, and how it treats stock, tax and shipping."""

from __future__ import annotations

from msgspec import Raw

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls, whole
from tiktok_bc_sync.clients.bigcommerce.domain import nouns as domain
from tiktok_bc_sync.clients.bigcommerce.domain import settings as domain_settings
from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.bigcommerce.wire import settings as wire_settings
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import (
    Channel,
    Currency,
    InventorySettings,
    ShippingSettings,
    Store,
    TaxClass,
)

STORE = Endpoint("getStore", "GET", "/v2/store", wire.StoreInfo)
# An empty v2 list is an answer without a body.
RATES = Endpoint("getCurrencies", "GET", "/v2/currencies", list[wire.CurrencyItem], empty=b"[]")
CURRENCIES = Endpoint("getCurrencies", "GET", "/v2/currencies", list[Raw], empty=b"[]")
TAX_CLASSES = Endpoint("getTaxClasses", "GET", "/v2/tax_classes", list[Raw], empty=b"[]")
CHANNELS = Endpoint("getChannels", "GET", "/v3/channels", wire.Listed)
INVENTORY_SETTINGS = Endpoint(
    "getSettingsInventory",
    "GET",
    "/v3/settings/inventory",
    wire.Answer[wire_settings.StockSettings],
)
SHIPPING_SETTINGS = Endpoint(
    "getShippingSettings",
    "GET",
    "/v3/shipping/settings",
    wire.Answer[wire_settings.ShippingItem],
)


class ProfileCalls(StoreCalls):
    """Calls about the store itself."""

    __slots__ = ()

    async def store(self) -> Store:
        """Return the store's currency, units and exchange rates. Vendor: v2 store, currencies."""
        info = await self._ask(STORE)
        currencies = await self._whole_list(RATES)
        return info.read("getStore", lambda found: domain.store(self.store_hash, found, currencies))

    async def currencies(self) -> list[Currency]:
        """Return the store's currencies with their rates to the default one. Vendor: v2 currencies."""
        kind, convert = wire_settings.StoreCurrencyItem, domain_settings.currency
        return await whole(self._bare_list(CURRENCIES, "currency", kind, convert))

    async def channels(self) -> list[Channel]:
        """Return where the store sells. Vendor: v3 channels."""
        kind, convert = wire_settings.ChannelItem, domain_settings.channel
        return await whole(self._list(CHANNELS, "channel", kind, convert))

    async def tax_classes(self) -> list[TaxClass]:
        """Return the classes of goods that are taxed alike. Vendor: v2 tax_classes."""
        kind, convert = wire_settings.TaxClassItem, domain_settings.tax_class
        return await whole(self._bare_list(TAX_CLASSES, "tax class", kind, convert))

    async def inventory_settings(self) -> InventorySettings:
        """Return what happens to stock when orders come and go. Vendor: v3 settings/inventory."""
        convert = domain_settings.inventory_settings
        return await self._one(INVENTORY_SETTINGS, "inventory settings", convert)

    async def shipping_settings(self) -> ShippingSettings:
        """Return what the check-out says of shipping. Vendor: v3 shipping/settings."""
        convert = domain_settings.shipping_settings
        return await self._one(SHIPPING_SETTINGS, "shipping settings", convert)
