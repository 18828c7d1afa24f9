"""Rule groups made ready to judge products, and to say why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import field, frozen

from tiktok_bc_sync.models import Condition, Field, Match, Operator, Product, RuleGroup
from tiktok_bc_sync.rules.check import check
from tiktok_bc_sync.rules.json_form import words
from tiktok_bc_sync.rules.text import normalized, normalized_path


class Texts(dict[Field, tuple[str, ...]]):
    """A product's texts as rules compare them, each field normalized once, when it is first needed.

    A missing text equals and contains nothing, as no condition has an empty value.
    """

    def __init__(self, product: Product) -> None:
        super().__init__()
        self._product = product

    def __missing__(self, field: Field) -> tuple[str, ...]:
        found = self[field] = tuple(_texts(self._product, field))
        return found


Test = Callable[[Texts], bool]


@frozen
class Explanation:
    """Why a group took a product or not: its conditions in words, by whether they held.

    ``because`` are the conditions that made the match: those that held in groups that held.
    """

    matched: bool
    held: tuple[str, ...]
    failed: tuple[str, ...]
    because: tuple[str, ...]

    def __str__(self) -> str:
        """A line for each condition."""
        lines = [f"holds: {text}" for text in self.held] + [
            f"fails: {text}" for text in self.failed
        ]
        return "\n".join(["matched" if self.matched else "not matched", *lines])


@frozen
class _Part:
    """A condition or a group with its test, and a group's members."""

    rule: Condition | RuleGroup
    test: Test
    members: tuple[_Part, ...] = ()

    def conditions(self) -> Iterator[_Part]:
        if isinstance(self.rule, Condition):
            yield self
        for member in self.members:
            yield from member.conditions()

    def because(self, texts: Texts) -> Iterator[str]:
        if not self.test(texts):
            return
        if isinstance(self.rule, Condition):
            yield words(self.rule)
        for member in self.members:
            yield from member.because(texts)


@frozen
class Compiled:
    """A checked group with its texts normalized once."""

    group: RuleGroup
    _whole: _Part = field(repr=False, eq=False)

    def matches(self, product: Product) -> bool:
        """Whether the group holds for the product."""
        return self._whole.test(Texts(product))

    def matches_texts(self, texts: Texts) -> bool:
        """Whether the group holds for a product whose texts many groups share."""
        return self._whole.test(texts)

    def explain(self, product: Product) -> Explanation:
        """Say which conditions hold for the product and which don't."""
        texts = Texts(product)
        judged = [(words(part.rule), part.test(texts)) for part in self._whole.conditions()]
        return Explanation(
            self._whole.test(texts),
            tuple(text for text, held in judged if held),
            tuple(text for text, held in judged if not held),
            tuple(self._whole.because(texts)),
        )


def compile_group(group: RuleGroup) -> Compiled:
    """Make a group ready to judge products. Raises `InvalidInput` as `check` does."""
    return Compiled(group, _part(check(group)))


def _part(rule: Condition | RuleGroup) -> _Part:
    if isinstance(rule, Condition):
        return _Part(rule, _condition_test(rule))
    members = tuple(_part(one) for one in rule.members)
    return _Part(rule, _group_test(rule.match, [one.test for one in members]), members)


def _group_test(match: Match, tests: list[Test]) -> Test:
    # Loops, as generators would take half of the time.
    def any_holds(texts: Texts) -> bool:
        for test in tests:  # noqa: SIM110
            if test(texts):
                return True
        return False

    def all_hold(texts: Texts) -> bool:
        for test in tests:  # noqa: SIM110
            if not test(texts):
                return False
        return True

    return any_holds if match == Match.ANY else all_hold


def _condition_test(condition: Condition) -> Test:
    of, operator = condition.field, condition.operator
    wanted = (normalized_path if of == Field.CATEGORY else normalized)(condition.value)

    def equals(texts: Texts) -> bool:
        return wanted in texts[of]

    def contains(texts: Texts) -> bool:
        for text in texts[of]:  # noqa: SIM110
            if wanted in text:
                return True
        return False

    positive = equals if operator in (Operator.EQUALS, Operator.NOT_EQUALS) else contains
    if operator in (Operator.EQUALS, Operator.CONTAINS):
        return positive
    return lambda texts: not positive(texts)


def _texts(product: Product, field: Field) -> Iterator[str]:
    match field:
        case Field.TITLE:
            yield normalized(product.title)
        case Field.SKU:
            yield from map(normalized, product.skus)
        case Field.BRAND:
            yield normalized(product.brand)
        case Field.CATEGORY:
            for path in map(normalized_path, product.categories):
                yield path
                yield path.rpartition(" > ")[-1]
