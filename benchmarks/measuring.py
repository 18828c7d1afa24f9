"""How a measurement is taken: interleaved rounds, the median of each side, one ratio."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from statistics import median

from attrs import frozen

ROUNDS = 15


@frozen
class Measurement:
    """What something costs beside its yardstick, in seconds for one turn.

    ``goal`` is the largest ratio that is accepted, None where none is set.
    """

    name: str
    ours: float
    yardstick: float
    against: str
    goal: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the yardstick it costs."""
        return self.ours / self.yardstick

    @property
    def met(self) -> bool:
        """Whether the goal is met, where there is one."""
        return self.goal is None or self.ratio <= self.goal

    def __str__(self) -> str:
        goal = (
            "" if self.goal is None else f"  goal ≤ {self.goal:g} {'met' if self.met else 'MISSED'}"
        )
        return (
            f"{self.name:<34} {told(self.ours):>9}  {self.ratio:>9.3g} x "
            f"{self.against} ({told(self.yardstick)}){goal}"
        )


@frozen
class Figure:
    """Something counted rather than timed, with the least or the most that is accepted of it."""

    name: str
    value: float
    what: str
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        """Whether the goal is met, where there is one."""
        return (self.least is None or self.value >= self.least) and (
            self.most is None or self.value <= self.most
        )

    def __str__(self) -> str:
        bounds = (("≥", self.least), ("≤", self.most))
        goals = [f"{sign} {bound:g}" for sign, bound in bounds if bound is not None]
        verdict = f"  goal {' and '.join(goals)} {'met' if self.met else 'MISSED'}" if goals else ""
        return f"{self.name:<34} {self.value:>9.4g}  {self.what}{verdict}"


def medians(
    turns: Mapping[str, Callable[[], object]], *, times: int = 1, rounds: int = ROUNDS
) -> Mapping[str, float]:
    """Return the median seconds of one turn of each.

    The sides take turns, so that whatever else the machine does disturbs all of them alike. A turn is
    repeated ``times`` in each round where one is too short for the clock.
    """
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, turn in turns.items():
            begun = time.perf_counter()
            for _ in range(times):
                turn()
            seconds[name].append((time.perf_counter() - begun) / times)
    return {name: median(taken) for name, taken in seconds.items()}


async def async_medians(
    turns: Mapping[str, Callable[[], Awaitable[object]]], *, times: int = 1, rounds: int = ROUNDS
) -> Mapping[str, float]:
    """Do the same with turns that are awaited."""
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, turn in turns.items():
            begun = time.perf_counter()
            for _ in range(times):
                await turn()
            seconds[name].append((time.perf_counter() - begun) / times)
    return {name: median(taken) for name, taken in seconds.items()}


def told(seconds: float) -> str:
    """Write a duration in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-9:.0f} ns"
