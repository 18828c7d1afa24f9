"""A storage of your own: everything in one JSON file, which passes the conformance suite.

The whole file is read and written for each call, behind a lock: fine for a few hundred products, and to see
how little a storage has to do. Where there is a database, let it do the work, as `redis_storage.py` does.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tiktok_bc_sync import Connector
from tiktok_bc_sync.errors import Conflict, StorageUnavailable
from tiktok_bc_sync.sandbox import Sandbox
from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Page,
    Query,
    Record,
    Write,
)
from tiktok_bc_sync.storage.body import json_text
from tiktok_bc_sync.storage.matching import matches
from tiktok_bc_sync.storage.ordering import NOTHING, read_cursor, sortable, written_cursor
from tiktok_bc_sync.storage.record import check_writes

Json = dict[str, Any]
EMPTY: Json = {"version": 0, "records": {}, "leases": {}}


class FileStorage:
    """Keeps records in a file that processes of this machine share. ``clock`` decides when leases expire."""

    def __init__(
        self, path: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path, self._clock = path, clock
        self._threads = threading.Lock()

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        with self._known() as known:
            shelf = _shelf(known, account, kind)
            return [
                _record(account, kind, key, shelf[key])
                for key in dict.fromkeys(keys)
                if key in shelf
            ]

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        check_writes(account, writes)
        with self._changed() as known:
            _check(known, account, writes)
            known["version"] += 1
            return [made for one in writes if (made := _apply(known, account, one))]

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        after = read_cursor(query)
        with self._known() as known:
            records = self._matching(known, query.account, query.kind, query.where)
        places = ((_place(query, one), one) for one in records)
        found = sorted(
            (
                (place, one)
                for place, one in places
                if after is None or (place < after if query.descending else place > after)
            ),
            key=lambda pair: pair[0],
            reverse=query.descending,
        )
        page = found[: query.limit]
        more = len(found) > len(page)
        return Page([one for _, one in page], written_cursor(query, *page[-1][0]) if more else None)

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        with self._known() as known:
            found = self._matching(known, account, kind, where)
        return Counter(one.index.get(by) for one in found) if by else {None: len(found)}

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        with self._changed() as known:
            held, now = known["leases"].get(name), self._clock()
            alive = bool(held) and datetime.fromisoformat(held["expires_at"]) > now
            if alive and held["owner"] != owner:
                return None
            lease = Lease(name, owner, (held["token"] if held else 0) + (not alive), now + ttl)
            known["leases"][name] = _lease(lease, lease.expires_at)
            return lease

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token."""
        with self._changed() as known:
            held = known["leases"].get(lease.name)
            if held and (held["owner"], held["token"]) == (lease.owner, lease.token):
                known["leases"][lease.name] = _lease(lease, self._clock())

    def close(self) -> None:
        """Do nothing: the file is open during calls only."""

    # --- the file ------------------------------------------------------------------------

    @contextmanager
    def _known(self) -> Generator[Json]:
        """Read the file while nobody else reads or writes it."""
        try:
            with self._threads, self._path.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                text = self._path.read_text(encoding="ascii") if self._path.exists() else ""
                yield json.loads(text or json.dumps(EMPTY))
        except OSError as error:
            raise StorageUnavailable(f"{self._path} can't be used: {error.strerror}.") from error

    @contextmanager
    def _changed(self) -> Generator[Json]:
        """Read the file and replace it by what was made of that, or by nothing where it raised."""
        with self._known() as known:
            yield known
            written = self._path.with_suffix(".new")
            with written.open("w", encoding="ascii") as file:
                json.dump(known, file)
                file.flush()
                os.fsync(file.fileno())
            written.replace(self._path)

    def _matching(
        self, known: Json, account: str, kind: str, where: Iterable[Filter]
    ) -> list[Record]:
        conditions = tuple(where)
        return [
            _record(account, kind, key, kept)
            for key, kept in _shelf(known, account, kind).items()
            if matches(kept["index"], conditions)
        ]


# --- what lies in it -----------------------------------------------------------------------


def _shelf(known: Json, account: str, kind: str) -> Json:
    shelf: Json = known["records"].setdefault(json.dumps([account, kind]), {})
    return shelf


def _check(known: Json, account: str, writes: Sequence[Write | Delete]) -> None:
    found = {
        (one.kind, one.key): _shelf(known, account, one.kind).get(one.key, {}).get("version")
        for one in writes
    }
    wrong = {
        (one.kind, one.key): found[one.kind, one.key]
        for one in writes
        if found[one.kind, one.key] != one.expected
    }
    if wrong:
        raise Conflict("Somebody else wrote first.", found=wrong)


def _apply(known: Json, account: str, one: Write | Delete) -> Record | None:
    shelf = _shelf(known, account, one.kind)
    if isinstance(one, Delete):
        del shelf[one.key]
        return None
    body = json.loads(json_text(one.body, one.kind, one.key))
    shelf[one.key] = {"version": known["version"], "index": dict(one.index), "body": body}
    return _record(account, one.kind, one.key, shelf[one.key])


def _record(account: str, kind: str, key: str, kept: Json) -> Record:
    return Record(account, kind, key, kept["version"], kept["index"], kept["body"])


def _place(query: Query, one: Record) -> tuple[str, str]:
    by_key = query.order_by == "key"
    return NOTHING if by_key else sortable(one.index.get(query.order_by)), one.key


def _lease(lease: Lease, expires_at: datetime) -> Json:
    return {"owner": lease.owner, "token": lease.token, "expires_at": expires_at.isoformat()}


def main() -> None:
    """Let one process pull the catalogue, and another one find it in the file."""
    sandbox = Sandbox()
    sandbox.load([{"name": "Mug", "sku": "MUG-1", "price": 9.5, "weight": 0.3}])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "connector.json"
        with Connector.for_testing(sandbox, storage=FileStorage(path)) as first:
            print(first.products.pull())
        with Connector.for_testing(sandbox, storage=FileStorage(path)) as second:
            print(*(product.title for product in second.products.all()), "in", path.name)


if __name__ == "__main__":
    main()
