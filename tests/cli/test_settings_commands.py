"""``tiktok-bc-sync config`` and ``carriers``: shown, previewed, changed, queued and saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.cli.conftest import PRODUCTS, Run
from tiktok_bc_sync import Connector, SimpleProducts, SqlStorage
from tiktok_bc_sync.cli.app import app
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.sandbox import Sandbox, Served, serve

Call = Callable[..., Result]


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    """A shop in the United States."""
    sandbox = Sandbox(region="US")
    sandbox.load([{**one, "description": "<p>For the home.</p>"} for one in PRODUCTS])
    return sandbox


@pytest.fixture(scope="module")
def served(sandbox: Sandbox) -> Iterator[Served]:
    """The shop on loopback."""
    with serve(sandbox) as served:
        yield served


@pytest.fixture
def call(served: Served, tmp_path: Path) -> Call:
    """Run commands within this process, on a storage of their own."""
    env = {**served.env, "TIKTOK_BC_SYNC_STORAGE": f"sqlite:///{tmp_path}/connector.db"}
    return lambda *words: CliRunner().invoke(app, list(words), env=env)


def shown(call: Call) -> dict[str, object]:
    """Return the settings as ``config show --json`` has them."""
    settings: dict[str, object] = json.loads(call("config", "show", "--json").stdout)
    return settings


def test_settings_are_changed_together(call: Call) -> None:
    before = shown(call)
    done = call(
        "config", "set", "sync_price", "false", "stock.threshold", "3", "price_rule", "+10%"
    )
    assert done.stdout == "Saved. Nothing will change on TikTok.\n", done.output
    assert shown(call) == {
        **before,
        "sync_price": False,
        "stock": {"threshold": 3, "untracked": 100},
        "price_rule": {"kind": "percent", "amount": "10"},
    }
    text = call("config", "show").stdout
    assert "default_email: buyerid@tiktok.com\n" in text
    assert text.splitlines()[-1].startswith("Exchange rate: ")


def test_a_dry_run_counts_what_would_change_and_saves_nothing(
    call: Call, served: Served, sandbox: Sandbox, tmp_path: Path
) -> None:
    storage = SqlStorage(f"sqlite:///{tmp_path}/connector.db")
    with Connector.from_env(storage=storage, env=served.env) as connector:
        connector.products.pull()
        leaf = connector.templates.categories("Storage")[0]
        connector.templates.create(
            name="All", category_id=leaf.id, simple_products=SimpleProducts.SINGLE_SKU
        )
        connector.listings.upload(["1", "2"])
        sandbox.vendor.reviews()
        connector.listings.refresh_status()
    before = shown(call)
    told = call("config", "set", "price_rule", "+10%", "--dry-run", "--json")
    answer = json.loads(told.stdout)
    assert (answer["saved"], answer["effects"]["prices"]) == (False, 2)
    assert shown(call) == before


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("rate", "1.095", "1.095"),
        ("rate", "null", None),
        ("price_rule", "-2.50", "-2.50"),
        ("default_email", "7@shop.example", "7@shop.example"),
        ("auto_delete", "true", True),
        ("orders", '{"tags": ["TikTok"]}', ["TikTok"]),
        ("quantity", '{"at_most": 5}', 5),
    ],
)
def test_a_value_is_text_where_the_setting_is_and_json_elsewhere(
    call: Call, name: str, text: str, value: object
) -> None:
    done = call("config", "set", name, text)
    assert done.exit_code == 0, repr(done.exception)
    kept = shown(call)[name]
    assert value in kept.values() if isinstance(kept, dict) else kept == value, kept


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        (["colour", "red"], "colour"),
        (["stock.treshold", "3"], "stock.treshold"),
        (["stock", '{"treshold": 3}'], "stock"),
        (["stock.threshold", "-1"], "stock.threshold"),
        (["quantity.percent", "half"], "quantity.percent"),
        (["orders.tags", "TikTok"], "orders.tags"),
        (["listing_rules", "always"], "listing_rules"),
        (["price_rule", "dear"], "price_rule"),
        (["default_email", "nobody"], "default_email"),
        (["sync_price"], "pairs"),
    ],
)
def test_a_setting_that_can_not_be_is_named_and_nothing_saved(
    call: Call, pairs: list[str], field: str
) -> None:
    before = shown(call)
    refused = call("config", "set", "auto_delete", "true", *pairs).exception
    assert isinstance(refused, InvalidInput)
    assert refused.field == field
    assert shown(call) == before


def test_carriers_are_queued_and_saved_together(call: Call) -> None:
    providers = json.loads(call("carriers", "suggest", "Bob's vans", "--json").stdout)
    first, second = providers[0]["candidates"][:2]
    assert call("carriers", "add", "Bob", first).stdout == f"Bob -> {first} (queued)\n"
    assert call("carriers", "edit", "bob", second).stdout == f"Bob -> {second} (queued)\n"
    assert call("carriers", "save").stdout == f"Bob -> {second}\n"
    assert json.loads(call("carriers", "list", "--json").stdout) == [
        {"carrier": "Bob", "provider": second, "queued": False}
    ]
    assert f"Bob's vans -> one of {first}" in call("carriers", "suggest", "Bob's vans").stdout
    assert call("carriers", "remove", "Bob").stdout == ""
    assert call("carriers", "save", "--json").stdout == "[]\n"


def test_what_is_wrong_is_one_line(run: Run, served: Served) -> None:
    done = run("config", "set", "colour", "red", **served.env)
    assert done.returncode == 2
    assert "There is no 'colour'" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
