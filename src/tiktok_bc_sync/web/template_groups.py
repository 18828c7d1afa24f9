"""A category's attributes as the template editor shows them, with where each is taken from so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

from tiktok_bc_sync.models import AttributeSource, CategoryAttribute, Template


class Measure(Protocol):
    """A measure of the parcel that a template may map."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def units(self) -> tuple[str, ...]:
        """The units it may be in."""
        ...


class Groups(Protocol):
    """What the library tells of a category's attributes."""

    @property
    def product(self) -> tuple[CategoryAttribute, ...]:
        """Those that every product needs."""
        ...

    @property
    def variation(self) -> tuple[CategoryAttribute, ...]:
        """Those that tell SKUs apart."""
        ...

    @property
    def recommended(self) -> tuple[CategoryAttribute, ...]:
        """All others."""
        ...

    @property
    def package(self) -> Sequence[Measure]:
        """The measures of the parcel."""
        ...


@frozen
class Attribute:
    """An attribute or a measure, and its source: None where it has none."""

    id: str
    name: str
    needed: bool = False
    values: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    source: AttributeSource | None = None


@frozen
class Group:
    """A heading and the attributes below it."""

    title: str
    attributes: tuple[Attribute, ...]

    @property
    def open(self) -> bool:
        """Whether somebody must look: something is needed, or mapped already."""
        return any(one.needed or one.source for one in self.attributes)


def mapped(groups: Groups, template: Template) -> list[Group]:
    """Return a category's attributes in their groups, as a template maps them."""
    kinds = (
        ("Product attributes", groups.product),
        ("Variation attributes", groups.variation),
        ("Recommended attributes", groups.recommended),
    )
    found = [Group(title, tuple(_shown(some, template))) for title, some in kinds if some]
    package = (
        Attribute(one.name, one.name, units=one.units, source=_source(template, one.name))
        for one in groups.package
    )
    return [*found, Group("Package measures", tuple(package))]


def _shown(attributes: Iterable[CategoryAttribute], template: Template) -> Iterator[Attribute]:
    for one in attributes:
        values = tuple(name for _, name in one.values)
        source = _source(template, one.id, one.name)
        yield Attribute(one.id, one.name, one.required, values, (), source)


def _source(template: Template, *names: str) -> AttributeSource | None:
    known = {name.casefold(): source for name, source in template.attributes}
    return next((known[one.casefold()] for one in names if one.casefold() in known), None)
