"""TikTok Shop's promotions as they come over the wire.

What we don't read is left out. A list or object that is empty may come as null.
"""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.clients.tiktok.wire.listings import Price


@frozen
class DealItem:
    """What a promotion does to a SKU."""

    id: str
    activity_price: Price | None = None
    discount: str = ""
    quantity_limit: int = -1
    quantity_per_user: int = -1
    used_quantity: int = 0


@frozen
class PromotedItem(DealItem):
    """What a promotion does to a product."""

    skus: tuple[DealItem, ...] | None = None


@frozen
class LimitItem:
    """How often a buyer may take part."""

    type: str = ""


@frozen
class TargetItem:
    """Whom a promotion is for."""

    user_type: str = ""


@frozen
class IdItem:
    """A product by its id."""

    id: str = ""


@frozen
class AreaItem:
    """Where a promotion holds."""

    type: str = ""
    specific_areas: tuple[str, ...] | None = None


@frozen
class ShippingItem:
    """Cheaper shipping."""

    threshold_type: str = ""
    threshold_value: str = ""
    type: str = ""
    value: str = ""
    shipping_method: str = ""
    inventory_type: str = ""
    area_scope: AreaItem | None = None


@frozen
class MoreTier:
    """One step of more off for more."""

    threshold_type: str = ""
    threshold_value: str = ""
    type: str = ""
    value: str = ""


@frozen
class MoreItem:
    """More off for more."""

    details: tuple[MoreTier, ...] | None = None


@frozen
class GiftItem:
    """A SKU that comes free."""

    product_id: str = ""
    sku_id: str = ""
    total_claim_limit: int = 0


@frozen
class GiftTier:
    """One step of gifts."""

    threshold_type: str = ""
    threshold_value: str = ""
    gift_details: tuple[GiftItem, ...] | None = None


@frozen
class GiftsItem:
    """Gifts."""

    gift_infos: tuple[GiftTier, ...] | None = None


@frozen
class BuyGetItem:
    """Other products for less."""

    threshold_type: str = ""
    threshold_value: str = ""
    discount_type: str = ""
    discount_value: str = ""
    benefit_max_applicable_quantity: str = ""
    benefit_max_applicable_times: str = ""


@frozen
class DiscountItem:
    """What a promotion grants: one of these."""

    shipping_discount: ShippingItem | None = None
    bmsm_discount: MoreItem | None = None
    gift_discount: GiftsItem | None = None
    bxgy_discount: BuyGetItem | None = None


@frozen
class PromotionItem:
    """A promotion; a search calls its id ``id``, and tells created and updated in milliseconds."""

    id: str = ""
    activity_id: str = ""
    title: str = ""
    activity_type: str = ""
    status: str = ""
    product_level: str = ""
    begin_time: int = 0
    end_time: int = 0
    create_time: int = 0
    update_time: int = 0
    participation_limit: tuple[LimitItem, ...] | None = None
    target_user_info: TargetItem | None = None
    discount: DiscountItem | None = None
    products: tuple[PromotedItem, ...] | None = None
    benefit_products: tuple[IdItem, ...] | None = None
    activity_commands: tuple[str, ...] | None = None


@frozen
class Changed:
    """A promotion that was made or changed."""

    activity_id: str
