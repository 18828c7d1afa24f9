"""Vendors with quotas in windows, and many callers on one clock that nobody waits for."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable, Coroutine, Generator
from datetime import timedelta
from typing import Protocol

from attrs import define, field

from tests.clients.fakes import NOW, FakeRuntime
from tiktok_bc_sync.clients.limiter import Limiter


@define
class Pause(Awaitable[None]):
    """What a simulated task awaits: so many seconds."""

    seconds: float

    def __await__(self) -> Generator[float, None, None]:
        yield self.seconds


@define
class World(FakeRuntime):
    """Many tasks on one clock: who sleeps is woken in the order of time."""

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        await Pause(seconds)

    def run(self, tasks: list[Coroutine[float, None, None]]) -> None:
        due = [(self.time, number, task) for number, task in enumerate(tasks)]
        count = len(due)
        heapq.heapify(due)
        while due:
            self.time, _, task = heapq.heappop(due)
            try:
                seconds = task.send(None)
            except StopIteration:
                continue
            count += 1
            heapq.heappush(due, (self.time + timedelta(seconds=seconds), count, task))


@define
class Counting:
    """A vendor with a quota in a window that begins with the first request in it."""

    world: World
    quota: int
    window: float = 30.0
    used: int = 0
    begun: float = -1e9
    refused: int = 0
    answered: int = 0
    spent: list[int] = field(factory=list[int])

    def answer(self) -> tuple[dict[str, str], bool]:
        now = (self.world.time - NOW).total_seconds()
        if now - self.begun >= self.window:
            self.spent.append(self.used)
            self.begun, self.used = now, 0
        self.used += 1
        refused = self.used > self.quota
        self.refused += refused
        self.answered += not refused
        return {
            "x-rate-limit-requests-left": str(max(self.quota - self.used, 0)),
            "x-rate-limit-requests-quota": str(self.quota),
            "x-rate-limit-time-reset-ms": str(int((self.begun + self.window - now) * 1000)),
            "x-rate-limit-time-window-ms": str(int(self.window * 1000)),
        }, refused


class Answering(Protocol):
    """A vendor that answers with its headers, and tells whether it refused."""

    def answer(self) -> tuple[dict[str, str], bool]: ...


async def ask(
    limiter: Limiter, vendor: Answering, latency: Callable[[], float], times: int
) -> None:
    """One caller: each request takes its time to the vendor and back."""
    done = 0
    while done < times:
        await limiter.wait("x")
        await Pause(latency())
        headers, refused = vendor.answer()
        await Pause(latency())
        limiter.learn("x", headers, refused=refused)
        done += not refused
