"""A host of many merchants, blocking or async, before a sandbox in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import httpx
from attrs import define, evolve

from tests.flows.conftest import CATEGORIES, LAMP, MUG, WEIGHTLESS, Awaitable
from tiktok_bc_sync import AsyncConnector, Connector, MemoryStorage
from tiktok_bc_sync.clients import AsyncTransport, BlockingTransport, Transport
from tiktok_bc_sync.connector import App, AsyncApp
from tiktok_bc_sync.credentials import AppCredentials
from tiktok_bc_sync.models import Authorized
from tiktok_bc_sync.runtime import AsyncRuntime, BlockingRuntime, Runtime
from tiktok_bc_sync.sandbox import Sandbox, TikTokService
from tiktok_bc_sync.storage import Query

URL = "https://sandbox.test"
STORE = "sandbox1"
SECOND_SHOP = "7000000000000000002"
CREDENTIALS = AppCredentials(
    app_key="tts-app",
    app_secret="tts-secret",
    service_id="72",
    client_id="sandbox-app",
    client_secret="sandbox-app-secret",
    redirect_uri="https://host.test/install",
    store_url=URL,
    login_url=URL,
    shop_url=URL,
    auth_url=URL,
)


def opened(region: str) -> Sandbox:
    """Open both marketplaces with three products, of which one has no weight."""
    sandbox = Sandbox(region=region, currency="USD")
    sandbox.load([LAMP, MUG, WEIGHTLESS], CATEGORIES)
    return sandbox


def opens_another_shop(sandbox: Sandbox, region: str) -> TikTokService:
    """Let TikTok answer for another shop from now on, and return the one before."""
    before = sandbox.shop
    sandbox.shop = TikTokService(sandbox.clock, region, shop_id=SECOND_SHOP, shop_name="Second")
    return before


class _Later(BlockingRuntime):
    """Runs as if it were later, and never really waits."""

    def __init__(self, ahead: timedelta) -> None:
        super().__init__()
        self.ahead = ahead

    def now(self) -> datetime:
        return super().now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await super().sleep(min(seconds, 0))


class _AsyncLater(AsyncRuntime):
    """Runs as if it were later, and never really waits; awaited."""

    def __init__(self, ahead: timedelta) -> None:
        super().__init__()
        self.ahead = ahead

    def now(self) -> datetime:
        return super().now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await super().sleep(min(seconds, 0))


@define
class Host:
    """An application of many merchants; what it returns can be awaited whichever facade it has."""

    sandbox: Sandbox
    storage: MemoryStorage
    blocking: bool
    credentials: AppCredentials = CREDENTIALS

    def app(self, ahead: timedelta = timedelta()) -> AsyncApp:
        """Return what merchants connect to, as a new process has it."""
        if not self.blocking:
            return AsyncApp(
                self.credentials,
                storage=self.storage,
                transport=self._transport(),
                runtime=self._runtime(ahead),
            )
        app = App(
            self.credentials,
            storage=self.storage,
            transport=self._transport(),
            runtime=self._runtime(ahead),
        )
        return cast("AsyncApp", Awaitable(app))

    def open(self, shop_id: str = "", store_hash: str = STORE) -> AsyncConnector:
        """Open a merchant, as a new process would."""
        facade = Connector if self.blocking else AsyncConnector
        made = facade.for_account(
            self.credentials,
            storage=self.storage,
            store_hash=store_hash,
            shop_id=shop_id,
            transport=self._transport(),
        )
        return cast("AsyncConnector", Awaitable(made) if self.blocking else made)

    def open_later(self, ahead: timedelta) -> AsyncConnector:
        """Open the merchant as a process would so much later."""
        facade = Connector if self.blocking else AsyncConnector
        made = facade(
            store=self.credentials.store(STORE),
            shop=self.credentials.shop(),
            storage=self.storage,
            transport=self._transport(),
            runtime=self._runtime(ahead),
        )
        return cast("AsyncConnector", Awaitable(made) if self.blocking else made)

    async def installs(self) -> None:
        """Let the merchant install the app."""
        await self.app().install(self.sandbox.merchant.installs())

    async def authorizes(self) -> Authorized:
        """Let the merchant go to TikTok's page, agree, and come back."""
        app = self.app()
        link = await app.authorization_link(STORE, region=self.sandbox.shop.region)
        return await app.authorized(self.comes_back(link))

    def comes_back(self, link: str) -> dict[str, str]:
        """Return what TikTok's page brings back when the merchant agrees."""
        return {
            "code": self.sandbox.shop.access.authorize(),
            "state": httpx.URL(link).params["state"],
            "app_key": "tts-app",
            "locale": "en",
            "shop_region": self.sandbox.shop.region,
        }

    async def connected(self) -> AsyncConnector:
        """Let the merchant connect both sides, and open the account."""
        await self.installs()
        await self.authorizes()
        return self.open()

    def kept(self, kind: str) -> int:
        """Count the records of a kind that the storage holds for the store."""
        return len(self.storage.find(Query(STORE, kind)).records)

    def having(self, **fields: str | tuple[str, ...]) -> Host:
        """Return the same host with other credentials."""
        credentials: AppCredentials = evolve(self.credentials, **fields)  # type: ignore[arg-type]  # names of fields
        return evolve(self, credentials=credentials)

    def _transport(self) -> Transport:
        transport = self.sandbox.transport()
        if self.blocking:
            return BlockingTransport(httpx.Client(transport=transport))
        return AsyncTransport(httpx.AsyncClient(transport=transport))

    def _runtime(self, ahead: timedelta) -> Runtime:
        return _Later(ahead) if self.blocking else _AsyncLater(ahead)
