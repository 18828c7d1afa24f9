"""Every paid order becomes one BigCommerce order, wherever a worker dies and whatever gets lost."""

from __future__ import annotations

import pytest

from tests.simulation.orders import Life

CHUNK = 25
SEEDS = 500


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_two_workers_make_each_order_once_whatever_fails(first: int) -> None:
    for seed in range(first, first + CHUNK):
        verdict = Life(seed).play()
        assert not verdict.wrong, str(verdict)


def test_the_seeds_do_kill_workers() -> None:
    assert sum(Life(seed).play().deaths for seed in range(10)) > 10


def test_a_seed_replays_its_story() -> None:
    assert Life(11).play().story == Life(11).play().story


def test_without_the_look_up_orders_are_made_twice() -> None:
    assert any("2 times" in str(Life(seed, blind=True).play().wrong) for seed in range(60))


def test_without_the_claim_orders_are_made_twice() -> None:
    assert any("2 times" in str(Life(seed, lax=True).play().wrong) for seed in range(60))
