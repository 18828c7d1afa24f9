"""What buyers ordered, and under which ids other systems know it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok import domain_orders, wire, wire_orders
from tiktok_bc_sync.clients.tiktok.calling import ShopCalls, window
from tiktok_bc_sync.models import Order

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
        found: list[Order] = []
        for start in range(0, len(order_ids), _ORDERS_A_CALL):
            ids = ",".join(order_ids[start : start + _ORDERS_A_CALL])
            page = await self._ask(ORDER_DETAIL, query={"ids": ids})
            items, unread = page.read_each(
                "order", page.value.items or (), wire_orders.OrderItem, domain_orders.order
            )
            if unread:
                raise unread[0]
            found += items
        return found

    async def add_external_order(
        self, order_id: str, external_id: str, lines: Sequence[tuple[str, str]]
    ) -> None:
        """Tie an order to its id in the store, line by line (TikTok's line, the store's line).

        Vendor: Add External Order References, version 202406.
        """
        body = domain_orders.external_order_body(order_id, external_id, lines)
        await self._confirm(ADD_REFERENCES, body)
