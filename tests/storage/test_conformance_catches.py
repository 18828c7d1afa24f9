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


FACTORY = """
from tests.storage.broken import {made}
def make(): return {made}()
"""
PLUGIN = ("-p", "tiktok_bc_sync.storage.conformance.plugin", "-q", "-p", "no:cacheprovider")


@pytest.mark.parametrize(
    ("made", "outcome"), [("MemoryStorage", "passed"), ("ForgetsTokens", "failed")]
)
def test_a_host_runs_the_suite_by_naming_a_factory(
    pytester: pytest.Pytester, made: str, outcome: str
) -> None:
    pytester.makepyfile(shop=FACTORY.format(made=made))
    pytester.makeini("[pytest]\npythonpath = .\n")
    run = pytester.inline_run(*PLUGIN, "--storage-factory=shop:make", "-k", "given_back_is_free")
    (report,) = [one for one in run.getreports("pytest_runtest_logreport") if one.when == "call"]
    assert report.outcome == outcome


def test_a_factory_in_the_settings_runs_beside_the_hosts_own_tests(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(shop=FACTORY.format(made="MemoryStorage"), test_own="def test_it(): pass")
    pytester.makeini("[pytest]\npythonpath = .\nstorage_factory = shop:make\n")
    run = pytester.inline_run(*PLUGIN, "-k", "test_it or test_no_keys_find_nothing")
    passed = [one.nodeid for one in run.listoutcomes()[0]]
    assert [one.rpartition("::")[2] for one in passed] == ["test_it", "test_no_keys_find_nothing"]


def test_without_a_factory_the_plug_in_adds_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_it(): pass")
    run = pytester.inline_run(*PLUGIN)
    assert [len(one) for one in run.listoutcomes()] == [1, 0, 0]


@pytest.mark.parametrize("name", ["shop:nothing", "nowhere:make", "shop:NAME"])
def test_a_factory_that_is_none_is_told(pytester: pytest.Pytester, name: str) -> None:
    pytester.makepyfile(shop="NAME = 'x'")
    pytester.makeini("[pytest]\npythonpath = .\n")
    run = pytester.inline_run(*PLUGIN, f"--storage-factory={name}", "-k", "no_keys_find_nothing")
    (report,) = [one for one in run.getreports("pytest_runtest_logreport") if one.failed]
    assert f"storage factory {name!r}" in report.longreprtext
