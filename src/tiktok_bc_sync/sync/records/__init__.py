"""How each kind of record is keyed and indexed: the one place that knows the storage's shape.

Products belong to the store; everything about a TikTok shop lies in a partition of its own, so that
another shop of the same store never meets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from tiktok_bc_sync.models import (
    Account,
    Activity,
    Cancellation,
    CategoryFacts,
    FollowUp,
    ImportedOrder,
    Listing,
    ListingBrand,
    OrderFulfilment,
    Product,
    ProductEdits,
    Return,
    Selection,
    Settings,
    Shop,
    SkuAlias,
    StoreCancel,
    StoreGrant,
    Template,
    Token,
)
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import AsyncStorage, IndexValue, Kind, Table
from tiktok_bc_sync.sync.records.aftersales import (
    CANCELLATION,
    FOLLOW_UP,
    FULFILMENT,
    RETURN,
    SEEN,
    STORE_CANCEL,
    SeenMark,
)
from tiktok_bc_sync.sync.records.indexing import lines as lines
from tiktok_bc_sync.sync.records.indexing import storable, time_text
from tiktok_bc_sync.sync.records.orders import ALIAS, ORDER
from tiktok_bc_sync.sync.records.templates import FetchedTree, ShelvedProduct, TemplatesMark


@frozen
class SkuHolder:
    """One variant that carries a SKU.

    ``own_of`` is the id of the shop whose merchant added it in the connector alone; ``variant_id`` is then
    the BigCommerce variant that stands for it, empty where none does.
    """

    sku: str
    product_id: str
    variant_id: str
    title: str
    own_of: str = ""


@frozen
class SkuRecord:
    """Every variant that carries a SKU, compared without case and spaces; ``key`` is that form."""

    key: str
    holders: tuple[SkuHolder, ...]


@frozen
class PullMark:
    """How far the pull of the catalogue for one shop is: a killed one goes on where it ended.

    ``run`` names the pull that is under way, empty for none. It began at ``began`` and reads what changed
    since ``since`` (None: everything); ``after`` names its next page and ``walked`` says that there is
    none left. ``new`` tells whether it takes products that the shop doesn't have yet. From
    ``left_out_since`` on there may be some that were left out; None: there are none.
    """

    shop_id: str
    run: str = ""
    began: datetime | None = None
    since: datetime | None = None
    after: str = ""
    walked: bool = False
    new: bool = True
    left_out_since: datetime | None = None


@frozen
class SavedSettings:
    """An account's configuration as stored: there is one."""

    settings: Settings


@frozen
class SavedToken:
    """A TikTok token; ``key`` is a digest of the one that the merchant's connection began with.

    ``refused_at`` is when TikTok refused to renew it: from then on nobody uses it.
    """

    key: str
    token: Token
    refused_at: datetime | None = None


@frozen
class SavedGrant:
    """A BigCommerce token; ``key`` is a digest of it. None where the host keeps the token itself.

    ``refused_at`` is when BigCommerce refused it: from then on nobody uses it.
    """

    key: str
    grant: StoreGrant | None
    refused_at: datetime | None = None


@frozen
class ConnectedShop:
    """A TikTok shop that was authorized, and under which key its token is kept; empty: removed."""

    shop: Shop
    token_key: str


@frozen
class Connection:
    """What a store is connected to, without a secret: there is one for each store.

    ``grant_key`` is the BigCommerce token's, empty after it was removed at ``ended_at``; ``ended_by`` is
    the id of the callback that did so. ``shop_id`` is the chosen one of ``shops``.
    """

    grant_key: str = ""
    shop_id: str = ""
    shops: tuple[ConnectedShop, ...] = ()
    ended_at: datetime | None = None
    ended_by: str = ""


@frozen
class PendingConsent:
    """A merchant on TikTok's authorization page; ``key`` is a digest of the state that comes back."""

    key: str
    expires_at: datetime


@frozen
class QueuedCarriers:
    """Changes of the carrier mapping that wait to be saved: (carrier, provider), "" to remove it."""

    changes: tuple[tuple[str, str], ...] = ()


@frozen
class SavedOnboarding:
    """What a merchant did of the onboarding, but for what can be seen elsewhere."""

    configured_at: datetime | None = None
    import_id: str = ""
    imported_at: datetime | None = None


@frozen
class UploadedImage:
    """A picture that TikTok already has; ``key`` is a digest of its address or of its content.

    ``url``, ``width`` and ``height`` are those that TikTok gave it. Where it can't be had, ``problem``
    says why, ``address`` is where it was looked for and ``looked_at`` when.
    """

    key: str
    uri: str
    url: str = ""
    width: int = 0
    height: int = 0
    address: str = ""
    problem: str = ""
    looked_at: datetime | None = None


@frozen
class FetchedBrands:
    """The brands that TikTok knows by one name, as a category takes them, and when they were read."""

    key: str
    brands: tuple[ListingBrand, ...]
    fetched_at: datetime


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
# The default template is tried last, wherever the others are.
_LAST = 2**31


def _listing_index(listing: Listing) -> Mapping[str, IndexValue]:
    # One kind holds what both sides of a product are filtered by: a query joins no two kinds.
    facts = listing.facts
    return {
        "product_id": listing.product_id,
        "title": storable(normalized(listing.title)),
        "status": listing.status,
        "template_id": listing.template_id,
        "listing_id": listing.listing_id or None,
        "changed_at": time_text(listing.changed_at) or None,
        "reasons": lines(reason.code for reason in listing.reasons) or None,
        "text": storable(facts.text),
        "brand": storable(facts.brand),
        "categories": storable(facts.categories) or None,
        "type": facts.type,
        "visibility": facts.visibility,
    }


def _image_index(image: UploadedImage) -> Mapping[str, IndexValue]:
    return {"problem": bool(image.problem)}


def _product_index(product: Product) -> Mapping[str, IndexValue]:
    return {"deleted": product.deleted}


def _activity_index(activity: Activity) -> Mapping[str, IndexValue]:
    return {
        "state": activity.state,
        "name": activity.name,
        "started_at": time_text(activity.started_at),
    }


def _template_index(template: Template) -> Mapping[str, IndexValue]:
    position = _LAST if template.default else template.position
    return {"name": normalized(template.name), "position": position}


def _nothing(_: object) -> Mapping[str, IndexValue]:
    return {}


def _current(_: object) -> str:
    return CURRENT


ACCOUNT = Kind("account", Account, key=lambda account: account.shop.id, index=_nothing)
TOKEN = Kind("token", SavedToken, key=lambda saved: saved.key, index=_nothing)
GRANT = Kind("grant", SavedGrant, key=lambda saved: saved.key, index=_nothing)
CONNECTION = Kind("connection", Connection, key=_current, index=_nothing)
CONSENT = Kind("consent", PendingConsent, key=lambda pending: pending.key, index=_nothing)
CARRIERS = Kind("carriers", QueuedCarriers, key=_current, index=_nothing)
ONBOARDING = Kind("onboarding", SavedOnboarding, key=_current, index=_nothing)
QUOTA = Kind("quota", QuotaWindow, key=lambda window: window.key, index=_nothing)
PRODUCT = Kind("product", Product, key=lambda product: product.id, index=_product_index)
SHELVED = Kind(
    PRODUCT.name,
    ShelvedProduct,
    key=lambda product: product.id,
    index=_nothing,
    schema=PRODUCT.schema,
    upgrades=PRODUCT.upgrades,
)
SKU = Kind(
    "sku", SkuRecord, key=lambda record: record.key, index=lambda record: {"sku": record.key}
)
EDITS = Kind("edits", ProductEdits, key=lambda edits: edits.product_id, index=_nothing)
PULL = Kind("pull", PullMark, key=lambda mark: mark.shop_id, index=_nothing)
SETTINGS = Kind("settings", SavedSettings, key=_current, index=_nothing)
TEMPLATE = Kind("template", Template, key=lambda template: template.id, index=_template_index)
LISTING = Kind("listing", Listing, key=lambda listing: listing.product_id, index=_listing_index)
IMAGE = Kind("image", UploadedImage, key=lambda image: image.key, index=_image_index)
BRANDS = Kind("brands", FetchedBrands, key=lambda brands: brands.key, index=_nothing)
CATEGORY = Kind(
    "category", FetchedCategory, key=lambda category: category.facts.category_id, index=_nothing
)
TREE = Kind("category_tree", FetchedTree, key=_current, index=_nothing)
TEMPLATES = Kind("templates", TemplatesMark, key=_current, index=_nothing)
ACTIVITY = Kind("activity", Activity, key=lambda activity: activity.id, index=_activity_index)
SELECTION = Kind("selection", Selection, key=lambda one: one.activity_id, index=_nothing)


@frozen
class Tables:
    """The typed tables of one store and one of its TikTok shops."""

    accounts: Table[Account]
    products: Table[Product]
    shelved: Table[ShelvedProduct]
    skus: Table[SkuRecord]
    pulls: Table[PullMark]
    settings: Table[SavedSettings]
    templates: Table[Template]
    listings: Table[Listing]
    edits: Table[ProductEdits]
    images: Table[UploadedImage]
    brands: Table[FetchedBrands]
    categories: Table[FetchedCategory]
    trees: Table[FetchedTree]
    template_marks: Table[TemplatesMark]
    orders: Table[ImportedOrder]
    aliases: Table[SkuAlias]
    returns: Table[Return]
    cancellations: Table[Cancellation]
    follow_ups: Table[FollowUp]
    store_cancels: Table[StoreCancel]
    fulfilments: Table[OrderFulfilment]
    seen: Table[SeenMark]
    activities: Table[Activity]
    selections: Table[Selection]
    carriers: Table[QueuedCarriers]
    onboarding: Table[SavedOnboarding]

    @classmethod
    def of(cls, storage: AsyncStorage, store_hash: str, shop_id: str) -> Tables:
        """Open the tables; nothing is read yet."""
        shop = f"{store_hash}/{shop_id}"
        return cls(
            accounts=Table(storage, store_hash, ACCOUNT),
            products=Table(storage, store_hash, PRODUCT),
            shelved=Table(storage, store_hash, SHELVED),
            skus=Table(storage, store_hash, SKU),
            pulls=Table(storage, store_hash, PULL),
            settings=Table(storage, shop, SETTINGS),
            templates=Table(storage, shop, TEMPLATE),
            listings=Table(storage, shop, LISTING),
            edits=Table(storage, shop, EDITS),
            images=Table(storage, shop, IMAGE),
            brands=Table(storage, shop, BRANDS),
            categories=Table(storage, shop, CATEGORY),
            trees=Table(storage, shop, TREE),
            template_marks=Table(storage, shop, TEMPLATES),
            orders=Table(storage, shop, ORDER),
            aliases=Table(storage, shop, ALIAS),
            returns=Table(storage, shop, RETURN),
            cancellations=Table(storage, shop, CANCELLATION),
            follow_ups=Table(storage, shop, FOLLOW_UP),
            store_cancels=Table(storage, shop, STORE_CANCEL),
            fulfilments=Table(storage, shop, FULFILMENT),
            seen=Table(storage, shop, SEEN),
            activities=Table(storage, shop, ACTIVITY),
            selections=Table(storage, shop, SELECTION),
            carriers=Table(storage, shop, CARRIERS),
            onboarding=Table(storage, shop, ONBOARDING),
        )
