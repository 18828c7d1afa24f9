"""What buyers send back or want refunded, the seller's answers, and what BigCommerce is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from tests.flows.aftersales_scene import asked, bought
from tests.flows.conftest import CATEGORIES, LAMP, MUG, Open
from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage
from tiktok_bc_sync.clients import BlockingTransport
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.models import (
    Activity,
    AftersalesPolicy,
    FollowUp,
    FollowUpState,
    ImportedOrder,
    Money,
    RefundPolicy,
    ReturnFilter,
    ReturnSort,
)
from tiktok_bc_sync.sandbox import Fault, Sandbox
from tiktok_bc_sync.sandbox.images import picture

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["GB", "US"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Both marketplaces with two complete products."""
    sandbox = Sandbox(region=request.param, currency="USD")
    sandbox.load([LAMP, MUG], CATEGORIES)
    return sandbox


def codes(activity: Activity) -> Sequence[str]:
    """Return why entities of an activity failed."""
    return [one.reason.code for one in activity.failures]


async def delivered(
    connector: AsyncConnector, sandbox: Sandbox, *wanted: tuple[str, int]
) -> ImportedOrder:
    """Return an order that the buyer has in hand."""
    order = await bought(connector, sandbox, *wanted)
    sandbox.vendor.moves(order.id, "DELIVERED")
    await connector.orders.fetch()
    return order


def refunded(sandbox: Sandbox) -> list[Decimal]:
    """Return the totals of BigCommerce's refunds."""
    return [Decimal(str(one["total_amount"])) for one in sandbox.store.refunds.refunds.values()]


async def follow_up(connector: AsyncConnector) -> FollowUp:
    """Return what became of the only refund."""
    (found,) = [one async for one in connector.returns.refunds()]
    return found


def finished(sandbox: Sandbox, return_id: str) -> None:
    """Let a return be granted and its refund be paid out."""
    sandbox.vendor.arbitrates(return_id, for_buyer=True)
    sandbox.vendor.finishes_return(return_id)


# --- in BigCommerce ------------------------------------------------------------------


async def test_a_finished_return_is_refunded_in_bigcommerce_once_by_its_units(
    connect: Open, sandbox: Sandbox
) -> None:
    connector = connect()
    order = await delivered(connector, sandbox, ("MUG-1", 2), ("LAMP-WHITE", 1))
    return_id = sandbox.buyer.returns(order.id, "MUG-1")
    await connector.returns.sync()
    assert refunded(sandbox) == []
    finished(sandbox, return_id)
    for one in (connector, connect()):
        for _ in range(2):
            assert codes(await one.returns.sync()) == []
    item = await connector.returns.get(return_id)
    assert refunded(sandbox) == [item.refund.amount]
    made = await follow_up(connector)
    assert (made.state, made.id) == (FollowUpState.REFUNDED, return_id)
    (refund,) = sandbox.store.refunds.refunds.values()
    assert str(refund["id"]) == made.store_refund_id
    assert {one["item_type"] for one in refund["items"]} >= {"PRODUCT"}
    assert [one["quantity"] for one in refund["items"] if one["item_type"] == "PRODUCT"] == [2]


async def test_where_the_buyer_keeps_the_goods_money_goes_back_and_no_stock(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 2))
    before = sandbox.seen.store_stock("MUG-1")
    return_id = sandbox.buyer.returns(order.id, "MUG-1", type="REFUND")
    finished(sandbox, return_id)
    assert codes(await connector.returns.sync()) == []
    assert refunded(sandbox) == [(await connector.returns.get(return_id)).refund.amount]
    assert sandbox.seen.store_stock("MUG-1") == before


async def test_a_refund_whose_answer_was_lost_is_found_when_the_claim_is_old(
    connect: Open, sandbox: Sandbox, storage: MemoryStorage
) -> None:
    connector = connect()
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    finished(sandbox, sandbox.buyer.returns(order.id))
    sandbox.faults.add(Fault("drop_after"), on="POST */payment_actions/refunds")
    assert codes(await connector.returns.sync()) == ["unavailable"]
    assert (await follow_up(connector)).state is FollowUpState.CLAIMED
    assert codes(await connect().returns.sync()) == []
    assert (await follow_up(connector)).state is FollowUpState.CLAIMED
    late = Connector.from_env(
        storage=storage,
        env=sandbox.env(),
        transport=BlockingTransport(httpx.Client(transport=sandbox.transport())),
        claim=timedelta(0),
    )
    assert codes(late.returns.sync()) == []
    assert (await follow_up(connector)).state is FollowUpState.REFUNDED
    assert len(refunded(sandbox)) == 1


async def test_by_policy_a_refund_is_a_line_in_the_staff_notes_once(
    connect: Open, sandbox: Sandbox
) -> None:
    connector = connect()
    await connector.settings.change(aftersales=AftersalesPolicy(refunds=RefundPolicy.NOTE))
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    held = sandbox.store.orders.orders[int(order.store_order_id)]
    before = held["staff_notes"]
    return_id = sandbox.buyer.returns(order.id)
    finished(sandbox, return_id)
    sandbox.faults.add(Fault("drop_after"), on=f"PUT */orders/{order.store_order_id}")
    for one in (connector, connect()):
        assert codes(await one.returns.sync()) == []
    notes = held["staff_notes"]
    assert notes.startswith(before)
    assert notes.count(f"TikTok return {return_id}: ") == 1
    assert "MUG-1" in notes
    assert (refunded(sandbox), (await follow_up(connector)).state) == ([], FollowUpState.NOTED)


async def test_by_policy_bigcommerce_is_told_nothing(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.settings.change(aftersales=AftersalesPolicy(refunds=RefundPolicy.NOTHING))
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    finished(sandbox, sandbox.buyer.returns(order.id))
    assert codes(await connector.returns.sync()) == []
    assert refunded(sandbox) == []
    assert (await follow_up(connector)).state is FollowUpState.NOT_WANTED


async def test_what_bigcommerce_refuses_is_a_failure_that_can_be_tried_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    held = sandbox.store.orders.orders[int(order.store_order_id)]
    total, held["refunded_amount"] = held["refunded_amount"], held["total_inc_tax"]
    return_id = sandbox.buyer.returns(order.id)
    finished(sandbox, return_id)
    assert codes(await connector.returns.sync()) == ["refused"]
    assert codes(await connector.returns.sync()) == []
    assert (await connector.dashboard.summary()).waiting.refunds == 1
    held["refunded_amount"] = total
    again = await connector.returns.retry_refund(return_id)
    assert (again.state, again.reasons) == (FollowUpState.REFUNDED, ())
    assert len(refunded(sandbox)) == 1
    with pytest.raises(NotFound):
        await connector.returns.retry_refund("1")


async def test_a_return_of_an_order_that_is_not_in_bigcommerce_waits_for_it(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    sandbox.vendor.moves(order_id, "DELIVERED")
    return_id = sandbox.buyer.returns(order_id)
    finished(sandbox, return_id)
    assert codes(await connector.returns.sync()) == ["order_not_in_store"]
    assert (await connector.returns.get(return_id)).order_id == order_id
    await connector.orders.fetch()
    assert codes(await connector.returns.sync()) == []
    assert len(refunded(sandbox)) == 1


async def test_an_unreadable_return_does_not_end_the_job_and_is_read_again(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    first = await delivered(connector, sandbox, ("MUG-1", 1))
    second = await delivered(connector, sandbox, ("MUG-1", 1))
    broken, good = (sandbox.buyer.returns(one.id) for one in (first, second))
    amount = sandbox.shop.returns.returns[broken]["refund_amount"]
    total, amount["refund_total"] = amount["refund_total"], "a lot"
    activity = await connector.returns.sync()
    assert (codes(activity), str(activity.state)) == (["unexpected_answer"], "completed")
    assert (await connector.returns.get(good)).id == good
    amount["refund_total"] = total
    assert codes(await connector.returns.sync()) == []
    assert (await connector.returns.get(broken)).id == broken


# --- answers -------------------------------------------------------------------------


async def test_a_return_is_granted_comes_back_and_is_received(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    return_id = sandbox.buyer.returns(order.id)
    await connector.returns.sync()
    for _ in range(2):
        granted = await connector.returns.approve(return_id)
        assert granted.vendor_status == "AWAITING_BUYER_SHIP"
    assert asked(sandbox, "POST", f"/returns/{return_id}/approve") == 1
    sandbox.buyer.ships_back(return_id, "BACK-1")
    received = await connector.returns.approve(return_id)
    assert received.vendor_status == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    assert (await connector.returns.detail(return_id)).status == "Aftersale success"


async def test_a_refund_without_the_goods_is_a_decision_of_its_own(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    return_id = sandbox.buyer.returns(order.id)
    await connector.returns.sync()
    allowed = [one.name for one in await connector.returns.decisions(return_id) if one.allowed]
    assert "DIRECT_REFUND" in allowed
    granted = await connector.returns.approve(return_id, decision="DIRECT_REFUND")
    assert granted.vendor_status == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    with pytest.raises(InvalidInput, match="can't be decided"):
        await connector.returns.approve(return_id, decision="APPROVE_REPLACEMENT")


async def test_a_return_is_refused_for_an_offered_reason_with_pictures(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    return_id = sandbox.buyer.returns(order.id, photos=("https://cdn.example/broken.jpg",))
    await connector.returns.sync()
    offered = [one.name for one in await connector.returns.reject_reasons(return_id)]
    with pytest.raises(InvalidInput, match=offered[0]) as refused:
        await connector.returns.reject(return_id, reason="no")
    assert refused.value.field == "reason"
    for _ in range(2):
        rejected = await connector.returns.reject(
            return_id, reason="not_defective", comment="It works.", images=[picture("/works.png")]
        )
        assert rejected.vendor_status == "REFUND_OR_RETURN_REQUEST_REJECT"
    detail = await connector.returns.detail(return_id)
    assert detail.status == "Aftersale reject application"
    assert len(detail.photos) == 2
    assert [one.note for one in detail.records if one.role == "SELLER"] == ["It works."]
    assert detail.item.respond_by is None


async def test_an_answer_whose_answer_was_lost_has_its_effect_once(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    return_id = sandbox.buyer.returns(order.id, type="REFUND")
    await connector.returns.sync()
    sandbox.faults.add(Fault("drop_after"), on=f"POST */returns/{return_id}/approve")
    granted = await connector.returns.approve(return_id)
    assert granted.vendor_status == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    events = [one["event"] for one in sandbox.shop.returns.records[return_id]]
    assert events.count("RETURN_OR_REFUND_REQUEST_SUCCESS") == 1


async def test_a_part_of_the_refund_is_offered_taken_and_refunded(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    return_id = sandbox.buyer.returns(order.id)
    await connector.returns.sync()
    full = (await connector.returns.get(return_id)).refund
    with pytest.raises(InvalidInput, match="at most"):
        await connector.returns.offer(return_id, full + full)
    with pytest.raises(InvalidInput, match="counts in"):
        await connector.returns.offer(return_id, Money("1", "JPY"))
    part = Money("3.50", full.currency)
    for _ in range(2):
        offered = await connector.returns.offer(return_id, part)
        assert offered.vendor_status == "AWAITING_BUYER_RESPONSE"
    sandbox.buyer.answers_offer(return_id, accepts=True)
    sandbox.vendor.finishes_return(return_id)
    assert codes(await connector.returns.sync()) == []
    assert refunded(sandbox) == [part.amount]


async def test_once_the_parcel_is_there_a_part_is_offered_with_a_reason(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    order = await delivered(connector, sandbox, ("MUG-1", 1))
    return_id = sandbox.buyer.returns(order.id)
    await connector.returns.sync()
    await connector.returns.approve(return_id)
    sandbox.buyer.ships_back(return_id, "BACK-1")
    part = Money("2.00", (await connector.returns.get(return_id)).refund.currency)
    offered = await connector.returns.offer(return_id, part, reason="not_defective")
    assert offered.vendor_status == "AWAITING_BUYER_RESPONSE"
    sandbox.buyer.answers_offer(return_id, accepts=False)
    rejected = await connector.returns.reject(return_id, reason="not_defective")
    assert rejected.vendor_status == "REJECT_RECEIVE_PACKAGE"
    assert (await connector.returns.detail(return_id)).status == "Aftersale reject receive"


async def test_a_replacement_is_granted_or_refunded_instead(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    first = await delivered(connector, sandbox, ("MUG-1", 1))
    second = await delivered(connector, sandbox, ("LAMP-WHITE", 1))
    anew = sandbox.buyer.returns(first.id, type="REPLACEMENT")
    money = sandbox.buyer.returns(second.id, type="REPLACEMENT")
    await connector.returns.sync()
    assert (await connector.returns.approve(anew)).vendor_status == "REPLACEMENT_REQUEST_COMPLETE"
    paid = await connector.returns.approve(money, decision="ISSUE_REPLACEMENT_REFUND")
    assert paid.vendor_status == "REPLACEMENT_REQUEST_REFUND_SUCCESS"
    assert codes(await connector.returns.sync()) == []
    assert refunded(sandbox) == [paid.refund.amount]
    counts = await connector.returns.counts()
    assert (counts.types, counts.total) == ({"REPLACEMENT": 2}, 2)


# --- lists ---------------------------------------------------------------------------


async def test_returns_are_filtered_counted_and_sorted_by_deadline(
    connector: AsyncConnector, sandbox: Sandbox
) -> None:
    first = await delivered(connector, sandbox, ("MUG-1", 1))
    second = await delivered(connector, sandbox, ("LAMP-WHITE", 1))
    mug = sandbox.buyer.returns(first.id, type="REFUND")
    sandbox.clock.passes(hours=1)
    lamp = sandbox.buyer.returns(second.id)
    sandbox.vendor.arbitrates(lamp)
    await connector.returns.sync()
    both = await connector.returns.find(sort=ReturnSort.DEADLINE, descending=False)
    assert [one.id for one in both.items] == [mug, lamp]
    assert both.items[0].respond_by
    assert await ids(connector, ReturnFilter(type="REFUND")) == [mug]
    assert await ids(connector, ReturnFilter(sku=" lamp-white ")) == [lamp]
    assert await ids(connector, ReturnFilter(disputed=True)) == [lamp]
    assert await ids(connector, ReturnFilter(order_id=first.id, waiting=True)) == [mug]
    assert await ids(connector, ReturnFilter(statuses=("Complete",))) == []
    later = both.items[1].updated_at
    assert await ids(connector, ReturnFilter(updated_since=later)) == [lamp]
    assert await ids(connector, ReturnFilter(updated_before=later)) == [mug]
    page = await connector.returns.find(limit=1)
    assert [one.id for one in page.items] == [lamp]
    rest = await connector.returns.find(limit=1, after=page.next)
    assert [one.id for one in rest.items] == [mug]
    counts = await connector.returns.counts()
    assert (counts.statuses["Aftersale applying"], counts.total, counts.waiting) == (2, 2, 2)
    summary = await connector.dashboard.summary()
    assert summary.returns == {"Aftersale applying": 2}
    assert (summary.waiting.returns, summary.waiting.next_deadline) == (2, both.items[0].respond_by)


async def ids(connector: AsyncConnector, wanted: ReturnFilter) -> list[str]:
    """Return the ids of the returns that a filter finds."""
    return [one.id for one in (await connector.returns.find(wanted)).items]


async def test_an_unknown_return_is_not_found(connector: AsyncConnector) -> None:
    for answer in (
        connector.returns.get,
        connector.returns.detail,
        connector.returns.approve,
    ):
        with pytest.raises(NotFound):
            await answer("1")
