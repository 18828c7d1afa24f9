"""The sandbox as pytest fixtures: ``sandbox``, ``sandbox_url`` and ``sandbox_env``.

pytest finds them by itself where the package is installed. A marker says what a test needs::

    @pytest.mark.sandbox(region="US", currency="USD", tls=True)
    def test_orders_arrive(sandbox, sandbox_env): ...

It takes what `Sandbox` takes, and ``products``, a catalogue to load; ``tls`` and ``webhooks_to`` are for
`serve`. Markers of a class or a module hold for its tests, the nearest first. ``sandbox_region`` and
``sandbox_currency`` in pytest's configuration are for tests that say nothing, and
``--sandbox-record=FOLDER`` writes each test's calls to a file of its own there, without their secrets.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tiktok_bc_sync.sandbox.market import Sandbox
    from tiktok_bc_sync.sandbox.serving import Served

_SERVING = ("tls", "webhooks_to")
_MARKER = "sandbox(region, currency, products, tls, ...): what the sandbox of a test is like."


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    parser.getgroup("sandbox").addoption(
        "--sandbox-record",
        metavar="FOLDER",
        type=Path,
        help="write the calls to each test's sandbox to a file in this folder",
    )
    parser.addini("sandbox_region", "region of the sandbox's TikTok Shop", default="GB")
    parser.addini("sandbox_currency", "currency of the sandbox's store", default="USD")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Both marketplaces in memory, empty unless the marker names products, and new for each test."""
    from tiktok_bc_sync.sandbox.market import Sandbox

    settings: dict[str, Any] = {
        "region": request.config.getini("sandbox_region"),
        "currency": request.config.getini("sandbox_currency"),
        "record": _record(request),
        **_marked(request),
    }
    products = settings.pop("products", ())
    made = Sandbox(**{name: one for name, one in settings.items() if name not in _SERVING})
    if products:
        made.load(products)
    return made


@pytest.fixture
def sandbox_url(_served_sandbox: Served) -> str:
    """The address where the test's sandbox is served on loopback; it sends webhooks by itself."""
    return _served_sandbox.url


@pytest.fixture
def sandbox_env(_served_sandbox: Served, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The environment variables that connect to the served sandbox; they are set for the test."""
    for name, value in _served_sandbox.env.items():
        monkeypatch.setenv(name, value)
    return _served_sandbox.env


@pytest.fixture
def _served_sandbox(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Served]:
    with _serving(sandbox, _marked(request)) as served:
        yield served


@contextmanager
def _serving(sandbox: Sandbox, settings: Mapping[str, Any]) -> Generator[Served]:
    from tiktok_bc_sync.sandbox.serving import serve

    wanted = {name: settings[name] for name in _SERVING if name in settings}
    with serve(sandbox, **wanted) as served:
        yield served


def _marked(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return what the markers say, the nearest last."""
    found: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("sandbox"))):
        if marker.args:
            raise pytest.UsageError("the marker sandbox takes names with values only")
        found |= marker.kwargs
    return found


def _record(request: pytest.FixtureRequest) -> Path | None:
    folder: Path | None = request.config.getoption("sandbox_record")
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.]+", "-", request.node.nodeid)[-150:]
    file = folder / f"{name}.jsonl"
    file.unlink(missing_ok=True)
    return file
