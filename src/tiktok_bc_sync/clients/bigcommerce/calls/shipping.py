"""What leaves the store: shipments of orders."""

from __future__ import annotations

from msgspec import Raw

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls, whole
from tiktok_bc_sync.clients.bigcommerce.domain import nouns as domain
from tiktok_bc_sync.clients.bigcommerce.domain import orders as domain_orders
from tiktok_bc_sync.clients.bigcommerce.domain.asking import changes
from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import Shipment, ShipmentDraft

_SHIPMENTS = "/v2/orders/{order_id}/shipments"
_SHIPMENT = f"{_SHIPMENTS}/{{shipment_id}}"
SHIPMENTS = Endpoint("getOrderShipments", "GET", _SHIPMENTS, list[Raw], empty=b"[]")
CREATE_SHIPMENT = Endpoint(
    "createOrderShipments", "POST", _SHIPMENTS, wire.ShipmentItem, idempotent=False
)
UPDATE_SHIPMENT = Endpoint("updateOrderShipment", "PUT", _SHIPMENT, wire.ShipmentItem)
DELETE_SHIPMENT = Endpoint("deleteOrderShipment", "DELETE", _SHIPMENT, object)


class ShipmentCalls(StoreCalls):
    """Calls about shipments."""

    __slots__ = ()

    async def shipments(self, order_id: str) -> list[Shipment]:
        """Return an order's shipments. Vendor: v2 order shipments."""
        ids, convert = {"order_id": order_id}, domain.shipment
        return await whole(
            self._bare_list(SHIPMENTS, "shipment", wire.ShipmentItem, convert, ids=ids)
        )

    async def create_shipment(self, order_id: str, draft: ShipmentDraft) -> Shipment:
        """Let units of an order leave; its status follows. Never repeated by itself.

        Raises `Refused` for more units than are left. Vendor: v2 order shipments.
        """
        ids, body = {"order_id": order_id}, domain_orders.shipment_body(draft)
        made = await self._ask(CREATE_SHIPMENT, ids=ids, body=body)
        return made.read(f"shipment of order {order_id}", domain.shipment)

    async def update_shipment(
        self,
        order_id: str,
        shipment_id: str,
        *,
        tracking_number: str | None = None,
        carrier: str | None = None,
        method: str | None = None,
        comment: str | None = None,
    ) -> Shipment:
        """Correct how a shipment is tracked; None leaves a thing as it is. Its units can't be changed.

        Vendor: v2 order shipments.
        """
        told = {
            "tracking_number": tracking_number,
            "tracking_carrier": carrier,
            "shipping_method": method,
            "comments": comment,
        }
        body = changes({name: one for name, one in told.items() if one is not None}, "change")
        ids = {"order_id": order_id, "shipment_id": shipment_id}
        changed = await self._ask(UPDATE_SHIPMENT, ids=ids, body=body)
        return changed.read(f"shipment {shipment_id}", domain.shipment)

    async def delete_shipment(self, order_id: str, shipment_id: str) -> None:
        """Take a shipment back, or find it gone. Vendor: v2 order shipments."""
        await self._delete(DELETE_SHIPMENT, order_id=order_id, shipment_id=shipment_id)
