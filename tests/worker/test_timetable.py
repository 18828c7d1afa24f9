"""Whose turn it is: once in the interval for everybody, spread evenly, the same in all processes."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_bc_sync.errors import (
    InvalidInput,
    NeedsReconnecting,
    RateLimited,
    StorageUnavailable,
    SyncError,
)
from tiktok_bc_sync.worker import Timetable

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ACCOUNTS = [f"store{number}" for number in range(1000)]
MINUTE = timedelta(minutes=1)


def sweeps(times: Timetable, begin: datetime) -> list[datetime]:
    """The moments of one interval's sweeps."""
    return [begin + times.sweep * number for number in range(times.every // times.sweep)]


@given(MOMENTS, st.lists(st.text(), unique=True), st.sampled_from([1, 5, 60, 300]))
def test_each_account_has_its_turn_exactly_once_in_the_interval(
    begin: datetime, accounts: list[str], seconds: int
) -> None:
    times = Timetable(timedelta(minutes=10), timedelta(seconds=seconds))
    found = Counter(one for at in sweeps(times, begin) for one in times.due(accounts, at))
    assert found == Counter(accounts)


def test_the_turns_are_spread_over_the_sweeps() -> None:
    times = Timetable()
    counts = [len(list(times.due(ACCOUNTS, at))) for at in sweeps(times, datetime.now(UTC))]
    assert sum(counts) == len(ACCOUNTS)
    assert min(counts) > len(ACCOUNTS) / len(counts) * 0.75


@given(MOMENTS)
def test_an_account_keeps_its_turn_whoever_else_there_is(at: datetime) -> None:
    times = Timetable()
    assert set(times.due(ACCOUNTS[:100], at)) == set(times.due(ACCOUNTS, at)) & set(ACCOUNTS[:100])


def test_it_is_not_always_the_same_accounts_that_come_last() -> None:
    times, now = Timetable(), datetime.now(UTC)
    first, again = (times.due(ACCOUNTS, at) for at in (now, now + times.every))
    assert set(first) == set(again)
    half = len(first) // 2
    late = set(first[half:]) & set(again[half:])
    assert len(late) < half * 0.75


@pytest.mark.parametrize(
    ("every", "sweep", "field"),
    [
        (5 * MINUTE, timedelta(), "sweep"),
        (5 * MINUTE, timedelta(seconds=-30), "sweep"),
        (5 * MINUTE, timedelta(seconds=0.5), "sweep"),
        (5 * MINUTE, timedelta(seconds=7), "sweep"),
        (90 * MINUTE, 90 * MINUTE, "sweep"),
        (14 * MINUTE, 7 * MINUTE, "sweep"),
        (MINUTE, 5 * MINUTE, "every"),
        (5 * MINUTE, 2 * MINUTE, "every"),
    ],
)
def test_what_fits_no_clock_is_refused(every: timedelta, sweep: timedelta, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Timetable(every, sweep)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "error",
    [SyncError("no"), NeedsReconnecting("no"), InvalidInput("no")],
    ids=["error", "reconnect", "input"],
)
def test_what_trying_again_cannot_mend_is_not_tried_again(error: SyncError) -> None:
    assert Timetable().wait(error, 0, "store1") is None


def test_a_storage_that_is_away_is_tried_again_later_and_later_but_not_for_ever() -> None:
    away, times = StorageUnavailable("no"), Timetable()
    waits = [times.wait(away, tried, "store1") for tried in range(4)]
    assert waits[3] is None
    for tried, wait in enumerate(waits[:3]):
        assert wait is not None
        assert 10 * 2**tried <= wait < 20 * 2**tried


def test_a_vendor_that_says_when_is_heeded() -> None:
    wait = Timetable().wait(RateLimited("no", retry_after=500), 0, "store1")
    assert wait is not None
    assert wait >= 500


def test_accounts_that_failed_together_do_not_come_again_together() -> None:
    away, times = StorageUnavailable("no"), Timetable()
    assert len({times.wait(away, 0, account) for account in ACCOUNTS}) > 500
