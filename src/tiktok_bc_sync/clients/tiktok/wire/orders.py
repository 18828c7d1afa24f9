"""TikTok Shop's orders as they come over the wire."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class Payment:
    """An order's amounts."""

    currency: str = ""
    sub_total: str = "0"
    shipping_fee: str = "0"
    tax: str = "0"
    seller_discount: str = "0"
    platform_discount: str = "0"
    total_amount: str = "0"
    payment_platform_discount: str = ""
    small_order_fee: str = ""
    retail_delivery_fee: str = ""
    buyer_service_fee: str = ""
    handling_fee: str = ""
    shipping_insurance_fee: str = ""
    item_insurance_fee: str = ""
    payment_discount_service_fee: str = ""
    distance_fee: str = ""


@frozen
class District:
    """A part of an address."""

    address_level_name: str = ""
    address_name: str = ""
    address_level: str = ""


@frozen
class AddressItem:
    """Where an order goes. Never shown."""

    name: str = field(default="", repr=False)
    phone_number: str = field(default="", repr=False)
    address_line1: str = field(default="", repr=False)
    address_line2: str = field(default="", repr=False)
    address_line3: str = field(default="", repr=False)
    address_line4: str = field(default="", repr=False)
    address_detail: str = field(default="", repr=False)
    full_address: str = field(default="", repr=False)
    post_town: str = field(default="", repr=False)
    postal_code: str = field(default="", repr=False)
    region_code: str = ""
    district_info: tuple[District, ...] | None = field(default=None, repr=False)


@frozen
class Tax:
    """A tax of a line."""

    tax_amount: str = "0"


@frozen
class BundleItem:
    """A product in a virtual bundle."""

    seller_sku: str = ""
    sku_count: int = 1


@frozen
class LineItem:
    """One unit of an order."""

    id: str
    sku_id: str = ""
    seller_sku: str = ""
    product_id: str = ""
    product_name: str = ""
    sale_price: str = "0"
    original_price: str = "0"
    seller_discount: str = "0"
    platform_discount: str = "0"
    pfand_fee: str = ""
    display_status: str = ""
    package_id: str = ""
    is_gift: bool = False
    item_tax: tuple[Tax, ...] | None = None
    combined_listing_skus: tuple[BundleItem, ...] | None = None


@frozen
class OrderItem:
    """An order."""

    id: str
    status: str
    create_time: int
    update_time: int = 0
    paid_time: int = 0
    payment: Payment | None = None
    line_items: tuple[LineItem, ...] | None = None
    recipient_address: AddressItem | None = None
    buyer_email: str = field(default="", repr=False)
    user_id: str = ""
    buyer_message: str = field(default="", repr=False)
    fulfillment_type: str = ""
    shipping_type: str = ""
    delivery_option_id: str = ""
    delivery_option_name: str = ""
    warehouse_id: str = ""
    payment_method_name: str = ""
    cancel_reason: str = ""
    is_cod: bool = False
    is_sample_order: bool = False
    is_on_hold_order: bool = False
    is_replacement_order: bool = False
    replaced_order_id: str = ""
    is_exchange_order: bool = False
    exchange_source_order_id: str = ""
    rts_sla_time: int = 0


@frozen
class ReferenceLine:
    """A line's id in another system; ``origin_id`` is TikTok's."""

    id: str = ""
    origin_id: str = ""


@frozen
class Reference:
    """An order's id in another system."""

    id: str = ""
    platform: str = ""
    line_items: tuple[ReferenceLine, ...] | None = None


@frozen
class References:
    """An order's ids in other systems."""

    external_orders: tuple[Reference, ...] | None = None


@frozen
class ReferencedOrder:
    """An order with its id in another system."""

    id: str
    external_order: Reference | None = None


@frozen
class ReferencedOrders:
    """Orders with their ids in another system."""

    orders: tuple[ReferencedOrder, ...] | None = None
