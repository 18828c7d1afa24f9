"""Which orders are made in BigCommerce, which wait, which are left out, and under which policy."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from tests.mapping.order_makers import NOW, made, order, terms, unit
from tiktok_bc_sync.mapping.order_decisions import Step, decided
from tiktok_bc_sync.mapping.orders import Terms
from tiktok_bc_sync.mapping.statuses import advance, store_status
from tiktok_bc_sync.models import (
    Fulfiller,
    HoldPolicy,
    KindPolicy,
    Order,
    OrderPolicy,
    OrderStatus,
    Settings,
    StoreOrderStatus,
)

PLAIN = order(unit(1), total="10")
DEFAULT = OrderPolicy()
OUT = KindPolicy.LEAVE_OUT
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("one", "policy"),
    [
        (evolve(PLAIN, cod=True), OrderPolicy(cod=OUT)),
        (evolve(PLAIN, sample=True), OrderPolicy(samples=OUT)),
        (evolve(PLAIN, replacement=True), OrderPolicy(replacements=OUT)),
        (evolve(PLAIN, exchange=True), OrderPolicy(exchanges=OUT)),
        (evolve(PLAIN, fulfilled_by=Fulfiller.PLATFORM), OrderPolicy(platform_packed=OUT)),
    ],
)
def test_each_kind_is_made_unless_its_policy_leaves_it_out(one: Order, policy: OrderPolicy) -> None:
    assert decided(one, DEFAULT, NOW).step is Step.MAKE
    decision = decided(one, policy, NOW)
    assert decision.step is Step.LEAVE_OUT
    assert decision.reasons[0].code == "kind_left_out"
    assert one.kinds[0] in decision.reasons[0].message
    assert decided(PLAIN, policy, NOW).step is Step.MAKE


@pytest.mark.parametrize(
    ("vendor", "hold", "minutes", "step", "is_held"),
    [
        ("ON_HOLD", HoldPolicy.AT_ONCE, 5, Step.MAKE, False),
        ("ON_HOLD", HoldPolicy.VERIFY, 500, Step.MAKE, True),
        ("ON_HOLD", HoldPolicy.WAIT, 500, Step.WAIT, False),
        ("AWAITING_SHIPMENT", HoldPolicy.AT_ONCE, 5, Step.MAKE, False),
        ("AWAITING_SHIPMENT", HoldPolicy.VERIFY, 5, Step.MAKE, True),
        ("AWAITING_SHIPMENT", HoldPolicy.VERIFY, 60, Step.MAKE, False),
        ("AWAITING_SHIPMENT", HoldPolicy.WAIT, 59, Step.WAIT, False),
        ("AWAITING_SHIPMENT", HoldPolicy.WAIT, 61, Step.MAKE, False),
        ("IN_TRANSIT", HoldPolicy.WAIT, 5, Step.MAKE, False),
        ("UNPAID", HoldPolicy.AT_ONCE, 5, Step.WAIT, False),
        ("CANCELLED", HoldPolicy.WAIT, 5, Step.LEAVE_OUT, False),
    ],
)
def test_held_orders_are_made_at_once_to_be_verified_or_afterwards(
    vendor: str, hold: HoldPolicy, minutes: int, step: Step, is_held: bool
) -> None:
    one = evolve(PLAIN, vendor_status=vendor)
    found = decided(one, OrderPolicy(hold=hold), NOW + timedelta(minutes=minutes))
    assert (found.step, found.held) == (step, is_held)


@pytest.mark.parametrize(
    ("age", "policy", "requested", "step"),
    [
        (2 * HOUR, DEFAULT, False, Step.LEAVE_OUT),
        (2 * HOUR, DEFAULT, True, Step.MAKE),
        (2 * HOUR, OrderPolicy(older=True), False, Step.MAKE),
        (timedelta(minutes=5), DEFAULT, False, Step.MAKE),  # two clocks
        (-HOUR, DEFAULT, False, Step.MAKE),
    ],
)
def test_orders_from_before_the_connection_are_made_on_request_only(
    age: timedelta, policy: OrderPolicy, requested: bool, step: Step
) -> None:
    found = decided(PLAIN, policy, NOW, connected_at=PLAIN.created_at + age, requested=requested)
    assert found.step is step
    assert [one.code for one in found.reasons] == (
        ["before_connection"] if step is Step.LEAVE_OUT else []
    )


def test_a_held_order_is_to_be_verified() -> None:
    draft = made(PLAIN, Terms(Settings(), held=True))
    assert draft.status is StoreOrderStatus.MANUAL_VERIFICATION_REQUIRED


def test_the_merchants_own_statuses_stand_over_the_usual_ones() -> None:
    own = (
        (OrderStatus.IN_TRANSIT, StoreOrderStatus.COMPLETED),
        ("Unknown (LOST)", StoreOrderStatus.PENDING),
    )
    assert advance(11, OrderStatus.IN_TRANSIT, own) is StoreOrderStatus.COMPLETED
    assert advance(11, OrderStatus.AWAITING_COLLECTION, own) is StoreOrderStatus.AWAITING_SHIPMENT
    assert advance(10, OrderStatus.DELIVERED, own) is None
    assert store_status("Unknown (LOST)", own) is StoreOrderStatus.PENDING
    held = terms(OrderPolicy(statuses=((OrderStatus.AWAITING_SHIPMENT, StoreOrderStatus.PENDING),)))
    assert made(PLAIN, held).status is StoreOrderStatus.PENDING


@pytest.mark.parametrize(
    "table",
    [
        (("Delivered", StoreOrderStatus.REFUNDED),),
        (("", StoreOrderStatus.SHIPPED),),
        (("Delivered", StoreOrderStatus.SHIPPED), ("Delivered", StoreOrderStatus.COMPLETED)),
    ],
)
def test_a_status_table_leads_nowhere_that_orders_do_not_come_back_from(
    table: tuple[tuple[str, StoreOrderStatus], ...],
) -> None:
    with pytest.raises(ValueError, match="statuses"):
        OrderPolicy(statuses=table)


def test_a_note_says_what_it_is_told_to() -> None:
    one = evolve(PLAIN, sample=True, ship_by=NOW)
    policy = OrderPolicy(note="{order_id} for {buyer_id}, {kinds}", tags=("tiktok", "vip"))
    assert made(one, terms(policy)).staff_note == (
        "577 for 7495, sample sample. Ship by 2026-01-01 00:00 UTC. Tags: tiktok, vip."
    )
    for wrong in ("{password}", "{order_id.__class__}", "{order_id!r}", "{order_id:>99}", "{"):
        with pytest.raises(ValueError, match=r"note|expected|format"):
            OrderPolicy(note=wrong)


def test_a_delivery_option_has_the_name_that_the_store_gives_it() -> None:
    policy = OrderPolicy(shipping_methods=(("standard", "Royal Mail 48"),))
    assert made(PLAIN, terms(policy)).shipping_method == "Royal Mail 48"
    assert (
        made(evolve(PLAIN, delivery_option="Express"), terms(policy)).shipping_method == "Express"
    )
    platform = evolve(PLAIN, shipping_type="TIKTOK")
    assert made(platform, terms(policy)).shipping_method == "shipped by TTS platform"


def test_orders_are_a_guests_or_one_known_customers() -> None:
    assert made(PLAIN).customer_id == ""
    assert made(PLAIN, terms(OrderPolicy(customer_id="42"))).customer_id == "42"
    with pytest.raises(ValueError, match="customer_id"):
        OrderPolicy(customer_id="bob")


@pytest.mark.parametrize(
    ("store", "rates", "note"),
    [
        ("GBP", (), ""),
        ("USD", (("GBP", "0.79"),), " 1 USD = 0.79 GBP when it was made."),
        ("USD", (), "Amounts are in GBP, not in the store's USD."),
    ],
)
def test_an_order_in_another_currency_says_so(
    store: str, rates: tuple[tuple[str, str], ...], note: str
) -> None:

    known = tuple((code, Decimal(rate)) for code, rate in rates)
    draft = made(PLAIN, Terms(Settings(), store, "GBP", known))
    assert draft.currency == "GBP"
    assert note in draft.staff_note
    assert bool(note) is ("Amounts are in" in draft.staff_note)
