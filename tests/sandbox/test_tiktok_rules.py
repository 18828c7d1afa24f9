"""What may be listed as a product: content, category, attributes, package and pictures."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

from tests.sandbox.tiktok_scene import (
    BOOKS,
    CANDLES,
    DRESSES,
    FURNITURE,
    KNIVES,
    PRODUCTS,
    SOFT_TOYS,
    opened,
)

Changes = dict[str, Any]
ENGLISH = [{"id": "100620", "values": [{"id": "10062001"}]}]
COTTON = [{"id": "100701", "values": [{"id": "10070101"}]}]
SIZE = {"length": "10", "width": "20", "height": "30", "unit": "CENTIMETER"}


def png(width: int, height: int) -> bytes:
    """Return the beginning of a PNG of that size, which is all that is looked at."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


FLAWS: list[tuple[str, str, Changes]] = [
    ("a title over 255", "GB", {"title": "x" * 256}),
    ("a title of blanks", "GB", {"title": "   "}),
    ("a short title in Indonesia", "ID", {"title": "x" * 24}),
    ("a description over 10,000", "GB", {"description": "x" * 10_001}),
    ("31 description images", "GB", {"description": "<img src='x'>" * 31}),
    ("a foreign description image", "GB", {"description": '<img src="https://other.test/a.png">'}),
    ("an unknown image", "GB", {"main_images": [{"uri": "nowhere"}]}),
    ("a category with children", "GB", {"category_id": "600001"}),
    ("an unknown category", "GB", {"category_id": "1"}),
    ("a category by invitation", "GB", {"category_id": KNIVES}),
    ("the other category tree", "GB", {"category_version": "v2"}),
    ("the old category tree", "US", {"category_version": None}),
    ("an unknown brand", "GB", {"brand_id": "1"}),
    ("a long external id", "GB", {"external_product_id": "x" * 1000}),
    ("no weight", "GB", {"package_weight": None}),
    ("a weight of zero", "GB", {"package_weight": {"value": "0", "unit": "KILOGRAM"}}),
    ("a negative weight", "GB", {"package_weight": {"value": "-1", "unit": "KILOGRAM"}}),
    ("a weight in grams", "GB", {"package_weight": {"value": "5", "unit": "GRAM"}}),
    ("a weight too exact", "GB", {"package_weight": {"value": "0.0001", "unit": "KILOGRAM"}}),
    ("dimensions missing", "GB", {"category_id": FURNITURE}),
    ("dimensions not whole", "GB", {"package_dimensions": {**SIZE, "width": "1.5"}}),
    ("dimensions of zero", "GB", {"package_dimensions": {**SIZE, "width": "0"}}),
    ("inches in Britain", "GB", {"package_dimensions": {**SIZE, "unit": "INCH"}}),
    ("mixed systems", "US", {"package_dimensions": {**SIZE, "unit": "INCH"}}),
    ("a required attribute missing", "GB", {"category_id": BOOKS}),
    ("an attribute of another category", "GB", {"product_attributes": ENGLISH}),
    (
        "an unknown value",
        "GB",
        {"category_id": BOOKS, "product_attributes": [{"id": "100620", "values": [{"id": "1"}]}]},
    ),
    (
        "a custom value where none is taken",
        "GB",
        {
            "category_id": BOOKS,
            "product_attributes": [{"id": "100620", "values": [{"name": "Welsh"}]}],
        },
    ),
    (
        "two values of one",
        "GB",
        {"product_attributes": [{"id": "100108", "values": [{"name": "a"}, {"name": "b"}]}]},
    ),
    (
        "the same value twice",
        "GB",
        {"product_attributes": [{"id": "100701", "values": [{"name": "a"}, {"name": "a"}]}]},
    ),
    (
        "a number that is none",
        "GB",
        {"product_attributes": [{"id": "100512", "values": [{"name": "many"}]}]},
    ),
    (
        "a battery type that batteries require",
        "GB",
        {"product_attributes": [{"id": "101610", "values": [{"id": "10161002"}]}]},
    ),
    (
        "a certificate that flammability requires",
        "GB",
        {
            "category_id": CANDLES,
            "product_attributes": [{"id": "101700", "values": [{"id": "10170002"}]}],
        },
    ),
    ("a size chart missing", "GB", {"category_id": DRESSES}),
    ("cash on delivery in Britain", "GB", {"is_cod_allowed": True}),
    (
        "a manufacturer missing in the EU",
        "DE",
        {
            "category_id": SOFT_TOYS,
            "product_attributes": [{"id": "100630", "values": [{"id": "10063001"}]}],
        },
    ),
]


@pytest.mark.parametrize(
    ("region", "changes"), [one[1:] for one in FLAWS], ids=[one[0] for one in FLAWS]
)
def test_a_flawed_product_is_refused_by_a_product_rule(region: str, changes: Changes) -> None:
    scene = opened(region)
    sku = scene.sku("LAMP-01")
    assert scene.create(sku).code == 0, "without the flaw it is fine"
    answer = scene.create(sku, **changes)
    assert 12_000_000 <= answer.code < 13_000_000, answer.envelope
    assert len(scene.shop.listings.products) == 1


FINE: list[tuple[str, str, Changes]] = [
    ("a title of one sign", "GB", {"title": "x"}),
    ("a title of 300 in Mexico is too long here", "US", {"title": "x" * 255}),
    ("a description of 10,000", "GB", {"description": "x" * 10_000}),
    (
        "inches and pounds",
        "US",
        {
            "package_weight": {"value": "1.25", "unit": "POUND"},
            "package_dimensions": {**SIZE, "unit": "INCH"},
        },
    ),
    ("dimensions where required", "GB", {"category_id": FURNITURE, "package_dimensions": SIZE}),
    ("a brand", "GB", {"brand_id": "7082427311584347905"}),
    ("a required attribute", "GB", {"category_id": BOOKS, "product_attributes": ENGLISH}),
    (
        "two materials",
        "GB",
        {
            "product_attributes": [
                {"id": "100701", "values": [{"id": "10070105"}, {"name": "Brass"}]}
            ]
        },
    ),
    ("a number", "GB", {"product_attributes": [{"id": "100512", "values": [{"name": "7.5"}]}]}),
    (
        "batteries of a type",
        "GB",
        {
            "product_attributes": [
                {"id": "101610", "values": [{"id": "10161002"}]},
                {"id": "101619", "values": [{"id": "10161901"}]},
            ]
        },
    ),
    ("cash on delivery in Indonesia", "ID", {"is_cod_allowed": True}),
    ("a category by invitation in the US", "US", {"category_id": KNIVES}),
]


@pytest.mark.parametrize(
    ("region", "changes"), [one[1:] for one in FINE], ids=[one[0] for one in FINE]
)
def test_a_product_within_the_rules_is_taken(region: str, changes: Changes) -> None:
    scene = opened(region)
    assert scene.create(**changes).code == 0


def test_ten_images_are_too_many() -> None:
    scene = opened()
    uris = [{"uri": scene.upload().data["uri"]} for _ in range(10)]
    assert scene.create(main_images=uris[:9]).code == 0
    assert scene.create(main_images=uris).code == 12052022


def test_a_description_may_show_uploaded_images() -> None:
    scene = opened()
    url = scene.upload(use_case="DESCRIPTION_IMAGE").data["url"]
    assert scene.create(description=f'<p><img src="{url}" width="9" height="9"></p>').code == 0


@pytest.mark.parametrize("field", ["title", "category_id", "main_images", "skus", "description"])
def test_a_required_field_that_is_missing_is_named(field: str) -> None:
    scene = opened()
    answer = scene.create(**{field: None})
    assert (answer.code, answer.status) == (36009004, 400)
    assert field in answer.envelope["message"]


def test_the_listing_check_tells_everything_at_once_and_keeps_nothing() -> None:
    scene = opened()
    flawed = scene.product(scene.sku(price="0"), title=" ", package_weight=None)
    said = scene.ask("POST", f"{PRODUCTS}/listing_check", flawed).data
    assert said["check_result"] == "FAILED"
    assert [one["code"] for one in said["fail_reasons"]] == [12052002, 12052030, 12052065]
    fine = scene.ask("POST", f"{PRODUCTS}/listing_check", scene.product()).data
    assert fine == {"check_result": "PASS", "fail_reasons": []}
    assert not scene.shop.listings.products


# --- pictures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "use_case", "code"),
    [
        (png(300, 300), "MAIN_IMAGE", 0),
        (png(4000, 4000), "MAIN_IMAGE", 0),
        (png(299, 300), "MAIN_IMAGE", 12052021),
        (png(4001, 4000), "MAIN_IMAGE", 12052021),
        (png(299, 100), "DESCRIPTION_IMAGE", 0),
        (png(1023, 2000), "SIZE_CHART_IMAGE", 12052021),
        (b"GIF89a" + b"\0" * 50, "MAIN_IMAGE", 12052020),
        (b"", "MAIN_IMAGE", 36009004),
        (png(300, 300), "ANY_IMAGE", 36009004),
    ],
)
def test_which_pictures_are_taken(content: bytes, use_case: str, code: int) -> None:
    assert opened().upload(content, use_case).code == code


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((800, 600), (800, 600)),
        ((800, 599), (800, 800)),
        ((300, 900), (900, 900)),
        ((600, 800), (600, 800)),
    ],
)
def test_oblong_main_pictures_become_square(
    size: tuple[int, int], becomes: tuple[int, int]
) -> None:
    data = opened().upload(png(*size)).data
    assert (data["width"], data["height"]) == becomes
