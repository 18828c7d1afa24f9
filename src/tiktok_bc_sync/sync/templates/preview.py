"""What a query would take and what a template would change, told before anything is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import CategoryFacts, Change, RuleGroup, Template
from tiktok_bc_sync.sync.catalogue.cases import Case, Cases
from tiktok_bc_sync.sync.engine.context import Context
from tiktok_bc_sync.sync.planning.effects import Effects, difference
from tiktok_bc_sync.sync.planning.planner import Planner
from tiktok_bc_sync.sync.templates.book import Moved
from tiktok_bc_sync.sync.templates.shelf import Shelf


@frozen
class PreviewedProduct:
    """A product that a query would take, and the conditions that took it.

    ``template`` is the name of the template that it has now, empty for none.
    """

    product_id: str
    title: str
    because: tuple[str, ...]
    template: str = ""


@frozen
class Preview:
    """What a query would take before anything is saved: how many, and a page of them.

    ``now`` counts them by the name of the template that they have now, "" for none. ``free`` of them have
    none but the default one: so many a template takes that doesn't override others.
    """

    total: int
    products: tuple[PreviewedProduct, ...]
    now: Mapping[str, int] = field(factory=dict[str, int])
    free: int = 0

    def __str__(self) -> str:
        """One sentence for people."""
        if not self.total:
            return "No products will be affected."
        return f"{self.total} product(s) will be affected."


def preview(
    shelf: Shelf, templates: Sequence[Template], query: RuleGroup, offset: int, limit: int
) -> Preview:
    """Ask a query of all products and explain one page of its matches. Raises `InvalidInput`."""
    if offset < 0 or limit < 0:
        raise InvalidInput("A page begins at 0 and has at least 0 products.", field="offset")
    rows = shelf.columns.matching(query)
    names = {one.id: one.name for one in templates}
    free = {one.id for one in templates if one.default} | {""}
    now = Counter(shelf.tied[key] for key in rows)
    page = tuple(
        PreviewedProduct(
            key,
            shelf.titles[key],
            shelf.columns.reasons(query, key).because,
            names.get(shelf.tied[key], ""),
        )
        for key in rows.page(offset, limit)
    )
    by_name = Counter[str]()
    for template_id, count in now.items():
        by_name[names.get(template_id, "")] += count
    return Preview(len(rows), page, dict(by_name), sum(now[one] for one in free))


@frozen
class Move:
    """How many products go from one template to another, by their names; empty for no template."""

    left: str
    taken_by: str
    count: int

    def __str__(self) -> str:
        """As in ``12 product(s) from Everything to Lamps``."""
        left, taken_by = self.left or "no template", self.taken_by or "no template"
        return f"{self.count} product(s) from {left} to {taken_by}"


def moves(moved: Moved, *templates: Iterable[Template]) -> tuple[Move, ...]:
    """Return what moved by the names of the templates, those that are there no longer included."""
    names = {one.id: one.name for some in templates for one in some}
    counted = Counter[tuple[str, str]]()
    for (left, taken_by), count in moved.items():
        counted[names.get(left, ""), names.get(taken_by, "")] += count
    return tuple(Move(left, taken_by, count) for (left, taken_by), count in sorted(counted.items()))


@frozen
class TemplateEffects:
    """What a template, or another order, would cause: which products move, and what changes on TikTok.

    ``effects`` counts prices, stocks and listings over everything that is on TikTok; ``changes`` are the
    first of the products behind it, each as a plan would tell it once that was saved.
    """

    moves: tuple[Move, ...]
    effects: Effects
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        """The moves, then one sentence about TikTok."""
        return "\n".join([*map(str, self.moves), str(self.effects)])


@frozen
class Outlook:
    """The templates as they would be, to be compared with what is."""

    context: Context
    shelf: Shelf
    templates: Sequence[Template]

    async def of(
        self, limit: int, edited: Template | None = None, facts: CategoryFacts | None = None
    ) -> TemplateEffects:
        """Decide about each listed product that moves, or that an edited template has, now and then."""
        now = await Planner.of(self.context)
        then = evolve(
            now,
            templates={one.id: one for one in self.templates},
            categories={**now.categories, **({facts.category_id: facts} if facts else {})},
        )
        chosen = dict(self.shelf.chosen(self.templates))
        touched = [
            key
            for key in sorted(self.shelf.listed)
            if self.shelf.tied[key] != chosen[key] or (edited and edited.id == chosen[key])
        ]
        total, changes = Effects(), list[Change]()
        async for page in (await Cases.of(self.context)).pages(touched):
            goals = [_tied(case, chosen[case.id]) for case in page.cases]
            await now.learn(page.cases)
            await then.learn(goals)
            for case, goal in zip(page.cases, goals, strict=True):
                after = then.decide(goal)
                effect = difference(now.decide(case), after, case.listing.value)
                total += effect
                changes += [after] if effect and len(changes) < limit else []
        return TemplateEffects(self._moves(now.templates.values()), total, tuple(changes))

    def _moves(self, known: Iterable[Template]) -> tuple[Move, ...]:
        strayed = self.shelf.strayed(self.templates)
        routes = Moved((self.shelf.tied[key], goal) for key, goal in strayed.items())
        return moves(routes, known, self.templates)


def _tied(case: Case, template_id: str) -> Case:
    listing = evolve(case.listing.value, template_id=template_id)
    return evolve(case, listing=evolve(case.listing, value=listing))
