"""What a plan depends on besides a product and its listing, read once for many products."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from attrs import evolve, frozen

from tiktok_bc_sync.errors import NeedsReconnecting, RateLimited, Unavailable
from tiktok_bc_sync.mapping.changes import decide
from tiktok_bc_sync.mapping.draft import Unlistable, draft
from tiktok_bc_sync.mapping.market import ShopFacts
from tiktok_bc_sync.mapping.order_lines import pieces
from tiktok_bc_sync.mapping.pictures import PictureFacts
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.mapping.skus import SkuCase, shown_stock
from tiktok_bc_sync.mapping.stock import Places
from tiktok_bc_sync.models import (
    CategoryFacts,
    Change,
    ImportState,
    Listing,
    ListingDraft,
    ListingStatus,
    OrderPolicy,
    OrderStatus,
    Product,
    ProductEdits,
    Settings,
    Store,
    Template,
)
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.catalogue.assignment import all_templates
from tiktok_bc_sync.sync.catalogue.brands import Brands
from tiktok_bc_sync.sync.catalogue.cases import Case
from tiktok_bc_sync.sync.catalogue.sku_index import sku_key
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.records import Tables

NO_TEMPLATE = reason("no_template")
# A picture that could not be had may be there tomorrow.
_PICTURE_AGE = timedelta(days=1)
_NOWHERE: Mapping[str, Places] = {}
_NO_CATEGORY = CategoryFacts("", leaf=True, available=True)


@frozen
class Planner:
    """Decides changes, always the same for the same product and listing.

    ``warehouses`` are the ids of the shop's own, None where TikTok can't be asked now.
    ``pictures`` are those that TikTok can't have, by address. Listings that were deleted on TikTok stay
    so, but for the products in ``relists``.
    """

    settings: Settings
    templates: Mapping[str, Template]
    categories: Mapping[str, CategoryFacts]
    store: Store
    region: str
    warehouse_id: str
    warehouses: tuple[str, ...] | None
    reserved: Mapping[str, int]
    brands: Brands
    pictures: dict[str, PictureFacts]
    trusted_hosts: tuple[str, ...]
    relists: frozenset[str] = frozenset()

    @classmethod
    async def of(cls, context: Context, warehouse_id: str = "") -> Planner:
        """Read what plans depend on; ``warehouse_id`` left out is the account's default one."""
        tables = await context.tables()
        templates = await all_templates(tables)
        wanted = {template.category_id for template in templates}
        settings = await context.settings()
        warehouse = warehouse_id or await context.default_warehouse(settings)
        return cls(
            settings=settings,
            templates={template.id: template for template in templates},
            categories={one: await context.category(one) for one in sorted(wanted)},
            store=await context.store_facts(),
            region=(await context.account()).shop.region,
            warehouse_id=warehouse,
            warehouses=await _known_warehouses(context, warehouse, settings),
            reserved=await _reserved(tables, settings.orders),
            brands=Brands(context, tables),
            pictures=await _missed_pictures(tables, context.runtime.now() - _PICTURE_AGE),
            trusted_hosts=tuple(context.images.trusted),
        )

    async def learn(self, cases: Iterable[Case]) -> None:
        """Find out what else the decisions about some products depend on: their brands."""
        tied = ((case, self._template(case.listing.value)) for case in cases)
        await self.brands.learn(
            (template.category_id, case.product.brand)
            for case, template in tied
            if template and case.product.brand.strip() and not template.market.unbranded
        )

    def decide(self, case: Case) -> Change:
        """Decide what to do about one product now."""
        return self.change(case.product, case.listing.value, case.edits, case.held)

    def change(
        self,
        product: Product,
        listing: Listing | None,
        edits: ProductEdits | None = None,
        held: Mapping[str, Places] = _NOWHERE,
    ) -> Change:
        """Decide what to do about one product now; ``edits`` and ``held`` are as in `Case`."""
        deleted = listing is not None and listing.status is ListingStatus.DELETED
        if deleted and product.id not in self.relists:
            return Change(product.id, product.title)
        wanted = self.wanted(product, listing, edits, held)
        return decide(product, wanted, listing, self.settings, edits)

    def wanted(
        self,
        product: Product,
        listing: Listing | None,
        edits: ProductEdits | None = None,
        held: Mapping[str, Places] = _NOWHERE,
    ) -> ListingDraft | Unlistable:
        """Return the listing that the product should have, or why it can't have one."""
        warehouse = self.warehouse_of(listing)
        template = self._template(listing) if listing else None
        if template is None:
            return self._untied(product, edits, held, warehouse)
        brands = self.brands.of(template.category_id, product.brand)
        return draft(
            product,
            template=template,
            settings=self.settings,
            facts=self.categories[template.category_id],
            store=self.store,
            region=self.region,
            warehouse_id=warehouse,
            reserved=self.reserved,
            edits=edits,
            held=held,
            shop=ShopFacts(brands, self.warehouses, self.pictures, self.trusted_hosts),
        )

    def warehouse_of(self, listing: Listing | None) -> str:
        """Return where a listing's stock is: where it was put, or where new ones are."""
        return (listing.warehouse_id if listing and listing.uploaded else "") or self.warehouse_id

    def selling_only(self) -> Planner:
        """Return one that tells prices and stock alone, whatever else would be due."""
        settings = evolve(
            self.settings,
            sync_product=False,
            sync_price=self.settings.sends_price,
            sync_inventory=self.settings.sends_stock,
        )
        return evolve(self, settings=settings)

    def _template(self, listing: Listing) -> Template | None:
        return self.templates.get(listing.template_id)

    def _untied(
        self,
        product: Product,
        edits: ProductEdits | None,
        held: Mapping[str, Places],
        warehouse_id: str,
    ) -> Unlistable:
        """Return why there is no draft; what is on sale already still has its stock told."""
        case = SkuCase.of(
            product,
            template=Template("", "", ""),
            settings=self.settings,
            facts=_NO_CATEGORY,
            store=self.store,
            region=self.region,
            warehouse_id=warehouse_id,
            reserved=self.reserved,
            edits=edits,
            held=held,
        )
        return Unlistable((NO_TEMPLATE,), shown_stock(case))


async def _known_warehouses(
    context: Context, warehouse_id: str, settings: Settings
) -> tuple[str, ...] | None:
    meant = (warehouse_id, *(warehouse for _, warehouse in settings.warehouses))
    try:
        return tuple(one.id for one in await context.warehouses(*meant))
    except (NeedsReconnecting, RateLimited, Unavailable):
        return None  # a plan can be made without TikTok; it judges the warehouse when it is sent


async def _reserved(tables: Tables, policy: OrderPolicy) -> Mapping[str, int]:
    """Count the units by SKU that TikTok sold and BigCommerce's stock doesn't show yet.

    What an alias was sold of is counted for the SKU that it stands for as well.
    """
    units: Counter[str] = Counter()
    unseen = (ImportState.WAITING, ImportState.CLAIMED, ImportState.FAILED)
    async for stored in tables.orders.all(Filter("state", "in", unseen)):
        if stored.value.status != OrderStatus.CANCELLED:
            units.update(one.sku for one in pieces(stored.value.order, policy))
    named = {key: sku for sku in units if (key := sku_key(sku))}
    for key, alias in (await tables.aliases.get_many(sorted(named))).items():
        units[alias.value.sku] += units[named[key]]
    return units


async def _missed_pictures(tables: Tables, since: datetime) -> dict[str, PictureFacts]:
    """Return the pictures that could not be had lately."""
    return {
        stored.value.address: PictureFacts(problem=stored.value.problem)
        async for stored in tables.images.all(Filter("problem", "eq", value=True))
        if stored.value.looked_at and stored.value.looked_at > since
    }
