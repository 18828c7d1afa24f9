"""Refunds of orders: what can still be refunded, what a refund comes to, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.bigcommerce.orders.amounts import money
from tiktok_bc_sync.sandbox.bigcommerce.orders.holding import (
    INCOMPLETE,
    PARTIALLY_REFUNDED,
    REFUNDED,
)
from tiktok_bc_sync.sandbox.bigcommerce.orders.orders import Orders
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json, amount, v3_refusal
from tiktok_bc_sync.sandbox.core import Numbers

_NONE = Decimal(0)
_CENT = Decimal("0.01")
# Item types whose amounts are given, and how the order's part that they are of is called.
_COSTS = {"SHIPPING": "cost", "HANDLING": "handling_cost", "FEE": "cost"}


@frozen
class Quote:
    """What a refund of some items comes to, tax included."""

    items: Sequence[Json]
    total: Decimal
    tax: Decimal
    adjustment: Decimal = _NONE
    order_level: Decimal = _NONE


@define
class Refunds:
    """Refunds by id, and the transactions that they make, by order."""

    orders: Orders
    refunds: dict[int, Json] = field(factory=dict[int, Json])
    transactions: dict[int, list[Json]] = field(factory=dict[int, list[Json]])
    _ids: Numbers = field(factory=lambda: Numbers(0))
    _payment_ids: Numbers = field(factory=lambda: Numbers(0))

    def of(self, order_id: int) -> list[Json]:
        """Return an order's refunds."""
        return [one for one in self.refunds.values() if one["order_id"] == order_id]

    def left(self, order: Json) -> Decimal:
        """Return what of an order was not refunded yet."""
        return amount(order["total_inc_tax"]) - amount(order["refunded_amount"])

    def quote(self, order: Json, given: Json) -> Quote:
        """Return what a refund comes to. Raises the 422 for more than is left, or what is not there."""
        if order["status_id"] == INCOMPLETE:
            raise v3_refusal(422, "An incomplete order can't be refunded.")
        if (tax := given.get("tax_adjustment_amount")) is not None:
            return self._tax_only(order, Decimal(str(tax)))
        items: list[Json] = given.get("items", [])
        if not items:
            raise v3_refusal(422, "The items are missing.", {"items": "error.path.missing"})
        asked = [self._priced(order, one, items[:number]) for number, one in enumerate(items)]
        quote = Quote(
            [item for item, _, _ in asked],
            sum((total for _, total, _ in asked), _NONE),
            sum((tax for _, _, tax in asked), _NONE),
            sum((_adjusted(one) for one in items), _NONE),
            sum((total for item, total, _ in asked if item["item_type"] == "ORDER"), _NONE),
        )
        if not 0 < quote.total <= self.left(order):
            raise _too_much("total_amount", self.left(order))
        return quote

    def add(self, order: Json, quote: Quote, payments: Iterable[Json]) -> Json:
        """Refund an order: count it on lines and order, give stock back by setting, move the status."""
        key, now = self._ids.next(), self.orders.clock.now.isoformat(timespec="seconds")
        refund = {
            "id": key,
            "order_id": order["id"],
            "user_id": 1,
            "created": now,
            "reason": next((one["reason"] for one in quote.items if one["reason"]), ""),
            "total_amount": float(quote.total),
            "total_tax": float(quote.tax),
            "uses_merchant_override_values": False,
            "items": list(quote.items),
            "payments": [self._paid(order, one, now) for one in payments],
        }
        self.refunds[key] = refund
        for item in quote.items:
            if item["item_type"] == "PRODUCT":
                self._count(order, item)
        refunded = amount(order["refunded_amount"]) + quote.total
        order["refunded_amount"] = money(refunded)
        whole = refunded >= amount(order["total_inc_tax"])
        order["payment_status"] = "refunded" if whole else "partially refunded"
        self.orders.move(order, REFUNDED if whole else PARTIALLY_REFUNDED)
        return refund

    # --- what can be refunded ----------------------------------------------------------

    def _priced(
        self, order: Json, item: Json, before: Sequence[Json]
    ) -> tuple[Json, Decimal, Decimal]:
        """Return an item as a refund has it, what it comes to, and the tax in that.

        ``before`` are the items that are refunded along with it.
        """
        kind = item["item_type"]
        how: Mapping[str, Callable[[Json, Json, Sequence[Json]], tuple[Decimal, Decimal]]] = {
            "PRODUCT": self._product,
            "ORDER": self._whole_order,
            **dict.fromkeys(_COSTS, self._cost),
        }
        if kind not in how:
            # Nothing else can be on an order that the API makes.
            raise v3_refusal(422, f"There is no {kind} to refund.", {"item_type": "is invalid"})
        total, tax = how[kind](order, item, before)
        shown = {
            "item_type": kind,
            "item_id": item["item_id"],
            "reason": item.get("reason", ""),
            "quantity": item.get("quantity", 1),
            "requested_amount": float(total),
        }
        if item.get("adjustments"):
            shown["adjustments"] = item["adjustments"]
        return shown, total, tax

    def _product(self, order: Json, item: Json, before: Sequence[Json]) -> tuple[Decimal, Decimal]:
        line = _with_id(self.orders.lines[order["id"]], item)
        along = sum(one["quantity"] for one in before if _same(one, item))
        left = line["quantity"] - line["quantity_refunded"] - along
        units = item.get("quantity", 0)
        if not 1 <= units <= left:
            raise _too_much("quantity", left)
        # An order's discount is spread over its lines by their price.
        subtotal = amount(order["subtotal_inc_tax"])
        discount = amount(order["discount_amount"])
        paid = 1 - discount / subtotal if subtotal else Decimal(1)
        total = (amount(line["price_inc_tax"]) * units * paid).quantize(_CENT)
        tax = (amount(line["price_tax"]) * units * paid).quantize(_CENT)
        if (total := total + _adjusted(item)) < 0:
            raise v3_refusal(422, "The adjustments are more than the price.")
        return total, tax

    def _whole_order(
        self, order: Json, item: Json, before: Sequence[Json]
    ) -> tuple[Decimal, Decimal]:
        if item["item_id"] != order["id"]:
            raise v3_refusal(422, "The item is not of this order.", {"item_id": "is invalid"})
        return _amount(item), _NONE

    def _cost(self, order: Json, item: Json, before: Sequence[Json]) -> tuple[Decimal, Decimal]:
        key, kind = order["id"], item["item_type"]
        part = _with_id(
            self.orders.fees[key] if kind == "FEE" else self.orders.addresses[key], item
        )
        cost, tax = (amount(part[f"{_COSTS[kind]}_{one}"]) for one in ("inc_tax", "tax"))
        earlier = [one for refund in self.of(key) for one in refund["items"] if _same(one, item)]
        gone = sum((amount(one["requested_amount"]) for one in earlier), _NONE)
        along = sum((_amount(one) for one in before if _same(one, item)), _NONE)
        wanted = _amount(item)
        if wanted > cost - gone - along:
            raise _too_much("amount", cost - gone - along)
        return wanted, (wanted * tax / cost).quantize(_CENT)

    def _tax_only(self, order: Json, tax: Decimal) -> Quote:
        taken = sum((amount(one["total_tax"]) for one in self.of(order["id"])), _NONE)
        left = min(amount(order["total_tax"]) - taken, self.left(order))
        if not 0 < tax <= left:
            raise _too_much("tax_adjustment_amount", left)
        return Quote((), tax, tax)

    # --- what follows ------------------------------------------------------------------

    def _count(self, order: Json, item: Json) -> None:
        line = _with_id(self.orders.lines[order["id"]], item)
        line["quantity_refunded"] += item["quantity"]
        line["refund_amount"] = money(
            amount(line["refund_amount"]) + amount(item["requested_amount"])
        )
        line["is_refunded"] = line["quantity_refunded"] == line["quantity"]
        self.orders.holding.refund(order["id"], line, item["quantity"])

    def _paid(self, order: Json, payment: Json, now: str) -> Json:
        """Return a payment that gives money back; it makes a transaction."""
        key = self._payment_ids.next()
        stored = payment["provider_id"] == "storecredit"
        transaction = {
            "id": key,
            "order_id": str(order["id"]),
            "event": "refund",
            "method": "store_credit" if stored else "custom",
            "amount": float(payment["amount"]),
            "currency": order["currency_code"],
            "gateway": payment["provider_id"],
            "gateway_transaction_id": "",
            "date_created": now,
            "test": False,
            "status": "ok",
            "fraud_review": False,
            "reference_transaction_id": None,
            "payment_method_id": "",
            **({} if stored else {"custom": {"payment_method": order["payment_method"]}}),
        }
        self.transactions.setdefault(order["id"], []).append(transaction)
        return {
            "id": key,
            "provider_id": payment["provider_id"],
            "amount": float(payment["amount"]),
            "offline": bool(payment.get("offline")),
            "is_declined": False,
            "declined_message": "",
            "transaction_id": str(key),
        }


def _with_id(things: Iterable[Json], item: Json) -> Json:
    for one in things:
        if one["id"] == item["item_id"]:
            return one
    raise v3_refusal(422, "The item is not of this order.", {"item_id": "is invalid"})


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in ("item_type", "item_id"))


def _amount(item: Json) -> Decimal:
    if not (found := amount(item.get("amount"))) > 0:
        raise v3_refusal(422, "An amount is required.", {"amount": "is invalid"})
    return found


def _adjusted(item: Json) -> Decimal:
    return sum((amount(one["amount"]) for one in item.get("adjustments", ())), _NONE)


def _too_much(name: str, left: object) -> Exception:
    message = f"More is to be refunded than there is left: {left}."
    return v3_refusal(422, message, {name: f"must be more than 0 and at most {left}"})
