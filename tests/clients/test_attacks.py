"""What a hostile vendor, a careless caller and an unlucky moment must not achieve."""

from __future__ import annotations

import asyncio
import gzip
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType

import anyio
import httpx
import pytest
from attrs import define

from tests.clients.fakes import (
    APP_SECRET,
    NOW,
    SHOP,
    STORE_TOKEN,
    TOKEN,
    FakeRuntime,
    Vendor,
    async_shop,
    async_store,
    bare,
    causes,
    everything,
    listed,
    ok,
    shop_client,
    store_client,
    tiktok,
)
from tests.clients.windows import World
from tiktok_bc_sync.clients import (
    AsyncTikTokShop,
    AsyncTransport,
    BigCommerce,
    Endpoint,
    TikTokShop,
    TikTokWebhooks,
)
from tiktok_bc_sync.clients.limiter import LONGEST_WAIT, AdaptiveLimiter
from tiktok_bc_sync.errors import InvalidInput, RateLimited, UnexpectedAnswer, VendorError
from tiktok_bc_sync.models import ListedSku, Money, Token

# --- a token is renewed while its caller is given up --------------------------------------

_START = datetime.now(UTC)


@define
class Rotating:
    """A vendor whose refresh is slow, and ends the old tokens at once."""

    number: int = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token/refresh"):
            if request.url.params["refresh_token"] != f"r{self.number}":
                return tiktok(36004004)
            self.number += 1
            await anyio.sleep(0.05)
            return ok(
                {
                    "access_token": f"a{self.number}",
                    "access_token_expire_in": int((_START + timedelta(days=7)).timestamp()),
                    "refresh_token": f"r{self.number}",
                    "refresh_token_expire_in": int((_START + timedelta(days=90)).timestamp()),
                }
            )
        good = request.headers["x-tts-access-token"] == f"a{self.number}"
        return ok({"shops": []}) if good else tiktok(105002, status=401)

    def client(self) -> AsyncTikTokShop:
        ended = Token("a0", "r0", _START - timedelta(seconds=1), _START + timedelta(days=9))
        network = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return AsyncTikTokShop("k", "s", ended, transport=AsyncTransport(network))


@pytest.mark.anyio
async def test_renewed_token_is_kept_though_its_caller_was_cancelled() -> None:
    vendor = Rotating()
    client = vendor.client()
    with anyio.move_on_after(0.01):
        await client.shops()
    assert await client.shops() == []
    assert vendor.number == 1


def test_renewed_token_is_kept_though_asyncio_cancelled_its_caller() -> None:
    async def story() -> None:
        vendor = Rotating()
        client = vendor.client()
        with suppress(TimeoutError):
            await asyncio.wait_for(client.shops(), 0.01)
        assert await client.shops() == []
        assert vendor.number == 1

    asyncio.run(story())


@pytest.mark.anyio
async def test_others_get_the_token_that_a_cancelled_caller_had_renewed() -> None:
    vendor = Rotating()
    client = vendor.client()
    answers: list[object] = []

    async def ask() -> None:
        answers.append(await client.shops())

    async with anyio.create_task_group() as group:
        for _ in range(50):
            group.start_soon(ask)
        with anyio.move_on_after(0.01):
            await client.shops()
    assert answers == [[]] * 50
    assert vendor.number == 1


# --- lists that never end -----------------------------------------------------------------

_SAME = bare([{"id": number} for number in range(1, 251)])
_UNREADABLE = bare([{"id": "no number"}] * 250)


@pytest.mark.parametrize("page", [_SAME, _UNREADABLE], ids=["same", "unreadable"])
@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.updated_orders(),
        lambda store: store.order_products("5"),
        lambda store: store.shipments("5"),
    ],
)
def test_vendor_that_ignores_the_number_of_the_page_is_found_out(
    call: Callable[[BigCommerce], object], page: httpx.Response
) -> None:
    vendor = Vendor([page])
    with pytest.raises(UnexpectedAnswer):
        everything(call(store_client(vendor)))
    assert len(vendor.requests) < 20


def test_order_whose_lines_never_end_is_no_order() -> None:
    vendor = Vendor([bare({"id": 5, "currency_code": "USD"}), _SAME])
    with pytest.raises(UnexpectedAnswer, match="does not end"):
        store_client(vendor).order("5")


# --- answers that are bombs ---------------------------------------------------------------


@contextmanager
def serving(body: bytes, encoding: str) -> Iterator[str]:
    """A server that sends one body, packed as it says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-encoding", encoding)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "gzip,deflate"])
def test_answer_that_is_packed_as_nobody_asked_is_not_unpacked(encoding: str) -> None:
    bomb = gzip.compress(gzip.compress(bytes(80 * 1024 * 1024)))
    assert len(bomb) < 2000
    with (
        serving(bomb, encoding) as url,
        BigCommerce(store_hash="a", access_token="t", base_url=url) as store,
        pytest.raises(UnexpectedAnswer, match="packed"),
    ):
        store.store()


def test_packed_answer_is_read() -> None:
    body = gzip.compress(b'[{"id": 0, "name": "Incomplete"}]')
    with (
        serving(body, "gzip") as url,
        BigCommerce(store_hash="a", access_token="t", base_url=url) as store,
    ):
        assert store.order_statuses()[0].name == "Incomplete"


def test_only_what_is_read_is_asked_for() -> None:
    vendor = Vendor([bare([])])
    store_client(vendor).order_statuses()
    assert vendor.requests[0].headers["accept-encoding"] == "gzip, deflate"


# --- what callers get wrong ---------------------------------------------------------------

_PLACED = Endpoint("getThing", "GET", "/v3/things/{thing_id}", dict[str, object])
_DEEP: dict[str, object] = {}
for _ in range(5000):
    _DEEP = {"deeper": _DEEP}

STORE_SLIPS: dict[str, Callable[[BigCommerce], object]] = {
    "id left out": lambda store: store.call(_PLACED),
    "id that is a number": lambda store: store.product(77),  # type: ignore[arg-type]
    "no id": lambda store: store.order(None),  # type: ignore[arg-type]
    "one id for a list": lambda store: store.products(ids="77"),
    "numbers for ids": lambda store: store.products(ids=[77]),  # type: ignore[list-item]
    "one SKU for a list": lambda store: store.stock(skus="24-UG04"),
    "number for a location": lambda store: store.location(1),  # type: ignore[arg-type]
    "day for a time": lambda store: store.updated_orders(date(2025, 1, 1)),  # type: ignore[arg-type]
    "text for a time": lambda store: store.refunds("2025-01-01"),  # type: ignore[arg-type]
    "body that is no JSON": lambda store: store.create_product({"name": object()}),
    "body without end": lambda store: store.create_product(_DEEP),
}
SHOP_SLIPS: dict[str, Callable[[TikTokShop], object]] = {
    "number for an id": lambda shop: shop.listing(577),  # type: ignore[arg-type]
    "numbers for ids": lambda shop: shop.orders([577]),  # type: ignore[list-item]
    "one SKU for a list": lambda shop: shop.search_listings(skus="24-UG04"),
    "one status for a list": lambda shop: shop.search_listings(audit_statuses="FAILED"),
    "one id for a list": lambda shop: shop.search_listings(sku_ids="17"),
    "one language for a list": lambda shop: shop.search_manufacturers(locales="en-GB"),
    "one language of charts": lambda shop: shop.search_size_charts(locales="en-GB"),
    "one picture for a list": lambda shop: shop.suggest_brands("Lamp", images="tos/x"),
    "one picture of a product": lambda shop: shop.recommend_category("Lamp", images="tos/x"),
    "one id of a promotion": lambda shop: shop.remove_promotion_products("1", listing_ids="17"),
    "day for a time": lambda shop: shop.search_orders(updated_since=date(2025, 1, 1)),  # type: ignore[arg-type]
    "float for a price": lambda shop: shop.update_prices("9", [ListedSku("a", "1", 4.5)]),  # type: ignore[arg-type]
    "price of nothing": lambda shop: shop.update_prices(
        "9", [ListedSku("a", "1", Money(0, "GBP"))]
    ),
    "price below nothing": lambda shop: shop.update_prices(
        "9", [ListedSku("a", "1", Money(-5, "GBP"))]
    ),
    "part of a unit": lambda shop: shop.set_stock("9", [ListedSku("a", "1", stock=1.5)], "w"),  # type: ignore[arg-type]
    "units below nothing": lambda shop: shop.update_stock(
        "9", [ListedSku("a", "1", stock=-4)], "w"
    ),
}


@pytest.mark.parametrize("slip", STORE_SLIPS)
def test_slip_is_told_before_the_store_is_asked(slip: str) -> None:
    vendor = Vendor([listed([])])
    with pytest.raises(InvalidInput):
        everything(STORE_SLIPS[slip](store_client(vendor)))
    assert vendor.requests == []


@pytest.mark.parametrize("slip", SHOP_SLIPS)
def test_slip_is_told_before_the_shop_is_asked(slip: str) -> None:
    vendor = Vendor([ok({})])
    with pytest.raises(InvalidInput):
        everything(SHOP_SLIPS[slip](shop_client(vendor)))
    assert vendor.requests == []


def test_closed_client_says_so() -> None:
    client = store_client(Vendor([bare([])]))
    client.close()
    with pytest.raises(InvalidInput, match="closed"):
        client.order_statuses()


@pytest.mark.anyio
async def test_closed_async_client_says_so() -> None:
    shop, store = async_shop(Vendor([ok({})])), async_store(Vendor([bare([])]))
    await shop.close()
    await store.close()
    with pytest.raises(InvalidInput, match="closed"):
        await shop.shops()
    with pytest.raises(InvalidInput, match="closed"):
        await store.order_statuses()


@pytest.mark.parametrize("now", [1763985600, date(2025, 11, 24), datetime(2025, 11, 24)])
def test_webhook_is_judged_by_a_whole_time_only(now: datetime) -> None:
    with pytest.raises(InvalidInput, match="now") as refused:
        TikTokWebhooks(app_key="k", secrets=["s"]).read({}, b"{}", now=now)
    assert refused.value.field == "now"


# --- a pace and a clock -------------------------------------------------------------------


def slowed(runtime: FakeRuntime) -> AdaptiveLimiter:
    """A limiter that was refused until it could go no slower."""
    limiter = AdaptiveLimiter(runtime)
    for _ in range(20):
        runtime.time += timedelta(seconds=3)
        limiter.learn("x", {}, refused=True)
    return limiter


def test_pace_does_not_wait_for_an_hour_that_the_clock_was_put_back() -> None:
    runtime = FakeRuntime()
    limiter = slowed(runtime)

    async def story() -> None:
        await limiter.wait("x")
        runtime.time -= timedelta(hours=1)
        await limiter.wait("x")
        await limiter.wait("x")

    anyio.run(story)
    assert max(runtime.sleeps) <= 2.0


def test_caller_far_back_in_the_queue_is_told_and_not_held_for_minutes() -> None:
    world = World()
    limiter = slowed(world)
    told: list[float] = []

    async def ask() -> None:
        try:
            await limiter.wait("x")
        except RateLimited as error:
            told.append(error.retry_after)

    world.run([ask() for _ in range(200)])
    assert max(world.sleeps) <= LONGEST_WAIT
    assert len(told) > 100
    assert min(told) > LONGEST_WAIT


# --- secrets in what a crash report shows -------------------------------------------------

_KEPT = (APP_SECRET, TOKEN.access_token, TOKEN.refresh_token, STORE_TOKEN, SHOP.cipher)


def shown(error: BaseException | None) -> Iterator[tuple[str, str]]:
    """Each local that a crash report would show of an error and its causes, with where it is."""
    for one in causes(error):
        trace: TracebackType | None = one.__traceback__
        for frame, _ in traceback.walk_tb(trace):
            where = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
            yield from ((f"{where}:{name}", repr(value)) for name, value in frame.f_locals.items())


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError("no"), httpx.ReadTimeout("no"), httpx.Response(500), tiktok(99)],
    ids=["unsent", "unanswered", "down", "refused"],
)
@pytest.mark.parametrize(
    "call",
    [
        lambda shop, _: shop.exchange_code("a-code"),
        lambda shop, _: shop.refresh_token(TOKEN),
        lambda shop, _: shop.warehouses(),
        lambda _, store: store.order("5"),
        lambda _, store: store.create_product({"name": "Lamp"}),
    ],
)
def test_crash_report_with_locals_shows_no_secret(
    call: Callable[[TikTokShop, BigCommerce], object], failure: httpx.Response | Exception
) -> None:
    vendor = Vendor([failure])
    with pytest.raises(VendorError) as raised:
        call(shop_client(vendor), store_client(vendor))
    found = [where for where, text in shown(raised.value) if any(one in text for one in _KEPT)]
    # The fakes' own frames hold what was sent, as a vendor's would.
    assert [where for where in found if "/tests/" not in where] == []


# --- a transport of the caller's own -----------------------------------------------------


class Bare:
    """Answers without saying to what."""

    async def send(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002
        headers = {"date": "Mon, 24 Nov 2025 17:00:00 GMT"}
        return httpx.Response(200, json={"code": 106001, "message": "sign"}, headers=headers)

    async def close(self) -> None: ...


def test_transport_need_not_say_what_an_answer_is_to() -> None:
    shop = TikTokShop(
        app_key="k",
        app_secret="s",
        token=TOKEN,
        transport=Bare(),
        runtime=FakeRuntime(NOW),
    )
    with pytest.raises(VendorError, match="60 minutes behind"):
        shop.shops()
