"""How the account's templates change: each change checked, committed whole, and followed by products."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import uuid4

from attrs import evolve, frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.assignment import Placing, in_order
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.mapping.template_checks import TemplateChecks, copied_name
from tiktok_bc_sync.models import CategoryFacts, RuleGroup, Template
from tiktok_bc_sync.rules import Columns, check
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.engine.retrying import until_alone
from tiktok_bc_sync.sync.planning.checking import refused
from tiktok_bc_sync.sync.templates.book import TemplateBook, settle
from tiktok_bc_sync.sync.templates.categories import Categories
from tiktok_bc_sync.sync.templates.preview import Move, Outlook, TemplateEffects, moves
from tiktok_bc_sync.sync.templates.shelf import Shelf

Decide = Callable[[TemplateBook], Awaitable[tuple[Sequence[Template], Shelf | None]]]
"""Returns what the templates should be, in order, and the products where all of them were read."""


@frozen
class Saved:
    """A saved template with what moved because of it."""

    template: Template
    moves: tuple[Move, ...] = ()

    @property
    def moved(self) -> Mapping[str, int]:
        """How many products moved to it, by the name of the template they left; "" for none."""
        return {one.left: one.count for one in self.moves if one.taken_by == self.template.name}

    @property
    def left(self) -> Mapping[str, int]:
        """How many products left it, by the name of the template they went to; "" for none."""
        return {one.taken_by: one.count for one in self.moves if one.left == self.template.name}

    def __str__(self) -> str:
        """The template's name and what moved."""
        return f"{self.template.name}: {', '.join(map(str, self.moves)) or 'no product moved'}"


@frozen
class TemplateChanges:
    """Changes of the templates of one account."""

    context: Context

    async def book(self) -> TemplateBook:
        """Read the templates."""
        return await TemplateBook.read(await self.context.tables())

    async def save(self, template: Template, *, new: bool, override: bool) -> Saved:
        """Check a template, put it in its place and give it its products."""
        saved = template

        async def decide(book: TemplateBook) -> tuple[Sequence[Template], Shelf | None]:
            nonlocal saved
            known = None if new else book.get(template.id)
            fitting, _ = await self._checked(book, template, known)
            shelf = await Shelf.of(book.tables) if _moving(book, fitting, override) else None
            columns = shelf.columns if shelf else Columns()
            placed = Placing(columns, book.templates).of(fitting, override=override)
            saved = next(one for one in placed if one.id == fitting.id)
            return placed, shelf

        moved = await self._change(decide)
        return Saved(saved, moved)

    async def effects(self, template: Template, *, override: bool, limit: int) -> TemplateEffects:
        """Say what `save` would move, and what would then change on TikTok."""
        book = await self.book()
        known = next((one for one in book.templates if one.id == template.id), None)
        fitting, facts = await self._checked(book, template, known)
        shelf = await Shelf.of(book.tables)
        placed = Placing(shelf.columns, book.templates).of(fitting, override=override)
        return await Outlook(self.context, shelf, placed).of(limit, fitting, facts)

    async def copy(self, name: str, query: RuleGroup | None) -> Saved:
        """Save a copy of a template under a name that is free, tried last."""
        copied: list[Template] = []

        async def decide(book: TemplateBook) -> tuple[Sequence[Template], Shelf | None]:
            original = book.get(name)
            if query is None and original.default:
                raise InvalidInput(
                    "A copy of the default template needs a rule of its own.", field="query"
                )
            names = [one.name for one in book.templates]
            made = evolve(
                original,
                id=uuid4().hex,
                name=copied_name(original.name, names),
                query=query or original.query,
            )
            placed = in_order([*book.templates, made])
            copied[:] = [one for one in placed if one.id == made.id]
            return placed, None

        moved = await self._change(decide)
        return Saved(copied[0], moved)

    async def delete(self, name: str) -> tuple[Move, ...]:
        """Delete a template and let its products go to others."""

        async def decide(book: TemplateBook) -> tuple[Sequence[Template], Shelf | None]:
            template = book.get(name)
            if template.default:
                raise InvalidInput(
                    "The default template can't be deleted.", field="name", what_to_do="Edit it."
                )
            return in_order(book.others(template)), None

        return await self._change(decide)

    async def reorder(self, template_ids: Sequence[str]) -> tuple[Move, ...]:
        """Try the templates in another order."""

        async def decide(book: TemplateBook) -> tuple[Sequence[Template], Shelf | None]:
            return in_order(book.ordered(template_ids)), None

        return await self._change(decide)

    async def order_effects(self, template_ids: Sequence[str], limit: int) -> TemplateEffects:
        """Say what `reorder` would move, and what would then change on TikTok."""
        book = await self.book()
        ordered = in_order(book.ordered(template_ids))
        return await Outlook(self.context, await Shelf.of(book.tables), ordered).of(limit)

    async def move(self, name: str, position: int) -> tuple[Move, ...]:
        """Put one template at a position, from 1."""

        async def decide(book: TemplateBook) -> tuple[Sequence[Template], Shelf | None]:
            return in_order(book.moved(book.get(name), position)), None

        return await self._change(decide)

    async def settle(self) -> tuple[Move, ...]:
        """Finish what a change that was cut off left to do."""
        book = await self.book()
        return moves(await settle(book.tables), book.templates)

    async def _change(self, decide: Decide) -> tuple[Move, ...]:
        """Commit what is decided, again until no other process wrote in between; then move products."""

        async def committed() -> tuple[TemplateBook, Sequence[Template], Shelf | None, bool]:
            book = await self.book()
            templates, shelf = await decide(book)
            return book, templates, shelf, await book.write(templates)

        book, templates, shelf, moving = await until_alone(committed)
        if not moving:
            return ()
        return moves(await settle(book.tables, shelf), book.templates, templates)

    async def _checked(
        self, book: TemplateBook, template: Template, known: Template | None
    ) -> tuple[Template, CategoryFacts]:
        """Return a template that can be saved, with its category. Raises `InvalidInput`."""
        if known and known.default != template.default:
            raise InvalidInput(
                "A template can't become the default one, nor the default one another.",
                field="query",
                what_to_do="Change its query, or create another template.",
            )
        if template.query is not None:
            check(template.query)
        facts = await Categories(self.context).facts(template.category_id)
        tidy = evolve(template, name=template.name.strip())
        limits = region_facts((await self.context.account()).shop.region)
        store = await self.context.store_facts()
        problems = TemplateChecks(facts, limits, store, book.others(template)).problems(tidy)
        if problems:
            raise refused(problems)
        return tidy, facts


def _moving(book: TemplateBook, template: Template, override: bool) -> bool:
    """Whether products may move once a template is saved, so that all of them have to be read."""
    known = next((one for one in book.templates if one.id == template.id), None)
    return override or not book.settled or known is None or known.query != template.query
