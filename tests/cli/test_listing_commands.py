"""The listings commands against a served sandbox: planned, applied, compared, hidden, simulated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.cli.conftest import PRODUCTS
from tiktok_bc_sync import Connector, SimpleProducts, SqlStorage
from tiktok_bc_sync.cli.app import app
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.sandbox import Sandbox, serve

MARKED = {**PRODUCTS[0], "description": "<p>For tea.</p>"}


@pytest.fixture
def sandbox() -> Sandbox:
    """A shop in the United States, so that prices need no rate."""
    sandbox = Sandbox(region="US")
    sandbox.load([MARKED, *PRODUCTS[1:]])
    return sandbox


@pytest.fixture
def run(sandbox: Sandbox, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """Run listings commands before the shop on loopback, pulled, with one template."""
    storage = f"sqlite:///{tmp_path}/connector.db"
    with serve(sandbox) as served:
        with Connector.from_env(storage=SqlStorage(storage), env=served.env) as connector:
            connector.products.pull()
            leaf = connector.templates.categories("Storage")[0]
            connector.templates.create(
                name="Everything",
                category_id=leaf.id,
                simple_products=SimpleProducts.SINGLE_SKU,
            )
        env = {**served.env, "TIKTOK_BC_SYNC_STORAGE": storage}
        yield lambda *words: CliRunner().invoke(app, ["listings", *words], env=env)


def test_a_plan_is_printed_written_and_applied(
    run: Callable[..., Result], sandbox: Sandbox, tmp_path: Path
) -> None:
    text = run("plan")
    assert "Tea towel (3): blocked" in text.stdout, text.output
    assert text.stdout.splitlines()[-1] == "2 to create, 1 blocked: missing_weight (1)"
    file = tmp_path / "plan.json"
    file.write_text(run("plan", "--json").stdout, encoding="utf-8")
    assert sandbox.seen.listings() == 0
    applied = run("apply", "--plan", str(file), "--json")
    assert applied.exit_code == 0, applied.output
    assert json.loads(applied.stdout)["done"] == 2
    assert sandbox.seen.listings() == 2
    again = run("apply")
    assert (again.exit_code, "missing_weight" in again.stdout or "weighs" in again.stdout) == (
        1,
        True,
    )


def test_listings_are_compared_hidden_and_put_back(
    run: Callable[..., Result], sandbox: Sandbox
) -> None:
    run("apply", "1", "2")
    sandbox.vendor.reviews()
    assert run("refresh").exit_code == 0
    assert run("drift").stdout == "Nothing differs.\n"
    product = next(iter(sandbox.shop.listings.products.values()))
    product["skus"][0]["inventory"] = dict.fromkeys(product["skus"][0]["inventory"], 9)
    (told,) = run("drift", "--json").stdout.splitlines()
    (difference,) = json.loads(told)["differences"]
    assert (difference["kind"], difference["wanted"], difference["shown"]) == ("stock", "40", "9")
    assert run("put-back", "1", "2").exit_code == 0
    assert run("drift").stdout == "Nothing differs.\n"
    assert isinstance(run("deactivate").exception, InvalidInput)
    assert "2 of 2" in run("deactivate", "--all").stdout


def test_the_guard_is_simulated_on_the_merchants_own_stock(run: Callable[..., Result]) -> None:
    asked = ("simulate-oversell", "--seed", "3", "--tiktok-a-day", "60")
    told = run(*asked)
    assert told.stdout.splitlines()[-1].startswith("Oversold in 7 day(s): "), told.output
    report = json.loads(run(*asked, "--json").stdout)
    assert [one["sku"] for one in report["guarded"]] == ["MUG-1", "LAMP-1", "TOWEL-1"]
