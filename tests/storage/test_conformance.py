"""Every storage that is shipped keeps the promises of `Storage`, and so does one that awaits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.storage.storages import AwaitedStorage, HandClock
from tiktok_bc_sync.storage import (
    AsyncEncryptedStorage,
    AsyncSqlStorage,
    EncryptedStorage,
    MemoryStorage,
    SqlStorage,
    new_key,
)
from tiktok_bc_sync.storage.conformance import StorageConformance

CLOCK = HandClock()


class TestAwaited(StorageConformance):
    """The three lines that a host writes, and real time."""

    def make_storage(self) -> AwaitedStorage:
        return AwaitedStorage()


class _ByHand(StorageConformance):
    """Time passes when the cases say so."""

    def wait(self, duration: timedelta) -> None:
        CLOCK.move(duration)


class TestMemory(_ByHand):
    def make_storage(self) -> MemoryStorage:
        return MemoryStorage(clock=CLOCK)


class KeptOpen(SqlStorage):
    """One database for all cases, as a host's would be: each case has an account of its own."""

    def close(self) -> None:
        """Leave that to the fixture."""


@pytest.fixture(scope="module")
def in_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database in a file."""
    return f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'records.db'}"


class _OnSql(_ByHand):
    """A database that is open for a whole class of cases."""

    storages: dict[str, KeptOpen]

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _keep(cls) -> Iterator[None]:
        cls.storages = {}
        yield
        for storage in cls.storages.values():
            SqlStorage.close(storage)

    def open(self, url: str) -> None:
        if url not in self.storages:
            self.storages[url] = KeptOpen(url, clock=CLOCK)
        self.storage = self.storages[url]

    def make_storage(self) -> SqlStorage:
        return self.storage


class TestSqliteFile(_OnSql):
    @pytest.fixture(autouse=True)
    def _use(self, in_file: str) -> None:
        self.open(in_file)


class TestSqliteInMemory(_OnSql):
    @pytest.fixture(autouse=True)
    def _use(self) -> None:
        self.open("sqlite://")


class TestPostgresql(_OnSql):
    @pytest.fixture(autouse=True)
    def _use(self, postgresql: str) -> None:
        self.open(postgresql)


class TestMariadb(_OnSql):
    @pytest.fixture(autouse=True)
    def _use(self, mariadb: str) -> None:
        self.open(mariadb)


class _OnAsyncSql(_ByHand):
    """A storage for each case: an event loop of its own drives it."""

    url = "sqlite://"

    def make_storage(self) -> AsyncSqlStorage:
        return AsyncSqlStorage(self.url, clock=CLOCK)


class TestAsyncSqliteInMemory(_OnAsyncSql):
    """One connection, which tasks take turns with."""


class TestAsyncSqliteFile(_OnAsyncSql):
    @pytest.fixture(autouse=True)
    def _use(self, in_file: str) -> None:
        self.url = in_file


class TestAsyncPostgresql(_OnAsyncSql):
    @pytest.fixture(autouse=True)
    def _use(self, postgresql: str) -> None:
        self.url = postgresql


class TestAsyncMariadb(_OnAsyncSql):
    @pytest.fixture(autouse=True)
    def _use(self, mariadb: str) -> None:
        self.url = mariadb


KEYS = (new_key(), new_key())
SEALED_KINDS = ("note", "Note", "other")


class TestEncrypted(_ByHand):
    """Every kind that the cases use is sealed."""

    def make_storage(self) -> EncryptedStorage:
        return EncryptedStorage(MemoryStorage(clock=CLOCK), keys=KEYS, kinds=SEALED_KINDS)


class TestAsyncEncrypted(StorageConformance):
    def make_storage(self) -> AsyncEncryptedStorage:
        return AsyncEncryptedStorage(AwaitedStorage(), keys=KEYS, kinds=SEALED_KINDS)
