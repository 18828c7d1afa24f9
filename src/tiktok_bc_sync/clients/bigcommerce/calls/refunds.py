"""Money that goes back, and what was paid: refunds and transactions of orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.bigcommerce.calls.calling import StoreCalls
from tiktok_bc_sync.clients.bigcommerce.domain import orders as domain
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import Json
from tiktok_bc_sync.clients.bigcommerce.wire import orders as wire_orders
from tiktok_bc_sync.clients.bigcommerce.wire.answers import Answer, Listed
from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.times import aware
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import OrderPayment, RefundItem, RefundPayment, RefundQuote, StoreRefund

_ACTIONS = "/v3/orders/{order_id}/payment_actions"
# A quote changes nothing.
QUOTE = Endpoint(
    "createOrderRefundQuotes",
    "POST",
    f"{_ACTIONS}/refund_quotes",
    Answer[wire_orders.QuoteItem],
)
CREATE_REFUND = Endpoint(
    "createOrderRefund",
    "POST",
    f"{_ACTIONS}/refunds",
    Answer[wire_orders.RefundItem],
    idempotent=False,
)
ORDER_REFUNDS = Endpoint("getOrderRefunds", "GET", f"{_ACTIONS}/refunds", Listed)
REFUNDS = Endpoint("getOrdersRefunds", "GET", "/v3/orders/payment_actions/refunds", Listed)
PAYMENTS = Endpoint(
    "getOrderTransactions",
    "GET",
    "/v3/orders/{order_id}/transactions",
    Listed,
    empty=b'{"data":[]}',
)


class RefundCalls(StoreCalls):
    """Calls about refunds."""

    __slots__ = ()

    async def quote_refund(self, order_id: str, items: Sequence[RefundItem]) -> RefundQuote:
        """Return what refunding parts of an order would come to, and how it could be paid.

        Raises `Refused` for more than is left. Vendor: v3 orders, Create a Refund Quote.
        """
        return await self._one(
            QUOTE, "refund quote", domain.quote, ids={"order_id": order_id}, body=_parts(items)
        )

    async def create_refund(
        self, order_id: str, items: Sequence[RefundItem], payments: Sequence[RefundPayment]
    ) -> StoreRefund:
        """Refund parts of an order by one of the ways that `quote_refund` gave.

        The payments come to the quote's total. Never repeated by itself: look at `order_refunds` before
        doing it again. A provider that declines says so in the refund's payments. Vendor: v3 orders,
        Create a Refund.
        """
        if not payments:
            raise InvalidInput(
                "A refund is paid by something.",
                field="payments",
                what_to_do="Give one of the quote's methods.",
            )
        body = _parts(items) | {"payments": [domain.means_body(one) for one in payments]}
        return await self._one(
            CREATE_REFUND, "refund", domain.refund, ids={"order_id": order_id}, body=body
        )

    async def order_refunds(self, order_id: str) -> list[StoreRefund]:
        """Return the refunds of an order. Vendor: v3 orders, Get Refunds for Order."""
        ids = {"order_id": order_id}
        return await self._short_list(
            ORDER_REFUNDS, "refund", wire_orders.RefundItem, domain.refund, ids
        )

    def refunds(self, since: datetime | None = None) -> Pages[StoreRefund]:
        """List the refunds of all orders, from a time on. Vendor: v3 orders, Get All Refunds."""
        query = {"created:min": aware(since, "since").isoformat()} if since else None
        return self._list(REFUNDS, "refund", wire_orders.RefundItem, domain.refund, query=query)

    async def order_payments(self, order_id: str) -> list[OrderPayment]:
        """Return the transactions of an order. Vendor: v3 orders, Get Transactions."""
        ids = {"order_id": order_id}
        return await self._short_list(
            PAYMENTS, "transaction", wire_orders.PaymentItem, domain.payment, ids
        )


def _parts(items: Sequence[RefundItem]) -> Json:
    if not items:
        raise InvalidInput("A refund is of something.", field="items", what_to_do="Give items.")
    return {"items": [domain.refund_item_body(one) for one in items]}
