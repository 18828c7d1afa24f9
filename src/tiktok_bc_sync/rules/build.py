"""Rule groups written in Python: ``any_of(brand.equals("Sagaform"), title.contains("lamp"))``."""

from __future__ import annotations

from attrs import frozen

from tiktok_bc_sync.models import Condition, Field, Match, Operator, RuleGroup


@frozen
class FieldBuilder:
    """Makes conditions on one field of a product."""

    field: Field

    def equals(self, value: str) -> Condition:
        """Hold where the field (one of its values) is this text."""
        return Condition(self.field, Operator.EQUALS, value)

    def not_equals(self, value: str) -> Condition:
        """Hold where the field (each of its values) is another text."""
        return Condition(self.field, Operator.NOT_EQUALS, value)

    def contains(self, value: str) -> Condition:
        """Hold where this text occurs in the field (in one of its values)."""
        return Condition(self.field, Operator.CONTAINS, value)

    def does_not_contain(self, value: str) -> Condition:
        """Hold where this text occurs nowhere in the field."""
        return Condition(self.field, Operator.DOES_NOT_CONTAIN, value)


title = FieldBuilder(Field.TITLE)
sku = FieldBuilder(Field.SKU)
brand = FieldBuilder(Field.BRAND)
category = FieldBuilder(Field.CATEGORY)


def any_of(*members: Condition | RuleGroup) -> RuleGroup:
    """Hold where at least one member holds."""
    return RuleGroup(Match.ANY, members)


def all_of(*members: Condition | RuleGroup) -> RuleGroup:
    """Hold where every member holds."""
    return RuleGroup(Match.ALL, members)
