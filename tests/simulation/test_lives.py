"""Nothing lost, nothing twice, nothing left, nothing leaked: wherever a worker dies and whatever fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation.life import JOBS, Life, Verdict
from tests.simulation.people import Fate
from tests.simulation.recipes import Recipe

# A worker that dies leaves its coroutines in the middle of what they did, to be collected some time.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CHUNK = 20
WHOLE, SMALL = 140, 60
# Seeds that went wrong once, before what they showed was mended.
ONCE_WRONG = (123, 126, 269)
SALES = ((Fate.STAYS,), ("orders",))
REFUNDS = ((Fate.KEPT,), ("orders", "returns"))


@pytest.mark.parametrize("first", range(0, WHOLE, CHUNK))
def test_everything_at_once_ends_well(first: int) -> None:
    for seed in range(first, first + CHUNK):
        verdict = Life(seed).play()
        assert not verdict.wrong, str(verdict)


@pytest.mark.parametrize("first", range(0, SMALL, CHUNK))
@pytest.mark.parametrize("jobs", [SALES, REFUNDS], ids=["sales", "refunds"])
def test_workers_who_do_one_thing_at_the_same_moment_do_it_once(
    first: int, jobs: tuple[tuple[Fate, ...], tuple[str, ...]]
) -> None:
    for seed in range(first, first + CHUNK):
        verdict = Life(seed, *jobs).play()
        assert not verdict.wrong, str(verdict)


@pytest.mark.parametrize("seed", ONCE_WRONG)
def test_what_went_wrong_once_does_so_no_more(seed: int) -> None:
    verdict = Life(seed).play()
    assert not verdict.wrong, str(verdict)


def test_a_seed_replays_its_story() -> None:
    assert Life(11).play().story == Life(11).play().story


def test_the_seeds_bring_about_all_that_can_happen() -> None:
    stories = "\n".join("\n".join(Life(seed).play().story) for seed in range(25))
    expected = (
        *(f"begins {job}" for job in JOBS),
        *Fate,
        *("dies", "late", "lost", "unanswered", "expired", "malformed", "huge", "afterwards"),
        *("is full", "can't be reached", "nobody hears", "takes webhooks", "is refunded"),
    )
    assert [one for one in expected if one not in stories] == []


@pytest.mark.parametrize(
    ("recipe", "jobs", "told"),
    [
        (Recipe.CLAIM, SALES, "was made 2 times"),
        (Recipe.COMPARE_AND_SWAP, SALES, "was made 2 times"),
        (Recipe.COMPARE_AND_SWAP, REFUNDS, "was refunded 2 times"),
        (Recipe.ORDER_LOOK_UP, SALES, "was made 2 times"),
        (Recipe.REFUND_LOOK_UP, REFUNDS, "was refunded 2 times"),
        (Recipe.OVERLAP, SALES, "was made 0 times"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_without_a_recipe_effects_are_lost_or_doubled(
    recipe: Recipe, jobs: tuple[tuple[Fate, ...], tuple[str, ...]], told: str
) -> None:
    assert any(told in str(verdict.wrong) for verdict in lives_without(recipe, jobs))


def lives_without(
    recipe: Recipe, jobs: tuple[tuple[Fate, ...], tuple[str, ...]]
) -> Iterator[Verdict]:
    for seed in range(200):
        yield Life(seed, *jobs, without=[recipe]).play()
