"""The commands against a served sandbox, and how they say what is wrong."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, PRODUCTS, Run, environment
from tiktok_bc_sync.sandbox import Sandbox, Served, serve

TEMPLATE = {
    "name": "Lamps",
    "category_id": "601330",
    "query": {
        "match": "Any",
        "members": [{"field": "Title", "operator": "Contains", "value": "lamp"}],
    },
    "price_rule": "+10%",
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A sandbox on loopback."""
    sandbox = Sandbox(region="GB")
    sandbox.load(PRODUCTS)
    with serve(sandbox) as served:
        yield served


def file_of(folder: Path, value: object) -> str:
    """Write a JSON file and return its path."""
    file = folder / "template.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return str(file)


def test_status_names_both_connections(run: Run, served: Served) -> None:
    done = run("status", "--json", **served.env)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["shop"]["region"] == "GB"
    assert told["products"] == {}


def test_a_template_is_previewed_created_and_listed(
    run: Run, served: Served, tmp_path: Path
) -> None:
    file = file_of(tmp_path, TEMPLATE)
    assert run("templates", "preview", file, **served.env).stdout == (
        "No products will be affected.\n"
    )
    created = run("templates", "create", file, **served.env)
    assert created.stdout == "Saved 'Lamps'; 0 product(s) moved to it.\n", created.stderr
    listed = run("templates", "list", **served.env)
    assert listed.stdout == "Lamps: any of (title contains lamp) -> Home > Storage (0)\n"


def test_a_served_sandbox_prints_what_connects_to_it(run: Run, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "sandbox", "--orders", "2"],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        lines = islice(process.stdout, len(Sandbox().env()))
        env = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
        done = run("status", "--json", **env)
        process.terminate()
    assert json.loads(done.stdout)["shop"]["id"] == env["TIKTOK_SHOP_ID"]
    assert process.returncode == 130


def with_query(**change: str) -> dict[str, object]:
    """Return the template with one condition changed."""
    condition = {"field": "Title", "operator": "Contains", "value": "lamp", **change}
    return {**TEMPLATE, "query": {"match": "Any", "members": [condition]}}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ({**TEMPLATE, "colour": "red"}, "has no field colour"),
        (with_query(field="Colour"), "'Colour' at members[0].field is unknown"),
        (with_query(value=" "), "needs a text"),
        ({**TEMPLATE, "price_rule": "ten"}, "'ten' is no price rule"),
        ({**TEMPLATE, "attributes": {"No such": {"constant": "x"}}}, "has no attribute No such"),
        ({**TEMPLATE, "attributes": {"Material": {"guess": "x"}}}, "has no field guess"),
        ({**TEMPLATE, "category_id": "1"}, "no category 1"),
        ({**TEMPLATE, "name": "x" * 81}, "1 to 80 characters"),
        ([], "must be a JSON object"),
    ],
)
def test_a_wrong_template_is_refused_in_one_line(
    run: Run, served: Served, tmp_path: Path, template: object, words: str
) -> None:
    done = run("templates", "create", file_of(tmp_path, template), **served.env)
    assert done.returncode != 0
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"TIKTOK_APP_KEY": ""}, "The credential TIKTOK_APP_KEY is missing"),
        ({"BIGCOMMERCE_ACCESS_TOKEN": "wrong"}, "Check the store hash and the API token"),
        (
            {"TIKTOK_ACCESS_TOKEN": "wrong", "TIKTOK_REFRESH_TOKEN": "wrong"},
            "the merchant must connect again",
        ),
        ({"TIKTOK_APP_SECRET": "wrong"}, "Check the app key and secret"),
    ],
)
def test_wrong_credentials_are_one_line_that_says_what_to_do(
    run: Run, served: Served, change: dict[str, str], words: str
) -> None:
    done = run("status", **{**served.env, **change})
    assert done.returncode != 0
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert served.env["TIKTOK_APP_SECRET"] not in done.stderr
