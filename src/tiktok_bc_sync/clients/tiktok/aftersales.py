"""What goes back: cancellations, returns and refunds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok import domain_orders, wire, wire_orders
from tiktok_bc_sync.clients.tiktok.calling import ShopCalls, window
from tiktok_bc_sync.models import Cancellation, Return

ELIGIBILITY = Endpoint(
    "getAftersaleEligibility",
    "GET",
    "/return_refund/202602/orders/{order_id}/aftersale_eligibility",
    wire_orders.Eligibility,
    shop=True,
)
CANCEL_ORDER = Endpoint(
    "cancelOrder",
    "POST",
    "/return_refund/202602/cancellations",
    wire_orders.CancelData,
    idempotent=False,
    shop=True,
)
SEARCH_RETURNS = Endpoint(
    "searchReturns",
    "POST",
    "/return_refund/202602/returns/search",
    wire.listed("return_orders"),
    shop=True,
)


class AftersaleCalls(ShopCalls):
    """Calls about cancellations and returns."""

    __slots__ = ()

    async def cancel_reasons(self, order_id: str) -> tuple[str, ...]:
        """Return the reasons that the seller may cancel the order for now.

        Vendor: Get Aftersale Eligibility, version 202602.
        """
        query = {"initiate_aftersale_user": "SELLER"}
        found = await self._ask(ELIGIBILITY, ids={"order_id": order_id}, query=query)
        return domain_orders.cancel_reasons(found.value)

    async def cancel_order(
        self, order_id: str, reason: str, line_ids: Sequence[str] = ()
    ) -> Cancellation:
        """Cancel an order, or some of its lines, as the seller.

        ``reason`` must be one that `cancel_reasons` offers. Vendor: Cancel Order, version 202602.
        """
        body = domain_orders.cancellation_body(order_id, reason, line_ids)
        made = (await self._ask(CANCEL_ORDER, body=body)).value
        return Cancellation(made.cancel_id, order_id, made.cancel_status)

    def search_returns(
        self, *, updated_since: datetime | None = None, order_ids: Sequence[str] = ()
    ) -> Pages[Return]:
        """List returns updated since then. Vendor: Search Returns, version 202602."""
        body = window("update_time", ge=updated_since)
        if order_ids:
            body["order_ids"] = list(order_ids)
        return self._list(
            SEARCH_RETURNS, "return", wire_orders.ReturnItem, domain_orders.returned, body=body
        )
