"""Orders called off: by the seller, or by buyers who ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tiktok_bc_sync.clients.pages import Pages
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.clients.tiktok.calls.calling import ShopCalls, window
from tiktok_bc_sync.clients.tiktok.domain import aftersales as domain
from tiktok_bc_sync.clients.tiktok.domain.shops import given
from tiktok_bc_sync.clients.tiktok.wire import aftersales as wire
from tiktok_bc_sync.clients.tiktok.wire import envelope as envelopes
from tiktok_bc_sync.clients.tiktok.wire.asking import once, several
from tiktok_bc_sync.models import Cancellation, Decision, OfferedReason

ELIGIBILITY = Endpoint(
    "getAftersaleEligibility",
    "GET",
    "/return_refund/202602/orders/{order_id}/aftersale_eligibility",
    wire.Eligibility,
    shop=True,
)
CANCEL_ORDER = Endpoint(
    "cancelOrder",
    "POST",
    "/return_refund/202602/cancellations",
    wire.CancelData,
    idempotent=False,
    shop=True,
)
SEARCH_CANCELLATIONS = Endpoint(
    "searchCancellations",
    "POST",
    "/return_refund/202602/cancellations/search",
    envelopes.listed("cancellations"),
    shop=True,
)
APPROVE_CANCELLATION = Endpoint(
    "approveCancellation",
    "POST",
    "/return_refund/202309/cancellations/{cancel_id}/approve",
    envelopes.Errors,
    idempotent=False,
    shop=True,
)
REJECT_CANCELLATION = Endpoint(
    "rejectCancellation",
    "POST",
    "/return_refund/202309/cancellations/{cancel_id}/reject",
    envelopes.Errors,
    idempotent=False,
    shop=True,
)
REJECT_REASONS = Endpoint(
    "getRejectReasons", "GET", "/return_refund/202309/reject_reasons", wire.Reasons, shop=True
)
DECISIONS = Endpoint(
    "getDecisionEligibility",
    "GET",
    "/return_refund/202601/decision_eligibility",
    wire.Decisions,
    shop=True,
)


class CancellationCalls(ShopCalls):
    """Calls about cancellations, and what may be decided about them and about returns."""

    __slots__ = ()

    async def cancel_reasons(self, order_id: str) -> tuple[str, ...]:
        """Return the reasons that the seller may cancel the order for now.

        Vendor: Get Aftersale Eligibility, version 202602.
        """
        return await self.aftersale_reasons(order_id, "CANCEL")

    async def aftersale_reasons(self, order_id: str, kind: str) -> tuple[str, ...]:
        """Return the reasons that the seller may give now for a CANCEL, REFUND or RETURN_AND_REFUND.

        Vendor: Get Aftersale Eligibility, version 202602.
        """
        given(kind=kind)
        query = {"initiate_aftersale_user": "SELLER"}
        found = await self._ask(ELIGIBILITY, ids={"order_id": order_id}, query=query)
        return domain.eligible_reasons(found.value, kind)

    async def cancel_order(
        self, order_id: str, reason: str, line_ids: Sequence[str] = ()
    ) -> Cancellation:
        """Cancel an order, or some of its lines, as the seller.

        ``reason`` must be one that `cancel_reasons` offers; single lines are for the US and UK, where they
        are out of stock. Never repeated by itself. Vendor: Cancel Order, version 202602.
        """
        body = domain.cancellation_body(order_id, reason, line_ids)
        made = (await self._ask(CANCEL_ORDER, body=body)).value
        return Cancellation(made.cancel_id, order_id, made.cancel_status)

    def search_cancellations(
        self,
        *,
        updated_since: datetime | None = None,
        order_ids: Sequence[str] = (),
        statuses: Sequence[str] = (),
    ) -> Pages[Cancellation]:
        """List cancellations, also those that buyers ask for; by update, order or vendor status.

        Vendor: Search Cancellations, version 202602.
        """
        body = window("update_time", ge=updated_since)
        body |= {"order_ids": several(order_ids, "order_ids")} if order_ids else {}
        body |= {"cancel_status": several(statuses, "statuses")} if statuses else {}
        return self._list(
            SEARCH_CANCELLATIONS,
            "cancellation",
            wire.CancellationItem,
            domain.cancellation,
            body=body,
        )

    async def approve_cancellation(self, cancel_id: str, *, idempotency_key: str = "") -> None:
        """Let a buyer cancel. With a key it is repeated where no answer came.

        Vendor: Approve Cancellation, version 202309.
        """
        await self._confirm(
            APPROVE_CANCELLATION,
            {},
            {"cancel_id": cancel_id},
            once(idempotency_key),
            repeatable=bool(idempotency_key),
        )

    async def reject_cancellation(
        self,
        cancel_id: str,
        reason: str,
        *,
        comment: str = "",
        image_ids: Sequence[str] = (),
        idempotency_key: str = "",
    ) -> None:
        """Refuse a buyer's wish to cancel, for a reason that `reject_reasons` offers.

        ``image_ids`` are uploaded pictures that speak for it. With a key it is repeated where no answer
        came. Vendor: Reject Cancellation, version 202309.
        """
        await self._confirm(
            REJECT_CANCELLATION,
            domain.refusal_body(reason, comment, image_ids),
            {"cancel_id": cancel_id},
            once(idempotency_key),
            repeatable=bool(idempotency_key),
        )

    async def reject_reasons(self, request_id: str) -> tuple[OfferedReason, ...]:
        """Return the reasons that a return or cancellation may be refused for now.

        Vendor: Get Reject Reasons, version 202309.
        """
        given(request_id=request_id)
        found = await self._ask(REJECT_REASONS, query={"return_or_cancel_id": request_id})
        return domain.reasons(found.value.reasons)

    async def decisions(self, request_id: str) -> list[Decision]:
        """Return what the seller may decide about a return or cancellation now.

        Vendor: Get Decision Eligibility, version 202601.
        """
        given(request_id=request_id)
        found = await self._ask(DECISIONS, query={"return_or_cancel_id": request_id})
        return domain.decisions(found.value)
