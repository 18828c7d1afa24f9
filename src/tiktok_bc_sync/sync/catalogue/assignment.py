"""Which template a product's listing follows, and by what lists find it: the one writer of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from tiktok_bc_sync.mapping.assignment import TemplateSet
from tiktok_bc_sync.models import Listing, Product, ProductEdits, Template
from tiktok_bc_sync.storage import Stored, Write, commit
from tiktok_bc_sync.sync.catalogue.search import facts_of
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.records import Tables

Chooser = Callable[[Product, Listing | None], str]
"""Decides a product's template id, given what its listing says now; empty for none."""


@frozen
class Ties:
    """Products with what this shop keeps of them: listings and edits, by product id."""

    products: Sequence[Product]
    listings: Mapping[str, Stored[Listing]]
    edits: Mapping[str, Stored[ProductEdits]]

    @classmethod
    async def of(cls, tables: Tables, products: Sequence[Product]) -> Ties:
        """Read what is kept of some products."""
        ids = [product.id for product in products]
        return cls(products, await tables.listings.get_many(ids), await tables.edits.get_many(ids))

    def edits_of(self, product: Product) -> ProductEdits | None:
        """Return what was typed about a product."""
        stored = self.edits.get(product.id)
        return stored.value if stored else None

    def writes(self, tables: Tables, choose: Chooser) -> tuple[list[Write], Counter[str]]:
        """Return the writes that tie each product to its template, and how many left which one."""
        writes: list[Write] = []
        moved = Counter[str]()
        for product in self.products:
            stored = self.listings.get(product.id)
            old = stored.value if stored else None
            new = self._tied(product, old, choose(product, old))
            if new != old:
                writes.append(tables.listings.write(new, stored.version if stored else None))
            if old and old.template_id != new.template_id:
                moved[old.template_id] += 1
        return writes, moved

    def _tied(self, product: Product, old: Listing | None, template_id: str) -> Listing:
        facts = facts_of(product, self.edits_of(product))
        fresh = old or Listing(product.id, product.title, template_id)
        return evolve(fresh, title=product.title, template_id=template_id, facts=facts)


async def all_templates(tables: Tables) -> tuple[Template, ...]:
    """Return the account's templates in the merchant's order."""
    return tuple([stored.value async for stored in tables.templates.all(order_by="position")])


def first_match(templates: Sequence[Template]) -> Chooser:
    """Choose the first template that matches, else the default one."""
    compiled = TemplateSet.of(templates)

    def choose(product: Product, _: Listing | None) -> str:
        template = compiled.choose(product)
        return template.id if template else ""

    return choose


async def assign_products(
    tables: Tables, products: Iterable[Product], choose: Chooser | None = None
) -> dict[str, int]:
    """Tie each product to its template and return how many left which template id."""
    wanted = list(products)
    if not wanted:
        return {}
    chooser = choose or first_match(await all_templates(tables))

    async def assign() -> dict[str, int]:
        ties = await Ties.of(tables, wanted)
        writes, moved = ties.writes(tables, chooser)
        await commit(tables.listings.storage, tables.listings.account, writes)
        return dict(moved)

    return await until_alone(assign)
