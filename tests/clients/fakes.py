"""A vendor that answers as it is told and remembers what it was asked, and a clock that nobody waits for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeVar

import anyio
import httpx
from attrs import define, field, frozen

from tiktok_bc_sync.clients import (
    AsyncBigCommerce,
    AsyncTikTokShop,
    AsyncTransport,
    BigCommerce,
    BlockingTransport,
    TikTokShop,
)
from tiktok_bc_sync.clients.session import Endpoint
from tiktok_bc_sync.models import Shop, Token
from tiktok_bc_sync.runtime import Call

T = TypeVar("T")
Answer = httpx.Response | Exception
NOW = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)

APP_KEY = "6a2bcd7ef0123"
APP_SECRET = "5fb1c2e7a94d4f0c8e6ad0b7f3c9a1de"
SHOP = Shop("7494049642642441621", "Lamps", "GB", "LOCAL", "ROW_abcDEF")
TOKEN = Token("access-1", "refresh-1", NOW + timedelta(days=7), NOW + timedelta(days=90))
STORE_TOKEN = "bc-token-1"
AUTH_CODE = "auth-code-1"


@define
class FakeRuntime:
    """Time that passes only when somebody sleeps; the sleeps are kept."""

    time: datetime = NOW
    sleeps: list[float] = field(factory=list[float])

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        assert len(self.sleeps) < 10_000, "somebody waits for what never comes"
        self.time += timedelta(seconds=seconds)

    async def run_all(self, calls: Iterable[Call[T]], *, limit: int) -> list[T]:  # noqa: ARG002
        return [await call() for call in calls]

    async def finish(self, call: Call[T]) -> T:
        return await call()

    def lock(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()


@define
class Vendor:
    """Answers each request with the next of its answers, the last one for ever."""

    answers: Sequence[Answer] = ()
    requests: list[httpx.Request] = field(factory=list[httpx.Request])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if isinstance(answer, Exception):
            raise type(answer)(*answer.args)
        # Each request gets an answer of its own: one can be read once only.
        return httpx.Response(
            answer.status_code, headers=answer.headers.multi_items(), content=answer.content
        )

    async def later(self, request: httpx.Request) -> httpx.Response:
        return self(request)

    @property
    def blocking(self) -> BlockingTransport:
        return BlockingTransport(httpx.Client(transport=httpx.MockTransport(self)))

    @property
    def waiting(self) -> AsyncTransport:
        return AsyncTransport(httpx.AsyncClient(transport=httpx.MockTransport(self.later)))


@define
class FixedToken:
    """Always the same token, and another one when that is refused."""

    token: Token = TOKEN
    refused: int = 0

    async def current(self) -> Token:
        return self.token

    async def renewed(self, refused: Token) -> Token:  # noqa: ARG002
        self.refused += 1
        return Token("access-2", "refresh-2", TOKEN.expires_at, TOKEN.refresh_expires_at)


def ok(data: object = None, **extra: object) -> httpx.Response:
    """TikTok's answer to what worked."""
    return _enveloped(0, data, 200, extra)


def tiktok(code: int, data: object = None, *, status: int = 200, **extra: object) -> httpx.Response:
    return _enveloped(code, data, status, extra)


def _enveloped(code: int, data: object, status: int, extra: dict[str, object]) -> httpx.Response:
    body = {"code": code, "message": "said so", "request_id": "req-1", "data": data}
    return httpx.Response(status, json=body | extra)


def listed(items: Sequence[object], page: int = 1, of: int = 1) -> httpx.Response:
    """A page of BigCommerce's v3."""
    meta = {"pagination": {"current_page": page, "total_pages": of, "total": 9, "per_page": 250}}
    return httpx.Response(200, json={"data": items, "meta": meta})


def bare(
    value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """An answer of BigCommerce's v2."""
    return httpx.Response(status, json=value, headers=headers)


def body_of(request: httpx.Request) -> dict[str, object]:
    found: dict[str, object] = json.loads(request.content)
    return found


def query_of(request: httpx.Request) -> dict[str, str]:
    return dict(request.url.params.multi_items())


def shop_client(
    vendor: Vendor, runtime: FakeRuntime | None = None, shop: Shop | None = SHOP
) -> TikTokShop:
    return TikTokShop(
        app_key=APP_KEY,
        app_secret=APP_SECRET,
        token=FixedToken(),
        shop=shop,
        transport=vendor.blocking,
        runtime=runtime or FakeRuntime(),
    )


def async_shop(
    vendor: Vendor, runtime: FakeRuntime | None = None, shop: Shop | None = SHOP
) -> AsyncTikTokShop:
    return AsyncTikTokShop(
        APP_KEY, APP_SECRET, FixedToken(), shop, vendor.waiting, runtime or FakeRuntime()
    )


def store_client(vendor: Vendor, runtime: FakeRuntime | None = None) -> BigCommerce:
    return BigCommerce(
        store_hash="abc123",
        access_token=STORE_TOKEN,
        transport=vendor.blocking,
        runtime=runtime or FakeRuntime(),
    )


def async_store(vendor: Vendor, runtime: FakeRuntime | None = None) -> AsyncBigCommerce:
    return AsyncBigCommerce("abc123", STORE_TOKEN, vendor.waiting, runtime or FakeRuntime())


def everything(found: object) -> object:
    """Read a list of pages to its end; anything else is returned as it is."""
    return list(found) if hasattr(found, "__iter__") and hasattr(found, "pages") else found


async def all_of(found: object) -> object:
    """The same for async clients."""
    if hasattr(found, "__aiter__"):
        return [one async for one in found]
    if hasattr(found, "__await__"):
        return await found
    return found


def endpoints_of(package: ModuleType) -> list[Endpoint[object]]:
    """All the operations that the modules of a client name."""
    names = [one.name for one in walk_packages(package.__path__, f"{package.__name__}.")]
    values = [value for name in names for value in vars(import_module(name)).values()]
    return list(dict.fromkeys(value for value in values if isinstance(value, Endpoint)))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and everything that a traceback would show as its cause."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


Handler = Callable[[httpx.Request], httpx.Response]


@frozen
class Awaited:
    """An async client in the words of a blocking one: its calls are run to their end."""

    client: object

    def __getattr__(self, name: str) -> Callable[..., object]:
        call = getattr(self.client, name)

        def run(*args: object, **kwargs: object) -> object:
            async def whole() -> object:
                return await all_of(call(*args, **kwargs))

            return anyio.run(whole)

        return run
