"""An order as lists and its page show it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import evolve

from tiktok_bc_sync.mapping.orders import shipping_method
from tiktok_bc_sync.models import (
    ImportedOrder,
    Money,
    OrderDetail,
    OrderDetailLine,
    OrderLine,
    OrderPolicy,
    OrderRow,
    Settlement,
    StoreOrderStatus,
    Transaction,
)


def order_row(imported: ImportedOrder) -> OrderRow:
    """Return an order as a row of a list."""
    order = imported.order
    return OrderRow(
        order_id=order.id,
        store_order_id=imported.store_order_id,
        fulfilled_by=order.fulfilled_by,
        logistic_mode=order.shipping_type,
        customer=order.address.name,
        created_at=order.created_at,
        total=order.amounts.total,
        status=imported.shown_status,
        state=imported.state,
        reasons=imported.reasons,
    )


def order_detail(imported: ImportedOrder, policy: OrderPolicy) -> OrderDetail:
    """Return everything that an order's page shows, but for what TikTok settled."""
    order, amounts = imported.order, imported.order.amounts
    return OrderDetail(
        order_id=order.id,
        status=imported.shown_status,
        vendor_status=order.vendor_status,
        state=imported.state,
        kinds=order.kinds,
        created_at=order.created_at,
        updated_at=order.updated_at,
        fulfilled_by=order.fulfilled_by,
        logistic_mode=order.shipping_type,
        lines=_lines(order.lines),
        seller_discount=amounts.seller_discount,
        platform_discount=amounts.platform_discount,
        discount=amounts.seller_discount + amounts.platform_discount,
        subtotal=amounts.subtotal,
        shipping=amounts.shipping,
        fees=amounts.fees or Money.zero(amounts.currency),
        tax=amounts.tax,
        total=amounts.total,
        customer=order.address.name,
        email=order.email,
        address=order.address,
        shipping_method=shipping_method(order, policy),
        payment_method=order.payment_method,
        note=order.note,
        store_order_id=imported.store_order_id,
        store_status=_store_status(imported.store_status_id),
        ship_by=order.ship_by,
        reasons=imported.reasons,
    )


def _lines(units: Sequence[OrderLine]) -> tuple[OrderDetailLine, ...]:
    groups: dict[OrderDetailLine, int] = {}
    for unit in units:
        line = OrderDetailLine(
            sku=unit.sku,
            title=unit.title,
            units=1,
            price=unit.original_price,
            discount=unit.seller_discount + unit.platform_discount,
            tax=unit.tax,
            product_id=unit.product_id,
            gift=unit.gift,
            status=unit.status,
        )
        groups[line] = groups.get(line, 0) + 1
    return tuple(evolve(line, units=count) for line, count in groups.items())


def _store_status(status_id: int | None) -> str:
    """Return BigCommerce's own word for a status; a new one stays visible by its number."""
    if status_id is None:
        return ""
    names = {int(one): one.name.replace("_", " ").title() for one in StoreOrderStatus}
    return names.get(status_id, f"Unknown ({status_id})")


def settlement(order_id: str, transactions: Sequence[Transaction]) -> Settlement:
    """Add up what TikTok settled of an order; what is in several currencies is not added up."""
    currencies = {one.settlement.currency for one in transactions}
    if len(currencies) != 1:
        return Settlement(order_id, tuple(transactions))
    (currency,) = currencies

    def total(amounts: Sequence[Money]) -> Money:
        return Money(sum((one.amount for one in amounts), Decimal(0)), currency)

    return Settlement(
        order_id,
        tuple(transactions),
        revenue=total([one.revenue for one in transactions]),
        fees=total([one.fees for one in transactions]),
        paid_out=total([one.settlement for one in transactions]),
    )
