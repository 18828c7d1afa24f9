"""What writes, filters and cursors refuse, and how values sort."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.values import numbers, texts
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.storage import Delete, Filter, IndexValue, Op, Query, Write
from tiktok_bc_sync.storage.ordering import (
    LONGEST,
    is_cut,
    read_cursor,
    sortable,
    unsorted_value,
    written_cursor,
)

values = st.none() | st.booleans() | numbers | texts | st.text("ab", max_size=3)

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "an empty kind": (lambda: Write("", "a", None, {}, {}), "kind"),
    "a long kind": (lambda: Delete("k" * 41, "a", 1), "kind"),
    "a long key": (lambda: Delete("note", "k" * 256, 1), "key"),
    "an index field called key": (lambda: Write("note", "a", None, {"key": 1}, {}), "key"),
    "a long index field": (lambda: Write("note", "a", None, {"f" * 41: 1}, {}), "index field"),
    "a number beyond 64 bits": (lambda: Write("note", "a", None, {"size": 2**63}, {}), "size"),
    "a number below 64 bits": (
        lambda: Write("note", "a", None, {"size": -(2**63) - 1}, {}),
        "size",
    ),
    "a float": (lambda: Write("note", "a", None, {"size": cast("int", 1.5)}, {}), "size"),
    "a NUL": (lambda: Write("note", "a", None, {"text": "a\0"}, {}), "text"),
    "half a surrogate pair": (lambda: Write("note", "a", None, {"text": "\ud83d"}, {}), "text"),
    "an unknown comparison": (lambda: Filter("size", "like", 1), "op"),
    "one value for in": (lambda: Filter("size", "in", 1), "value"),
    "a text for in": (lambda: Filter("size", "in", "abc"), "value"),
    "too many values for in": (lambda: Filter("size", "in", range(1001)), "value"),
    "many values for eq": (lambda: Filter("size", "eq", [1, 2]), "value"),
    "many values for a range": (lambda: Filter("size", "lt", [1]), "value"),
    "a range up to nothing": (lambda: Filter("size", "le", None), "value"),
    "contains of a number": (lambda: Filter("size", "contains", 1), "value"),
    "contains of nothing": (lambda: Filter("size", "contains", None), "value"),
    "a book to be contained": (lambda: Filter("text", "contains", "x" * 1001), "value"),
    "a great number among others": (lambda: Filter("size", "in", [1, 2**63]), "size"),
    "a page of nothing": (lambda: Query("store", "note", limit=0), "limit"),
}


@pytest.mark.parametrize(("make", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_what_no_storage_could_keep_or_find_is_refused(
    make: Callable[[], object], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        make()
    assert caught.value.field == field


def test_a_filter_takes_any_sequence_and_the_name_of_a_comparison() -> None:
    assert Filter("size", "in", [1, 2]) == Filter("size", Op.IN, (1, 2))
    assert hash(Filter("size", "in", range(2))) == hash(Filter("size", Op.IN, (0, 1)))


@given(values, values)
def test_sortable_texts_sort_as_their_values_do(one: IndexValue, other: IndexValue) -> None:
    assert (sortable(one) < sortable(other)) == (_rank(one) < _rank(other))


def _rank(value: IndexValue) -> tuple[int, int, str]:
    if isinstance(value, str):
        return 3, 0, value
    if value is None:
        return 0, 0, ""
    return (1 if isinstance(value, bool) else 2), int(value), ""


@given(values)
def test_a_value_is_read_from_its_sortable_text(value: IndexValue) -> None:
    found = unsorted_value(sortable(value))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("length", range(LONGEST - 5, LONGEST + 5))
def test_texts_of_every_length_stay_different(length: int) -> None:
    one, other = sortable("x" * length), sortable("x" * (length - 1) + "y")
    assert one != other
    assert max(len(one), len(other)) <= LONGEST
    assert is_cut(one) == (length >= LONGEST - 1)
    assert is_cut(one) or unsorted_value(one) == "x" * length


@given(values, texts, st.sampled_from(["key", "size", "-size"]), st.booleans())
def test_a_cursor_is_read_as_it_was_written(
    value: IndexValue, key: str, order_by: str, descending: bool
) -> None:
    query = Query("store", "note", order_by=order_by, descending=descending)
    cursor = written_cursor(query, sortable(value), key)
    assert read_cursor(Query("store", "note", (), order_by, descending, after=cursor)) == (
        sortable(value),
        key,
    )
    with pytest.raises(InvalidInput):
        read_cursor(Query("store", "note", (), order_by, not descending, after=cursor))


@given(st.text() | st.recursive(st.none() | st.integers(), st.lists).map(str))
def test_any_other_text_is_refused_as_a_cursor(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_cursor(Query("store", "note", after=text))
    assert caught.value.field == "after"


def test_a_cursor_nested_without_end_is_refused() -> None:
    with pytest.raises(InvalidInput):
        read_cursor(Query("store", "note", after="[" * 100_000))
