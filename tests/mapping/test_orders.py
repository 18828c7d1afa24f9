"""The BigCommerce order that a TikTok order becomes: equal to the cent, or failed with the arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.mapping.makers import codes
from tests.mapping.order_makers import KNOWN, LAMP, SHADE, TERMS, made, order, unit
from tiktok_bc_sync.mapping.orders import SkuMatch, Terms, matched, near_skus, order_draft
from tiktok_bc_sync.models import (
    Address,
    Fulfiller,
    Order,
    OrderDraft,
    Settings,
    StoreOrderStatus,
)


def both(with_tax: str | int, without: str | int) -> tuple[Decimal, Decimal]:
    return Decimal(with_tax), Decimal(without)


def test_identical_units_are_added_up_by_variant_and_price() -> None:
    units = (unit(1), unit(2, "S-1", "4"), unit(3), unit(4, original="0"), unit(5))
    draft = made(order(*units, total="34"))
    assert [
        (line.variant_id, line.quantity, line.price, line.order_lines) for line in draft.lines
    ] == [
        ("771", 3, Decimal(10), ("u1", "u3", "u5")),
        ("881", 1, Decimal(4), ("u2",)),
        ("771", 1, Decimal(0), ("u4",)),  # a gift of the same SKU
    ]
    assert draft.subtotal == 34


def test_skus_that_mean_one_variant_are_one_line() -> None:
    known = {"l-1": (LAMP,), "L-1": (LAMP,)}
    draft = order_draft(order(unit(1), unit(2, "l-1"), total="20"), known, TERMS)
    assert isinstance(draft, OrderDraft)
    assert [line.quantity for line in draft.lines] == [2]


@pytest.mark.parametrize(
    ("one", "subtotal", "shipping", "discount", "handling", "total"),
    [
        # with and without tax where the lines tell it
        (order(unit(1), total="10"), "10", "0", "0", "0", "10"),
        (
            order(unit(1), unit(2), total="15.50", shipping="2", seller="3", platform="3.50"),
            "20",
            "2",
            "6.50",
            "0",
            "15.50",
        ),
        (order(unit(1), total="10.28", fees="0.28"), "10", "0", "0", "0.28", "10.28"),
        (
            order(unit(1), total="11.80", tax="0.80", shipping="1"),
            "10",
            "1",
            "0",
            "0",
            "11.80",
        ),
    ],
)
def test_amounts_are_the_orders_own(
    one: Order, subtotal: str, shipping: str, discount: str, handling: str, total: str
) -> None:
    draft = made(one)
    amounts = (draft.subtotal, draft.shipping, draft.discount, draft.handling, draft.total)
    assert amounts == tuple(map(Decimal, (subtotal, shipping, discount, handling, total)))


def test_tax_on_top_is_told_by_line_and_the_rest_is_shippings() -> None:
    draft = made(
        order(unit(1, tax="0.80"), unit(2, tax="0.80"), total="23.84", shipping="2", tax="1.84")
    )
    (line,) = draft.lines
    assert (line.price, line.price_ex_tax) == both("10.80", 10)
    assert (draft.subtotal, draft.subtotal_ex_tax) == both("21.60", 20)
    assert (draft.shipping, draft.shipping_ex_tax) == both("2.24", 2)
    assert (draft.total, draft.total_ex_tax) == both("23.84", 22)


def test_tax_contained_in_the_prices_is_taken_out_of_them() -> None:
    draft = made(order(unit(1, original="12", tax="2"), total="15", shipping="3", tax="2.50"))
    (line,) = draft.lines
    assert (line.price, line.price_ex_tax) == both(12, 10)
    assert (draft.shipping, draft.shipping_ex_tax) == both(3, "2.50")
    assert (draft.total, draft.total_ex_tax) == both(15, "12.50")


@pytest.mark.parametrize("tax", ["9", "-1"])
def test_taxes_of_lines_that_do_not_fit_the_orders_are_left_aside(tax: str) -> None:
    draft = made(order(unit(1, tax=tax), total="11", tax="1"))
    (line,) = draft.lines
    assert line.price == line.price_ex_tax == draft.subtotal == 10
    assert (draft.total, draft.total_ex_tax) == both(11, 10)


@pytest.mark.parametrize(
    "one",
    [
        order(unit(1, tax="-1"), unit(2, tax="2"), total="21", tax="1"),  # a tax below zero
        order(unit(1, original="1", tax="2"), unit(2), total="11", tax="2"),  # over its price
    ],
)
def test_a_tax_that_its_own_line_cannot_carry_is_not_told_by_line(one: Order) -> None:
    draft = made(one)
    assert [line.price for line in draft.lines] == [line.price_ex_tax for line in draft.lines]
    assert draft.total_ex_tax == one.amounts.total.amount - one.amounts.tax.amount


def test_units_of_one_price_and_different_taxes_are_lines_of_their_own() -> None:
    draft = made(order(unit(1, tax="1"), unit(2, tax="0.99"), total="21.99", tax="1.99"))
    assert [line.price for line in draft.lines] == [11, Decimal("10.99")]


def test_an_order_that_does_not_add_up_fails_with_the_arithmetic() -> None:
    result = order_draft(order(unit(1), total="12", shipping="1", tax="0.50"), KNOWN, TERMS)
    assert codes(result) == ["totals_differ"]
    assert "goods 10 + shipping 1 + tax 0.50 is not 12 GBP" in str(result)


def test_every_reason_is_told_at_once() -> None:
    one = evolve(order(unit(1, "X-9"), unit(2, "Y-9"), total="1"), address=Address())
    result = order_draft(one, {"Y-9": (LAMP, SHADE)}, TERMS)
    assert codes(result) == ["unknown_sku", "ambiguous_sku", "missing_country", "totals_differ"]
    assert codes(order_draft(order(total="0"), {}, TERMS)) == ["no_lines"]


@pytest.mark.parametrize(
    ("sku", "candidates", "variant"),
    [
        ("L-1", (LAMP,), "771"),
        ("l-1", (LAMP,), "771"),
        ("L-1", (evolve(LAMP, sku="l-1", variant_id="772"), LAMP), "771"),
    ],
)
def test_the_exact_sku_is_meant_then_the_only_one_nearly_the_same(
    sku: str, candidates: tuple[SkuMatch, ...], variant: str
) -> None:
    found = matched(sku, candidates)
    assert isinstance(found, SkuMatch)
    assert found.variant_id == variant


def test_a_sku_of_several_variants_names_them() -> None:
    twice = (LAMP, evolve(SHADE, sku="L-1"))
    result = matched("L-1", twice)
    assert codes(result) == ["ambiguous_sku"]
    assert "Desk lamp (77), Lamp shade (88)" in str(result)


def test_an_unknown_sku_names_those_that_it_may_have_been_meant_to_be() -> None:
    near = {"24-UG4": near_skus("24-UG4", ["24-UG04", "24-UG05", "MH01-XS-Black"])}
    result = order_draft(order(unit(1, "24-UG4"), total="10"), {}, TERMS, near)
    assert "'24-UG4'; near ones: 24-UG04, 24-UG05." in str(result)
    assert "near ones: none." in str(matched("24-UG4", ()))


@pytest.mark.parametrize(
    ("relay", "default", "buyer", "email"),
    [
        ("x1@relay.test", "buyerid@tiktok.com", "7495", "x1@relay.test"),
        ("", "buyerid@tiktok.com", "7495", "7495@tiktok.com"),
        ("", "buyerid@tiktok.com", "", "577@tiktok.com"),
        ("", "orders@shop.test", "7495", "orders@shop.test"),
    ],
)
def test_the_buyers_email_is_the_relay_address_or_the_configured_one(
    relay: str, default: str, buyer: str, email: str
) -> None:
    one = evolve(order(unit(1), total="10"), email=relay, buyer_id=buyer)
    assert made(one, Terms(Settings(default_email=default))).email == email


@pytest.mark.parametrize(
    ("fulfiller", "shipping_type", "method"),
    [
        (Fulfiller.MERCHANT, "SELLER", "Standard"),
        (Fulfiller.MERCHANT, "TIKTOK", "shipped by TTS platform"),
        (Fulfiller.PLATFORM, "SELLER", "shipped by TTS platform"),
    ],
)
def test_orders_that_the_platform_ships_say_so(
    fulfiller: Fulfiller, shipping_type: str, method: str
) -> None:
    one = evolve(order(unit(1), total="10"), fulfilled_by=fulfiller, shipping_type=shipping_type)
    assert made(one).shipping_method == method


def test_the_rest_comes_over_as_it_is() -> None:
    one = evolve(
        order(unit(1), total="8", seller="1.50", platform="0.50"),
        note="Ring twice",
        cod=True,
        sample=True,
        payment_method="Cash",
    )
    draft = made(one)
    assert draft.external_id == "577"
    assert draft.status is StoreOrderStatus.AWAITING_FULFILLMENT
    assert draft.address == Address("T** s***box", lines=("1 L***",), country="GB")  # kept masked
    assert (draft.customer_note, draft.payment_method) == ("Ring twice", "Cash")
    assert draft.staff_note == (
        "TikTok Shop order 577. Seller's discount 1.50 GBP, platform's discount 0.50 GBP."
        " COD. sample."
    )
    assert made(evolve(one, payment_method="")).payment_method == "TikTok Shop"
    assert draft.lines[0].title == "Desk lamp"
    titled = evolve(one, lines=(evolve(unit(1), title="As sold"),))
    assert made(titled).lines[0].title == "As sold"
