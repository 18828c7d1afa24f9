"""The BigCommerce order that a TikTok order becomes, equal to the cent."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.statuses import order_status, store_status
from tiktok_bc_sync.models import (
    Fulfiller,
    Order,
    OrderDraft,
    OrderDraftLine,
    OrderLine,
    Reason,
    Settings,
)

PLATFORM_SHIPPING = "shipped by TTS platform"


@frozen
class SkuMatch:
    """A BigCommerce variant that an order's SKU may mean."""

    sku: str
    product_id: str
    variant_id: str
    title: str


Known = Mapping[str, Sequence[SkuMatch]]
"""For each SKU of an order, the variants whose SKU is the same but for case and spaces."""


def order_draft(order: Order, known: Known, settings: Settings) -> OrderDraft | Blocked:
    """Return the BigCommerce order to make, or every reason why it can't be made.

    Lines carry the price before discounts; both discounts together are the order's discount; the
    buyer's total is the order's total. TikTok's tax is contained in the prices where it is not added
    to the total, and then only told apart by the store itself.
    """
    matches = {line.sku: matched(line.sku, known.get(line.sku, ())) for line in order.lines}
    wrong = [
        one for found in matches.values() if isinstance(found, Blocked) for one in found.reasons
    ]
    wrong += _order_reasons(order)
    if wrong:
        return Blocked(tuple(dict.fromkeys(wrong)))
    lines = _lines(order, {sku: one for sku, one in matches.items() if isinstance(one, SkuMatch)})
    return _draft(order, lines, settings)


def matched(sku: str, candidates: Sequence[SkuMatch]) -> SkuMatch | Blocked:
    """Return the variant that a SKU means: the exact one, else the only one that is nearly the same."""
    exact = [one for one in candidates if one.sku == sku]
    found = exact or list(candidates)
    if len(found) == 1:
        return found[0]
    if found:
        variants = ", ".join(f"{one.title} ({one.product_id})" for one in found)
        return Blocked((reason("ambiguous_sku", sku=sku, variants=variants),))
    return Blocked((reason("unknown_sku", sku=sku, near=""),))


def near_skus(sku: str, known: Sequence[str], most: int = 3) -> list[str]:
    """Return the known SKUs that look most like one that is not known, best first."""
    return difflib.get_close_matches(sku, known, n=most)


def _order_reasons(order: Order) -> list[Reason]:
    wrong = [] if order.lines else [reason("no_lines")]
    if not order.address.country:
        wrong.append(reason("missing_country"))
    return wrong


def _lines(order: Order, matches: Mapping[str, SkuMatch]) -> tuple[OrderDraftLine, ...]:
    """Add up identical units: one line for each variant and price."""
    groups: dict[tuple[str, Decimal], list[OrderLine]] = {}
    for unit in order.lines:
        groups.setdefault((unit.sku, unit.original_price.amount), []).append(unit)
    return tuple(
        OrderDraftLine(
            product_id=matches[sku].product_id,
            variant_id=matches[sku].variant_id,
            title=units[0].title or matches[sku].title,
            quantity=len(units),
            price=amount,
            price_ex_tax=amount,
            order_lines=tuple(unit.id for unit in units),
        )
        for (sku, amount), units in groups.items()
    )


def _draft(
    order: Order, lines: tuple[OrderDraftLine, ...], settings: Settings
) -> OrderDraft | Blocked:
    amounts = order.amounts
    subtotal = sum((line.price * line.quantity for line in lines), Decimal(0))
    shipping, total = amounts.shipping.amount, amounts.total.amount
    discount = amounts.seller_discount.amount + amounts.platform_discount.amount
    added_tax = total - (subtotal - discount + shipping)
    if added_tax not in (0, amounts.tax.amount):
        told = (
            f"lines {subtotal} - discounts {discount} + shipping {shipping} "
            f"(+ tax {amounts.tax.amount}) is not {total} {amounts.currency}"
        )
        return Blocked((reason("totals_differ", arithmetic=told),))
    return OrderDraft(
        external_id=order.id,
        status=store_status(order_status(order)),
        currency=amounts.currency,
        lines=lines,
        address=order.address,
        email=order.email or settings.default_email.replace("buyerid", order.buyer_id or order.id),
        subtotal=subtotal,
        subtotal_ex_tax=subtotal,
        shipping=shipping,
        shipping_ex_tax=shipping,
        discount=discount,
        total=total,
        total_ex_tax=total - added_tax,
        shipping_method=_shipping_method(order),
        payment_method=order.payment_method or "TikTok Shop",
        customer_note=order.note,
        staff_note=_staff_note(order),
    )


def _shipping_method(order: Order) -> str:
    by_platform = order.fulfilled_by is Fulfiller.PLATFORM or order.shipping_type == "TIKTOK"
    return PLATFORM_SHIPPING if by_platform else order.delivery_option


def _staff_note(order: Order) -> str:
    amounts = order.amounts
    kinds = [name for name, is_so in (("COD", order.cod), ("sample", order.sample)) if is_so]
    return (
        f"TikTok Shop order {order.id}. Seller's discount {amounts.seller_discount}, "
        f"platform's discount {amounts.platform_discount}." + "".join(f" {kind}." for kind in kinds)
    )
