"""How documentation is tested: every Python example is run, beside a sandbox where it connects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from xdist.scheduler import LoadScopeScheduling

from tiktok_bc_sync.sandbox import Sandbox, serve

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
def served_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the examples of a page find: both marketplaces in the environment, in a folder of its own."""
    sandbox = Sandbox(region="GB", review_after=timedelta(0))
    sandbox.load(PRODUCTS)
    for sku in ("LAMP-1", "MUG-1"):
        sandbox.buyer.orders(sku, 2)
    with (
        pytest.MonkeyPatch.context() as patch,
        serve(sandbox) as served,
    ):
        patch.chdir(tmp_path_factory.mktemp("page"))
        for name, value in served.env.items():
            patch.setenv(name, value)
        yield


PRODUCTS = tuple(
    {
        "name": name,
        "sku": sku,
        "brand_name": brand,
        "price": 24,
        "weight": weight,
        "inventory_tracking": "product",
        "inventory_level": 50,
        "images": [{"image_file": f"/{sku}.png"}],
        "variants": [
            {
                "sku": sku,
                "inventory_level": 50,
                "option_values": [{"option_display_name": "Colour", "label": "White"}],
            }
        ],
    }
    for name, sku, brand, weight in (
        ("Desk lamp", "LAMP-1", "", 1.2),
        ("Enamel mug", "MUG-1", "Sagaform", 0.3),
        ("Floor lamp", "LAMP-2", "", 0),
    )
)
