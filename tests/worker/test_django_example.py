"""The example of a Django host takes a merchant in and has its orders made, by jobs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_host_connects_a_merchant_and_its_jobs_make_the_order() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples.django_celery"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    connected, order, rest = done.stdout.splitlines()
    assert connected == "Connected."
    assert "Awaiting Fulfillment" in order
    assert rest.endswith("has nothing due: True")
