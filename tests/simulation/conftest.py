"""What holds for simulated lives alone."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def true_to_the_vendors() -> None:
    """Hold nothing against the vendors' contracts here: these exchanges are the same as everywhere."""
