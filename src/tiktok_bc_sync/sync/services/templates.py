"""Category templates: preview a query, save, copy, order and delete them, and see what they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import uuid4

from attrs import frozen

from tiktok_bc_sync.mapping.attribute_groups import AttributeGroups, attribute_groups
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import (
    AttributeSource,
    CategoryFacts,
    Condition,
    MarketRules,
    ParcelDefaults,
    PriceRule,
    RuleGroup,
    SimpleProducts,
    Template,
)
from tiktok_bc_sync.rules import all_of, check
from tiktok_bc_sync.runtime import Blocking, blocking, blocking_iter
from tiktok_bc_sync.storage import Filter
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.templates.book import TemplateBook
from tiktok_bc_sync.sync.templates.categories import Categories, CategoryChoice, Refreshed
from tiktok_bc_sync.sync.templates.changes import Saved, TemplateChanges
from tiktok_bc_sync.sync.templates.pages import IN_STORE, TemplatePage, template_page
from tiktok_bc_sync.sync.templates.preview import Move, Preview, TemplateEffects, preview
from tiktok_bc_sync.sync.templates.shelf import Shelf

Query = RuleGroup | Condition
_NO_PARCEL = ParcelDefaults()
_NO_MARKET = MarketRules()


@frozen
class AsyncTemplates:
    """The account's category templates.

    A product always has the first template in the list's order that matches it, else the default one.
    Once the first template without a query was saved there is always one default template: it is edited,
    not deleted.
    """

    context: Context

    async def list(self) -> Sequence[Template]:
        """Return the templates in the order in which they are tried, the default one last."""
        return (await self._book()).templates

    async def page(
        self, search: str = "", *, limit: int = 50, after: str | None = None
    ) -> TemplatePage:
        """Return a page of the templates whose name contains a text, compared without case.

        Raises `InvalidInput` for a limit below 1 and a cursor of something else.
        """
        return await template_page(self.context, search, limit, after)

    async def get(self, name: str) -> Template:
        """Return the template that has this id or, compared without case, name. Raises `NotFound`."""
        return (await self._book()).get(name)

    async def product_ids(self, name: str) -> AsyncIterator[str]:
        """Yield the ids of the products of a template, given by id or name, read page by page.

        Those that the store has no longer are left out. Raises `NotFound`.
        """
        template = await self.get(name)
        tables = await self.context.tables()
        tied = Filter("template_id", "eq", template.id)
        async for stored in tables.listings.all(tied, IN_STORE):
            yield stored.value.product_id

    async def preview(self, query: Query, *, offset: int = 0, limit: int = 50) -> Preview:
        """Return how many products a query takes, and ``limit`` of them after the first ``offset``.

        Raises `InvalidInput` naming the position where the query is wrong.
        """
        group, book = _group(query), await self._book()
        return preview(await Shelf.of(book.tables), book.templates, group, offset, limit)

    async def effects(
        self, template: Template, *, override: bool = False, limit: int = 50
    ) -> TemplateEffects:
        """Return what saving a template, new or changed, would move and change on TikTok.

        Nothing is saved or sent. Up to ``limit`` changes are told one by one. Raises as `update` does, but
        takes an id that no template has as that of a new one.
        """
        return await self._changes.effects(template, override=override, limit=limit)

    async def create(
        self,
        *,
        name: str,
        category_id: str,
        query: Query | None = None,
        attributes: Mapping[str, AttributeSource] | None = None,
        parcel: ParcelDefaults = _NO_PARCEL,
        price_rule: PriceRule | None = None,
        simple_products: SimpleProducts = SimpleProducts.REQUIRE_VARIANT,
        cod: bool = False,
        market: MarketRules = _NO_MARKET,
        override: bool = False,
    ) -> Saved:
        """Save a new template and give it the products that its query takes.

        Without a query it is the default template, of which there is one. ``attributes`` maps the name or
        id of a category's attribute, or "package weight" and the like, to its source.

        A new template is tried last and so takes products from the default one only. With ``override`` it
        also takes those that others have: it is put before the first of these templates, where it stays,
        and so keeps what it took although they match too.

        Raises `InvalidInput` naming the field and telling all that is wrong: a name that is taken, empty
        or over 80 characters, a wrong query, a category that is unknown, no leaf or closed to the shop, a
        required attribute without a source, one that the category lacks, a value that it doesn't allow, a
        price rule that leaves nothing, cash on delivery where there is none.
        """
        template = Template(
            id=uuid4().hex,
            name=name,
            category_id=category_id,
            query=None if query is None else _group(query),
            attributes=tuple((attributes or {}).items()),
            parcel=parcel,
            price_rule=price_rule,
            simple_products=simple_products,
            cod=cod,
            market=market,
        )
        return await self._changes.save(template, new=True, override=override)

    async def update(self, template: Template, *, override: bool = False) -> Saved:
        """Save a template that was read and changed with `attrs.evolve`; the last one who saves wins.

        With ``override`` it moves to the front as in `create`. Without, it takes no product that another
        template has: where its new query matches some of a later one's, it is put behind that. Its
        ``position`` is otherwise kept, whatever it says. Listed products stay listed; the next plan sends
        what differs, and `effects` tells before what that is.

        Raises `NotFound`, and `InvalidInput` as `create` does, also for a default template that is given
        a query and for another one that loses its own.
        """
        return await self._changes.save(template, new=False, override=override)

    async def copy(self, name: str, *, query: Query | None = None) -> Saved:
        """Save a copy of a template, given by id or name, as "Copy of …", tried last.

        The name is cut to 80 characters and numbered where it is taken. ``query`` replaces the rule; the
        default template has none, so that its copy needs one. Raises `NotFound` and `InvalidInput`.
        """
        return await self._changes.copy(name, None if query is None else _group(query))

    async def delete(self, name: str) -> tuple[Move, ...]:
        """Delete a template, given by id or name; return where its products went.

        Each goes to the next template that matches or to the default one; what is listed stays listed.
        Raises `NotFound`, and `InvalidInput` for the default template.
        """
        return await self._changes.delete(name)

    async def reorder(self, template_ids: Sequence[str]) -> tuple[Move, ...]:
        """Try the templates in this order, and return which products moved because of it.

        All are named once but for the default one, which is always the last. Raises `InvalidInput`.
        """
        return await self._changes.reorder(template_ids)

    async def order_effects(
        self, template_ids: Sequence[str], *, limit: int = 50
    ) -> TemplateEffects:
        """Return what `reorder` would move and change on TikTok; nothing is saved or sent.

        Up to ``limit`` changes are told one by one. Raises as `reorder` does.
        """
        return await self._changes.order_effects(template_ids, limit)

    async def move(self, name: str, position: int) -> tuple[Move, ...]:
        """Put one template, given by id or name, at a position of the list, from 1; see `reorder`.

        Raises `NotFound` and `InvalidInput`.
        """
        return await self._changes.move(name, position)

    async def settle(self) -> tuple[Move, ...]:
        """Give every product the template that it should have, and return which ones moved.

        Each change does it by itself; only after one that was cut off there is something left to do.
        """
        return await self._changes.settle()

    async def categories(self, search: str = "") -> Sequence[CategoryChoice]:
        """Return the categories that can hold listings of this shop, those that the search fits.

        ``search`` is part of the path, compared without case. The tree is read once a day.
        """
        return await self._categories.choices(search)

    async def recommend(self, title: str, description: str = "") -> tuple[CategoryChoice, ...]:
        """Return the category that TikTok recommends for a product, then others of the same name.

        Empty where it recommends none that the shop may list in. Raises `InvalidInput` for a title that
        is empty or too long.
        """
        return await self._categories.recommended(title, description)

    async def category(self, category_id: str) -> CategoryFacts:
        """Return a category's attributes and rules, at most a day old. Raises `InvalidInput`."""
        return await self._categories.facts(category_id)

    async def attribute_groups(self, category_id: str) -> AttributeGroups:
        """Return what a template for a category maps, in groups. Raises `InvalidInput`."""
        facts = await self._categories.facts(category_id)
        region = (await self.context.account()).shop.region
        return attribute_groups(facts, region_facts(region))

    async def refresh_category(self, category_id: str) -> CategoryFacts:
        """Read a category's attributes and rules anew. Raises `Refused` where it is gone."""
        return await self._categories.refresh(category_id)

    async def refresh_categories(self) -> Refreshed:
        """Read the tree and all categories that were ever asked about anew."""
        return await self._categories.refresh_all()

    @property
    def _categories(self) -> Categories:
        return Categories(self.context)

    @property
    def _changes(self) -> TemplateChanges:
        return TemplateChanges(self.context)

    async def _book(self) -> TemplateBook:
        return await self._changes.book()


class Templates(Blocking[AsyncTemplates]):
    """The account's category templates."""

    list = blocking(AsyncTemplates.list)
    page = blocking(AsyncTemplates.page)
    get = blocking(AsyncTemplates.get)
    product_ids = blocking_iter(AsyncTemplates.product_ids)
    preview = blocking(AsyncTemplates.preview)
    effects = blocking(AsyncTemplates.effects)
    create = blocking(AsyncTemplates.create)
    update = blocking(AsyncTemplates.update)
    copy = blocking(AsyncTemplates.copy)
    delete = blocking(AsyncTemplates.delete)
    reorder = blocking(AsyncTemplates.reorder)
    order_effects = blocking(AsyncTemplates.order_effects)
    move = blocking(AsyncTemplates.move)
    settle = blocking(AsyncTemplates.settle)
    categories = blocking(AsyncTemplates.categories)
    recommend = blocking(AsyncTemplates.recommend)
    category = blocking(AsyncTemplates.category)
    attribute_groups = blocking(AsyncTemplates.attribute_groups)
    refresh_category = blocking(AsyncTemplates.refresh_category)
    refresh_categories = blocking(AsyncTemplates.refresh_categories)


def _group(query: Query) -> RuleGroup:
    return check(query if isinstance(query, RuleGroup) else all_of(query))
