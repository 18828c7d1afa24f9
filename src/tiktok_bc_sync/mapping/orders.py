"""The BigCommerce order that a TikTok order becomes, equal to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.order_addresses import LONGEST_NAME, deliverable
from tiktok_bc_sync.mapping.order_amounts import Sums, sums
from tiktok_bc_sync.mapping.order_lines import (
    Known,
    Near,
    Piece,
    SkuMatch,
    left_out_lines,
    matched,
    near_skus,
    pieces,
    tied_lines,
)
from tiktok_bc_sync.mapping.order_reasons import order_reason
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.mapping.statuses import order_status, store_status
from tiktok_bc_sync.models import (
    Fulfiller,
    Order,
    OrderDraft,
    OrderDraftLine,
    OrderPolicy,
    Reason,
    Settings,
    StoreOrderStatus,
    TaxPolicy,
)
from tiktok_bc_sync.rules.text import normalized

__all__ = [
    "PLATFORM_SHIPPING",
    "Known",
    "Near",
    "SkuMatch",
    "Terms",
    "matched",
    "near_skus",
    "order_draft",
    "tied_lines",
]

PLATFORM_SHIPPING = "shipped by TTS platform"
_NO_NEAR: Near = {}
_NOTHING = Decimal(0)
# BigCommerce's longest name of a product.
_LONGEST_TITLE = 250


@frozen
class Terms:
    """What an order's draft depends on beside the order and its SKUs.

    ``rates`` are BigCommerce's: units of a currency for one of the store's. An empty currency is not
    known, and then none is unknown. ``held`` orders are to be verified until their hold is over.
    """

    settings: Settings
    store_currency: str = ""
    shop_currency: str = ""
    rates: tuple[tuple[str, Decimal], ...] = ()
    held: bool = False

    @property
    def policy(self) -> OrderPolicy:
        """The merchant's order policies."""
        return self.settings.orders

    def knows(self, currency: str) -> bool:
        """Whether the shop or the store counts in a currency."""
        known = {self.store_currency, self.shop_currency, *dict(self.rates)}
        return not self.store_currency or currency in known


def order_draft(
    order: Order, known: Known, terms: Terms, near: Near = _NO_NEAR
) -> OrderDraft | Blocked:
    """Return the BigCommerce order to make, or every reason why it can't be made.

    Lines carry the price before discounts; both discounts together are the order's discount; the
    buyer's total is the order's total. TikTok's tax is contained in the prices where it is not added
    to the total. ``near`` names for an unknown SKU those that it may have been meant to be (`near_skus`).
    """
    units = pieces(order, terms.policy)
    matches = {
        one.sku: matched(one.sku, known.get(one.sku, ()), near.get(one.sku, ())) for one in units
    }
    added = sums(order, left_out_lines(order, terms.policy))
    wrong = [
        *(one for found in matches.values() if isinstance(found, Blocked) for one in found.reasons),
        *_order_reasons(order, units, terms),
        *(added.reasons if isinstance(added, Blocked) else ()),
    ]
    if wrong or isinstance(added, Blocked):
        return Blocked(tuple(dict.fromkeys(wrong)))
    found = {sku: one for sku, one in matches.items() if isinstance(one, SkuMatch)}
    return _draft(order, _lines(order, units, found, added, terms), added, terms)


def _order_reasons(order: Order, units: tuple[Piece, ...], terms: Terms) -> list[Reason]:
    wrong = [] if order.lines else [reason("no_lines")]
    if order.lines and not units:
        wrong.append(order_reason("nothing_left"))
    if not order.address.country:
        wrong.append(reason("missing_country"))
    if not terms.knows(order.amounts.currency):
        wrong.append(
            order_reason(
                "unknown_currency",
                currency=order.amounts.currency,
                shop=terms.shop_currency,
                store=terms.store_currency,
            )
        )
    return wrong


# --- lines -------------------------------------------------------------------------


def _lines(
    order: Order,
    units: tuple[Piece, ...],
    matches: Mapping[str, SkuMatch],
    added: Sums,
    terms: Terms,
) -> tuple[OrderDraftLine, ...]:
    """Add up identical units: one line for each variant, price and tax."""
    groups: dict[tuple[SkuMatch, Decimal, Decimal], list[Piece]] = {}
    for unit in units:
        tax = unit.tax if added.by_line else _NOTHING
        groups.setdefault((matches[unit.sku], unit.price, tax), []).append(unit)
    lowers = terms.policy.lowers_stock(order)
    return tuple(
        _line(match, len(group), group, added.taxed(price, tax, terms.policy.tax), lowers=lowers)
        for (match, price, tax), group in groups.items()
    )


def _line(
    match: SkuMatch,
    quantity: int,
    units: list[Piece],
    amounts: tuple[Decimal, Decimal],
    *,
    lowers: bool,
) -> OrderDraftLine:
    bundled = any(one.unit.parts for one in units)
    title = match.title if bundled else units[0].unit.title or match.title
    return OrderDraftLine(
        product_id=match.product_id if lowers else "",
        variant_id=match.variant_id if lowers else "",
        title=title[:_LONGEST_TITLE] or match.sku,
        quantity=quantity,
        price=amounts[0],
        price_ex_tax=amounts[1],
        order_lines=tuple(dict.fromkeys(one.unit.id for one in units)),
        sku=match.sku,
    )


# --- the draft ---------------------------------------------------------------------


def _draft(
    order: Order, lines: tuple[OrderDraftLine, ...], added: Sums, terms: Terms
) -> OrderDraft:
    policy = terms.policy
    shipping, shipping_ex_tax = added.taxed(added.shipping, added.shipping_tax, policy.tax)
    untaxed = policy.tax is TaxPolicy.NONE
    return OrderDraft(
        external_id=order.id,
        status=_status(order, terms),
        currency=order.amounts.currency,
        lines=lines,
        address=deliverable(order.address),
        email=_email(order, terms.settings),
        subtotal=sum((line.price * line.quantity for line in lines), _NOTHING),
        subtotal_ex_tax=sum((line.price_ex_tax * line.quantity for line in lines), _NOTHING),
        shipping=shipping,
        shipping_ex_tax=shipping_ex_tax,
        discount=added.discount,
        total=added.total,
        total_ex_tax=added.total if untaxed else added.total - added.tax,
        shipping_method=shipping_method(order, policy),
        payment_method=order.payment_method or "TikTok Shop",
        customer_note=order.note,
        staff_note=_staff_note(order, terms),
        handling=added.fees,
        customer_id=policy.customer_id,
        store_computes_tax=policy.tax is TaxPolicy.BIGCOMMERCE,
    )


def _status(order: Order, terms: Terms) -> StoreOrderStatus:
    if terms.held:
        return StoreOrderStatus.MANUAL_VERIFICATION_REQUIRED
    return store_status(order_status(order), terms.policy.statuses)


def _email(order: Order, settings: Settings) -> str:
    return order.email or settings.default_email.replace("buyerid", order.buyer_id or order.id)


def shipping_method(order: Order, policy: OrderPolicy) -> str:
    """Return the name of the shipping method that BigCommerce shows."""
    if order.fulfilled_by is Fulfiller.PLATFORM or order.shipping_type == "TIKTOK":
        return PLATFORM_SHIPPING
    named = {normalized(option): method for option, method in policy.shipping_methods}
    return named.get(normalized(order.delivery_option), order.delivery_option)


# --- notes -------------------------------------------------------------------------


def _staff_note(order: Order, terms: Terms) -> str:
    policy, amounts = terms.policy, order.amounts
    told = policy.note.format(
        order_id=order.id,
        seller_discount=amounts.seller_discount,
        platform_discount=amounts.platform_discount,
        delivery_option=order.delivery_option,
        ship_by=f"{order.ship_by:%Y-%m-%d %H:%M} UTC" if order.ship_by else "",
        buyer_id=order.buyer_id,
        kinds=", ".join(order.kinds),
    )
    return " ".join(part for part in (told, *_remarks(order, terms)) if part)


def _remarks(order: Order, terms: Terms) -> list[str]:
    """Say what a BigCommerce order has no place for."""
    remarks = [f"{kind}." for kind in order.kinds]
    if order.replaces:
        remarks.append(f"In place of TikTok Shop order {order.replaces}.")
    if order.ship_by:
        remarks.append(f"Ship by {order.ship_by:%Y-%m-%d %H:%M} UTC.")
    if gone := left_out_lines(order, terms.policy):
        skus = ", ".join(line.sku for line in gone)
        remarks.append(f"Left out, as cancelled or a gift: {skus}.")
    bundles = dict.fromkeys(line.sku for line in order.open_lines if line.parts)
    remarks += [f"Bundle {sku}." for sku in bundles]
    remarks += _currency(order, terms)
    if len(order.address.name) > LONGEST_NAME:
        remarks.append(f"The name in full: {order.address.name}.")
    return [*remarks, f"Tags: {', '.join(terms.policy.tags)}."] if terms.policy.tags else remarks


def _currency(order: Order, terms: Terms) -> list[str]:
    """Say that the amounts are not in the store's own currency, and what that is worth."""
    currency, own = order.amounts.currency, terms.store_currency
    if not own or currency == own:
        return []
    rate = dict(terms.rates).get(currency)
    worth = f" 1 {own} = {rate.normalize():f} {currency} when it was made." if rate else ""
    return [f"Amounts are in {currency}, not in the store's {own}.{worth}"]
