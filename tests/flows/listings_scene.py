"""A shop with something listed in it, in any region, and how to count what was asked of it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import cast

import httpx

from tests.flows.conftest import CATEGORIES, LAMP, MUG, Awaitable, Open
from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage, Settings, SimpleProducts
from tiktok_bc_sync.clients import AsyncTransport, BlockingTransport
from tiktok_bc_sync.models import Listing
from tiktok_bc_sync.sandbox import Sandbox

REGIONS = ("GB", "US", "DE", "ID")
RATES = {
    "GB": Decimal("1.25"),
    "US": None,
    "DE": Decimal("1.1"),
    "ID": Decimal("0.0000625"),
}
# Indonesia takes titles of 25 characters or more, and SKUs of six.
LONG_LAMP = {**LAMP, "name": "Alba table lamp with a linen shade", "sku": "LAMP-301"}
LONG_MUG = {
    **MUG,
    "name": "Enamel mug with a rim of copper",
    "description": "<p>For tea.</p>",
    "sku": "MUG-100",
}


def opened(region: str, *more: dict[str, object]) -> Sandbox:
    """Open both marketplaces with a lamp in two colours, a mug, and more."""
    sandbox = Sandbox(region=region, currency="USD")
    sandbox.load([LONG_LAMP, LONG_MUG, *more], CATEGORIES)
    return sandbox


def opener(sandbox: Sandbox, storage: MemoryStorage) -> Open:
    """Return what opens connectors as new processes do: blocking ones in two of the markets."""
    env = sandbox.env()

    def blocking() -> AsyncConnector:
        transport = BlockingTransport(httpx.Client(transport=sandbox.transport()))
        connector = Connector.from_env(storage=storage, env=env, transport=transport)
        return cast("AsyncConnector", Awaitable(connector))

    def awaited() -> AsyncConnector:
        transport = AsyncTransport(httpx.AsyncClient(transport=sandbox.transport()))
        return AsyncConnector.from_env(storage=storage, env=env, transport=transport)

    return blocking if sandbox.shop.region in ("GB", "ID") else awaited


async def configured(connector: AsyncConnector, sandbox: Sandbox, **settings: object) -> None:
    """Pull the catalogue, save settings, and let every product go to one category."""
    rate = RATES[sandbox.shop.region]
    await connector.settings.save(Settings(rate=rate, **settings))  # type: ignore[arg-type]  # names of fields
    await connector.products.pull()
    leaf = (await connector.templates.categories("Storage"))[0]
    await connector.templates.create(
        name="Everything", category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
    )


async def listed(connector: AsyncConnector, sandbox: Sandbox, **settings: object) -> None:
    """Bring everything to TikTok and through its review."""
    await configured(connector, sandbox, **settings)
    done = await connector.listings.upload()
    assert not done.failures, done.failures
    sandbox.vendor.reviews()
    await connector.listings.refresh_status()


def changes(sandbox: Sandbox) -> Counter[str]:
    """Count the requests that changed something on TikTok, by the end of their paths."""
    sent = (
        one.path.removeprefix("/product/")
        for one in sandbox.calls
        if one.path.startswith("/product/") and one.method != "GET" and "search" not in one.path
    )
    return Counter("/".join(path.split("/")[-2:]) if "/" in path else path for path in sent)


async def by_id(connector: AsyncConnector, product_id: int) -> Listing:
    """Return what is known of a product's listing."""
    return await connector.listings.get(str(product_id))


def remote(sandbox: Sandbox, listing: Listing) -> dict[str, object]:
    """Return a listing as TikTok holds it."""
    found: dict[str, object] = sandbox.shop.listings.products[listing.listing_id]
    return found
