"""Tokens encrypted at rest: a storage around another one that seals the bodies of some kinds."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from attrs import evolve

from tiktok_bc_sync.errors import Conflict, InvalidInput, MissingExtra, StorageError
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage.adapters import InlineStorage
from tiktok_bc_sync.storage.body import json_object, json_text
from tiktok_bc_sync.storage.protocol import AsyncStorage, Storage
from tiktok_bc_sync.storage.record import (
    Delete,
    Filter,
    IndexValue,
    JsonValue,
    Lease,
    Page,
    Query,
    Record,
    Write,
)

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

SECRET_KINDS = ("token", "grant")
"""The kinds of records that hold what the connector logs in with."""

_SEALED = "_sealed"
_PAGE = 100

Body = Mapping[str, JsonValue]


def is_sealed(body: Body) -> bool:
    """Whether a body is encrypted."""
    return set(body) == {_SEALED}


class AsyncEncryptedStorage:
    """Encrypts the bodies of ``kinds`` before another async storage sees them; the rest passes through.

    ``keys`` are Fernet keys, as `new_key` makes them: the first one encrypts, all of them decrypt, so
    that a new key is put before the old one until `reseal` was called for each account. Index fields
    and keys of records stay readable. A sealed body opens only in the record that it was written for.
    Bodies from before encryption are read as they are. Raises `MissingExtra` without the package
    cryptography, `InvalidInput` for what is no key and, at reading, `StorageError` where none fits.
    """

    def __init__(
        self,
        storage: AsyncStorage,
        *,
        keys: Sequence[str | bytes],
        kinds: Collection[str] = SECRET_KINDS,
    ) -> None:
        self._storage = storage
        self._keys = _fernets(keys)
        self._kinds = frozenset(kinds)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._storage!r})"

    async def read(self, account: str, kind: str, keys: Sequence[str]) -> Sequence[Record]:
        """See `Storage.read`."""
        return [self._opened(one) for one in await self._storage.read(account, kind, keys)]

    async def commit(self, account: str, writes: Sequence[Write | Delete]) -> Sequence[Record]:
        """See `Storage.commit`."""
        sealed = [self._sealed(account, one) for one in writes]
        return [self._opened(one) for one in await self._storage.commit(account, sealed)]

    async def find(self, query: Query) -> Page:
        """See `Storage.find`."""
        page = await self._storage.find(query)
        return evolve(page, records=[self._opened(one) for one in page.records])

    async def count(
        self, account: str, kind: str, where: Sequence[Filter] = (), by: str | None = None
    ) -> Mapping[IndexValue, int]:
        """See `Storage.count`."""
        return await self._storage.count(account, kind, where, by)

    async def acquire(self, name: str, owner: str, ttl: timedelta) -> Lease | None:
        """See `Storage.acquire`."""
        return await self._storage.acquire(name, owner, ttl)

    async def release(self, lease: Lease) -> None:
        """See `Storage.release`."""
        await self._storage.release(lease)

    async def close(self) -> None:
        """See `Storage.close`."""
        await self._storage.close()

    async def reseal(self, account: str) -> int:
        """Encrypt with the first key what an account still holds otherwise; return how many records.

        Afterwards the other keys are not needed for this account any more. What somebody else writes
        meanwhile has the first key already.
        """
        return sum([await self._reseal(account, kind) for kind in sorted(self._kinds)])

    async def _reseal(self, account: str, kind: str) -> int:
        done, after = 0, None
        while True:
            page = await self._storage.find(Query(account, kind, limit=_PAGE, after=after))
            for one in page.records:
                if not self._is_newest(one.body):
                    body = self._opened(one).body
                    write = Write(kind, one.key, one.version, one.index, body)
                    with suppress(Conflict):
                        await self.commit(account, [write])
                        done += 1
            after = page.next
            if after is None:
                return done

    # --- one body --------------------------------------------------------------------

    def _sealed(self, account: str, one: Write | Delete) -> Write | Delete:
        if isinstance(one, Delete) or one.kind not in self._kinds:
            return one
        # What it is of is sealed too: a token copied into another merchant's record does not open.
        whole = {"of": [account, one.kind, one.key], "body": one.body}
        text = json_text(whole, one.kind, one.key)
        return evolve(one, body={_SEALED: self._keys[0].encrypt(text.encode()).decode()})

    def _opened(self, one: Record) -> Record:
        if one.kind not in self._kinds or not is_sealed(one.body):
            return one
        text = next(filter(None, (_decrypted(key, one.body) for key in self._keys)), None)
        if text is None:
            raise StorageError(
                f"The {one.kind} {one.key} can't be decrypted with the keys that were given.",
                what_to_do="Give the key that it was written with too, behind the newest one.",
            )
        whole = json_object(text.decode(), one.kind, one.key)
        if whole.get("of") != [one.account, one.kind, one.key]:
            raise StorageError(
                f"The {one.kind} {one.key} was encrypted for another record.",
                what_to_do="Restore it from a backup, or let the merchant connect again.",
            )
        return evolve(one, body=cast("Body", whole["body"]))

    def _is_newest(self, body: Body) -> bool:
        return is_sealed(body) and _decrypted(self._keys[0], body) is not None


class EncryptedStorage(Blocking[AsyncEncryptedStorage]):
    """Encrypts the bodies of ``kinds`` before another storage sees them: see `AsyncEncryptedStorage`."""

    def __init__(
        self,
        storage: Storage,
        *,
        keys: Sequence[str | bytes],
        kinds: Collection[str] = SECRET_KINDS,
    ) -> None:
        if inspect.iscoroutinefunction(storage.read):
            raise InvalidInput(
                "An async storage is encrypted by AsyncEncryptedStorage.", field="storage"
            )
        super().__init__(AsyncEncryptedStorage(InlineStorage(storage), keys=keys, kinds=kinds))

    def __repr__(self) -> str:
        return repr(self.engine).removeprefix("Async")

    read = blocking(AsyncEncryptedStorage.read)
    commit = blocking(AsyncEncryptedStorage.commit)
    find = blocking(AsyncEncryptedStorage.find)
    count = blocking(AsyncEncryptedStorage.count)
    acquire = blocking(AsyncEncryptedStorage.acquire)
    release = blocking(AsyncEncryptedStorage.release)
    close = blocking(AsyncEncryptedStorage.close)
    reseal = blocking(AsyncEncryptedStorage.reseal)


def new_key() -> str:
    """Return a new key to encrypt with; keep it where the storage is not. Raises `MissingExtra`."""
    return _fernet().generate_key().decode()


def _fernet() -> type[Fernet]:
    try:
        from cryptography.fernet import Fernet
    except ImportError:
        raise MissingExtra(
            "Encrypting needs the package cryptography.",
            what_to_do="Install it with: pip install 'tiktok-bc-sync[crypto]'.",
        ) from None
    return Fernet


def _fernets(keys: Sequence[str | bytes]) -> Sequence[Fernet]:
    kind = _fernet()
    try:
        made = [kind(key) for key in keys]
    except ValueError:
        made = []
    if isinstance(keys, str | bytes) or not made:
        raise InvalidInput(
            "A storage is encrypted with a list of one or more Fernet keys.",
            field="keys",
            what_to_do="Make one with tiktok_bc_sync.storage.new_key().",
        )
    return made


def _decrypted(key: Fernet, body: Body) -> bytes | None:
    from cryptography.fernet import InvalidToken

    try:
        return key.decrypt(str(body[_SEALED]))
    except InvalidToken:
        return None


def sealed_error(record: Record) -> StorageError:
    """Return the error of a record that is read without its key."""
    return StorageError(
        f"The {record.kind} {record.key} in the storage is encrypted.",
        what_to_do="Open the storage through EncryptedStorage, with the keys that it was written with.",
    )
