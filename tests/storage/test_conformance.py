"""Every storage that is shipped keeps the promises of `Storage`, and so does one that awaits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.storage.storages import AwaitedStorage, HandClock
from tiktok_bc_sync.storage import MemoryStorage, SqlStorage
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
def in_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStorage]:
    """A database in a file."""
    path = tmp_path_factory.mktemp("sqlite") / "records.db"
    storage = KeptOpen(f"sqlite:///{path}", clock=CLOCK)
    yield storage
    SqlStorage.close(storage)


@pytest.fixture(scope="module")
def in_memory() -> Iterator[SqlStorage]:
    """A database in memory."""
    storage = KeptOpen("sqlite://", clock=CLOCK)
    yield storage
    SqlStorage.close(storage)


class TestSqliteFile(_ByHand):
    @pytest.fixture(autouse=True)
    def _use(self, in_file: SqlStorage) -> None:
        self.storage = in_file

    def make_storage(self) -> SqlStorage:
        return self.storage


class TestSqliteInMemory(_ByHand):
    @pytest.fixture(autouse=True)
    def _use(self, in_memory: SqlStorage) -> None:
        self.storage = in_memory

    def make_storage(self) -> SqlStorage:
        return self.storage
