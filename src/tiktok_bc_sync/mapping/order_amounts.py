"""How an order's amounts add up in BigCommerce's terms: to the cent, or with the arithmetic shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from tiktok_bc_sync.mapping.order_reasons import order_reason
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import Order, OrderLine, OrderSum, TaxPolicy

_NOTHING = Decimal(0)
_TAX, _PAYMENT = "tax", "payment discount"


@frozen
class Sums:
    """An order's amounts as they add up.

    ``on_top`` says that tax is added to the prices, not contained in them; ``tax`` is how much. With
    ``by_line`` the lines' own taxes can be told apart; ``shipping_tax`` is what they leave of the order's.
    """

    discount: Decimal
    shipping: Decimal
    fees: Decimal
    tax: Decimal
    on_top: bool
    total: Decimal
    by_line: bool
    shipping_tax: Decimal

    def taxed(self, amount: Decimal, tax: Decimal, policy: TaxPolicy) -> tuple[Decimal, Decimal]:
        """Return an amount with tax and without, as the policy shows it."""
        with_tax = amount + tax if self.on_top else amount
        without = with_tax - tax
        match policy:
            case TaxPolicy.NONE:
                return with_tax, with_tax
            case TaxPolicy.BIGCOMMERCE:
                return without, without
            case _:
                return with_tax, without


def order_sum(order: Order, left_out: Sequence[OrderLine] = ()) -> OrderSum:
    """Return how the order's total comes about, less the units that are left out.

    Where TikTok's own amounts don't add up, the sum has a difference. TikTok's total may still hold what
    was cancelled, and tax may be added to prices or contained in them: whichever adds up is meant.
    """
    whole = _fitting(order, order.lines)
    if not left_out:
        return whole
    if whole.difference:
        rest = _fitting(order, _without(order.lines, left_out))
        return whole if rest.difference else rest
    return _less(whole, left_out)


def _fitting(order: Order, lines: Sequence[OrderLine]) -> OrderSum:
    amounts = order.amounts
    steps = (
        ("goods", sum((line.original_price.amount for line in lines), _NOTHING)),
        ("seller's discount", -amounts.seller_discount.amount),
        ("platform's discount", -amounts.platform_discount.amount),
        ("shipping", amounts.shipping.amount),
        ("fees", amounts.fees.amount if amounts.fees else _NOTHING),
    )
    tax = ((_TAX, amounts.tax.amount),) if amounts.tax else ()
    paid = ((_PAYMENT, -amounts.payment_discount.amount),) if amounts.payment_discount else ()
    ways = dict.fromkeys(((), tax, paid, (*tax, *paid)))
    sums = [OrderSum(amounts.currency, (*steps, *way), amounts.total.amount) for way in ways]
    return next((one for one in sums if not one.difference), sums[-1])


def _less(whole: OrderSum, left_out: Sequence[OrderLine]) -> OrderSum:
    """Take units out of a sum that adds up, with their discounts and, where it is added, their tax."""
    gone = {
        "goods": -sum((line.original_price.amount for line in left_out), _NOTHING),
        "seller's discount": sum((line.seller_discount.amount for line in left_out), _NOTHING),
        "platform's discount": sum((line.platform_discount.amount for line in left_out), _NOTHING),
        _TAX: -sum((line.tax.amount for line in left_out), _NOTHING),
    }
    steps = tuple((name, amount + gone.get(name, _NOTHING)) for name, amount in whole.steps)
    return OrderSum(whole.currency, steps, sum((amount for _, amount in steps), _NOTHING))


def _without(lines: Sequence[OrderLine], left_out: Sequence[OrderLine]) -> Sequence[OrderLine]:
    gone = {line.id for line in left_out}
    return [line for line in lines if line.id not in gone]


def sums(order: Order, left_out: Sequence[OrderLine] = ()) -> Sums | Blocked:
    """Add an order up, or show where it does not add up."""
    added = order_sum(order, left_out)
    if added.difference:
        return Blocked((reason("totals_differ", arithmetic=str(added)),))
    if wrong := _below_zero(added):
        return Blocked((order_reason("negative_amount", amounts=wrong),))
    return _as_sums(order, added, _without(order.lines, left_out))


def _below_zero(added: OrderSum) -> str:
    """Name the amounts that have the wrong sign."""
    wrong = [f"{name} {amount}" for name, amount in added.steps if _wrong(name, amount)]
    return ", ".join([*wrong, *([f"total {added.stated}"] if added.stated < 0 else [])])


def _wrong(name: str, amount: Decimal) -> bool:
    return amount > 0 if name.endswith("discount") else amount < 0


def _as_sums(order: Order, added: OrderSum, lines: Sequence[OrderLine]) -> Sums:
    steps = dict(added.steps)
    on_top = _TAX in steps
    taken_out = added.stated != order.amounts.total.amount
    gone = _taxes(order.lines) - _taxes(lines) if taken_out else _NOTHING
    tax = steps[_TAX] if on_top else order.amounts.tax.amount - gone
    by_line, rest = _line_taxes(lines, tax, steps["shipping"], contained=not on_top)
    return Sums(
        discount=-sum((one for name, one in steps.items() if name.endswith("discount")), _NOTHING),
        shipping=steps["shipping"],
        fees=steps["fees"],
        # A tax that its total can't hold is not to be trusted.
        tax=tax if 0 <= tax <= added.stated else _NOTHING,
        on_top=on_top,
        total=added.stated,
        by_line=by_line,
        shipping_tax=rest,
    )


def _taxes(lines: Sequence[OrderLine]) -> Decimal:
    return sum((line.tax.amount for line in lines), _NOTHING)


def _line_taxes(
    lines: Sequence[OrderLine], tax: Decimal, shipping: Decimal, *, contained: bool
) -> tuple[bool, Decimal]:
    """Return whether the lines' taxes can be used, and what they leave of the order's for shipping."""
    rest = tax - _taxes(lines)
    fit = all(
        line.tax.amount >= 0 and (not contained or line.tax.amount <= line.original_price.amount)
        for line in lines
    )
    # More or less than goods and shipping can carry: only the order's own tax is to be trusted.
    if not any(line.tax for line in lines) or not fit or not 0 <= rest <= shipping:
        return False, _NOTHING
    return True, rest
