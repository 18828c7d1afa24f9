"""Cases of orders, pages and cursors: a walk meets what stays in its place exactly once."""

from __future__ import annotations

import pytest

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.storage.conformance.subject import Cases, Subject, write
from tiktok_bc_sync.storage.record import Filter, IndexValue, Op

_ORDERS = pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
_FIELDS = pytest.mark.parametrize("order_by", ["key", "size", "tie", "sparse"])


class WalkCases(Cases):
    """``find`` in order, page by page."""

    @pytest.fixture
    def twenty(self, subject: Subject) -> Subject:
        """Twenty records: sizes that go against the keys, ties, and a field that half of them have."""
        subject.commit(*(write(f"{n:02}", None, _index(n)) for n in range(20)))
        return subject

    def test_keys_are_ordered_by_code_points(self, subject: Subject) -> None:
        keys = ["a", "B", "A", "Z", "é", "z", "10", "9", "🧡", "\uff21", "~", "a b", "a-b", "ab"]
        subject.commit(*map(write, keys))
        assert subject.keys() == sorted(keys)
        assert subject.keys(descending=True) == sorted(keys, reverse=True)

    @_ORDERS
    @_FIELDS
    def test_a_walk_meets_every_record_once_and_in_order(
        self, twenty: Subject, order_by: str, descending: bool
    ) -> None:
        for limit in (1, 3, 20, 100):
            assert _walk(twenty, order_by, descending, limit) == _expected(order_by, descending)

    @_ORDERS
    @_FIELDS
    def test_a_walk_keeps_to_its_conditions(
        self, twenty: Subject, order_by: str, descending: bool
    ) -> None:
        found = _walk(twenty, order_by, descending, 2, Filter("tie", Op.EQ, "even"))
        assert found == [key for key in _expected(order_by, descending) if int(key) % 2 == 0]

    @_ORDERS
    @_FIELDS
    def test_a_walk_survives_what_is_written_and_deleted_meanwhile(
        self, twenty: Subject, order_by: str, descending: bool
    ) -> None:
        met: list[str] = []
        after: str | None = None
        for step in range(40):
            page = twenty.page(order_by=order_by, descending=descending, limit=3, after=after)
            met += [record.key for record in page.records]
            after = page.next
            if after is None:
                break
            if step < 3:
                twenty.delete(page.records[-1].key)  # the very record that the cursor stands on
                twenty.put(f"new{step}", **_index(step))
                twenty.put(f"00{step}", **_index(19 - step))
        stayed = [key for key in met if len(key) == 2]
        assert stayed == _expected(order_by, descending)
        assert len(met) == len(set(met))

    def test_a_page_says_whether_more_follows(self, twenty: Subject) -> None:
        assert twenty.page(limit=20).next is None
        page = twenty.page(limit=19)
        assert (len(page.records), page.next is None) == (19, False)

    def test_nothing_is_a_page_of_its_own(self, subject: Subject) -> None:
        for order_by in ("key", "size"):
            page = subject.page(order_by=order_by)
            assert (list(page.records), page.next) == ([], None)

    def test_a_cursor_that_is_none_is_refused(self, twenty: Subject) -> None:
        for cursor in ("", "nonsense", "null", "0", '["a","b"]', "[1,2,3]", "\ud800"):
            for order_by in ("key", "size"):
                with pytest.raises(InvalidInput):
                    twenty.page(order_by=order_by, after=cursor)

    def test_a_cursor_of_another_order_is_refused(self, twenty: Subject) -> None:
        after = twenty.page(order_by="size", limit=5).next
        for order_by, descending in (("key", False), ("sparse", False), ("size", True)):
            with pytest.raises(InvalidInput):
                twenty.page(order_by=order_by, descending=descending, after=after)


def _index(number: int) -> dict[str, IndexValue]:
    index: dict[str, IndexValue] = {"size": -number, "tie": "odd" if number % 2 else "even"}
    return index if number % 2 else index | {"sparse": f"s{number % 3}"}


def _expected(order_by: str, descending: bool) -> list[str]:
    def rank(number: int) -> tuple[bool, IndexValue, int]:
        value = _index(number).get(order_by)
        return value is not None, value or 0, number

    return [f"{number:02}" for number in sorted(range(20), key=rank, reverse=descending)]


def _walk(
    subject: Subject, order_by: str, descending: bool, limit: int, *where: Filter
) -> list[str]:
    """Follow the cursors to the end, or until it is clear that there is none."""
    met: list[str] = []
    after: str | None = None
    for _ in range(50):
        page = subject.page(
            *where, order_by=order_by, descending=descending, limit=limit, after=after
        )
        met += [record.key for record in page.records]
        assert len(page.records) <= limit
        after = page.next
        if after is None:
            return met
    raise AssertionError(f"the walk never ends: {met}")
