"""Every storage that is shipped keeps the promises of `Storage`, and so does one that awaits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.storages import AwaitedStorage, HandClock
from tiktok_bc_sync.storage import MemoryStorage, SqlStorage
from tiktok_bc_sync.storage.conformance import StorageConformance


class _ByHand(StorageConformance):
    """Time passes when the cases say so."""

    @pytest.fixture(autouse=True)
    def _prepare(self, tmp_path: Path) -> None:
        self.clock = HandClock()
        self.path = tmp_path

    def wait(self, duration: timedelta) -> None:
        self.clock.move(duration)


class TestMemory(_ByHand):
    def make_storage(self) -> MemoryStorage:
        return MemoryStorage(clock=self.clock)


class TestSqliteFile(_ByHand):
    def make_storage(self) -> SqlStorage:
        return SqlStorage(f"sqlite:///{self.path}/records.db", clock=self.clock)


class TestSqliteInMemory(_ByHand):
    def make_storage(self) -> SqlStorage:
        return SqlStorage("sqlite://", clock=self.clock)


class TestAwaited(StorageConformance):
    """The three lines that a host writes, and real time."""

    def make_storage(self) -> AwaitedStorage:
        return AwaitedStorage()
