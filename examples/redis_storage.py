"""A storage of your own: the connector's records in Redis, which passes the conformance suite.

Writes of one account exclude each other by watching its counter. Lists are walked in the order of a
sorted set, and conditions are looked at in Python: fine for some ten thousand records of an account. Let
Redis keep its data (``appendfsync always``): what it forgets, the connector does twice.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, cast

import redis

from tiktok_bc_sync.errors import Conflict, StorageUnavailable
from tiktok_bc_sync.storage import (
    Delete,
    Filter,
    IndexValue,
    Lease,
    Page,
    Query,
    Record,
    Storage,
    Write,
)
from tiktok_bc_sync.storage.body import json_object, json_text
from tiktok_bc_sync.storage.matching import matches
from tiktok_bc_sync.storage.ordering import NOTHING, read_cursor, sortable, written_cursor
from tiktok_bc_sync.storage.record import check_writes, is_storable

CHUNK = 200
Position = tuple[str, str]
Named = Callable[..., str]
# The package's types allow for bytes and pipelines everywhere.
Client = Any


class RedisStorage:
    """Keeps records in the Redis that an URL names, in places whose names begin with ``prefix``.

    ``clock`` decides when leases expire.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "tbs",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._redis: Client = redis.Redis.from_url(url, decode_responses=True)
        self._named = partial(named, prefix)
        self._clock = clock

    def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """Return those of the records that exist."""
        wanted = [key for key in dict.fromkeys(keys) if is_storable(key)]
        with answers():
            return list(self._records(account, kind, wanted))

    def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """Do all of the writes or none. Raises `Conflict`."""
        check_writes(account, writes)
        made = [(one, json_text(one.body, one.kind, one.key)) for one in written(writes)]
        counter = self._named(account, "last version")

        def work(pipe: Client) -> list[Record]:
            known = self._known(account, writes)
            check(writes, known)
            version = int(pipe.get(counter) or 0) + 1
            pipe.multi()  # from here on commands are queued, and refused if the counter moved
            pipe.set(counter, version)
            for old in known.values():
                remove(pipe, self._named, old)
            for one, _ in made:
                add(pipe, self._named, account, one, version)
            return [
                Record(account, one.kind, one.key, version, dict(one.index), json.loads(text))
                for one, text in made
            ]

        with answers():
            return cast(
                "list[Record]", self._redis.transaction(work, counter, value_from_callable=True)
            )

    def find(self, query: Query) -> Page:
        """Return the matching records in a stable order."""
        with answers():
            found = list(islice(self._matching(query), query.limit + 1))
        page = found[: query.limit]
        if len(found) <= query.limit:
            return Page([record for record, _ in page])
        return Page([record for record, _ in page], written_cursor(query, *page[-1][1]))

    def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """Count the matching records by the value of an index field."""
        every = Query(account, kind, tuple(where))
        with answers():
            if by is None:
                return {None: sum(1 for _ in self._matching(every))}
            return Counter(record.index.get(by) for record, _ in self._matching(every))

    def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """Take or renew a lease; None where another owner has it."""
        place = self._named(name, "lease")

        def work(pipe: Client) -> Lease | None:
            held, now = pipe.hgetall(place), self._clock()
            alive = bool(held) and datetime.fromisoformat(held["expires_at"]) > now
            if alive and held["owner"] != owner:
                return None
            lease = Lease(name, owner, int(held.get("token", 0)) + (not alive), now + ttl)
            pipe.multi()
            pipe.hset(place, mapping=fields(lease, lease.expires_at))
            return lease

        with answers():
            return cast(
                "Lease | None", self._redis.transaction(work, place, value_from_callable=True)
            )

    def release(self, lease: Lease) -> None:
        """Give a lease back; its name keeps its token."""
        place = self._named(lease.name, "lease")

        def work(pipe: Client) -> None:
            held = pipe.hgetall(place)
            pipe.multi()
            if (held.get("owner"), held.get("token")) == (lease.owner, str(lease.token)):
                pipe.hset(place, mapping=fields(lease, self._clock()))

        with answers():
            self._redis.transaction(work, place)

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._redis.close()

    # --- looking -----------------------------------------------------------------------

    def _known(
        self, account: str, writes: Sequence[Write | Delete]
    ) -> dict[tuple[str, str], Record | None]:
        known: dict[tuple[str, str], Record | None] = {(one.kind, one.key): None for one in writes}
        for kind in {one.kind for one in writes}:
            keys = [one.key for one in writes if one.kind == kind]
            known |= {(kind, one.key): one for one in self._records(account, kind, keys)}
        return known

    def _records(self, account: str, kind: str, keys: Sequence[str]) -> Iterator[Record]:
        texts = self._redis.hmget(self._named(account, "records", kind), keys) if keys else []
        for key, text in zip(keys, texts, strict=True):
            if text is not None:
                whole = cast("dict[str, Any]", json_object(text, kind, key))
                yield Record(account, kind, key, whole["version"], whole["index"], whole["body"])

    def _matching(self, query: Query) -> Iterator[tuple[Record, Position]]:
        """Yield what matches behind the query's cursor, with the position that each is at."""
        for positions in chunked(self._positions(query, read_cursor(query))):
            at = {key: (value, key) for value, key in positions}
            for record in self._records(query.account, query.kind, list(at)):
                if matches(record.index, query.where):
                    yield record, at[record.key]

    def _positions(self, query: Query, after: Position | None) -> Iterator[Position]:
        keys = self._walk(query, self._named(query.account, "order", query.kind, "key"), after)
        if query.order_by == "key":
            yield from keys
            return
        place = self._named(query.account, "order", query.kind, query.order_by)
        some = self._redis.zcard(place) < self._redis.zcard(
            self._named(query.account, "order", query.kind, "key")
        )
        parts = [self._without(query, keys) if some else (), self._walk(query, place, after)]
        for number, part in enumerate(parts[::-1] if query.descending else parts):
            if after is None or (number == 1) or (after[0] == NOTHING) != query.descending:
                yield from part

    def _without(self, query: Query, keys: Iterable[Position]) -> Iterator[Position]:
        for positions in chunked(keys):
            for one in self._records(query.account, query.kind, [key for _, key in positions]):
                if one.index.get(query.order_by) is None:
                    yield NOTHING, one.key

    def _walk(self, query: Query, place: str, after: Position | None) -> Iterator[Position]:
        """Yield the positions of a sorted set, in its own order of bytes, which is that of code points."""
        least, most = ("-", "+") if not query.descending else ("+", "-")
        start = least if after is None else f"({member(*after)}"
        while True:
            found = self._redis.zrange(
                place, start, most, desc=query.descending, bylex=True, offset=0, num=CHUNK
            )
            for one in found:
                value, _, key = one.partition("\0")
                yield value, key
            if len(found) < CHUNK:
                return
            start = f"({found[-1]}"


# --- how records lie in Redis ------------------------------------------------------------


def named(prefix: str, account: str, *what: str) -> str:
    """Return the name of a place: accounts and kinds may hold any character."""
    return f"{prefix}:{json.dumps([account, *what])}"


def member(value: str, key: str) -> str:
    """Return what stands for a record in a sorted set; neither part holds NUL."""
    return f"{value}\0{key}"


def places(at: Named, record: Record | Write, account: str) -> Iterator[tuple[str, str]]:
    """Yield the sorted sets that a record stands in, and what stands for it there."""
    yield at(account, "order", record.kind, "key"), member(NOTHING, record.key)
    for field, value in record.index.items():
        if value is not None:
            place = at(account, "order", record.kind, field)
            yield place, member(sortable(value), record.key)


def remove(pipe: Client, at: Named, old: Record | None) -> None:
    """Queue the commands that remove a record."""
    if old is not None:
        pipe.hdel(at(old.account, "records", old.kind), old.key)
        for place, text in places(at, old, old.account):
            pipe.zrem(place, text)


def add(pipe: Client, at: Named, account: str, one: Write, version: int) -> None:
    """Queue the commands that write a record."""
    whole = {"version": version, "index": one.index, "body": one.body}
    place = at(account, "records", one.kind)
    pipe.hset(place, one.key, json_text(whole, one.kind, one.key))
    for order, text in places(at, one, account):
        pipe.zadd(order, {text: 0})


def written(writes: Sequence[Write | Delete]) -> list[Write]:
    """Return the writes that are no deletions."""
    return [one for one in writes if isinstance(one, Write)]


def check(writes: Sequence[Write | Delete], known: Mapping[tuple[str, str], Record | None]) -> None:
    """Refuse a commit of which a version does not match."""
    versions = {name: old.version if old else None for name, old in known.items()}
    wrong = {
        (one.kind, one.key): versions[one.kind, one.key]
        for one in writes
        if versions[one.kind, one.key] != one.expected
    }
    if wrong:
        raise Conflict("Somebody else wrote first.", found=wrong)


def fields(lease: Lease, expires_at: datetime) -> dict[str, str | int]:
    """Return a lease as Redis keeps it."""
    return {"owner": lease.owner, "token": lease.token, "expires_at": expires_at.isoformat()}


def chunked(positions: Iterable[Position]) -> Iterator[list[Position]]:
    """Cut positions into as many as are read at once."""
    rest = iter(positions)
    while some := list(islice(rest, CHUNK)):
        yield some


@contextmanager
def answers() -> Generator[None]:
    """Tell what Redis refuses as the connector's services expect it."""
    try:
        yield
    except redis.RedisError as error:
        raise StorageUnavailable(f"Redis can't be used: {error}.") from None


def main() -> None:
    """Write a note and find it again, where a Redis is running."""
    storage: Storage = RedisStorage(os.environ.get("REDIS_URL", "redis://localhost:6379/0"))
    try:
        (note,) = storage.read("example", "note", ["a"]) or storage.commit(
            "example", [Write("note", "a", None, {"colour": "green"}, {"text": "hello"})]
        )
    except StorageUnavailable as error:
        print(f"This example needs a Redis; REDIS_URL tells where it is. {error}")
        return
    green = Query("example", "note", (Filter("colour", "eq", "green"),))
    print(note.body, storage.find(green).records == [note], storage.count("example", "note"))
    storage.commit("example", [Delete("note", "a", note.version)])
    storage.close()


if __name__ == "__main__":
    main()
