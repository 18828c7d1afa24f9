"""Each region's shop has rules of its own: a row for each of them, and what a seller meets there."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import frozen

from tests.sandbox.tiktok_scene import DRESSES, KNIVES, LAMPS, SOFT_TOYS, Json
from tests.sandbox.tiktok_selling import FINE, SellingScene, opened


@frozen
class Row:
    """What the vendor says about a region. Titles are from ``title[0]`` to ``title[1]`` characters."""

    region: str
    currency: str
    decimals: int
    title: tuple[int, int]
    skus: int
    version: str
    cod: bool = False
    list_price: bool = False
    safety: bool = False
    shortest_sku: int = 1


ROWS = [
    Row("GB", "GBP", 2, (1, 255), 300, "v1"),
    Row("US", "USD", 2, (1, 255), 300, "v2", list_price=True),
    Row("DE", "EUR", 2, (1, 255), 300, "v1", safety=True, shortest_sku=6),
    Row("FR", "EUR", 2, (1, 255), 300, "v1", safety=True, shortest_sku=6),
    Row("PL", "PLN", 2, (25, 255), 300, "v1", safety=True, shortest_sku=6),
    Row("ID", "IDR", 0, (25, 255), 100, "v2", cod=True),
    Row("MY", "MYR", 2, (25, 255), 100, "v2", cod=True),
    Row("SG", "SGD", 2, (25, 255), 100, "v2"),
    Row("BR", "BRL", 2, (1, 300), 300, "v1"),
    Row("JP", "JPY", 0, (1, 255), 300, "v1"),
]


@pytest.fixture(params=ROWS, ids=[row.region for row in ROWS])
def row(request: pytest.FixtureRequest) -> Row:
    """Each region in turn."""
    found: Row = request.param
    return found


def create(scene: SellingScene, row: Row, *skus: Json, **changes: Any) -> int:
    """Try to create a product that is right in the region but for the changes."""
    listed = skus or (scene.sku("LAMP-0001"),)
    return scene.create(*listed, **{"category_version": row.version, **changes}).code


def rules(scene: SellingScene, row: Row, category_id: str) -> Json:
    path = f"/product/202309/categories/{category_id}/rules"
    return scene.ask("GET", path, category_version=row.version).data


def test_prices_are_in_the_regions_currency_and_its_decimals(row: Row) -> None:
    scene = opened(row.region)
    smallest, below = ("0.01", "0.001") if row.decimals else ("1", "0.5")
    for currency, amount, code in (
        (row.currency, smallest, FINE),
        (row.currency, below, 12052065),
        ("XXX", smallest, 12052064),
    ):
        price = {"currency": currency, "amount": amount}
        assert create(scene, row, scene.sku("LAMP-0001", price=price)) == code


def test_titles_are_as_long_as_the_region_wants_them(row: Row) -> None:
    scene = opened(row.region)
    low, high = row.title
    lengths = ((low - 1 or 0, 12052002), (low, FINE), (high, FINE), (high + 1, 12052002))
    for length, code in lengths:
        # A title of nothing at all is missing, so blanks stand for it.
        assert create(scene, row, title="x" * length or " ") == code, length


def test_a_product_has_as_many_skus_as_the_region_allows(row: Row) -> None:
    scene = opened(row.region)
    skus = [
        scene.sku(
            f"LAMP-{number:04d}",
            sales_attributes=[{"id": "100000", "value_name": f"Shade {number}"}],
        )
        for number in range(row.skus + 1)
    ]
    assert create(scene, row, *skus[:-1]) == FINE
    assert create(scene, row, *skus) == 12052060


def test_a_region_lists_with_its_own_category_tree(row: Row) -> None:
    scene = opened(row.region)
    other = "v1" if row.version == "v2" else "v2"
    path = "/product/202309/categories"
    assert create(scene, row) == FINE
    assert create(scene, row, category_version=other) == 12052008
    assert scene.ask("GET", path, category_version=row.version).code == FINE
    assert scene.ask("GET", path, category_version=other).code == 36009004
    recommended = scene.ask(
        "POST", f"{path}/recommend", {"product_title": "Lamp", "category_version": row.version}
    ).data["categories"]
    assert [one["level"] for one in recommended] == list(range(1, 5 if other == "v1" else 3))


def test_cash_on_delivery_is_for_some_regions(row: Row) -> None:
    scene = opened(row.region)
    assert rules(scene, row, LAMPS)["cod"]["is_supported"] == row.cod
    assert create(scene, row, is_cod_allowed=True) == (FINE if row.cod else 12052053)


def test_only_dollars_are_struck_through(row: Row) -> None:
    scene = opened(row.region)
    listed = {"currency": "USD", "amount": "30"}
    code = FINE if row.list_price else 12052066
    assert create(scene, row, scene.sku("LAMP-0001", list_price=listed)) == code


def test_a_toy_needs_its_maker_and_who_answers_for_it_in_the_eu(row: Row) -> None:
    scene = opened(row.region)
    told = rules(scene, row, SOFT_TOYS)
    for name in ("manufacturer", "responsible_person"):
        assert told[name]["is_required"] == row.safety
    age = [{"id": "100630", "values": [{"id": "10063001"}]}]
    code = 12052051 if row.safety else FINE
    assert create(scene, row, category_id=SOFT_TOYS, product_attributes=age) == code


def test_the_eu_wants_longer_seller_skus(row: Row) -> None:
    scene = opened(row.region)
    long, short = "x" * row.shortest_sku, "x" * (row.shortest_sku - 1)
    assert create(scene, row, scene.sku(long)) == FINE
    if short:
        assert create(scene, row, scene.sku(short)) == 12052062


@pytest.mark.parametrize(
    ("region", "weight", "length", "code"),
    [
        ("US", "POUND", "INCH", FINE),
        ("US", "GRAM", "CENTIMETER", 12052033),
        ("GB", "POUND", "INCH", 12052033),
        ("BR", "GRAM", "CENTIMETER", FINE),
        ("ID", "GRAM", "CENTIMETER", 12052033),
        ("JP", "GRAM", "INCH", 12052035),
    ],
)
def test_packages_are_measured_in_the_regions_units(
    region: str, weight: str, length: str, code: int
) -> None:
    scene = opened(region)
    measured = {
        "package_weight": {"value": "2", "unit": weight},
        "package_dimensions": {"length": "1", "width": "2", "height": "3", "unit": length},
    }
    assert scene.create(**measured).code == code


# --- categories and attributes ----------------------------------------------------------


def tree(region: str) -> dict[str, Json]:
    scene = opened(region)
    version = "v2" if region in ("US", "ID", "MY", "SG") else "v1"
    query = {"category_version": version, "include_prohibited_categories": "true"}
    found = scene.ask("GET", "/product/202309/categories", **query).data["categories"]
    return {one["id"]: one for one in found}


def path_of(found: dict[str, Json], category_id: str) -> list[str]:
    names: list[str] = []
    while category_id in found:
        names.insert(0, found[category_id]["local_name"])
        category_id = found[category_id]["parent_id"]
    return names


def test_the_newer_tree_is_deeper_and_keeps_the_leaves() -> None:
    older, newer = tree("GB"), tree("US")
    assert path_of(older, LAMPS) == ["Home", "Lamps"]
    assert path_of(newer, LAMPS) == ["Home", "Lights & Lighting", "Indoor Lighting", "Lamps"]
    assert path_of(newer, DRESSES) == ["Fashion", "Women's", "Women's Clothing", "Dresses"]
    assert all(newer[one]["is_leaf"] for one in older if older[one]["is_leaf"] and one in newer)


@pytest.mark.parametrize(
    ("category_id", "regions"),
    [
        ("608001", {"ID", "MY", "SG"}),
        ("609001", {"US", "JP"}),
        ("606003", {"DE", "FR", "PL", "ID", "MY", "SG", "BR"}),
        (KNIVES, {row.region for row in ROWS}),
    ],
)
def test_some_categories_exist_in_some_regions(category_id: str, regions: set[str]) -> None:
    assert {row.region for row in ROWS if category_id in tree(row.region)} == regions


@pytest.mark.parametrize(("region", "code"), [("US", FINE), ("JP", 12052001)])
def test_only_the_united_states_list_what_needs_an_invitation(region: str, code: int) -> None:
    assert opened(region).create(category_id="609001").code == code


SKINCARE = "607001"
ASIAN = {"Halal", "Registration Number"}
ATTRIBUTES: list[tuple[str, set[str], set[str]]] = [
    ("GB", set(), set()),
    ("DE", {"Base Unit Count", "Unit Type"}, set()),
    ("US", {"CA Prop 65: Carcinogens"}, set()),
    ("ID", ASIAN, ASIAN),
    ("SG", set(), set()),
]


@pytest.mark.parametrize(("region", "names", "required"), ATTRIBUTES)
def test_some_attributes_are_asked_for_in_some_regions(
    region: str, names: set[str], required: set[str]
) -> None:
    scene, plain = opened(region), opened("GB")
    version = "v2" if region in ("US", "ID", "SG") else "v1"
    path = f"/product/202309/categories/{SKINCARE}/attributes"
    usual = {one["id"] for one in plain.ask("GET", path).data["attributes"]}
    told = scene.ask("GET", path, category_version=version).data["attributes"]
    own = [one for one in told if one["id"] not in usual]
    assert {one["name"] for one in own} == names
    assert {one["name"] for one in own if one["is_requried"]} == required
    cream = {"category_id": SKINCARE, "category_version": version}
    sku = scene.sku("CREAM-01")
    assert scene.create(sku, **cream).code == (12052041 if required else FINE)
    given = [{"id": one["id"], "values": [_some_value(one)]} for one in own]
    assert scene.create(sku, **cream, product_attributes=given).code == FINE
    if given:
        assert plain.create(category_id=SKINCARE, product_attributes=given).code == 12052040


def _some_value(attribute: Json) -> Json:
    return {"id": attribute["values"][0]["id"]} if attribute["values"] else {"name": "7"}


@pytest.mark.parametrize(
    ("region", "version", "code"),
    [("DE", "v1", FINE), ("DE", "v2", FINE), ("GB", "v2", 36009004), ("ID", "v1", 36009004)],
)
def test_the_eu_is_advised_from_either_tree(region: str, version: str, code: int) -> None:
    body = {"product_title": "A lamp", "category_version": version}
    path = "/product/202309/categories/recommend"
    assert opened(region).ask("POST", path, body).code == code
