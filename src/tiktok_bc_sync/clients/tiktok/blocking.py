"""The TikTok Shop client without ``await``: the same calls, declared from the async ones."""

from __future__ import annotations

from tiktok_bc_sync.clients.http import BlockingTransport, Transport
from tiktok_bc_sync.clients.limiter import Limiter
from tiktok_bc_sync.clients.pages import blocking_pages
from tiktok_bc_sync.clients.session import Watch
from tiktok_bc_sync.clients.tiktok.calls.tokens import TokenSource
from tiktok_bc_sync.clients.tiktok.client import API_URL, AUTH_URL, AsyncTikTokShop
from tiktok_bc_sync.models import Shop, Token
from tiktok_bc_sync.runtime import Blocking, BlockingRuntime, Closing, Runtime, blocking


class TikTokShop(Closing, Blocking[AsyncTikTokShop]):
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

    close = blocking(AsyncTikTokShop.close)
    call = blocking(AsyncTikTokShop.call)
    exchange_code = blocking(AsyncTikTokShop.exchange_code)
    refresh_token = blocking(AsyncTikTokShop.refresh_token)
    shops = blocking(AsyncTikTokShop.shops)
    categories = blocking(AsyncTikTokShop.categories)
    recommend_category = blocking(AsyncTikTokShop.recommend_category)
    category_facts = blocking(AsyncTikTokShop.category_facts)
    brands = blocking_pages(AsyncTikTokShop.brands)
    suggest_brands = blocking(AsyncTikTokShop.suggest_brands)
    create_brand = blocking(AsyncTikTokShop.create_brand)
    upload_image = blocking(AsyncTikTokShop.upload_image)
    upload_picture = blocking(AsyncTikTokShop.upload_picture)
    upload_file = blocking(AsyncTikTokShop.upload_file)
    optimize_pictures = blocking(AsyncTikTokShop.optimize_pictures)
    create_listing = blocking(AsyncTikTokShop.create_listing)
    check_listing = blocking(AsyncTikTokShop.check_listing)
    edit_listing = blocking(AsyncTikTokShop.edit_listing)
    change_listing = blocking(AsyncTikTokShop.change_listing)
    listing = blocking(AsyncTikTokShop.listing)
    search_listings = blocking_pages(AsyncTikTokShop.search_listings)
    activate_listings = blocking(AsyncTikTokShop.activate_listings)
    deactivate_listings = blocking(AsyncTikTokShop.deactivate_listings)
    delete_listings = blocking(AsyncTikTokShop.delete_listings)
    recover_listings = blocking(AsyncTikTokShop.recover_listings)
    update_prices = blocking(AsyncTikTokShop.update_prices)
    update_stock = blocking(AsyncTikTokShop.update_stock)
    set_stock = blocking(AsyncTikTokShop.set_stock)
    search_stock = blocking(AsyncTikTokShop.search_stock)
    prove_prices = blocking(AsyncTikTokShop.prove_prices)
    prerequisites = blocking(AsyncTikTokShop.prerequisites)
    listing_diagnoses = blocking(AsyncTikTokShop.listing_diagnoses)
    listing_suggestions = blocking(AsyncTikTokShop.listing_suggestions)
    diagnose_draft = blocking(AsyncTikTokShop.diagnose_draft)
    search_size_charts = blocking_pages(AsyncTikTokShop.search_size_charts)
    create_size_chart = blocking(AsyncTikTokShop.create_size_chart)
    edit_size_chart = blocking(AsyncTikTokShop.edit_size_chart)
    create_manufacturer = blocking(AsyncTikTokShop.create_manufacturer)
    edit_manufacturer = blocking(AsyncTikTokShop.edit_manufacturer)
    search_manufacturers = blocking_pages(AsyncTikTokShop.search_manufacturers)
    create_responsible_person = blocking(AsyncTikTokShop.create_responsible_person)
    edit_responsible_person = blocking(AsyncTikTokShop.edit_responsible_person)
    search_responsible_persons = blocking_pages(AsyncTikTokShop.search_responsible_persons)
    create_promotion = blocking(AsyncTikTokShop.create_promotion)
    promotion = blocking(AsyncTikTokShop.promotion)
    search_promotions = blocking_pages(AsyncTikTokShop.search_promotions)
    update_promotion = blocking(AsyncTikTokShop.update_promotion)
    deactivate_promotion = blocking(AsyncTikTokShop.deactivate_promotion)
    republish_promotion = blocking(AsyncTikTokShop.republish_promotion)
    set_promotion_products = blocking(AsyncTikTokShop.set_promotion_products)
    remove_promotion_products = blocking(AsyncTikTokShop.remove_promotion_products)
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
    ship_packages = blocking(AsyncTikTokShop.ship_packages)
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
