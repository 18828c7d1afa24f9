"""Rule groups made ready to judge products, and to say why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from tiktok_bc_sync.models import Condition, Field, Match, Operator, Product, RuleGroup
from tiktok_bc_sync.rules.check import check
from tiktok_bc_sync.rules.json_form import words
from tiktok_bc_sync.rules.text import normalized

Test = Callable[[Product], bool]


@frozen
class Explanation:
    """Why a group took a product or not: its conditions in words, by whether they held."""

    matched: bool
    held: tuple[str, ...]
    failed: tuple[str, ...]

    def __str__(self) -> str:
        """A line for each condition."""
        lines = [f"holds: {text}" for text in self.held] + [
            f"fails: {text}" for text in self.failed
        ]
        return "\n".join(["matched" if self.matched else "not matched", *lines])


@frozen
class Compiled:
    """A checked group with its texts normalized once."""

    group: RuleGroup
    _test: Test
    _conditions: tuple[tuple[Condition, Test], ...]

    def matches(self, product: Product) -> bool:
        """Whether the group holds for the product."""
        return self._test(product)

    def explain(self, product: Product) -> Explanation:
        """Say which conditions hold for the product and which don't."""
        judged = [(words(condition), test(product)) for condition, test in self._conditions]
        return Explanation(
            self.matches(product),
            tuple(text for text, held in judged if held),
            tuple(text for text, held in judged if not held),
        )


def compile_group(group: RuleGroup) -> Compiled:
    """Make a group ready to judge products. Raises `InvalidInput` as `check` does."""
    check(group)
    return Compiled(
        group, _group_test(group), tuple((one, _test(one)) for one in group.conditions())
    )


def _group_test(group: RuleGroup) -> Test:
    tests = [
        _group_test(one) if isinstance(one, RuleGroup) else _test(one) for one in group.members
    ]
    joined = any if group.match is Match.ANY else all
    return lambda product: joined(test(product) for test in tests)


def _test(condition: Condition) -> Test:
    wanted = normalized(condition.value)
    field = condition.field
    positive: Test
    if condition.operator in (Operator.EQUALS, Operator.NOT_EQUALS):
        positive = lambda product: wanted in _values(product, field)  # noqa: E731 - one of two tests
    else:
        positive = lambda product: any(wanted in value for value in _values(product, field))  # noqa: E731
    if condition.operator in (Operator.EQUALS, Operator.CONTAINS):
        return positive
    return lambda product: not positive(product)


def _values(product: Product, field: Field) -> tuple[str, ...]:
    """Return the texts that a field offers for comparison, normalized; a missing one offers none."""
    return tuple(text for text in map(normalized, _texts(product, field)) if text)


def _texts(product: Product, field: Field) -> Iterator[str]:
    match field:
        case Field.TITLE:
            yield product.title
        case Field.SKU:
            yield from product.skus
        case Field.BRAND:
            yield product.brand
        case Field.CATEGORY:
            for path in product.categories:
                yield path
                yield path.rsplit(">", 1)[-1]
