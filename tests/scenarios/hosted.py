"""A host of many merchants: they connect by its apps, and the tokens lie in its storage."""

from __future__ import annotations

from typing import Any, cast

import httpx
from attrs import define

from tests.flows.conftest import Awaitable
from tests.scenarios.stage import Place, Stage
from tiktok_bc_sync import App, AppCredentials, AsyncApp, AsyncConnector, Connector, Storage
from tiktok_bc_sync.clients import AsyncTransport, BlockingTransport
from tiktok_bc_sync.models import Authorized
from tiktok_bc_sync.runtime import AsyncStandingRuntime, StandingRuntime
from tiktok_bc_sync.sandbox import TikTokService


@define
class Host(Stage):
    """The host's processes, its callbacks, and a merchant who comes by."""

    def app(self) -> AsyncApp:
        """Return what the host's callbacks call, as a new process has it."""
        made = App if self.blocking else AsyncApp
        app = made(self._credentials, storage=self.storage, **self._world())
        return cast("AsyncApp", Awaitable(app) if self.blocking else app)

    def opens(self, storage: Storage | None = None, **more: Any) -> AsyncConnector:
        """Open the merchant, as a new process would, with the tokens that the storage keeps."""
        facade = Connector if self.blocking else AsyncConnector
        made = facade(
            store=self._credentials.store(self.sandbox.store.store_hash),
            shop=self._credentials.shop(),
            storage=storage or self.storage,
            **self._world(),
            **more,
        )
        return cast("AsyncConnector", Awaitable(made) if self.blocking else made)

    async def installs(self) -> str:
        """Let the merchant install the app in BigCommerce, and return the store that did."""
        return (await self.app().install(self.sandbox.merchant.installs())).store_hash

    async def authorizes(self) -> Authorized:
        """Let the merchant go to TikTok's page, agree, and come back."""
        store_hash, region = self.sandbox.store.store_hash, self.sandbox.shop.region
        link = await self.app().authorization_link(store_hash, region=region)
        return await self.app().authorized(
            {
                "code": self.sandbox.shop.access.authorize(),
                "state": httpx.URL(link).params["state"],
                "app_key": self.sandbox.shop.app_key,
            }
        )

    def shop_answers(self, shop: TikTokService) -> TikTokService:
        """Let TikTok answer for another shop of the merchant from now on, and return the one before."""
        before, self.sandbox.shop = self.sandbox.shop, shop
        return before

    def second_shop(self, place: Place) -> TikTokService:
        """Return another shop of the merchant, in another place."""
        return TikTokService(
            self.sandbox.clock, place.region, shop_id="7000000000000000002", shop_name="Second"
        )

    @property
    def _credentials(self) -> AppCredentials:
        return AppCredentials.from_env(self.sandbox.env())

    def _world(self) -> dict[str, Any]:
        inside = self.sandbox.transport()
        if self.blocking:
            transport = BlockingTransport(httpx.Client(transport=inside))
            return {"transport": transport, "runtime": StandingRuntime(self.clock)}
        client = httpx.AsyncClient(transport=inside)
        return {"transport": AsyncTransport(client), "runtime": AsyncStandingRuntime(self.clock)}
