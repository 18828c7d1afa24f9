"""Which template a product's listing follows: the one writer of that tie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import evolve

from tiktok_bc_sync.mapping.assignment import TemplateSet
from tiktok_bc_sync.models import Listing, Product, Template
from tiktok_bc_sync.sync.records import Tables

Chooser = Callable[[Product, Listing | None], str]
"""Decides a product's template id, given what its listing says now; empty for none."""


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
    listings = await tables.listings.get_many([product.id for product in wanted])
    moved: dict[str, int] = {}
    for product in wanted:
        stored = listings.get(product.id)
        old = stored.value if stored else None
        template_id = chooser(product, old)
        if old and (old.template_id, old.title) == (template_id, product.title):
            continue
        await tables.listings.update(product.id, _tied(product, template_id))
        if old and old.template_id != template_id:
            moved[old.template_id] = moved.get(old.template_id, 0) + 1
    return moved


def _tied(product: Product, template_id: str) -> Callable[[Listing | None], Listing]:
    def change(listing: Listing | None) -> Listing:
        fresh = listing or Listing(product.id, product.title, template_id)
        return evolve(fresh, title=product.title, template_id=template_id)

    return change
