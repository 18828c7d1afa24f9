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


_NO_NEAR: Mapping[str, Sequence[str]] = {}
_NOTHING = Decimal(0)


def order_draft(
    order: Order, known: Known, settings: Settings, near: Mapping[str, Sequence[str]] = _NO_NEAR
) -> OrderDraft | Blocked:
    """Return the BigCommerce order to make, or every reason why it can't be made.

    Lines carry the price before discounts; both discounts together are the order's discount; the
    buyer's total is the order's total. TikTok's tax is contained in the prices where it is not added
    to the total. ``near`` names for an unknown SKU those that it may have been meant to be (`near_skus`).
    """
    matches = {
        line.sku: matched(line.sku, known.get(line.sku, ()), near.get(line.sku, ()))
        for line in order.lines
    }
    sums = _sums(order)
    wrong = [
        one for found in matches.values() if isinstance(found, Blocked) for one in found.reasons
    ]
    wrong += _order_reasons(order)
    if isinstance(sums, Blocked):
        wrong += sums.reasons
    if wrong or isinstance(sums, Blocked):
        return Blocked(tuple(dict.fromkeys(wrong)))
    found = {sku: one for sku, one in matches.items() if isinstance(one, SkuMatch)}
    return _draft(order, _lines(order, found, sums), sums, settings)


def matched(
    sku: str, candidates: Sequence[SkuMatch], near: Sequence[str] = ()
) -> SkuMatch | Blocked:
    """Return the variant that a SKU means: the exact one, else the only one that is nearly the same."""
    exact = [one for one in candidates if one.sku == sku]
    found = exact or list(candidates)
    if len(found) == 1:
        return found[0]
    if found:
        variants = ", ".join(f"{one.title} ({one.product_id})" for one in found)
        return Blocked((reason("ambiguous_sku", sku=sku, variants=variants),))
    return Blocked((reason("unknown_sku", sku=sku, near=", ".join(near) or "none"),))


def near_skus(sku: str, known: Sequence[str], most: int = 3) -> list[str]:
    """Return the known SKUs that look most like one that is not known, best first.

    >>> near_skus("24-UG4", ["24-UG04", "24-WG085", "MH01"], most=1)
    ['24-UG04']
    """
    return difflib.get_close_matches(sku, known, n=most)


def _order_reasons(order: Order) -> list[Reason]:
    wrong = [] if order.lines else [reason("no_lines")]
    if not order.address.country:
        wrong.append(reason("missing_country"))
    return wrong


# --- money -------------------------------------------------------------------------


@frozen
class _Sums:
    """An order's amounts as they add up.

    ``on_top`` is tax that the prices don't contain. ``by_line`` says that the lines' own taxes can be
    told apart; ``shipping_tax`` is what they leave of the order's.
    """

    discount: Decimal
    shipping: Decimal
    fees: Decimal
    tax: Decimal
    on_top: Decimal
    total: Decimal
    by_line: bool
    shipping_tax: Decimal

    def taxed(self, amount: Decimal, tax: Decimal) -> tuple[Decimal, Decimal]:
        """Return an amount with tax and without."""
        return (amount + tax, amount) if self.on_top else (amount, amount - tax)


def _sums(order: Order) -> _Sums | Blocked:
    """Add an order up, or show where it does not add up."""
    amounts = order.amounts
    discount = amounts.seller_discount.amount + amounts.platform_discount.amount
    goods = sum((line.original_price.amount for line in order.lines), _NOTHING)
    shipping, tax, total = amounts.shipping.amount, amounts.tax.amount, amounts.total.amount
    fees = amounts.fees.amount if amounts.fees else _NOTHING
    on_top = total - (goods - discount + shipping + fees)
    if on_top not in (0, tax):
        told = (
            f"lines {goods} - discounts {discount} + shipping {shipping} + fees {fees} "
            f"(+ tax {tax}) is not {total} {amounts.currency}"
        )
        return Blocked((reason("totals_differ", arithmetic=told),))
    by_line, rest = _line_taxes(order, contained=not on_top)
    return _Sums(discount, shipping, fees, tax, on_top, total, by_line, rest)


def _line_taxes(order: Order, *, contained: bool) -> tuple[bool, Decimal]:
    """Return whether the lines' taxes can be used, and what they leave of the order's for shipping."""
    taxes = [line.tax.amount for line in order.lines]
    rest = order.amounts.tax.amount - sum(taxes, _NOTHING)
    fit = all(
        line.tax.amount >= 0 and (not contained or line.tax.amount <= line.original_price.amount)
        for line in order.lines
    )
    # More or less than goods and shipping can carry: only the order's own tax is to be trusted.
    if not any(taxes) or not fit or not 0 <= rest <= order.amounts.shipping.amount:
        return False, _NOTHING
    return True, rest


# --- the draft ---------------------------------------------------------------------


def _lines(
    order: Order, matches: Mapping[str, SkuMatch], sums: _Sums
) -> tuple[OrderDraftLine, ...]:
    """Add up identical units: one line for each variant, price and tax."""
    groups: dict[tuple[SkuMatch, Decimal, Decimal], list[OrderLine]] = {}
    for unit in order.lines:
        tax = unit.tax.amount if sums.by_line else _NOTHING
        groups.setdefault((matches[unit.sku], unit.original_price.amount, tax), []).append(unit)
    return tuple(_line(*key, units, sums) for key, units in groups.items())


def _line(
    match: SkuMatch, amount: Decimal, tax: Decimal, units: Sequence[OrderLine], sums: _Sums
) -> OrderDraftLine:
    with_tax, without = sums.taxed(amount, tax)
    return OrderDraftLine(
        product_id=match.product_id,
        variant_id=match.variant_id,
        title=units[0].title or match.title,
        quantity=len(units),
        price=with_tax,
        price_ex_tax=without,
        order_lines=tuple(unit.id for unit in units),
    )


def _draft(
    order: Order, lines: tuple[OrderDraftLine, ...], sums: _Sums, settings: Settings
) -> OrderDraft:
    shipping, shipping_ex_tax = sums.taxed(sums.shipping, sums.shipping_tax)
    return OrderDraft(
        external_id=order.id,
        status=store_status(order_status(order)),
        currency=order.amounts.currency,
        lines=lines,
        address=order.address,
        email=_email(order, settings),
        subtotal=sum((line.price * line.quantity for line in lines), _NOTHING),
        subtotal_ex_tax=sum((line.price_ex_tax * line.quantity for line in lines), _NOTHING),
        shipping=shipping,
        shipping_ex_tax=shipping_ex_tax,
        discount=sums.discount,
        total=sums.total,
        total_ex_tax=sums.total - sums.tax,
        shipping_method=_shipping_method(order),
        payment_method=order.payment_method or "TikTok Shop",
        customer_note=order.note,
        staff_note=_staff_note(order),
        handling=sums.fees,
    )


def _email(order: Order, settings: Settings) -> str:
    return order.email or settings.default_email.replace("buyerid", order.buyer_id or order.id)


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
