"""Products in lists: what they are found by, how they are counted, and the rows that are shown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from attrs import frozen

from tiktok_bc_sync.models import (
    Listing,
    ListingStatus,
    Product,
    ProductCounts,
    ProductEdits,
    ProductFacts,
    ProductFilter,
    ProductPage,
    ProductRow,
    ProductSort,
    ProductType,
    Visibility,
)
from tiktok_bc_sync.rules.text import normalized, normalized_path
from tiktok_bc_sync.storage import Filter, IndexValue, Stored
from tiktok_bc_sync.sync.records import Tables, lines
from tiktok_bc_sync.sync.records.indexing import storable

_ORDER: Mapping[ProductSort, str] = {
    ProductSort.ID: "key",
    ProductSort.TITLE: "title",
    ProductSort.BRAND: "brand",
    ProductSort.STATUS: "status",
    ProductSort.CHANGED: "changed_at",
}
_IDS_A_PAGE = 500


@frozen
class ProductSearch:
    """The products of one shop as lists show them."""

    tables: Tables

    async def page(
        self,
        wanted: ProductFilter,
        sort: ProductSort,
        *,
        descending: bool,
        limit: int,
        after: str | None,
    ) -> ProductPage:
        """Return a page of rows."""
        listings, following = await self.tables.listings.find(
            *where(wanted), order_by=_ORDER[sort], descending=descending, limit=limit, after=after
        )
        return ProductPage(await self._rows([one.value for one in listings]), following)

    async def ids(self, wanted: ProductFilter) -> AsyncIterator[str]:
        """Yield the ids of all products that are meant."""
        after: str | None = None
        while True:
            page, after = await self.tables.listings.find(
                *where(wanted), limit=_IDS_A_PAGE, after=after
            )
            for stored in page:
                yield stored.value.product_id
            if after is None:
                return

    async def counts(self, wanted: ProductFilter) -> ProductCounts:
        """Count the products that are meant."""
        filters = where(wanted)
        statuses = await self.tables.listings.count(*filters, by="status")
        visibility = await self.tables.listings.count(*filters, by="visibility")
        return ProductCounts(
            {status: statuses.get(status, 0) for status in ListingStatus},
            {one: visibility.get(one, 0) for one in Visibility},
        )

    async def _rows(self, listings: Sequence[Listing]) -> tuple[ProductRow, ...]:
        ids = [listing.product_id for listing in listings]
        products = await self.tables.products.get_many(ids)
        edits = await self.tables.edits.get_many(ids)
        return tuple(
            _row(listing, products[listing.product_id].value, edits.get(listing.product_id))
            for listing in listings
            if listing.product_id in products
        )


def where(wanted: ProductFilter) -> tuple[Filter, ...]:
    """Return the conditions on listings that a filter stands for."""
    return tuple(_conditions(wanted))


def _conditions(wanted: ProductFilter) -> Iterator[Filter]:
    equal: Mapping[str, IndexValue] = {
        "template_id": wanted.template_id,
        "type": wanted.type,
        "brand": storable(normalized(wanted.brand)) or None,
        "visibility": wanted.visibility,
    }
    yield from (Filter(name, "eq", value) for name, value in equal.items() if value is not None)
    if wanted.statuses:
        yield Filter("status", "in", wanted.statuses)
    if text := storable(normalized(wanted.text)):
        yield Filter("text", "contains", text)
    if path := storable(normalized_path(wanted.category)):
        yield Filter("categories", "contains", f"> {path} >")
    if wanted.reason:
        yield Filter("reasons", "contains", lines([wanted.reason]))


def facts_of(product: Product, edits: ProductEdits | None) -> ProductFacts:
    """Return what lists find a product by; titles and SKUs that were typed are found too."""
    own = edits.own_variants if edits else ()
    titles = (product.title, (edits.title if edits else None) or "")
    texts = (*titles, *product.skus, *(variant.sku for variant in own))
    return ProductFacts(
        text="\n".join(dict.fromkeys(text for one in texts if (text := normalized(one)))),
        brand=normalized(product.brand),
        categories=lines(f"> {normalized_path(one)} >" for one in product.categories),
        type=ProductType.SIMPLE if product.simple and not own else ProductType.VARIANT,
        visibility=_visibility(product),
    )


def _visibility(product: Product) -> Visibility:
    if product.deleted:
        return Visibility.DELETED
    return Visibility.PUBLISHED if product.visible else Visibility.UNPUBLISHED


def _row(listing: Listing, product: Product, edits: Stored[ProductEdits] | None) -> ProductRow:
    typed = edits.value if edits else ProductEdits(product.id)
    images = product.images if typed.images is None else ()
    pictures = (*(image.url for image in images), *(typed.images or ()))
    prices = [variant.price for variant in product.variants]
    return ProductRow(
        product_id=product.id,
        title=product.title if typed.title is None else typed.title,
        status=listing.status,
        visibility=_visibility(product),
        type=listing.facts.type,
        skus=(*product.skus, *(own.sku for own in typed.own_variants)),
        image_url=next(iter(pictures), ""),
        brand=product.brand,
        categories=product.categories,
        lowest=min(prices, default=None),
        highest=max(prices, default=None),
        vendor_status=listing.vendor_status,
        listing_id=listing.listing_id,
        template_id=listing.template_id,
        reasons=listing.reasons,
        modified_at=product.modified_at,
        deleted_at=product.deleted_at,
        edited=edits is not None,
    )
