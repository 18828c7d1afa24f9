"""The fake store's variants: of the whole catalogue, in batches, with stock and pictures."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import Caller, opened
from tiktok_bc_sync.sandbox.images import picture

LAMP = "/v3/catalog/products/301"
VARIANTS = "/v3/catalog/variants"
WHITE, BLACK = 1_001, 1_002


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp in two colours, a mug and a card."""
    return Caller(opened())


def colour(label: str) -> list[dict[str, str]]:
    """Return the option values of a lamp."""
    return [{"option_display_name": "Colour", "label": label}]


@pytest.mark.parametrize(
    ("params", "skus"),
    [
        ({}, ["LAMP-WHITE", "LAMP-BLACK", "MUG-1", "CARD"]),
        ({"sku": "lamp-black"}, ["LAMP-BLACK"]),
        ({"sku": "LAMP"}, []),
        ({"id": str(WHITE)}, ["LAMP-WHITE"]),
        ({"product_id:in": "302,303,9"}, ["MUG-1", "CARD"]),
        ({"product_id:in": "301", "sku": "MUG-1"}, []),
        ({"limit": "1", "page": "2"}, ["LAMP-BLACK"]),
    ],
    ids=str,
)
def test_variants_of_all_products_are_listed(
    caller: Caller, params: dict[str, str], skus: list[str]
) -> None:
    assert [one["sku"] for one in caller.get(VARIANTS, **params)["data"]] == skus


def test_an_unknown_filter_of_variants_is_refused(caller: Caller) -> None:
    assert caller.http.get(VARIANTS, params={"price": "5"}).status_code == 422


def test_a_list_holds_the_fields_that_were_asked_for(caller: Caller) -> None:
    for path in (VARIANTS, f"{LAMP}/variants"):
        found = caller.get(path, include_fields="sku,price", limit=1)["data"][0]
        assert found.keys() == {"id", "sku", "price"}
    assert "sku" not in caller.get(f"{LAMP}/variants/{WHITE}", exclude_fields="sku")["data"]


def test_a_batch_changes_and_adds_variants(caller: Caller) -> None:
    sent: list[dict[str, Any]] = [
        {"id": WHITE, "inventory_level": 3, "price": 45},
        {"product_id": 301, "sku": "LAMP-RED", "option_values": colour("Red")},
        {"product_id": 302, "sku": "MUG-RED", "option_values": colour("Red")},
    ]
    answer = caller.http.put(VARIANTS, json=sent).json()["data"]

    assert [one["sku"] for one in answer] == ["LAMP-WHITE", "LAMP-RED", "MUG-RED"]
    assert answer[0]["calculated_price"] == 45
    assert caller.get(LAMP)["data"]["inventory_level"] == 23
    assert [one["sku"] for one in caller.get("/v3/catalog/products/302/variants")["data"]] == [
        "MUG-RED"
    ]


@pytest.mark.parametrize(
    "second",
    [
        {"id": 9, "price": 1},
        {"id": BLACK, "price": "dear"},
        {"id": BLACK, "sku": "new"},
        {"id": BLACK, "sku": "MUG-1"},
        {"product_id": 301, "sku": "X", "option_values": colour("White")},
        {"product_id": 301, "sku": "X"},
        {"sku": "X", "option_values": colour("Red")},
    ],
    ids=str,
)
def test_a_batch_with_a_fault_changes_no_variant(caller: Caller, second: dict[str, Any]) -> None:
    before = caller.get(VARIANTS)
    answer = caller.http.put(VARIANTS, json=[{"id": WHITE, "sku": "NEW"}, second])

    assert answer.status_code == 422
    assert caller.get(VARIANTS) == before
    assert caller.get(VARIANTS, sku="NEW")["data"] == []


def test_a_refused_batch_tells_every_fault(caller: Caller) -> None:
    sent = [{"id": WHITE, "price": -1}, {"id": BLACK, "weight": "x"}]
    errors = caller.http.put(VARIANTS, json=sent).json()["batch_errors"]

    assert [list(one["errors"]) for one in errors] == [["price"], ["weight"]]


def test_a_batch_has_fifty_variants_at_most(caller: Caller) -> None:
    assert caller.http.put(VARIANTS, json=[{"id": WHITE}] * 50).status_code == 200
    assert caller.http.put(VARIANTS, json=[{"id": WHITE}] * 51).status_code == 413


def test_stock_below_zero_is_told_and_the_rest_is_saved(caller: Caller) -> None:
    answer = caller.http.put(f"{LAMP}/variants/{WHITE}", json={"price": 44, "inventory_level": -1})

    assert answer.status_code == 207
    assert list(answer.json()["errors"]["errors"]) == ["inventory_level"]
    saved = caller.get(f"{LAMP}/variants/{WHITE}")["data"]
    assert (saved["price"], saved["inventory_level"]) == (44, 20)


def test_a_variant_has_a_value_of_each_option(caller: Caller) -> None:
    sized = [*colour("Red"), {"option_display_name": "Size", "label": "L"}]
    for values in (sized, sized[1:]):
        answer = caller.http.post(f"{LAMP}/variants", json={"sku": "L", "option_values": values})
        assert answer.status_code == 422
    assert len(caller.get(f"{LAMP}/variants")["data"]) == 2


def test_a_variants_picture_is_replaced(caller: Caller) -> None:
    path = f"{LAMP}/variants/{BLACK}/image"
    by_url = caller.post(path, image_url="https://pictures.test/black.png")["data"]
    assert by_url == {"image_url": "https://pictures.test/black.png"}

    file = {"image_file": ("black.png", picture("black"), "image/png")}
    url = caller.http.post(path, files=file).json()["data"]["image_url"]

    assert caller.get(f"{LAMP}/variants/{BLACK}")["data"]["image_url"] == url
    assert caller.http.get(url).content == picture("black")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {}}, 422),
        ({"json": {"image_url": "black.png"}}, 422),
        ({"files": {"image_file": ("a.png", b"text", "image/png")}}, 422),
        ({"files": {"picture": ("a.png", picture("a"), "image/png")}}, 422),
        ({"files": {"image_file": ("a.png", b"\x89PNG" + bytes(1024 * 1024), "image/png")}}, 500),
    ],
    ids=["nothing", "no address", "no picture", "another name", "too large"],
)
def test_a_picture_that_can_not_be_one_is_refused(
    caller: Caller, sent: dict[str, Any], status: int
) -> None:
    answer = caller.http.post(f"{LAMP}/variants/{BLACK}/image", **sent)

    assert answer.status_code == status
    assert caller.get(f"{LAMP}/variants/{BLACK}")["data"]["image_url"] == ""


def test_a_products_variants_are_replaced_those_that_are_named_stay_themselves(
    caller: Caller,
) -> None:
    red = {"sku": "LAMP-RED", "option_values": colour("Red")}
    changed = caller.put(f"{LAMP}?include=variants", variants=[{"id": WHITE, "price": 45}, red])

    white, added = changed["data"]["variants"]
    assert (white["id"], white["price"], white["sku"], white["inventory_level"]) == (
        WHITE,
        45,
        "LAMP-WHITE",
        20,
    )
    assert added["sku"] == "LAMP-RED"
    assert caller.get(VARIANTS, sku="LAMP-BLACK")["data"] == []


@pytest.mark.parametrize(
    "variants",
    [
        [{"id": 1_003}],
        [{"id": WHITE}, {"id": WHITE}],
        [{"id": WHITE}, {"sku": "X", "option_values": colour("White")}],
    ],
    ids=["another product's", "named twice", "alike"],
)
def test_variants_inside_a_product_that_can_not_be_are_refused(
    caller: Caller, variants: list[dict[str, Any]]
) -> None:
    before = caller.get(VARIANTS)

    assert caller.http.put(LAMP, json={"variants": variants}).status_code in (409, 422)
    assert caller.get(VARIANTS) == before
