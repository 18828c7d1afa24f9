"""A pytest plug-in that runs the suite on the storage that a factory makes, without a line of code.

``pytest -p tiktok_bc_sync.storage.conformance.plugin --storage-factory shop.storage:make_storage`` runs it
beside the host's own tests; ``storage_factory`` in pytest's settings does so every time.
"""

from __future__ import annotations

from pathlib import Path
from pkgutil import resolve_name
from typing import cast

import pytest

from tiktok_bc_sync.storage.conformance.subject import Factory

_OPTION = "storage_factory"
_CASES = Path(__file__).with_name("promises.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the factory's name from the command line or from the settings."""
    told = "where the storage to test is made, as module:function; it is called without arguments"
    parser.getgroup("tiktok-bc-sync").addoption("--storage-factory", metavar="NAME", help=told)
    parser.addini(_OPTION, told)


def pytest_configure(config: pytest.Config) -> None:
    """Collect the suite where a factory is named."""
    if _name(config):
        config.args.append(str(_CASES))


@pytest.fixture
def storage_factory(request: pytest.FixtureRequest) -> Factory:
    """The function that makes the storage under test."""
    name = _name(request.config)
    try:
        found: object = resolve_name(name)
    except (ImportError, AttributeError, ValueError) as error:
        raise pytest.UsageError(f"There is no storage factory {name!r}: {error}") from None
    if not callable(found):
        raise pytest.UsageError(f"The storage factory {name!r} is not a function.")
    return cast("Factory", found)


def _name(config: pytest.Config) -> str:
    return str(config.getoption("--storage-factory") or config.getini(_OPTION))
