"""What a fresh machine gets: the locked environment, the front door and the continuous integration."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TARGETS = ("help", "demo", "test", "check", "docs", "bench", "simulate")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required(group: list[str]) -> set[str]:
    """Names of the packages that a list of requirements asks for, ours left out."""
    names = {normalized(re.split(r"[\[<>=!~ ;]", one, maxsplit=1)[0]) for one in group}
    return names - {"tiktok-bc-sync"}


def test_every_dependency_of_development_is_locked() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = required(PROJECT["dependencies"])
    for extra in ("cli", "dev", "docs", "otel", "sandbox", "sql"):
        wanted |= required(extras[extra])
    locked = {normalized(line.split("==")[0]) for line in LOCK.splitlines() if "==" in line}
    assert sorted(wanted - locked) == []


def test_the_lock_names_versions_only() -> None:
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    pinned = re.compile(r"[a-z0-9._-]+==[A-Za-z0-9.+!]+( ; .+)?")
    assert [line for line in lines if not pinned.fullmatch(line)] == []
    assert "/" not in LOCK


@pytest.mark.parametrize("target", TARGETS)
def test_make_help_lists_the_target(target: str) -> None:
    done = subprocess.run(
        ["make", "help"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert re.search(rf"^  {target} +\w", done.stdout, flags=re.MULTILINE)


def test_an_old_python_is_refused_in_one_clear_line(tmp_path: Path) -> None:
    old = tmp_path / "python2"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 2.7.18" || exit 1\n')
    old.chmod(0o755)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "requirements-dev.lock").touch()
    done = subprocess.run(
        ["make", "-f", str(ROOT / "Makefile"), "demo", f"PYTHON={old}"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert f"Python 3.11 or newer is needed; '{old}' is Python 2.7.18." in done.stdout
