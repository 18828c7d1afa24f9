"""The product editor: what a merchant types over BigCommerce's values, checked and kept."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import (
    CategoryFacts,
    Listing,
    Product,
    ProductDetail,
    ProductEdits,
    Template,
)
from tiktok_bc_sync.storage import commit
from tiktok_bc_sync.sync.catalogue.assignment import assign_products
from tiktok_bc_sync.sync.catalogue.cases import never_pulled
from tiktok_bc_sync.sync.catalogue.edit_checks import EditChecks, EditProblem
from tiktok_bc_sync.sync.catalogue.sku_index import SkuIndex, sku_key
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.records import Tables


@frozen
class Editor:
    """What is known of one product in one shop, and what was typed about it."""

    context: Context
    tables: Tables
    product: Product

    @classmethod
    async def of(cls, context: Context, product_id: str) -> Editor:
        """Open a pulled product. Raises `NotFound`."""
        tables = await context.tables()
        stored = await tables.products.get(product_id)
        if stored is None:
            raise never_pulled(product_id)
        return cls(context, tables, stored.value)

    async def edits(self) -> ProductEdits:
        """Return what was typed; nothing at all at first."""
        stored = await self.tables.edits.get(self.product.id)
        return stored.value if stored else ProductEdits(self.product.id)

    async def listing(self) -> Listing:
        """Return what is known of the listing."""
        stored = await self.tables.listings.get(self.product.id)
        return stored.value if stored else Listing(self.product.id, self.product.title, "")

    async def detail(self) -> ProductDetail:
        """Return everything that the editor shows."""
        listing = await self.listing()
        return ProductDetail(
            self.product, listing, await self.edits(), await self._template(listing)
        )

    async def problems(self, edits: ProductEdits) -> tuple[EditProblem, ...]:
        """Return what is wrong about edits."""
        region = region_facts((await self.context.account()).shop.region)
        category = await self._category() if edits.attributes else None
        checks = EditChecks(self.product, region, category, await self._taken(edits))
        return checks.problems(edits)

    async def save(self, edits: ProductEdits) -> ProductEdits:
        """Keep edits in the place of what was typed before. Raises `InvalidInput` naming each field."""
        problems = await self.problems(edits)
        if problems:
            raise InvalidInput(" ".join(map(str, problems)), field=problems[0].field)
        before = await self.edits()
        # An order finds a SKU before it can be sold, and for as long as it could be.
        await self._carry(edits, before)
        await self._keep(edits)
        await self._carry(edits, before, drop=True)
        await assign_products(self.tables, [self.product], lambda _, now: _stays(now))
        return edits

    async def _keep(self, edits: ProductEdits) -> None:
        if edits != ProductEdits(self.product.id):
            await self.tables.edits.update(self.product.id, lambda _: edits)
        else:
            await until_alone(self._forget)

    async def _forget(self) -> None:
        stored = await self.tables.edits.get(self.product.id)
        if stored:
            await self.tables.edits.delete(self.product.id, stored.version)

    async def _carry(
        self, edits: ProductEdits, before: ProductEdits, *, drop: bool = False
    ) -> None:
        """Let the own variants be found by SKU; those of ``before`` too, unless they are dropped."""
        if edits.own_variants == before.own_variants:
            return
        index = SkuIndex(self.tables.skus, (await self.context.account()).shop.id)
        now = [(self.product, edits)] if drop else [(self.product, before), (self.product, edits)]

        async def write() -> None:
            writes = await index.writes(now, [(self.product, before)])
            await commit(self.tables.skus.storage, self.tables.skus.account, writes)

        await until_alone(write)

    async def _template(self, listing: Listing) -> Template | None:
        stored = (
            await self.tables.templates.get(listing.template_id) if listing.template_id else None
        )
        return stored.value if stored else None

    async def _category(self) -> CategoryFacts | None:
        template = await self._template(await self.listing())
        return await self.context.category(template.category_id) if template else None

    async def _taken(self, edits: ProductEdits) -> Mapping[str, str]:
        """Say which other products carry the SKUs of the own variants."""
        keys = {key for one in edits.own_variants if (key := sku_key(one.sku))}
        shop_id = (await self.context.account()).shop.id
        return {
            key: f"{holder.title} ({holder.product_id})"
            for key, stored in (await self.tables.skus.get_many(sorted(keys))).items()
            for holder in stored.value.holders
            if holder.product_id != self.product.id and holder.own_of in ("", shop_id)
        }


def _stays(listing: Listing | None) -> str:
    return listing.template_id if listing else ""
