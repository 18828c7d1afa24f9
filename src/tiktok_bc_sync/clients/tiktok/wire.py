"""TikTok Shop's answers as they come over the wire; what we don't read is left out."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec
from attrs import field, frozen

T = TypeVar("T")


class Envelope(msgspec.Struct, Generic[T]):
    """What every answer comes in."""

    data: T | None = None
    code: int = 0
    message: str = ""
    request_id: str = ""


@frozen
class Empty:
    """An answer that says nothing but that it worked."""


@frozen
class TokenData:
    """Tokens; the ``…_expire_in`` are absolute Unix seconds."""

    access_token: str = field(repr=False)
    access_token_expire_in: int
    refresh_token: str = field(repr=False)
    refresh_token_expire_in: int
    granted_scopes: tuple[str, ...] = ()


@frozen
class ShopItem:
    """An authorized shop."""

    id: str
    name: str = ""
    region: str = ""
    seller_type: str = ""
    cipher: str = field(default="", repr=False)


@frozen
class Shops:
    """Authorized shops."""

    shops: tuple[ShopItem, ...] = ()


@frozen
class CategoryItem:
    """A category of the tree."""

    id: str
    parent_id: str = ""
    local_name: str = ""
    is_leaf: bool = False
    permission_statuses: tuple[str, ...] = ()


@frozen
class Categories:
    """The category tree, flat."""

    categories: tuple[CategoryItem, ...] = ()


@frozen
class ValueItem:
    """An attribute's value."""

    id: str = ""
    name: str = ""


@frozen
class AttributeItem:
    """An attribute of a category; the vendor spells ``is_requried`` so."""

    id: str
    name: str = ""
    type: str = ""
    is_requried: bool = False
    is_customizable: bool = False
    values: tuple[ValueItem, ...] | None = None


@frozen
class Attributes:
    """A category's attributes."""

    attributes: tuple[AttributeItem, ...] = ()


@frozen
class Flag:
    """A rule that says whether something is supported or required."""

    is_supported: bool = False
    is_required: bool = False


@frozen
class CategoryRules:
    """A category's rules."""

    cod: Flag = Flag()
    package_dimension: Flag = Flag()


@frozen
class Uploaded:
    """An uploaded picture."""

    uri: str


@frozen
class Price:
    """A price; which of the amounts is there depends on the operation."""

    currency: str = ""
    amount: str = ""
    sale_price: str = ""
    tax_exclusive_price: str = ""


@frozen
class InventoryItem:
    """Units in a warehouse."""

    warehouse_id: str = ""
    quantity: int = 0


@frozen
class SkuItem:
    """A SKU of a product."""

    id: str = ""
    seller_sku: str = ""
    price: Price | None = None
    list_price: Price | None = None
    inventory: tuple[InventoryItem, ...] | None = None


@frozen
class FailReason:
    """Why an audit failed."""

    position: str = ""
    reasons: tuple[str, ...] | None = None
    suggestions: tuple[str, ...] | None = None


@frozen
class ProductItem:
    """A product as listed or read."""

    id: str
    title: str = ""
    status: str = ""
    skus: tuple[SkuItem, ...] | None = None
    audit_failed_reasons: tuple[FailReason, ...] | None = None


@frozen
class ProductPage:
    """A page of products."""

    products: tuple[ProductItem, ...] | None = None
    next_page_token: str = ""


@frozen
class Created:
    """A created or edited product."""

    product_id: str = ""
    skus: tuple[SkuItem, ...] | None = None


@frozen
class UpdateError:
    """What went wrong with one entity of a call."""

    code: int | str = 0
    message: str = ""


@frozen
class Errors:
    """What went wrong inside a call that worked as a whole."""

    errors: tuple[UpdateError, ...] | None = None


@frozen
class WarehouseItem:
    """A warehouse."""

    id: str
    name: str = ""
    type: str = ""
    is_default: bool = False


@frozen
class Warehouses:
    """The shop's warehouses."""

    warehouses: tuple[WarehouseItem, ...] | None = None


@frozen
class ProviderItem:
    """A shipping provider."""

    id: str
    name: str = ""


@frozen
class Providers:
    """A delivery option's shipping providers."""

    shipping_providers: tuple[ProviderItem, ...] | None = None


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
    currency: str = ""
    display_status: str = ""
    package_id: str = ""
    is_gift: bool = False
    item_tax: tuple[Tax, ...] | None = None


@frozen
class OrderItem:
    """An order."""

    id: str
    status: str
    create_time: int
    update_time: int = 0
    paid_time: int = 0
    payment: Payment = Payment()
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


@frozen
class OrderPage:
    """A page of orders."""

    orders: tuple[OrderItem, ...] | None = None
    next_page_token: str = ""


@frozen
class Shipped:
    """A package that was marked as shipped."""

    package_id: str = ""


@frozen
class CancelData:
    """A cancellation that was asked for."""

    cancel_id: str = ""
    cancel_status: str = ""


@frozen
class LineEligibility:
    """What may be asked for some lines."""

    request_type: str = ""
    eligible: bool = False
    available_reason_names: tuple[str, ...] | None = None


@frozen
class SkuEligibility:
    """What may be asked for a SKU's lines."""

    line_item_eligibility: tuple[LineEligibility, ...] | None = None


@frozen
class Eligibility:
    """What may be asked for an order."""

    sku_eligibility: tuple[SkuEligibility, ...] | None = None


@frozen
class RefundAmount:
    """What a return refunds."""

    currency: str = ""
    refund_total: str = "0"


@frozen
class ReturnLineItem:
    """A returned unit."""

    return_line_item_id: str = ""
    order_line_item_id: str = ""
    seller_sku: str = ""
    refund_amount: RefundAmount | None = None


@frozen
class NextAction:
    """What the seller has to do by when."""

    action: str = ""
    deadline: int = 0


@frozen
class ReturnItem:
    """A return."""

    return_id: str
    order_id: str = ""
    return_type: str = ""
    return_status: str = ""
    return_reason: str = ""
    return_reason_text: str = ""
    arbitration_status: str = ""
    return_tracking_number: str = ""
    create_time: int = 0
    update_time: int = 0
    refund_amount: RefundAmount | None = None
    return_line_items: tuple[ReturnLineItem, ...] | None = None
    seller_next_action_response: tuple[NextAction, ...] | None = None


@frozen
class ReturnPage:
    """A page of returns."""

    return_orders: tuple[ReturnItem, ...] | None = None
    next_page_token: str = ""
