"""Plans are read, kept, compared and written as JSON."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from tests.mapping.makers import SETTINGS, product
from tests.mapping.test_changes import BOTH, GONE, MOVED, RENAMED, WANTED, known
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.mapping.changes import decide
from tiktok_bc_sync.mapping.plan import Plan
from tiktok_bc_sync.mapping.reasons import Blocked, reason
from tiktok_bc_sync.models import Action, Change

UNTITLED = Blocked((reason("missing_title"), reason("missing_image")))
CREATE = decide(product(), WANTED, None, SETTINGS)
EDIT = decide(product(), RENAMED, known(), SETTINGS)
TELL = decide(product(), BOTH, known(), SETTINGS)
STUCK = decide(product(), UNTITLED, None, SETTINGS)


def numbered(*changes: Change) -> Plan:
    """A plan of one product each."""
    return Plan(tuple(evolve(one, product_id=str(n)) for n, one in enumerate(changes, 1)), "w1")


def test_a_plan_counts_and_reads_as_one_sentence() -> None:
    plan = numbered(CREATE, TELL, STUCK, evolve(STUCK, reasons=STUCK.reasons[:1]))
    assert str(plan) == (
        "1 to create, 1 with prices to change, 1 with stock to change, "
        "2 blocked: missing_title (2), missing_image (1)"
    )
    assert (len(plan), plan.todo) == (4, 2)
    assert plan.blocked_by() == {"missing_title": 2, "missing_image": 1}
    assert str(Plan((), "w1")) == "Nothing to do."
    assert str(Plan((Change("77", "Lamp", (Action.EDIT,)),), "w1")) == "1 to edit"
    others = (Action.ACTIVATE, Action.DEACTIVATE, Action.DELETE)
    assert str(Plan((Change("77", "Lamp", others),), "w1")) == (
        "1 to activate, 1 to deactivate, 1 to delete"
    )


def test_a_blocked_product_whose_stock_is_told_can_be_acted_on() -> None:
    plan = Plan((Change("77", "Lamp", (Action.BLOCKED, Action.STOCK)),), "w1")
    assert (plan.todo, plan.count(Action.BLOCKED)) == (1, 1)


def test_a_taken_down_product_is_not_counted_among_the_blocked() -> None:
    stopped = Change("77", "Lamp", (Action.DEACTIVATE,), (reason("stopped_by_rule"),))
    assert Plan((stopped,), "w1").blocked_by() == {}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (CREATE, "Desk lamp (77): create"),
        (
            EDIT,
            "Desk lamp (77): edit (title), price (LAMP-1 50.00 GBP), stock (LAMP-1 4)",
        ),
        (decide(product(), MOVED, known(), SETTINGS), "Desk lamp (77): edit (category)"),
        (decide(product(), GONE, known(), SETTINGS), "Desk lamp (77): stock (LAMP-2 0)"),
        (
            STUCK,
            "Desk lamp (77): blocked\n"
            "    missing_title: The product has no title. Give it one.\n"
            "    missing_image: The product has no picture. Add at least one.",
        ),
        (decide(product(), WANTED, known(), SETTINGS), "Desk lamp (77): nothing to do"),
    ],
)
def test_a_change_says_what_it_would_do(change: Change, line: str) -> None:
    assert str(change) == line


def test_a_plan_keeps_no_drafts() -> None:
    assert CREATE.draft is not None
    assert [one.draft for one in numbered(CREATE, TELL)] == [None, None]


def test_a_plan_comes_back_from_json_the_same() -> None:
    plan = numbered(CREATE, EDIT, TELL, STUCK)
    written = json.dumps(plan.to_json())
    found = Plan.from_json(json.loads(written))
    assert found == plan
    assert list(map(str, found)) == list(map(str, plan))
    assert Plan.from_json(json.loads(json.dumps(Plan((), "w1").to_json()))) == Plan((), "w1")


@pytest.mark.parametrize(
    "value", [{}, {"changes": 5, "warehouse_id": "w1"}, {"changes": [{"actions": ["fly"]}]}]
)
def test_what_is_no_plan_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        Plan.from_json(value)


def test_plans_differ_by_product() -> None:
    before, now = numbered(CREATE, TELL, STUCK), numbered(CREATE, EDIT)
    later = Plan((*now.changes, evolve(CREATE, product_id="9")), "w1")
    found = later.diff(before)
    assert [one.product_id for one in found.added] == ["9"]
    assert [one.product_id for one in found.removed] == ["3"]
    assert [(one.product_id, other.parts) for one, other in found.changed] == [("2", ("title",))]
    assert str(found) == (
        "+ Desk lamp (9): create\n"
        "- Desk lamp (3): blocked\n"
        "    missing_title: The product has no title. Give it one.\n"
        "    missing_image: The product has no picture. Add at least one.\n"
        "- Desk lamp (2): price (LAMP-1 50.00 GBP), stock (LAMP-1 4)\n"
        "+ Desk lamp (2): edit (title), price (LAMP-1 50.00 GBP), stock (LAMP-1 4)"
    )
    assert not now.diff(now)
    assert str(now.diff(now)) == "No difference."
