"""How the store is set up, as it comes over the wire; what we don't read is left out."""

from __future__ import annotations

from decimal import Decimal

from tiktok_bc_sync.clients.bigcommerce.wire.answers import Item


class StoreCurrencyItem(Item, frozen=True):
    """A currency in full (v2)."""

    currency_code: str
    name: str | None = None
    currency_exchange_rate: Decimal = Decimal(0)
    is_default: bool | None = None
    enabled: bool | None = None
    is_transactional: bool | None = None
    decimal_places: int | None = None
    last_updated: str | None = None


class ChannelItem(Item, frozen=True):
    """A sales channel."""

    id: int
    name: str = ""
    type: str | None = None
    platform: str | None = None
    status: str | None = None
    external_id: str | None = None
    is_enabled: bool | None = None


class TaxClassItem(Item, frozen=True):
    """A tax class (v2)."""

    id: str | int
    name: str = ""


class StockSettings(Item, frozen=True):
    """What happens to stock."""

    update_stock_behavior: str | None = None
    product_out_of_stock_behavior: str | None = None
    edit_order_stock_adjustment: bool | None = None
    refund_order_stock_adjustment: bool | None = None


class CheckoutSettings(Item, frozen=True):
    """What the check-out says of shipping."""

    country_list_strategy: str | None = None
    out_of_delivery_zone_message: str | None = None


class ShippingItem(Item, frozen=True):
    """The store's shipping settings."""

    checkout: CheckoutSettings | None = None


class HookItem(Item, frozen=True):
    """A webhook; its headers, which hold our secret, are not read."""

    id: int
    scope: str
    destination: str = ""
    is_active: bool | None = None
    updated_at: int = 0


class PriceListItem(Item, frozen=True):
    """A price list."""

    id: int
    name: str = ""
    active: bool | None = None
    date_modified: str | None = None


class RecordItem(Item, frozen=True):
    """A variant's prices on a list."""

    variant_id: int
    currency: str = ""
    product_id: int | None = None
    price: Decimal | None = None
    sale_price: Decimal | None = None
    retail_price: Decimal | None = None
    calculated_price: Decimal | None = None


class GrantUser(Item, frozen=True):
    """Who let an app in."""

    id: int | None = None
    email: str | None = None


class GrantItem(Item, frozen=True):
    """What an authorization code is exchanged for."""

    access_token: str
    context: str
    scope: str = ""
    user: GrantUser | None = None
    account_uuid: str | None = None
