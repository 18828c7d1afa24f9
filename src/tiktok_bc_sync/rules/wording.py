"""The words for what a rule is made of, and rules told in them."""

from __future__ import annotations

from tiktok_bc_sync.models import Condition, Field, Match, Operator, RuleGroup

FIELDS = {
    Field.TITLE: "title",
    Field.SKU: "SKU",
    Field.BRAND: "brand",
    Field.CATEGORY: "category",
}
OPERATORS = {
    Operator.EQUALS: "is",
    Operator.NOT_EQUALS: "is not",
    Operator.CONTAINS: "contains",
    Operator.DOES_NOT_CONTAIN: "does not contain",
}
JOINTS = {Match.ANY: "or", Match.ALL: "and"}
HEADS = {Match.ANY: "any of", Match.ALL: "all of"}


def words(rule: RuleGroup | Condition) -> str:
    """Return the rule as people read it; `to_text` writes it so that it can be read back.

    >>> words(Condition(Field.BRAND, Operator.EQUALS, "Sagaform"))
    'brand is Sagaform'
    """
    if isinstance(rule, Condition):
        return f"{FIELDS[rule.field]} {OPERATORS[rule.operator]} {rule.value}"
    joint = f" {JOINTS[rule.match]} "
    return joint.join(
        f"({words(one)})" if isinstance(one, RuleGroup) else words(one) for one in rule.members
    )
