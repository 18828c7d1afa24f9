"""A pytest suite that tells whether a storage keeps the promises that the connector relies on.

Needs pytest. A host derives a class from `StorageConformance` and says how its storage is made::

    class TestMyStorage(StorageConformance):
        def make_storage(self) -> Storage | AsyncStorage:
            return MyStorage(...)

or names a function that makes it, and writes nothing: see `tiktok_bc_sync.storage.conformance.plugin`.
"""

from __future__ import annotations

import pytest

# Before they are imported, so that a failing case shows the values that it compared.
for _cases in ("bodies", "commits", "counts", "filters", "leases", "races", "reads", "walks"):
    pytest.register_assert_rewrite(f"{__name__}.{_cases}")

from tiktok_bc_sync.storage.conformance.suite import StorageConformance  # noqa: E402

__all__ = ["StorageConformance"]
