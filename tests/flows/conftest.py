"""One connector, blocking or async, before a sandbox in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage
from tiktok_bc_sync.clients import AsyncTransport, BlockingTransport
from tiktok_bc_sync.sandbox import Sandbox

if TYPE_CHECKING:
    from tests.flows.webhook_scene import World

Open = Callable[[], AsyncConnector]

LAMP = {
    "id": 301,
    "name": "Alba table lamp",
    "description": "<p>A lamp.</p>",
    "price": 50,
    "weight": 1.4,
    "categories": [11],
    "brand_name": "Northlight",
    "inventory_tracking": "variant",
    "images": [{"image_file": "/lamp.png"}],
    "variants": [
        {
            "sku": f"LAMP-{colour.upper()}",
            "inventory_level": 20,
            "option_values": [{"option_display_name": "Colour", "label": colour}],
        }
        for colour in ("White", "Black")
    ],
}
MUG = {
    "id": 302,
    "name": "Enamel mug",
    "price": 10,
    "weight": 0.3,
    "sku": "MUG-1",
    "categories": [12],
    "inventory_tracking": "product",
    "inventory_level": 30,
    "images": [{"image_file": "/mug.png"}],
}
WEIGHTLESS = {
    "id": 303,
    "name": "Tea towel",
    "price": 8,
    "sku": "TOWEL-1",
    "categories": [12],
    "inventory_tracking": "product",
    "inventory_level": 9,
    "images": [{"image_file": "/towel.png"}],
}
CATEGORIES = (
    {"id": 10, "parent_id": 0, "name": "Home"},
    {"id": 11, "parent_id": 10, "name": "Lamps"},
    {"id": 12, "parent_id": 10, "name": "Kitchen"},
)


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces with three products: two complete, one without a weight."""
    sandbox = Sandbox(region="GB", currency="USD")
    sandbox.load([LAMP, MUG, WEIGHTLESS], CATEGORIES)
    return sandbox


@pytest.fixture
def storage() -> MemoryStorage:
    """A storage that outlives connectors."""
    return MemoryStorage()


@pytest.fixture(params=["blocking", "async"])
def connect(request: pytest.FixtureRequest, sandbox: Sandbox, storage: MemoryStorage) -> Open:
    """Open connectors of one of the facades, each as a new process would."""

    def blocking() -> AsyncConnector:
        transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
        connector = Connector.from_env(storage=storage, env=sandbox.env(), transport=transport)
        return cast("AsyncConnector", Awaitable(connector))

    def awaited() -> AsyncConnector:
        transport = AsyncTransport(httpx.AsyncClient(transport=sandbox.transport()))
        return AsyncConnector.from_env(storage=storage, env=sandbox.env(), transport=transport)

    return blocking if request.param == "blocking" else awaited


@pytest.fixture
def connector(connect: Open) -> AsyncConnector:
    """One connector; the blocking one can be awaited too, so that one test tells both."""
    return connect()


@pytest.fixture(params=["blocking", "async"])
def world(request: pytest.FixtureRequest) -> World:
    """Both marketplaces that send webhooks, at a time that the test moves, for one of the facades."""
    from tests.flows.webhook_scene import World

    return World(blocking=request.param == "blocking")


class Awaitable:
    """The blocking facade with results that can be awaited."""

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._wrapped, name)
        return _later(found) if callable(found) else Awaitable(found)


def _later(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        return _items(result) if isinstance(result, Iterator) else _result(result)

    return call


async def _result(value: object) -> object:
    return value


async def _items(values: Iterator[object]) -> AsyncIterator[object]:
    for value in values:
        yield value
