"""A merchant whose connector gets the webhooks of both marketplaces, at a time that the test moves."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

import httpx
from attrs import define, evolve, field

from tests.flows.conftest import CATEGORIES, LAMP, MUG, WEIGHTLESS, Awaitable
from tiktok_bc_sync import (
    AsyncConnector,
    Connector,
    MemoryStorage,
    ShopCredentials,
    SimpleProducts,
    Storage,
    StoreCredentials,
    Token,
)
from tiktok_bc_sync.clients import AsyncTransport, BlockingTransport, TikTokShop
from tiktok_bc_sync.models import Receipt
from tiktok_bc_sync.runtime import AsyncStandingRuntime, StandingClock, StandingRuntime
from tiktok_bc_sync.sandbox import Sandbox

ADDRESS = "https://host.test/webhooks"


@define
class World:
    """Both marketplaces, one storage, and as many processes as the test opens."""

    blocking: bool = True
    wall: StandingClock = field(factory=StandingClock)
    storage: Storage = field()
    sandbox: Sandbox = field()
    receipts: list[Receipt] = field(factory=list[Receipt])
    token: Token | None = None

    @storage.default
    def _storage(self) -> Storage:
        return MemoryStorage(clock=self.wall.now)

    @sandbox.default
    def _sandbox(self) -> Sandbox:
        sandbox = Sandbox(region="GB", currency="USD", wall=self.wall.now)
        sandbox.load([LAMP, MUG, WEIGHTLESS], CATEGORIES)
        return sandbox

    def open(self, **more: Any) -> AsyncConnector:
        """Open a connector as a new process would; the blocking one can be awaited too."""
        if self.blocking:
            return cast("AsyncConnector", Awaitable(self.open_blocking(**more)))
        transport = AsyncTransport(httpx.AsyncClient(transport=self.sandbox.transport()))
        return AsyncConnector(
            **self._parts(), transport=transport, runtime=AsyncStandingRuntime(self.wall), **more
        )

    def open_blocking(self, **more: Any) -> Connector:
        """Open a connector for threads."""
        transport = BlockingTransport(httpx.Client(transport=self.sandbox.transport()))
        return Connector(
            **self._parts(), transport=transport, runtime=StandingRuntime(self.wall), **more
        )

    def _parts(self) -> dict[str, Any]:
        env = self.sandbox.env()
        shop = ShopCredentials.from_env(env)
        return {
            "store": StoreCredentials.from_env(env),
            "shop": evolve(shop, token=self.token or shop.token),
            "storage": self.storage,
        }

    def reconnects(self) -> None:
        """Let the seller authorize the app again; processes that are opened from now on have the token."""
        env = self.sandbox.env()
        client = TikTokShop(
            app_key=env["TIKTOK_APP_KEY"],
            app_secret=env["TIKTOK_APP_SECRET"],
            auth_url=env["TIKTOK_AUTH_URL"],
            transport=BlockingTransport(httpx.Client(transport=self.sandbox.transport())),
            runtime=StandingRuntime(self.wall),
        )
        self.token = client.exchange_code(self.sandbox.vendor.authorizes())

    async def connected(self) -> AsyncConnector:
        """Open a connector that knows the catalogue and is told everything."""
        connector = self.open()
        await connector.webhooks.register(tiktok=ADDRESS, bigcommerce=ADDRESS)
        await connector.products.pull()
        return connector

    async def listed(self) -> AsyncConnector:
        """Open a connector whose products are live on TikTok."""
        connector = await self.connected()
        leaf = (await connector.templates.categories("Storage"))[0]
        await connector.templates.create(
            name="Everything", category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
        )
        await connector.listings.apply(await connector.listings.plan())
        self.sandbox.vendor.reviews()
        await connector.listings.refresh_status()
        await self.delivered(connector)
        await connector.webhooks.work_off()
        return connector

    async def delivered(self, connector: AsyncConnector) -> list[Receipt]:
        """Let the vendors send what is due, and return how it was received."""
        before = len(self.receipts)

        async def take(_: str, headers: Mapping[str, str], body: bytes) -> int:
            self.receipts.append(await connector.webhooks.receive(headers, body))
            return self.receipts[-1].status

        while await self.sandbox.deliver_async(take):
            pass
        return self.receipts[before:]

    def signed(self, body: bytes) -> Mapping[str, str]:
        """Return the headers that TikTok sends with a body."""
        shop = self.sandbox.shop
        told = shop.app_key.encode() + body
        digest = hmac.new(shop.app_secret.encode(), told, hashlib.sha256).hexdigest()
        return {"Authorization": digest}

    def event(
        self, order_id: str, *, number: str = "1", age: float = 0, shop_id: str = ""
    ) -> bytes:
        """Return the body of a webhook about a TikTok order, so many days old."""
        sent_at = self.wall.time - timedelta(days=age)
        told = {
            "type": 1,
            "tts_notification_id": number,
            "shop_id": shop_id or self.sandbox.shop.shop_id,
            "timestamp": int(sent_at.timestamp()),
            "data": {"order_id": order_id, "order_status": "AWAITING_SHIPMENT"},
        }
        return json.dumps(told).encode()

    def asked(self, method: str, path_end: str) -> int:
        """Count the requests to paths that end so."""
        return sum(
            one.method == method and one.path.endswith(path_end) for one in self.sandbox.calls
        )

    def store_orders(self) -> list[str]:
        """Return the TikTok ids of the orders that BigCommerce has."""
        return sorted(one.external_id for one in self.sandbox.seen.store_orders())
