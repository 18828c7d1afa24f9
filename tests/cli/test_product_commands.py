"""``tiktok-bc-sync products``: pulled, found, shown with the reasons, and typed over."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.cli.conftest import PRODUCTS
from tiktok_bc_sync import Connector, SimpleProducts, SqlStorage
from tiktok_bc_sync.cli.app import app
from tiktok_bc_sync.errors import InvalidInput, NotFound
from tiktok_bc_sync.sandbox import Sandbox, serve

Call = Callable[..., Result]


@pytest.fixture
def products(tmp_path: Path) -> Iterator[Call]:
    """Run commands about products before a shop in the United States with one template."""
    storage = f"sqlite:///{tmp_path}/connector.db"
    sandbox = Sandbox(region="US")
    sandbox.load(PRODUCTS)
    with serve(sandbox) as served:
        with Connector.from_env(storage=SqlStorage(storage), env=served.env) as connector:
            leaf = connector.templates.categories("Storage")[0]
            connector.templates.create(
                name="Everything",
                category_id=leaf.id,
                simple_products=SimpleProducts.SINGLE_SKU,
            )
        env = {**served.env, "TIKTOK_BC_SYNC_STORAGE": storage}
        pulled = CliRunner().invoke(app, ["products", "pull", "--json"], env=env)
        assert json.loads(pulled.stdout)["done"] == 3, pulled.output
        yield lambda *words: CliRunner().invoke(app, ["products", *words], env=env)


def file_of(folder: Path, value: object) -> str:
    """Write a JSON file and return its path."""
    file = folder / "edits.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return str(file)


def test_products_are_listed_page_by_page_and_counted(products: Call) -> None:
    first = products("list", "--limit", "2").stdout.splitlines()
    assert first[:3] == [
        "2 Desk lamp: Not Uploaded, published",
        "1 Enamel mug: Not Uploaded, published",
        "3 product(s): 3 Not Uploaded",
    ]
    rest = products("list", "--after", shlex.split(first[3])[-1], "--json")
    assert [row["product_id"] for row in json.loads(rest.stdout)["products"]] == ["3"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--text", "lamp-1"], ["2"]),
        (["--template", "everything", "--descending"], ["3", "1", "2"]),
        (["--no-template"], []),
        (["--status", "Live", "--status", "Failed"], []),
        (["--type", "simple", "--visibility", "published", "--sort", "id"], ["1", "2", "3"]),
        (["--brand", "Lux"], []),
    ],
)
def test_a_list_shows_what_its_filters_take(
    products: Call, options: list[str], found: list[str]
) -> None:
    told = json.loads(products("list", *options, "--json").stdout)
    assert [row["product_id"] for row in told["products"]] == found
    assert sum(told["counts"]["statuses"].values()) == len(found)


def test_a_product_is_shown_with_what_is_in_its_way(products: Call) -> None:
    told = products("show", "3").stdout
    assert "Tea towel (3)\n  template Everything (chosen)" in told
    assert "in the way: " in told
    assert told.endswith("  on TikTok: Not Uploaded\n")
    shown = json.loads(products("show", "3", "--json").stdout)
    assert shown["product"]["title"] == "Tea towel"
    assert "missing_weight" in [one["code"] for one in shown["explanation"]["reasons"]]
    assert [one["sku"] for one in shown["explanation"]["variants"]] == ["TOWEL-1"]


def test_what_is_typed_adds_up_until_it_is_forgotten(products: Call, tmp_path: Path) -> None:
    title = "A tea towel of washed linen for kitchens"
    products("edit", "3", file_of(tmp_path, {"title": title, "weight": [0.2, "kg"]}))
    told = products("edit", "3", file_of(tmp_path, {"price": 9.95, "title": None}))
    assert told.stdout == "3: typed are price, weight.\n", told.output
    edits = json.loads(products("show", "3", "--json").stdout)["edits"]
    assert (edits["price"], edits["weight"]) == ("9.95", ["0.2", "kg"])
    assert products("edit", "3", "--reset").stdout == "3: typed are no fields.\n"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"weight": [1, "stone"]}, "weight"),
        ({"images": "https://pictures.example/1.png"}, "images"),
        ({"variants": [{"variant_id": "1", "cost": "2"}]}, "variants"),
        ({"title": " "}, "title"),
        ({"product_id": "1"}, "product_id"),
        ([], "file"),
    ],
)
def test_a_field_that_can_not_be_is_named(
    products: Call, tmp_path: Path, given: object, field: str
) -> None:
    refused = products("edit", "3", file_of(tmp_path, given)).exception
    assert isinstance(refused, InvalidInput)
    assert refused.field == field


def test_an_edit_needs_a_file_or_reset_and_a_product(products: Call, tmp_path: Path) -> None:
    assert isinstance(products("edit", "3").exception, InvalidInput)
    file = file_of(tmp_path, {})
    assert isinstance(products("edit", "3", file, "--reset").exception, InvalidInput)
    assert isinstance(products("edit", "99", file).exception, NotFound)
