"""What the store has sold: orders with their lines."""

from __future__ import annotations

from datetime import datetime

from msgspec import Raw

from tiktok_bc_sync.clients.bigcommerce.calls.calling import PAGE, StoreCalls, itself
from tiktok_bc_sync.clients.bigcommerce.domain import nouns as domain
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import Json
from tiktok_bc_sync.clients.bigcommerce.wire import answers as wire
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.reading import Answered
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.models import OrderDraft, StoreOrder, StoreOrderStatus

ORDERS = Endpoint("getOrders", "GET", "/v2/orders", list[Raw], empty=b"[]")
ORDER = Endpoint("getOrder", "GET", "/v2/orders/{order_id}", wire.OrderItem)
ORDER_PRODUCTS = Endpoint(
    "getOrderProducts",
    "GET",
    "/v2/orders/{order_id}/products",
    list[wire.OrderLineItem],
    empty=b"[]",
)
CREATE_ORDER = Endpoint("createOrder", "POST", "/v2/orders", wire.OrderItem, idempotent=False)
UPDATE_ORDER = Endpoint("updateOrder", "PUT", "/v2/orders/{order_id}", wire.OrderItem)


class OrderCalls(StoreCalls):
    """Calls about orders."""

    __slots__ = ()

    async def find_order(self, external_id: str) -> StoreOrder | None:
        """Return the order that we made from another system's order, with its lines.

        Vendor: v2 orders, filtered by external_order_id.
        """
        query = {"external_order_id": external_id, "limit": str(PAGE)}
        page = await self._ask(ORDERS, query=query)
        found, unread = page.read_each("order", page.value, wire.OrderItem, itself)
        # The filter may be wider than asked for: only the very id counts.
        ours = next((one for one in found if domain.is_ours(one, external_id)), None)
        if ours is None and unread:  # it may be ours: better not to know than to make it twice
            raise unread[0]
        return await self._with_lines(page.holding(ours)) if ours else None

    async def create_order(self, draft: OrderDraft) -> StoreOrder:
        """Create an order exactly as drafted. Never repeated by itself. Vendor: v2 orders."""
        body = domain.order_body(draft)
        return await self._with_lines(await self._ask(CREATE_ORDER, body=body))

    async def order(self, order_id: str) -> StoreOrder:
        """Return an order with its lines. Raises `RemoteNotFound`. Vendor: v2 orders."""
        ids = {"order_id": order_id}
        return await self._with_lines(await self._ask(ORDER, ids=ids))

    def updated_orders(self, since: datetime | None = None) -> Pages[StoreOrder]:
        """List orders that changed, without their lines. Vendor: v2 orders."""
        query = {"sort": "id"}
        if since:
            query["min_date_modified"] = aware(since, "since").isoformat()
        return self._bare_list(ORDERS, "order", wire.OrderItem, domain.store_order, query=query)

    async def set_order_status(self, order_id: str, status: StoreOrderStatus) -> StoreOrder:
        """Move an order to a status; the same one again changes nothing. Vendor: v2 orders."""
        body: Json = {"status_id": int(status)}
        moved = await self._ask(UPDATE_ORDER, ids={"order_id": order_id}, body=body)
        return moved.read(f"order {order_id}", domain.store_order)

    async def _with_lines(self, order: Answered[wire.OrderItem]) -> StoreOrder:
        ids = {"order_id": str(order.value.id)}
        lines = await self._whole_list(ORDER_PRODUCTS, ids)
        return order.read(f"order {order.value.id}", lambda item: domain.store_order(item, lines))
