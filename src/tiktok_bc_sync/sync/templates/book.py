"""The account's templates as one thing: changed together, by one process at a time, to the end.

A change is one commit. What follows from it, products that go to other templates, is worked out from the
templates alone, so that it can be done again: a change that was cut off leaves a mark, and the next one,
or `settle`, gives every product the template that it should have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from uuid import uuid4

from attrs import evolve, frozen

from tiktok_bc_sync.errors import Conflict, InvalidInput, NotFound
from tiktok_bc_sync.models import Template
from tiktok_bc_sync.rules.text import normalized
from tiktok_bc_sync.storage import Delete, Stored, Write, commit
from tiktok_bc_sync.sync.catalogue.assignment import all_templates, assign_products
from tiktok_bc_sync.sync.records import CURRENT, TEMPLATE, Tables
from tiktok_bc_sync.sync.records.templates import TemplatesMark
from tiktok_bc_sync.sync.templates.shelf import Shelf

Moved = Counter[tuple[str, str]]
"""How many products left which template id for which; empty for no template."""

_BATCH = 500


@frozen
class TemplateBook:
    """The templates in the order in which they are tried, as they were read."""

    tables: Tables
    _stored: Mapping[str, Stored[Template]]
    _mark: Stored[TemplatesMark] | None

    @classmethod
    async def read(cls, tables: Tables) -> TemplateBook:
        """Read them; what changes from here on makes `write` raise `Conflict`."""
        mark = await tables.template_marks.get(CURRENT)  # before what it guards
        stored = [one async for one in tables.templates.all(order_by="position")]
        return cls(tables, {one.value.id: one for one in stored}, mark)

    @property
    def templates(self) -> tuple[Template, ...]:
        """The templates, the default one last."""
        return tuple(one.value for one in self._stored.values())

    @property
    def settled(self) -> bool:
        """Whether every product has its template, as far as is known."""
        return self._mark is None or self._mark.value.assigned

    def get(self, name: str) -> Template:
        """Return the template that has this id or, compared without case, name. Raises `NotFound`."""
        if name in self._stored:
            return self._stored[name].value
        wanted = normalized(name)
        found = next((one for one in self.templates if normalized(one.name) == wanted), None)
        if found is None:
            raise NotFound(f"There is no template {name!r}.", what_to_do="List the templates.")
        return found

    def others(self, template: Template) -> tuple[Template, ...]:
        """Return all templates but this one."""
        return tuple(one for one in self.templates if one.id != template.id)

    def ordered(self, template_ids: Sequence[str]) -> list[Template]:
        """Return the templates in another order. Raises `InvalidInput` unless all are named once."""
        queried = {one.id: one for one in self.templates if not one.default}
        if sorted(template_ids) != sorted(queried):
            raise InvalidInput(
                "The new order doesn't name each template once.",
                field="template_ids",
                what_to_do="Name all but the default one, which is always the last.",
            )
        return [*map(queried.__getitem__, template_ids), *(t for t in self.templates if t.default)]

    def moved(self, template: Template, position: int) -> list[Template]:
        """Return the templates with one at another position, from 1. Raises `InvalidInput`."""
        rest = list(self.others(template))
        last = sum(not one.default for one in rest) + 1
        if template.default or not 1 <= position <= last:
            raise InvalidInput(
                f"{template.name!r} can't be tried at position {position}.",
                field="position",
                what_to_do=f"Give one from 1 to {last}; the default one stays last.",
            )
        rest.insert(position - 1, template)
        return rest

    async def write(self, templates: Sequence[Template]) -> bool:
        """Let these be the templates, in one commit, and return whether products may have to move."""
        moving = not self.settled or _rules(templates) != _rules(self.templates)
        mark = TemplatesMark(uuid4().hex, assigned=not moving)
        writes: list[Write | Delete] = [
            self.tables.template_marks.write(mark, self._mark.version if self._mark else None),
            *self._writes(templates),
        ]
        await commit(self.tables.templates.storage, self.tables.templates.account, writes)
        return moving

    def _writes(self, templates: Sequence[Template]) -> Iterator[Write | Delete]:
        kept = {one.id for one in templates}
        for template in templates:
            known = self._stored.get(template.id)
            if known is None or known.value != template:
                yield self.tables.templates.write(template, known.version if known else None)
        for key, stored in self._stored.items():
            if key not in kept:
                yield Delete(TEMPLATE.name, key, stored.version)


async def settle(tables: Tables, shelf: Shelf | None = None) -> Moved:
    """Give every product the first template that matches; return how many went from where to where.

    It goes on until no other process changed the templates meanwhile. ``shelf`` may be given by who has
    read it.
    """
    moved = Moved()
    while True:
        mark = await tables.template_marks.get(CURRENT)
        templates = await all_templates(tables)
        held = shelf or await Shelf.of(tables)
        strayed = held.strayed(templates)
        moved.update((held.tied[key], chosen) for key, chosen in strayed.items())
        missed = await _tie(tables, held, strayed)
        await _judge_again(tables, [*missed, *held.orphans(templates)])
        if await _settled(tables, mark):
            return moved
        shelf = None


async def settle_rest(tables: Tables) -> None:
    """Settle after a change that was cut off; else it costs one look at the mark, no walk."""
    mark = await tables.template_marks.get(CURRENT)
    if mark and not mark.value.assigned:
        await settle(tables)


async def _tie(tables: Tables, shelf: Shelf, chosen: Mapping[str, str]) -> list[str]:
    """Give products their templates; return those that somebody else wrote since they were judged."""
    left, missed = iter(chosen), list[str]()
    while batch := list(islice(left, _BATCH)):
        known = await tables.listings.get_many(batch)
        same = {key: one for key, one in known.items() if one.version == shelf.versions[key]}
        missed += [key for key in batch if key not in same]
        writes = [
            tables.listings.write(evolve(one.value, template_id=chosen[key]), one.version)
            for key, one in same.items()
        ]
        try:
            await commit(tables.listings.storage, tables.listings.account, writes)
        except Conflict:
            missed += same
    return missed


async def _judge_again(tables: Tables, product_ids: Sequence[str]) -> None:
    """Give products their templates, as both are now."""
    left = iter(product_ids)
    while batch := list(islice(left, _BATCH)):
        products = await tables.products.get_many(batch)
        await assign_products(tables, [one.value for one in products.values()])


async def _settled(tables: Tables, mark: Stored[TemplatesMark] | None) -> bool:
    """Say that nothing is left to be done, unless the templates changed since they were marked."""
    if mark is None:
        return await tables.template_marks.get(CURRENT) is None
    if mark.value.assigned:
        return await tables.template_marks.get(CURRENT) == mark
    try:
        await tables.template_marks.save(evolve(mark.value, assigned=True), mark.version)
    except Conflict:
        return False
    return True


def _rules(templates: Sequence[Template]) -> list[object]:
    """Return what decides which product goes where."""
    return [(one.id, one.query) for one in templates]
