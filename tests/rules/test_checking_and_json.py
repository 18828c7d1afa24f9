"""Groups that can't be used are refused with the position; JSON goes there and back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import groups, values
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Condition, Field, Match, Operator, RuleGroup
from tiktok_bc_sync.rules import (
    FieldBuilder,
    all_of,
    any_of,
    brand,
    category,
    check,
    compile_group,
    from_json,
    sku,
    title,
    to_json,
)

LAMP = title.contains("lamp")


def nested(depth: int) -> RuleGroup:
    group = any_of(LAMP)
    for _ in range(depth - 1):
        group = any_of(group)
    return group


@pytest.mark.parametrize(
    ("group", "position"),
    [
        (any_of(), "members"),
        (all_of(LAMP, any_of()), "members[1].members"),
        (any_of(brand.equals("")), "members[0].value"),
        (any_of(brand.equals("x" * 1_001)), "members[0].value"),
        (any_of(LAMP, brand.equals(" \u3000 ")), "members[1].value"),
        (all_of(LAMP, any_of(LAMP, sku.equals("\t"))), "members[1].members[1].value"),
        (nested(11), ".".join(["members[0]"] * 10)),
        (any_of(*[LAMP] * 501), "members"),
        (any_of(*[any_of(*[LAMP] * 51)] * 10), "members"),
    ],
)
def test_a_group_that_cannot_be_used_is_refused_with_the_position(
    group: RuleGroup, position: str
) -> None:
    for use in (check, compile_group):
        with pytest.raises(InvalidInput) as refused:
            use(group)
        assert refused.value.field == position


@pytest.mark.parametrize(
    ("group", "position"),
    [
        (RuleGroup("Some", (LAMP,)), "match"),  # type: ignore[arg-type]  # as an unchecked caller may
        (any_of(Condition("Price", Operator.EQUALS, "1")), "members[0].field"),  # type: ignore[arg-type]
        (any_of(Condition(Field.SKU, "Like", "1")), "members[0].operator"),  # type: ignore[arg-type]
        (any_of(Condition(Field.SKU, Operator.EQUALS, 1)), "members[0].value"),  # type: ignore[arg-type]
        (any_of("lamp"), "members[0]"),  # type: ignore[arg-type]
    ],
)
def test_words_that_are_unknown_are_refused_at_run_time_too(
    group: RuleGroup, position: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(group)
    assert refused.value.field == position


def test_groups_at_the_limits_are_taken() -> None:
    assert check(nested(10)) == nested(10)
    assert check(any_of(*[LAMP] * 500))
    assert check(any_of(brand.equals("x" * 1_000)))


@pytest.mark.parametrize(
    ("make", "operator"),
    [
        (FieldBuilder.equals, Operator.EQUALS),
        (FieldBuilder.not_equals, Operator.NOT_EQUALS),
        (FieldBuilder.contains, Operator.CONTAINS),
        (FieldBuilder.does_not_contain, Operator.DOES_NOT_CONTAIN),
    ],
)
@pytest.mark.parametrize(
    ("field", "named"),
    [
        (title, Field.TITLE),
        (sku, Field.SKU),
        (brand, Field.BRAND),
        (category, Field.CATEGORY),
    ],
)
def test_builders_write_the_condition_they_are_named_after(
    field: FieldBuilder,
    named: Field,
    make: Callable[[FieldBuilder, str], Condition],
    operator: Operator,
) -> None:
    assert make(field, "x") == Condition(named, operator, "x")


def test_groups_are_built_of_conditions_and_groups() -> None:
    assert any_of(LAMP, all_of(LAMP)) == RuleGroup(Match.ANY, (LAMP, RuleGroup(Match.ALL, (LAMP,))))


def test_json_is_spelled_as_the_merchants_words() -> None:
    assert to_json(any_of(brand.not_equals("Lux"), all_of(LAMP))) == {
        "match": "Any",
        "members": [
            {"field": "Brand", "operator": "NotEquals", "value": "Lux"},
            {
                "match": "All",
                "members": [{"field": "Title", "operator": "Contains", "value": "lamp"}],
            },
        ],
    }


@given(groups)
def test_json_goes_there_and_back(group: RuleGroup) -> None:
    assert from_json(json.loads(json.dumps(to_json(group)))) == group


CONDITION = {"field": "Title", "operator": "Contains", "value": "lamp"}


@pytest.mark.parametrize(
    ("value", "position"),
    [
        (None, "rule"),
        ([], "rule"),
        ({}, "members"),
        ({"match": "Any", "members": {}}, "members"),
        ({"match": "Any", "members": []}, "members"),
        ({"match": "any", "members": [CONDITION]}, "match"),
        ({"members": [CONDITION]}, "match"),
        ({"match": [["deep"]], "members": [CONDITION]}, "match"),
        ({"match": "Any", "members": [CONDITION, 7]}, "members[1]"),
        ({"match": "Any", "members": [CONDITION | {"field": "Price"}]}, "members[0].field"),
        ({"match": "Any", "members": [CONDITION | {"operator": None}]}, "members[0].operator"),
        ({"match": "Any", "members": [CONDITION | {"value": 7}]}, "members[0].value"),
        ({"match": "Any", "members": [CONDITION | {"value": " "}]}, "members[0].value"),
        ({"match": "Any", "members": [{"match": "All", "members": 1}]}, "members[0].members"),
        ({"match": 10**5000, "members": [CONDITION]}, "match"),
        ({"match": "Any", "members": [CONDITION], "name": 1}, "rule"),
        ({"match": "Any", "members": [CONDITION | {"case": True}]}, "members[0]"),
        ({"match": "Any", "members": [CONDITION | {"members": []}]}, "members[0]"),
        ({"match": "Any", "members": [{"match": "All"}]}, "members[0].members"),
    ],
)
def test_json_that_is_no_rule_is_refused_with_the_position(value: object, position: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_json(value)
    assert refused.value.field == position
    assert len(str(refused.value)) < 200


def test_json_nested_without_end_is_refused() -> None:
    value: object = CONDITION
    for _ in range(5_000):
        value = {"match": "Any", "members": [value]}
    with pytest.raises(InvalidInput, match="deep") as refused:
        from_json(value)
    assert refused.value.field.startswith("members[0].")


def _rule_shaped(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    words = st.sampled_from([*Match, *Field, *Operator, "Like", ""])
    return st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
        st.fixed_dictionaries(
            {},
            optional={
                "match": st.one_of(words, inner),
                "members": st.one_of(st.lists(inner, max_size=3), inner),
                "field": st.one_of(words, inner),
                "operator": st.one_of(words, inner),
                "value": st.one_of(values, inner),
            },
        ),
    )


anything: st.SearchStrategy[object] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    _rule_shaped,
    max_leaves=10,
)


@given(_rule_shaped(anything))
def test_any_json_is_a_usable_rule_or_refused_with_a_position(value: object) -> None:
    try:
        group = from_json(value)
    except InvalidInput as refused:
        position = refused.field
    else:
        position = "nowhere"
        assert from_json(to_json(group)) == group
    assert position
