"""How the store is set up: from the wire to the domain's nouns, and the bodies that change it."""

from __future__ import annotations

from tiktok_bc_sync.clients.bigcommerce.domain.asking import amounts, changes, needed, number
from tiktok_bc_sync.clients.bigcommerce.domain.nouns import Json, maybe_decimal, moment
from tiktok_bc_sync.clients.bigcommerce.wire import settings as wire
from tiktok_bc_sync.clients.reading import decimal, maybe_instant
from tiktok_bc_sync.models import (
    Channel,
    Currency,
    InventorySettings,
    PriceList,
    PriceRecord,
    ShippingSettings,
    Subscription,
    TaxClass,
)


def currency(item: wire.StoreCurrencyItem) -> Currency:
    """Read a currency."""
    return Currency(
        code=item.currency_code,
        name=item.name or "",
        rate=decimal(item.currency_exchange_rate, "currency_exchange_rate"),
        default=bool(item.is_default),
        enabled=item.enabled is not False,
        transactional=bool(item.is_transactional),
        decimals=2 if item.decimal_places is None else item.decimal_places,
        updated_at=moment(item.last_updated),
    )


def channel(item: wire.ChannelItem) -> Channel:
    """Read a sales channel."""
    return Channel(
        id=str(item.id),
        name=item.name,
        type=item.type or "",
        platform=item.platform or "",
        status=item.status or "",
        external_id=item.external_id or "",
        enabled=item.is_enabled is not False,
    )


def tax_class(item: wire.TaxClassItem) -> TaxClass:
    """Read a tax class."""
    return TaxClass(str(item.id), item.name)


def inventory_settings(item: wire.StockSettings) -> InventorySettings:
    """Read what happens to stock."""
    return InventorySettings(
        item.update_stock_behavior or "",
        item.product_out_of_stock_behavior or "",
        bool(item.edit_order_stock_adjustment),
        bool(item.refund_order_stock_adjustment),
    )


def shipping_settings(item: wire.ShippingItem) -> ShippingSettings:
    """Read the shipping settings."""
    said = item.checkout or wire.CheckoutSettings()
    return ShippingSettings(
        said.country_list_strategy or "", said.out_of_delivery_zone_message or ""
    )


def subscription(item: wire.HookItem) -> Subscription:
    """Read a webhook."""
    return Subscription(
        event=item.scope,
        address=item.destination,
        id=str(item.id),
        active=item.is_active is not False,
        updated_at=maybe_instant(item.updated_at, "updated_at"),
    )


# --- price lists ---------------------------------------------------------------------


def price_list(item: wire.PriceListItem) -> PriceList:
    """Read a price list."""
    updated = moment(item.date_modified)
    return PriceList(str(item.id), item.name, item.active is not False, updated)


def price_record(item: wire.RecordItem) -> PriceRecord:
    """Read a variant's prices on a list."""
    return PriceRecord(
        variant_id=str(item.variant_id),
        currency=item.currency.upper(),
        price=maybe_decimal(item.price, "price"),
        sale_price=maybe_decimal(item.sale_price, "sale_price"),
        retail_price=maybe_decimal(item.retail_price, "retail_price"),
        calculated_price=maybe_decimal(item.calculated_price, "calculated_price"),
        product_id=str(item.product_id or ""),
    )


def record_body(record: PriceRecord) -> Json:
    """Return the part of a batch that sets a variant's prices."""
    prices = {
        "price": record.price,
        "sale_price": record.sale_price,
        "retail_price": record.retail_price,
    }
    return {
        "variant_id": number(record.variant_id, "variant_id"),
        "currency": needed(record.currency, "currency").lower(),
        **changes(amounts(prices), "price"),
    }
