"""Products as the merchant's list and editor show them: BigCommerce's side beside TikTok's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from tiktok_bc_sync.models.edits import ProductEdits
from tiktok_bc_sync.models.listing import Listing, ListingStatus, Reason
from tiktok_bc_sync.models.product import Product
from tiktok_bc_sync.models.product_facts import ProductType, Visibility
from tiktok_bc_sync.models.template import Template


def _statuses(
    given: ListingStatus | Collection[ListingStatus],
) -> tuple[ListingStatus, ...]:
    return (given,) if isinstance(given, ListingStatus) else tuple(given)


@frozen
class ProductFilter:
    """Which products are meant; what is left out takes all, what is given must hold together.

    ``text`` is part of the title or of a SKU, also of those typed in the editor. ``statuses`` is one or
    several. ``template_id`` of "" is for products without a template. ``category`` is a name or a path
    ("Home > Lamps"); products of the categories below it count. ``reason`` is the code of a reason that
    a listing shows. Texts are compared without case, width and spacing.
    """

    text: str = ""
    statuses: tuple[ListingStatus, ...] = field(default=(), converter=_statuses)
    template_id: str | None = None
    type: ProductType | None = None
    brand: str = ""
    category: str = ""
    visibility: Visibility | None = None
    reason: str = ""


class ProductSort(StrEnum):
    """What a list of products can be ordered by."""

    ID = "id"
    TITLE = "title"
    BRAND = "brand"
    STATUS = "status"
    CHANGED = "changed"


@frozen
class ProductRow:
    """A product in a list.

    ``title`` is the one that TikTok is to have. ``lowest`` and ``highest`` are BigCommerce's regular
    prices in the store's currency, None without variants. ``edited`` says that something was typed in
    the editor.
    """

    product_id: str
    title: str
    status: ListingStatus
    visibility: Visibility
    type: ProductType
    skus: tuple[str, ...] = ()
    image_url: str = ""
    brand: str = ""
    categories: tuple[str, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    vendor_status: str = ""
    listing_id: str = ""
    template_id: str = ""
    reasons: tuple[Reason, ...] = ()
    modified_at: datetime | None = None
    deleted_at: datetime | None = None
    edited: bool = False


@frozen
class ProductPage:
    """Some products and the cursor of what follows; ``next`` is None at the end."""

    items: tuple[ProductRow, ...]
    next: str | None = None


@frozen
class ProductCounts:
    """How many products a filter takes, by their status on TikTok and by BigCommerce's own.

    Every status is there; each mapping's counts add up to ``total``.
    """

    statuses: Mapping[ListingStatus, int]
    visibility: Mapping[Visibility, int]

    @property
    def total(self) -> int:
        """The count that "All" shows."""
        return sum(self.statuses.values())


@frozen
class ProductDetail:
    """Everything that the product editor shows; ``template`` is None where none takes the product."""

    product: Product
    listing: Listing
    edits: ProductEdits
    template: Template | None = None
