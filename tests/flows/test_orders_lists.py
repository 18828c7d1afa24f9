"""Orders found, counted and shown in full, with what TikTok paid out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.flows.conftest import CATEGORIES, LAMP, MUG
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import Fulfiller, ImportState, OrderFilter, OrderSort
from tiktok_bc_sync.sandbox import Sandbox

pytestmark = pytest.mark.anyio
NOW = datetime.now(UTC)


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """A shop in each of two markets."""
    sandbox = Sandbox(region=request.param, currency="USD")
    sandbox.load([LAMP, MUG], CATEGORIES)
    return sandbox


@pytest.fixture
def ids(sandbox: Sandbox) -> dict[str, str]:
    """Orders of several kinds by a word for each."""
    buyer = sandbox.buyer
    ids = {
        "mug": buyer.orders("MUG-1", 2, address={"name": "Zoë Müller"}),
        "lamp": buyer.orders("LAMP-WHITE", 1, address={"name": "Bruno Sample"}),
        "platform": buyer.orders(("MUG-1", 1), ("LAMP-BLACK", 1), platform_ships=True),
        "failed": buyer.orders("NOPE-1", 5, address={"name": "Ada O'Hara"}),
        "unpaid": buyer.orders("MUG-1", 1, unpaid=True, address={"name": "Bruno Sample"}),
    }
    packed = sandbox.shop.orders.orders[ids["platform"]]
    packed["fulfillment_type"] = "FULFILLMENT_BY_TIKTOK"
    for number, key in enumerate(ids.values()):
        sandbox.shop.orders.orders[key]["create_time"] += number
    return ids


@pytest.fixture
async def fetched(connector: AsyncConnector, ids: dict[str, str]) -> AsyncConnector:
    """A connector that has fetched the orders."""
    assert ids
    await connector.products.pull()
    await connector.orders.fetch()
    return connector


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (OrderFilter(), "unpaid failed platform lamp mug"),
        (OrderFilter(fulfilled_by=Fulfiller.PLATFORM), "platform"),
        (OrderFilter(fulfilled_by=Fulfiller.MERCHANT, customer="SAMPLE"), "unpaid lamp"),
        (OrderFilter(logistic_mode="TIKTOK"), "platform"),
        (OrderFilter(customer="zoë  mü"), "mug"),
        (OrderFilter(customer="%"), ""),
        (OrderFilter(product="unlisted product nope"), "failed"),
        (OrderFilter(product="lamp-b"), "platform"),
        (OrderFilter(status="Failed Awaiting Shipment"), "failed"),
        (OrderFilter(status="Awaiting Shipment"), "platform lamp mug"),
        (OrderFilter(status="Unpaid", state=ImportState.WAITING), "unpaid"),
        (OrderFilter(reason="unknown_sku"), "failed"),
        (OrderFilter(created_from=NOW - timedelta(days=1), customer="o'hara"), "failed"),
        (OrderFilter(created_before=NOW - timedelta(days=1)), ""),
    ],
)
async def test_orders_are_found_by_what_the_list_offers(
    fetched: AsyncConnector, ids: dict[str, str], wanted: OrderFilter, found: str
) -> None:
    page = await fetched.orders.page(wanted)
    assert [one.order_id for one in page.items] == [ids[word] for word in found.split()]
    assert (await fetched.orders.counts(wanted)).total == len(found.split())


async def test_an_order_is_found_by_its_id_and_by_tiktoks_product(
    fetched: AsyncConnector, ids: dict[str, str], sandbox: Sandbox
) -> None:
    page = await fetched.orders.page(OrderFilter(order_id=ids["lamp"]))
    assert [one.order_id for one in page.items] == [ids["lamp"]]
    product = sandbox.shop.orders.orders[ids["lamp"]]["line_items"][0]["product_id"]
    page = await fetched.orders.page(OrderFilter(product_id=product))
    assert [one.order_id for one in page.items] == [ids["lamp"]]
    assert (await fetched.orders.page(OrderFilter(product_id=product[:-1]))).items == ()


async def test_orders_are_sorted_and_read_page_by_page(
    fetched: AsyncConnector, ids: dict[str, str]
) -> None:
    first = await fetched.orders.page(sort=OrderSort.TOTAL, descending=True, limit=2)
    rest = await fetched.orders.page(sort=OrderSort.TOTAL, limit=4, after=first.next)
    rows = [*first.items, *rest.items]
    assert rows[0].order_id == ids["failed"]
    totals = [one.total.amount for one in rows]
    assert (len(rows), totals) == (5, sorted(totals, reverse=True))
    assert rest.next is None
    with pytest.raises(InvalidInput):
        await fetched.orders.page(sort=OrderSort.CUSTOMER, after=first.next)
    with pytest.raises(InvalidInput):
        await fetched.orders.page(OrderFilter(created_from=datetime(2026, 1, 1)))


async def test_every_usual_status_is_counted_and_failures_apart(fetched: AsyncConnector) -> None:
    counts = await fetched.orders.counts()
    assert {status: count for status, count in counts.statuses.items() if count} == {
        "Awaiting Shipment": 3,
        "Unpaid": 1,
        "Failed Awaiting Shipment": 1,
    }
    assert (counts.total, counts.failed, counts.statuses["Completed"]) == (5, 1, 0)
    assert dict((await fetched.dashboard.summary()).orders) == {
        status: count for status, count in counts.statuses.items() if count
    }


async def test_an_orders_page_shows_lines_amounts_and_where_it_goes(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders(
        ("MUG-1", 3), ("LAMP-WHITE", 1), shipping_fee="4.00", seller_discount="8.00", note="Ring"
    )
    await connector.orders.fetch()
    detail = await connector.orders.detail(order_id)
    payment = sandbox.shop.orders.orders[order_id]["payment"]
    assert [(one.sku, one.units) for one in detail.lines] == [("MUG-1", 3), ("LAMP-WHITE", 1)]
    shown = (detail.discount, detail.subtotal, detail.shipping, detail.tax, detail.total)
    names = ("sub_total", "shipping_fee", "tax", "total_amount")
    assert [one.amount for one in shown] == [
        Decimal("8.00"),
        *(Decimal(payment[name]) for name in names),
    ]
    goods = sum((one.total.amount for one in detail.lines), Decimal(0))
    assert goods == detail.subtotal.amount
    assert (detail.note, detail.store_status, detail.settlement) == (
        "Ring",
        "Awaiting Fulfillment",
        None,
    )
    assert detail.address.country == sandbox.shop.orders.region
    assert detail.customer not in repr(detail)
    with pytest.raises(NotFound):
        await connector.orders.detail("1")


async def test_what_tiktok_paid_out_is_shown_beside_the_order_on_demand(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 2)
    await connector.orders.fetch()
    assert not (await connector.orders.settlement(order_id)).settled
    sandbox.vendor.moves(order_id, "DELIVERED")
    sandbox.clock.passes(days=30)
    detail = await connector.orders.detail(order_id, settled=True)
    assert detail.settlement is not None
    paid = detail.settlement
    assert paid.settled
    assert paid.revenue is not None
    assert paid.fees is not None
    assert paid.paid_out is not None
    assert paid.fees.amount < 0
    assert Decimal(0) < paid.paid_out.amount < paid.revenue.amount
