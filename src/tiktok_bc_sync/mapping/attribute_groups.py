"""What a category's attributes look like to who maps them: in groups, beside what every parcel needs."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from tiktok_bc_sync.mapping.regions import RegionFacts
from tiktok_bc_sync.models import AttributeKind, CategoryAttribute, CategoryFacts

STANDARD_FIELDS = ("brand", "title", "warranty", "gtin")
"""The product fields that `AttributeSource.standard` knows."""

_WEIGHTS = ("kg", "g", "lb", "oz", "t")
_SIDES = ("cm", "in", "mm", "m")
PACKAGE: Mapping[str, tuple[str, ...]] = {
    "package weight": _WEIGHTS,
    "package length": _SIDES,
    "package width": _SIDES,
    "package height": _SIDES,
}
"""What a template may map of the parcel, by the name that it has among the attributes, with its units."""


@frozen
class PackageField:
    """A measure of the parcel; where nothing is mapped, the product's own one is sent.

    ``required`` listings have it, from wherever it is.
    """

    name: str
    units: tuple[str, ...]
    required: bool


@frozen
class AttributeGroups:
    """A category's attributes in three groups, as a template's editor shows them.

    The first is about the product and what it must have: ``cod`` says whether cash on delivery may be
    opened, ``package`` measures the parcel, and ``product`` has the required attributes, without which a
    template can't be saved. ``variation`` tells SKUs apart, ``recommended`` is all else.
    """

    cod: bool
    package: tuple[PackageField, ...]
    product: tuple[CategoryAttribute, ...]
    variation: tuple[CategoryAttribute, ...]
    recommended: tuple[CategoryAttribute, ...]


def attribute_groups(facts: CategoryFacts, limits: RegionFacts) -> AttributeGroups:
    """Tell a category's attributes apart; ``limits`` are those of the shop's region."""
    variation = tuple(one for one in facts.attributes if one.kind == AttributeKind.SALES)
    product = tuple(one for one in facts.attributes if one.required and one not in variation)
    return AttributeGroups(
        facts.cod_supported and limits.cod,
        tuple(
            PackageField(name, units, units is _WEIGHTS or facts.dimensions_required)
            for name, units in PACKAGE.items()
        ),
        product,
        variation,
        tuple(one for one in facts.attributes if one not in product and one not in variation),
    )
