"""The TikTok Shop client without ``await``: the same calls, declared from the async ones."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from tiktok_bc_sync.clients.http import BlockingTransport, Transport
from tiktok_bc_sync.clients.limiter import Limiter
from tiktok_bc_sync.clients.pages import blocking_pages
from tiktok_bc_sync.clients.session import Watch
from tiktok_bc_sync.clients.tiktok.client import API_URL, AUTH_URL, AsyncTikTokShop
from tiktok_bc_sync.clients.tiktok.tokens import TokenSource
from tiktok_bc_sync.models import Shop, Token
from tiktok_bc_sync.runtime import Blocking, BlockingRuntime, Runtime, blocking


class TikTokShop(Blocking[AsyncTikTokShop]):
    """One TikTok shop, in blocking calls; see `AsyncTikTokShop`."""

    def __init__(
        self,
        *,
        app_key: str,
        app_secret: str,
        token: Token | TokenSource | None = None,
        shop: Shop | None = None,
        transport: Transport | None = None,
        runtime: Runtime | None = None,
        base_url: str = API_URL,
        auth_url: str = AUTH_URL,
        limiter: Limiter | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(
            AsyncTikTokShop(
                app_key,
                app_secret,
                token,
                shop,
                transport or BlockingTransport(),
                runtime or BlockingRuntime(),
                base_url,
                auth_url,
                limiter,
                watch,
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    close = blocking(AsyncTikTokShop.aclose)
    call = blocking(AsyncTikTokShop.call)
    exchange_code = blocking(AsyncTikTokShop.exchange_code)
    refresh_token = blocking(AsyncTikTokShop.refresh_token)
    shops = blocking(AsyncTikTokShop.shops)
    categories = blocking(AsyncTikTokShop.categories)
    category_facts = blocking(AsyncTikTokShop.category_facts)
    upload_image = blocking(AsyncTikTokShop.upload_image)
    create_listing = blocking(AsyncTikTokShop.create_listing)
    edit_listing = blocking(AsyncTikTokShop.edit_listing)
    listing = blocking(AsyncTikTokShop.listing)
    update_prices = blocking(AsyncTikTokShop.update_prices)
    update_stock = blocking(AsyncTikTokShop.update_stock)
    warehouses = blocking(AsyncTikTokShop.warehouses)
    shipping_providers = blocking(AsyncTikTokShop.shipping_providers)
    orders = blocking(AsyncTikTokShop.orders)
    add_external_order = blocking(AsyncTikTokShop.add_external_order)
    ship = blocking(AsyncTikTokShop.ship)
    cancel_reasons = blocking(AsyncTikTokShop.cancel_reasons)
    cancel_order = blocking(AsyncTikTokShop.cancel_order)
    search_listings = blocking_pages(AsyncTikTokShop.search_listings)
    search_orders = blocking_pages(AsyncTikTokShop.search_orders)
    search_returns = blocking_pages(AsyncTikTokShop.search_returns)

    def use_token(self, token: Token | TokenSource) -> None:
        """See `AsyncTikTokShop.use_token`."""
        self.engine.use_token(token)

    def use_shop(self, shop: Shop) -> None:
        """Say whom the next calls are for."""
        self.engine.use_shop(shop)
