"""How documentation is tested: every Python example is run, beside a sandbox where it connects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]

_pages = Sybil(
    parsers=[PythonCodeBlockParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    path=str(ROOT),
    fixtures=["served_sandbox"],
)
_docstrings = Sybil(
    parsers=[DocTestParser()],
    pattern="*.py",
    path=str(ROOT / "src"),
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (_pages + _docstrings).pytest()


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Spread tests over processes one by one, but keep a page's examples together: they share names."""
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: nodeid.partition("::line:")[0]
    return scheduler


@pytest.fixture(scope="module")
def served_sandbox() -> Iterator[None]:
    yield
