"""What the tests of the clients share."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.clients.fakes import FakeRuntime, Vendor

_NO_TRIO = pytest.mark.skipif(find_spec("trio") is None, reason="trio is not installed")


@pytest.fixture(params=["asyncio", pytest.param("trio", marks=_NO_TRIO)])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Async tests run on both event loops."""
    return str(request.param)


@pytest.fixture
def vendor() -> Vendor:
    """A vendor that answers as it is told."""
    return Vendor()


@pytest.fixture
def runtime() -> FakeRuntime:
    """A clock that nobody waits for."""
    return FakeRuntime()
