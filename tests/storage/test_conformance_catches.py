"""The conformance suite fails where a storage breaks a promise, and only there."""

from __future__ import annotations

import pytest

from tests.storage.broken import CAUGHT
from tiktok_bc_sync.storage import MemoryStorage

pytest_plugins = ["pytester"]

_SUITES = "from tests.storage.broken import suites\nglobals().update(suites)\n"


@pytest.fixture
def failed(pytester: pytest.Pytester) -> dict[str, set[str]]:
    """The cases that failed for each storage, of those that are meant to catch one, in a single run."""
    file = pytester.makepyfile(test_broken=_SUITES)
    chosen = [(made, case) for made, cases in CAUGHT.items() for case in cases]
    chosen += [(MemoryStorage, case) for case in sorted({case for _, case in chosen})]
    run = pytester.inline_run(
        "-q", "--tb=short", *(f"{file}::Test{made.__name__}::{case}" for made, case in chosen)
    )
    found: dict[str, set[str]] = {}
    for report in run.getreports("pytest_runtest_logreport"):
        if report.failed:
            assert report.when == "call", report.longreprtext
            _, suite, case = report.nodeid.split("::", 2)
            found.setdefault(suite, set()).add(case.partition("[")[0])
    return found


def test_each_broken_storage_is_caught_and_the_sound_one_is_not(
    failed: dict[str, set[str]],
) -> None:
    assert failed == {f"Test{made.__name__}": set(cases) for made, cases in CAUGHT.items()}
