"""``tiktok-bc-sync demo``: the whole job, again, and after being killed anywhere."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Run, environment

ENDED = {
    "products": {"Live": 1, "Failed": 1, "Blocked": 1},
    "orders": {
        "Awaiting Shipment": 2,
        "Cancelled": 1,
        "Delivered": 1,
        "Failed Awaiting Shipment": 1,
        "In Transit": 1,
    },
    "returns": {"Aftersale applying": 1},
    "blocked_by": {"missing_weight": 1},
}


def ended(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    """Return how a demo ended, in the parts that must be alike each time."""
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert set(told["checks"].values()) == {True}
    return {name: told[name] for name in ENDED}


def test_the_demo_ends_with_every_product_live_or_with_its_reasons(
    run: Run, catalogue: Path
) -> None:
    assert ended(run("demo", "--catalog", str(catalogue), "--json")) == ENDED


def test_a_second_run_finds_nothing_to_do(run: Run, catalogue: Path, tmp_path: Path) -> None:
    first = ended(run("demo", "--catalog", str(catalogue), "--json"))
    journal = next(tmp_path.glob(".tiktok-bc-sync/*/sandbox.jsonl"))
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert ended(run("demo", "--catalog", str(catalogue), "--json")) == first
    again = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    asked = [line["request"][1] for line in again[len(lines) :] if "request" in line]
    # Searching changes nothing, nor does trying whether orders may be changed, on one that is none.
    assert [path for path in asked if "search" not in path and not path.endswith("/orders/0")] == []


@pytest.mark.parametrize("lines", [3, 9, 14, 20, 26])
def test_a_killed_demo_finishes_the_work_without_doubling_anything(
    run: Run, catalogue: Path, tmp_path: Path, lines: int
) -> None:
    command = [*COMMAND, "demo", "--catalog", str(catalogue), "--json"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    while process.poll() is None and written(tmp_path) < lines:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert written(tmp_path) >= lines
    assert ended(run("demo", "--catalog", str(catalogue), "--json")) == ENDED


def written(folder: Path) -> int:
    """Count what has happened in the demo's sandbox so far."""
    journal = next(folder.glob(".tiktok-bc-sync/*/sandbox.jsonl"), None)
    return journal.read_bytes().count(b"\n") if journal else 0


def test_broken_lines_are_told_with_number_and_reason_and_the_rest_goes_on(
    run: Run, catalogue: Path
) -> None:
    good = catalogue.read_bytes().splitlines()
    broken = [b'{"name": "cut', b"[]", b"\xff\xfe", b'{"price": 1}', b'{"name": "x", "price": NaN}']
    catalogue.write_bytes(b"\n".join([good[0], *broken, *good[1:]]))
    done = run("demo", "--catalog", str(catalogue), "--json")
    told = json.loads(done.stdout)["broken_lines"]
    assert [one["line"] for one in told] == [2, 3, 4, 5, 6]
    assert told[0]["reason"].startswith("not valid JSON")
    assert "missing required field `name`" in told[3]["reason"]
    assert ended(done) == ENDED


def test_people_see_steps_and_a_closing_table(run: Run, catalogue: Path) -> None:
    done = run("demo", "--catalog", str(catalogue), "--storage", "sqlite:///mine.db")
    assert done.returncode == 0
    for words in ("Plan: 2 to create, 1 blocked", "Where everything ended", "✓", "Next:"):
        assert words in done.stdout
    assert "✗" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--catalog", "nowhere.jsonl"], "nowhere.jsonl can't be read"),
        (["--storage", "sqlite:////no/such/folder/x.db"], "can't be used"),
        (["--storage", "nonsense"], "storage URL can't be read"),
        (["--seed", "x"], "--seed"),
    ],
)
def test_what_can_not_be_done_is_one_line_and_a_failing_exit(
    run: Run, arguments: list[str], words: str
) -> None:
    done = run("demo", *arguments)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
