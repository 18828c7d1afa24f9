"""The house: which room may know which, and what a plain import may drag in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import tiktok_bc_sync

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tiktok_bc_sync"
OPTIONAL = (
    "celery",
    "cryptography",
    "jinja2",
    "kombu",
    "opentelemetry",
    "procrastinate",
    "psycopg",
    "pymysql",
    "redis",
    "rich",
    "sqlalchemy",
    "starlette",
    "trustme",
    "typer",
    "uvicorn",
)


def rooms() -> list[str]:
    """Every package and module of ours at the top, as the architecture page writes it."""
    packages = [f"{one.parent.name}/" for one in PACKAGE.glob("*/__init__.py")]
    modules = [one.name for one in PACKAGE.glob("*.py") if one.name != "__init__.py"]
    return sorted(packages + modules)


def fresh(program: str) -> str:
    """Run a program in an interpreter of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return done.stdout


def test_imports_go_where_the_contracts_let_them() -> None:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_plain_import_loads_no_optional_dependency() -> None:
    loaded = fresh(
        "import sys, tiktok_bc_sync\n"
        "for name in tiktok_bc_sync.__all__:\n"
        "    if 'SqlStorage' not in name: getattr(tiktok_bc_sync, name)\n"
        "print('\\n'.join(sys.modules))"
    )
    # httpx loads rich by itself where that is installed.
    theirs = fresh("import sys, httpx; print('\\n'.join(sys.modules))")
    assert sorted(set(OPTIONAL) & set(loaded.split()) - set(theirs.split())) == []


def test_the_rules_alone_load_no_network_and_no_storage() -> None:
    loaded = fresh(
        "import sys\nfrom tiktok_bc_sync import any_of, title\nprint('\\n'.join(sys.modules))"
    ).split()
    assert not {"httpx", "anyio", "cattrs", "tiktok_bc_sync.storage"} & set(loaded)


def test_every_public_name_is_there_and_an_unknown_one_is_not() -> None:
    assert [name for name in tiktok_bc_sync.__all__ if not hasattr(tiktok_bc_sync, name)] == []
    assert not hasattr(tiktok_bc_sync, "import_nothing")


@pytest.mark.parametrize("room", rooms())
def test_the_architecture_page_lists_the_room(room: str) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"`{room}`" in page


def test_the_architecture_page_lists_no_room_that_is_gone() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    house = page.split("## The house", 1)[1].split("\n## ", 1)[0]
    listed = re.findall(r"^\| `([a-z_]+(?:/|\.py))`", house, flags=re.MULTILINE)
    assert sorted(listed) == rooms()
