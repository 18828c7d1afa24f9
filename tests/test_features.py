"""The table of features: every call and command that it names is there."""

from __future__ import annotations

import re
from operator import attrgetter
from pathlib import Path

import pytest
from typer.main import get_command

from tiktok_bc_sync import App, MemoryStorage
from tiktok_bc_sync.cli.app import app
from tiktok_bc_sync.connector import Connector
from tiktok_bc_sync.credentials import ShopCredentials, StoreCredentials
from tiktok_bc_sync.sandbox import Sandbox

PAGE = (Path(__file__).parents[1] / "docs" / "features.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| what")
]


def named(cell: str) -> list[str]:
    return re.findall(r"(?<!\[)`([^`]+)`", cell)


@pytest.fixture(scope="module")
def connector() -> Connector:
    env = Sandbox(region="GB").env()
    return Connector(
        store=StoreCredentials.from_env(env),
        shop=ShopCredentials.from_env(env),
        storage=MemoryStorage(),
    )


@pytest.mark.parametrize("call", sorted({one for row in ROWS for one in named(row[1])}))
def test_every_call_of_the_table_is_there(connector: Connector, call: str) -> None:
    room, _, method = call.partition(".")
    assert callable(getattr(App, method) if room == "App" else attrgetter(call)(connector))


@pytest.mark.parametrize("command", sorted({one for row in ROWS for one in named(row[2])}))
def test_every_command_of_the_table_is_there(command: str) -> None:
    found: object = get_command(app)
    for word in command.split():
        found = getattr(found, "commands", {})[word]
    assert found is not None
