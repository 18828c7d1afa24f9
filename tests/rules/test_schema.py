"""The published JSON Schema says what the JSON form's reader takes."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tiktok_bc_sync.rules
from tests.rules.schema_check import Schema, valid
from tests.rules.strategies import any_groups
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Field, Match, Operator, RuleGroup
from tiktok_bc_sync.rules import any_of, from_json, schema, title, to_json

SCHEMA = schema()
PARTS = cast("dict[str, dict[str, dict[str, Schema]]]", SCHEMA["$defs"])
CONDITION: dict[str, object] = {"field": "Title", "operator": "Contains", "value": "lamp"}


def taken(value: object) -> bool:
    try:
        from_json(value)
    except InvalidInput:
        return False
    return True


def allowed(value: object) -> bool:
    return valid(value, SCHEMA, SCHEMA)


def test_the_schema_is_shipped_beside_the_reader() -> None:
    shipped = Path(tiktok_bc_sync.rules.__file__).with_name("rule-group.schema.json")
    assert json.loads(shipped.read_text(encoding="utf-8")) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("part", "name", "words"),
    [
        ("group", "match", Match),
        ("condition", "field", Field),
        ("condition", "operator", Operator),
    ],
)
def test_the_schema_knows_the_same_words(part: str, name: str, words: type[StrEnum]) -> None:
    assert PARTS[part]["properties"][name]["enum"] == [str(word) for word in words]


@given(any_groups)
def test_what_is_written_is_allowed(group: RuleGroup) -> None:
    assert allowed(to_json(group))


def _changed(value: object, where: list[int], put: object) -> object:
    """Put something else, or nothing (an ellipsis), somewhere into JSON."""
    if not where or not isinstance(value, dict | list) or not value:
        return put
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[where[0] % len(keys)]
    changed = dict(value) if isinstance(value, dict) else list(value)
    inner = _changed(value[key], where[1:], put)
    if inner is ...:
        del changed[key]
    else:
        changed[key] = inner
    return changed


_other: st.SearchStrategy[object] = st.sampled_from(
    [
        ...,
        None,
        True,
        7,
        "",
        " \x1c\u3000",
        "lamp",
        "Any",
        "Equals",
        "x" * 1_001,
        [],
        {},
        [CONDITION],
    ]
) | st.just({**CONDITION, "name": "x"})


@given(any_groups, st.lists(st.integers(0, 9), max_size=7), _other)
def test_reader_and_schema_agree_on_what_is_a_rule_and_what_is_nearly_one(
    group: RuleGroup, where: list[int], put: object
) -> None:
    value = _changed(to_json(group), where, None if not where and put is ... else put)
    assert allowed(value) is taken(value)


@pytest.mark.parametrize(
    "value",
    [
        {"match": "Any", "members": [CONDITION] * 501},
        {"match": "Any", "members": [CONDITION | {"members": [CONDITION]}]},
        {"match": "Any", "members": [CONDITION], "field": "Title"},
        CONDITION,
    ],
)
def test_reader_and_schema_both_refuse(value: object) -> None:
    assert not allowed(value)
    assert not taken(value)


def test_every_character_is_blank_to_both_or_to_neither() -> None:
    value = PARTS["condition"]["properties"]["value"]
    for code in range(sys.maxunicode + 1):
        assert valid(chr(code), value, SCHEMA) is bool(chr(code).strip())


def test_depth_and_the_whole_number_are_the_readers_alone() -> None:
    deep = any_of(title.contains("lamp"))
    for _ in range(10):
        deep = any_of(deep)
    many = any_of(*[any_of(*[title.contains("lamp")] * 251)] * 2)
    for group in (deep, many):
        assert allowed(to_json(group))
        assert not taken(to_json(group))
