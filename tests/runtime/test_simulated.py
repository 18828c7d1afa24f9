"""The simulated world: one seed, one story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tiktok_bc_sync.runtime import Scheduler, SimulatedRuntime

START = datetime(2026, 11, 1, tzinfo=UTC)


def story(seed: int, *, death: float = 0.0) -> list[str]:
    """Let two workers tell what they do, and return it."""
    scheduler = Scheduler(seed, start=START, death=death)

    async def main(runtime: SimulatedRuntime) -> None:
        async def call(number: int) -> None:
            await runtime.point()
            scheduler.tell(f"call {number}")
            await runtime.sleep(number)

        await runtime.run_all([lambda n=n: call(n) for n in range(4)], limit=3)  # type: ignore[misc]  # mypy can't infer the lambda's default
        scheduler.tell("done")

    for name in ("one", "two"):
        scheduler.start(name, main)
    scheduler.run()
    return scheduler.story


def test_a_seed_replays_its_story() -> None:
    assert story(7, death=0.05) == story(7, death=0.05)


def test_seeds_tell_different_stories() -> None:
    assert len({tuple(story(seed)) for seed in range(20)}) > 10


def test_without_deaths_every_worker_ends_its_work() -> None:
    assert sum(line.endswith("done") for line in story(3)) == 2


def test_sleeping_moves_the_clock_and_nothing_else_does() -> None:
    scheduler = Scheduler(1, start=START)

    async def main(runtime: SimulatedRuntime) -> None:
        await runtime.sleep(3600)

    scheduler.start("one", main)
    scheduler.run()
    assert scheduler.now() == START + timedelta(hours=1)


def test_a_dead_worker_does_nothing_more_and_others_go_on() -> None:
    scheduler = Scheduler(1, start=START)
    done: list[str] = []

    def main(name: str, steps: int):  # type: ignore[no-untyped-def]  # returns the coroutine function
        async def work(runtime: SimulatedRuntime) -> None:
            for _ in range(steps):
                await runtime.point()
            done.append(name)

        return work

    victim = scheduler.start("victim", main("victim", 100))

    async def murder(runtime: SimulatedRuntime) -> None:
        await runtime.point()
        scheduler.kill(victim)

    scheduler.start("murderer", murder)
    scheduler.start("other", main("other", 100))
    scheduler.run()
    assert done == ["other"]
    assert not victim.alive
    assert not victim.finished


def test_a_failure_in_a_call_is_raised_to_the_one_who_runs_them() -> None:
    scheduler = Scheduler(1, start=START)

    async def main(runtime: SimulatedRuntime) -> None:
        async def fails() -> None:
            await runtime.point()
            raise ValueError("broken")

        await runtime.run_all([fails, fails], limit=2)

    worker = scheduler.start("one", main)
    scheduler.run()
    assert isinstance(worker.outcome, ValueError)


def test_a_lock_keeps_the_tasks_of_a_worker_apart() -> None:
    overlaps = 0
    for seed in range(20):
        scheduler = Scheduler(seed, start=START)

        async def main(runtime: SimulatedRuntime) -> None:
            lock = runtime.lock()
            inside = 0

            async def call() -> None:
                nonlocal inside, overlaps
                async with lock:
                    inside += 1
                    await runtime.point()
                    overlaps += inside > 1
                    inside -= 1

            await runtime.run_all([call] * 5, limit=5)

        scheduler.start("one", main)
        scheduler.run()
    assert overlaps == 0


def test_a_simulation_that_never_rests_is_stopped() -> None:
    scheduler = Scheduler(1, start=START)

    async def main(runtime: SimulatedRuntime) -> None:
        while True:
            await runtime.point()

    scheduler.start("one", main)
    with pytest.raises(RuntimeError, match="did not come to rest"):
        scheduler.run(most=100)
