"""How the command is run: as a process of its own, in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND = [sys.executable, "-c", "from tiktok_bc_sync.cli import main; main()"]
PRODUCTS = (
    {
        "id": 1,
        "name": "Enamel mug",
        "sku": "MUG-1",
        "price": 10,
        "weight": 0.3,
        "inventory_tracking": "product",
        "inventory_level": 40,
        "images": [{"image_file": "/mug.png"}],
    },
    {
        "id": 2,
        "name": "Desk lamp",
        "sku": "LAMP-1",
        "price": 50,
        "weight": 1.2,
        "inventory_tracking": "product",
        "inventory_level": 40,
        "images": [{"image_file": "/lamp.png"}],
    },
    {
        "id": 3,
        "name": "Tea towel",
        "sku": "TOWEL-1",
        "price": 8,
        "inventory_tracking": "product",
        "inventory_level": 40,
        "images": [{"image_file": "/towel.png"}],
    },
)


def environment(**more: str) -> Mapping[str, str]:
    """Return this process's environment without anybody's credentials."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TIKTOK", "BIGCOMMERCE"))
    }
    return {**kept, **more}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command with arguments and return what it printed."""

    def call(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            env=environment(**env),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return call


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A file with three products, one of them without a weight."""
    file = tmp_path / "products.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in PRODUCTS), encoding="utf-8")
    return file
