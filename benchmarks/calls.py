"""What a call costs beside plain httpx and beside other people's clients, against the sandbox.

In memory no network hides what a client adds, and where answers are replayed the sandbox's own work
hides nothing either. Over loopback the sandbox answers in a thread.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Generator, Iterator, Mapping
from contextlib import aclosing, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import tiktok_shop_api
from attrs import frozen
from bigcommerce.connection import OAuthConnection
from tiktok_shop_api.generated import models

from benchmarks.catalogue import sandbox
from benchmarks.measuring import Measurement, async_medians, medians
from tiktok_bc_sync.clients import (
    AsyncBigCommerce,
    AsyncTikTokShop,
    AsyncTransport,
    BigCommerce,
    BlockingTransport,
    Endpoint,
    TikTokShop,
)
from tiktok_bc_sync.models import Shop, Token
from tiktok_bc_sync.sandbox import SandboxTransport, serve

CALLS = 50
_STORE = Endpoint("getStore", "GET", "/v2/store", dict[str, object])
_LATER = datetime.now(UTC) + timedelta(days=30)
# What our client asks for, in the other one's words.
_OLDEST_FIRST: dict[str, Any] = {
    "body": models.GetOrderListRequest(),
    "page_size": 100,
    "sort_field": models.GetOrderListSortField("update_time"),
    "sort_order": models.GetOrderListSortOrder("ASC"),
}
_PRODUCTS = 1_000
_WHOLE_PRODUCTS = {"include": "variants,images,custom_fields", "limit": 250}


class Replaying(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers a path as it was answered at first, whatever else the request says."""

    def __init__(self, source: httpx.BaseTransport) -> None:
        self._source = source
        self._known: dict[str, httpx.Response] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a blocking client."""
        path = request.url.path
        if path not in self._known:
            self._known[path] = self._source.handle_request(request)
        known = self._known[path]
        return httpx.Response(known.status_code, headers=known.headers, content=known.content)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an async client."""
        return self.handle_request(request)


@frozen
class Way:
    """How requests get to a sandbox: by a transport of ours, or else over the network."""

    name: str
    env: Mapping[str, str]
    transport: SandboxTransport | Replaying | None = None
    ca_file: Path | None = None

    def blocking(self) -> httpx.Client:
        """Return a blocking client of httpx."""
        return httpx.Client(transport=self.transport, verify=self._trust)

    def waiting(self) -> httpx.AsyncClient:
        """Return an async client of httpx."""
        return httpx.AsyncClient(transport=self.transport, verify=self._trust)

    @property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    @property
    def store(self) -> dict[str, Any]:
        """What our clients of the store are made with."""
        return {
            "store_hash": self.env["BIGCOMMERCE_STORE_HASH"],
            "access_token": self.env["BIGCOMMERCE_ACCESS_TOKEN"],
            "base_url": self.env["BIGCOMMERCE_API_URL"],
        }

    @property
    def store_url(self) -> str:
        """Where the store's profile is."""
        return f"{self.store['base_url']}/stores/{self.store['store_hash']}/v2/store"

    @property
    def store_headers(self) -> dict[str, str]:
        """What a request for it says."""
        return {"x-auth-token": self.store["access_token"], "accept": "application/json"}

    @property
    def app(self) -> dict[str, Any]:
        """What all clients of the shop are made with."""
        return {
            "app_key": self.env["TIKTOK_APP_KEY"],
            "app_secret": self.env["TIKTOK_APP_SECRET"],
            "base_url": self.env["TIKTOK_API_URL"],
        }

    @property
    def token(self) -> Token:
        """The shop's token."""
        return Token(self.env["TIKTOK_ACCESS_TOKEN"], "", _LATER, _LATER)

    def measured(
        self, what: str, taken: Mapping[str, float], against: str, goal: float
    ) -> Measurement:
        """Return what was measured this way."""
        return Measurement(f"{what}, {self.name}", taken["ours"], taken["theirs"], against, goal)


def measure() -> Iterator[Measurement]:
    """Time one small call, and pages of orders and products."""
    market = sandbox(_PRODUCTS)
    for _ in range(100):
        market.buyer.orders("LAMP-1-1")
    yield from _calls(Way("memory", market.env(), market.transport()))
    yield from _orders(Way("replayed", market.env(), Replaying(market.transport())))
    with serve(market) as served:
        yield from _calls(Way("loopback", served.env))
        yield from _orders(Way("loopback", served.env))
    with serve(market, tls=True) as served:
        yield from _products(Way("TLS", served.env, ca_file=served.ca_file))


def _calls(way: Way) -> Iterator[Measurement]:
    """Compare one small call with the same by plain httpx."""
    yield way.measured("a call, blocking", _blocking_calls(way), "plain httpx", 1.25)
    yield way.measured("a call, async", asyncio.run(_async_calls(way)), "plain httpx", 1.25)


def _blocking_calls(way: Way) -> Mapping[str, float]:
    ours = BigCommerce(transport=BlockingTransport(way.blocking()), **way.store)
    with ours, way.blocking() as plain:
        turns = {
            "ours": lambda: ours.call(_STORE),
            "theirs": lambda: plain.get(way.store_url, headers=way.store_headers).json(),
        }
        return medians(turns, times=CALLS)


async def _async_calls(way: Way) -> Mapping[str, float]:
    ours = AsyncBigCommerce(transport=AsyncTransport(way.waiting()), **way.store)
    async with ours, way.waiting() as plain:

        async def get() -> object:
            return (await plain.get(way.store_url, headers=way.store_headers)).json()

        return await async_medians({"ours": lambda: ours.call(_STORE), "theirs": get}, times=CALLS)


def _orders(way: Way) -> Iterator[Measurement]:
    """Compare a page of orders with the same by `tiktok-shop-api`, which is made by a generator."""
    with TikTokShop(
        token=way.token, transport=BlockingTransport(way.blocking()), **way.app
    ) as client:
        [shop] = client.shops()
    blocking, waiting = _blocking_orders(way, shop), asyncio.run(_async_orders(way, shop))
    yield way.measured("100 orders, blocking", blocking, "tiktok-shop-api", 1.0)
    yield way.measured("100 orders, async", waiting, "tiktok-shop-api", 1.0)


def _blocking_orders(way: Way, shop: Shop) -> Mapping[str, float]:
    ours = TikTokShop(
        token=way.token, shop=shop, transport=BlockingTransport(way.blocking()), **way.app
    )
    other = tiktok_shop_api.TikTokShop(
        access_token=way.token.access_token,
        shop_cipher=shop.cipher,
        transport=way.transport,
        **way.app,
    )
    with ours, other as theirs:
        turns = {
            "ours": lambda: next(ours.search_orders().pages()),
            "theirs": lambda: theirs.orders.get_order_list(**_OLDEST_FIRST),
        }
        return medians(turns)


async def _async_orders(way: Way, shop: Shop) -> Mapping[str, float]:
    ours = AsyncTikTokShop(
        token=way.token, shop=shop, transport=AsyncTransport(way.waiting()), **way.app
    )
    other = tiktok_shop_api.AsyncTikTokShop(
        access_token=way.token.access_token,
        shop_cipher=shop.cipher,
        transport=way.transport,
        **way.app,
    )
    async with ours, other as theirs:

        async def first() -> object:
            async with aclosing(ours.search_orders().pages()) as pages:
                return await anext(pages)

        turns = {
            "ours": first,
            "theirs": lambda: theirs.orders.get_order_list(**_OLDEST_FIRST),
        }
        return await async_medians(turns)


def _products(way: Way) -> Iterator[Measurement]:
    """Compare a call and a pull of all products with `bigcommerce`, which gives them as dicts."""
    ours = BigCommerce(transport=BlockingTransport(way.blocking()), **way.store)
    with ours, _connected(way, "v2") as v2, _connected(way, "v3") as v3:
        calls = medians(
            {"ours": lambda: ours.call(_STORE), "theirs": lambda: v2.get("store")}, times=CALLS
        )
        products = medians(
            {"ours": lambda: list(ours.products()), "theirs": lambda: _all_dicts(v3)}, rounds=7
        )
    yield way.measured("a call, blocking", calls, "bigcommerce", 1.0)
    yield way.measured("1,000 products, blocking", products, "bigcommerce", 1.0)


def _all_dicts(connection: OAuthConnection) -> list[Any]:
    pages = range(1, _PRODUCTS // 250 + 1)
    found = (connection.get("catalog/products", **_WHOLE_PRODUCTS, page=page) for page in pages)
    return [product for page in found for product in page["data"]]


@contextmanager
def _connected(way: Way, version: str) -> Generator[Any]:
    """Connect the client `bigcommerce`, which speaks https alone and knows v2 alone by itself."""
    host = way.store["base_url"].removeprefix("https://")
    access = "any", way.store["store_hash"], way.store["access_token"], host
    connection = OAuthConnection(*access, api_path=f"/stores/{{}}/{version}/{{}}")
    session = connection._session
    session.verify = str(way.ca_file)
    session.trust_env = False  # or REQUESTS_CA_BUNDLE would come first
    with closing(session):
        yield connection
