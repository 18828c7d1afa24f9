"""The suite for the storage that the plug-in's option names; collected by the plug-in alone."""

from __future__ import annotations

import pytest

from tiktok_bc_sync.storage.conformance.subject import Factory
from tiktok_bc_sync.storage.conformance.suite import StorageConformance
from tiktok_bc_sync.storage.protocol import AsyncStorage, Storage


class TestStorage(StorageConformance):
    """Every promise of `Storage`, kept by what the factory makes."""

    @pytest.fixture(autouse=True)
    def _use(self, storage_factory: Factory) -> None:
        self._factory = storage_factory

    def make_storage(self) -> Storage | AsyncStorage:
        """Return what the factory makes."""
        return self._factory()
