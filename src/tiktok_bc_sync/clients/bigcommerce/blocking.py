"""The BigCommerce client without ``await``: the same calls, declared from the async ones."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.client import API_URL, AsyncBigCommerce
from tiktok_bc_sync.clients.http import BlockingTransport, Transport
from tiktok_bc_sync.clients.limiter import Limiter
from tiktok_bc_sync.clients.pages import blocking_pages
from tiktok_bc_sync.clients.session import Watch
from tiktok_bc_sync.runtime import Blocking, BlockingRuntime, Closing, Runtime, blocking


class BigCommerce(Closing, Blocking[AsyncBigCommerce]):
    """One BigCommerce store, in blocking calls; see `AsyncBigCommerce`."""

    def __init__(
        self,
        *,
        store_hash: str,
        access_token: str,
        transport: Transport | None = None,
        runtime: Runtime | None = None,
        base_url: str = API_URL,
        limiter: Limiter | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(
            AsyncBigCommerce(
                store_hash,
                access_token,
                transport or BlockingTransport(),
                runtime or BlockingRuntime(),
                base_url,
                limiter,
                watch,
            )
        )

    close = blocking(AsyncBigCommerce.close)
    call = blocking(AsyncBigCommerce.call)

    store = blocking(AsyncBigCommerce.store)
    currencies = blocking(AsyncBigCommerce.currencies)
    channels = blocking(AsyncBigCommerce.channels)
    tax_classes = blocking(AsyncBigCommerce.tax_classes)
    inventory_settings = blocking(AsyncBigCommerce.inventory_settings)
    shipping_settings = blocking(AsyncBigCommerce.shipping_settings)

    products = blocking_pages(AsyncBigCommerce.products)
    product_ids = blocking_pages(AsyncBigCommerce.product_ids)
    product = blocking(AsyncBigCommerce.product)
    create_product = blocking(AsyncBigCommerce.create_product)
    update_product = blocking(AsyncBigCommerce.update_product)
    delete_product = blocking(AsyncBigCommerce.delete_product)

    variants = blocking_pages(AsyncBigCommerce.variants)
    product_variants = blocking_pages(AsyncBigCommerce.product_variants)
    variant = blocking(AsyncBigCommerce.variant)
    update_variants = blocking(AsyncBigCommerce.update_variants)
    update_variant_stock = blocking(AsyncBigCommerce.update_variant_stock)

    product_options = blocking_pages(AsyncBigCommerce.product_options)
    option_values = blocking_pages(AsyncBigCommerce.option_values)
    product_images = blocking_pages(AsyncBigCommerce.product_images)
    custom_fields = blocking_pages(AsyncBigCommerce.custom_fields)
    add_product_image = blocking(AsyncBigCommerce.add_product_image)
    delete_product_image = blocking(AsyncBigCommerce.delete_product_image)
    create_custom_field = blocking(AsyncBigCommerce.create_custom_field)
    update_custom_field = blocking(AsyncBigCommerce.update_custom_field)
    delete_custom_field = blocking(AsyncBigCommerce.delete_custom_field)

    metafields = blocking_pages(AsyncBigCommerce.metafields)
    set_metafield = blocking(AsyncBigCommerce.set_metafield)
    delete_metafield = blocking(AsyncBigCommerce.delete_metafield)

    brands = blocking_pages(AsyncBigCommerce.brands)
    category_trees = blocking(AsyncBigCommerce.category_trees)
    categories = blocking(AsyncBigCommerce.categories)
    find_brand = blocking(AsyncBigCommerce.find_brand)
    create_brand = blocking(AsyncBigCommerce.create_brand)

    stock = blocking_pages(AsyncBigCommerce.stock)
    locations = blocking(AsyncBigCommerce.locations)
    location = blocking(AsyncBigCommerce.location)
    set_stock = blocking(AsyncBigCommerce.set_stock)
    adjust_stock = blocking(AsyncBigCommerce.adjust_stock)

    price_lists = blocking_pages(AsyncBigCommerce.price_lists)
    price_records = blocking_pages(AsyncBigCommerce.price_records)
    set_price_records = blocking(AsyncBigCommerce.set_price_records)

    updated_orders = blocking_pages(AsyncBigCommerce.updated_orders)
    find_order = blocking(AsyncBigCommerce.find_order)
    create_order = blocking(AsyncBigCommerce.create_order)
    order = blocking(AsyncBigCommerce.order)
    set_order_status = blocking(AsyncBigCommerce.set_order_status)

    archive_order = blocking(AsyncBigCommerce.archive_order)
    order_counts = blocking(AsyncBigCommerce.order_counts)
    order_statuses = blocking(AsyncBigCommerce.order_statuses)
    order_products = blocking(AsyncBigCommerce.order_products)
    order_addresses = blocking(AsyncBigCommerce.order_addresses)
    update_order_address = blocking(AsyncBigCommerce.update_order_address)
    order_taxes = blocking(AsyncBigCommerce.order_taxes)
    order_messages = blocking(AsyncBigCommerce.order_messages)

    shipments = blocking(AsyncBigCommerce.shipments)
    create_shipment = blocking(AsyncBigCommerce.create_shipment)
    update_shipment = blocking(AsyncBigCommerce.update_shipment)
    delete_shipment = blocking(AsyncBigCommerce.delete_shipment)

    refunds = blocking_pages(AsyncBigCommerce.refunds)
    quote_refund = blocking(AsyncBigCommerce.quote_refund)
    create_refund = blocking(AsyncBigCommerce.create_refund)
    order_refunds = blocking(AsyncBigCommerce.order_refunds)
    order_payments = blocking(AsyncBigCommerce.order_payments)

    subscriptions = blocking_pages(AsyncBigCommerce.subscriptions)
    subscribe = blocking(AsyncBigCommerce.subscribe)
    update_subscription = blocking(AsyncBigCommerce.update_subscription)
    unsubscribe = blocking(AsyncBigCommerce.unsubscribe)
