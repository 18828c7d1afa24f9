"""Fixtures that every folder of tests may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.contracts.judging import Judge, judged

# The machine may be busy with others: an example that takes long is no failure.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the vendors' contracts and a real catalogue, beside the checkout."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI") == "true":
        pytest.fail(f"{SHARED} is needed under CI and is not there")
    pytest.skip(f"{SHARED} is not here: contracts and the real catalogue are not checked")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio unless they ask for more."""
    return "asyncio"


@pytest.fixture(autouse=True)
def true_to_the_vendors(request: pytest.FixtureRequest) -> Iterator[Judge]:
    """What the sandbox answers in a test, and what our clients ask, is in the vendors' contracts."""
    ours = (
        "sandbox" not in request.path.parent.name
    )  # its own tests ask as other people's clients do
    with judged(requests=ours) as judge:
        yield judge
    assert not judge.faults, "\n".join(dict.fromkeys(judge.faults))
