"""The parts of orders: from the wire to the domain's nouns, and the bodies that make and change them."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.clients.bigcommerce.domain.asking import amount, given, number
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import Json, maybe_decimal, moment
from tiktok_bc_sync.clients.bigcommerce.wire import orders as wire
from tiktok_bc_sync.clients.reading import decimal, money
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    Address,
    OrderAddress,
    OrderedProduct,
    OrderMessage,
    OrderPayment,
    OrderTax,
    RefundItem,
    RefundPayment,
    RefundQuote,
    ShipmentDraft,
    StatusName,
    StoreRefund,
)


def status_name(item: wire.StatusItem) -> StatusName:
    """Read an order status of the store."""
    return StatusName(item.id, item.name, item.custom_label or item.name)


def ordered_product(item: wire.SoldItem) -> OrderedProduct:
    """Read a line of an order in full."""
    return OrderedProduct(
        id=str(item.id),
        product_id=str(item.product_id or ""),
        variant_id=str(item.variant_id or ""),
        sku=item.sku or "",
        title=item.name or "",
        quantity=item.quantity,
        shipped=item.quantity_shipped or 0,
        refunded=item.quantity_refunded or 0,
        price=decimal(item.price_inc_tax, "price_inc_tax"),
        price_ex_tax=decimal(item.price_ex_tax, "price_ex_tax"),
        total=decimal(item.total_inc_tax, "total_inc_tax"),
        total_ex_tax=decimal(item.total_ex_tax, "total_ex_tax"),
        address_id=str(item.order_address_id or ""),
    )


def order_address(item: wire.AddressItem) -> OrderAddress:
    """Read where (a part of) an order goes."""
    return OrderAddress(
        id=str(item.id),
        address=Address(
            name=" ".join(part for part in (item.first_name, item.last_name) if part),
            phone=item.phone or "",
            lines=tuple(line for line in (item.street_1, item.street_2) if line),
            city=item.city or "",
            state=item.state or "",
            postal_code=item.zip or "",
            country=item.country_iso2 or "",
        ),
        email=item.email or "",
        shipping_method=item.shipping_method or "",
        units=item.items_total or 0,
        shipped=item.items_shipped or 0,
        shipping_cost=decimal(item.cost_inc_tax or Decimal(0), "cost_inc_tax"),
    )


def tax(item: wire.TaxItem) -> OrderTax:
    """Read a tax of an order."""
    return OrderTax(
        id=str(item.id),
        name=item.name or "",
        rate=decimal(item.rate or Decimal(0), "rate"),
        amount=decimal(item.line_amount or Decimal(0), "line_amount"),
        applies_to=item.line_item_type or "",
        line_id=str(item.order_product_id or ""),
    )


def message(item: wire.MessageItem) -> OrderMessage:
    """Read a message; what no member of the staff wrote is the customer's."""
    return OrderMessage(
        id=str(item.id),
        subject=item.subject or "",
        text=item.message or "",
        from_customer=bool(item.customer_id and not item.staff_id),
        status=item.status or "",
        created_at=moment(item.date_created),
    )


def shipment_body(draft: ShipmentDraft) -> Json:
    """Return the body that makes a shipment. Raises `InvalidInput` for one of nothing."""
    if not draft.items or any(units < 1 for _, units in draft.items):
        raise InvalidInput(
            "A shipment holds at least one unit of each of its lines.",
            field="items",
            what_to_do="Give pairs of line id and units.",
        )
    return {
        "order_address_id": number(draft.address_id, "address_id"),
        "items": [
            {"order_product_id": number(line_id, "items"), "quantity": units}
            for line_id, units in draft.items
        ],
        "tracking_number": draft.tracking_number,
        "shipping_provider": draft.provider,
        **given(
            {
                "tracking_carrier": draft.carrier,
                "shipping_method": draft.method,
                "tracking_link": draft.tracking_link,
                "comments": draft.comment,
            }
        ),
    }


# --- money that goes back ------------------------------------------------------------


def payment(item: wire.PaymentItem) -> OrderPayment:
    """Read a transaction of an order."""
    return OrderPayment(
        id=str(item.id),
        event=item.event,
        method=item.method,
        amount=money(str(item.amount), item.currency, "amount"),
        gateway=item.gateway or "",
        status=item.status or "",
        created_at=moment(item.date_created),
    )


def quote(item: wire.QuoteItem) -> RefundQuote:
    """Read what a refund would come to."""
    return RefundQuote(
        order_id=str(item.order_id),
        total=decimal(item.total_refund_amount, "total_refund_amount"),
        tax=decimal(item.total_refund_tax_amount, "total_refund_tax_amount"),
        methods=tuple(tuple(_means(one) for one in way) for way in item.refund_methods or ()),
    )


def refund(item: wire.RefundItem) -> StoreRefund:
    """Read a refund."""
    return StoreRefund(
        id=str(item.id),
        order_id=str(item.order_id),
        total=decimal(item.total_amount, "total_amount"),
        tax=decimal(item.total_tax, "total_tax"),
        reason=item.reason or "",
        items=tuple(_refunded(one) for one in item.items or ()),
        payments=tuple(_means(one) for one in item.payments or ()),
        created_at=moment(item.created),
    )


def _means(item: wire.MeansItem) -> RefundPayment:
    declined = item.declined_message or "declined" if item.is_declined else ""
    return RefundPayment(
        item.provider_id,
        decimal(item.amount, "amount"),
        bool(item.offline),
        item.provider_description or "",
        declined,
    )


def _refunded(item: wire.RefundedItem) -> RefundItem:
    return RefundItem(
        item.item_type,
        str(item.item_id or ""),
        item.quantity,
        maybe_decimal(item.requested_amount, "requested_amount"),
        item.reason or "",
    )


def refund_item_body(item: RefundItem) -> Json:
    """Return a part of the body that refunds. Raises `InvalidInput` where units and amount are mixed up."""
    if (item.quantity is None) == (item.amount is None):
        raise InvalidInput(
            "A refund's item has either units or an amount.",
            field="quantity",
            what_to_do="Give units for goods, an amount for all else.",
        )
    how: Json = {"quantity": item.quantity}
    if item.amount is not None:
        how = {"amount": amount(item.amount, "amount")}
    named = {"item_type": item.kind, "item_id": number(item.item_id, "item_id")}
    return {**named, **how, **given({"reason": item.reason})}


def means_body(means: RefundPayment) -> Json:
    """Return a part of the body that says how a refund is paid."""
    value = amount(means.amount, "amount")
    return {"provider_id": means.provider_id, "amount": value, "offline": means.offline}
