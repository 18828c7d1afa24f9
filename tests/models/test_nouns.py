"""What the other nouns know of themselves: in words, and without showing what must not be seen."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tiktok_bc_sync.models import (
    Action,
    Activity,
    ActivityState,
    Address,
    Change,
    Failure,
    FollowUp,
    FollowUpKind,
    Listing,
    ListingStatus,
    Money,
    OptionValue,
    Order,
    OrderAmounts,
    OrderFulfilment,
    Product,
    Reason,
    ShipmentState,
    Shop,
    Store,
    StoreCancel,
    StoreCancelState,
    StoreOrderStatus,
    Token,
    ToldShipment,
    Variant,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WEIGHT = Reason("missing_weight", "weight", "Nobody says what it weighs.", "Give it a weight.")


@pytest.mark.parametrize(
    ("activity", "told"),
    [
        (Activity("1", "Pull", ActivityState.ONGOING, NOW, done=3), "Pull: ongoing, 3"),
        (
            Activity("1", "Upload", ActivityState.COMPLETED, NOW, total=12, done=12),
            "Upload: completed, 12 of 12",
        ),
        (
            Activity(
                "1",
                "Upload",
                ActivityState.COMPLETED,
                NOW,
                total=2,
                done=2,
                failures=(Failure("77", WEIGHT),),
            ),
            "Upload: completed, 2 of 2, 1 failed",
        ),
    ],
)
def test_an_activity_tells_how_far_it_is(activity: Activity, told: str) -> None:
    assert str(activity) == told


def test_a_change_tells_what_and_why_and_is_false_when_there_is_nothing_to_do() -> None:
    nothing = Change("77", "Lamp")
    assert not nothing
    assert str(nothing) == "Lamp (77): nothing to do"
    blocked = Change("77", "Lamp", (Action.BLOCKED,), (WEIGHT,))
    assert blocked
    assert str(blocked) == (
        "Lamp (77): blocked\n    missing_weight: Nobody says what it weighs. Give it a weight."
    )


@pytest.mark.parametrize(
    ("listing_id", "status", "uploaded"),
    [
        ("", ListingStatus.NOT_UPLOADED, False),
        ("9", ListingStatus.LIVE, True),
        ("9", ListingStatus.DELETED, False),
        ("", ListingStatus.FAILED, False),
    ],
)
def test_a_listing_is_uploaded_when_tiktok_knows_it(
    listing_id: str, status: ListingStatus, uploaded: bool
) -> None:
    listing = Listing("77", "Lamp", "t", status, listing_id=listing_id)
    assert listing.uploaded is uploaded


def test_neither_tokens_nor_a_buyers_data_show_in_a_repr() -> None:
    amounts = OrderAmounts(*(Money.zero("GBP") for _ in range(6)))
    secret = "s3cret"
    held = (
        Token(secret, secret, NOW, NOW),
        Shop("1", "Shop", "GB", "LOCAL", secret),
        Address(secret, secret, (secret,), secret, secret, secret, secret),
        Order(
            "1", "UNPAID", NOW, NOW, amounts, (), Address(name=secret), email=secret, note=secret
        ),
    )
    for value in held:
        assert secret not in repr(value)


def test_a_product_is_simple_when_there_is_nothing_to_choose() -> None:
    plain = Variant("1", "A", Decimal(1))
    red = Variant("2", "B", Decimal(1), options=(OptionValue("Colour", "Red"),))
    assert Product("1", "Lamp", (plain,)).simple
    assert not Product("1", "Lamp", (red,)).simple
    assert not Product("1", "Lamp", (plain, red)).simple
    assert not Product("1", "Lamp", ()).simple
    assert Product("1", "Lamp", (plain, red)).skus == ("A", "B")


def test_a_store_converts_only_where_its_currency_list_says_how() -> None:
    store = Store("h", "Store", "AUD", "kg", "cm", (("GBP", Decimal("0.5")),))
    assert store.rate_to("GBP") == Decimal("0.5")
    assert store.rate_to("EUR") is None


def test_store_statuses_have_the_vendors_numbers() -> None:
    assert [status.value for status in StoreOrderStatus] == list(range(15))
    assert StoreOrderStatus(11) is StoreOrderStatus.AWAITING_FULFILLMENT


def test_what_follows_a_sale_is_told_in_lines_with_its_reasons() -> None:
    why = Reason("unknown_carrier", "carrier", "TikTok knows no carrier 'X'.", "Map it.")
    shipments = (
        ToldShipment("1", state=ShipmentState.TOLD, carrier="DPD", tracking_number="D-1"),
        ToldShipment("2", reasons=(why,)),
    )
    assert str(OrderFulfilment("577", "101", shipments)).splitlines() == [
        "order 577, in BigCommerce 101",
        "    shipment 1: told DPD D-1",
        "    shipment 2: waiting",
        "        TikTok knows no carrier 'X'. Map it.",
    ]
    refund = FollowUp("403", FollowUpKind.RETURN, "577", Money("3.50", "GBP"))
    assert str(refund) == "return 403 of order 577: 3.50 GBP, waiting"
    cancelled = StoreCancel("577", "101", StoreCancelState.FAILED, datetime(2026, 1, 2, tzinfo=UTC))
    assert str(cancelled) == "order 577, in BigCommerce 101: failed"
