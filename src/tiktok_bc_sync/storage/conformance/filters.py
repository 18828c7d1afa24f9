"""Cases of finding by index fields: each comparison, and what it makes of other types."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tiktok_bc_sync.storage.conformance.subject import Cases, Subject, write
from tiktok_bc_sync.storage.record import GREATEST_NUMBER, SMALLEST_NUMBER, Filter, IndexValue, Op

_VALUES: Mapping[str, IndexValue] = {
    "no": None,
    "false": False,
    "true": True,
    "least": SMALLEST_NUMBER,
    "minus": -7,
    "zero": 0,
    "one": 1,
    "nine": 9,
    "ten": 10,
    "most": GREATEST_NUMBER,
    "empty": "",
    "text0": "0",
    "text1": "1",
    "upper": "B",
    "lower": "a",
    "early": "2026-01-02T03:04:05+00:00",
    "late": "2026-01-02T03:04:05.000001+00:00",
}

_FOUND: list[tuple[Op, IndexValue | tuple[IndexValue, ...], str]] = [
    (Op.EQ, None, "no absent"),
    (Op.EQ, False, "false"),
    (Op.EQ, True, "true"),
    (Op.EQ, 0, "zero"),
    (Op.EQ, 1, "one"),
    (Op.EQ, SMALLEST_NUMBER, "least"),
    (Op.EQ, GREATEST_NUMBER, "most"),
    (Op.EQ, GREATEST_NUMBER - 1, ""),
    (Op.EQ, "", "empty"),
    (Op.EQ, "1", "text1"),
    (Op.EQ, "b", ""),
    (Op.EQ, "a ", ""),
    (Op.IN, (), ""),
    (Op.IN, (1, "1", 1), "one text1"),
    (Op.IN, (True, None), "true no absent"),
    (Op.IN, ("x", 10), "ten"),
    (Op.LT, 1, "least minus zero"),
    (Op.LE, 1, "least minus zero one"),
    (Op.GT, 9, "ten most"),
    (Op.GE, 9, "nine ten most"),
    (Op.GT, GREATEST_NUMBER, ""),
    (Op.LT, "1", "empty text0"),
    (Op.LE, "1", "empty text0 text1"),
    (Op.GT, "2026-01-02T03:04:05+00:00", "late upper lower"),
    (Op.GE, "B", "upper lower"),
    (Op.GE, "", "empty text0 text1 early late upper lower"),
    (Op.LT, True, "false"),
    (Op.GE, False, "false true"),
]

_TITLES: Mapping[str, str] = {
    "percent": "100% cotton",
    "thousand": "1000 cotton balls",
    "under": "snake_case",
    "space": "snake case",
    "slash": "back\\slash / forward",
    "street": "Große Straße",
    "capitals": "GROSSE STRASSE",
    "greek": "ΣΊΣΥΦΟΣ",
    "turkish": "İstanbul",
    "heart": "Lamp 🧡 lamp",
    "quote": 'Bob\'s "best"',
    "wild": "a*b?c[d]",
}

_SEARCHES: Mapping[str, str] = {
    "COTTON": "percent thousand",
    "0%": "percent",
    "%": "percent",
    "_": "under",
    "E_C": "under",
    "\\": "slash",
    "/": "slash",
    "strasse": "street capitals",
    "STRAßE": "street capitals",
    "σίσυφος": "greek",
    "İST": "turkish",
    "🧡": "heart",
    "LAMP": "heart",
    "'s \"B": "quote",
    "*b?c[D": "wild",
    "cotton wool": "",
    "none": "",
}

_START = "x" * 170


class FilterCases(Cases):
    """``find`` with conditions, on one page."""

    @pytest.fixture
    def values(self, subject: Subject) -> Subject:
        """Records with a value of every type, and one without any."""
        subject.commit(
            *(write(key, None, {"value": value}) for key, value in _VALUES.items()),
            write("absent", None, {"other": 1}),
        )
        return subject

    def test_a_comparison_finds_just_what_it_holds_for(self, values: Subject) -> None:
        found = {
            f"{op} {value!r}": set(values.keys(Filter("value", op, value)))
            for op, value, _ in _FOUND
        }
        assert found == {f"{op} {value!r}": set(keys.split()) for op, value, keys in _FOUND}

    def test_values_are_ordered_by_type_and_then_by_value(self, values: Subject) -> None:
        ordered = [
            *("absent", "no", "false", "true"),
            *("least", "minus", "zero", "one", "nine", "ten", "most"),
            *("empty", "text0", "text1", "early", "late", "upper", "lower"),
        ]
        assert values.keys(order_by="value") == ordered
        assert values.keys(order_by="value", descending=True) == ordered[::-1]

    def test_contains_ignores_case_and_takes_every_character_literally(
        self, subject: Subject
    ) -> None:
        subject.commit(*(write(key, None, {"title": text}) for key, text in _TITLES.items()))
        found = {
            search: set(subject.keys(Filter("title", Op.CONTAINS, search))) for search in _SEARCHES
        }
        assert found == {search: set(keys.split()) for search, keys in _SEARCHES.items()}

    def test_contains_looks_at_texts_only(self, values: Subject) -> None:
        assert values.keys(Filter("value", Op.CONTAINS, "1")) == ["early", "late", "text1"]
        assert len(values.keys(Filter("value", Op.CONTAINS, ""))) == 7

    def test_all_conditions_must_hold(self, subject: Subject) -> None:
        subject.put("a", colour="red", size=1)
        subject.put("b", colour="red", size=2)
        subject.put("c", colour="blue", size=2)
        red, two = Filter("colour", Op.EQ, "red"), Filter("size", Op.EQ, 2)
        assert subject.keys(red, two) == ["b"]
        assert subject.keys(red, two, order_by="size") == ["b"]
        assert subject.keys(Filter("size", Op.GT, 1), Filter("size", Op.LT, 2)) == []

    def test_conditions_hold_whatever_the_order(self, subject: Subject) -> None:
        subject.put("a", colour="red")
        subject.put("b", colour="red", size=2)
        subject.put("c", size=1)
        red = Filter("colour", Op.EQ, "red")
        for descending in (False, True):
            expected = ["b", "a"] if descending else ["a", "b"]
            assert subject.keys(red, order_by="size", descending=descending) == expected
            assert subject.keys(red, order_by="nowhere", descending=descending) == expected

    def test_long_texts_are_equal_only_in_full(self, subject: Subject) -> None:
        long = "long " * 100
        subject.put("a", text=long + "1")
        subject.put("b", text=long + "2")
        subject.put("c", text=long)
        assert subject.keys(Filter("text", Op.EQ, long + "2")) == ["b"]
        assert subject.keys(Filter("text", Op.IN, [long, long + "1"])) == ["a", "c"]
        assert subject.keys(Filter("text", Op.CONTAINS, "LONG 2")) == ["b"]
        assert subject.read("a")["a"].index == {"text": long + "1"}

    def test_long_texts_are_ordered_by_their_beginning(self, subject: Subject) -> None:
        subject.put("a", text=_START + "c" + "1" * 300)
        subject.put("b", text=_START + "a" + "2" * 300)
        subject.put("c", text=_START + "b")
        assert subject.keys(order_by="text") == ["b", "c", "a"]
        assert subject.keys(Filter("text", Op.GE, _START + "b")) == ["a", "c"]
        assert subject.keys(Filter("text", Op.LT, _START + "b" + "9" * 300)) == ["b", "c"]

    def test_many_choices_may_be_given(self, subject: Subject) -> None:
        subject.put("a", size=999)
        subject.put("b", size=1000)
        assert subject.keys(Filter("size", Op.IN, range(1000))) == ["a"]
