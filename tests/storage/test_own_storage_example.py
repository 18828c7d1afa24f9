"""The example's storage in a file keeps every promise too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from examples.own_storage import FileStorage

from tests.storage.storages import HandClock
from tiktok_bc_sync.errors import StorageUnavailable
from tiktok_bc_sync.storage import Storage
from tiktok_bc_sync.storage.conformance import StorageConformance


class TestFile(StorageConformance):
    @pytest.fixture(autouse=True)
    def _use(self, tmp_path: Path) -> None:
        self.path, self.clock = tmp_path / "records.json", HandClock()

    def make_storage(self) -> Storage:
        return FileStorage(self.path, clock=self.clock)

    def wait(self, duration: timedelta) -> None:
        self.clock.move(duration)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="can't be used"):
        FileStorage(tmp_path / "nowhere" / "records.json").count("store", "note")
