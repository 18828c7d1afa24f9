"""Rule groups as values: what a category template's query is made of."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from attrs import frozen


class Field(StrEnum):
    """What of a product a condition looks at."""

    TITLE = "Title"
    SKU = "SKU"
    BRAND = "Brand"
    CATEGORY = "Category"


class Operator(StrEnum):
    """How a condition compares; NotEquals and DoesNotContain are the exact negations."""

    EQUALS = "Equals"
    NOT_EQUALS = "NotEquals"
    CONTAINS = "Contains"
    DOES_NOT_CONTAIN = "DoesNotContain"

    @property
    def negative(self) -> bool:
        """Whether it holds where the positive one of its pair fails."""
        return self in (Operator.NOT_EQUALS, Operator.DOES_NOT_CONTAIN)


class Match(StrEnum):
    """Whether one condition is enough or all must hold."""

    ANY = "Any"
    ALL = "All"


@frozen
class Condition:
    """One comparison, for example Title Contains "lamp"."""

    field: Field
    operator: Operator
    value: str


@frozen
class RuleGroup:
    """Any or All of a list of conditions and of further groups.

    Groups are checked by `tiktok_bc_sync.rules.check`, which names the position of what is wrong.
    """

    match: Match
    members: tuple[Condition | RuleGroup, ...]

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition, depth first, in reading order."""
        for member in self.members:
            if isinstance(member, Condition):
                yield member
            else:
                yield from member.conditions()
