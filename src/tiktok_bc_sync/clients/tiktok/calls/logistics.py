"""Where a shop keeps its goods and who carries them."""

from __future__ import annotations

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls
from tiktok_bc_sync.clients.tiktok.domain import packages as domain_packages
from tiktok_bc_sync.clients.tiktok.domain import shops as domain
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire import packages as wire_packages
from tiktok_bc_sync.models import DeliveryOption, ShippingProvider, Warehouse

WAREHOUSES = Endpoint(
    "getWarehouseList", "GET", "/logistics/202309/warehouses", wire.Warehouses, shop=True
)
PROVIDERS = Endpoint(
    "getShippingProviders",
    "GET",
    "/logistics/202309/delivery_options/{delivery_option_id}/shipping_providers",
    wire.Providers,
    shop=True,
)
DELIVERY_OPTIONS = Endpoint(
    "getWarehouseDeliveryOptions",
    "GET",
    "/logistics/202309/warehouses/{warehouse_id}/delivery_options",
    wire_packages.DeliveryOptions,
    shop=True,
)


class LogisticsCalls(ShopCalls):
    """Calls about warehouses and carriers."""

    __slots__ = ()

    async def warehouses(self) -> list[Warehouse]:
        """Return the warehouses that stock can be kept in; not those for returns.

        Vendor: Get Warehouse List, version 202309.
        """
        return domain.warehouses((await self._ask(WAREHOUSES)).value)

    async def delivery_options(self, warehouse_id: str) -> list[DeliveryOption]:
        """Return the ways of delivery that a warehouse offers.

        Vendor: Get Warehouse Delivery Options, version 202309.
        """
        found = await self._ask(DELIVERY_OPTIONS, ids={"warehouse_id": warehouse_id})
        return domain_packages.delivery_options(found.value)

    async def shipping_providers(self, delivery_option_id: str) -> list[ShippingProvider]:
        """Return the carriers of a delivery option. Vendor: Get Shipping Providers, version 202309."""
        ids = {"delivery_option_id": delivery_option_id}
        found = (await self._ask(PROVIDERS, ids=ids)).value
        return [ShippingProvider(one.id, one.name) for one in found.shipping_providers or ()]
