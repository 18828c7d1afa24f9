"""Cases of many at once, and of what is left after closing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Event
from typing import TypeVar, cast
from uuid import uuid4

from tiktok_bc_sync.errors import Conflict, StorageError
from tiktok_bc_sync.storage.conformance.subject import Cases, Subject, write
from tiktok_bc_sync.storage.record import Record

R = TypeVar("R")

_WORKERS = 4
_ROUNDS = 10
_PATIENCE = 60
# Readers leave writers room, in seconds: a storage may serve one at a time.
_BREATH = 0.001


class RaceCases(Cases):
    """Calls from several threads; those of an async storage meet on one event loop."""

    def test_no_count_is_lost(self, subject: Subject) -> None:
        subject.commit(write("counter", body={"count": 0}))
        read = Barrier(_WORKERS, timeout=_PATIENCE)

        def count(_: int) -> int:
            done = 0
            for _ in range(_ROUNDS):
                read.wait()
                record = subject.read("counter")["counter"]
                read.wait()  # all of them know the same count now
                done += _incremented(subject, record)
            return done

        assert sum(_at_once(count)) == _ROUNDS
        assert subject.read("counter")["counter"].body == {"count": _ROUNDS}

    def test_of_many_who_make_a_record_one_succeeds(self, subject: Subject) -> None:
        for number in range(_ROUNDS):

            def make(worker: int, key: str = f"{number}") -> bool:
                return _succeeds(subject, key, worker)

            made = _at_once(make)
            assert made.count(True) == 1
            assert subject.read(f"{number}")[f"{number}"].body == {"by": made.index(True)}

    def test_commits_of_the_same_records_in_any_order_end(self, subject: Subject) -> None:
        keys = [f"{number}" for number in range(10)]
        subject.commit(*map(write, keys))

        def change(worker: int) -> int:
            order = keys if worker % 2 else keys[::-1]
            return sum(_overwritten(subject, order, worker) for _ in range(_ROUNDS))

        done = sum(_at_once(change))
        found = subject.read(*keys)
        assert done > 0
        assert len({str(record.body) for record in found.values()}) == 1

    def test_nobody_sees_half_of_a_commit(self, subject: Subject) -> None:
        subject.commit(*(write(key, None, {"round": 0}) for key in "ab"))
        written = Event()

        def work(worker: int) -> bool:
            if worker:
                return all(_is_whole(subject) for _ in _until(written))
            try:
                for number in range(1, 2 * _ROUNDS):
                    known = subject.read("a", "b")
                    subject.commit(
                        *(write(key, known[key].version, {"round": number}) for key in "ab")
                    )
            finally:
                written.set()
            return True

        assert all(_at_once(work))

    def test_a_free_lease_goes_to_one_of_many(self, subject: Subject) -> None:
        for _ in range(_ROUNDS):
            name = f"lease-{uuid4().hex}"

            def take(worker: int, name: str = name) -> bool:
                return subject.acquire(name, f"{worker}", timedelta(hours=1)) is not None

            assert _at_once(take).count(True) == 1

    def test_after_closing_a_call_works_or_says_that_it_cannot(self, subject: Subject) -> None:
        subject.put("a")
        subject.close()
        subject.close()
        with suppress(StorageError):
            assert set(subject.read("a")) <= {"a"}


def _at_once(work: Callable[[int], R]) -> list[R]:
    """Run the work in as many threads as there are workers, begun together; return by worker."""
    ready = Barrier(_WORKERS, timeout=_PATIENCE)

    def begin(worker: int) -> R:
        ready.wait()
        return work(worker)

    with ThreadPoolExecutor(_WORKERS) as pool:
        return list(pool.map(begin, range(_WORKERS)))


def _incremented(subject: Subject, record: Record) -> bool:
    count = cast("int", record.body["count"]) + 1
    try:
        subject.commit(write("counter", record.version, body={"count": count}))
    except Conflict:
        return False
    return True


def _succeeds(subject: Subject, key: str, worker: int) -> bool:
    try:
        subject.commit(write(key, body={"by": worker}))
    except Conflict:
        return False
    return True


def _overwritten(subject: Subject, keys: list[str], worker: int) -> bool:
    known = subject.read(*keys)
    try:
        subject.commit(*(write(key, known[key].version, body={"by": worker}) for key in keys))
    except Conflict:
        return False
    return True


def _until(done: Event) -> Iterator[None]:
    yield
    while not done.wait(_BREATH):
        yield


def _is_whole(subject: Subject) -> bool:
    found = subject.page().records
    return len(found) == 2 and found[0].index == found[1].index
