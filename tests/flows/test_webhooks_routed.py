"""One address for the webhooks of many merchants: each reaches the inbox of whom it is for."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tests.flows.accounts_scene import SECOND_SHOP, STORE, Host, opened
from tiktok_bc_sync import MemoryStorage
from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.models import Receipt, Received, Recipient
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.storage import Query, Record

pytestmark = pytest.mark.anyio
ADDRESS = "https://host.test/webhooks"


class Full(MemoryStorage):
    """A storage that may be full."""

    full = False

    def commit(self, account: str, writes: object) -> list[Record]:
        if self.full:
            raise StorageUnavailable("The storage is full.")
        return list(super().commit(account, writes))  # type: ignore[arg-type]  # passed on as it is


@pytest.fixture
def sandbox() -> Sandbox:
    return opened("GB")


@pytest.fixture(params=["blocking", "async"])
def host(request: pytest.FixtureRequest, sandbox: Sandbox) -> Host:
    return Host(sandbox, Full(), blocking=request.param == "blocking")


async def told(host: Host) -> list[Receipt]:
    """Let the vendors send what is due to the address of all merchants."""
    receipts: list[Receipt] = []

    async def take(_: str, headers: Mapping[str, str], body: bytes) -> int:
        receipts.append(await host.app().webhook(headers, body))
        return receipts[-1].status

    while await host.sandbox.deliver_async(take):
        pass
    return receipts


def about(shop_id: str, now: datetime | None = None) -> bytes:
    """Return the body of a webhook about an order of a shop."""
    body = {
        "type": 1,
        "tts_notification_id": "1",
        "shop_id": shop_id,
        "timestamp": int((now or datetime.now(UTC)).timestamp()),
        "data": {"order_id": "577217057521437446", "order_status": "AWAITING_SHIPMENT"},
    }
    return json.dumps(body).encode()


def signed(sandbox: Sandbox, body: bytes) -> Mapping[str, str]:
    """Return the headers that TikTok sends with a body."""
    told = sandbox.shop.app_key.encode() + body
    digest = hmac.new(sandbox.shop.app_secret.encode(), told, hashlib.sha256).hexdigest()
    return {"Authorization": digest}


async def test_both_vendors_webhooks_reach_the_merchant_whose_they_are(
    host: Host, sandbox: Sandbox
) -> None:
    connector = await host.connected()
    await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
    await connector.products.pull()
    order_id = sandbox.buyer.orders("MUG-1", 1)
    sandbox.merchant.edits("MUG-1", stock=7)
    asked = len(sandbox.calls)
    receipts = await told(host)
    recipient = Recipient(STORE, sandbox.shop.shop_id)
    assert {one.outcome for one in receipts} == {Received.STORED}
    assert {one.recipients for one in receipts} == {(recipient,)}
    assert len(receipts) == 2
    assert len(sandbox.calls) == asked
    await host.open(recipient.shop_id, recipient.store_hash).webhooks.work_off()
    assert [one.external_id for one in sandbox.seen.store_orders()] == [order_id]


async def test_a_webhook_of_a_shop_that_nobody_connected_is_told_apart_and_logged(
    host: Host, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    await host.connected()
    body = about(SECOND_SHOP)
    receipt = await host.app().webhook(signed(sandbox, body), body)
    assert (receipt.outcome, receipt.status) == (Received.UNKNOWN_ACCOUNT, 200)
    assert SECOND_SHOP in receipt.why
    assert SECOND_SHOP in caplog.text
    assert await host.open().webhooks.list() == []


async def test_a_webhook_that_names_no_shop_is_for_nobody(host: Host, sandbox: Sandbox) -> None:
    await host.connected()
    body = about("")
    receipt = await host.app().webhook(signed(sandbox, body), body)
    assert receipt.outcome is Received.UNKNOWN_ACCOUNT


async def test_a_shop_that_was_let_go_is_no_recipient_any_more(
    host: Host, sandbox: Sandbox
) -> None:
    await host.connected()
    await host.app().disconnect(STORE, sandbox.shop.shop_id)
    body = about(sandbox.shop.shop_id)
    receipt = await host.app().webhook(signed(sandbox, body), body)
    assert receipt.outcome is Received.UNKNOWN_ACCOUNT


async def test_two_stores_of_one_shop_both_hear_of_it(host: Host, sandbox: Sandbox) -> None:
    await host.connected()
    app = host.app()
    await app.connect_store("second", sandbox.store.access_token)
    link = await app.authorization_link("second", region="GB")
    await app.authorized(host.comes_back(link))
    body = about(sandbox.shop.shop_id)
    first = await host.app().webhook(signed(sandbox, body), body)
    assert [one.store_hash for one in first.recipients] == [STORE, "second"]
    again = await host.app().webhook(signed(sandbox, body), body)
    assert again.outcome is Received.REPEATED


STRANGE: Mapping[str, tuple[Mapping[str, str], bytes, Received]] = {
    "another secret": ({"Authorization": "0" * 64}, about("1"), Received.FORGED),
    "no header": ({}, about("1"), Received.FORGED),
    "a guessed secret": (
        {"X-Webhook-Secret": "guess"},
        b'{"producer": "stores/sandbox1"}',
        Received.FORGED,
    ),
    "no store": ({"X-Webhook-Secret": "guess"}, b"<xml/>", Received.FORGED),
    "5 MB": ({"X-Webhook-Secret": "guess"}, b" " * 5_000_000, Received.TOO_LARGE),
}


@pytest.mark.parametrize("name", STRANGE)
async def test_what_no_vendor_sent_is_refused_and_not_stored(host: Host, name: str) -> None:
    headers, body, outcome = STRANGE[name]
    await host.connected()
    receipt = await host.app().webhook(headers, body)
    assert receipt.outcome is outcome
    assert receipt.why
    assert host.kept("webhook") == 0


async def test_one_stores_secret_tells_nothing_of_another_store(
    host: Host, sandbox: Sandbox
) -> None:
    connector = await host.connected()
    await connector.webhooks.register(bigcommerce=ADDRESS)
    sandbox.merchant.edits("MUG-1", stock=7)
    stolen: dict[str, str] = {}

    async def take(_: str, headers: Mapping[str, str], body: bytes) -> int:
        stolen.update(headers)
        body = body.replace(b"stores/sandbox1", b"stores/another1")
        return (await host.app().webhook(headers, body)).status

    (attempt,) = await sandbox.deliver_async(take)
    assert stolen
    assert attempt.status == 401


async def test_what_could_not_be_stored_is_sent_again(host: Host, sandbox: Sandbox) -> None:
    await host.connected()
    assert isinstance(host.storage, Full)
    host.storage.full = True
    body = about(sandbox.shop.shop_id)
    receipt = await host.app().webhook(signed(sandbox, body), body)
    assert (receipt.outcome, receipt.status) == (Received.NOT_STORED, 503)


async def test_a_shop_whose_account_was_deleted_is_at_home_nowhere(host: Host) -> None:
    connector = await host.connected()
    await connector.accounts.connect()
    assert len(host.storage.find(Query("app", "shop_home")).records) == 1
    await connector.privacy.delete_account((await connector.accounts.current()).shop.id)
    assert not host.storage.find(Query("app", "shop_home")).records
