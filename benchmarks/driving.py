"""What a blocking call of the one async engine costs beside a plain call and beside a portal thread."""

from __future__ import annotations

from collections.abc import Iterator

from anyio.from_thread import start_blocking_portal
from attrs import frozen

from benchmarks.measuring import Measurement, medians
from tiktok_bc_sync.runtime import Blocking, blocking

CALLS = 2_000


@frozen
class AsyncCounter:
    """An engine that does next to nothing, so that only the way to it is measured."""

    async def add(self, left: int, right: int) -> int:
        """Return the sum."""
        return left + right


class Counter(Blocking[AsyncCounter]):
    """Its blocking face."""

    add = blocking(AsyncCounter.add)


def plain_add(left: int, right: int) -> int:
    """Return the sum, without any engine."""
    return left + right


def measure() -> Iterator[Measurement]:
    """Time one call of the blocking twin, of a plain function and through an event loop's thread."""
    engine = AsyncCounter()
    counter = Counter(engine)
    with start_blocking_portal() as portal:
        taken = medians(
            {
                "plain": lambda: plain_add(1, 2),
                "twin": lambda: counter.add(1, 2),
                "portal": lambda: portal.call(engine.add, 1, 2),
            },
            times=CALLS,
        )
    yield Measurement(
        "blocking twin of an async method", taken["twin"], taken["plain"], "a plain call"
    )
    yield Measurement(
        "blocking twin of an async method",
        taken["twin"],
        taken["portal"],
        "a call through a portal thread",
        goal=0.1,
    )
