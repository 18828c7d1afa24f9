"""All cases in one class."""

from __future__ import annotations

from tiktok_bc_sync.storage.conformance.bodies import BodyCases
from tiktok_bc_sync.storage.conformance.commits import CommitCases
from tiktok_bc_sync.storage.conformance.counts import CountCases
from tiktok_bc_sync.storage.conformance.filters import FilterCases
from tiktok_bc_sync.storage.conformance.leases import LeaseCases
from tiktok_bc_sync.storage.conformance.races import RaceCases
from tiktok_bc_sync.storage.conformance.reads import ReadCases
from tiktok_bc_sync.storage.conformance.walks import WalkCases


class StorageConformance(
    ReadCases, CommitCases, BodyCases, FilterCases, WalkCases, CountCases, LeaseCases, RaceCases
):
    """Every promise of `Storage` as a test; derive from it and say how your storage is made.

    ``make_storage`` may give a new storage or another view of one database each time: every test has
    accounts and lease names of its own. An async storage is driven by an event loop in a thread of its
    own, and is best connected at its first use. Override ``wait`` where your storage takes a clock.
    """
