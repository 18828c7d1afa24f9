"""Which template takes a product: always the first one in the merchant's order that matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from tiktok_bc_sync.models import Product, RuleGroup, Template
from tiktok_bc_sync.rules import Columns, Compiled, Texts, compile_group


@frozen
class TemplateSet:
    """An account's templates in the merchant's order, their queries compiled once for many products."""

    _tried: tuple[tuple[Template, Compiled], ...]
    _default: Template | None

    @classmethod
    def of(cls, templates: Sequence[Template]) -> TemplateSet:
        """Compile the templates' queries. Raises `InvalidInput` where one can't be used."""
        ordered = sorted(templates, key=lambda one: one.position)
        return cls(
            tuple((one, compile_group(one.query)) for one in ordered if one.query is not None),
            next((one for one in ordered if one.default), None),
        )

    def choose(self, product: Product) -> Template | None:
        """Return the first template whose query takes the product, else the default one."""
        texts = Texts(product)
        matching = (one for one, query in self._tried if query.matches_texts(texts))
        return next(matching, self._default)


def in_order(templates: Iterable[Template]) -> tuple[Template, ...]:
    """Number templates by the order in which they are given, from 1, the default one last."""
    queried, default = list[Template](), list[Template]()
    for one in templates:
        (default if one.default else queried).append(one)
    return tuple(evolve(one, position=at) for at, one in enumerate((*queried, *default), 1))


def assigned(columns: Columns, templates: Sequence[Template]) -> Mapping[str, str]:
    """Return the template id of each product that another than the default template takes.

    It is what `TemplateSet.choose` says of each, worked out for all at once. The templates are in order.
    """
    return columns.assign((one.id, one.query) for one in templates if one.query is not None)


@frozen
class Placing:
    """Where a template belongs among the others, so that the first match alone decides.

    One that overrides goes before the first of those that have products which it matches: then it keeps
    them, though the others match them too; it never moves back. One that doesn't override goes behind
    the last of those that have products which it newly matches, so that it takes none from them; it never
    moves forward, and a new one is the last of all.
    """

    columns: Columns = field(repr=False)
    templates: Sequence[Template]

    def of(self, template: Template, *, override: bool) -> tuple[Template, ...]:
        """Return the templates in order with this one, new or changed, in its place."""
        others = [one for one in self.templates if one.id != template.id]
        if template.query is None:
            return in_order([*others, template])
        old = next((one for one in self.templates if one.id == template.id), None)
        rivals = [one for one in others if not one.default]
        now = self.templates.index(old) if old else len(rivals)
        holders = self._holders(template.query, rivals)
        if override:
            place = min([now, *holders.values()])
        else:
            mine = self._mine(old) if old else set[str]()
            place = max([now, *(at + 1 for key, at in holders.items() if key not in mine)])
        return in_order([*rivals[:place], template, *others[place:]])

    def _holders(self, query: RuleGroup, rivals: Sequence[Template]) -> dict[str, int]:
        """Return by product id which rival, by its place, would have what the query matches."""
        places = {one.id: at for at, one in enumerate(rivals)}
        held = assigned(self.columns, rivals)
        return {key: places[held[key]] for key in self.columns.matching(query) if key in held}

    def _mine(self, old: Template) -> set[str]:
        """Return the products that a template has as long as it isn't changed."""
        now = assigned(self.columns, self.templates)
        return {key for key, template_id in now.items() if template_id == old.id}
