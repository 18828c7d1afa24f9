"""Orders, returns and activities on the admin's pages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from tests.web.scene import busy
from tests.web.visiting import Guest, forms, words
from tiktok_bc_sync import AsyncConnector
from tiktok_bc_sync.connector import StandingClock
from tiktok_bc_sync.models import ActivityState
from tiktok_bc_sync.sandbox import Fault, Sandbox
from tiktok_bc_sync.sandbox.images import picture

pytestmark = pytest.mark.anyio


async def test_orders_are_listed_with_counts_and_filtered(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = words(await guest.reads("/orders"))
    assert "All 3" in page
    assert "Failed Awaiting Shipment 1" in page
    found = words(await guest.reads("/orders", {"product": "lamp", "from": "2020-01-01"}))
    assert scene.delivered in found
    assert scene.order not in found
    wrong = await guest.reads("/orders", {"from": "yesterday"})
    assert (wrong.status_code, "Write a day" in words(wrong)) == (200, True)


async def test_an_order_is_cancelled_with_a_reason_that_tiktok_offers_once_it_is_sure(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = await guest.reads(f"/orders/{scene.order}")
    wrong = await guest.sends(page, "cancel")
    assert wrong.status_code == 422
    assert "Tick this to cancel" in words(wrong)
    other = await guest.sends(page, "cancel", reason="BECAUSE", sure="yes")
    assert other.status_code == 422
    reason = (await connector.cancellations.reasons(scene.order))[0]
    done = await guest.does(page, "cancel", reason=reason, sure="yes")
    assert "cancelled" in words(done)
    assert str((await connector.orders.get(scene.order)).status) == "Cancelled"


async def test_an_order_that_failed_is_explained_and_retried(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    told = words(await guest.reads(f"/orders/{scene.failed}/explain"))
    assert "GHOST-1 not found" in told
    page = await guest.reads(f"/orders/{scene.failed}")
    assert "unknown_sku" in words(await guest.does(page, "retry"))
    listed = await guest.reads("/orders")
    assert "1 failed" in words(await guest.does(listed, "retry-failed"))
    assert "Nothing was done" in words(await guest.does(listed, "retry"))
    assert (await guest.reads("/orders/1")).status_code == 404


async def test_a_return_is_refused_for_a_reason_that_tiktok_offers(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = await guest.reads(f"/returns/{scene.return_id}")
    assert "43.99 GBP" in words(page)
    assert (await guest.sends(page, "reject")).status_code == 422
    reason = (await connector.returns.reject_reasons(scene.return_id))[0].name
    done = await guest.does(page, "reject", reason=reason, comment="It was whole.")
    assert "The return is refused." in words(done)


async def test_a_return_is_granted_or_met_half_way(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = await guest.reads(f"/returns/{scene.return_id}")
    assert (await guest.sends(page, "offer", amount="much")).status_code == 422
    assert (await guest.sends(page, "offer", amount="100000")).status_code == 422
    assert "granted" in words(await guest.does(page, "approve"))


async def test_a_buyer_who_wants_to_cancel_is_refused_or_let(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    sandbox.buyer.cancels(scene.order)
    listed = await guest.does(await guest.reads("/cancellations"), "sync")
    (asked,) = (await connector.cancellations.find()).items
    assert asked.id in words(listed)
    page = await guest.reads(f"/cancellations/{asked.id}")
    assert (await guest.sends(page, "reject")).status_code == 422
    assert (await guest.sends(page, "reject", reason="BECAUSE")).status_code == 422
    assert "granted" in words(await guest.does(page, "approve"))
    assert str((await connector.orders.get(scene.order)).status) == "Cancelled"


async def test_an_alias_lets_an_order_with_an_unknown_sku_be_made(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = await guest.reads("/aliases", {"alias": "GHOST-1"})
    assert 'value="GHOST-1"' in page.text
    wrong = await guest.sends(page, "add", sku="NOTHING")
    assert wrong.status_code == 422
    kept = await guest.does(page, "add", sku="MUG-1")
    await guest.does(await guest.reads(f"/orders/{scene.failed}"), "retry")
    assert (await connector.orders.get(scene.failed)).store_order_id
    await guest.does(kept, "remove")
    assert (await connector.aliases.list()).items == ()


async def test_sales_are_given_as_a_file(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    await busy(connector, sandbox)
    answer = await guest.reads("/sales.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "Enamel mug" in answer.text


async def test_an_activity_tells_what_failed_and_is_tried_again(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = await guest.reads(f"/activities/{scene.activity}")
    assert "missing_weight" in words(page)
    again = await guest.does(page, "retry")
    assert "an earlier activity" in words(again)
    assert (await guest.reads("/activities/none")).status_code == 404
    assert (await guest.reads("/activities", {"state": "nonsense"})).status_code == 200


async def test_a_vendor_that_is_down_is_told_and_what_is_kept_can_still_be_read(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    for vendor in ("/order/*", "/logistics/*", "/product/*", "/return_refund/*", "/stores/*"):
        sandbox.faults.add(Fault("status", status=503), on=f"* {vendor}", times=1000)
    order = await guest.reads(f"/orders/{scene.order}")
    assert order.status_code == 200
    for path in ("", "/products", "/orders", "/returns", "/activities", "/account", "/upload"):
        assert (await guest.reads(path)).status_code == 200, path
    page = await guest.reads(f"/returns/{scene.return_id}")
    assert page.status_code == 503
    assert "TikTok Shop" in words(page)


async def test_a_return_is_refused_with_pictures_that_tiktok_gets(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox
) -> None:
    scene = await busy(connector, sandbox)
    page = await guest.reads(f"/returns/{scene.return_id}")
    form = next(one for one in forms(page) if "reject" in one.deeds)
    reason = (await connector.returns.reject_reasons(scene.return_id))[0].name
    fields = {**dict(form.fields), "do": "reject", "reason": reason}
    shown = ("whole.png", picture("/whole.png"), "image/png")
    many = await guest.client.post(form.action, data=fields, files=[("images", shown)] * 7)
    assert many.status_code == 422
    assert "At most 6 pictures." in words(many)
    done = await guest.client.post(form.action, data=fields, files=[("images", shown)])
    assert done.status_code == 303
    records = (await connector.returns.detail(scene.return_id)).records
    assert any(one.images for one in records)


class HeldMarket(httpx.AsyncBaseTransport):
    """Marketplaces that answer with no product before somebody lets them."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()

    def env(self) -> Mapping[str, str]:
        return self.sandbox.env()

    def transport(self) -> object:
        return self

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/catalog/products"):
            self.begun.set()
            await self.goes_on.wait()
        return await self.sandbox.transport().handle_async_request(request)


async def test_an_activity_is_asked_to_stop_and_goes_on_once_its_worker_is_gone(
    guest: Guest, connector: AsyncConnector, sandbox: Sandbox, clock: StandingClock
) -> None:
    await busy(connector, sandbox)
    market = HeldMarket(sandbox)
    storage = connector.context.storage
    worker = AsyncConnector.for_testing(market, storage=storage, clock=clock)
    pull = asyncio.create_task(worker.products.pull(full=True))
    await market.begun.wait()
    (running,) = await connector.activities.list(state=ActivityState.ONGOING)
    page = await guest.reads(f"/activities/{running.id}")
    assert 'hx-trigger="every 3s"' in page.text
    told = await guest.does(page, "cancel")
    assert "It stops after what it is at." in words(told)
    clock.passes(minutes=11)
    stopped = await guest.reads(f"/activities/{running.id}")
    assert "Interrupted" in words(stopped)
    assert "Pull products: completed" in words(await guest.does(stopped, "resume"))
    market.goes_on.set()
    await pull
