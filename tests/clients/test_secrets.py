"""Tokens, secrets and buyers' addresses: in no repr, no log, no message and no traceback."""

from __future__ import annotations

import logging
import pickle
import re
import traceback
from collections.abc import Callable, Iterator

import httpx
import pytest
import respx

from tests.clients.fakes import (
    APP_SECRET,
    AUTH_CODE,
    SHOP,
    STORE_TOKEN,
    TOKEN,
    FakeRuntime,
    FixedToken,
    Vendor,
    async_shop,
    async_store,
    causes,
    ok,
    shop_client,
    store_client,
    tiktok,
)
from tests.clients.test_tiktok_answers import ORDER
from tiktok_bc_sync.clients import (
    AsyncTikTokShop,
    AsyncTransport,
    BigCommerce,
    BlockingTransport,
    TikTokShop,
)
from tiktok_bc_sync.clients.tiktok import RenewedToken
from tiktok_bc_sync.errors import InvalidInput, SyncError, VendorError
from tiktok_bc_sync.models import Token

SECRETS = (
    APP_SECRET,
    TOKEN.access_token,
    TOKEN.refresh_token,
    STORE_TOKEN,
    SHOP.cipher,
    AUTH_CODE,
    "access-2",
    "refresh-2",
)
RENEWED = ok(
    {
        "access_token": "access-2",
        "access_token_expire_in": 1765200000,
        "refresh_token": "refresh-2",
        "refresh_token_expire_in": 1769000000,
    }
)


def assert_clean(text: str) -> None:
    assert [one for one in SECRETS if one in text] == []


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """All that is logged, by anybody, at any level."""
    with caplog.at_level(logging.DEBUG):
        yield lambda: "\n".join(
            [caplog.text, *(str(one.args) for one in caplog.records), *caplog.messages]
        )


@pytest.mark.parametrize(
    "call",
    [lambda client: client.exchange_code(AUTH_CODE), lambda client: client.refresh_token(TOKEN)],
)
def test_token_calls_log_no_secret(
    call: Callable[[TikTokShop], Token], logged: Callable[[], str]
) -> None:
    call(shop_client(Vendor([RENEWED])))
    assert_clean(logged())
    # The line that httpx logs is there, and says what is useful.
    assert "HTTP Request: GET https://auth.tiktok-shops.com/api/v2/token/" in logged()
    # Another library's filter may have been there first.
    assert re.search(r"app_secret=(\[hidden\]|\*\*\*)&", logged())


def test_signed_calls_log_no_secret(logged: Callable[[], str]) -> None:
    shop_client(Vendor([ok({"orders": [ORDER]})])).orders(["577"])
    store_client(Vendor([httpx.Response(204)])).find_order("577")
    assert_clean(logged())
    assert "High St" not in logged()
    assert "ids=577" in logged()


@pytest.mark.anyio
async def test_awaited_calls_log_no_secret(logged: Callable[[], str]) -> None:
    await async_shop(Vendor([RENEWED])).exchange_code(AUTH_CODE)
    await async_store(Vendor([httpx.Response(204)])).find_order("577")
    assert_clean(logged())
    assert "HTTP Request: GET https://auth.tiktok-shops.com/api/v2/token/" in logged()


@respx.mock
def test_real_network_stack_logs_no_secret(logged: Callable[[], str]) -> None:
    respx.get("https://auth.tiktok-shops.com/api/v2/token/get").mock(return_value=RENEWED)
    with TikTokShop(app_key="k", app_secret=APP_SECRET, runtime=FakeRuntime()) as client:
        assert client.exchange_code(AUTH_CODE).access_token == "access-2"
    assert_clean(logged())
    assert "HTTP Request" in logged()


def test_other_peoples_log_lines_stay_as_they_are(logged: Callable[[], str]) -> None:
    BlockingTransport(httpx.Client())
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
    client.get("https://example.com/a?page=2&assign=me")
    logging.getLogger("httpx").info("%(one)s", {"one": 1})
    logging.getLogger("httpx").info("no arguments")
    assert "https://example.com/a?page=2&assign=me" in logged()
    assert "no arguments" in logged()


@pytest.mark.parametrize("client", [httpx.Client(), None])
def test_transports_made_many_times_add_one_filter(client: httpx.Client | None) -> None:
    for _ in range(3):
        BlockingTransport(client)
        AsyncTransport()
    added = [type(one).__module__ for one in logging.getLogger("httpx").filters]
    assert sum(one.startswith("tiktok_bc_sync.") for one in added) == 1


# --- errors ------------------------------------------------------------------------

FAILURES: list[httpx.Response | Exception] = [
    httpx.ConnectError("no"),
    httpx.ReadTimeout("no"),
    httpx.LocalProtocolError(f"Illegal header value b'{TOKEN.access_token} {STORE_TOKEN}'"),
    httpx.DecodingError("no"),
    httpx.TooManyRedirects("no"),
    httpx.Response(500),
    httpx.Response(401),
    httpx.Response(200, content=b"<html>"),
    httpx.Response(200, json={"code": 0, "data": {"access_token": "access-2", "warehouses": 5}}),
    tiktok(99),
    tiktok(105002),
    httpx.Response(302, headers={"location": "https://evil.example/"}),
]
CALLS: list[Callable[[TikTokShop], object]] = [
    lambda client: client.exchange_code(AUTH_CODE),
    lambda client: client.refresh_token(TOKEN),
    lambda client: client.warehouses(),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("call", CALLS)
def test_no_error_shows_a_secret(
    call: Callable[[TikTokShop], object],
    failure: httpx.Response | Exception,
    logged: Callable[[], str],
) -> None:
    with pytest.raises(VendorError) as raised:
        call(shop_client(Vendor([failure])))
    for error in causes(raised.value):
        assert_clean(str(error) + repr(error) + str(vars(error)))
        if isinstance(error, httpx.RequestError):
            assert_clean(f"{error.request.url} {error.request.headers.raw}")
    assert_clean("".join(traceback.format_exception(raised.value)))
    assert_clean(logged())


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: type(one).__name__)
def test_no_error_of_the_store_shows_a_secret(failure: httpx.Response | Exception) -> None:
    with pytest.raises(VendorError) as raised:
        store_client(Vendor([failure])).order("5")
    for error in causes(raised.value):
        assert_clean(str(error) + repr(error) + str(vars(error)))
        if isinstance(error, httpx.RequestError):
            assert_clean(f"{error.request.url} {error.request.headers.raw}")


@pytest.mark.parametrize("bad", ["tök", "a\nb", "a\r\nx-evil: 1", "a\x00", "\udcff"])
def test_token_that_can_not_be_sent_is_refused_without_showing_it(bad: str) -> None:
    vendor = Vendor()
    stores = BigCommerce(
        store_hash="a",
        access_token=STORE_TOKEN + bad,
        transport=vendor.blocking,
        runtime=FakeRuntime(),
    )
    token = Token(TOKEN.access_token + bad, "r", TOKEN.expires_at, TOKEN.refresh_expires_at)
    shop = TikTokShop(
        app_key="k",
        app_secret="s",
        token=FixedToken(token),
        transport=vendor.blocking,
        runtime=FakeRuntime(),
    )
    calls: list[Callable[[], object]] = [lambda: stores.order("5"), shop.shops]
    for call in calls:
        with pytest.raises(InvalidInput) as refused:
            call()
        assert_clean("".join(traceback.format_exception(refused.value)) + repr(refused.value))
    assert vendor.requests == []


def test_order_that_can_not_be_read_shows_no_address() -> None:
    bad = ORDER | {"create_time": "soon"}
    with pytest.raises(SyncError) as refused:
        shop_client(Vendor([ok({"orders": [bad]})])).orders(["577"])
    for error in causes(refused.value):
        assert "Anna" not in str(error)
        assert "High St" not in str(error)


# --- reprs -------------------------------------------------------------------------


def test_clients_and_tokens_show_no_secret() -> None:
    vendor = Vendor()
    engine: AsyncTikTokShop = async_shop(vendor)
    things: list[object] = [
        engine,
        shop_client(vendor),
        async_store(vendor),
        store_client(vendor),
        TOKEN,
        SHOP,
        RenewedToken(TOKEN, engine.refresh_token, FakeRuntime()),
    ]
    for thing in things:
        assert_clean(repr(thing) + str(thing))


def test_error_that_crosses_processes_carries_no_secret() -> None:
    with pytest.raises(VendorError) as raised:
        shop_client(Vendor([httpx.ReadTimeout("no")])).refresh_token(TOKEN)
    assert_clean(pickle.dumps(raised.value).decode("latin-1"))
