"""Typed tables over a storage: load, save and compare-and-swap the domain's values."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Generic, TypeVar

from attrs import field, frozen

from tiktok_bc_sync.errors import Conflict, SchemaTooNew, StorageError
from tiktok_bc_sync.storage.codec import from_json, to_json
from tiktok_bc_sync.storage.encrypted import is_sealed, sealed_error
from tiktok_bc_sync.storage.protocol import AsyncStorage
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    JsonValue,
    Query,
    Record,
    Write,
)

T = TypeVar("T")
Upgrade = Callable[[Mapping[str, JsonValue]], Mapping[str, JsonValue]]

_SCHEMA = "_schema"
# Each try of a compare-and-swap fails only because another writer succeeded.
_TRIES = 50
# A filter is worked out anew for each page, so that few large pages beat many small ones.
_PAGE = 500


@frozen
class Kind(Generic[T]):
    """How one type of value is stored: its name, key, index fields, and how older bodies are read.

    ``schema`` is the version of the body that is written now; ``upgrades`` maps an older version to the
    function that makes the next one of it.
    """

    name: str
    type: type[T]
    key: Callable[[T], str]
    index: Callable[[T], Mapping[str, IndexValue]]
    schema: int = 1
    upgrades: Mapping[int, Upgrade] = field(factory=dict[int, Upgrade])

    def write(self, value: T, expected: int | None) -> Write:
        """Return the write that stores a value which is at version ``expected`` now."""
        body = to_json(value, self.type)
        return Write(
            self.name, self.key(value), expected, self.index(value), {**body, _SCHEMA: self.schema}
        )

    def read(self, record: Record) -> T:
        """Return a record's value.

        Raises `SchemaTooNew` where a newer library wrote it and `StorageError` where its body is not one
        of this kind, or is encrypted.
        """
        if is_sealed(record.body):
            raise sealed_error(record)
        try:
            return from_json(self._upgraded(record), self.type)
        except ValueError as error:
            raise StorageError(
                f"The {self.name} {record.key} in the storage is damaged: {error}.",
                what_to_do="Restore it from a backup, or delete it and let it be read again.",
            ) from None

    def _upgraded(self, record: Record) -> Mapping[str, JsonValue]:
        body = record.body
        written = body.get(_SCHEMA, 1)
        if not isinstance(written, int) or written < 1:
            raise ValueError(f"not a version @ {_SCHEMA}")
        if written > self.schema:
            raise SchemaTooNew(
                f"The {self.name} {record.key} was written by a newer version of this library.",
                what_to_do="Upgrade tiktok-bc-sync before using this storage.",
            )
        for version in range(written, self.schema):
            try:
                body = self.upgrades[version](body)
            except Exception:  # whatever an upgrade makes of a body that it was not written for
                raise ValueError(f"it can't be read as version {version} of its kind") from None
        return body


@frozen
class Stored(Generic[T]):
    """A value and the version of the record that it was read from."""

    value: T
    version: int


@frozen
class Table(Generic[T]):
    """The values of one kind in one account."""

    storage: AsyncStorage
    account: str
    kind: Kind[T]

    async def get(self, key: str) -> Stored[T] | None:
        """Return one value, None where there is none."""
        return (await self.get_many([key])).get(key)

    async def get_many(self, keys: Sequence[str]) -> dict[str, Stored[T]]:
        """Return the values that exist, by key, in one round trip."""
        records = await self.storage.read(self.account, self.kind.name, keys) if keys else ()
        return {record.key: self._stored(record) for record in records}

    async def find(
        self,
        *where: Filter,
        order_by: str = "key",
        descending: bool = False,
        limit: int = 100,
        after: str | None = None,
    ) -> tuple[list[Stored[T]], str | None]:
        """Return a page of values and the cursor of the next one."""
        query = Query(self.account, self.kind.name, where, order_by, descending, limit, after)
        page = await self.storage.find(query)
        return [self._stored(record) for record in page.records], page.next

    async def all(self, *where: Filter, order_by: str = "key") -> AsyncIterator[Stored[T]]:
        """Yield every matching value, reading a page at a time."""
        after: str | None = None
        while True:
            page, after = await self.find(*where, order_by=order_by, limit=_PAGE, after=after)
            for stored in page:
                yield stored
            if after is None:
                return

    async def count(self, *where: Filter, by: str | None = None) -> Mapping[IndexValue, int]:
        """Count the matching values by an index field."""
        return await self.storage.count(self.account, self.kind.name, where, by)

    async def save(self, value: T, expected: int | None) -> Stored[T]:
        """Store a value that is at version ``expected`` now (None: new). Raises `Conflict`."""
        record = (await self.storage.commit(self.account, [self.write(value, expected)]))[0]
        return Stored(value, record.version)

    async def update(self, key: str, change: Callable[[T | None], T]) -> Stored[T]:
        """Read, change and save a value, again and again until nobody wrote in between.

        ``change`` is given None where there is no value yet, and must have no effects of its own. An
        equal value is not written.
        """
        tries = 0
        while True:
            tries += 1
            known = await self.get(key)
            changed = change(known.value if known else None)
            if known and known.value == changed:
                return known
            try:
                return await self.save(changed, known.version if known else None)
            except Conflict:
                if tries == _TRIES:
                    raise

    async def delete(self, key: str, version: int) -> None:
        """Remove a value that is at ``version`` now. Raises `Conflict`."""
        await self.storage.commit(self.account, [Delete(self.kind.name, key, version)])

    def write(self, value: T, expected: int | None) -> Write:
        """Return the write of a value, to be committed with others."""
        return self.kind.write(value, expected)

    def _stored(self, record: Record) -> Stored[T]:
        return Stored(self.kind.read(record), record.version)


async def commit(storage: AsyncStorage, account: str, writes: Sequence[Write | Delete]) -> None:
    """Do writes of several kinds, all or none. Raises `Conflict`."""
    if writes:
        await storage.commit(account, writes)
