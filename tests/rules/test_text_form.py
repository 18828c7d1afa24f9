"""Rule groups are written as text and read back; what is no rule is refused with the place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import any_groups
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import RuleGroup
from tiktok_bc_sync.rules import (
    UnreadableRule,
    all_of,
    any_of,
    brand,
    category,
    from_text,
    sku,
    title,
    to_text,
)

A, B, C = title.contains("a"), title.contains("b"), title.contains("c")
LAMP = title.contains("lamp")


@pytest.mark.parametrize(
    ("group", "text"),
    [
        (all_of(LAMP), "title contains lamp"),
        (any_of(LAMP), "any of (title contains lamp)"),
        (any_of(brand.equals("Sagaform"), LAMP), "brand is Sagaform or title contains lamp"),
        (
            all_of(
                any_of(brand.equals("Lux"), sku.not_equals("X-1")),
                category.does_not_contain("Outlet"),
            ),
            "(brand is Lux or SKU is not X-1) and category does not contain Outlet",
        ),
        (all_of(any_of(A, B)), "all of (title contains a or title contains b)"),
        (any_of(any_of(A), B), "any of (title contains a) or title contains b"),
        (all_of(all_of(A)), "all of (all of (title contains a))"),
        (all_of(title.contains("desk lamp")), "title contains desk lamp"),
        (all_of(title.contains("salt and pepper")), 'title contains "salt and pepper"'),
        (all_of(title.contains("What IS it")), 'title contains "What IS it"'),
        (all_of(title.equals("not here")), 'title is "not here"'),
        (all_of(title.contains("lamp (blue)")), 'title contains "lamp (blue)"'),
        (all_of(title.contains('24" \\')), 'title contains "24\\" \\\\"'),
        (all_of(title.contains("a  b")), 'title contains "a  b"'),
        (all_of(title.contains(" a\n")), 'title contains " a\\n"'),
        (all_of(title.contains("'a'")), "title contains \"'a'\""),
        (all_of(brand.equals("Levi's")), "brand is Levi's"),
        (all_of(category.equals("Home > Lamps")), "category is Home > Lamps"),
        (all_of(brand.equals("title")), "brand is title"),
    ],
)
def test_a_group_has_one_text_and_the_text_one_group(group: RuleGroup, text: str) -> None:
    assert to_text(group) == text
    assert from_text(text) == group


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("  TITLE  Contains\n lamp ", all_of(LAMP)),
        ("sku Does  Not Contain x", all_of(sku.does_not_contain("x"))),
        ("(title contains lamp)", all_of(LAMP)),
        ("((title contains a) or (title contains b))", any_of(A, B)),
        ("title contains a OR(title contains b AND title contains c)", any_of(A, all_of(B, C))),
        ("ANY OF ((title contains a))", any_of(A)),
        ('title contains "lamp"', all_of(LAMP)),
        ('title contains "\\u006camp"', all_of(LAMP)),
        ("title contains desk   lamp", all_of(title.contains("desk lamp"))),
    ],
)
def test_people_may_write_it_in_other_ways(text: str, group: RuleGroup) -> None:
    assert from_text(text) == group


@given(any_groups)
def test_every_group_reads_back_as_it_was(group: RuleGroup) -> None:
    assert from_text(to_text(group)) == group


FIELDS = "title, SKU, brand, category, any of, all of or ("


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("", 0, FIELDS),
        ("price is 5", 0, FIELDS),
        ("title", 5, "is, is not, contains or does not contain"),
        ("title has lamp", 6, "is, is not, contains or does not contain"),
        ("title does contain lamp", 11, "not"),
        ("title does not lamp", 15, "contain"),
        ("title is", 8, "a value"),
        ("title is and", 9, "a value"),
        ("title is “lamp”", 9, "a value"),
        ('title is "a\\q"', 11, "a JSON string"),
        ("title is a or", 13, FIELDS),
        ("title is a brand is b", 17, "and, or, or the end"),
        ("title is lamp (blue)", 14, "and, or, or the end"),
        ('title is a "b"', 11, "and, or, or the end"),
        ("title is a)", 10, "and, or, or the end"),
        ("(title is a", 11, "and, or, or )"),
        ("any title is a", 4, "of"),
        ("any of title is a", 7, "("),
        ("title is a or title is b and title is c", 25, "or"),
    ],
)
def test_what_is_no_rule_is_refused_with_the_place_and_what_was_expected(
    text: str, offset: int, expected: str
) -> None:
    with pytest.raises(UnreadableRule) as refused:
        from_text(text)
    assert (refused.value.offset, refused.value.expected) == (offset, expected)
    assert refused.value.field == f"text[{offset}]"
    assert f"character {offset + 1}" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "offset", "why"),
    [
        ('title is a or brand is ""', 23, "needs a text"),
        ('title is " \\t"', 9, "needs a text"),
        ('title is "lamp', 9, "never closed"),
        (f"title is {'x' * 1_001}", 9, "1,000 characters"),
        ("(" * 21 + "title is a" + ")" * 21, 20, "20 deep"),
        ("any of (" * 11 + "title is a" + ")" * 11, 0, "10 deep"),
        (" or ".join(["title is a"] * 501), 7_000, "500 conditions"),
    ],
)
def test_what_is_too_much_or_too_little_is_refused_with_the_place(
    text: str, offset: int, why: str
) -> None:
    with pytest.raises(UnreadableRule, match=why) as refused:
        from_text(text)
    assert refused.value.offset == offset


def test_groups_at_the_limits_are_read_back() -> None:
    deep = any_of(LAMP)
    for _ in range(9):
        deep = any_of(deep)
    for group in (deep, any_of(*[title.contains("\x01" * 999 + "x")] * 500)):
        assert from_text(to_text(group)) == group


def test_a_group_that_cannot_be_used_is_not_written() -> None:
    with pytest.raises(InvalidInput) as refused:
        to_text(any_of(LAMP, any_of()))
    assert refused.value.field == "members[1].members"


_pieces = st.sampled_from(
    [
        *("title", "SKU", "is", "not", "contains", "does", "contain", "and", "or", "any", "of"),
        *("(", ")", '"a"', '"', "\\", "lamp", "“"),
    ]
)


@given(st.lists(_pieces, max_size=12).map(" ".join) | st.text(max_size=12))
def test_any_text_is_a_usable_rule_or_refused_with_a_place(text: str) -> None:
    try:
        group = from_text(text)
    except UnreadableRule as refused:
        offset = refused.offset
    else:
        offset = 0
        assert from_text(to_text(group)) == group
    assert 0 <= offset <= len(text)
