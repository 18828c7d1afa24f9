"""TikTok Shop's orders, packages, cancellations and returns as they come over the wire."""

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
