"""The dashboard's numbers and the sales report."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from tests.flows.aftersales_scene import bought
from tests.flows.conftest import CATEGORIES, LAMP, MUG, WEIGHTLESS
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Money
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Both marketplaces with two complete products and one without a weight."""
    sandbox = Sandbox(region=request.param, currency="USD")
    sandbox.load([LAMP, MUG, WEIGHTLESS], CATEGORIES)
    return sandbox


async def test_the_dashboard_counts_everything_once(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await bought(connector, sandbox, ("MUG-1", 1))
    sandbox.buyer.orders("NOBODY-HAS-THIS", 1)
    await connector.orders.fetch()
    summary = await connector.dashboard.summary()
    assert summary.products == {"Not Uploaded": 3}
    assert summary.shares == {"Not Uploaded": 1.0}
    assert summary.orders == {"Awaiting Shipment": 1, "Failed Awaiting Shipment": 1}
    assert sum(summary.imports.values()) == sum(summary.orders.values()) == 2
    assert summary.errors == 1
    assert summary.account.shop.region == sandbox.shop.region
    assert [one.name for one in summary.activities][:2] == ["Fetch orders", "Fetch orders"]
    assert summary.waiting.total == 0
    assert "Orders: 2 (1 Awaiting Shipment, 1 Failed Awaiting Shipment)" in str(summary)


async def test_a_new_account_has_a_dashboard_of_nothing(connector: AsyncConnector) -> None:
    summary = await connector.dashboard.summary()
    assert (summary.products, summary.shares, summary.orders) == ({}, {}, {})
    assert summary.waiting.next_deadline is None


async def test_the_report_counts_sales_and_refunds_on_their_days(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    first = await bought(connector, sandbox, ("MUG-1", 2), ("LAMP-WHITE", 1))
    currency = first.order.amounts.currency
    began = first.order.created_at.date()
    sandbox.vendor.moves(first.id, "DELIVERED")
    sandbox.buyer.orders("MUG-1", 1, unpaid=True)
    cancelled = sandbox.buyer.orders("MUG-1", 5)
    sandbox.vendor.moves(cancelled, "CANCELLED")
    sandbox.clock.passes(days=2)
    return_id = sandbox.buyer.returns(first.id, "MUG-1")
    sandbox.vendor.arbitrates(return_id, for_buyer=True)
    sandbox.vendor.finishes_return(return_id)
    sandbox.buyer.orders("MUG-1", 1, seller_discount="4.00", platform_discount="1.00")
    await connector.orders.fetch()
    await connector.returns.sync()
    refund = (await connector.returns.get(return_id)).refund
    report = await connector.reports.sales(began, began + timedelta(days=3))
    assert [(row.day, row.orders, row.units) for row in report.rows] == [
        (began, 1, 3),
        (began + timedelta(days=2), 1, 1),
    ]
    price = first.order.lines[0].original_price
    lamp = first.order.lines[2].original_price
    assert report.rows[0].gross == price + price + lamp
    later = report.rows[1]
    assert (later.gross, later.discounts, later.refunds) == (price, Money("4", currency), refund)
    assert later.net == price - Money("4", currency) - refund
    total = report.totals[currency]
    assert (total.orders, total.units, total.net) == (2, 4, report.rows[0].net + later.net)


async def test_by_product_the_rows_add_up_to_the_totals_and_come_as_csv(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await bought(connector, sandbox, ("MUG-1", 2), ("LAMP-WHITE", 1))
    day = order.order.created_at.date()
    report = await connector.reports.sales(day, day, by=["product"])
    (total,) = report.totals.values()
    assert sum((row.gross.amount for row in report.rows), Decimal(0)) == total.gross.amount
    assert (sum(row.orders for row in report.rows), total.orders) == (2, 1)
    text = await connector.reports.sales_csv(day, day, by=["product", "day"])
    rows = list(csv.DictReader(StringIO(text)))
    assert [(row["day"], row["units"]) for row in rows] == [(str(day), "2"), (str(day), "1")]
    assert sum(Decimal(row["net"]) for row in rows) == total.net.amount


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"by": ["weekday"]}, "by"),
        ({"last": date(2026, 1, 1)}, "last"),
    ],
)
async def test_a_report_that_can_not_be_is_refused(
    connector: AsyncConnector, asked: dict[str, object], field: str
) -> None:
    wanted: dict[str, Any] = {"first": date(2026, 2, 1), "last": date(2026, 2, 2), **asked}
    with pytest.raises(InvalidInput) as refused:
        await connector.reports.sales(**wanted)
    assert refused.value.field == field
