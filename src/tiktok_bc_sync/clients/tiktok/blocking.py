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
    delivery_options = blocking(AsyncTikTokShop.delivery_options)
    shipping_providers = blocking(AsyncTikTokShop.shipping_providers)
    orders = blocking(AsyncTikTokShop.orders)
    price_detail = blocking(AsyncTikTokShop.price_detail)
    external_orders = blocking(AsyncTikTokShop.external_orders)
    find_external_order = blocking(AsyncTikTokShop.find_external_order)
    add_external_order = blocking(AsyncTikTokShop.add_external_order)
    ship = blocking(AsyncTikTokShop.ship)
    update_tracking = blocking(AsyncTikTokShop.update_tracking)
    search_packages = blocking_pages(AsyncTikTokShop.search_packages)
    package = blocking(AsyncTikTokShop.package)
    ship_package = blocking(AsyncTikTokShop.ship_package)
    handover_options = blocking(AsyncTikTokShop.handover_options)
    shipping_document = blocking(AsyncTikTokShop.shipping_document)
    split_advice = blocking(AsyncTikTokShop.split_advice)
    split_order = blocking(AsyncTikTokShop.split_order)
    combinable_packages = blocking_pages(AsyncTikTokShop.combinable_packages)
    combine_package = blocking(AsyncTikTokShop.combine_package)
    uncombine_package = blocking(AsyncTikTokShop.uncombine_package)
    tracking = blocking(AsyncTikTokShop.tracking)
    parcel_tracking = blocking(AsyncTikTokShop.parcel_tracking)
    cancel_reasons = blocking(AsyncTikTokShop.cancel_reasons)
    aftersale_reasons = blocking(AsyncTikTokShop.aftersale_reasons)
    cancel_order = blocking(AsyncTikTokShop.cancel_order)
    search_cancellations = blocking_pages(AsyncTikTokShop.search_cancellations)
    approve_cancellation = blocking(AsyncTikTokShop.approve_cancellation)
    reject_cancellation = blocking(AsyncTikTokShop.reject_cancellation)
    reject_reasons = blocking(AsyncTikTokShop.reject_reasons)
    decisions = blocking(AsyncTikTokShop.decisions)
    search_listings = blocking_pages(AsyncTikTokShop.search_listings)
    search_orders = blocking_pages(AsyncTikTokShop.search_orders)
    search_returns = blocking_pages(AsyncTikTokShop.search_returns)
    return_records = blocking(AsyncTikTokShop.return_records)
    create_return = blocking(AsyncTikTokShop.create_return)
    approve_return = blocking(AsyncTikTokShop.approve_return)
    reject_return = blocking(AsyncTikTokShop.reject_return)
    send_return_label = blocking(AsyncTikTokShop.send_return_label)
    calculate_refund = blocking(AsyncTikTokShop.calculate_refund)
    statements = blocking_pages(AsyncTikTokShop.statements)
    statement_transactions = blocking_pages(AsyncTikTokShop.statement_transactions)
    order_transactions = blocking(AsyncTikTokShop.order_transactions)
    unsettled_transactions = blocking_pages(AsyncTikTokShop.unsettled_transactions)
    payments = blocking_pages(AsyncTikTokShop.payments)
    subscriptions = blocking(AsyncTikTokShop.subscriptions)
    subscribe = blocking(AsyncTikTokShop.subscribe)
    unsubscribe = blocking(AsyncTikTokShop.unsubscribe)

    def use_token(self, token: Token | TokenSource) -> None:
        """See `AsyncTikTokShop.use_token`."""
        self.engine.use_token(token)

    def use_shop(self, shop: Shop) -> None:
        """Say whom the next calls are for."""
        self.engine.use_shop(shop)
