"""Both faces of each client: the same calls, the same words, each closing what it opened."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Generator

import anyio
import httpx
import pytest

from tests.clients.fakes import FakeRuntime, FixedToken, Vendor, async_shop, ok, shop_client
from tiktok_bc_sync.clients import (
    AsyncBigCommerce,
    AsyncTikTokShop,
    AsyncTransport,
    BigCommerce,
    BlockingTransport,
    TikTokShop,
)
from tiktok_bc_sync.errors import SuspendedInBlockingCall

FACES: list[tuple[type[object], type[object]]] = [
    (TikTokShop, AsyncTikTokShop),
    (BigCommerce, AsyncBigCommerce),
]


def calls(client: type[object]) -> dict[str, Callable[..., object]]:
    return {
        name: method
        for name, method in inspect.getmembers(client, inspect.isfunction)
        if not name.startswith("_")
    }


@pytest.mark.parametrize(("blocking", "awaited"), FACES)
def test_every_call_has_its_twin(blocking: type[object], awaited: type[object]) -> None:
    assert calls(blocking).keys() == calls(awaited).keys()
    assert len(calls(blocking)) >= 9


@pytest.mark.parametrize(("blocking", "awaited"), FACES)
def test_twins_take_the_same_and_say_what_they_do(
    blocking: type[object], awaited: type[object]
) -> None:
    for name, method in calls(awaited).items():
        twin = calls(blocking)[name]
        ours, theirs = inspect.signature(twin), inspect.signature(method)
        assert ours.parameters == theirs.parameters, name
        assert twin.__doc__, name
        assert not inspect.iscoroutinefunction(twin), name
        wanted = str(theirs.return_annotation).replace("Pages[", "BlockingPages[")
        assert str(ours.return_annotation) == wanted, name


@pytest.mark.parametrize(("blocking", "awaited"), FACES)
def test_lists_come_as_pages_of_their_world(blocking: type[object], awaited: type[object]) -> None:
    of_pages = [
        name
        for name, method in calls(awaited).items()
        if str(inspect.signature(method).return_annotation).startswith("Pages[")
    ]
    assert len(of_pages) >= 3
    for name in of_pages:
        found = str(inspect.signature(calls(blocking)[name]).return_annotation)
        assert found.startswith("BlockingPages[")


def test_leaving_the_block_closes_the_connections() -> None:
    for client in (httpx.Client(), httpx.Client()):
        transport = BlockingTransport(client)
        with TikTokShop(app_key="k", app_secret="s", transport=transport) as shop:
            assert shop.engine.transport is transport
            assert not client.is_closed
        assert client.is_closed
    client = httpx.Client()
    with (
        pytest.raises(LookupError),
        BigCommerce(store_hash="a", access_token="t", transport=BlockingTransport(client)),
    ):
        raise LookupError
    assert client.is_closed


@pytest.mark.anyio
async def test_leaving_the_awaited_block_closes_the_connections() -> None:
    clients = [httpx.AsyncClient(), httpx.AsyncClient()]
    async with (
        AsyncTikTokShop("k", "s", transport=AsyncTransport(clients[0])),
        AsyncBigCommerce("a", "t", AsyncTransport(clients[1])),
    ):
        assert [client.is_closed for client in clients] == [False, False]
    assert [client.is_closed for client in clients] == [True, True]


def test_client_needs_nothing_but_its_credentials() -> None:
    with (
        TikTokShop(app_key="k", app_secret="s") as shop,
        BigCommerce(store_hash="a", access_token="t") as store,
    ):
        assert shop.engine.base_url == "https://open-api.tiktokglobalshop.com"
        assert shop.engine.auth_url == "https://auth.tiktok-shops.com"
        assert store.engine.base_url == "https://api.bigcommerce.com"


def test_blocking_client_with_an_async_transport_says_what_is_wrong() -> None:
    @types.coroutine
    def event_loop() -> Generator[str, None, None]:
        yield "wake me when the answer is there"

    class Suspending(AsyncTransport):
        async def send(self, request: httpx.Request) -> httpx.Response:
            await event_loop()
            return await super().send(request)

    client = TikTokShop(
        app_key="k",
        app_secret="s",
        token=FixedToken(),
        transport=Suspending(),
        runtime=FakeRuntime(),
    )
    with pytest.raises(SuspendedInBlockingCall, match="AsyncConnector"):
        client.shops()


def test_shop_can_be_chosen_later() -> None:
    vendor = Vendor([ok({"shops": [{"id": "1", "region": "GB", "cipher": "c1"}]}), ok({})])
    client = shop_client(vendor, shop=None)
    [shop] = client.shops()
    client.use_shop(shop)
    client.warehouses()
    assert vendor.requests[1].url.params["shop_cipher"] == "c1"


@pytest.mark.anyio
async def test_many_tasks_may_share_a_client() -> None:
    vendor = Vendor([ok({"warehouses": [{"id": "w"}]})])
    client, found = async_shop(vendor), list[int]()

    async def call() -> None:
        found.append(len(await client.warehouses()))

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(call)
    assert found == [1] * 20
