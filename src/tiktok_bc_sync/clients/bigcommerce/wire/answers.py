"""BigCommerce's answers as they come over the wire; what we don't read is left out.

The service answers null for much that its contract says is a text or a number.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Item(msgspec.Struct, frozen=True, gc=False):
    """What an answer's parts are read into.

    They are values that can't refer to themselves: the garbage collector, which would walk over all of
    a page again and again while the rest of it is read, need not look at them.
    """


class Pagination(Item, frozen=True):
    """Where a page stands in its list."""

    current_page: int
    total_pages: int


class Meta(Item, frozen=True):
    """What is said about a v3 answer."""

    pagination: Pagination | None = None


class Answer(msgspec.Struct, Generic[T]):
    """What every v3 answer comes in."""

    data: T
    meta: Meta | None = None


Listed = Answer[tuple[msgspec.Raw, ...]]
"""A page of a v3 list; its items are read one by one."""


class StoreInfo(Item, frozen=True):
    """The store's profile (v2)."""

    name: str = ""
    currency: str = ""
    weight_units: str = ""
    dimension_units: str = ""


class CurrencyItem(Item, frozen=True):
    """A currency of the store (v2)."""

    currency_code: str
    currency_exchange_rate: Decimal | None = None
    is_default: bool = False


class OptionValueItem(Item, frozen=True):
    """A variant's choice."""

    option_display_name: str = ""
    label: str = ""


class VariantItem(Item, frozen=True):
    """A variant; null prices and sizes are inherited from the product."""

    id: int
    sku: str | None = None
    price: Decimal | None = None
    sale_price: Decimal | None = None
    weight: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    depth: Decimal | None = None
    inventory_level: int | None = None
    purchasing_disabled: bool | None = None
    image_url: str | None = None
    gtin: str | None = None
    upc: str | None = None
    option_values: tuple[OptionValueItem, ...] | None = None


class ImageItem(Item, frozen=True):
    """A picture of a product."""

    url_standard: str | None = None
    url_zoom: str | None = None
    description: str | None = None
    sort_order: int | None = None
    is_thumbnail: bool | None = None


class CustomFieldItem(Item, frozen=True):
    """A custom field."""

    name: str
    value: str | None = None


class ProductItem(Item, frozen=True):
    """A product."""

    id: int
    name: str = ""
    sku: str | None = None
    description: str | None = None
    price: Decimal | None = None
    sale_price: Decimal | None = None
    weight: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    depth: Decimal | None = None
    brand_id: int | None = None
    categories: tuple[int, ...] | None = None
    inventory_tracking: str | None = None
    inventory_level: int | None = None
    is_visible: bool | None = None
    gtin: str | None = None
    upc: str | None = None
    warranty: str | None = None
    date_modified: str | None = None
    images: tuple[ImageItem, ...] | None = None
    variants: tuple[VariantItem, ...] | None = None
    custom_fields: tuple[CustomFieldItem, ...] | None = None


class ProductId(Item, frozen=True):
    """A product's id alone."""

    id: int


class BrandItem(Item, frozen=True):
    """A brand."""

    id: int
    name: str = ""


class CategoryItem(Item, frozen=True):
    """A category of a tree."""

    category_id: int
    parent_id: int = 0
    name: str = ""


class OrderItem(Item, frozen=True):
    """An order (v2)."""

    id: int
    status_id: int = 0
    external_id: str | None = None
    external_order_id: str | None = None
    external_source: str | None = None
    total_inc_tax: Decimal = Decimal(0)
    currency_code: str | None = None
    date_modified: str | None = None


class OrderLineItem(Item, frozen=True):
    """A line of an order (v2)."""

    id: int
    product_id: int | None = None
    variant_id: int | None = None
    sku: str | None = None
    quantity: int = 0


class ShipmentLineItem(Item, frozen=True):
    """A line of a shipment (v2)."""

    order_product_id: int
    quantity: int = 0


class ShipmentItem(Item, frozen=True):
    """A shipment (v2)."""

    id: int
    order_id: int
    tracking_number: str | None = None
    shipping_provider: str | None = None
    tracking_carrier: str | None = None
    shipping_method: str | None = None
    items: tuple[ShipmentLineItem, ...] | None = None
