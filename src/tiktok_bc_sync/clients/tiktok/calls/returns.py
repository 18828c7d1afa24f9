"""What buyers send back, and what they get for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls, window
from tiktok_bc_sync.clients.tiktok.domain import aftersales as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given
from tiktok_bc_sync.clients.tiktok.wire import aftersales as wire
from tiktok_bc_sync.clients.tiktok.wire import envelope as envelopes
from tiktok_bc_sync.clients.tiktok.wire.asking import once, several
from tiktok_bc_sync.models import Money, Refund, Return, ReturnRecord

SEARCH_RETURNS = Endpoint(
    "searchReturns",
    "POST",
    "/return_refund/202602/returns/search",
    envelopes.listed("return_orders"),
    shop=True,
)
RECORDS = Endpoint(
    "getReturnRecords",
    "GET",
    "/return_refund/202309/returns/{return_id}/records",
    wire.Records,
    shop=True,
)
CREATE_RETURN = Endpoint(
    "createReturn",
    "POST",
    "/return_refund/202602/returns",
    wire.MadeReturn,
    idempotent=False,
    shop=True,
)
APPROVE_RETURN = Endpoint(
    "approveReturn",
    "POST",
    "/return_refund/202309/returns/{return_id}/approve",
    envelopes.Errors,
    idempotent=False,
    shop=True,
)
REJECT_RETURN = Endpoint(
    "rejectReturn",
    "POST",
    "/return_refund/202606/returns/{return_id}/reject",
    envelopes.Errors,
    idempotent=False,
    shop=True,
)
RETURN_DOCUMENTS = Endpoint(
    "uploadReturnShippingInformation",
    "POST",
    "/return_refund/202405/returns/shipping_documents",
    envelopes.Errors,
    shop=True,
)
CALCULATE_REFUND = Endpoint(
    "calculateRefund",
    "POST",
    "/return_refund/202602/refunds/calculate",
    wire.Calculated,
    shop=True,
)
# No limit is published; that of other calls with ids in their query is taken for it.
_RETURNS_A_CALL = 50


class ReturnCalls(ShopCalls):
    """Calls about returns and refunds."""

    __slots__ = ()

    def search_returns(
        self, *, updated_since: datetime | None = None, order_ids: Sequence[str] = ()
    ) -> Pages[Return]:
        """List returns, of orders or updated since then. Vendor: Search Returns, version 202602."""
        body = window("update_time", ge=updated_since)
        if order_ids:
            body["order_ids"] = several(order_ids, "order_ids")
        return self._list(SEARCH_RETURNS, "return", wire.ReturnItem, domain.returned, body=body)

    async def return_records(self, return_id: str) -> list[ReturnRecord]:
        """Return what was done about a return, by whom. Vendor: Get Return Records, version 202309."""
        found = await self._ask(RECORDS, ids={"return_id": return_id})
        return found.read(f"return {return_id}", domain.records)

    async def create_return(
        self,
        order_id: str,
        kind: str,
        reason: str,
        *,
        line_ids: Sequence[str] = (),
        refund: Money | None = None,
        idempotency_key: str = "",
    ) -> str:
        """Make a REFUND or RETURN_AND_REFUND for a buyer and return its id.

        ``reason`` must be one that `aftersale_reasons` offers; without lines the whole order is meant,
        without ``refund`` all that can be refunded. With a key it is repeated where no answer came, and
        a second call with it makes no second return. Vendor: Create Return, version 202602.
        """
        body = domain.return_body(order_id, kind, reason, line_ids, refund)
        made = await self._ask(
            CREATE_RETURN,
            query=once(idempotency_key),
            body=body,
            repeatable=bool(idempotency_key),
        )
        return made.value.return_id

    async def approve_return(
        self,
        return_id: str,
        decision: str,
        *,
        partial_refund: Money | None = None,
        idempotency_key: str = "",
    ) -> None:
        """Grant a return, by one of the decisions that `decisions` allows now.

        OFFER_PARTIAL_REFUND takes the amount. With a key it is repeated where no answer came.
        Vendor: Approve Return, version 202309.
        """
        await self._confirm(
            APPROVE_RETURN,
            domain.approval_body(decision, partial_refund),
            {"return_id": return_id},
            once(idempotency_key),
            repeatable=bool(idempotency_key),
        )

    async def reject_return(
        self,
        return_id: str,
        decision: str,
        reason: str,
        *,
        comment: str = "",
        image_ids: Sequence[str] = (),
        partial_refund: Money | None = None,
        idempotency_key: str = "",
    ) -> None:
        """Refuse a return by one of the decisions, and for one of the reasons, that are allowed now.

        ``image_ids`` are uploaded pictures that speak for it. OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG
        takes an amount, at most 500 characters and 6 pictures. With a key it is repeated where no answer
        came. Vendor: Reject Return, version 202606.
        """
        await self._confirm(
            REJECT_RETURN,
            domain.rejection_body(decision, reason, comment, image_ids, partial_refund),
            {"return_id": return_id},
            once(idempotency_key),
            repeatable=bool(idempotency_key),
        )

    async def send_return_label(
        self,
        return_ids: Sequence[str],
        *,
        provider_id: str,
        tracking_number: str,
        label_id: str = "",
    ) -> None:
        """Tell buyers how to send their items back: carrier, number, and the id of an uploaded PDF.

        It is the same for all of the returns, 50 at most.
        Vendor: Upload Return Shipping Information, version 202405.
        """
        query = {"return_ids": ",".join(several(return_ids, "return_ids", most=_RETURNS_A_CALL))}
        given(provider_id=provider_id, tracking_number=tracking_number)
        body: Json = {"return_provider_id": provider_id, "tracking_number": tracking_number}
        if label_id:
            body["return_shipping_label"] = {"id": label_id, "name": "label.pdf", "format": "PDF"}
        await self._confirm(RETURN_DOCUMENTS, body, query=query)

    async def calculate_refund(
        self, order_id: str, kind: str, reason: str, line_ids: Sequence[str] = ()
    ) -> Refund:
        """Return what a CANCEL, REFUND or RETURN_AND_REFUND would give back to the buyer.

        Vendor: Calculate Refund, version 202602.
        """
        given(order_id=order_id, kind=kind, reason=reason)
        asked: Json = {"order_id": order_id, "request_type": kind, "reason_name": reason}
        found = await self._ask(CALCULATE_REFUND, body=asked | domain.lines(line_ids))
        return found.read(f"order {order_id}", domain.refund)
