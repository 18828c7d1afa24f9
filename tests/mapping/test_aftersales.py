"""What refunds, cancellations, answers and shipments come to: rules as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.answers import chosen_decision, reject_reason
from tiktok_bc_sync.mapping.cancellations import called_off, chosen_reason, matching
from tiktok_bc_sync.mapping.reasons import Blocked
from tiktok_bc_sync.mapping.refunds import (
    made_before,
    of_cancellation,
    of_return,
    offline_means,
    refund_items,
    unwanted,
)
from tiktok_bc_sync.mapping.shipments import allocated, waits
from tiktok_bc_sync.models import (
    Cancellation,
    Decision,
    FollowUp,
    FollowUpKind,
    ImportedOrder,
    Money,
    OfferedReason,
    Order,
    OrderAmounts,
    OrderFulfilment,
    OrderLine,
    OrderStatus,
    RefundItem,
    RefundPayment,
    RefundQuote,
    Return,
    Shipment,
    ShipmentState,
    StoreOrderStatus,
    StoreRefund,
)

NOW = datetime(2026, 11, 2, tzinfo=UTC)
ZERO = Money("0", "GBP")
LINE = OrderLine("a", "SKU", "1", "2", "Mug", ZERO, ZERO, ZERO, ZERO, ZERO, "AWAITING_SHIPMENT")
ORDER = ImportedOrder(
    Order(
        "9",
        "AWAITING_SHIPMENT",
        NOW,
        NOW,
        OrderAmounts(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO),
        tuple(evolve(LINE, id=one) for one in "abcd"),
    ),
    OrderStatus.AWAITING_SHIPMENT,
    store_order_id="100",
    store_lines=(("a", "1"), ("b", "1"), ("c", "1"), ("d", "2")),
)
PAID = "RETURN_OR_REFUND_REQUEST_COMPLETE"


def follow_up(
    lines: str, amount: str, kind: FollowUpKind = FollowUpKind.RETURN, *, restock: bool = True
) -> FollowUp:
    """Return a refund of lines."""
    return FollowUp("7", kind, "9", Money(amount, "GBP"), tuple(lines), restock=restock)


# --- refunds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "due", "restock"),
    [
        (PAID, "RETURN_AND_REFUND", True, True),
        (PAID, "REFUND", True, False),
        ("REPLACEMENT_REQUEST_REFUND_SUCCESS", "REPLACEMENT", True, False),
        ("EXCHANGE_REQUEST_REFUND_SUCCESS", "EXCHANGE", True, False),
        ("RETURN_OR_REFUND_REQUEST_SUCCESS", "REFUND", False, False),
        ("REPLACEMENT_REQUEST_COMPLETE", "REPLACEMENT", False, False),
        ("RETURN_OR_REFUND_REQUEST_CANCEL", "REFUND", False, False),
        ("SOMETHING_NEW", "REFUND", False, False),
    ],
)
def test_a_return_is_followed_up_once_its_money_has_gone_back(
    status: str, kind: str, due: bool, restock: bool
) -> None:
    found = of_return(Return("7", "9", kind, status, "", Money("5", "GBP")))
    assert (found is not None, bool(found and found.restock)) == (due, restock)


@pytest.mark.parametrize(
    ("status", "due"),
    [
        ("CANCELLATION_REQUEST_SUCCESS", True),
        ("CANCELLATION_REQUEST_COMPLETE", True),
        ("CANCELLATION_REQUEST_PENDING", False),
        ("CANCELLATION_REQUEST_CANCEL", False),
        ("SOMETHING_NEW", False),
    ],
)
def test_a_cancellation_is_followed_up_once_it_is_granted(status: str, due: bool) -> None:
    item = Cancellation("7", "9", status, refund=Money("5", "GBP"))
    assert (of_cancellation(item) is not None) is due


UNITS = (RefundItem.units("1", 2, "TikTok return 7"),)


def amount(value: str) -> RefundItem:
    """Return an amount of the order as a whole."""
    return RefundItem.of_order("100", Decimal(value), "TikTok return 7")


@pytest.mark.parametrize(
    ("refund", "quoted", "items"),
    [
        ("20.00", "20.00", UNITS),
        ("23.99", "20.00", (*UNITS, amount("3.99"))),
        ("12.50", "20.00", (amount("12.50"),)),
        ("20.00", None, (amount("20.00"),)),
    ],
)
def test_a_refund_is_of_units_and_of_what_is_beyond_them_or_of_an_amount(
    refund: str, quoted: str | None, items: Sequence[RefundItem]
) -> None:
    asked = Decimal(quoted) if quoted else None
    assert refund_items(follow_up("ab", refund), ORDER, asked) == items


def test_cancelled_units_come_back_even_where_tiktok_refunds_less_than_they_cost() -> None:
    cancelled = follow_up("ab", "12.50", FollowUpKind.CANCELLATION)
    (item,) = refund_items(cancelled, ORDER, Decimal("20.00"))
    assert (item.kind, item.quantity, item.reason) == ("PRODUCT", 2, "TikTok cancellation 7")


@given(st.decimals("0.01", "9999", places=2), st.decimals("0.01", "9999", places=2))
def test_what_is_refunded_comes_to_what_tiktok_refunded(refund: Decimal, quoted: Decimal) -> None:
    items = refund_items(follow_up("abd", str(refund)), ORDER, quoted)
    units = quoted if any(one.kind == "PRODUCT" for one in items) else Decimal(0)
    amounts = sum((one.amount or Decimal(0) for one in items), Decimal(0))
    assert units + amounts == refund


@pytest.mark.parametrize(
    ("asked", "order", "nothing"),
    [
        (follow_up("a", "5"), ORDER, False),
        (follow_up("a", "0"), ORDER, True),
        (follow_up("a", "5", FollowUpKind.CANCELLATION), ORDER, False),
        (follow_up("z", "5", FollowUpKind.CANCELLATION), ORDER, True),
        (
            follow_up("a", "5", FollowUpKind.CANCELLATION),
            evolve(ORDER, status=OrderStatus.CANCELLED),
            True,
        ),
    ],
)
def test_where_there_is_nothing_to_give_back_bigcommerce_is_not_asked(
    asked: FollowUp, order: ImportedOrder, nothing: bool
) -> None:
    assert unwanted(asked, order) is nothing


def test_a_refund_is_paid_by_what_moves_no_money_or_not_at_all() -> None:
    card, manual = RefundPayment("card", Decimal(5)), RefundPayment("m", Decimal(5), offline=True)
    assert offline_means(RefundQuote("1", Decimal(5), Decimal(0), ((card,), (manual,)))) == (
        manual,
    )
    blocked = offline_means(RefundQuote("1", Decimal(5), Decimal(0), ((card,),)))
    assert isinstance(blocked, Blocked)


def test_a_refund_is_found_by_its_mark_and_no_other_is() -> None:
    def refund(key: str, reason: str, *items: str) -> StoreRefund:
        parts = tuple(RefundItem.units("1", 1, one) for one in items)
        return StoreRefund(key, "100", Decimal(1), Decimal(0), reason, parts)

    made = [refund("1", "TikTok return 77"), refund("2", "", "broken", "TikTok return 7")]
    found = made_before(made, "TikTok return 7")
    assert found is not None
    assert found.id == "2"
    assert made_before(made, "TikTok return 8") is None


# --- cancellations -------------------------------------------------------------------

OFFERED = ("seller_cancel_reason_out_of_stock", "seller_cancel_reason_wrong_price")


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("OUT_OF_STOCK", OFFERED[0]),
        ("seller_cancel_reason_wrong_price", OFFERED[1]),
        ("seller_cancel", None),
        ("bored", None),
        ("", None),
        ("  ", None),
    ],
)
def test_a_reason_is_meant_in_full_or_by_its_telling_part(wanted: str, reason: str | None) -> None:
    assert matching(wanted, OFFERED) == reason


def test_without_any_reason_left_it_is_too_late() -> None:
    blocked = chosen_reason("OUT_OF_STOCK", (), "In Transit")
    assert isinstance(blocked, Blocked)
    assert blocked.reasons[0].code == "too_late_to_cancel"


@pytest.mark.parametrize("status", list(StoreOrderStatus))
def test_cancelled_and_declined_are_called_off_and_nothing_else_is(
    status: StoreOrderStatus,
) -> None:
    assert called_off(status) is (status.name in ("CANCELLED", "DECLINED"))


# --- answers -------------------------------------------------------------------------


def decisions(*names: str) -> list[Decision]:
    """Return decisions that are allowed now."""
    return [Decision(name, allowed=True) for name in names]


def returned(status: str) -> Return:
    """Return a return in a state."""
    return Return("7", "9", "RETURN_AND_REFUND", status, "", Money("5", "GBP"))


PENDING = returned("RETURN_OR_REFUND_REQUEST_PENDING")


@pytest.mark.parametrize(
    ("wanted", "offered", "item", "chosen"),
    [
        ("", decisions("APPROVE_RETURN", "DIRECT_REFUND"), PENDING, "APPROVE_RETURN"),
        ("DIRECT_REFUND", decisions("APPROVE_RETURN", "DIRECT_REFUND"), PENDING, "DIRECT_REFUND"),
        ("", [], returned("AWAITING_BUYER_SHIP"), None),
        ("APPROVE_RETURN", [], returned("BUYER_SHIPPED_ITEM"), None),
        ("", decisions("APPROVE_RECEIVED_PACKAGE"), returned("BUYER_SHIPPED_ITEM"),
         "APPROVE_RECEIVED_PACKAGE"),
    ],
)  # fmt: skip
def test_a_decision_is_the_named_or_the_plain_one_or_was_taken_already(
    wanted: str, offered: list[Decision], item: Return, chosen: str | None
) -> None:
    assert chosen_decision(wanted, offered, "APPROVE", item) == chosen


@pytest.mark.parametrize(
    ("wanted", "offered", "item"),
    [
        ("", [], returned("RETURN_OR_REFUND_REQUEST_CANCEL")),
        ("APPROVE_REFUND", decisions("APPROVE_RETURN"), PENDING),
        ("", decisions("APPROVE_RETURN", "APPROVE_REFUND"), PENDING),
        ("", [Decision("APPROVE_RETURN", allowed=False)], PENDING),
    ],
)
def test_what_can_not_be_decided_names_what_can(
    wanted: str, offered: list[Decision], item: Return
) -> None:
    with pytest.raises(InvalidInput) as refused:
        chosen_decision(wanted, offered, "APPROVE", item)
    allowed = [one.name for one in offered if one.allowed]
    assert all(name in refused.value.what_to_do for name in allowed)


REASONS = (OfferedReason("r_packed", "It is packed"), OfferedReason("r_agreed", "They agreed"))


@pytest.mark.parametrize("wanted", ["r_packed", "It is PACKED", "packed"])
def test_a_reason_to_refuse_is_found_by_name_text_or_part(wanted: str) -> None:
    assert reject_reason(wanted, REASONS) == "r_packed"


@pytest.mark.parametrize("wanted", ["", "r_", "no"])
def test_a_reason_that_is_none_or_several_is_refused(wanted: str) -> None:
    with pytest.raises(InvalidInput, match="r_packed"):
        reject_reason(wanted, REASONS)


# --- shipments -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "package", "waiting"),
    [
        ("AWAITING_SHIPMENT", "", True),
        ("AWAITING_SHIPMENT", "p", True),  # TikTok makes packages before they leave in some markets
        ("ON_HOLD", "", True),
        ("IN_TRANSIT", "p", False),
        ("COMPLETED", "", False),
        ("CANCELLED", "", False),
        ("", "", True),
        ("", "p", False),
    ],
)
def test_a_line_waits_until_it_has_left(status: str, package: str, waiting: bool) -> None:
    assert waits(evolve(LINE, status=status, package_id=package)) is waiting


def shipment(key: str, *items: tuple[str, int]) -> Shipment:
    """Return a BigCommerce shipment."""
    return Shipment(key, "100", "DPD", "1", items)


NOBODY = OrderFulfilment("9", "100")


def test_each_shipment_stands_for_units_of_its_own_and_keeps_them() -> None:
    first = allocated(ORDER, NOBODY, [shipment("s1", ("1", 2))])
    both = allocated(ORDER, first, [shipment("s1", ("1", 2)), shipment("s2", ("1", 1), ("2", 1))])
    assert [one.lines for one in both.shipments] == [("a", "b"), ("c", "d")]
    assert allocated(ORDER, both, [shipment("s1"), shipment("s2")]) == both


def test_a_deleted_shipment_sets_its_units_free_and_stays_visible_if_it_was_told() -> None:
    waiting = allocated(ORDER, NOBODY, [shipment("s1", ("1", 2))])
    assert allocated(ORDER, waiting, []).shipments == ()
    told = waiting.holding(
        evolve(waiting.shipments[0], state=ShipmentState.TOLD, package_ids=("p",))
    )
    gone = allocated(ORDER, told, [])
    assert [one.code for one in gone.reasons] == ["shipment_deleted"]
    anew = allocated(ORDER, gone, [shipment("s2", ("1", 2))])
    assert [(one.id, one.lines) for one in anew.shipments] == [("s2", ("a", "b"))]


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["1", "2", "7"]), st.integers(-1, 5)), max_size=3),
        max_size=5,
    )
)
def test_no_unit_is_ever_in_two_shipments(items: list[list[tuple[str, int]]]) -> None:
    known = NOBODY
    shipments: list[Shipment] = []
    for number, one in enumerate(items):
        shipments.append(shipment(str(number), *one))
        known = allocated(ORDER, known, shipments)
    lines = [line for one in known.shipments for line in one.lines]
    assert len(lines) == len(set(lines))
