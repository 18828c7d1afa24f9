"""Keeping within limits: simulated against vendors that count, on a clock that nobody waits for."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import httpx
import pytest
from attrs import define, field
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.clients.fakes import NOW, FakeRuntime, Vendor, bare, store_client
from tests.clients.windows import Counting, World, ask
from tiktok_bc_sync.clients.limiter import AdaptiveLimiter, WindowLimiter
from tiktok_bc_sync.errors import RateLimited
from tiktok_bc_sync.runtime import BlockingRuntime, drive


@given(
    seed=st.integers(0, 2**32),
    callers=st.integers(1, 12),
    quota=st.sampled_from([3, 20, 150, 450]),
    slow=st.sampled_from([0.01, 0.2, 1.5]),
)
@example(seed=3942, callers=10, quota=150, slow=0.01)  # the vendor's milliseconds are cut off
@settings(max_examples=40, deadline=None)
def test_parallel_callers_are_never_refused_and_all_are_served(
    seed: int, callers: int, quota: int, slow: float
) -> None:
    dice = random.Random(seed)
    world = World()
    vendor = Counting(world, quota)
    limiter = WindowLimiter(world)
    each = 3 * quota // callers + 1
    world.run([ask(limiter, vendor, lambda: dice.uniform(0, slow), each) for _ in range(callers)])
    assert vendor.refused == 0
    assert vendor.answered == callers * each


@pytest.mark.parametrize("quota", [150, 450])
def test_nearly_all_of_the_quota_is_used(quota: int) -> None:
    dice = random.Random(1)
    world = World()
    vendor = Counting(world, quota)
    limiter = WindowLimiter(world)
    world.run([ask(limiter, vendor, lambda: dice.uniform(0, 0.2), quota) for _ in range(8)])
    whole_windows = vendor.spent[2:]
    assert len(whole_windows) >= 5
    assert min(whole_windows) >= 0.95 * quota
    assert vendor.refused == 0


def test_first_request_asks_for_the_quota_while_the_others_wait() -> None:
    world = World()
    vendor = Counting(world, 3, used=2, begun=0.0)
    limiter = WindowLimiter(world, reserve=0)
    world.run([ask(limiter, vendor, lambda: 0.1, 1) for _ in range(8)])
    # One was left in the vendor's window: the eight are spread over four of them.
    assert vendor.refused == 0
    assert vendor.answered == 8


def test_vendor_that_tells_nothing_is_not_held_back_for() -> None:
    runtime = FakeRuntime()
    limiter = WindowLimiter(runtime)
    drive(limiter.wait("x"))
    limiter.learn("x", {}, refused=False)
    for _ in range(500):
        drive(limiter.wait("x"))
    assert runtime.sleeps == []


@pytest.mark.parametrize(
    "headers",
    [
        {"x-rate-limit-requests-left": "-1", "x-rate-limit-time-reset-ms": "1"},
        {"x-rate-limit-requests-left": "0", "x-rate-limit-time-reset-ms": "9" * 5000},
        {"x-rate-limit-requests-left": "٣", "x-rate-limit-time-reset-ms": "1"},
        {"x-rate-limit-requests-left": "1.5", "x-rate-limit-time-reset-ms": "1e9"},
        {"x-rate-limit-requests-left": "0"},
        {"x-rate-limit-requests-left": "0", "x-rate-limit-time-reset-ms": "3600001"},
    ],
)
def test_headers_that_make_no_sense_hold_nobody_up(headers: dict[str, str]) -> None:
    runtime = FakeRuntime()
    limiter = WindowLimiter(runtime)
    for _ in range(3):
        drive(limiter.wait("x"))
        limiter.learn("x", headers, refused=False)
    assert runtime.sleeps == []


def test_reserve_is_left_for_others_but_never_all_of_a_small_quota() -> None:
    for quota, sent in ((150, 148), (3, 3), (1, 1)):
        world = World()
        vendor = Counting(world, quota)
        limiter = WindowLimiter(world, reserve=2)
        world.run([ask(limiter, vendor, lambda: 0.0, 2 * quota)])
        assert vendor.spent[1] == sent


def test_clock_that_steps_back_does_not_hold_up_for_hours() -> None:
    runtime = FakeRuntime()
    limiter = WindowLimiter(runtime)
    drive(limiter.wait("x"))
    limiter.learn("x", told(left=0, quota=150, reset_ms=20000), refused=False)
    runtime.time -= timedelta(hours=5)
    drive(limiter.wait("x"))
    assert sum(runtime.sleeps) <= 30


def test_caller_is_told_where_the_wait_is_long() -> None:
    hourly = {
        "x-rate-limit-requests-left": "0",
        "x-rate-limit-requests-quota": "60000",
        "x-rate-limit-time-reset-ms": "1800000",
        "x-rate-limit-time-window-ms": "3600000",
    }
    vendor, runtime = Vendor([bare([], headers=hourly)]), FakeRuntime()
    client = store_client(vendor, runtime)
    client.find_order("1")
    with pytest.raises(RateLimited) as refused:
        client.find_order("1")
    assert refused.value.retry_after == pytest.approx(1800, abs=0.01)
    assert refused.value.vendor == "BigCommerce"
    assert (len(vendor.requests), runtime.sleeps) == (1, [])


def told(left: int, quota: int, reset_ms: int) -> dict[str, str]:
    return {
        "x-rate-limit-requests-left": str(left),
        "x-rate-limit-requests-quota": str(quota),
        "x-rate-limit-time-reset-ms": str(reset_ms),
    }


class Waits(Exception):
    """Somebody has to wait."""


class Hurried(FakeRuntime):
    """A clock for those who can't wait."""

    async def sleep(self, seconds: float) -> None:
        raise Waits(seconds)


def test_requests_under_way_when_a_window_ends_count_in_the_next() -> None:
    runtime = Hurried()
    limiter = WindowLimiter(runtime, reserve=0)
    drive(limiter.wait("x"))
    limiter.learn("x", told(left=5, quota=10, reset_ms=1000), refused=False)
    for _ in range(5):
        drive(limiter.wait("x"))
    runtime.time += timedelta(seconds=2)
    for _ in range(5):
        drive(limiter.wait("x"))
    with pytest.raises(Waits):
        drive(limiter.wait("x"))


def test_requests_under_way_count_in_a_window_that_the_vendor_began() -> None:
    limiter = WindowLimiter(Hurried(), reserve=0)
    for left in (9, 8):
        drive(limiter.wait("x"))
        limiter.learn("x", told(left, quota=10, reset_ms=10000), refused=False)
    for _ in range(4):
        drive(limiter.wait("x"))
    limiter.learn("x", told(left=9, quota=10, reset_ms=30000), refused=False)
    # Three are under way that the vendor may not have counted yet: six more may be sent.
    for _ in range(6):
        drive(limiter.wait("x"))
    with pytest.raises(Waits):
        drive(limiter.wait("x"))


def test_threads_share_one_quota() -> None:
    guard, sent = threading.Lock(), [0]

    def counted(request: httpx.Request) -> httpx.Response:  # noqa: ARG001
        with guard:
            sent[0] += 1
            left = 40 - sent[0]
        assert left >= 0
        headers = {
            "x-rate-limit-requests-left": str(left),
            "x-rate-limit-requests-quota": "40",
            "x-rate-limit-time-reset-ms": "30000",
        }
        return bare([], headers=headers)

    class Impatient(BlockingRuntime):
        """Real threads, but nobody waits for the next window."""

        async def sleep(self, seconds: float) -> None:
            if seconds > 1:
                raise RateLimited("not today", retry_after=seconds)

    from tiktok_bc_sync.clients import BigCommerce, BlockingTransport

    transport = BlockingTransport(httpx.Client(transport=httpx.MockTransport(counted)))
    client = BigCommerce(store_hash="a", access_token="t", transport=transport, runtime=Impatient())
    refused: list[RateLimited] = []

    def call() -> None:
        for _ in range(10):
            try:
                client.find_order("1")
            except RateLimited as error:
                refused.append(error)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent[0] == 38
    assert len(refused) == 80 - 38


def test_request_without_an_answer_is_no_longer_under_way() -> None:
    vendor = Vendor([httpx.ReadTimeout("no"), bare([])])
    runtime = FakeRuntime()
    store_client(vendor, runtime).find_order("1")
    # Had it counted as under way, the second would have looked again and again.
    assert [round(one, 2) for one in runtime.sleeps if one < 0.1] == []


# --- a pace that is found out -------------------------------------------------------


def test_nothing_is_held_back_until_the_vendor_says_no() -> None:
    runtime = FakeRuntime()
    limiter = AdaptiveLimiter(runtime)
    for _ in range(100):
        drive(limiter.wait("read"))
        limiter.learn("read", {}, refused=False)
    assert runtime.sleeps == []


def test_pace_slows_with_refusals_and_recovers_with_successes() -> None:
    runtime = FakeRuntime()
    limiter = AdaptiveLimiter(runtime)

    def gap() -> float:
        for _ in range(2):
            drive(limiter.wait("read"))
        return runtime.sleeps[-1] if runtime.sleeps else 0.0

    limiter.learn("read", {}, refused=True)
    first = gap()
    runtime.time += timedelta(seconds=5)
    limiter.learn("read", {}, refused=True)
    second = gap()
    assert 0 < first < second
    for _ in range(500):
        limiter.learn("read", {}, refused=False)
    runtime.time += timedelta(seconds=60)
    runtime.sleeps.clear()
    assert gap() == 0.0


def test_refusals_of_one_moment_slow_down_once() -> None:
    runtime = FakeRuntime()
    limiter = AdaptiveLimiter(runtime)
    for _ in range(20):
        limiter.learn("read", {}, refused=True)
    for _ in range(2):
        drive(limiter.wait("read"))
    assert runtime.sleeps == [pytest.approx(0.03)]


def test_operations_have_their_own_pace() -> None:
    runtime = FakeRuntime()
    limiter = AdaptiveLimiter(runtime)
    limiter.learn("write", {}, refused=True)
    for _ in range(5):
        drive(limiter.wait("read"))
    assert runtime.sleeps == []


def test_slowest_pace_is_bounded() -> None:
    runtime = FakeRuntime()
    limiter = AdaptiveLimiter(runtime)
    for _ in range(50):
        runtime.time += timedelta(seconds=10)
        limiter.learn("read", {}, refused=True)
    for _ in range(2):
        drive(limiter.wait("read"))
    assert runtime.sleeps == [2.0]


@define
class PerSecond:
    """A vendor that takes so many requests in each second."""

    world: World
    limit: int
    counted: dict[int, int] = field(factory=dict[int, int])
    refused: int = 0

    def answer(self) -> tuple[dict[str, str], bool]:
        second = int((self.world.time - NOW).total_seconds())
        self.counted[second] = self.counted.get(second, 0) + 1
        refused = self.counted[second] > self.limit
        self.refused += refused
        return {}, refused


@pytest.mark.parametrize("limit", [5, 10, 50])
def test_unknown_pace_is_found_with_few_refusals(limit: int) -> None:
    world = World()
    vendor = PerSecond(world, limit)
    limiter = AdaptiveLimiter(world)
    world.run([ask(limiter, vendor, lambda: 0.05, 10 * limit) for _ in range(6)])
    assert vendor.refused < 0.25 * 60 * limit
    assert max(vendor.counted) < 1.5 * 60
