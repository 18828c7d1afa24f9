"""The pytest plug-in, as a host's tests use it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)
Run = Callable[..., pytest.RunResult]
CALLS = """
import os
import httpx

def profile(env=os.environ):
    url = f"{env['BIGCOMMERCE_API_URL']}/stores/{env['BIGCOMMERCE_STORE_HASH']}/v2/store"
    headers = {"X-Auth-Token": env["BIGCOMMERCE_ACCESS_TOKEN"]}
    return httpx.get(url, headers=headers, trust_env="SSL_CERT_FILE" in env).json()
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    """Runs a host's test file with the plug-in; the installed one, if any, steps aside."""

    def runs(source: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(calls=CALLS, test_host=source)
        plugin = ("-p", "no:tiktok_bc_sync", "-p", "tiktok_bc_sync.sandbox.plugin")
        quiet = ("-p", "no:cacheprovider", "--strict-markers", "-W", "error")
        return pytester.runpytest_inprocess(*plugin, *quiet, *options)

    return runs


def test_a_test_gets_a_sandbox_of_its_own(run: Run) -> None:
    run(
        """
        import httpx
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(sandbox, number):
            sandbox.buyer.orders("MUG-1", 1)
            assert len(sandbox.shop.orders.orders) == 1
            assert (sandbox.shop.region, sandbox.store.currency) == ("GB", "USD")
            httpx.Client(transport=sandbox.transport()).get("https://x.test/images/a.png")
            assert len(sandbox.calls) == 1
        """
    ).assert_outcomes(passed=2)


def test_the_marker_says_what_the_sandbox_is_like_the_nearest_first(run: Run) -> None:
    run(
        """
        import pytest

        pytestmark = pytest.mark.sandbox(region="US", currency="EUR")
        MUG = {"name": "Mug", "sku": "MUG-1", "price": 5}

        @pytest.mark.sandbox(region="DE", store_hash="other", products=[MUG])
        def test_marked(sandbox):
            assert (sandbox.shop.region, sandbox.store.currency) == ("DE", "EUR")
            assert sandbox.store.store_hash == "other"
            assert str(sandbox.seen.store_price("MUG-1")) == "5"

        def test_of_the_module(sandbox):
            assert (sandbox.shop.region, sandbox.store.currency) == ("US", "EUR")
        """
    ).assert_outcomes(passed=2)


def test_a_served_sandbox_is_in_the_environment_until_the_test_ends(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIGCOMMERCE_STORE_HASH", "the-real-one")
    run(
        """
        import os
        import pytest
        from calls import profile

        @pytest.mark.sandbox(currency="EUR")
        def test_served(sandbox, sandbox_url, sandbox_env):
            assert os.environ["BIGCOMMERCE_API_URL"] == sandbox_url
            assert profile()["currency"] == "EUR"
            assert sandbox.calls[0].path == "/stores/sandbox1/v2/store"

        def test_url_alone(sandbox, sandbox_url):
            assert profile(sandbox.env(sandbox_url))["id"] == "sandbox1"

        def test_after():
            assert os.environ["BIGCOMMERCE_STORE_HASH"] == "the-real-one"
            assert "TIKTOK_APP_KEY" not in os.environ
        """
    ).assert_outcomes(passed=3)


def test_tls_and_webhooks_are_for_the_serving(run: Run) -> None:
    run(
        """
        import pytest
        from calls import profile

        @pytest.mark.sandbox(tls=True, webhooks_to="http://127.0.0.1:9")
        def test_served(sandbox_url, sandbox_env):
            assert sandbox_url.startswith("https://127.0.0.1:")
            assert profile()["currency"] == "USD"
        """
    ).assert_outcomes(passed=1)


def test_the_configuration_is_for_tests_that_say_nothing(
    run: Run, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\nsandbox_region = US\nsandbox_currency = GBP")
    run(
        """
        import pytest

        def test_plain(sandbox):
            assert (sandbox.shop.region, sandbox.store.currency) == ("US", "GBP")

        @pytest.mark.sandbox(region="DE")
        def test_marked(sandbox):
            assert (sandbox.shop.region, sandbox.store.currency) == ("DE", "GBP")
        """
    ).assert_outcomes(passed=2)


def test_each_tests_calls_can_be_recorded(run: Run, tmp_path: Path) -> None:
    source = """
        from calls import profile

        def test_one(sandbox_env):
            profile()

        def test_two(sandbox_env):
            profile()
            profile()
        """
    for _ in range(2):  # a new run starts anew
        run(source, f"--sandbox-record={tmp_path / 'calls'}").assert_outcomes(passed=2)

    files = sorted((tmp_path / "calls").iterdir())
    assert [one.name for one in files] == [
        "test_host.py-test_one.jsonl",
        "test_host.py-test_two.jsonl",
    ]
    assert [len(one.read_text().splitlines()) for one in files] == [1, 2]
    assert json.loads(files[0].read_text())["path"] == "/stores/sandbox1/v2/store"


@pytest.mark.parametrize(
    ("marker", "said"), [('("US")', "*names with values*"), ("(reigon='US')", "*reigon*")]
)
def test_a_marker_that_means_nothing_is_an_error(run: Run, marker: str, said: str) -> None:
    found = run(
        f"""
        import pytest

        @pytest.mark.sandbox{marker}
        def test_it(sandbox): ...
        """
    )
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines([said])


def test_options_and_fixtures_say_what_they_are_for(run: Run) -> None:
    for option in ("--markers", "--help", "--fixtures"):
        run("", option).stdout.fnmatch_lines(["*sandbox*"])


def loaded(statement: str) -> set[str]:
    """The modules that are there after a statement in an interpreter of its own."""
    program = f"{statement}\nimport sys, json\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_the_sandbox_needs_no_pytest() -> None:
    names = loaded("from tiktok_bc_sync.sandbox import *")
    assert "tiktok_bc_sync.sandbox.serving" in names
    assert not {"pytest", "_pytest", "tiktok_bc_sync.sandbox.plugin"} & names


def test_the_plug_in_costs_those_who_do_not_use_it_nothing() -> None:
    new = loaded("import pytest, tiktok_bc_sync.sandbox.plugin") - loaded("import pytest")
    assert {one for one in new if one.startswith("tiktok")} == {
        "tiktok_bc_sync",
        "tiktok_bc_sync.sandbox",
        "tiktok_bc_sync.sandbox.plugin",
    }
    assert not {"httpx", "uvicorn", "trustme", "attrs", "msgspec"} & new
