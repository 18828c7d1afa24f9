"""What may be listed as a product's SKUs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.tiktok_scene import (
    TOPS,
    WAREHOUSE,
    Json,
    opened,
)

Changes = dict[str, Any]
COTTON = [{"id": "100701", "values": [{"id": "10070101"}]}]


def coloured(name: str, **more: Any) -> Json:
    """Return what a SKU needs to be the one of that colour."""
    return {"sales_attributes": [{"id": "100000", "value_name": name}], **more}


def own(name: str, value: str) -> Json:
    return {"name": name, "value_name": value}


SKU_FLAWS: list[tuple[str, str, list[Changes]]] = [
    ("a price of zero", "GB", [{"price": {"currency": "GBP", "amount": "0"}}]),
    ("no amount", "GB", [{"price": {"currency": "GBP"}}]),
    ("the seller's other price field", "GB", [{"price": {"currency": "GBP", "sale_price": "5"}}]),
    ("another currency", "GB", [{"price": {"currency": "USD", "amount": "5"}}]),
    ("parts of a penny", "GB", [{"price": {"currency": "GBP", "amount": "5.001"}}]),
    ("parts of a yen", "JP", [{"price": {"currency": "JPY", "amount": "5.5"}}]),
    (
        "a struck-through price in pounds",
        "GB",
        [{"list_price": {"currency": "GBP", "amount": "50"}}],
    ),
    ("an unknown warehouse", "GB", [{"inventory": [{"warehouse_id": "1", "quantity": 1}]}]),
    (
        "the warehouse for returns",
        "GB",
        [{"inventory": [{"warehouse_id": "7068517275539719944", "quantity": 1}]}],
    ),
    ("too much stock", "GB", [{"inventory": [{"warehouse_id": WAREHOUSE, "quantity": 100_000}]}]),
    ("a seller SKU with a space", "GB", [{"seller_sku": "A B"}]),
    ("a seller SKU over 50", "GB", [{"seller_sku": "x" * 51}]),
    ("a seller SKU under 6 in Germany", "DE", [{"seller_sku": "LAMP"}]),
    ("a seller SKU with a dot in Germany", "DE", [{"seller_sku": "LAMP.12"}]),
    ("an EAN of 12 digits", "GB", [{"identifier_code": {"type": "EAN", "code": "036000291452"}}]),
    ("a wrong check digit", "GB", [{"identifier_code": {"type": "UPC", "code": "036000291453"}}]),
    ("a wrong ISBN", "GB", [{"identifier_code": {"type": "ISBN", "code": "080442957Y"}}]),
    (
        "an unknown image",
        "GB",
        [
            coloured(
                "Red",
                sales_attributes=[
                    {"id": "100000", "value_name": "Red", "sku_img": {"uri": "nowhere"}}
                ],
            )
        ],
    ),
    ("two without attributes", "GB", [{}, {"seller_sku": "LAMP-02"}]),
    (
        "different attributes",
        "GB",
        [coloured("Red"), {"seller_sku": "LAMP-02", "sales_attributes": [own("Style", "Round")]}],
    ),
    ("the same values", "GB", [coloured("Red"), coloured("Red", seller_sku="LAMP-02")]),
    ("the same seller SKU", "GB", [coloured("Red"), coloured("Blue")]),
    ("four attributes", "GB", [{"sales_attributes": [own(f"Way {n}", "x") for n in range(4)]}]),
    ("an attribute twice", "GB", [{"sales_attributes": [own("Way", "x"), own("Way", "y")]}]),
    ("a name over 20", "GB", [{"sales_attributes": [own("x" * 21, "y")]}]),
    ("a value over 50", "GB", [{"sales_attributes": [own("Way", "y" * 51)]}]),
    (
        "an attribute of another category",
        "GB",
        [{"sales_attributes": [{"id": "100007", "value_name": "M"}]}],
    ),
    ("a value of nobody", "GB", [{"sales_attributes": [{"id": "100000", "value_id": "1"}]}]),
]


@pytest.mark.parametrize(
    ("region", "skus"), [one[1:] for one in SKU_FLAWS], ids=[one[0] for one in SKU_FLAWS]
)
def test_a_flawed_sku_is_refused_by_a_product_rule(region: str, skus: list[Changes]) -> None:
    scene = opened(region)
    answer = scene.create(*(scene.sku(**{"seller_sku": "LAMP-01", **one}) for one in skus))
    assert 12_000_000 <= answer.code < 13_000_000, answer.envelope


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("UPC", "036000291452"),
        ("EAN", "4006381333931"),
        ("EAN", "96385074"),
        ("GTIN", "00036000291452"),
        ("ISBN", "080442957X"),
        ("ISBN", "9780306406157"),
        ("JAN", "4901234567894"),
    ],
)
def test_identifier_codes_that_fit_their_type_are_taken(kind: str, code: str) -> None:
    scene = opened()
    product_id = scene.create(scene.sku(identifier_code={"type": kind, "code": code})).data[
        "product_id"
    ]
    assert scene.read(product_id)["skus"][0]["identifier_code"] == {"type": kind, "code": code}


@pytest.mark.parametrize(("region", "most"), [("GB", 300), ("ID", 100)])
def test_how_many_skus_a_product_may_have(region: str, most: int) -> None:
    scene = opened(region)
    skus = [scene.sku(f"LAMP-{n:03d}", **coloured(f"Shade {n}")) for n in range(most + 1)]
    assert scene.create(*skus[:most]).code == 0
    assert scene.create(*skus).code == 12052060


def test_a_colour_is_required_where_the_category_says_so() -> None:
    scene = opened()
    sized = [
        scene.sku(f"TOP-{size}", sales_attributes=[{"id": "100007", "value_name": size}])
        for size in ("S", "M")
    ]
    assert scene.create(*sized, category_id=TOPS, product_attributes=COTTON).code == 12052083
    both = [scene.sku(f"TOP-{name}", **coloured(name)) for name in ("Red", "Blue")]
    assert scene.create(*both, category_id=TOPS, product_attributes=COTTON).code == 0
