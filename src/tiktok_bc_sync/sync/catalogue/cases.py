"""Products with all that one shop keeps of them, read a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import islice

from attrs import evolve, field, frozen

from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.mapping.stock import Places
from tiktok_bc_sync.models import Listing, Product, ProductEdits, ProductFilter
from tiktok_bc_sync.storage import Filter, Stored
from tiktok_bc_sync.sync.catalogue.search import where
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables

# BigCommerce counts the stock of up to 250 products in one request.
PAGE = 100

Chosen = ProductFilter | Sequence[str]
"""Which products are meant: those of a filter (an empty one takes all), or these ids."""
EVERYTHING = ProductFilter()


@frozen
class Case:
    """One product with its listing, what was typed about it and, by variant id, where its units lie."""

    product: Product
    listing: Stored[Listing]
    edits: ProductEdits | None = None
    held: Mapping[str, Places] = field(factory=dict[str, Places])

    @property
    def id(self) -> str:
        """The product's id."""
        return self.product.id


@frozen
class CasePage:
    """Some products; ``missing`` are ids that were asked for and never pulled."""

    cases: Sequence[Case]
    missing: Sequence[str] = ()


@frozen
class Cases:
    """The products of one shop; units are counted by location where the merchant sells from some."""

    context: Context
    tables: Tables
    locations: tuple[str, ...] = ()

    @classmethod
    async def of(cls, context: Context) -> Cases:
        """Open the account's products."""
        settings = await context.settings()
        locations = dict.fromkeys(location for location, _ in settings.warehouses)
        return cls(context, await context.tables(), tuple(locations))

    async def count(self, chosen: Chosen) -> int:
        """Count the products that are meant."""
        if not isinstance(chosen, ProductFilter):
            return len(set(chosen))
        return sum((await self.tables.listings.count(*where(chosen))).values())

    async def pages(self, chosen: Chosen) -> AsyncIterator[CasePage]:
        """Yield the products that are meant, so that few are held at once."""
        if not isinstance(chosen, ProductFilter):
            left = iter(dict.fromkeys(chosen))
            while some := list(islice(left, PAGE)):
                yield await self.some(some)
            return
        after: str | None = None
        while True:
            page, after = await self.tables.listings.find(*where(chosen), limit=PAGE, after=after)
            if page:
                yield await self._joined({one.value.product_id: one for one in page})
            if after is None:
                return

    async def some(self, product_ids: Sequence[str]) -> CasePage:
        """Read some products, in few round trips."""
        found = await self.tables.listings.get_many(product_ids)
        listings = {one: found[one] for one in product_ids if one in found}
        page = await self._joined(listings)
        strange = set(product_ids).difference(listings)
        return evolve(page, missing=sorted(strange.union(page.missing)))

    async def one(self, product_id: str) -> Case:
        """Read one product. Raises `NotFound`."""
        page = await self.some([product_id])
        if page.missing:
            raise never_pulled(product_id)
        return page.cases[0]

    async def tied(self) -> dict[str, str]:
        """Return the product of every listing, by TikTok's ids.

        For walks through the whole shop: read once, it costs less than a look-up for each page.
        """
        listings = self.tables.listings.all()
        ids = [(one.value.listing_id, one.value.product_id) async for one in listings]
        return {listing_id: product_id for listing_id, product_id in ids if listing_id}

    async def listed(
        self, listing_ids: Sequence[str], tied: Mapping[str, str] | None = None
    ) -> dict[str, Stored[Listing]]:
        """Return what is known of listings, by TikTok's ids; ``tied`` tells their products."""
        if tied is None:
            found = await self._found(listing_ids)
        else:
            ids = [tied[one] for one in listing_ids if one in tied]
            found = list((await self.tables.listings.get_many(ids)).values())
        return {one.value.listing_id: one for one in found}

    async def _found(self, listing_ids: Sequence[str]) -> Sequence[Stored[Listing]]:
        if not listing_ids:
            return []
        meant = Filter("listing_id", "in", listing_ids)
        return (await self.tables.listings.find(meant, limit=len(listing_ids)))[0]

    async def again(self, case: Case) -> Case:
        """Read what may have changed since; the units are those that were counted. Raises `NotFound`."""
        product = await self.tables.products.get(case.id)
        listing = await self.tables.listings.get(case.id)
        edits = await self.tables.edits.get(case.id)
        if product is None or listing is None:
            raise NotFound(f"Product {case.id} is no longer known.")
        return evolve(
            case,
            product=product.value,
            listing=listing,
            edits=edits.value if edits else None,
        )

    async def _joined(self, listings: Mapping[str, Stored[Listing]]) -> CasePage:
        """Read what belongs to some listings, which are given by their products' ids."""
        ids = list(listings)
        products = await self.tables.products.get_many(ids)
        edits = await self.tables.edits.get_many(ids)
        held = await self._held(ids)
        cases = [
            Case(
                products[one].value,
                listing,
                edits[one].value if one in edits else None,
                held.get(one, {}),
            )
            for one, listing in listings.items()
            if one in products
        ]
        return CasePage(cases, sorted(listings.keys() - products.keys()))

    async def _held(self, product_ids: Sequence[str]) -> Mapping[str, Mapping[str, Places]]:
        if not self.locations:
            return {}
        held = defaultdict[str, dict[str, Places]](dict)
        counted = self.context.store.stock(product_ids=product_ids, location_ids=self.locations)
        async for item in counted:
            levels = (one for one in item.levels if one.location_enabled)
            held[item.product_id][item.variant_id] = [
                (one.location_id, one.available) for one in levels
            ]
        return held


def never_pulled(product_id: str) -> NotFound:
    """Return the error for a product that the shop does not have."""
    return NotFound(
        f"Product {product_id} was never pulled.", what_to_do="Pull the products first."
    )
