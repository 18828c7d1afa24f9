"""Shipped once, cancelled on both sides, refunded once, stock back once: wherever a worker dies."""

from __future__ import annotations

import pytest

from tests.simulation.aftersales import Life

CHUNK = 25
SEEDS = 300
MONEY = ("buyer keeps it",)


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_two_workers_do_what_follows_a_sale_once_whatever_fails(first: int) -> None:
    for seed in range(first, first + CHUNK):
        verdict = Life(seed).play()
        assert not verdict.wrong, str(verdict)


def test_the_seeds_do_kill_workers() -> None:
    assert sum(Life(seed).play().deaths for seed in range(10)) > 10


def test_a_seed_replays_its_story() -> None:
    assert Life(11).play().story == Life(11).play().story


def test_without_the_look_up_refunds_are_made_twice() -> None:
    lives = (Life(seed, MONEY, forgetful=True) for seed in range(80))
    assert any("2 times" in str(life.play().wrong) for life in lives)


def test_without_the_claim_refunds_are_made_twice() -> None:
    lives = (Life(seed, MONEY, lax=True) for seed in range(80))
    assert any("2 times" in str(life.play().wrong) for life in lives)
