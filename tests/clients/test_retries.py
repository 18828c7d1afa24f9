"""Repeating what is safe to repeat, as long as it makes sense, with waits that the runtime makes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import anyio
import httpx
import pytest

from tests.clients.fakes import (
    STORE_TOKEN,
    Answer,
    FakeRuntime,
    Vendor,
    async_shop,
    bare,
    ok,
    query_of,
    shop_client,
    store_client,
    tiktok,
)
from tests.clients.test_bigcommerce_requests import DRAFT as ORDER_DRAFT
from tests.clients.test_tiktok_requests import DRAFT, FACTS, IMAGES
from tiktok_bc_sync.clients import AsyncBigCommerce, AsyncTransport, TikTokShop
from tiktok_bc_sync.errors import (
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
    VendorError,
)

ATTEMPTS = 6
UNSENT = [
    httpx.ConnectError("no"),
    httpx.ConnectTimeout("no"),
    httpx.PoolTimeout("no"),
    httpx.ProxyError("no"),
]
PERHAPS_SENT = [
    httpx.ReadTimeout("no"),
    httpx.WriteTimeout("no"),
    httpx.ReadError("no"),
    httpx.WriteError("no"),
    httpx.CloseError("no"),
    httpx.RemoteProtocolError("no"),
]


def read(client: TikTokShop) -> object:
    return client.warehouses()


def keyed(client: TikTokShop) -> object:
    return client.create_listing(DRAFT, IMAGES, FACTS, idempotency_key="k")


def effect(client: TikTokShop) -> object:
    return client.cancel_order("1", "OUT_OF_STOCK")


@pytest.mark.parametrize("call", [read, keyed, effect])
@pytest.mark.parametrize("failure", UNSENT, ids=lambda one: type(one).__name__)
def test_what_was_not_sent_is_repeated(
    call: Callable[[TikTokShop], object], failure: Exception
) -> None:
    vendor, runtime = Vendor([failure, failure, ok({"product_id": "9"})]), FakeRuntime()
    call(shop_client(vendor, runtime))
    assert len(vendor.requests) == 3
    assert len(runtime.sleeps) == 2


@pytest.mark.parametrize("call", [read, keyed])
@pytest.mark.parametrize(
    "failure",
    [
        *PERHAPS_SENT,
        tiktok(36009003),
        httpx.Response(500),
        httpx.Response(503),
        httpx.Response(504),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_may_be_repeated_is(call: Callable[[TikTokShop], object], failure: Answer) -> None:
    vendor = Vendor([failure, ok({"product_id": "9"})])
    call(shop_client(vendor))
    assert len(vendor.requests) == 2


@pytest.mark.parametrize(
    "failure",
    [*PERHAPS_SENT, tiktok(36009003), httpx.Response(502)],
    ids=lambda o: type(o).__name__,
)
def test_effect_that_may_have_happened_is_not_repeated(failure: Answer) -> None:
    vendor, runtime = Vendor([failure, ok({})]), FakeRuntime()
    with pytest.raises(Unavailable) as refused:
        effect(shop_client(vendor, runtime))
    assert refused.value.sent
    assert refused.value.vendor == "TikTok Shop"
    assert (len(vendor.requests), runtime.sleeps) == (1, [])


def test_order_whose_answer_was_lost_is_not_made_twice() -> None:
    vendor = Vendor([httpx.ReadTimeout("no"), bare({"id": 5})])
    with pytest.raises(Unavailable) as refused:
        store_client(vendor).create_order(ORDER_DRAFT)
    assert refused.value.sent
    assert [one.method for one in vendor.requests] == ["POST"]


@pytest.mark.parametrize("limit", [httpx.Response(429), tiktok(36009002), tiktok(1, status=429)])
@pytest.mark.parametrize("call", [read, effect])
def test_refusal_for_want_of_quota_had_no_effect_and_is_repeated(
    call: Callable[[TikTokShop], object], limit: httpx.Response
) -> None:
    vendor = Vendor([limit, limit, ok({})])
    call(shop_client(vendor))
    assert len(vendor.requests) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (tiktok(12052048), Refused),
        (tiktok(77), Refused),
        (httpx.Response(400), UnexpectedAnswer),
        (httpx.Response(200, content=b"<html>"), UnexpectedAnswer),
    ],
)
def test_what_would_be_refused_again_is_not_repeated(
    answer: httpx.Response, kind: type[VendorError]
) -> None:
    vendor, runtime = Vendor([answer]), FakeRuntime()
    with pytest.raises(kind):
        read(shop_client(vendor, runtime))
    assert (len(vendor.requests), runtime.sleeps) == (1, [])


@pytest.mark.parametrize("seed", range(5))
def test_attempts_are_bounded_and_waits_double_with_jitter(seed: int) -> None:
    random.seed(seed)
    vendor, runtime = Vendor([httpx.ReadTimeout("no")]), FakeRuntime()
    with pytest.raises(Unavailable, match="ReadTimeout"):
        read(shop_client(vendor, runtime))
    assert len(vendor.requests) == ATTEMPTS
    assert len(runtime.sleeps) == ATTEMPTS - 1
    for wait, longest in zip(runtime.sleeps, (0.5, 1, 2, 4, 8), strict=True):
        assert longest / 2 <= wait <= longest


def test_waits_of_callers_differ() -> None:
    waits = set()
    for _ in range(5):
        runtime = FakeRuntime()
        read(shop_client(Vendor([httpx.Response(500), ok({})]), runtime))
        waits.add(runtime.sleeps[0])
    assert len(waits) == 5


def test_bigcommerces_reset_is_waited_for() -> None:
    headers = {"x-rate-limit-requests-left": "0", "x-rate-limit-time-reset-ms": "12000"}
    vendor, runtime = Vendor([bare({}, 429, headers), bare({"id": 5}), bare([])]), FakeRuntime()
    store_client(vendor, runtime).order("5")
    assert 12.0 <= sum(runtime.sleeps) <= 12.5


def test_each_try_is_signed_anew() -> None:
    vendor = Vendor([httpx.Response(503), ok({})])
    read(shop_client(vendor))
    stamps = [int(query_of(one)["timestamp"]) for one in vendor.requests]
    signs = [query_of(one)["sign"] for one in vendor.requests]
    vendor = Vendor([httpx.Response(503)] * 5 + [ok({})])
    read(shop_client(vendor))
    stamps += [int(query_of(one)["timestamp"]) for one in vendor.requests]
    signs += [query_of(one)["sign"] for one in vendor.requests]
    assert stamps[-1] >= stamps[0] + 7
    assert len(set(signs)) == len(set(stamps))


def test_upload_is_repeated_whole() -> None:
    vendor = Vendor([httpx.Response(503), ok({"uri": "tos/x"})])
    assert shop_client(vendor).upload_image(b"\x89PNG" * 9, "a.png") == "tos/x"
    assert all(b"\x89PNG" * 9 in one.content for one in vendor.requests)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("tries", [0, 1])
def test_interrupt_goes_through_at_once(kind: type[BaseException], tries: int) -> None:
    requests = []

    def interrupted(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if len(requests) > tries:
            raise kind
        return httpx.Response(503)

    from tiktok_bc_sync.clients import BigCommerce, BlockingTransport

    client = BigCommerce(
        store_hash="abc",
        access_token=STORE_TOKEN,
        transport=BlockingTransport(httpx.Client(transport=httpx.MockTransport(interrupted))),
        runtime=FakeRuntime(),
    )
    with pytest.raises(kind):
        client.order("5")
    assert len(requests) == tries + 1


@pytest.mark.anyio
async def test_cancelled_call_is_neither_repeated_nor_counted_as_under_way() -> None:
    begun, requests = anyio.Event(), list[httpx.Request]()

    async def slow(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if len(requests) == 1:
            begun.set()
            await anyio.sleep_forever()
        return bare([])

    transport = AsyncTransport(httpx.AsyncClient(transport=httpx.MockTransport(slow)))
    client = AsyncBigCommerce("abc", STORE_TOKEN, transport, FakeRuntime())
    with anyio.fail_after(5):
        async with anyio.create_task_group() as group:
            group.start_soon(client.find_order, "1")
            await begun.wait()
            group.cancel_scope.cancel()
        assert len(requests) == 1
        # The first request asks for the quota while others wait: this one must not wait for it.
        assert await client.find_order("2") is None


@pytest.mark.anyio
async def test_awaited_calls_are_repeated_too() -> None:
    vendor, runtime = Vendor([httpx.ConnectError("no"), tiktok(36009002), ok({})]), FakeRuntime()
    assert await async_shop(vendor, runtime).warehouses() == []
    assert len(vendor.requests) == 3
    assert len(runtime.sleeps) >= 2


def test_error_after_all_attempts_says_how_long_to_wait() -> None:
    vendor = Vendor([tiktok(36009002)])
    with pytest.raises(RateLimited) as refused:
        read(shop_client(vendor))
    assert (refused.value.retry, refused.value.request_id) == (True, "req-1")
    assert len(vendor.requests) == ATTEMPTS


def test_body_is_the_same_in_each_try() -> None:
    vendor = Vendor([httpx.Response(503), httpx.Response(503), ok({"product_id": "9"})])
    keyed(shop_client(vendor))
    bodies = [json.loads(one.content) for one in vendor.requests]
    assert bodies[0]["idempotency_key"] == "k"
    assert bodies[1:] == bodies[:1] * 2
