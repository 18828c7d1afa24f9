"""All products of one shop held at once, so that queries can be asked of the whole catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from tiktok_bc_sync.mapping.assignment import assigned
from tiktok_bc_sync.models import Listing, Template
from tiktok_bc_sync.rules import Columns
from tiktok_bc_sync.sync.records import Tables
from tiktok_bc_sync.sync.records.templates import ShelvedProduct

_PAGE = 500


@frozen
class Shelf:
    """The products that a shop has, as they were when they were read.

    ``columns`` and ``titles`` hold those that are still in the store, ``tied`` the template id of each,
    ``gone`` that of the others. ``versions`` are those of the listings' records, ``listed`` the products
    whose listing is on TikTok.
    """

    columns: Columns = field(factory=Columns, repr=False)
    titles: dict[str, str] = field(factory=dict[str, str], repr=False)
    tied: dict[str, str] = field(factory=dict[str, str], repr=False)
    gone: dict[str, str] = field(factory=dict[str, str], repr=False)
    versions: dict[str, int] = field(factory=dict[str, int], repr=False)
    listed: set[str] = field(factory=set[str], repr=False)

    @classmethod
    async def of(cls, tables: Tables) -> Shelf:
        """Read all products, a page at a time; of each only what is asked about is kept."""
        shelf, after = cls(), None
        while True:
            page, after = await tables.listings.find(limit=_PAGE, after=after)
            products = await tables.shelved.get_many([one.value.product_id for one in page])
            for listing in page:
                if product := products.get(listing.value.product_id):
                    shelf._put(listing.value, listing.version, product.value)
            if after is None:
                return shelf

    def _put(self, listing: Listing, version: int, product: ShelvedProduct) -> None:
        if product.deleted:
            self.gone[product.id] = listing.template_id
            return
        self.columns.put(product.product())
        self.titles[product.id] = product.title
        self.tied[product.id] = listing.template_id
        self.versions[product.id] = version
        if listing.uploaded:
            self.listed.add(product.id)

    def chosen(self, templates: Sequence[Template]) -> Iterator[tuple[str, str]]:
        """Yield each product's id with that of the template that should have it, empty for none."""
        default = next((one.id for one in templates if one.default), "")
        taken = assigned(self.columns, templates)
        return ((key, taken.get(key, default)) for key in self.tied)

    def strayed(self, templates: Sequence[Template]) -> dict[str, str]:
        """Return the same of those products that another template has now."""
        return {key: chosen for key, chosen in self.chosen(templates) if self.tied[key] != chosen}

    def orphans(self, templates: Sequence[Template]) -> list[str]:
        """Return the products that are no longer in the store and whose template isn't there either."""
        known = {one.id for one in templates}
        return [key for key, template_id in self.gone.items() if template_id not in known]
