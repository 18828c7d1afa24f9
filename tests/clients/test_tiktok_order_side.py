"""All calls about orders, packages, aftersales, money, webhooks: what they ask, give, refuse, survive."""

from __future__ import annotations

import httpx
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clients import (
    test_tiktok_cancellations,
    test_tiktok_events,
    test_tiktok_finance,
    test_tiktok_logistics,
    test_tiktok_orders,
    test_tiktok_packages,
    test_tiktok_returns,
)
from tests.clients.fakes import SHOP, Vendor, all_of, async_shop, everything, ok, shop_client
from tests.clients.test_robustness import STATUSES, bodies, ends_well
from tests.clients.tiktok_calls import Refusal, Told
from tiktok_bc_sync.errors import InvalidInput, Unavailable

_PARTS = (
    test_tiktok_packages,
    test_tiktok_logistics,
    test_tiktok_orders,
    test_tiktok_cancellations,
    test_tiktok_returns,
    test_tiktok_finance,
    test_tiktok_events,
)
CALLS = [one for part in _PARTS for one in part.CALLS]
REFUSED = [one for part in _PARTS for one in part.REFUSED]
# What could be done twice if it were sent twice, unless a key forbids it.
ONCE_ONLY = {
    "ship",
    "ship_package",
    "ship_packages",
    "split_order",
    "combine_package",
    "uncombine_package",
    "cancel_order",
    "approve_cancellation",
    "reject_cancellation",
    "create_return",
    "approve_return",
    "reject_return",
}


def _name(one: Told | Refusal) -> str:
    return one.call


@pytest.mark.parametrize("told", CALLS, ids=_name)
def test_blocking_call_asks_for_this_and_gives_that(told: Told) -> None:
    told.hold(told.requests())


@pytest.mark.anyio
@pytest.mark.parametrize("told", CALLS, ids=_name)
async def test_awaited_call_asks_for_the_same_and_gives_the_same(told: Told) -> None:
    told.hold(await told.requests_of_async())


@pytest.mark.parametrize("refusal", REFUSED, ids=_name)
def test_what_makes_no_sense_is_refused_before_anything_is_sent(refusal: Refusal) -> None:
    vendor = Vendor([ok({})])
    client = shop_client(vendor, shop=evolve(SHOP, region=refusal.region))
    with pytest.raises(InvalidInput) as refused:
        everything(refusal.asks(client))
    assert refused.value.field == refusal.names
    assert vendor.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("refusal", REFUSED, ids=_name)
async def test_async_client_refuses_the_same(refusal: Refusal) -> None:
    vendor = Vendor([ok({})])
    client = async_shop(vendor, shop=evolve(SHOP, region=refusal.region))
    with pytest.raises(InvalidInput) as refused:
        await all_of(refusal.asks(client))
    assert refused.value.field == refusal.names
    assert vendor.requests == []


@pytest.mark.parametrize("told", CALLS, ids=_name)
def test_only_what_can_do_no_harm_is_repeated_where_no_answer_came(told: Told) -> None:
    vendor = Vendor([httpx.ReadTimeout("lost"), ok(told.answer)])
    client = shop_client(vendor, shop=evolve(SHOP, region=told.region))
    if told.call in ONCE_ONLY and "idempotency_key" not in told.kwargs:
        with pytest.raises(Unavailable):
            everything(getattr(client, told.call)(*told.args, **told.kwargs))
        assert len(vendor.requests) == 1
        return
    assert everything(getattr(client, told.call)(*told.args, **told.kwargs)) == told.gives
    assert len(vendor.requests) == 2


@pytest.mark.parametrize("told", CALLS, ids=_name)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_vendor_may_answer_anything(told: Told, data: st.DataObject) -> None:
    whole = {"code": 0, "request_id": "r", "data": told.answer}
    answer = httpx.Response(data.draw(STATUSES), content=data.draw(bodies([whole])))
    # A list whose next page is asked for ends with it.
    vendor = Vendor([answer, ok({})])
    client = shop_client(vendor, shop=evolve(SHOP, region=told.region))
    ends_well(lambda shop: getattr(shop, told.call)(*told.args, **told.kwargs), client)
