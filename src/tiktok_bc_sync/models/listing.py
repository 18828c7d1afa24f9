"""TikTok's side of the catalogue: what should be listed, what is known to be, and what to change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tiktok_bc_sync.models.money import Money
from tiktok_bc_sync.models.product_facts import ProductFacts
from tiktok_bc_sync.models.upload import Certification


class ListingStatus(StrEnum):
    """What the merchant sees of a product's listing; every product has exactly one."""

    NOT_UPLOADED = "Not Uploaded"
    IN_PROGRESS = "In Progress"
    REVIEWING = "Reviewing"
    LIVE = "Live"
    FAILED = "Failed"
    INACTIVE = "Inactive"
    DELETED = "Deleted"


@frozen
class Reason:
    """Why something can't be done: a stable code, the field, a sentence and how to mend it."""

    code: str
    field: str
    message: str
    mend: str

    def __str__(self) -> str:
        """The sentence with how to mend it."""
        return f"{self.message} {self.mend}".strip()


@frozen
class DraftSku:
    """A SKU as it should be on TikTok.

    ``variant_id`` is BigCommerce's. ``price`` is what the buyer pays, ``list_price`` the struck-through
    one. ``values`` are (sales attribute name, value) pairs. ``gtin_type`` is one of EAN, UPC, ISBN, GTIN.
    ``at_warehouses`` are the (TikTok warehouse id, units) that make up ``stock``; empty: all of it is in
    the draft's warehouse.
    """

    variant_id: str
    sku: str
    price: Money
    stock: int
    values: tuple[tuple[str, str], ...] = ()
    list_price: Money | None = None
    image_url: str = ""
    gtin: str = ""
    gtin_type: str = ""
    at_warehouses: tuple[tuple[str, int], ...] = ()


@frozen
class ListingDraft:
    """A listing as it should be on TikTok, complete and checked.

    ``attributes`` are (attribute id, value id or empty, value name). The parcel is in kilograms and
    centimetres. Images, those within the description too, are still BigCommerce's addresses; they are
    uploaded when the draft is applied. ``notes`` tell what was left out or made to fit.
    ``brand`` is a name, ``brand_id`` TikTok's; so are all ids below it. A size chart is a template's id or
    the URI of an uploaded picture.
    """

    product_id: str
    title: str
    description: str
    category_id: str
    images: tuple[str, ...]
    skus: tuple[DraftSku, ...]
    weight_kg: Decimal
    dimensions_cm: tuple[Decimal, Decimal, Decimal] | None = None
    attributes: tuple[tuple[str, str, str], ...] = ()
    brand: str = ""
    cod: bool = False
    warehouse_id: str = ""
    brand_id: str = ""
    manufacturer_ids: tuple[str, ...] = ()
    responsible_person_ids: tuple[str, ...] = ()
    size_chart_id: str = ""
    size_chart_picture: str = ""
    certifications: tuple[Certification, ...] = ()
    no_gtin_reason: str = ""
    not_for_sale: bool = False
    notes: tuple[Reason, ...] = ()


@frozen
class ListingEdit:
    """What to change of a listing; each property is replaced whole, None leaves it as it is.

    They mean what they mean in a `ListingDraft`, but ``images`` are the URIs of uploaded pictures.
    Prices and stock have calls of their own.
    """

    title: str | None = None
    description: str | None = None
    images: tuple[str, ...] | None = None
    attributes: tuple[tuple[str, str, str], ...] | None = None
    weight_kg: Decimal | None = None
    dimensions_cm: tuple[Decimal, Decimal, Decimal] | None = None
    cod: bool | None = None
    brand_id: str | None = None
    manufacturer_ids: tuple[str, ...] | None = None
    responsible_person_ids: tuple[str, ...] | None = None
    size_chart_id: str | None = None
    size_chart_picture: str | None = None
    certifications: tuple[Certification, ...] | None = None


@frozen
class ListedSku:
    """A SKU as it was last known to be on TikTok; None where nobody told us yet.

    ``variant_id`` and ``values`` are those of the draft that it was made of, so that it can stay in an
    edit when the store has deleted its variant. ``at_warehouses`` is as in `DraftSku`.
    """

    sku: str
    sku_id: str = ""
    price: Money | None = None
    list_price: Money | None = None
    stock: int | None = None
    variant_id: str = ""
    values: tuple[tuple[str, str], ...] = ()
    at_warehouses: tuple[tuple[str, int], ...] = ()


@frozen
class RemoteListing:
    """A listing as TikTok answers it; ``status`` and ``audit`` are the vendor's own words.

    ``warehouse_id`` is where all of its stock is, empty where that is not one place. ``content`` is the
    rest of what it shows, None in lists.
    """

    id: str
    title: str
    status: str
    skus: tuple[ListedSku, ...] = ()
    audit_reasons: tuple[str, ...] = ()
    audit: str = ""
    warehouse_id: str = ""
    content: ListingEdit | None = None


@frozen
class Listing:
    """What the connector knows about one product's listing.

    ``listing_id`` is TikTok's product id, empty before the first upload. ``intent`` is the idempotency
    key of a creation that was begun and not yet answered. ``digest`` identifies the product information
    last applied; prices and stock last applied are in ``skus``. ``warehouse_id`` is TikTok's.
    ``deleted_in_store`` flags a listing whose product is gone, ``stopped_by_rule`` one that a listing
    rule took down. ``facts`` are those of the product, as it was last pulled. ``audit`` is the vendor's
    word for how far a review is: of an edit, while what is live stays. ``stock_at`` is when TikTok took
    the stock that it was told last. ``telling`` marks that prices or stock were sent and perhaps not
    taken: they are told again; until ``telling_until`` what was sent may still arrive.
    """

    product_id: str
    title: str
    template_id: str
    status: ListingStatus = ListingStatus.NOT_UPLOADED
    vendor_status: str = ""
    listing_id: str = ""
    intent: str = ""
    digest: str = ""
    warehouse_id: str = ""
    skus: tuple[ListedSku, ...] = ()
    reasons: tuple[Reason, ...] = ()
    changed_at: datetime | None = None
    deleted_in_store: bool = False
    stopped_by_rule: bool = False
    facts: ProductFacts = field(factory=ProductFacts)
    audit: str = ""
    stock_at: datetime | None = None
    telling: str = ""
    telling_until: datetime | None = None

    @property
    def uploaded(self) -> bool:
        """Whether TikTok knows the listing and it is not deleted."""
        return bool(self.listing_id) and self.status is not ListingStatus.DELETED


class Action(StrEnum):
    """What would be done to a listing."""

    CREATE = "create"
    EDIT = "edit"
    PRICE = "price"
    STOCK = "stock"
    ACTIVATE = "activate"
    DEACTIVATE = "deactivate"
    DELETE = "delete"
    BLOCKED = "blocked"


class Part(StrEnum):
    """A part of a listing's information that changes, and can be sent, by itself."""

    TITLE = "title"
    DESCRIPTION = "description"
    IMAGES = "images"
    PARCEL = "parcel"
    BRAND = "brand"
    ATTRIBUTES = "attributes"
    MARKET = "market"
    CATEGORY = "category"
    SKUS = "skus"


WHOLE_EDIT = frozenset({Part.CATEGORY, Part.SKUS})
"""The parts that TikTok changes in a full edit alone."""


@frozen
class Change:
    """What to do about one product, or why nothing can be done; no actions mean nothing to do.

    ``prices`` and ``stock`` are the SKUs to tell. ``parts`` is what an edit changes, ``kept`` what it
    must leave as it is on TikTok. A blocked product whose listing is live may still have stock to
    tell. ``digest`` is to be kept with the listing once an edit or creation was answered.
    """

    product_id: str
    title: str
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()
    digest: str = field(default="", repr=False)
    draft: ListingDraft | None = field(default=None, repr=False, eq=False)
    prices: tuple[ListedSku, ...] = ()
    stock: tuple[ListedSku, ...] = ()
    parts: tuple[Part, ...] = ()
    kept: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.actions)

    @property
    def partial(self) -> bool:
        """Whether a partial edit does: nothing changed that only a full one can change."""
        return Action.EDIT in self.actions and not WHOLE_EDIT.intersection(self.parts)

    @property
    def reviewed(self) -> bool:
        """Whether TikTok reviews the product again; the live version stays on sale meanwhile.

        Prices and stock are never reviewed. Source: vendor notes of Edit Product, Activate Product.
        """
        again = {Action.CREATE, Action.EDIT, Action.ACTIVATE}
        return not again.isdisjoint(self.actions)

    def __str__(self) -> str:
        """One line for people."""
        what = ", ".join(map(self._told, self.actions)) or "nothing to do"
        why = "".join(f"\n    {reason.code}: {reason}" for reason in self.reasons)
        return f"{self.title} ({self.product_id}): {what}{why}"

    def _told(self, action: Action) -> str:
        told: Mapping[Action, tuple[str, ...]] = {
            Action.EDIT: self.parts,
            Action.PRICE: tuple(f"{one.sku} {one.price}" for one in self.prices),
            Action.STOCK: tuple(f"{one.sku} {one.stock}" for one in self.stock),
        }
        details = ", ".join(told.get(action, ()))
        return f"{action} ({details})" if details else str(action)
