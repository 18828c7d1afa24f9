"""The fake store's category trees, categories and brands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened
from tiktok_bc_sync.sandbox.images import picture

TREES, TREE_CATEGORIES = "/v3/catalog/trees", "/v3/catalog/trees/categories"
CATEGORIES, BRANDS = "/v3/catalog/categories", "/v3/catalog/brands"


@pytest.fixture
def caller() -> Caller:
    """A caller of a store whose home category has lamps and kitchen below it."""
    return Caller(opened())


def names(caller: Caller, **params: object) -> list[str]:
    """Return the names of the categories that the newer list holds."""
    return [one["name"] for one in caller.get(TREE_CATEGORIES, **params)["data"]]


def test_a_tree_is_answered_with_what_hangs_below(caller: Caller) -> None:
    (home,) = caller.get(f"{TREES}/1/categories")["data"]

    assert (home["name"], home["depth"], home["path"]) == ("Home", 0, [])
    assert [one["name"] for one in home["children"]] == ["Lamps", "Kitchen"]
    assert home["children"][0]["path"] == [10]
    assert caller.get(f"{TREES}/1/categories", depth=1)["data"][0]["children"] == []
    assert caller.http.get(f"{TREES}/9/categories").status_code == 404


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"category_id:in": "10,12"}, ["Home", "Kitchen"]),
        ({"category_id:not_in": "10"}, ["Lamps", "Kitchen"]),
        ({"parent_id:in": "10"}, ["Lamps", "Kitchen"]),
        ({"tree_id:in": "2"}, []),
        ({"name": "lamps"}, ["Lamps"]),
        ({"name:like": "k"}, ["Kitchen"]),
        ({"keyword": "amp"}, ["Lamps"]),
        ({"is_visible": "false"}, []),
        ({"limit": "1", "page": "2"}, ["Lamps"]),
    ],
    ids=str,
)
def test_categories_are_filtered(caller: Caller, params: dict[str, str], found: list[str]) -> None:
    assert names(caller, **params) == found
    assert caller.http.get(TREE_CATEGORIES, params={"colour": "red"}).status_code == 422


def test_categories_are_added_changed_and_deleted_in_batches(caller: Caller) -> None:
    sent = [
        {"name": "Garden", "tree_id": 1},
        {"name": "Pots", "parent_id": 10, "url": {"path": "/p/"}},
    ]
    made = caller.http.post(TREE_CATEGORIES, json=sent)
    assert made.status_code == 201
    garden, pots = made.json()["data"]
    assert (garden["url"]["path"], pots["url"]["path"]) == ("/garden/", "/p/")

    moved = [{"category_id": pots["category_id"], "parent_id": garden["category_id"]}]
    assert caller.http.put(TREE_CATEGORIES, json=moved).json()["meta"]["success"] == 1
    assert names(caller, **{"parent_id:in": garden["category_id"]}) == ["Pots"]

    assert caller.http.delete(TREE_CATEGORIES).status_code == 422
    gone = caller.http.delete(
        TREE_CATEGORIES, params={"category_id:in": str(garden["category_id"])}
    )
    assert gone.status_code == 202
    assert names(caller) == ["Home", "Lamps", "Kitchen"]


def test_a_batch_is_taken_in_part(caller: Caller) -> None:
    sent = [{"name": "Garden", "tree_id": 1}, {"name": "Lamps", "parent_id": 10}]
    answer = caller.http.post(TREE_CATEGORIES, json=sent)

    assert answer.status_code == 207
    assert answer.json()["meta"] == {"total": 2, "success": 1, "failed": 1}
    assert list(answer.json()["errors"]["errors"]) == ["0"]
    changes = [{"category_id": 11, "name": "Lights"}, {"category_id": 99}]
    assert caller.http.put(TREE_CATEGORIES, json=changes).status_code == 207
    assert names(caller) == ["Home", "Lights", "Kitchen", "Garden"]


@pytest.mark.parametrize(
    "given",
    [
        {"tree_id": 1},
        {"name": "Garden"},
        {"name": "n" * 51, "tree_id": 1},
        {"name": "home", "tree_id": 1},
        {"name": "Garden", "tree_id": 9},
        {"name": "Garden", "parent_id": 99},
        {"name": "Garden", "tree_id": 1, "default_product_sort": "colour"},
    ],
    ids=lambda given: str(given)[:50],
)
def test_a_category_that_breaks_a_rule_is_refused(caller: Caller, given: dict[str, Any]) -> None:
    assert caller.http.post(TREE_CATEGORIES, json=[given]).status_code == 422
    assert names(caller) == ["Home", "Lamps", "Kitchen"]


def test_a_category_with_products_stays(caller: Caller) -> None:
    for path in (f"{CATEGORIES}/10", f"{CATEGORIES}?parent_id=10"):
        assert caller.http.delete(path).status_code == 422
    caller.http.delete("/v3/catalog/products/301")
    assert caller.http.delete(f"{CATEGORIES}/11").status_code == 204

    assert names(caller) == ["Home", "Kitchen"]


def test_the_older_endpoints_know_the_same_categories(caller: Caller) -> None:
    made = caller.post(CATEGORIES, name="Pots", parent_id=10, sort_order=-1)["data"]
    assert caller.http.post(CATEGORIES, json={"name": "pots", "parent_id": 10}).status_code == 409
    path = f"{CATEGORIES}/{made['id']}"
    caller.put(path, name="Vases")

    assert caller.get(path)["data"]["name"] == "Vases"
    assert names(caller, **{"category_id:in": made["id"]}) == ["Vases"]
    order = [one["name"] for one in caller.get(CATEGORIES, sort="sort_order", parent_id=10)["data"]]
    assert order == ["Vases", "Lamps", "Kitchen"]
    caller.post(f"{path}/metafields", permission_set="read", namespace="n", key="k", value="v")
    assert caller.http.delete(path).status_code == 204
    assert caller.get(f"{CATEGORIES}/metafields")["data"] == []


def test_categories_do_not_hang_below_themselves_nor_too_deep(caller: Caller) -> None:
    assert caller.http.put(f"{CATEGORIES}/10", json={"parent_id": 11}).status_code == 422
    parent = 11
    for level in range(7):
        parent = caller.post(CATEGORIES, name=f"Level {level}", parent_id=parent)["data"]["id"]
    below = {"name": "Too deep", "parent_id": parent}
    assert caller.http.post(CATEGORIES, json=below).status_code == 422
    top = caller.post(CATEGORIES, name="Top", parent_id=0)["data"]["id"]

    assert caller.http.put(f"{CATEGORIES}/10", json={"parent_id": top}).status_code == 422


def test_trees_are_planted_renamed_and_felled(caller: Caller) -> None:
    answer = caller.http.put(
        TREES, json=[{"id": 1, "name": "Main"}, {"name": "Second", "channels": [2]}]
    )
    second = answer.json()["data"][1]["id"]
    assert [one["name"] for one in caller.get(TREES)["data"]] == ["Main", "Second"]
    assert caller.get(TREES, **{"channel_id:in": 2})["data"][0]["id"] == second

    caller.http.post(TREE_CATEGORIES, json=[{"name": "Home", "tree_id": second}])
    assert names(caller, **{"tree_id:in": second}) == ["Home"]
    assert len(caller.get(CATEGORIES)["data"]) == 3
    assert caller.http.delete(TREES, params={"id:in": str(second)}).status_code == 204
    assert caller.http.delete(TREES, params={"id:in": "1"}).status_code == 422
    assert names(caller) == ["Home", "Lamps", "Kitchen"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ([{"name": "Second"}], 422),
        ([{"channels": [2]}], 422),
        ([{"name": "Second", "channels": [1]}], 422),
        ([{"name": "Second", "channels": [2, 3]}], 422),
        ([{"name": "A", "channels": [2]}, {"name": "B", "channels": [2]}], 422),
        ([{"id": 1, "channels": [2]}], 422),
        ([{"id": 9, "name": "Ninth"}], 422),
        ([{"id": 1}] * 51, 413),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_tree_that_breaks_a_rule_is_refused(
    caller: Caller, sent: list[dict[str, Any]], status: int
) -> None:
    before = caller.get(TREES)

    assert caller.http.put(TREES, json=sent).status_code == status
    assert caller.get(TREES) == before


def test_a_brand_changes_and_goes_from_its_products(caller: Caller) -> None:
    other = caller.post(BRANDS, name="Sagaform", page_title="Saga")["data"]["id"]
    assert caller.http.put(f"{BRANDS}/{other}", json={"name": "NORTHLIGHT"}).status_code == 409
    caller.put(f"{BRANDS}/1", name="Nordlys")
    assert caller.get(f"{BRANDS}/1")["data"]["name"] == "Nordlys"

    assert caller.http.delete(f"{BRANDS}/1").status_code == 204
    assert caller.get("/v3/catalog/products/301")["data"]["brand_id"] == 0
    assert caller.http.delete(BRANDS).status_code == 422
    assert caller.http.delete(BRANDS, params={"name": "Sagaform"}).status_code == 204
    assert caller.get(BRANDS)["data"] == []


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"name:like": "light"}, ["Northlight"]),
        ({"id:greater": "1"}, ["Sagaform"]),
        ({"page_title": "saga"}, ["Sagaform"]),
        ({"sort": "name", "direction": "desc"}, ["Sagaform", "Northlight"]),
    ],
    ids=str,
)
def test_brands_are_filtered(caller: Caller, params: dict[str, str], found: list[str]) -> None:
    caller.post(BRANDS, name="Sagaform", page_title="Saga")

    assert [one["name"] for one in caller.get(BRANDS, **params)["data"]] == found


@pytest.mark.parametrize("path", [f"{BRANDS}/1", f"{CATEGORIES}/11"])
def test_brands_and_categories_have_a_picture(caller: Caller, path: str) -> None:
    file = {"image_file": ("a.png", picture("a"), "image/png")}
    url = caller.http.post(f"{path}/image", files=file).json()["data"]["image_url"]

    assert caller.http.get(url).content == picture("a")
    assert caller.get(path)["data"]["image_url"] == url
    assert caller.http.post(f"{path}/image", json={"image_url": url}).status_code == 422
    assert caller.http.delete(f"{path}/image").status_code == 204
    assert caller.get(path)["data"]["image_url"] == ""
