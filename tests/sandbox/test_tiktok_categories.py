"""Categories: the tree, a leaf's attributes and rules, and the guess by title."""

from __future__ import annotations

import pytest

from tests.sandbox.tiktok_scene import (
    DRESSES,
    FURNITURE,
    KNIVES,
    LAMPS,
    SOFT_TOYS,
    TOPS,
    Json,
    opened,
)


def test_the_tree_has_leaves_with_paths_and_permissions() -> None:
    scene = opened("DE")
    found = scene.ask(
        "GET", "/product/202309/categories", include_prohibited_categories="true"
    ).data
    tree = {one["id"]: one for one in found["categories"]}
    assert tree[LAMPS]["is_leaf"]
    assert tree[tree[LAMPS]["parent_id"]]["local_name"] == "Home"
    assert tree[KNIVES]["permission_statuses"] == ["INVITE_ONLY"]
    parents = {one["parent_id"] for one in tree.values()} - {"0"}
    assert all(not tree[one]["is_leaf"] for one in parents)
    shown = scene.ask("GET", "/product/202309/categories").data["categories"]
    assert {one["id"] for one in tree.values()} - {one["id"] for one in shown} == {"606003"}


def test_attributes_are_told_for_leaves_of_the_regions_tree_only() -> None:
    british, american = opened(), opened("US")
    path = f"/product/202309/categories/{TOPS}/attributes"
    names = {one["name"]: one for one in british.ask("GET", path).data["attributes"]}
    assert (names["Color"]["type"], names["Material"]["type"]) == (
        "SALES_PROPERTY",
        "PRODUCT_PROPERTY",
    )
    assert (names["Material"]["is_requried"], names["Size"]["is_requried"]) == (True, False)
    assert american.ask("GET", path).code == 36009004
    assert american.ask("GET", path, category_version="v2").code == 0
    assert british.ask("GET", "/product/202309/categories/600001/attributes").code == 12052001


@pytest.mark.parametrize(
    ("region", "category_id", "rule", "expected"),
    [
        ("GB", LAMPS, "cod", {"is_supported": False}),
        ("ID", LAMPS, "cod", {"is_supported": True}),
        ("GB", FURNITURE, "package_dimension", {"is_required": True}),
        ("GB", LAMPS, "size_chart", {"is_supported": False, "is_required": False}),
        ("GB", SOFT_TOYS, "manufacturer", {"is_required": False}),
        ("DE", SOFT_TOYS, "manufacturer", {"is_required": True}),
    ],
)
def test_a_categorys_rules(region: str, category_id: str, rule: str, expected: Json) -> None:
    scene = opened(region)
    path = f"/product/202309/categories/{category_id}/rules"
    version = "v2" if region == "ID" else "v1"
    assert scene.ask("GET", path, category_version=version).data[rule] == expected


def test_a_category_with_size_charts_tells_what_they_may_measure() -> None:
    rule = opened().ask("GET", f"/product/202309/categories/{DRESSES}/rules").data["size_chart"]
    assert (rule["is_supported"], rule["is_required"]) == (True, True)
    groups = {one["measurement_type"]: one["options"] for one in rule["measurement_and_options"]}
    assert set(groups) == {"BODY_MEASUREMENTS", "PRODUCT_MEASUREMENTS"}
    assert "size_chart_option_bust" in {one["id"] for one in groups["BODY_MEASUREMENTS"]}


@pytest.mark.parametrize(
    ("title", "leaf"),
    [("Brass lamp with a shade", LAMPS), ("Yoga mat", "603101"), ("Xyzzy", LAMPS)],
)
def test_a_category_is_recommended_by_the_words_of_the_title(title: str, leaf: str) -> None:
    path = "/product/202309/categories/recommend"
    said = opened().ask("POST", path, {"product_title": title}).data
    assert said["leaf_category_id"] == leaf
    assert said["categories"][-1]["id"] == leaf
