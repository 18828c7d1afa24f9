"""What kind of store it is: its currency, units and exchange rates."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce import domain, wire
from tiktok_bc_sync.clients.bigcommerce.calling import StoreCalls
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import Store

STORE = Endpoint("getStore", "GET", "/v2/store", wire.StoreInfo)
# An empty v2 list is an answer without a body.
CURRENCIES = Endpoint(
    "getCurrencies", "GET", "/v2/currencies", list[wire.CurrencyItem], empty=b"[]"
)


class ProfileCalls(StoreCalls):
    """Calls about the store itself."""

    __slots__ = ()

    async def store(self) -> Store:
        """Return the store's currency, units and exchange rates. Vendor: v2 store, currencies."""
        info = await self._ask(STORE)
        currencies = await self._whole_list(CURRENCIES)
        return info.read("getStore", lambda found: domain.store(self.store_hash, found, currencies))
