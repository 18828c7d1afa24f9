"""``tiktok-bc-sync templates`` from a file to the list and back, for people and for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import PRODUCTS, Run
from tiktok_bc_sync.cli.app import run as command
from tiktok_bc_sync.cli.printing import print_json
from tiktok_bc_sync.cli.template_file import NEW, TemplateFile, template_json
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.sandbox import Sandbox, Served, serve

Call = Callable[..., str]
MUGS = {
    "name": "Mugs",
    "category_id": "601226",
    "query": "title contains mug",
    "attributes": {
        "Material": {"custom_field": "Fabric", "values": {"Tin": "Metal"}},
        "package weight": {"constant": "12", "unit": "oz"},
    },
    "parcel": {"length_cm": "10"},
    "price_rule": "-2.50",
    "simple_products": "single_sku",
    "market": {"manufacturer_ids": ["m1"], "unbranded": True},
}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A sandbox on loopback."""
    sandbox = Sandbox(region="GB")
    sandbox.load(PRODUCTS)
    with serve(sandbox) as served:
        yield served


@pytest.fixture
def templates(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run a command about templates that is to succeed, within this process, and return its output."""
    monkeypatch.chdir(tmp_path)
    for name, value in served.env.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tiktok-bc-sync", "templates", *arguments])
        code = command()
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return printed.out

    return call


def file_of(folder: Path, value: object, name: str = "template.json") -> str:
    """Write a JSON file and return its path."""
    file = folder / name
    file.write_text(json.dumps(value), encoding="utf-8")
    return str(file)


def test_a_template_is_created_shown_copied_moved_and_deleted(
    templates: Call, tmp_path: Path
) -> None:
    templates("create", file_of(tmp_path, MUGS))
    assert templates("show", "mugs") == (
        "Mugs\n"
        "  takes: title contains mug\n"
        "  category: 601226\n"
        '  Material: custom field "Fabric" (Tin as Metal)\n'
        '  package weight: constant "12" in oz\n'
        "  price rule: -2.50\n"
        "  simple products: single sku\n"
    )
    templates("copy", "Mugs", "--rule", "brand is Lux")
    templates("move", "Copy of Mugs", "1")
    listed = json.loads(templates("list", "--json"))
    assert [(one["name"], one["rule"]) for one in listed["templates"]] == [
        ("Copy of Mugs", "brand is Lux"),
        ("Mugs", "title contains mug"),
    ]
    assert templates("delete", "Copy of Mugs") == "Deleted 'Copy of Mugs'.\n"
    assert templates("list", "--search", "copy") == ""


def test_what_is_shown_as_json_is_what_can_be_saved(templates: Call, tmp_path: Path) -> None:
    templates("create", file_of(tmp_path, MUGS))
    shown = json.loads(templates("show", "Mugs", "--json"))
    assert shown["attributes"] == MUGS["attributes"]
    shown["name"] = "Cups"
    told = templates("update", "Mugs", file_of(tmp_path, shown), "--dry-run")
    assert told == "Nothing will change on TikTok.\n"
    assert templates("update", "Mugs", file_of(tmp_path, shown)).startswith("Saved 'Cups'")
    assert json.loads(templates("show", "Cups", "--json")) == shown


CERTIFIED = {
    "id": "7182427806998890242",
    "pictures": ["tos-1"],
    "files": [{"id": "f1", "name": "test.pdf", "format": "PDF"}],
    "expires_at": "2030-01-31T00:00:00+00:00",
}


def test_certifications_are_read_told_again_and_kept_where_nothing_is_said(tmp_path: Path) -> None:
    certified = TemplateFile.read(
        Path(file_of(tmp_path, {"market": {"certifications": [CERTIFIED]}}))
    ).over(NEW)
    told = file_of(tmp_path, template_json(certified))
    assert TemplateFile.read(Path(told)).over(NEW).market == certified.market
    assert certified.market.certifications[0].files[0].name == "test.pdf"
    silent = TemplateFile.read(Path(file_of(tmp_path, {"market": {"unbranded": True}})))
    assert silent.over(certified).market.certifications == certified.market.certifications


def test_a_move_is_previewed_and_not_made(templates: Call, tmp_path: Path) -> None:
    for name in ("First", "Second"):
        templates("create", file_of(tmp_path, {**MUGS, "name": name}))
    before = templates("list", "--json")
    templates("move", "Second", "1", "--dry-run")
    assert templates("list", "--json") == before
    for name in ("First", "Second"):
        templates("delete", name)


def test_decimals_are_told_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"weight": Decimal("1.50")})
    assert json.loads(capsys.readouterr().out) == {"weight": "1.50"}


def test_an_update_changes_only_what_the_file_gives(templates: Call, tmp_path: Path) -> None:
    templates("create", file_of(tmp_path, MUGS))
    before = json.loads(templates("show", "Mugs", "--json"))
    templates("update", "Mugs", file_of(tmp_path, {"price_rule": "+10%"}))
    after = json.loads(templates("show", "Mugs", "--json"))
    assert after == {**before, "price_rule": "+10 %"}


def test_a_rule_in_words_is_previewed(templates: Call) -> None:
    assert templates("preview", "title contains mug") == "No products will be affected.\n"
    assert json.loads(templates("preview", "title contains mug", "--json")) == {
        "total": 0,
        "free": 0,
        "now": {},
        "products": [],
    }


def test_categories_are_searched_and_recommended_and_their_attributes_shown(
    templates: Call,
) -> None:
    assert templates("categories", "storage") == "601330 Home > Storage\n"
    assert json.loads(templates("recommend", "A lamp for the desk", "--json")) == [
        {"id": "601226", "path": "Home > Lamps"}
    ]
    assert "variation: Color, Size\n" in templates("attributes", "602101")
    assert templates("refresh").startswith("Read ")


WRONG: list[tuple[object, str]] = [
    ([], "must be a JSON object"),
    ({"colour": "red"}, "has no field colour"),
    ({"query": "title holds mug"}, "is, is not, contains or does not contain"),
    ({"simple_products": "sell"}, "nothing to do with simple products"),
    ({"parcel": {"weight_kg": "-1"}}, "numbers above 0"),
    ({"parcel": {"weight_kg": "heavy"}}, "numbers above 0"),
    ({"parcel": {"weight": "1"}}, "has no field weight"),
    ({"cod": "yes"}, "cod must be true or false"),
    ({"override": 1}, "override must be true or false"),
    ({"market": {"manufacturer_ids": "m1"}}, "must be a list"),
    ({"attributes": {"Material": {"values": {"a": "b"}}}}, "needs one of"),
    ({"attributes": {"Material": {"option": "a", "field": "b"}}}, "needs one of"),
]


@pytest.mark.parametrize(("given", "words"), WRONG)
def test_a_file_that_says_something_wrong_is_refused(
    tmp_path: Path, given: object, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        TemplateFile.read(Path(file_of(tmp_path, given))).over(NEW)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["preview", "title holds mug"], "is, is not, contains or does not contain"),
        (["preview", "nowhere.json"], "can't be read"),
        (["delete", "Nobody"], "no template 'Nobody'"),
    ],
)
def test_what_is_wrong_is_one_line(
    run: Run, served: Served, arguments: list[str], words: str
) -> None:
    done = run("templates", *arguments, **served.env)
    assert done.returncode != 0
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
