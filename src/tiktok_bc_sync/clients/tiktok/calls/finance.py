"""What the shop is paid: statements, what they hold of each order, payments."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls, window
from tiktok_bc_sync.clients.tiktok.domain import finance as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import given
from tiktok_bc_sync.clients.tiktok.wire import envelope as envelopes
from tiktok_bc_sync.clients.tiktok.wire import finance as wire
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Payment, Statement, Transaction

STATEMENTS = Endpoint(
    "getStatements",
    "GET",
    "/finance/202309/statements",
    envelopes.listed("statements"),
    shop=True,
)
STATEMENT_TRANSACTIONS = Endpoint(
    "getTransactionsByStatement",
    "GET",
    "/finance/202501/statements/{statement_id}/statement_transactions",
    envelopes.listed("transactions"),
    shop=True,
)
ORDER_TRANSACTIONS = Endpoint(
    "getTransactionsByOrder",
    "GET",
    "/finance/202501/orders/{order_id}/statement_transactions",
    wire.OrderTransactions,
    shop=True,
)
UNSETTLED = Endpoint(
    "getUnsettledTransactions",
    "GET",
    "/finance/202507/orders/unsettled",
    envelopes.listed("transactions"),
    shop=True,
)
PAYMENTS = Endpoint(
    "getPayments", "GET", "/finance/202605/payments", envelopes.listed("payments"), shop=True
)
_NO_PAYMENTS = frozenset({"ID", "MY", "PH", "SG", "TH", "VN"})


def _asked(field: str, **bounds: datetime | None) -> dict[str, str]:
    """Return the query of a list of money, sorted by a time and within its bounds."""
    times = {name: str(seconds) for name, seconds in window(field, **bounds).items()}
    return {"sort_field": field, "sort_order": "ASC", **times}


class FinanceCalls(ShopCalls):
    """Calls about money."""

    __slots__ = ()

    def statements(
        self, *, since: datetime | None = None, before: datetime | None = None
    ) -> Pages[Statement]:
        """List daily settlements, oldest first. Vendor: Get Statements, version 202309."""
        return self._list(
            STATEMENTS,
            "statement",
            wire.StatementItem,
            domain.statement,
            query=_asked("statement_time", ge=since, lt=before),
        )

    def statement_transactions(self, statement_id: str, currency: str) -> Pages[Transaction]:
        """List what a statement of a ``currency`` is made up of.

        Vendor: Get Transactions by Statement, version 202501.
        """
        given(currency=currency)
        return self._list(
            STATEMENT_TRANSACTIONS,
            "transaction",
            wire.TransactionItem,
            partial(domain.transaction, currency=currency, statement_id=statement_id),
            ids={"statement_id": statement_id},
            query={"sort_field": "order_create_time", "sort_order": "ASC"},
        )

    async def order_transactions(self, order_id: str) -> list[Transaction]:
        """Return what the seller got for an order, SKU by SKU; empty before it is settled.

        Vendor: Get Transactions by Order, version 202501.
        """
        found = await self._ask(ORDER_TRANSACTIONS, ids={"order_id": order_id})
        return found.read(f"order {order_id}", domain.order_transactions)

    def unsettled_transactions(
        self, *, since: datetime | None = None, before: datetime | None = None
    ) -> Pages[Transaction]:
        """List what is not settled yet, with the vendor's estimates.

        Vendor: Get Unsettled Transactions, version 202507.
        """
        times = {name: str(at) for name, at in window("search_time", ge=since, lt=before).items()}
        return self._list(
            UNSETTLED,
            "transaction",
            wire.TransactionItem,
            domain.estimate,
            query={"sort_field": "order_create_time", "sort_order": "ASC", **times},
        )

    def payments(
        self, *, since: datetime | None = None, before: datetime | None = None
    ) -> Pages[Payment]:
        """List payments to the seller's bank, oldest first; in South-East Asia there are none to list.

        Raises `InvalidInput` for a shop there. Vendor: Get Payments, version 202605.
        """
        if self._region() in _NO_PAYMENTS:
            raise InvalidInput(
                f"TikTok Shop does not list payments in {self._region()}.",
                field="region",
                what_to_do="Read the statements.",
            )
        return self._list(
            PAYMENTS,
            "payment",
            wire.PaymentItem,
            domain.payment,
            query=_asked("create_time", ge=since, lt=before),
        )
