"""Shipments, packages, cancellations, returns, reports and activities from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import PRODUCTS
from tiktok_bc_sync import Connector, SqlStorage
from tiktok_bc_sync.cli.app import run as command
from tiktok_bc_sync.models import ImportedOrder
from tiktok_bc_sync.sandbox import Sandbox, Served, serve

Call = Callable[..., str]


@pytest.fixture
def sandbox() -> Sandbox:
    """Both marketplaces."""
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
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run a command within this process, and return what it printed."""
    monkeypatch.chdir(tmp_path)
    for name, value in served.env.items():
        monkeypatch.setenv(name, value)

    def called(*arguments: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["tiktok-bc-sync", *arguments])
        found = command()
        printed = capsys.readouterr()
        assert found == code, printed.err
        return printed.out or printed.err

    return called


Bought = Callable[..., ImportedOrder]


@pytest.fixture
def bought(tmp_path: Path, sandbox: Sandbox, served: Served) -> Bought:
    """Let a buyer order, and make the order in BigCommerce."""

    def buy(*, platform: bool = False) -> ImportedOrder:
        order_id = sandbox.buyer.orders("MUG-1", 1, platform_ships=platform)
        storage = SqlStorage(f"sqlite:///{tmp_path}/connector.db")
        with Connector.from_env(storage=storage, env=served.env) as connector:
            connector.products.pull()
            connector.orders.fetch()
            return connector.orders.get(order_id)

    return buy


def test_a_shipment_waits_with_its_reason_and_is_told(
    call: Call, bought: Bought, sandbox: Sandbox
) -> None:
    order = bought()
    sandbox.merchant.ships(order.store_order_id, carrier="Uncle Bob", tracking_number="NUMBER-1")
    assert "1 failed" in call("shipments", "sync", code=1)
    assert "Uncle Bob" in call("shipments", "waiting", "--reason", "unknown_carrier")
    assert json.loads(call("shipments", "waiting", "--json"))[0]["order_id"] == order.id
    (last,) = json.loads(call("activities", "list", "--limit", "1", "--json"))
    assert "Uncle Bob" in call("activities", "show", last["id"], code=1)
    assert "Uncle Bob" in call("activities", "retry", last["id"], code=1)
    assert "Retry what failed" in call("activities", "resume", last["id"], code=2)


def test_a_package_is_handed_over_and_its_label_is_written(
    call: Call, bought: Bought, tmp_path: Path
) -> None:
    order = bought(platform=True)
    package = call("packages", "list", order.id).split()[0]
    assert call("packages", "slots", package).startswith("PICKUP, DROP_OFF\n")
    assert "There is no slot 99" in call("packages", "hand-over", package, "--slot", "99", code=2)
    assert "PROCESSING" in call("packages", "hand-over", package, "--slot", "2")
    file = tmp_path / "label.pdf"
    assert call("packages", "label", package, str(file), "--size", "A5").startswith("Wrote ")
    assert file.read_bytes().startswith(b"%PDF-")


def test_a_buyers_cancellation_is_listed_and_granted(
    call: Call, bought: Bought, sandbox: Sandbox
) -> None:
    order = bought()
    request = sandbox.buyer.cancels(order.id)
    call("cancellations", "sync")
    assert call("cancellations", "list", "--waiting").startswith(f"{request} order {order.id}: ")
    assert "TikTok offers" in call("cancellations", "reject", request, "--reason", "no", code=2)
    assert call("cancellations", "approve", request).endswith("_SUCCESS\n")
    assert call("cancellations", "reasons", order.id) == "It can no longer be cancelled.\n"
    again = call("cancellations", "cancel", order.id, "--reason", "out_of_stock")
    assert again == f"{order.id}: CANCELLED\n"


def test_a_return_is_listed_shown_and_refused(call: Call, bought: Bought, sandbox: Sandbox) -> None:
    order = bought()
    sandbox.vendor.moves(order.id, "DELIVERED")
    return_id = sandbox.buyer.returns(order.id)
    call("returns", "sync")
    listed = call("returns", "list", "--waiting", "--type", "RETURN_AND_REFUND")
    assert listed.splitlines()[-1] == "1 return(s): 1 Aftersale applying"
    assert json.loads(call("returns", "list", "--json"))["returns"][0]["id"] == return_id
    assert "not_defective" in call("returns", "reasons", return_id)
    assert "possible now: APPROVE_RETURN" in call("returns", "show", return_id)
    assert "is no amount" in call("returns", "offer", return_id, "lots", code=2)
    done = call("returns", "reject", return_id, "--reason", "not_defective")
    assert done.endswith("Aftersale reject application\n")


def test_sales_are_reported_as_lines_json_and_csv(
    call: Call, bought: Bought, tmp_path: Path
) -> None:
    bought()
    today = datetime.now(UTC).date()
    days = (str(today - timedelta(days=1)), str(today))
    assert "1 order(s), 1 unit(s)" in call("report", *days)
    assert len(json.loads(call("report", *days, "--by", "product", "--json"))["rows"]) == 1
    file = tmp_path / "sales.csv"
    assert call("report", *days, "--csv", str(file)) == f"Wrote {file}.\n"
    assert file.read_text("utf-8").startswith("day,currency,orders,units,gross")
    assert "time zone" in call("report", *days, "--zone", "Nowhere", code=2)
