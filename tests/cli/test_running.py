"""The commands that run the schedule and look at an account's health."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, PRODUCTS, Run, environment
from tiktok_bc_sync.sandbox import Sandbox, Served, serve


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces, with three products."""
    sandbox = Sandbox()
    sandbox.load(PRODUCTS)
    return sandbox


@pytest.fixture
def served(sandbox: Sandbox) -> Iterator[Served]:
    """The marketplaces on a port of this machine."""
    with serve(sandbox) as served:
        yield served


def test_what_is_due_is_done_and_told(run: Run, served: Served, sandbox: Sandbox) -> None:
    sandbox.buyer.orders("MUG-1", 1)
    done = run("run-due", **served.env)
    assert done.returncode == 0, done.stderr
    assert "orders: done" in done.stdout
    assert len(sandbox.seen.store_orders()) == 1
    again = run("run-due", "--json", **served.env)
    assert json.loads(again.stdout)["runs"] == []


def test_what_waits_is_told_with_how_late_it_is(run: Run, served: Served) -> None:
    before = run("queues", **served.env)
    assert before.returncode == 0, before.stderr
    assert "orders: every 0:30:00, never done" in before.stdout
    run("run-due", **served.env)
    after = run("queues", **served.env)
    assert "orders: every 0:30:00, due in 0:2" in after.stdout
    assert "webhooks: none came" in after.stdout
    told = json.loads(run("queues", "--json", **served.env).stdout)
    late = {one["job"]: one["late"] for one in told["jobs"]}
    assert late["orders"] < 0
    assert told["webhooks"] == {}


def test_the_doctor_says_what_is_wrong_and_what_to_do(
    run: Run, served: Served, sandbox: Sandbox
) -> None:
    sandbox.buyer.orders("NO-SUCH", 1)
    run("run-due", **served.env)
    done = run("doctor", "--json", **served.env)
    assert done.returncode == 1
    (concern, *_) = json.loads(done.stdout)["concerns"]
    assert (concern["code"], concern["severity"]) == ("orders_failed", "error")
    assert concern["what_to_do"]


def test_the_doctor_is_content_with_warnings(run: Run, served: Served) -> None:
    done = run("doctor", **served.env)
    assert done.returncode == 0, done.stdout
    assert "warning: No job has run yet." in done.stdout


def test_the_loop_ends_when_it_is_told_to_and_can_be_gone_on_with(
    run: Run, served: Served, sandbox: Sandbox, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [*COMMAND, "run"],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1", **served.env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert "stock: done" in first
    assert process.returncode == 130
    assert "Traceback" not in errors
    sandbox.buyer.orders("MUG-1", 1)
    assert run("run-due", **served.env).returncode == 0
