"""Tokens at rest: nobody who holds the database reads them, and no key is lost in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, get_args, get_type_hints

import attrs
import pytest

from tests.storage.storages import AwaitedStorage
from tiktok_bc_sync.errors import InvalidInput, MissingExtra, StorageError
from tiktok_bc_sync.models import StoreGrant, Token
from tiktok_bc_sync.runtime import drive
from tiktok_bc_sync.storage import (
    AsyncEncryptedStorage,
    Delete,
    EncryptedStorage,
    Filter,
    JsonValue,
    Kind,
    MemoryStorage,
    Query,
    Table,
    Write,
    as_async,
    new_key,
)
from tiktok_bc_sync.storage.encrypted import SECRET_KINDS
from tiktok_bc_sync.sync import records

OLD, NEW = new_key(), new_key()


def token(key: str = "a", expected: int | None = None, secret: str = "s3cret") -> Write:
    return Write("token", key, expected, {"of": "shop1"}, {"access_token": secret})


def body(storage: MemoryStorage | EncryptedStorage, key: str = "a", account: str = "store") -> Any:
    return storage.read(account, "token", [key])[0].body


@pytest.fixture
def inner() -> MemoryStorage:
    """What is encrypted into."""
    return MemoryStorage()


def test_a_token_is_kept_as_nobody_can_read_it(inner: MemoryStorage) -> None:
    storage = EncryptedStorage(inner, keys=[OLD])
    (made,) = storage.commit("store", [token()])
    assert made.body == body(storage) == {"access_token": "s3cret"}
    assert "s3cret" not in json.dumps(body(inner))
    assert "access_token" not in json.dumps(body(inner))
    assert storage.find(Query("store", "token", (Filter("of", "eq", "shop1"),))).records == [made]


def test_other_kinds_stay_readable(inner: MemoryStorage) -> None:
    note = Write("note", "a", None, {}, {"text": "hello"})
    EncryptedStorage(inner, keys=[OLD]).commit("store", [note, token()])
    assert inner.read("store", "note", ["a"])[0].body == {"text": "hello"}


def test_the_kinds_are_the_hosts_to_choose(inner: MemoryStorage) -> None:
    storage = EncryptedStorage(inner, keys=[OLD], kinds=["order"])
    order = Write("order", "7", None, {}, {"street": "High Street"})
    storage.commit("store", [order])
    assert "High Street" not in str(inner.read("store", "order", ["7"]))
    assert storage.read("store", "order", ["7"])[0].body == {"street": "High Street"}


def test_a_new_key_goes_before_the_old_one_until_all_is_sealed_anew(inner: MemoryStorage) -> None:
    before = EncryptedStorage(inner, keys=[OLD])
    before.commit("store", [token(f"{number:03}") for number in range(250)])
    both = EncryptedStorage(inner, keys=[NEW, OLD])
    assert body(both, "007") == {"access_token": "s3cret"}
    assert both.reseal("store") == 250
    assert both.reseal("store") == 0
    assert body(EncryptedStorage(inner, keys=[NEW]), "249") == {"access_token": "s3cret"}
    with pytest.raises(StorageError):
        body(before, "249")


def test_what_was_written_before_encryption_is_read_and_then_sealed(inner: MemoryStorage) -> None:
    inner.commit("store", [token()])
    storage = EncryptedStorage(inner, keys=[OLD])
    assert body(storage) == {"access_token": "s3cret"}
    assert storage.reseal("store") == 1
    assert "s3cret" not in json.dumps(body(inner))
    assert inner.count("store", "token", by="of") == {"shop1": 1}


def test_what_is_written_while_all_is_sealed_anew_wins(inner: MemoryStorage) -> None:
    storage = EncryptedStorage(inner, keys=[NEW, OLD])

    class Overtaken(MemoryStorage):
        """Another process renews the token between the look at it and its sealing."""

        read, find = inner.read, inner.find

        def commit(self, account: str, writes: Any) -> Any:
            storage.commit("store", [token(expected=1, secret="renewed")])
            return inner.commit(account, writes)

    EncryptedStorage(inner, keys=[OLD]).commit("store", [token()])
    assert EncryptedStorage(Overtaken(), keys=[NEW, OLD]).reseal("store") == 0
    assert body(storage) == {"access_token": "renewed"}


# --- what goes wrong -----------------------------------------------------------------


def test_a_lost_key_is_told_and_nothing_is_reset(inner: MemoryStorage) -> None:
    EncryptedStorage(inner, keys=[OLD]).commit("store", [token()])
    kept = body(inner)
    wrong = EncryptedStorage(inner, keys=[NEW])
    for look in (lambda: body(wrong), lambda: wrong.find(Query("store", "token"))):
        with pytest.raises(StorageError, match="token a can't be decrypted") as caught:
            look()
        assert "Give the key" in caught.value.what_to_do
        assert not caught.value.retry
    with pytest.raises(StorageError):
        wrong.reseal("store")
    assert body(inner) == kept


@pytest.mark.parametrize(("account", "key"), [("other", "a"), ("store", "b")])
def test_a_token_copied_into_another_record_does_not_open(
    inner: MemoryStorage, account: str, key: str
) -> None:
    storage = EncryptedStorage(inner, keys=[OLD])
    storage.commit("store", [token()])
    inner.commit(account, [Write("token", key, None, {}, body(inner))])
    with pytest.raises(StorageError, match="encrypted for another record"):
        body(storage, key, account)


@pytest.mark.parametrize("sealed", ["", "gAAAAAB", 7, None])
def test_a_sealed_body_that_was_changed_is_told(inner: MemoryStorage, sealed: JsonValue) -> None:
    inner.commit("store", [Write("token", "a", None, {}, {"_sealed": sealed})])
    with pytest.raises(StorageError, match="can't be decrypted"):
        body(EncryptedStorage(inner, keys=[OLD]))


def test_without_its_keys_a_sealed_record_is_called_encrypted_not_damaged(
    inner: MemoryStorage,
) -> None:
    EncryptedStorage(inner, keys=[OLD]).commit("store", [token()])
    table = Table(as_async(inner, blocking=True), "store", records.TOKEN)
    with pytest.raises(StorageError, match="is encrypted") as caught:
        drive(table.get("a"))
    assert "EncryptedStorage" in caught.value.what_to_do


@pytest.mark.parametrize(
    "keys",
    [[], ["short"], OLD, ["ä" * 44], [OLD, ""]],
    ids=["none", "too short", "a text", "not ASCII", "one empty"],
)
def test_what_is_no_list_of_keys_is_refused(inner: MemoryStorage, keys: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        EncryptedStorage(inner, keys=keys)
    assert caught.value.field == "keys"
    assert OLD not in str(caught.value)


def test_a_blocking_wrapper_around_an_async_storage_is_refused() -> None:
    unfit: Any = AwaitedStorage()
    with pytest.raises(InvalidInput, match="AsyncEncryptedStorage"):
        EncryptedStorage(unfit, keys=[OLD])


def test_without_cryptography_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['cryptography.fernet'] = None\n"
        "from tiktok_bc_sync.storage import new_key\n"
        "try: new_key()\n"
        "except ImportError as error: print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(MissingExtra.__name__)
    assert "tiktok-bc-sync[crypto]" in done.stdout


def test_a_repr_shows_no_key(inner: MemoryStorage) -> None:
    assert repr(EncryptedStorage(inner, keys=[OLD])) == "EncryptedStorage(MemoryStorage())"


@pytest.mark.anyio
async def test_the_async_wrapper_seals_deletes_and_closes() -> None:
    inner = AwaitedStorage()
    storage = AsyncEncryptedStorage(inner, keys=[NEW, OLD])
    (made,) = await storage.commit("store", [token()])
    assert "s3cret" not in str((await inner.read("store", "token", ["a"]))[0].body)
    assert await storage.reseal("store") == 0
    await storage.commit("store", [Delete("token", "a", made.version)])
    assert await storage.count("store", "token") == {None: 0}
    await storage.close()


# --- the connector's own kinds -------------------------------------------------------


def _parts(kind: Any) -> set[object]:
    """Return a type and all that its values are made of."""
    found: set[object] = set()
    waiting = [kind]
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += get_args(part)
            waiting += get_type_hints(part).values() if attrs.has(part) else ()
    return found


def test_every_kind_that_holds_a_token_is_sealed() -> None:
    kinds = [one for one in vars(records).values() if isinstance(one, Kind)]
    holding = {one.name for one in kinds if {Token, StoreGrant} & _parts(one.type)}
    assert holding == set(SECRET_KINDS)
