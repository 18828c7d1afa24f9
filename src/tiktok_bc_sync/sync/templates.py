"""Category templates: preview a query, create, and see which products they take."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from uuid import uuid4

from attrs import frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    Category,
    CategoryFacts,
    Condition,
    Listing,
    ParcelDefaults,
    PriceRule,
    Product,
    RuleGroup,
    SimpleProducts,
    Template,
)
from tiktok_bc_sync.rules import Compiled, all_of, check, compile_group
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.sync.assignment import Chooser, all_templates, assign_products
from tiktok_bc_sync.sync.context import Context

Query = RuleGroup | Condition
_BATCH = 200
_NAME_LENGTH = 80
_NO_PARCEL = ParcelDefaults()


@frozen
class CategoryChoice:
    """A TikTok category that can hold listings, with its path ("Home > Lamps")."""

    id: str
    path: str


@frozen
class PreviewedProduct:
    """A product that a query would take, and the conditions that took it."""

    product_id: str
    title: str
    because: tuple[str, ...]


@frozen
class Preview:
    """What a query would take before anything is saved: how many, and the first of them."""

    total: int
    products: tuple[PreviewedProduct, ...]

    def __str__(self) -> str:
        """One sentence for people."""
        if not self.total:
            return "No products will be affected."
        return f"{self.total} product(s) will be affected."


@frozen
class Saved:
    """A saved template and how many products moved to it, by the name of the template they left."""

    template: Template
    moved: Mapping[str, int]


@frozen
class AsyncTemplates:
    """The account's category templates."""

    context: Context

    async def list(self) -> Sequence[Template]:
        """Return the templates in the order in which they are tried."""
        return await all_templates(await self.context.tables())

    async def categories(self, search: str = "") -> Sequence[CategoryChoice]:
        """Return the categories that can hold listings of this shop, those that the search fits.

        ``search`` is part of the path, compared without case.
        """
        await self.context.tables()  # so that the shop is known
        tree = {one.id: one for one in await self.context.shop.categories()}
        choices = (CategoryChoice(one.id, _path(one, tree)) for one in tree.values() if _open(one))
        wanted = normalized(search)
        return sorted(
            (one for one in choices if wanted in normalized(one.path)), key=lambda one: one.path
        )

    async def preview(self, query: Query, *, limit: int = 50) -> Preview:
        """Return how many products a query takes and the first ``limit`` with what matched.

        Raises `InvalidInput` naming the position where the query is wrong.
        """
        compiled = compile_group(_group(query))
        total, first = 0, list[PreviewedProduct]()
        async for product in self._products():
            if compiled.matches(product):
                total += 1
                if len(first) < limit:
                    first.append(_previewed(product, compiled))
        return Preview(total, tuple(first))

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
        override: bool = False,
    ) -> Saved:
        """Save a template and give it the products that its query takes.

        Without a query it is the default template, of which there is one. ``override`` also takes
        products from other templates; otherwise only from the default one. ``attributes`` maps the
        name or id of a category's attribute to its source.

        Raises `InvalidInput` naming the field: a name that is taken, empty or over 80 characters, a
        category that is no leaf or closed to the shop, a required attribute without a source, an
        attribute that the category lacks, a wrong query.
        """
        facts = await self._checked_category(category_id)
        existing = await self.list()
        template = Template(
            id=uuid4().hex,
            name=_checked_name(name, existing),
            category_id=category_id,
            query=_checked_query(query, existing),
            attributes=_checked_attributes(attributes or {}, facts),
            parcel=parcel,
            price_rule=price_rule,
            simple_products=simple_products,
            cod=cod,
            position=1 + max((one.position for one in existing), default=0),
        )
        tables = await self.context.tables()
        await tables.templates.save(template, None)
        moved = await self._take(template, existing, override=override)
        return Saved(template, moved)

    async def _take(
        self, template: Template, existing: Sequence[Template], *, override: bool
    ) -> Mapping[str, int]:
        tables = await self.context.tables()
        names = {one.id: one.name for one in existing}
        free = {"", *(one.id for one in existing if one.default)}
        moved: dict[str, int] = {}
        chooser = _chooser(template, None if override else free)
        async for batch in _batches(self._products()):
            for template_id, count in (await assign_products(tables, batch, chooser)).items():
                name = names.get(template_id, "")
                moved[name] = moved.get(name, 0) + count
        return moved

    async def _products(self) -> AsyncIterator[Product]:
        tables = await self.context.tables()
        async for stored in tables.products.all():
            if not stored.value.deleted:
                yield stored.value

    async def _checked_category(self, category_id: str) -> CategoryFacts:
        facts = await self.context.category(category_id)
        if not facts.leaf:
            raise InvalidInput(
                f"Category {category_id} has categories below it.",
                field="category_id",
                what_to_do="Choose one of those; only they can hold listings.",
            )
        if not facts.available:
            raise InvalidInput(
                f"The shop may not sell in category {category_id}.",
                field="category_id",
                what_to_do="Apply for it in the seller centre, or choose another.",
            )
        return facts


class Templates(Blocking[AsyncTemplates]):
    """The account's category templates."""

    list = blocking(AsyncTemplates.list)
    categories = blocking(AsyncTemplates.categories)
    preview = blocking(AsyncTemplates.preview)
    create = blocking(AsyncTemplates.create)


def _open(category: Category) -> bool:
    return category.leaf and category.available


def _path(category: Category, tree: Mapping[str, Category]) -> str:
    """Return the names from the root down; a loop in the vendor's tree ends where it closes."""
    names, seen = [category.name], {category.id}
    while (parent := tree.get(category.parent_id)) and parent.id not in seen:
        category = parent
        seen.add(category.id)
        names.append(category.name)
    return " > ".join(reversed(names))


def _group(query: Query) -> RuleGroup:
    return check(query if isinstance(query, RuleGroup) else all_of(query))


def _previewed(product: Product, compiled: Compiled) -> PreviewedProduct:
    return PreviewedProduct(product.id, product.title, compiled.explain(product).because)


def _chooser(template: Template, free: set[str] | None) -> Chooser:
    """Give the template what it matches; only from the ``free`` template ids, or from all for None."""
    compiled = compile_group(template.query) if template.query else None

    def choose(product: Product, listing: Listing | None) -> str:
        now = listing.template_id if listing else ""
        may = not now if template.default else free is None or now in free
        return template.id if may and (compiled is None or compiled.matches(product)) else now

    return choose


def _checked_name(name: str, existing: Iterable[Template]) -> str:
    stripped = name.strip()
    if not 1 <= len(stripped) <= _NAME_LENGTH:
        raise InvalidInput(
            f"A template's name has 1 to {_NAME_LENGTH} characters, not {len(stripped)}.",
            field="name",
        )
    if normalized(stripped) in {normalized(one.name) for one in existing}:
        raise InvalidInput(f"There is already a template named {stripped!r}.", field="name")
    return stripped


def _checked_query(query: Query | None, existing: Iterable[Template]) -> RuleGroup | None:
    if query is not None:
        return _group(query)
    if any(one.default for one in existing):
        raise InvalidInput(
            "There is already a default template.",
            field="query",
            what_to_do="Give this one a query, or edit the default template.",
        )
    return None


def _checked_attributes(
    attributes: Mapping[str, AttributeSource], facts: CategoryFacts
) -> tuple[tuple[str, AttributeSource], ...]:
    known = {normalized(word) for one in facts.attributes for word in (one.id, one.name)}
    given = {normalized(name) for name in attributes}
    unknown = [name for name in attributes if normalized(name) not in known]
    missing = [
        one.name
        for one in facts.attributes
        if one.required
        and one.kind == AttributeKind.PRODUCT
        and not given & {normalized(one.id), normalized(one.name)}
    ]
    if unknown:
        raise InvalidInput(
            f"Category {facts.category_id} has no attribute {', '.join(unknown)}.",
            field="attributes",
        )
    if missing:
        raise InvalidInput(
            f"Category {facts.category_id} requires a source for {', '.join(missing)}.",
            field="attributes",
        )
    return tuple(attributes.items())


async def _batches(products: AsyncIterator[Product]) -> AsyncIterator[list[Product]]:
    batch: list[Product] = []
    async for product in products:
        batch.append(product)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
