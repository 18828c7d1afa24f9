"""The stage of each scenario, blocking and async, in the places that the scenario names."""

from __future__ import annotations

import pytest

from tests.scenarios.stage import GB, Place, Stage


@pytest.fixture(params=["blocking", "async"])
def blocking(request: pytest.FixtureRequest) -> bool:
    """Which of the facades plays."""
    return str(request.param) == "blocking"


@pytest.fixture
def place() -> Place:
    """Where the merchant sells, unless a scenario says."""
    return GB


@pytest.fixture
def stage(blocking: bool, place: Place) -> Stage:
    """Both marketplaces, with a lamp in two colours and a mug in the store."""
    return Stage(blocking, place)
