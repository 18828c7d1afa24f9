"""One account as a file of JSON lines: written, verified by a digest, and read into any storage.

The first line tells what the file is, the last one how many records it has and the SHA-256 digest of all
lines before. Each line between holds a record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TextIO, cast

from attrs import frozen

from tiktok_bc_sync.errors import Conflict, InvalidInput
from tiktok_bc_sync.runtime import Blocking, blocking
from tiktok_bc_sync.storage.adapters import as_async
from tiktok_bc_sync.storage.body import json_text
from tiktok_bc_sync.storage.encrypted import is_sealed
from tiktok_bc_sync.storage.protocol import AsyncStorage, Storage
from tiktok_bc_sync.storage.record import (
    IndexValue,
    JsonValue,
    Query,
    Record,
    Write,
)

_FORMAT = "tiktok-bc-sync account"
_VERSION = 1
_BATCH = 500
# How the line of an encrypted record looks, and no other: quotes inside of texts have a backslash.
_SEALED = '"body":{"_sealed":'


@frozen
class Contents:
    """What an archive holds: whose records, of which kinds, how many, and whether some are encrypted."""

    account: str
    kinds: tuple[str, ...]
    records: int
    sealed: bool = False


@frozen
class Restored:
    """What became of an archive's records: written, or there already just as they are in the archive."""

    written: int
    unchanged: int


class AsyncArchive:
    """Writes accounts of a storage into files, and reads them back, a few hundred records at a time.

    Files are text files that can be read twice, such as ``open(path, encoding="utf-8", newline="")``;
    they are read and written between awaits. Leases are not part of an account.
    """

    def __init__(self, storage: Storage | AsyncStorage) -> None:
        self._storage = as_async(storage, blocking=False)

    async def write(self, account: str, kinds: Sequence[str], file: TextIO) -> Contents:
        """Write an account's records of some kinds.

        What changes meanwhile is written as it was before or after; a record that stays is never
        missing. Bodies are written as the storage gives them: sealed, unless it is the one that opens
        them.
        """
        out = _Digested(file)
        named = tuple(dict.fromkeys(kinds))
        out.line({"format": _FORMAT, "version": _VERSION, "account": account, "kinds": named})
        records, sealed = 0, False
        for kind in named:
            async for record in self._records(account, kind):
                out.line(_line(record))
                records, sealed = records + 1, sealed or is_sealed(record.body)
        file.write(json_text({"records": records, "sha256": out.digest}, "archive", account) + "\n")
        return Contents(account, named, records, sealed)

    async def restore(self, file: TextIO, *, account: str = "", replace: bool = False) -> Restored:
        """Write an archive's records into its account, or into another one, after verifying the file.

        Versions are the storage's: they are given anew. Doing it twice changes nothing, and one that was
        interrupted may be done again. Raises `InvalidInput` for a damaged file before anything is
        written, and `Conflict` where a record is there that differs, unless they are to be replaced.
        """
        contents = verify(file)
        into = account or contents.account
        if contents.sealed and into != contents.account:
            raise InvalidInput(
                "The archive holds encrypted records, which open in their own account only.",
                field="account",
                what_to_do="Write it through EncryptedStorage, and keep the file safe.",
            )
        written = unchanged = 0
        for batch in _batches(file):
            writes = await self._missing(into, batch, replace=replace)
            await self._storage.commit(into, writes)
            written += len(writes)
            unchanged += len(batch) - len(writes)
        return Restored(written, unchanged)

    async def _records(self, account: str, kind: str) -> AsyncIterator[Record]:
        after: str | None = None
        while True:
            page = await self._storage.find(Query(account, kind, limit=_BATCH, after=after))
            for record in page.records:
                yield record
            after = page.next
            if after is None:
                return

    async def _missing(self, account: str, batch: Sequence[Write], *, replace: bool) -> list[Write]:
        """Return what must be written so that the account has the records of a batch."""
        kind = batch[0].kind
        there = await self._storage.read(account, kind, [one.key for one in batch])
        known = {record.key: record for record in there}
        differing = [one for one in batch if not _is_there(one, known.get(one.key))]
        others = {(kind, one.key): known[one.key].version for one in differing if one.key in known}
        if others and not replace:
            raise Conflict("The account has other records than the archive.", found=others)
        return [
            Write(kind, one.key, others.get((kind, one.key)), one.index, one.body)
            for one in differing
        ]


class Archive(Blocking[AsyncArchive]):
    """Writes accounts of a storage into files, and reads them back: see `AsyncArchive`."""

    def __init__(self, storage: Storage | AsyncStorage) -> None:
        super().__init__(AsyncArchive(as_async(storage, blocking=True)))

    write = blocking(AsyncArchive.write)
    restore = blocking(AsyncArchive.restore)


def verify(file: TextIO) -> Contents:
    """Read an archive from its beginning and return what it holds.

    Raises `InvalidInput` where it is none, was changed, or lacks its end. Afterwards the file stands at
    its beginning again.
    """
    file.seek(0)
    digest, last, lines, sealed = hashlib.sha256(), "", 0, False
    for line in file:
        digest.update(last.encode())
        last, lines, sealed = line, lines + 1, sealed or _SEALED in line
    file.seek(0)
    head, end = _object(file.readline()), _object(last)
    file.seek(0)
    if end != {"records": lines - 2, "sha256": digest.hexdigest()}:
        raise _damaged("its digest is not that of its lines")
    match head:
        case {
            "format": str(name),
            "version": int(version),
            "account": str(account),
            "kinds": kinds,
        }:
            if (name, version) == (_FORMAT, _VERSION):
                return Contents(account, tuple(cast("list[str]", kinds)), lines - 2, sealed)
        case _:
            pass
    raise _damaged("it is no archive of this version of the library")


# --- lines ---------------------------------------------------------------------------


class _Digested:
    """Writes lines and keeps the digest of them all."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._sum = hashlib.sha256()

    def line(self, value: dict[str, object]) -> None:
        text = json_text(value, "archive", str(value.get("key", ""))) + "\n"
        self._sum.update(text.encode())
        self._file.write(text)

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()


def _line(record: Record) -> dict[str, object]:
    return {
        "kind": record.kind,
        "key": record.key,
        "version": record.version,
        "index": record.index,
        "body": record.body,
    }


def _batches(file: TextIO) -> Iterator[list[Write]]:
    """Yield the records of a verified file, those of one kind together."""
    batch: list[Write] = []
    for line in file:
        value = _object(line)
        if "kind" not in value:
            continue
        write = _write(value)
        if batch and (len(batch) == _BATCH or batch[0].kind != write.kind):
            yield batch
            batch = []
        batch.append(write)
    if batch:
        yield batch


def _write(value: dict[str, JsonValue]) -> Write:
    index = cast("dict[str, IndexValue]", value["index"])
    body = cast("dict[str, JsonValue]", value["body"])
    return Write(str(value["kind"]), str(value["key"]), None, index, body)


def _is_there(write: Write, record: Record | None) -> bool:
    if record is None:
        return False
    there, wanted = (json.dumps([one.index, one.body], sort_keys=True) for one in (record, write))
    return there == wanted  # as texts, which tell 1 and True apart


def _object(line: str) -> dict[str, JsonValue]:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _damaged("a line is not a JSON object")
    return cast("dict[str, JsonValue]", value)


def _damaged(why: str) -> InvalidInput:
    return InvalidInput(
        f"The file can't be restored: {why}.", field="file", what_to_do="Write the archive again."
    )
