"""What ``import tiktok_bc_sync`` costs beside ``import httpx``, which it needs anyway."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from benchmarks.measuring import Measurement, medians


def measure() -> Iterator[Measurement]:
    """Time fresh interpreters, less what an interpreter takes that imports nothing."""
    taken = medians(
        {
            "nothing": _interpreter("pass"),
            "httpx": _interpreter("import httpx"),
            "ours": _interpreter("import tiktok_bc_sync"),
        }
    )
    yield Measurement(
        "import tiktok_bc_sync",
        taken["ours"] - taken["nothing"],
        taken["httpx"] - taken["nothing"],
        "import httpx",
        goal=1.5,
    )


def _interpreter(program: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", program], check=True)
