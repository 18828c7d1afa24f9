"""Whatever an order's amounts are: BigCommerce's add up to the buyer's total, or the arithmetic is told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.makers import codes
from tests.mapping.order_makers import KNOWN, gbp, made, order, terms, totalled, unit
from tiktok_bc_sync.mapping.order_amounts import order_sum
from tiktok_bc_sync.mapping.order_lines import left_out_lines, shared_out
from tiktok_bc_sync.mapping.orders import order_draft
from tiktok_bc_sync.models import (
    BundlePart,
    KindPolicy,
    Order,
    OrderDraft,
    OrderLine,
    OrderPolicy,
    TaxPolicy,
)

NOTHING = Decimal(0)
cents = st.decimals(0, 500, places=2)
policies = st.sampled_from([OrderPolicy(tax=policy) for policy in TaxPolicy])


def decimals(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


@st.composite
def lines(draw: st.DrawFn) -> tuple[OrderLine, ...]:
    """Units of two SKUs, some cancelled, some gifts, some bundles of both."""
    units: list[OrderLine] = []
    for number in range(draw(st.integers(1, 6))):
        price, tax = draw(cents), draw(cents)
        one = unit(number, draw(st.sampled_from(["L-1", "S-1"])), str(price), str(tax))
        one = evolve(
            one,
            seller_discount=gbp(min(draw(cents), price)),
            gift=draw(st.booleans()),
            status=draw(st.sampled_from(["", "", "CANCELLED"])),
            parts=draw(st.sampled_from([(), (BundlePart("L-1", 2), BundlePart("S-1"))])),
        )
        units.append(one)
    return tuple(units)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Orders whose total TikTok reckons with tax on top or within, with or without what was cancelled."""
    units = draw(lines())
    whole = draw(st.booleans())
    counted = [one for one in units if whole or not one.cancelled]
    sums = {name: draw(cents) for name in ("shipping", "fees")}
    seller = sum((one.seller_discount.amount for one in counted), NOTHING)
    tax = sum((one.tax.amount for one in counted), NOTHING) + draw(cents)
    goods = sum((one.original_price.amount for one in counted), NOTHING)
    total = goods - seller + sum(sums.values()) + (tax if draw(st.booleans()) else 0)
    stated = {**sums, "seller": seller, "tax": tax, "total": total}
    return order(*units, **{name: str(amount) for name, amount in stated.items()})


@given(orders(), policies)
def test_a_draft_adds_up_or_says_why_it_can_not(one: Order, policy: OrderPolicy) -> None:
    draft = order_draft(one, KNOWN, terms(policy))
    if not isinstance(draft, OrderDraft):
        assert set(codes(draft)) <= {"nothing_left", "negative_amount", "totals_differ"}
        return
    gone = left_out_lines(one, policy)
    explained = order_sum(one, gone)
    assert (explained.difference, explained.stated) == (NOTHING, draft.total)
    assert draft.subtotal == sum(line.price * line.quantity for line in draft.lines)
    assert draft.subtotal_ex_tax == sum(line.price_ex_tax * line.quantity for line in draft.lines)
    reckoned = draft.subtotal - draft.discount + draft.shipping + draft.handling
    # Tax that no line can carry is in the total alone.
    assert draft.total - reckoned in {NOTHING, dict(explained.steps).get("tax", NOTHING)} or (
        policy.tax is TaxPolicy.BIGCOMMERCE
    )
    amounts = [draft.total, draft.total_ex_tax, draft.shipping_ex_tax, draft.discount]
    amounts += [line.price_ex_tax for line in draft.lines]
    assert min(amounts) >= 0


@given(orders())
def test_every_unit_that_is_not_cancelled_is_in_the_draft(one: Order) -> None:
    draft = order_draft(one, KNOWN, terms(OrderPolicy()))
    if isinstance(draft, OrderDraft):
        standing = {line for each in draft.lines for line in each.order_lines}
        assert standing == {line.id for line in one.open_lines}


@given(orders(), st.decimals("0.01", 9, places=2))
def test_a_total_that_is_off_by_anything_is_not_made_but_told(one: Order, off: Decimal) -> None:
    wrong = totalled(one, str(one.amounts.total.amount + off))
    explained = order_sum(wrong)
    draft = order_draft(wrong, KNOWN, terms(OrderPolicy()))
    if explained.difference and left_out_lines(wrong, OrderPolicy()) == ():
        assert codes(draft)[-1] == "totals_differ"
        assert explained.added + explained.difference == wrong.amounts.total.amount


@given(st.decimals(0, 10_000, places=4), st.integers(1, 50), st.sampled_from([0, 2, 3]))
def test_shares_add_up_and_are_alike(amount: Decimal, among: int, digits: int) -> None:
    shares = shared_out(amount, among, digits)
    assert sum(shares, NOTHING) == amount
    assert min(shares) >= 0
    assert max(shares[1:], default=NOTHING) - min(shares[1:], default=NOTHING) <= Decimal(1).scaleb(
        -digits
    )


@pytest.mark.parametrize(
    ("policy", "line", "shipping", "total"),
    [
        (TaxPolicy.TIKTOK, ("10.80", "10"), ("2.16", "2"), ("12.96", "12")),
        (TaxPolicy.NONE, ("10.80", "10.80"), ("2.16", "2.16"), ("12.96", "12.96")),
        (TaxPolicy.BIGCOMMERCE, ("10", "10"), ("2", "2"), ("12.96", "12")),
    ],
)
def test_tax_is_tiktoks_the_stores_or_nobodys(
    policy: TaxPolicy, line: tuple[str, str], shipping: tuple[str, str], total: tuple[str, str]
) -> None:
    one = order(unit(1, tax="0.80"), total="12.96", shipping="2", tax="0.96")
    draft = made(one, terms(OrderPolicy(tax=policy)))
    shown = (draft.lines[0].price, draft.lines[0].price_ex_tax)
    assert shown == tuple(map(Decimal, line))
    assert (draft.shipping, draft.shipping_ex_tax) == tuple(map(Decimal, shipping))
    assert (draft.total, draft.total_ex_tax) == tuple(map(Decimal, total))
    assert draft.store_computes_tax is (policy is TaxPolicy.BIGCOMMERCE)


@pytest.mark.parametrize(
    "total", ["21", "11"]
)  # TikTok's total with what was cancelled, and without
def test_cancelled_units_are_left_out_with_their_share(total: str) -> None:
    one = order(unit(1), unit(2, "S-1", cancelled=True), total=total, shipping="1")
    draft = made(one)
    assert [line.variant_id for line in draft.lines] == ["771"]
    assert (draft.subtotal, draft.total) == decimals(10, 11)
    assert "Left out, as cancelled or a gift: S-1." in draft.staff_note


def test_the_discount_of_a_cancelled_unit_goes_with_it() -> None:
    units = (unit(1, seller="2"), unit(2, seller="3", tax="0.70", cancelled=True))
    draft = made(order(*units, total="15.70", seller="5", tax="0.70"))
    assert (draft.discount, draft.total, draft.total_ex_tax) == decimals(2, 8, 8)


def test_a_gift_can_be_left_out() -> None:
    gift = evolve(unit(2, "S-1", seller="10"), gift=True)
    one = order(unit(1), gift, total="10", seller="10")
    assert len(made(one).lines) == 2
    draft = made(one, terms(OrderPolicy(gifts=KindPolicy.LEAVE_OUT)))
    assert [line.variant_id for line in draft.lines] == ["771"]
    assert (draft.discount, draft.total) == decimals(0, 10)


def test_an_order_of_which_nothing_is_left_says_so() -> None:
    one = order(unit(1, cancelled=True), total="10")
    assert codes(order_draft(one, KNOWN, terms(OrderPolicy()))) == ["nothing_left"]


def test_what_a_payment_platform_paid_for_the_buyer_is_a_discount() -> None:
    one = order(unit(1), total="9")
    one = evolve(one, amounts=evolve(one.amounts, payment_discount=gbp(1)))
    assert (made(one).discount, made(one).total) == decimals(1, 9)
    assert str(order_sum(one)) == "goods 10 - payment discount 1 = 9 GBP"


def test_an_amount_below_zero_is_named() -> None:
    result = order_draft(order(unit(1), total="7", shipping="-3"), KNOWN, terms(OrderPolicy()))
    assert codes(result) == ["negative_amount"]
    assert "shipping -3" in str(result)
