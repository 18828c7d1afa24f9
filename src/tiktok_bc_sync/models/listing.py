"""TikTok's side of the catalogue: what should be listed, what is known to be, and what to change."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tiktok_bc_sync.models.money import Money


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


@frozen
class ListingDraft:
    """A listing as it should be on TikTok, complete and checked.

    ``attributes`` are (attribute id, value id or empty, value name). The parcel is in kilograms and
    centimetres. Images are still BigCommerce's addresses; they are uploaded when the draft is applied.
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


@frozen
class ListedSku:
    """A SKU as it was last known to be on TikTok; None where nobody told us yet."""

    sku: str
    sku_id: str = ""
    price: Money | None = None
    list_price: Money | None = None
    stock: int | None = None


@frozen
class RemoteListing:
    """A listing as TikTok answers it; ``status`` is the vendor's own word, known to us or not."""

    id: str
    title: str
    status: str
    skus: tuple[ListedSku, ...] = ()
    audit_reasons: tuple[str, ...] = ()


@frozen
class Listing:
    """What the connector knows about one product's listing.

    ``listing_id`` is TikTok's product id, empty before the first upload. ``intent`` is the idempotency
    key of a creation that was begun and not yet answered. ``digest`` identifies the product information
    last applied; prices and stock last applied are in ``skus``. ``warehouse_id`` is TikTok's.
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
    BLOCKED = "blocked"


@frozen
class Change:
    """What to do about one product, or why nothing can be done; no actions mean nothing to do."""

    product_id: str
    title: str
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()
    digest: str = field(default="", repr=False)
    draft: ListingDraft | None = field(default=None, repr=False, eq=False)

    def __bool__(self) -> bool:
        return bool(self.actions)

    def __str__(self) -> str:
        """One line for people."""
        what = ", ".join(self.actions) or "nothing to do"
        why = "".join(f"\n    {reason.code}: {reason}" for reason in self.reasons)
        return f"{self.title} ({self.product_id}): {what}{why}"
