"""The page about versions: it names those that the clients call."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_names_the_versions_that_are_called() -> None:
    page = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")
    told = {
        (area, version)
        for area, versions in re.findall(r"^\| (\w+) \| ([\d, ]+) \|$", page, re.M)
        for version in versions.split(", ")
    }
    called = {
        found
        for module in (ROOT / "src/tiktok_bc_sync/clients/tiktok").rglob("*.py")
        for found in re.findall(r"\"/(\w+)/(20\d{4})/", module.read_text(encoding="utf-8"))
    }
    assert told
    assert told == called
