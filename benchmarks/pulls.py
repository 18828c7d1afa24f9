"""A full pull of a large store, kept within the vendor's limit: how much of it is used, what it takes.

The clock passes only by waiting and by answers under way, so that minutes of a pull take seconds here.
"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx

from benchmarks.catalogue import sandbox
from benchmarks.measuring import Figure
from tiktok_bc_sync.clients import BigCommerce, BlockingTransport
from tiktok_bc_sync.runtime import BlockingRuntime

PRODUCTS = 50_000
QUOTA = 60
"""Requests that the store allows in a window: the pull's 203 need four of them."""

_WINDOW = timedelta(seconds=30)
_LATENCY = timedelta(milliseconds=200)
_START = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
_FEW_PAGES = 10


class SwiftRuntime(BlockingRuntime):
    """The blocking world on a clock that nobody waits for."""

    def __init__(self) -> None:
        super().__init__()
        self.time = _START

    def now(self) -> datetime:
        """Return the time."""
        return self.time

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


class Counting(httpx.BaseTransport):
    """Lets each answer take its time and counts them, by window and by status."""

    def __init__(self, runtime: SwiftRuntime, source: httpx.BaseTransport) -> None:
        self.windows = Counter[int]()
        self.refused = 0
        self._runtime = runtime
        self._source = source

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.windows[(self._runtime.time - _START) // _WINDOW] += 1
        answer = self._source.handle_request(request)
        self.refused += answer.status_code == 429
        self._runtime.time += _LATENCY
        return answer


def measure() -> Iterator[Figure]:
    """Pull everything once, product by product, keeping none."""
    runtime = SwiftRuntime()
    store = sandbox(PRODUCTS, variants=1, wall=runtime.now, quota=QUOTA)
    network = Counting(runtime, store.transport())
    env = store.env()
    with BigCommerce(
        store_hash=env["BIGCOMMERCE_STORE_HASH"],
        access_token=env["BIGCOMMERCE_ACCESS_TOKEN"],
        base_url=env["BIGCOMMERCE_API_URL"],
        transport=BlockingTransport(httpx.Client(transport=network)),
        runtime=runtime,
    ) as client:
        pulled, few, whole = _pull(client)
    # The last window ends with the pull, not with the quota.
    used = [count / QUOTA for _, count in sorted(network.windows.items())][:-1]
    name = f"pull of {pulled:,} products"
    yield Figure(
        name, 100 * min(used), f"% of the limit used, in the least of {len(used)} windows", 95
    )
    yield Figure(name, network.refused, "requests refused for the limit", most=0)
    yield Figure(
        name, whole / 2**20, f"MiB at the peak, after {_FEW_PAGES} pages {few / 2**20:.1f}"
    )
    yield Figure(name, whole / few, "times the peak of its first pages", most=1.25)


def _pull(client: BigCommerce) -> tuple[int, int, int]:
    """Return how many came, and the most memory held at once for the first pages and for all."""
    tracemalloc.start()
    try:
        pulled, few = 0, 0
        for number, page in enumerate(client.products().pages(), 1):
            pulled += len(page)
            if number == _FEW_PAGES:
                few = tracemalloc.get_traced_memory()[1]
        return pulled, few, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
