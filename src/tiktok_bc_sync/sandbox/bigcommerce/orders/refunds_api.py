"""The orders' v3 endpoints for payments: refund quotes, refunds and transactions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal, Required, TypedDict

from attrs import evolve, frozen
from msgspec import Meta

from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import Orders
from tiktok_bc_sync.sandbox.bigcommerce.orders.refunds import Quote, Refunds
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import (
    Json,
    amount,
    not_found,
    v3,
    v3_page,
    v3_refusal,
    whole,
)
from tiktok_bc_sync.sandbox.bigcommerce.wire.bodies import v3_given
from tiktok_bc_sync.sandbox.bigcommerce.wire.filters import matching, numbers, times
from tiktok_bc_sync.sandbox.core import Refusal, Request, Response

_CREDIT = "storecredit"
_FILTERS = {**numbers("order_id", "in"), **numbers("id", "in"), **times("created")}


class _Adjustment(TypedDict, total=False):
    amount: Required[Annotated[float, Meta(le=0)]]
    description: Annotated[str, Meta(max_length=255)]


class _Item(TypedDict, total=False):
    item_type: Required[
        Literal["PRODUCT", "GIFT_WRAPPING", "ORDER", "SHIPPING", "HANDLING", "TAX", "FEE"]
    ]
    item_id: Required[int]
    quantity: Annotated[int, Meta(ge=1)]
    amount: Annotated[float, Meta(gt=0)]
    adjustments: list[_Adjustment]
    reason: Annotated[str, Meta(max_length=1_000)]


class _Asked(TypedDict, total=False):
    items: list[_Item]
    tax_adjustment_amount: Annotated[float, Meta(gt=0)]


class _Payment(TypedDict, total=False):
    provider_id: Required[str]
    amount: Required[Annotated[float, Meta(gt=0)]]
    offline: bool


class _Override(TypedDict):
    total_amount: Annotated[float, Meta(gt=0)]
    total_tax: Annotated[float, Meta(ge=0)]


class _Refund(_Asked, total=False):
    payments: list[_Payment]
    merchant_calculated_override: _Override


@frozen
class RefundsApi:
    """Answers for refunds as v3 does."""

    orders: Orders
    refunds: Refunds

    def routes(self) -> Iterable[tuple[str, str, Any]]:
        """Return method, path and handler of each endpoint."""
        one, every = "/v3/orders/{order_id}", "/v3/orders/payment_actions/refunds"
        refunds = f"{one}/payment_actions/refunds"
        return (
            ("GET", every, self.list_every_refund),
            ("GET", f"{every}/{{refund_id}}", self.get_refund),
            ("POST", f"{one}/payment_actions/refund_quotes", self.create_quote),
            ("POST", refunds, self.create_refund),
            ("GET", refunds, self.list_refunds),
            ("GET", f"{one}/transactions", self.list_transactions),
        )

    def create_quote(self, request: Request, order_id: str) -> Response:
        """Answer what a refund would come to, and how it could be paid."""
        order = self.orders.asked(request, order_id)
        quote = self.refunds.quote(order, v3_given(request, _Asked))
        shown = {
            "order_id": order["id"],
            "total_refund_amount": float(quote.total),
            "total_refund_tax_amount": float(quote.tax),
            "order_level_refund_amount": float(quote.order_level),
            "rounding": 0,
            "adjustment": float(quote.adjustment),
            "tax_inclusive": True,
            "refund_methods": [[one] for one in _methods(order, quote)],
        }
        return v3(shown, 201)

    def create_refund(self, request: Request, order_id: str) -> Response:
        """Refund an order. The payments must come to what the quote says."""
        order = self.orders.asked(request, order_id)
        given = v3_given(request, _Refund)
        quote = self.refunds.quote(order, given)
        override: Json | None = given.get("merchant_calculated_override")
        if override is not None:
            total, tax = (amount(override[name]) for name in ("total_amount", "total_tax"))
            if total > self.refunds.left(order) or tax > total:
                raise v3_refusal(422, "More is to be refunded than there is left.")
            quote = evolve(quote, total=total, tax=tax)
        payments: list[Json] = given.get("payments", [])
        _check_payments(order, quote, payments)
        refund = self.refunds.add(order, quote, payments)
        refund["uses_merchant_override_values"] = override is not None
        return v3(refund, 201)

    def list_refunds(self, request: Request, order_id: str) -> Response:
        """Answer an order's refunds."""
        found = self.refunds.of(self.orders.asked(request, order_id)["id"])
        return v3(_by_transaction(found, request))

    def list_every_refund(self, request: Request) -> Response:
        """Answer a page of all orders' refunds."""
        params = {k: text for k, text in request.params.items() if k != "transaction_id"}
        found = matching(self.refunds.refunds.values(), _FILTERS, params)
        page, meta = v3_page(_by_transaction(found, request), params)
        return Response.json({"data": page, "meta": meta})

    def get_refund(self, request: Request, refund_id: str) -> Response:
        """Answer one refund."""
        found = self.refunds.refunds.get(whole(refund_id))
        if found is None:
            raise not_found(request.path)
        return v3(found)

    def list_transactions(self, request: Request, order_id: str) -> Response:
        """Answer an order's transactions: its refunds, for the API's orders are paid elsewhere."""
        key = self.orders.asked(request, order_id)["id"]
        if not (found := self.refunds.transactions.get(key)):
            return Response(204)
        page, meta = v3_page(found, request.params)
        return Response.json({"data": page, "meta": meta})


def _methods(order: Json, quote: Quote) -> list[Json]:
    """Return how a refund can be paid: by hand, or to a customer's store credit."""
    described = [("custom", order["payment_method"] or "Manual")]
    if order["customer_id"]:
        described.append((_CREDIT, "Store Credit"))
    return [
        {
            "provider_id": provider,
            "provider_description": description,
            "amount": float(quote.total),
            "offline": provider != _CREDIT,
            "offline_provider": provider != _CREDIT,
            "offline_reason": "",
        }
        for provider, description in described
    ]


def _check_payments(order: Json, quote: Quote, payments: list[Json]) -> None:
    known = {one["provider_id"] for one in _methods(order, quote)}
    for payment in payments:
        if payment["provider_id"] == _CREDIT and _CREDIT not in known:
            raise _unpayable("Unable to provide store credit for a guest customer.")
        if payment["provider_id"] not in known:
            raise _unpayable(f"The order can't be refunded by {payment['provider_id']}.")
    if sum((amount(one["amount"]) for one in payments), Decimal(0)) != quote.total:
        raise _unpayable(f"The payments do not come to {quote.total}.")


def _unpayable(title: str) -> Refusal:
    """Return the 422 of a refund's payments, which the service wraps once more."""
    error = v3_refusal(422, title).response.body
    return Refusal(
        Response(422, b'{"data":[' + error + b"]}", {"Content-Type": "application/json"})
    )


def _by_transaction(refunds: list[Json], request: Request) -> list[Json]:
    wanted = request.params.get("transaction_id")
    return [
        one
        for one in refunds
        if wanted is None or any(p["transaction_id"] == wanted for p in one["payments"])
    ]
