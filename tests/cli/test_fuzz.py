"""Whatever is typed, a command answers with an exit code and words, never with a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.cli.conftest import PRODUCTS
from tests.cli.test_page import COMMANDS
from tiktok_bc_sync.cli.app import app
from tiktok_bc_sync.errors import SyncError
from tiktok_bc_sync.sandbox import Sandbox, Served, serve

# These serve for ever, or tell a story of minutes.
ENDLESS = {"run", "sandbox", "demo"}
SHORT = sorted(set(COMMANDS) - ENDLESS)
TYPED = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(
        ["", "-", "--", "null", "{}", "[]", "order", "GB", "1e400", "%", "a.json", "."]
    ),
)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """The marketplaces on a port of this machine, for all that is typed."""
    sandbox = Sandbox(region="GB")
    sandbox.load(PRODUCTS)
    with serve(sandbox) as served:
        yield served


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where whatever is written goes."""
    return tmp_path_factory.mktemp("typed")


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """Draw a command with some of its options and arguments, as a person may mistype them."""
    name = draw(st.sampled_from(SHORT))
    options = [one.opts[-1] for one in COMMANDS[name].params if one.opts[-1].startswith("--")]
    harmless = [one for one in options if one not in ("--storage",)]
    words = [*name.split(), *draw(st.lists(TYPED, max_size=3))]
    for option in draw(st.lists(st.sampled_from(harmless), max_size=3)):
        words += [option, *draw(st.lists(TYPED, max_size=1))]
    return words


def outside(words: list[str], folder: Path) -> bool:
    """Whether a line may name a file of the machine that is not in the folder."""
    return any("/" in one or ".." in one for one in words) or not folder.is_dir()


@settings(max_examples=60)
@given(words=lines(), typed=TYPED)
def test_whatever_is_typed_there_is_no_traceback(
    served: Served, folder: Path, words: list[str], typed: str
) -> None:
    if outside(words, folder):
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(app, words, input=typed, env=dict(served.env))
    known = isinstance(done.exception, SystemExit | SyncError | OSError)
    assert done.exception is None or known, (words, done.exception)
