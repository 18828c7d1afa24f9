"""Many products held as columns, so that a rule group judges all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice, repeat
from typing import TypeVar

from attrs import field, frozen

from tiktok_bc_sync.errors import NotFound
from tiktok_bc_sync.models import Condition, Field, Match, Operator, Product, RuleGroup
from tiktok_bc_sync.rules.check import check
from tiktok_bc_sync.rules.column import Column, DistinctColumn, RepeatedColumn, WordyColumn
from tiktok_bc_sync.rules.explained import Explanation, explain
from tiktok_bc_sync.rules.folded import Texts, needle
from tiktok_bc_sync.rules.postings import chosen

T = TypeVar("T")
Found = dict[tuple[Field, str], int]

# Rows that are no longer used are cleared away once they are so many and more than the others.
_UNUSED = 1_000


@frozen
class Rows:
    """The products that a group matched, as they were when it was asked."""

    _ids: Sequence[str] = field(repr=False)
    _bits: int = field(repr=False)

    def __len__(self) -> int:
        """How many they are."""
        return self._bits.bit_count()

    def __iter__(self) -> Iterator[str]:
        """Yield the products' ids in the columns' order."""
        return chosen(self._ids, self._bits)

    def page(self, offset: int = 0, limit: int = 50) -> tuple[str, ...]:
        """Return ``limit`` of the ids, after the first ``offset``."""
        return tuple(islice(self, offset, offset + limit))


class Columns:
    """Products' folded texts, kept for many queries.

    Each distinct text is judged once for all products that have it. Products are in the order in which
    they were put; one that was put again with other texts comes last. Threads may ask together, but not
    while one of them changes something.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._gone = 0
        self._columns = _columns()

    @classmethod
    def of(cls, products: Iterable[Product]) -> Columns:
        """Hold these products."""
        columns = cls()
        for product in products:
            columns.put(product)
        return columns

    def __len__(self) -> int:
        """How many products are held."""
        return len(self._rows)

    def put(self, product: Product) -> None:
        """Hold a product that is new or has changed."""
        lines = Texts(product).lines()
        if product.id in self._rows and lines == self._lines(product.id):
            return
        self.discard(product.id)
        self._append(product.id, lines)

    def discard(self, product_id: str) -> None:
        """Hold a product no longer, if it was held."""
        row = self._rows.pop(product_id, None)
        if row is None:
            return
        self._gone |= 1 << row
        if self._gone.bit_count() > max(_UNUSED, len(self._rows)):
            self._clear_away()

    def matching(self, group: RuleGroup) -> Rows:
        """Return the products that the group matches. Raises `InvalidInput` as `check` does."""
        return Rows(self._ids, self._judge(check(group), {}))

    def reasons(self, group: RuleGroup, product_id: str) -> Explanation:
        """Say which conditions hold for a product and which don't.

        Raises `NotFound` for a product that is not held, `InvalidInput` as `check` does.
        """
        return explain(check(group), self._lines(product_id))

    def assign(self, groups: Iterable[tuple[T, RuleGroup]]) -> dict[str, T]:
        """Return for each product id what stands beside the first group that matches.

        Products that no group matches are left out. A condition that many groups have is judged once.
        Raises `InvalidInput` as `check` does.
        """
        found: Found = {}
        left = self._all()
        assigned: dict[str, T] = {}
        for name, group in groups:
            taken = left & self._judge(check(group), found)
            left &= ~taken
            assigned.update(zip(chosen(self._ids, taken), repeat(name)))
        return assigned

    def _all(self) -> int:
        return (1 << len(self._ids)) - 1 & ~self._gone

    def _judge(self, rule: RuleGroup | Condition, found: Found) -> int:
        if isinstance(rule, Condition):
            return self._judge_condition(rule, found)
        joint = int.__or__ if rule.match == Match.ANY else int.__and__
        return reduce(joint, (self._judge(one, found) for one in rule.members))

    def _judge_condition(self, condition: Condition, found: Found) -> int:
        key = condition.field, needle(condition)
        if key not in found:
            found[key] = self._columns[condition.field].find(key[1])
        negative = Operator(condition.operator).negative
        return self._all() & (~found[key] if negative else found[key])

    def _lines(self, product_id: str) -> Mapping[Field, str]:
        row = self._rows.get(product_id)
        if row is None:
            raise NotFound(f"Product {product_id} is not held.")
        return {of: column.texts[row] for of, column in self._columns.items()}

    def _append(self, product_id: str, lines: Mapping[Field, str]) -> None:
        self._rows[product_id] = len(self._ids)
        self._ids.append(product_id)
        for of, column in self._columns.items():
            column.append(lines[of])

    def _clear_away(self) -> None:
        kept = [(one, self._lines(one)) for one in sorted(self._rows, key=self._rows.__getitem__)]
        # A new list of ids, as rows that were returned keep the old one.
        self._ids, self._rows, self._gone, self._columns = [], {}, 0, _columns()
        for product_id, lines in kept:
            self._append(product_id, lines)


def _columns() -> dict[Field, Column]:
    return {
        Field.TITLE: WordyColumn(),
        Field.SKU: DistinctColumn(),
        Field.BRAND: RepeatedColumn(),
        Field.CATEGORY: RepeatedColumn(),
    }
