"""How orders leave: packages, their carriers and tracking numbers."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok import domain_orders, wire_orders
from tiktok_bc_sync.clients.tiktok.calling import ShopCalls

SHIP = Endpoint(
    "markPackageAsShipped",
    "POST",
    "/fulfillment/202610/orders/{order_id}/packages",
    wire_orders.Shipped,
    idempotent=False,
    shop=True,
)


class PackageCalls(ShopCalls):
    """Calls about packages."""

    __slots__ = ()

    async def ship(
        self, order_id: str, line_ids: Sequence[str], *, provider_id: str, tracking_number: str
    ) -> str:
        """Mark lines as shipped by the seller and return the package's id.

        Vendor: Mark Package As Shipped, version 202610.
        """
        body = domain_orders.shipment_body(line_ids, provider_id, tracking_number)
        shipped = await self._ask(SHIP, ids={"order_id": order_id}, body=body)
        return shipped.value.package_id
