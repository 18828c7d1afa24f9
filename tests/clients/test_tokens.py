"""The access token: renewed before its end, once for many callers, and once when it is refused."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from types import TracebackType

import anyio
import httpx
import pytest
from attrs import define, evolve, field

from tests.clients.fakes import (
    APP_KEY,
    APP_SECRET,
    NOW,
    SHOP,
    TOKEN,
    FakeRuntime,
    Vendor,
    async_shop,
    ok,
    shop_client,
    tiktok,
)
from tiktok_bc_sync.clients import AsyncTikTokShop, TikTokShop
from tiktok_bc_sync.clients.tiktok import RenewedToken
from tiktok_bc_sync.errors import NeedsReconnecting, Unavailable, VendorError
from tiktok_bc_sync.models import Token
from tiktok_bc_sync.runtime import AsyncRuntime, BlockingRuntime, Runtime, drive

SECOND = Token("access-2", "refresh-2", NOW + timedelta(days=14), NOW + timedelta(days=90))
ENDED = evolve(TOKEN, expires_at=NOW - timedelta(seconds=1))
REFUSED = tiktok(105002, status=401)
RENEWED = ok(
    {
        "access_token": "access-2",
        "access_token_expire_in": 1765200000,
        "refresh_token": "refresh-2",
        "refresh_token_expire_in": 1769000000,
    }
)


@define
class Renewal:
    """Renews tokens as it is told, and counts."""

    result: Token | VendorError = SECOND
    asked: list[Token] = field(factory=list[Token])
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, old: Token) -> Token:
        self.asked.append(old)
        if self.meanwhile:
            await self.meanwhile()
        if isinstance(self.result, VendorError):
            raise self.result
        return self.result


def source(token: Token, renewal: Renewal, runtime: Runtime | None = None) -> RenewedToken:
    return RenewedToken(token, renewal, runtime or FakeRuntime())


@pytest.mark.parametrize(
    ("left", "renewals"),
    [
        (timedelta(days=7), 0),
        (timedelta(minutes=10, seconds=1), 0),
        (timedelta(minutes=10), 1),
        (timedelta(seconds=1), 1),
        (timedelta(days=-1), 1),
    ],
)
def test_token_is_renewed_before_its_end(left: timedelta, renewals: int) -> None:
    renewal = Renewal()
    tokens = source(evolve(TOKEN, expires_at=NOW + left), renewal)
    first = drive(tokens.current())
    assert len(renewal.asked) == renewals
    assert first.access_token == ("access-2" if renewals else "access-1")
    assert drive(tokens.current()) == first
    assert len(renewal.asked) == renewals


def test_renewed_token_replaces_both_parts() -> None:
    renewal = Renewal()
    tokens = source(TOKEN, renewal)
    assert drive(tokens.renewed(TOKEN)) == SECOND
    renewal.result = evolve(SECOND, access_token="access-3")
    assert drive(tokens.renewed(SECOND)).access_token == "access-3"
    assert renewal.asked == [TOKEN, SECOND]


def test_token_that_was_replaced_already_is_not_renewed_again() -> None:
    renewal = Renewal()
    tokens = source(TOKEN, renewal)
    assert drive(tokens.renewed(TOKEN)) == drive(tokens.renewed(TOKEN)) == SECOND
    assert len(renewal.asked) == 1


class CountingRuntime(BlockingRuntime):
    """Tells when so many threads want its lock."""

    def __init__(self, threads: int) -> None:
        self.all_here = threading.Event()
        self.missing = threads

    def lock(self) -> AbstractAsyncContextManager[None]:
        return _CountedLock(super().lock(), self)


class _CountedLock(AbstractAsyncContextManager[None]):
    def __init__(self, real: AbstractAsyncContextManager[None], runtime: CountingRuntime) -> None:
        self.real, self.runtime = real, runtime
        self.guard = threading.Lock()

    async def __aenter__(self) -> None:
        with self.guard:
            self.runtime.missing -= 1
            if not self.runtime.missing:
                self.runtime.all_here.set()
        await self.real.__aenter__()

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.real.__aexit__(exc_type, exc, traceback)


@pytest.mark.parametrize("result", [SECOND, NeedsReconnecting("over"), Unavailable("down")])
def test_twenty_threads_renew_once(result: Token | VendorError) -> None:
    runtime = CountingRuntime(20)

    async def until_all_wait() -> None:
        assert runtime.all_here.wait(5)

    renewal = Renewal(result, meanwhile=until_all_wait)
    tokens = source(ENDED, renewal, runtime)
    found: list[object] = []

    def call() -> None:
        try:
            found.append(drive(tokens.current()))
        except VendorError as error:
            found.append(error)

    threads = [threading.Thread(target=call) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(renewal.asked) == 1
    assert {type(one) for one in found} == {type(result)}
    # A token is shared; an exception has one traceback, so each thread has its own.
    assert len(set(map(id, found))) == (1 if isinstance(result, Token) else 20)


@pytest.mark.anyio
@pytest.mark.parametrize("result", [SECOND, NeedsReconnecting("over")])
async def test_twenty_tasks_renew_once(result: Token | VendorError) -> None:
    async def until_all_wait() -> None:
        await anyio.wait_all_tasks_blocked()

    renewal = Renewal(result, meanwhile=until_all_wait)
    tokens = source(ENDED, renewal, AsyncRuntime())
    found: list[object] = []

    async def call() -> None:
        try:
            found.append(await tokens.current())
        except VendorError as error:
            found.append(error)

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(call)
    assert len(renewal.asked) == 1
    assert [type(one) for one in found] == [type(result)] * 20


def test_refusal_is_not_remembered_for_ever() -> None:
    renewal = Renewal(NeedsReconnecting("over"))
    tokens = source(ENDED, renewal)
    with pytest.raises(NeedsReconnecting):
        drive(tokens.current())
    renewal.result = SECOND  # the merchant connected again
    assert drive(tokens.current()) == SECOND


def test_token_that_still_works_serves_while_nobody_can_renew_it() -> None:
    renewal = Renewal(Unavailable("down"))
    ending = evolve(TOKEN, expires_at=NOW + timedelta(minutes=5))
    runtime = FakeRuntime()
    tokens = source(ending, renewal, runtime)
    assert drive(tokens.current()) == ending
    runtime.time += timedelta(minutes=5)
    with pytest.raises(Unavailable):
        drive(tokens.current())


def client_of(vendor: Vendor, token: Token = TOKEN) -> TikTokShop:
    """A client that renews its own token, as the connector wires it."""
    runtime = FakeRuntime()
    engine = AsyncTikTokShop(APP_KEY, APP_SECRET, None, SHOP, vendor.blocking, runtime)
    return TikTokShop(
        app_key=APP_KEY,
        app_secret=APP_SECRET,
        token=RenewedToken(token, engine.refresh_token, runtime),
        shop=SHOP,
        transport=vendor.blocking,
        runtime=runtime,
    )


def tokens_of(vendor: Vendor) -> list[str]:
    return [one.headers.get("x-tts-access-token", "") for one in vendor.requests]


def test_refused_token_is_renewed_once_and_the_call_repeated_once() -> None:
    vendor = Vendor([REFUSED, RENEWED, ok({"cancel_id": "c1"})])
    assert client_of(vendor).cancel_order("1", "OUT_OF_STOCK").id == "c1"
    assert tokens_of(vendor) == ["access-1", "", "access-2"]


def test_new_token_that_is_refused_too_ends_it() -> None:
    vendor = Vendor([REFUSED, RENEWED, REFUSED])
    with pytest.raises(NeedsReconnecting) as refused:
        client_of(vendor).warehouses()
    assert refused.value.vendor_code == "105002"
    assert tokens_of(vendor) == ["access-1", "", "access-2"]


@pytest.mark.parametrize("refusal", [tiktok(36004004), REFUSED, tiktok(1, status=400)])
def test_refused_renewal_asks_for_the_merchant(refusal: httpx.Response) -> None:
    vendor = Vendor([REFUSED, refusal])
    with pytest.raises(NeedsReconnecting) as refused:
        client_of(vendor).warehouses()
    assert "connect" in refused.value.what_to_do
    assert refused.value.request_id == "req-1"
    assert len(vendor.requests) == 2


def test_token_about_to_end_is_renewed_before_the_call() -> None:
    vendor = Vendor([RENEWED, ok({})])
    client_of(vendor, ENDED).warehouses()
    assert tokens_of(vendor) == ["", "access-2"]


def test_renewal_whose_answer_was_lost_is_not_repeated() -> None:
    vendor = Vendor([httpx.ReadTimeout("no"), RENEWED])
    with pytest.raises(Unavailable):
        client_of(vendor, ENDED).warehouses()
    assert len(vendor.requests) == 1


def test_client_without_a_token_says_what_to_do() -> None:
    vendor = Vendor()
    client = TikTokShop(app_key="k", app_secret="s", transport=vendor.blocking)
    with pytest.raises(NeedsReconnecting, match="authorize"):
        client.shops()


def test_token_given_by_value_is_renewed_by_the_client_itself() -> None:
    for given_late in (False, True):
        vendor = Vendor([REFUSED, RENEWED, ok({}), ok({})])
        client = TikTokShop(
            app_key=APP_KEY,
            app_secret=APP_SECRET,
            token=None if given_late else TOKEN,
            transport=vendor.blocking,
            runtime=FakeRuntime(),
        )
        if given_late:
            client.use_token(TOKEN)
        client.shops()
        client.shops()
        assert tokens_of(vendor) == ["access-1", "", "access-2", "access-2"]


@pytest.mark.anyio
async def test_awaited_client_renews_too() -> None:
    vendor = Vendor([REFUSED, ok({})])
    client = async_shop(vendor)
    assert await client.shops() == []
    assert tokens_of(vendor) == ["access-1", "access-2"]


@pytest.mark.parametrize("seconds", [10**15, -(10**15), "soon"])
def test_token_that_ends_at_no_time_is_unexpected(seconds: object) -> None:
    data = {
        "access_token": "a",
        "access_token_expire_in": seconds,
        "refresh_token": "r",
        "refresh_token_expire_in": 1,
    }
    with pytest.raises(VendorError, match="access_token_expire_in"):
        shop_client(Vendor([ok(data)])).refresh_token(TOKEN)
