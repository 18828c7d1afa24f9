"""Every example is a program that runs to its end, beside a sandbox and, where it can, alone."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
NEEDS_ACCOUNTS = ("clients_alone",)


def said(example: Path, capsys: pytest.CaptureFixture[str]) -> str:
    runpy.run_path(str(example), run_name="__main__")
    return capsys.readouterr().out.strip()


@pytest.mark.usefixtures("served_sandbox")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_runs_with_the_accounts_in_the_environment_and_says_something(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(example, capsys)


@pytest.mark.parametrize(
    "example",
    [one for one in EXAMPLES if one.stem not in NEEDS_ACCOUNTS],
    ids=lambda path: path.stem,
)
def test_the_example_runs_without_any_account_and_says_something(
    example: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BIGCOMMERCE_STORE_HASH", raising=False)
    assert said(example, capsys)
