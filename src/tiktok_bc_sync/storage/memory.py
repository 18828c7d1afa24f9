"""A storage in the memory of this process: for tests, trials and the simulation."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tiktok_bc_sync.errors import Conflict
from tiktok_bc_sync.storage.ordering import read_cursor, sortable, written_cursor
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Op,
    Page,
    Query,
    Record,
    Write,
)


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryStorage:
    """Keeps everything until the process ends. ``clock`` decides when leases expire."""

    def __init__(self, *, clock: Callable[[], datetime] = _now) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._records: dict[tuple[str, str], dict[str, Record]] = {}
        self._leases: dict[str, Lease] = {}

    def __repr__(self) -> str:
        return "MemoryStorage()"

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        with self._lock:
            known = self._records.get((account, kind), {})
            return [known[key] for key in dict.fromkeys(keys) if key in known]

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        with self._lock:
            self._check(account, writes)
            return [record for write in writes if (record := self._apply(account, write))]

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        with self._lock:
            known = self._records.get((query.account, query.kind), {})
            found = [
                (
                    sortable(record.index.get(query.order_by)) if query.order_by != "key" else "",
                    key,
                    record,
                )
                for key, record in known.items()
                if _matches(record, query.where)
            ]
        found.sort(key=lambda one: one[:2], reverse=query.descending)
        if query.after is not None:
            last = read_cursor(query.after)
            found = [
                one for one in found if (one[:2] < last if query.descending else one[:2] > last)
            ]
        page = found[: query.limit]
        more = len(found) > len(page)
        return Page(
            [one[2] for one in page], written_cursor(*page[-1][:2]) if more and page else None
        )

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        with self._lock:
            known = list(self._records.get((account, kind), {}).values())
        matching = [record for record in known if _matches(record, where)]
        if by is None:
            return {None: len(matching)}
        return Counter(record.index.get(by) for record in matching)

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        with self._lock:
            now, held = self._clock(), self._leases.get(name)
            if held and held.expires_at > now and held.owner != owner:
                return None
            renewed = held is not None and held.expires_at > now
            token = 1 if held is None else held.token + (not renewed)
            self._leases[name] = Lease(name, owner, token, now + ttl)
            return self._leases[name]

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token, so that the next one is greater."""
        with self._lock:
            held = self._leases.get(lease.name)
            if held and (held.owner, held.token) == (lease.owner, lease.token):
                self._leases[lease.name] = Lease(held.name, held.owner, held.token, self._clock())

    def close(self) -> None:
        """Do nothing: the memory goes with the object."""

    def _check(self, account: str, writes: Sequence[Write | Delete]) -> None:
        found: dict[tuple[str, str], int | None] = {}
        for write in writes:
            record = self._records.get((account, write.kind), {}).get(write.key)
            version = record.version if record else None
            if version != write.expected:
                found[write.kind, write.key] = version
        if found:
            raise Conflict("Somebody else wrote first.", found=found)

    def _apply(self, account: str, write: Write | Delete) -> Record | None:
        known = self._records.setdefault((account, write.kind), {})
        if isinstance(write, Delete):
            del known[write.key]
            return None
        version = (write.expected or 0) + 1
        record = Record(account, write.kind, write.key, version, dict(write.index), write.body)
        known[write.key] = record
        return record


def _matches(record: Record, where: Sequence[Filter]) -> bool:
    return all(_holds(record.index.get(one.field), one) for one in where)


def _holds(value: IndexValue, wanted: Filter) -> bool:
    if wanted.op is Op.CONTAINS:
        return isinstance(value, str) and str(wanted.value).casefold() in value.casefold()
    if isinstance(wanted.value, Sequence) and not isinstance(wanted.value, str):
        return sortable(value) in {sortable(one) for one in wanted.value}
    return _compare(sortable(value), wanted.op, sortable(wanted.value))


def _compare(left: str, op: Op, right: str) -> bool:
    match op:
        case Op.LT:
            return left < right
        case Op.LE:
            return left <= right
        case Op.GT:
            return left > right
        case Op.GE:
            return left >= right
        case _:
            return left == right
