"""What a plan depends on besides a product and its listing, read once for many products."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from tiktok_bc_sync.mapping.changes import decide
from tiktok_bc_sync.mapping.draft import draft
from tiktok_bc_sync.mapping.reasons import reason
from tiktok_bc_sync.models import (
    Action,
    CategoryFacts,
    Change,
    ImportState,
    Listing,
    OrderStatus,
    Product,
    Settings,
    Store,
    Template,
)
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.assignment import all_templates
from tiktok_bc_sync.sync.context import Context
from tiktok_bc_sync.sync.records import Tables

NO_TEMPLATE = reason("no_template")


@frozen
class Planner:
    """Decides changes, always the same for the same product and listing."""

    settings: Settings
    templates: Mapping[str, Template]
    categories: Mapping[str, CategoryFacts]
    store: Store
    region: str
    warehouse_id: str
    reserved: Mapping[str, int]

    @classmethod
    async def of(cls, context: Context, warehouse_id: str = "") -> Planner:
        """Read what plans depend on; ``warehouse_id`` left out is the account's default one."""
        tables = await context.tables()
        templates = await all_templates(tables)
        wanted = {template.category_id for template in templates}
        return cls(
            settings=await context.settings(),
            templates={template.id: template for template in templates},
            categories={one: await context.category(one) for one in sorted(wanted)},
            store=await context.store_facts(),
            region=(await context.account()).shop.region,
            warehouse_id=warehouse_id or await context.default_warehouse(),
            reserved=await _reserved(tables),
        )

    def change(self, product: Product, listing: Listing | None) -> Change:
        """Decide what to do about one product now."""
        template = self.templates.get(listing.template_id) if listing else None
        if template is None:
            return Change(product.id, product.title, (Action.BLOCKED,), (NO_TEMPLATE,))
        wanted = draft(
            product,
            template=template,
            settings=self.settings,
            facts=self.categories[template.category_id],
            store=self.store,
            region=self.region,
            warehouse_id=self.warehouse_id,
            reserved=self.reserved,
        )
        return decide(product, wanted, listing, self.settings)


async def _reserved(tables: Tables) -> Mapping[str, int]:
    """Count the units by SKU that TikTok sold and BigCommerce's stock doesn't show yet."""
    units: Counter[str] = Counter()
    unseen = (ImportState.WAITING, ImportState.CLAIMED, ImportState.FAILED)
    async for stored in tables.orders.all(Filter("state", "in", unseen)):
        if stored.value.status != OrderStatus.CANCELLED:
            units.update(line.sku for line in stored.value.order.lines)
    return units
