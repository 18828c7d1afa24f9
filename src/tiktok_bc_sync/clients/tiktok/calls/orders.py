"""What buyers ordered, and under which ids other systems know it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls, window
from tiktok_bc_sync.clients.tiktok.domain import orders as domain_orders
from tiktok_bc_sync.clients.tiktok.domain.prices import price_detail
from tiktok_bc_sync.clients.tiktok.domain.shops import given
from tiktok_bc_sync.clients.tiktok.wire import envelope as wire
from tiktok_bc_sync.clients.tiktok.wire import orders as wire_orders
from tiktok_bc_sync.clients.tiktok.wire.asking import some
from tiktok_bc_sync.models import ExternalOrder, Order, PriceDetail

SEARCH_ORDERS = Endpoint(
    "getOrderList", "POST", "/order/202309/orders/search", wire.listed("orders"), shop=True
)
ORDER_DETAIL = Endpoint(
    "getOrderDetail", "GET", "/order/202507/orders", wire.listed("orders"), shop=True
)
# Adding the same reference again changes nothing.
ADD_REFERENCES = Endpoint(
    "addExternalOrderReferences",
    "POST",
    "/order/202406/orders/external_orders",
    wire.Errors,
    shop=True,
)
REFERENCES = Endpoint(
    "getExternalOrderReferences",
    "GET",
    "/order/202406/orders/{order_id}/external_orders",
    wire_orders.References,
    shop=True,
)
SEARCH_REFERENCES = Endpoint(
    "searchOrdersByExternalOrderReference",
    "POST",
    "/order/202406/orders/external_order_search",
    wire_orders.ReferencedOrders,
    shop=True,
)
PRICE_DETAIL = Endpoint(
    "getOrderPriceDetails",
    "GET",
    "/order/202407/orders/{order_id}/price_detail",
    dict[str, object],
    shop=True,
)
# What the vendor takes in one call.
_ORDERS_A_CALL = 50


class OrderCalls(ShopCalls):
    """Calls about orders."""

    __slots__ = ()

    def search_orders(
        self, *, updated_since: datetime | None = None, updated_before: datetime | None = None
    ) -> Pages[Order]:
        """List orders by the time of their last update, oldest first.

        Vendor: Get Order List, version 202309.
        """
        return self._list(
            SEARCH_ORDERS,
            "order",
            wire_orders.OrderItem,
            domain_orders.order,
            query={"sort_field": "update_time", "sort_order": "ASC"},
            body=window("update_time", ge=updated_since, lt=updated_before),
        )

    async def orders(self, order_ids: Sequence[str]) -> list[Order]:
        """Return orders by their ids; unknown ones are left out.

        Raises `UnexpectedAnswer` where one of them can't be read: ask for the others alone.
        Vendor: Get Order Detail, version 202507.
        """
        wanted = some(order_ids, "order_ids")
        found: list[Order] = []
        for start in range(0, len(wanted), _ORDERS_A_CALL):
            ids = ",".join(wanted[start : start + _ORDERS_A_CALL])
            page = await self._ask(ORDER_DETAIL, query={"ids": ids})
            items, unread = page.read_each(
                "order", page.value.items or (), wire_orders.OrderItem, domain_orders.order
            )
            if unread:
                raise unread[0]
            found += items
        return found

    async def price_detail(self, order_id: str) -> PriceDetail:
        """Return how an order's price came about. Vendor: Get Order Price Details, version 202407."""
        found = await self._ask(PRICE_DETAIL, ids={"order_id": order_id})
        return found.read(f"order {order_id}", lambda data: price_detail(data, order_id))

    async def external_orders(self, order_id: str) -> list[ExternalOrder]:
        """Return under which ids the store knows an order.

        Vendor: Get External Order References, version 202406.
        """
        query = {"platform": domain_orders.PLATFORM}
        found = await self._ask(REFERENCES, ids={"order_id": order_id}, query=query)
        return [
            domain_orders.external_order(order_id, one) for one in found.value.external_orders or ()
        ]

    async def find_external_order(self, external_id: str) -> list[ExternalOrder]:
        """Return the orders that the store knows under an id.

        Vendor: Search Orders by External Order Reference, version 202406.
        """
        given(external_id=external_id)
        query = {"platform": domain_orders.PLATFORM, "external_order_id": external_id}
        found = await self._ask(SEARCH_REFERENCES, query=query, body={})
        return domain_orders.referenced(found.value)

    async def add_external_order(
        self, order_id: str, external_id: str, lines: Sequence[tuple[str, str]]
    ) -> None:
        """Tie an order to its id in the store, line by line (TikTok's line, the store's line).

        A second time replaces the first. TikTok takes 100 lines: more are left out, and the order is
        found all the same.
        Vendor: Add External Order References, version 202406.
        """
        body = domain_orders.external_order_body(order_id, external_id, lines)
        await self._confirm(ADD_REFERENCES, body)
