"""Which day, product and currency a sale and a refund belong to, and CSV that runs no formula."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from tiktok_bc_sync.mapping.report import Tally
from tiktok_bc_sync.mapping.report_csv import sales_csv
from tiktok_bc_sync.models import (
    Money,
    Order,
    OrderAmounts,
    OrderLine,
    ReportBy,
    Return,
    ReturnLine,
    SalesReport,
)

NOTHING = Money("0", "GBP")
BOTH = (ReportBy.DAY, ReportBy.PRODUCT)


def pounds(amount: str) -> Money:
    """Return an amount."""
    return Money(amount, "GBP")


def line(number: str, product: str = "p1", title: str = "Mug", status: str = "") -> OrderLine:
    """Return a unit for 10.00, of which the seller gave 1.00 away."""
    return OrderLine(
        number, "SKU", "s", product, title, pounds("9"), pounds("10"), pounds("1"), NOTHING,
        NOTHING, status,
    )  # fmt: skip


def order(*lines: OrderLine, at: datetime, status: str = "COMPLETED") -> Order:
    """Return an order."""
    amounts = OrderAmounts(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, pounds("9"))
    return Order("o1", status, at, at, amounts, lines)


def refunded(amount: str, *parts: tuple[str, str], at: datetime) -> Return:
    """Return a finished return of lines for their parts of an amount."""
    lines = tuple(ReturnLine(f"r{one}", one, "SKU", pounds(part)) for one, part in parts)
    return Return(
        "r", "o1", "REFUND", "RETURN_OR_REFUND_REQUEST_COMPLETE", "", pounds(amount), lines,
        updated_at=at,
    )  # fmt: skip


def tally(zone: str, first: date, last: date, by: tuple[ReportBy, ...] = BOTH) -> Tally:
    """Begin to count."""
    return Tally(first, last, ZoneInfo(zone), by)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 6, 30)),
        ("Europe/London", date(2026, 7, 1)),
        ("America/Los_Angeles", date(2026, 6, 30)),
        ("Pacific/Kiritimati", date(2026, 7, 1)),
    ],
)
def test_a_sale_belongs_to_the_day_of_the_zone(zone: str, day: date) -> None:
    counted = tally(zone, date(2026, 6, 1), date(2026, 7, 31))
    counted.order(order(line("1"), at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)))
    (row,) = counted.report(zone).rows
    assert (row.day, row.units) == (day, 1)


def test_what_lies_outside_the_days_is_not_counted() -> None:
    counted = tally("UTC", date(2026, 7, 1), date(2026, 7, 1))
    for moment in (datetime(2026, 6, 30, 23, 59, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC)):
        counted.order(order(line("1"), at=moment))
        counted.refund(refunded("5", ("1", "5"), at=moment), None)
    assert counted.report("UTC").rows == ()


@pytest.mark.parametrize("status", ["UNPAID", "CANCELLED"])
def test_what_was_not_paid_or_was_cancelled_was_not_sold(status: str) -> None:
    counted = tally("UTC", date(2026, 7, 1), date(2026, 7, 1))
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    counted.order(order(line("1"), at=noon, status=status))
    counted.order(order(line("1", status="CANCELLED"), line("2"), at=noon))
    assert [(row.units, row.net) for row in counted.report("UTC").rows] == [(1, pounds("9"))]


def test_a_refund_beyond_its_lines_belongs_to_no_product() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    sold = order(line("1"), line("2", "p2", "Lamp"), at=noon)
    counted = tally("UTC", date(2026, 7, 1), date(2026, 7, 1))
    counted.order(sold)
    counted.refund(refunded("12.50", ("1", "9"), at=noon), sold)
    found = {row.product_id: (row.title, row.refunds) for row in counted.report("UTC").rows}
    assert found == {
        "": ("", pounds("3.50")),
        "p1": ("Mug", pounds("9")),
        "p2": ("Lamp", NOTHING),
    }
    assert counted.report("UTC").totals["GBP"].net == pounds("5.50")


def test_a_return_that_is_not_finished_is_no_refund() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    counted = tally("UTC", date(2026, 7, 1), date(2026, 7, 1))
    open_one = evolve(
        refunded("5", ("1", "5"), at=noon), vendor_status="RETURN_OR_REFUND_REQUEST_PENDING"
    )
    counted.refund(open_one, None)
    assert counted.report("UTC").rows == ()


def report(title: str) -> SalesReport:
    """Return a report of one sold unit with a title."""
    counted = tally("UTC", date(2026, 7, 1), date(2026, 7, 1))
    counted.order(order(line("1", title=title), at=datetime(2026, 7, 1, 12, tzinfo=UTC)))
    return counted.report("UTC")


@pytest.mark.parametrize(
    "title",
    [
        '=HYPERLINK("https://evil.example","Mug")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "  =1+1",
        "\u00a0=1+1",
        "\uff1d1+1",
    ],
)
def test_no_title_is_taken_for_a_formula(title: str) -> None:
    (row,) = csv.DictReader(StringIO(sales_csv(report(title)), newline=""))
    assert row["product"] == f"'{title}"


@pytest.mark.parametrize("title", ["Mug", 'A "nice" mug, blue', "Tasse\nzwei", "100 % wool", ""])
def test_an_ordinary_title_comes_as_it_is(title: str) -> None:
    (row,) = csv.DictReader(StringIO(sales_csv(report(title)), newline=""))
    assert (row["product"], row["gross"], row["net"]) == (title, "10.00", "9.00")
