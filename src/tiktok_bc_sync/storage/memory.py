"""A storage in the memory of this process: for tests, trials and the simulation."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import nlargest, nsmallest
from itertools import islice

from attrs import define, field, frozen

from tiktok_bc_sync.errors import Conflict
from tiktok_bc_sync.storage.body import json_object, json_text
from tiktok_bc_sync.storage.matching import matches
from tiktok_bc_sync.storage.ordering import (
    NOTHING,
    read_cursor,
    sortable,
    written_cursor,
)
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Page,
    Query,
    Record,
    Write,
    check_writes,
)

_Position = tuple[str, str]


def _now() -> datetime:
    return datetime.now(UTC)


@frozen
class _Kept:
    """A record as it lies here: its body as text, so that nobody who holds the body can change it."""

    version: int
    index: Mapping[str, IndexValue]
    body: str


@define
class _Shelf:
    """The records of one kind in one account, and their keys in order."""

    records: dict[str, _Kept] = field(factory=dict[str, _Kept])
    keys: list[str] = field(factory=list[str])

    def version(self, key: str) -> int | None:
        kept = self.records.get(key)
        return kept.version if kept else None

    def put(self, key: str, kept: _Kept) -> None:
        if key not in self.records:
            insort(self.keys, key)
        self.records[key] = kept

    def remove(self, key: str) -> None:
        del self.records[key]
        del self.keys[bisect_left(self.keys, key)]

    def matching(self, keys: Sequence[str], where: Sequence[Filter]) -> Iterator[str]:
        return (key for key in keys if matches(self.records[key].index, where))

    def page(self, query: Query) -> list[_Position]:
        """Return one position more than the page has, to tell whether anything follows."""
        after = read_cursor(query)
        if query.order_by == "key":
            keys = self._behind(query, after[1] if after else None)
            found = islice(self.matching(keys, query.where), query.limit + 1)
            return [(NOTHING, key) for key in found]
        positions = (
            (sortable(self.records[key].index.get(query.order_by)), key)
            for key in self.matching(self.keys, query.where)
        )
        if query.descending:
            return nlargest(query.limit + 1, (p for p in positions if after is None or p < after))
        return nsmallest(query.limit + 1, (p for p in positions if after is None or p > after))

    def _behind(self, query: Query, after: str | None) -> list[str]:
        if query.descending:
            end = len(self.keys) if after is None else bisect_left(self.keys, after)
            return self.keys[:end][::-1]
        return self.keys[0 if after is None else bisect_right(self.keys, after) :]


class MemoryStorage:
    """Keeps everything until the process ends. ``clock`` decides when leases expire."""

    def __init__(self, *, clock: Callable[[], datetime] = _now) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._shelves: dict[tuple[str, str], _Shelf] = {}
        self._leases: dict[str, Lease] = {}
        self._last_version = 0

    def __repr__(self) -> str:
        return "MemoryStorage()"

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        with self._lock:
            known = self._shelf(account, kind).records
            return [
                _record(account, kind, key, known[key])
                for key in dict.fromkeys(keys)
                if key in known
            ]

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        check_writes(account, writes)
        bodies = [
            json_text(one.body, one.kind, one.key) if isinstance(one, Write) else ""
            for one in writes
        ]
        with self._lock:
            self._check(account, writes)
            self._last_version += 1
            pairs = zip(writes, bodies, strict=True)
            return [made for one, body in pairs if (made := self._apply(account, one, body))]

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        with self._lock:
            shelf = self._shelf(query.account, query.kind)
            found = shelf.page(query)
            page = found[: query.limit]
            records = [
                _record(query.account, query.kind, key, shelf.records[key]) for _, key in page
            ]
        return Page(records, written_cursor(query, *page[-1]) if len(found) > len(page) else None)

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        with self._lock:
            shelf = self._shelf(account, kind)
            matching = list(shelf.matching(shelf.keys, where))
            if by is None:
                return {None: len(matching)}
            return Counter(shelf.records[key].index.get(by) for key in matching)

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        with self._lock:
            now, held = self._clock(), self._leases.get(name)
            alive = held is not None and held.expires_at > now
            if held and alive and held.owner != owner:
                return None
            token = 1 if held is None else held.token + (not alive)
            self._leases[name] = Lease(name, owner, token, now + ttl)
            return self._leases[name]

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token, so that the next one is greater."""
        with self._lock:
            held = self._leases.get(lease.name)
            if held and (held.owner, held.token) == (lease.owner, lease.token):
                self._leases[lease.name] = Lease(held.name, held.owner, held.token, self._clock())

    def close(self) -> None:
        """Do nothing: the memory goes with the object, and until then it can still be used."""

    def _shelf(self, account: str, kind: str) -> _Shelf:
        return self._shelves.get((account, kind)) or _Shelf()

    def _check(self, account: str, writes: Sequence[Write | Delete]) -> None:
        found = {
            (one.kind, one.key): self._shelf(account, one.kind).version(one.key) for one in writes
        }
        wrong = {
            (one.kind, one.key): found[one.kind, one.key]
            for one in writes
            if found[one.kind, one.key] != one.expected
        }
        if wrong:
            raise Conflict("Somebody else wrote first.", found=wrong)

    def _apply(self, account: str, write: Write | Delete, body: str) -> Record | None:
        shelf = self._shelves.setdefault((account, write.kind), _Shelf())
        if isinstance(write, Delete):
            shelf.remove(write.key)
            return None
        kept = _Kept(self._last_version, dict(write.index), body)
        shelf.put(write.key, kept)
        return _record(account, write.kind, write.key, kept)


def _record(account: str, kind: str, key: str, kept: _Kept) -> Record:
    body = json_object(kept.body, kind, key)
    return Record(account, kind, key, kept.version, dict(kept.index), body)
