"""How each kind of record is keyed and indexed: the one place that knows the storage's shape.

Products belong to the store; everything about a TikTok shop lies in a partition of its own, so that
another shop of the same store never meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from tiktok_bc_sync.mapping.statuses import advance, return_status, wants_store_order
from tiktok_bc_sync.models import (
    Account,
    Activity,
    CategoryFacts,
    ImportedOrder,
    ImportState,
    Listing,
    Product,
    Return,
    Settings,
    Template,
    Token,
)
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import AsyncStorage, IndexValue, Kind, Table


@frozen
class SkuHolder:
    """One variant that carries a SKU."""

    sku: str
    product_id: str
    variant_id: str
    title: str


@frozen
class SkuRecord:
    """Every variant that carries a SKU, compared without case and spaces; ``key`` is that form."""

    key: str
    holders: tuple[SkuHolder, ...]


@frozen
class SavedSettings:
    """An account's configuration as stored: there is one."""

    settings: Settings


@frozen
class SavedToken:
    """The token that took the place of another; ``key`` is a digest of the one it began with."""

    key: str
    token: Token


@frozen
class UploadedImage:
    """A picture that TikTok already has; ``key`` is a digest of its address or of its content."""

    key: str
    uri: str


@frozen
class FetchedCategory:
    """A category's facts and when they were read."""

    facts: CategoryFacts
    fetched_at: datetime


@frozen
class QuotaWindow:
    """What is left, until ``ends``, of the requests that a store's token may send in ``seconds``.

    A ``quota`` of 0 is not known yet; ``told`` says that the vendor told the end, which was reckoned
    otherwise.
    """

    key: str
    left: int
    quota: int
    ends: datetime
    seconds: float
    told: bool = False


CURRENT = "current"


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _listing_index(listing: Listing) -> Mapping[str, IndexValue]:
    return {
        "title": listing.title,
        "status": listing.status,
        "template_id": listing.template_id,
        "listing_id": listing.listing_id,
    }


def settled(order: ImportedOrder) -> bool:
    """Whether nothing is left to be done about an order until TikTok says something new of it."""
    if order.state is ImportState.CREATED:
        return order.referenced and advance(order.store_status_id, order.status) is None
    return not wants_store_order(order.order)


def _order_index(order: ImportedOrder) -> Mapping[str, IndexValue]:
    return {
        "status": str(order.status),
        "state": order.state,
        "shown": f"Failed {order.status}"
        if order.state is ImportState.FAILED
        else str(order.status),
        "settled": settled(order),
        "store_order_id": order.store_order_id,
        "created_at": _time(order.order.created_at),
        "fulfilled_by": order.order.fulfilled_by,
    }


def _return_index(item: Return) -> Mapping[str, IndexValue]:
    return {
        "status": str(return_status(item.vendor_status)),
        "order_id": item.order_id,
        "type": item.type,
    }


def _product_index(product: Product) -> Mapping[str, IndexValue]:
    return {
        "title": product.title,
        "brand": product.brand,
        "visible": product.visible,
        "deleted": product.deleted,
    }


def _activity_index(activity: Activity) -> Mapping[str, IndexValue]:
    return {"state": activity.state, "started_at": _time(activity.started_at)}


def _template_index(template: Template) -> Mapping[str, IndexValue]:
    return {"name": normalized(template.name), "position": template.position}


def _nothing(_: object) -> Mapping[str, IndexValue]:
    return {}


def _current(_: object) -> str:
    return CURRENT


ACCOUNT = Kind("account", Account, key=lambda account: account.shop.id, index=_nothing)
TOKEN = Kind("token", SavedToken, key=lambda saved: saved.key, index=_nothing)
QUOTA = Kind("quota", QuotaWindow, key=lambda window: window.key, index=_nothing)
PRODUCT = Kind("product", Product, key=lambda product: product.id, index=_product_index)
SKU = Kind(
    "sku", SkuRecord, key=lambda record: record.key, index=lambda record: {"sku": record.key}
)
SETTINGS = Kind("settings", SavedSettings, key=_current, index=_nothing)
TEMPLATE = Kind("template", Template, key=lambda template: template.id, index=_template_index)
LISTING = Kind("listing", Listing, key=lambda listing: listing.product_id, index=_listing_index)
IMAGE = Kind("image", UploadedImage, key=lambda image: image.key, index=_nothing)
CATEGORY = Kind(
    "category", FetchedCategory, key=lambda category: category.facts.category_id, index=_nothing
)
ORDER = Kind("order", ImportedOrder, key=lambda order: order.id, index=_order_index)
RETURN = Kind("return", Return, key=lambda item: item.id, index=_return_index)
ACTIVITY = Kind("activity", Activity, key=lambda activity: activity.id, index=_activity_index)


@frozen
class Tables:
    """The typed tables of one store and one of its TikTok shops."""

    accounts: Table[Account]
    products: Table[Product]
    skus: Table[SkuRecord]
    settings: Table[SavedSettings]
    templates: Table[Template]
    listings: Table[Listing]
    images: Table[UploadedImage]
    categories: Table[FetchedCategory]
    orders: Table[ImportedOrder]
    returns: Table[Return]
    activities: Table[Activity]

    @classmethod
    def of(cls, storage: AsyncStorage, store_hash: str, shop_id: str) -> Tables:
        """Open the tables; nothing is read yet."""
        shop = f"{store_hash}/{shop_id}"
        return cls(
            accounts=Table(storage, store_hash, ACCOUNT),
            products=Table(storage, store_hash, PRODUCT),
            skus=Table(storage, store_hash, SKU),
            settings=Table(storage, shop, SETTINGS),
            templates=Table(storage, shop, TEMPLATE),
            listings=Table(storage, shop, LISTING),
            images=Table(storage, shop, IMAGE),
            categories=Table(storage, shop, CATEGORY),
            orders=Table(storage, shop, ORDER),
            returns=Table(storage, shop, RETURN),
            activities=Table(storage, shop, ACTIVITY),
        )
