"""Promotions: which products are cheaper for a time, by how much, and what else buyers get."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import converters, field, frozen

from tiktok_bc_sync.models.discount import Benefit
from tiktok_bc_sync.models.money import Money, as_decimal


class PromotionKind(StrEnum):
    """What a promotion does. The first three lower prices; the others grant a `Benefit`."""

    FIXED_PRICE = "FIXED_PRICE"
    PERCENT_OFF = "DIRECT_DISCOUNT"
    FLASH_SALE = "FLASHSALE"
    SHIPPING = "SHIPPING_DISCOUNT"
    BUY_MORE = "BUY_MORE_SAVE_MORE"
    GIFT = "GIFT_WITH_PURCHASE"
    BUY_X_GET_Y = "BUY_X_GET_Y"


class PromotionScope(StrEnum):
    """What a promotion is about: products, single SKUs, or all that the shop has."""

    PRODUCTS = "PRODUCT"
    SKUS = "VARIATION"
    SHOP = "SHOP"


@frozen
class Deal:
    """What a promotion does to a product or, by its scope, to a SKU; ``id`` is TikTok's.

    ``price`` is what the buyer pays, ``percent_off`` says 10 for a tenth: one of the two, by the
    promotion's kind. ``limit`` is how many units take part, ``limit_per_buyer`` how many of them one
    buyer may have (1 to 99, None for any number); ``used`` is how many were sold so.
    """

    id: str
    price: Money | None = None
    percent_off: Decimal | None = field(default=None, converter=converters.optional(as_decimal))
    limit: int | None = None
    limit_per_buyer: int | None = None
    used: int = 0


@frozen
class PromotedProduct(Deal):
    """A product in a promotion, with its ``skus`` where single SKUs are what takes part."""

    skus: tuple[Deal, ...] = ()


@frozen
class PromotionDraft:
    """A promotion as it should be; which products take part is told afterwards.

    The title is unique among the shop's. Without times it goes on until it is ended, which TikTok takes
    for shipping only. ``buyers`` is the vendor's word for whom it is, as in SHOP_NEW_CUSTOMER; empty is
    everybody.
    """

    title: str
    kind: PromotionKind | str
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    scope: PromotionScope | str = PromotionScope.PRODUCTS
    benefit: Benefit | None = None
    once_per_buyer: bool = False
    buyers: str = ""


@frozen
class Promotion:
    """A promotion as TikTok has it.

    ``kind``, ``scope`` and ``status`` (NOT_START, ONGOING, EXPIRED, DEACTIVATED, ...) are the vendor's
    words. A search tells no products. ``immutable`` ones can't be changed or ended.
    """

    id: str
    title: str
    kind: PromotionKind | str
    status: str = ""
    scope: PromotionScope | str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    benefit: Benefit | None = None
    once_per_buyer: bool = False
    buyers: str = ""
    products: tuple[PromotedProduct, ...] = ()
    benefit_ids: tuple[str, ...] = ()
    immutable: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen
class PriceProof:
    """For how much a SKU is sold elsewhere, so that TikTok may strike that price through.

    ``retail`` is the price asked there, ``sold`` the highest one paid, at ``sold_at``: within the last
    90 days. All are US dollars. ``picture`` is the URI of one uploaded as a certification.
    """

    sku_id: str
    variant_id: str
    retail: Money
    sold: Money
    sold_at: datetime
    picture: str = ""
