"""Every reason is a whole sentence with how to mend it, and is told in the documentation."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from tiktok_bc_sync.mapping.order_reasons import ORDER_REASONS, order_reason
from tiktok_bc_sync.mapping.reasons import REASONS, Blocked, ReasonKind, reason
from tiktok_bc_sync.models import Reason

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(\w+)` \| ([\w.]+) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def facts_of(kind: ReasonKind) -> set[str]:
    parsed = Formatter().parse(kind.message + kind.mend)
    return {name for _, name, _, _ in parsed if name}


def documented(text: str) -> str:
    """Return a text as the page shows it: what is filled in by its name, in italics."""
    return re.sub(r"\{(\w+)(?:!r)?\}", r"*\1*", text)


@pytest.mark.parametrize(
    ("make", "code", "kind"),
    [
        *((reason, code, kind) for code, kind in REASONS.items()),
        *((order_reason, code, kind) for code, kind in ORDER_REASONS.items()),
    ],
)
def test_a_reason_is_made_of_its_facts_and_needs_each_of_them(
    make: Callable[..., Reason], code: str, kind: ReasonKind
) -> None:
    facts = {name: f"<{name}>" for name in facts_of(kind)}
    made = make(code, **facts)
    assert (made.code, made.field) == (code, kind.field)
    told = str(made)
    assert all(f"<{name}>" in told for name in facts)
    assert made.mend
    for name in facts:
        with pytest.raises(KeyError):
            make(code, **{other: fact for other, fact in facts.items() if other != name})


def test_what_a_product_says_is_never_read_as_a_place_to_fill_in() -> None:
    assert "'{most}'" in str(reason("long_value", value="{most}", most=50))


def test_an_unknown_code_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        reason("no_such_code")


def test_blocked_reads_as_a_line_for_each_reason() -> None:
    blocked = Blocked((reason("missing_title"), reason("missing_image")))
    assert str(blocked) == (
        "missing_title: The product has no title. Give it one.\n"
        "missing_image: The product has no picture. Add at least one."
    )


def test_every_reason_is_used_somewhere() -> None:
    sources = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "src" / "tiktok_bc_sync").rglob("*.py")
        if path.name not in ("reasons.py", "order_reasons.py")
    )
    assert [code for code in (*REASONS, *ORDER_REASONS) if f'"{code}"' not in sources] == []


def test_the_page_of_reasons_tells_all_of_them_as_they_are() -> None:
    page = (ROOT / "docs" / "reasons.md").read_text("utf-8")
    assert ROW.findall(page) == [
        (code, kind.field, documented(kind.message), documented(kind.mend))
        for code, kind in (*REASONS.items(), *ORDER_REASONS.items())
    ]
