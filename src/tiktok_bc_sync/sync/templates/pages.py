"""Templates as a list shows them."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.models import Template, Visibility
from tiktok_bc_sync.rules import to_text
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.templates.categories import Categories

IN_STORE = Filter("visibility", "in", (Visibility.PUBLISHED, Visibility.UNPUBLISHED))
"""The listings whose products the store still has."""


@frozen
class TemplateRow:
    """A template with its category's path, its rule in words, and how many products it has.

    `tiktok_bc_sync.rules.from_text` reads the rule; the default template's is "everything else". The path
    is the category's id where the shop has it no longer.
    """

    template: Template
    category: str
    rule: str
    products: int


@frozen
class TemplatePage:
    """Some templates in the order in which they are tried, and the cursor of what follows.

    ``total`` counts all templates that the search fits.
    """

    items: tuple[TemplateRow, ...]
    total: int
    next: str | None = None


async def template_page(
    context: Context, search: str, limit: int, after: str | None
) -> TemplatePage:
    """Return a page of the templates whose name contains a text."""
    tables = await context.tables()
    wanted = normalized(search)
    where = (Filter("name", "contains", wanted),) if wanted else ()
    found, following = await tables.templates.find(
        *where, order_by="position", limit=limit, after=after
    )
    held = await tables.listings.count(IN_STORE, by="template_id")
    paths = await Categories(context).paths()
    rows = tuple(
        TemplateRow(
            one,
            paths.get(one.category_id, one.category_id),
            to_text(one.query) if one.query else "everything else",
            held.get(one.id, 0),
        )
        for one in (stored.value for stored in found)
    )
    total = sum((await tables.templates.count(*where)).values())
    return TemplatePage(rows, total, following)
