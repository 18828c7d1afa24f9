"""From TikTok Shop's orders and returns on the wire to the domain's nouns, and back."""

from __future__ import annotations

from collections.abc import Sequence

from tiktok_bc_sync.clients.reading import Malformed, instant, maybe_instant, money
from tiktok_bc_sync.clients.tiktok.domain.shops import Json, given
from tiktok_bc_sync.clients.tiktok.wire import orders as wire
from tiktok_bc_sync.models import (
    Address,
    BundlePart,
    ExternalOrder,
    Fulfiller,
    Money,
    Order,
    OrderAmounts,
    OrderLine,
)

PLATFORM = "BIGCOMMERCE"
"""The store's kind, as TikTok names it in references."""
_LINES_OF_A_REFERENCE = 100

# What the buyer pays beside goods, shipping and tax; each is for some markets only.
_FEES = (
    "small_order_fee",
    "retail_delivery_fee",
    "buyer_service_fee",
    "handling_fee",
    "shipping_insurance_fee",
    "item_insurance_fee",
    "payment_discount_service_fee",
    "distance_fee",
)


def order(item: wire.OrderItem) -> Order:
    """Read an order. Raises `Malformed` naming what is wrong."""
    payment = item.payment
    if payment is None:
        raise Malformed("payment is missing")
    lines = item.line_items or ()
    return Order(
        id=item.id,
        vendor_status=item.status,
        created_at=instant(item.create_time, "create_time"),
        updated_at=instant(item.update_time or item.create_time, "update_time"),
        amounts=_amounts(payment, lines),
        lines=tuple(_line(line, payment.currency) for line in lines),
        address=_address(item.recipient_address or wire.AddressItem()),
        email=item.buyer_email,
        buyer_id=item.user_id,
        note=item.buyer_message,
        fulfilled_by=_fulfiller(item.fulfillment_type),
        shipping_type=item.shipping_type,
        delivery_option_id=item.delivery_option_id,
        delivery_option=item.delivery_option_name,
        warehouse_id=item.warehouse_id,
        payment_method=item.payment_method_name,
        cancel_reason=item.cancel_reason,
        cod=item.is_cod,
        sample=item.is_sample_order,
        on_hold=item.is_on_hold_order,
        paid_at=maybe_instant(item.paid_time, "paid_time"),
        replacement=item.is_replacement_order,
        exchange=item.is_exchange_order,
        replaces=item.replaced_order_id or item.exchange_source_order_id,
        ship_by=maybe_instant(item.rts_sla_time, "rts_sla_time"),
    )


def _fulfiller(word: str) -> Fulfiller:
    by_platform = word.startswith("FULFILLMENT_BY_") and word != "FULFILLMENT_BY_SELLER"
    return Fulfiller.PLATFORM if by_platform else Fulfiller.MERCHANT


def _amounts(payment: wire.Payment, lines: Sequence[wire.LineItem]) -> OrderAmounts:
    def stated(name: str) -> Money:
        amount: str = getattr(payment, name)
        return money(amount, payment.currency, f"payment.{name}")

    return OrderAmounts(
        subtotal=stated("sub_total"),
        shipping=stated("shipping_fee"),
        tax=stated("tax"),
        seller_discount=stated("seller_discount"),
        platform_discount=stated("platform_discount"),
        total=stated("total_amount"),
        fees=_fees([stated(name) for name in _FEES], lines, payment.currency),
        payment_discount=stated("payment_platform_discount") or None,
    )


def _fees(stated: Sequence[Money], lines: Sequence[wire.LineItem], currency: str) -> Money:
    deposits = [money(line.pfand_fee, currency, "line_items.pfand_fee") for line in lines]
    return sum([*stated, *deposits], Money.zero(currency))


def _line(item: wire.LineItem, currency: str) -> OrderLine:
    def stated(name: str) -> Money:
        amount: str = getattr(item, name)
        return money(amount, currency, f"line_items.{name}")

    taxes = [money(one.tax_amount, currency, "line_items.item_tax") for one in item.item_tax or ()]
    return OrderLine(
        id=item.id,
        sku=item.seller_sku,
        sku_id=item.sku_id,
        product_id=item.product_id,
        title=item.product_name,
        price=stated("sale_price"),
        original_price=stated("original_price"),
        seller_discount=stated("seller_discount"),
        platform_discount=stated("platform_discount"),
        tax=sum(taxes, Money.zero(currency)),
        status=item.display_status,
        gift=item.is_gift,
        package_id=item.package_id,
        parts=tuple(
            BundlePart(one.seller_sku, one.sku_count) for one in item.combined_listing_skus or ()
        ),
    )


def _address(item: wire.AddressItem) -> Address:
    lines = (item.address_line1, item.address_line2, item.address_line3, item.address_line4)
    given = tuple(line for line in lines if line) or tuple(
        line for line in (item.address_detail or item.full_address,) if line
    )
    districts = sorted(item.district_info or (), key=lambda one: one.address_level)
    levels = [one.address_name for one in districts]
    return Address(
        name=item.name,
        phone=item.phone_number,
        lines=given,
        city=item.post_town or (levels[-1] if levels else ""),
        state=levels[1] if len(levels) > 1 else "",
        postal_code=item.postal_code,
        country=item.region_code,
    )


def external_order(order_id: str, item: wire.Reference) -> ExternalOrder:
    """Read an order's id in another system."""
    lines = tuple((one.origin_id, one.id) for one in item.line_items or ())
    return ExternalOrder(order_id, item.id, item.platform, lines)


def referenced(found: wire.ReferencedOrders) -> list[ExternalOrder]:
    """Read the orders that have an id in another system."""
    return [
        external_order(one.id, one.external_order)
        for one in found.orders or ()
        if one.external_order
    ]


# --- bodies ------------------------------------------------------------------------


def external_order_body(order_id: str, external_id: str, lines: Sequence[tuple[str, str]]) -> Json:
    """Return the body that ties an order to its id in the store, line by line."""
    given(order_id=order_id, external_id=external_id)
    for line, store_line in lines:
        given(lines=line and store_line)
    pairs = lines[:_LINES_OF_A_REFERENCE]
    items = [{"id": store_line, "origin_id": line} for line, store_line in pairs]
    external = {"id": external_id, "platform": PLATFORM, "line_items": items}
    return {"orders": [{"id": order_id, "external_order": external}]}
