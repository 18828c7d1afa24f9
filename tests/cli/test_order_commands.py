"""``tiktok-bc-sync orders`` and ``aliases`` before a served sandbox, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import PRODUCTS
from tiktok_bc_sync import Connector, SqlStorage
from tiktok_bc_sync.cli.app import run
from tiktok_bc_sync.sandbox import Sandbox, Served, serve

Call = Callable[..., str]


@pytest.fixture
def sandbox() -> Sandbox:
    """A shop with three products."""
    sandbox = Sandbox(region="GB")
    sandbox.load(PRODUCTS)
    return sandbox


@pytest.fixture
def served(sandbox: Sandbox) -> Iterator[Served]:
    """The sandbox on loopback."""
    with serve(sandbox) as served:
        yield served


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Call:
    """Run a command in this process, in an empty folder, and return what it printed."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["tiktok-bc-sync", *arguments])
        assert run() == code
        printed = capsys.readouterr()
        return printed.out or printed.err

    return call


def test_orders_are_fetched_listed_explained_mended_and_shown(
    call: Call, served: Served, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in served.env.items():
        monkeypatch.setenv(name, value)
    with Connector.from_env(storage=SqlStorage("sqlite:///connector.db")) as connector:
        connector.products.pull()
    good, bad = sandbox.buyer.orders("MUG-1", 2), sandbox.buyer.orders("MUG-9", 1)
    told = call("orders", "fetch")
    assert "Fetch orders: 1 done, 1 failed" in told
    assert f"{bad}: No product in BigCommerce has the SKU 'MUG-9'" in told
    listed = json.loads(call("orders", "list", "--status", "Failed Awaiting Shipment", "--json"))
    assert [(one["order_id"], one["reasons"]) for one in listed["orders"]] == [
        (bad, ["unknown_sku"])
    ]
    assert "2 order(s): 1 Awaiting Shipment, 1 Failed Awaiting Shipment" in call("orders", "list")
    assert "MUG-9: nothing; near ones: MUG-1" in call("orders", "explain", bad)
    assert "1 failed" in call("orders", "retry", bad, code=1)
    assert call("aliases", "add", "MUG-9", "MUG-1") == "MUG-9 -> MUG-1\n"
    assert call("aliases", "list") == "MUG-9 -> MUG-1\n"
    assert "1 done, 0 failed" in call("orders", "retry", "--failed")
    shown = call("orders", "show", good, "--settled")
    assert "2 x MUG-1" in shown
    assert "total: 20.00 GBP" in shown
    assert "not settled yet" in shown
    assert json.loads(call("orders", "show", good, "--json"))["store_status"]
    assert call("aliases", "remove", "mug-9") == "Removed mug-9.\n"
    window = ("--from", "2026-01-01", "--before", "2026-01-02")
    assert "0 done, 0 failed" in call("orders", "fetch", *window)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("orders", "retry"), "Give ids, or --failed."),
        (("orders", "retry", "1", "--failed"), "Give ids, or --failed."),
        (("orders", "fetch", "--before", "2026-01-01"), "Give --from."),
    ],
)
def test_what_is_missing_is_said_before_anything_is_asked(
    call: Call, arguments: tuple[str, ...], told: str
) -> None:
    assert told in call(*arguments, code=2)
