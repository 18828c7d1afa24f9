"""Cases of what a body may hold, and of whom it belongs to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import pytest

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.storage.conformance.subject import Cases, Subject, write
from tiktok_bc_sync.storage.record import JsonValue

_BODIES: dict[str, Mapping[str, JsonValue]] = {
    "empty": {},
    "nothing": {"a": None},
    "nested": {"a": [1, [2, {"b": [{}, []]}]], "c": {"d": {"e": True}}},
    "unicode": {"ключ": "naïve 日本語 🧡 e\u0301 ß İ \u202e \ufeff"},
    "control characters": {"text": "tab\tline\nreturn\r bell\x07 delete\x7f"},
    "floats": {"third": 1 / 3, "tenth": 0.1, "small": 1.5e-9, "negative": -2.5},
    "great numbers": {"number": 2**63 - 1, "negative": -(2**63)},
    "numbers stay what they are": {"whole": 1, "float": 1.0, "true": True, "text": "1"},
    "names of columns": {"key": 1, "version": 2, "account": 3, "kind": 4, "body": 5},
    "quotes": {"a'b\"c\\d": "'; DROP TABLE records; --", "%s": "%(x)s", "?": ":x {} ${x}"},
}


def _exactly(value: Mapping[str, object]) -> str:
    """Return a text that tells 1, 1.0 and True apart, which are equal."""
    return json.dumps(value, sort_keys=True)


class BodyCases(Cases):
    """What is in a record."""

    @pytest.mark.parametrize("body", _BODIES.values(), ids=_BODIES.keys())
    def test_a_body_comes_back_the_same(
        self, subject: Subject, body: Mapping[str, JsonValue]
    ) -> None:
        subject.commit(write("a", body=body))
        found = subject.read("a")["a"].body
        assert _exactly(found) == _exactly(body)

    def test_a_tuple_comes_back_as_a_list(self, subject: Subject) -> None:
        subject.commit(write("a", body={"values": (1, (2, 3))}))
        assert subject.read("a")["a"].body == {"values": [1, [2, 3]]}

    def test_a_megabyte_comes_back(self, subject: Subject) -> None:
        body: Mapping[str, JsonValue] = {"text": "0123456789abcdé\n" * 65_536}
        subject.commit(write("a", None, {"colour": "red"}, body))
        assert subject.read("a")["a"].body == body
        assert subject.page(order_by="colour").records[0].body == body

    def test_what_is_not_json_is_refused(self, subject: Subject) -> None:
        for value in (float("nan"), float("inf"), cast("JsonValue", object())):
            with pytest.raises(InvalidInput):
                subject.commit(write("b"), write("a", body={"value": value}))
        assert subject.keys() == []

    def test_a_body_changed_by_its_writer_later_is_not_changed_here(self, subject: Subject) -> None:
        values: list[JsonValue] = [1]
        subject.commit(write("a", body={"values": values}))
        values.append(2)
        assert subject.read("a")["a"].body == {"values": [1]}

    def test_a_body_changed_by_its_reader_is_not_changed_here(self, subject: Subject) -> None:
        subject.commit(write("a", None, {"colour": "red"}, {"values": [1]}))
        found = subject.read("a")["a"]
        cast("list[JsonValue]", found.body["values"]).append(2)
        cast("dict[str, JsonValue]", found.index)["colour"] = "blue"
        again = subject.read("a")["a"]
        assert (again.index, again.body) == ({"colour": "red"}, {"values": [1]})

    def test_an_index_value_keeps_its_type(self, subject: Subject) -> None:
        index = {"no": None, "true": True, "one": 1, "text": "1", "empty": "", "false": False}
        subject.commit(write("a", None, index))
        assert _exactly(subject.read("a")["a"].index) == _exactly(index)
