"""What each of the vendors' states means, moves forward only, and which units a shipment carries."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product as pairs

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bc_sync.mapping.shipments import lines_to_ship
from tiktok_bc_sync.mapping.statuses import (
    advance,
    listing_status,
    order_status,
    return_status,
    store_status,
    wants_store_order,
)
from tiktok_bc_sync.models import (
    Fulfiller,
    ImportedOrder,
    ListingStatus,
    Money,
    Order,
    OrderAmounts,
    OrderLine,
    OrderStatus,
    ReturnStatus,
    Shipment,
    StoreOrderStatus,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ZERO = Money.zero("GBP")
LINE = OrderLine("1", "L-1", "", "", "Lamp", ZERO, ZERO, ZERO, ZERO, ZERO)
ORDER = Order("9", "AWAITING_SHIPMENT", NOW, NOW, OrderAmounts(*[ZERO] * 6), (LINE,))


def order(vendor_status: str) -> Order:
    return evolve(ORDER, vendor_status=vendor_status)


@pytest.mark.parametrize(
    ("vendor", "status"),
    [
        ("DRAFT", ListingStatus.IN_PROGRESS),
        ("PENDING", ListingStatus.REVIEWING),
        ("FAILED", ListingStatus.FAILED),
        ("ACTIVATE", ListingStatus.LIVE),
        ("SELLER_DEACTIVATED", ListingStatus.INACTIVE),
        ("PLATFORM_DEACTIVATED", ListingStatus.INACTIVE),
        ("FREEZE", ListingStatus.INACTIVE),
        ("DELETED", ListingStatus.DELETED),
        ("SOMETHING_NEW", ListingStatus.IN_PROGRESS),
    ],
)
def test_every_vendor_word_for_a_listing_has_a_status(vendor: str, status: ListingStatus) -> None:
    assert listing_status(vendor) is status


@pytest.mark.parametrize(
    ("vendor", "status", "store"),
    [
        ("UNPAID", "Unpaid", StoreOrderStatus.AWAITING_PAYMENT),
        ("ON_HOLD", "On Hold", StoreOrderStatus.MANUAL_VERIFICATION_REQUIRED),
        ("AWAITING_SHIPMENT", "Awaiting Shipment", StoreOrderStatus.AWAITING_FULFILLMENT),
        ("PARTIALLY_SHIPPING", "Partially Shipped", StoreOrderStatus.PARTIALLY_SHIPPED),
        ("AWAITING_COLLECTION", "Awaiting Collection", StoreOrderStatus.AWAITING_SHIPMENT),
        ("IN_TRANSIT", "In Transit", StoreOrderStatus.SHIPPED),
        ("DELIVERED", "Delivered", StoreOrderStatus.SHIPPED),
        ("COMPLETED", "Completed", StoreOrderStatus.COMPLETED),
        ("CANCELLED", "Cancelled", StoreOrderStatus.CANCELLED),
        ("CANCEL", "Cancelled", StoreOrderStatus.CANCELLED),
        ("LOST", "Unknown (LOST)", StoreOrderStatus.MANUAL_VERIFICATION_REQUIRED),
    ],
)
def test_every_order_status_is_readable_and_has_one_in_bigcommerce(
    vendor: str, status: str, store: StoreOrderStatus
) -> None:
    assert order_status(order(vendor)) == status
    assert store_status(status) is store


def test_an_order_whose_hold_is_over_awaits_shipment() -> None:
    # The vendor sets the flag on every order that was on hold once.
    assert order_status(evolve(ORDER, on_hold=True)) is OrderStatus.AWAITING_SHIPMENT


@pytest.mark.parametrize(
    ("vendor", "status"),
    [
        ("RETURN_OR_REFUND_REQUEST_PENDING", "Aftersale applying"),
        ("REFUND_OR_RETURN_REQUEST_REJECT", "Aftersale reject application"),
        ("AWAITING_BUYER_SHIP", "Aftersale returning"),
        ("BUYER_SHIPPED_ITEM", "Aftersale buyer shipped"),
        ("REJECT_RECEIVE_PACKAGE", "Aftersale reject receive"),
        ("RETURN_OR_REFUND_REQUEST_SUCCESS", "Aftersale success"),
        ("RETURN_OR_REFUND_REQUEST_COMPLETE", "Complete"),
        ("RETURN_OR_REFUND_REQUEST_CANCEL", "Closed"),
        ("AWAITING_BUYER_RESPONSE", "Aftersale applying"),
        ("REPLACEMENT_REQUEST_PENDING", "Aftersale applying"),
        ("REPLACEMENT_REQUEST_REJECT", "Aftersale reject application"),
        ("REPLACEMENT_REQUEST_REFUND_SUCCESS", "Aftersale success"),
        ("REPLACEMENT_REQUEST_CANCEL", "Closed"),
        ("REPLACEMENT_REQUEST_COMPLETE", "Complete"),
        ("EXCHANGE_REQUEST_PENDING", "Aftersale applying"),
        ("EXCHANGE_REQUEST_REFUND_SUCCESS", "Aftersale success"),
        ("EXCHANGE_REQUEST_CANCEL", "Closed"),
        ("EXCHANGE_REQUEST_COMPLETE", "Complete"),
        ("ARBITRATED_ON_MARS", "Unknown (ARBITRATED_ON_MARS)"),
        ("", "Unknown ()"),
    ],
)
def test_every_return_state_is_shown_and_a_new_one_is_never_dropped(
    vendor: str, status: str
) -> None:
    assert return_status(vendor) == status


@given(st.text())
def test_status_maps_are_total(word: str) -> None:
    assert listing_status(word) in ListingStatus
    for status in (order_status(order(word)), return_status(word)):
        assert isinstance(status, OrderStatus | ReturnStatus) or word in status
    assert store_status(order_status(order(word))) in StoreOrderStatus


@pytest.mark.parametrize(
    ("current", "status", "to"),
    [
        (11, OrderStatus.IN_TRANSIT, 2),
        (11, OrderStatus.AWAITING_COLLECTION, 9),
        (9, OrderStatus.PARTIALLY_SHIPPED, 3),
        (3, OrderStatus.AWAITING_COLLECTION, None),
        (2, OrderStatus.AWAITING_SHIPMENT, None),
        (2, OrderStatus.DELIVERED, None),
        (2, OrderStatus.COMPLETED, 10),
        (12, OrderStatus.AWAITING_SHIPMENT, 11),
        (11, OrderStatus.ON_HOLD, None),
        (7, OrderStatus.AWAITING_SHIPMENT, 11),
        (11, OrderStatus.CANCELLED, 5),
        (5, OrderStatus.IN_TRANSIT, None),
        (4, OrderStatus.COMPLETED, None),  # refunded
        (13, OrderStatus.IN_TRANSIT, None),  # disputed, by a person
        (None, OrderStatus.IN_TRANSIT, None),
        (99, OrderStatus.IN_TRANSIT, None),
        (11, "Unknown (LOST)", None),
    ],
)
def test_a_bigcommerce_order_moves_forward_only(
    current: int | None, status: str, to: int | None
) -> None:
    assert advance(current, status) == to


def test_advancing_twice_changes_nothing_and_never_leads_back() -> None:
    for current, first in pairs(StoreOrderStatus, OrderStatus):
        moved = advance(current, first)
        if moved is None:
            continue
        assert advance(moved, first) is None
        for second in OrderStatus:
            assert advance(moved, second) != current


@pytest.mark.parametrize(
    ("vendor", "lines", "fulfiller", "wanted"),
    [
        ("AWAITING_SHIPMENT", (LINE,), Fulfiller.MERCHANT, True),
        ("AWAITING_SHIPMENT", (LINE,), Fulfiller.PLATFORM, True),
        ("COMPLETED", (LINE,), Fulfiller.MERCHANT, True),
        ("LOST", (LINE,), Fulfiller.MERCHANT, True),
        ("UNPAID", (LINE,), Fulfiller.MERCHANT, False),
        ("CANCELLED", (LINE,), Fulfiller.MERCHANT, False),
        ("CANCEL", (LINE,), Fulfiller.MERCHANT, False),
        ("AWAITING_SHIPMENT", (), Fulfiller.PLATFORM, True),  # it fails visibly
    ],
)
def test_paid_orders_that_are_not_cancelled_are_made_in_bigcommerce(
    vendor: str, lines: tuple[OrderLine, ...], fulfiller: Fulfiller, wanted: bool
) -> None:
    one = evolve(order(vendor), lines=lines, fulfilled_by=fulfiller)
    assert wants_store_order(one) is wanted


def imported(cancelled: tuple[str, ...] = ()) -> ImportedOrder:
    """Units a, b, c became the store's line 1, unit d its line 2."""
    units = tuple(evolve(LINE, id=u, status="CANCELLED" if u in cancelled else "") for u in "abcd")
    tied = (("a", "1"), ("b", "1"), ("c", "1"), ("d", "2"))
    return ImportedOrder(
        evolve(ORDER, lines=units),
        OrderStatus.AWAITING_SHIPMENT,
        store_lines=tied,
    )


@pytest.mark.parametrize(
    ("items", "shipped", "cancelled", "lines"),
    [
        ((("1", 2),), (), (), "ab"),
        ((("1", 3), ("2", 1)), (), (), "abcd"),
        ((("1", 2),), ("a",), (), "bc"),
        ((("1", 3),), (), ("b",), "ac"),
        ((("1", 9),), (), (), "abc"),
        ((("1", 1), ("1", 1)), (), (), "ab"),
        ((("1", -1), ("2", 0)), (), (), ""),
        ((("7", 1),), (), (), ""),
        ((("2", 1),), ("d",), (), ""),
        ((), (), (), ""),
    ],
)
def test_a_shipments_quantities_stand_for_units_that_have_not_left(
    items: tuple[tuple[str, int], ...],
    shipped: tuple[str, ...],
    cancelled: tuple[str, ...],
    lines: str,
) -> None:
    shipment = Shipment("s", "9", "UPS", "1Z", items)
    assert lines_to_ship(imported(cancelled), shipment, shipped) == tuple(lines)
