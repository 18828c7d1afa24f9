"""What markets ask of some categories, and what becomes of a product's brand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from tests.mapping.makers import COLOUR, FACTS, TEMPLATE, codes, drafted, listed, product
from tiktok_bc_sync.mapping.market import ShopFacts
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    Certification,
    CertificationRule,
    ListingBrand,
    MarketRules,
    Settings,
    SizeChartRules,
    Template,
)

PAPER = CertificationRule("c1", "Safety sheet", required=True)
DATED = evolve(PAPER, expires=True)
FLAMMABLE = CategoryAttribute(
    "300", "Flammable?", AttributeKind.PRODUCT, values=(("1", "Yes"), ("2", "No"))
)
IF_FLAMMABLE = CertificationRule("c1", "Safety sheet", needed_when=(("300", "1"),))
HELD = Certification("c1", ("uri-1",))
CHART = SizeChartRules(supported=True, required=True)


def rules(**given: Any) -> Template:
    return evolve(TEMPLATE, market=MarketRules(**given))


def flammable(answer: str, *certifications: Certification) -> Template:
    template = rules(certifications=certifications)
    return evolve(template, attributes=(("300", AttributeSource.constant(answer)),))


@pytest.mark.parametrize(
    ("facts", "template", "wrong"),
    [
        ({}, TEMPLATE, []),
        ({"manufacturer_required": True}, TEMPLATE, ["missing_manufacturer"]),
        ({"manufacturer_required": True}, rules(manufacturer_ids=("m1",)), []),
        ({"responsible_person_required": True}, TEMPLATE, ["missing_responsible_person"]),
        ({"responsible_person_required": True}, rules(responsible_person_ids=("p1",)), []),
        ({"size_chart": CHART}, TEMPLATE, ["missing_size_chart"]),
        ({"size_chart": CHART}, rules(size_chart_id="s1"), []),
        ({"size_chart": CHART}, rules(size_chart_picture="https://store.test/s.png"), []),
        ({"size_chart": SizeChartRules(supported=True)}, TEMPLATE, []),
        ({"certifications": (PAPER,)}, TEMPLATE, ["missing_certification"]),
        ({"certifications": (PAPER,)}, rules(certifications=(HELD,)), []),
        ({"certifications": (DATED,)}, rules(certifications=(HELD,)), ["missing_expiry"]),
        (
            {"certifications": (DATED,)},
            rules(certifications=(evolve(HELD, expires_at=datetime(2030, 1, 1, tzinfo=UTC)),)),
            [],
        ),
        ({"certifications": (evolve(PAPER, required=False),)}, TEMPLATE, []),
        # What one attribute says makes a certification necessary.
        (
            {"certifications": (IF_FLAMMABLE,), "attributes": (COLOUR, FLAMMABLE)},
            flammable("Yes"),
            ["missing_certification"],
        ),
        (
            {"certifications": (IF_FLAMMABLE,), "attributes": (COLOUR, FLAMMABLE)},
            flammable("Yes", HELD),
            [],
        ),
        (
            {"certifications": (IF_FLAMMABLE,), "attributes": (COLOUR, FLAMMABLE)},
            flammable("No"),
            [],
        ),
        # Everything at once.
        (
            {
                "manufacturer_required": True,
                "responsible_person_required": True,
                "size_chart": CHART,
                "certifications": (PAPER,),
            },
            TEMPLATE,
            [
                "missing_manufacturer",
                "missing_responsible_person",
                "missing_size_chart",
                "missing_certification",
            ],
        ),
    ],
)
def test_what_the_category_asks_for_is_given_or_is_a_reason(
    facts: dict[str, Any], template: Template, wrong: list[str]
) -> None:
    asked: CategoryFacts = evolve(FACTS, **facts)
    assert codes(drafted(template=template, facts=asked)) == wrong


def test_what_the_category_does_not_ask_for_is_not_sent() -> None:
    template = rules(
        manufacturer_ids=("m1",),
        responsible_person_ids=("p1",),
        certifications=(HELD,),
        size_chart_id="s1",
        not_for_sale=True,
    )
    made = listed(drafted(template=template))
    assert (made.manufacturer_ids, made.responsible_person_ids) == ((), ())
    assert (made.certifications, made.size_chart_id) == ((), "")
    assert made.not_for_sale
    asking = evolve(
        FACTS,
        manufacturer_required=True,
        responsible_person_required=True,
        size_chart=CHART,
        certifications=(PAPER,),
    )
    made = listed(drafted(template=template, facts=asking))
    assert (made.manufacturer_ids, made.responsible_person_ids) == (("m1",), ("p1",))
    assert (made.certifications, made.size_chart_id) == ((HELD,), "s1")


@pytest.mark.parametrize(
    ("attribute", "answer", "wrong"),
    [
        (evolve(FLAMMABLE, needed_when=(("301", "1"),)), "", ["missing_attribute"]),
        (evolve(FLAMMABLE, needed_when=(("301", "2"),)), "", []),
        (evolve(FLAMMABLE, values=(), numeric=True), "12.5", []),
        (evolve(FLAMMABLE, values=(), numeric=True), "-1", ["attribute_not_a_number"]),
        (evolve(FLAMMABLE, values=(), numeric=True), "many", ["attribute_not_a_number"]),
        (evolve(FLAMMABLE, values=(), numeric=True), "1e3", ["attribute_not_a_number"]),
        (evolve(FLAMMABLE, values=(), numeric=True), "٣", ["attribute_not_a_number"]),
    ],
)
def test_attributes_may_be_numbers_or_follow_from_others(
    attribute: CategoryAttribute, answer: str, wrong: list[str]
) -> None:
    battery = CategoryAttribute("301", "Battery", AttributeKind.PRODUCT, values=(("1", "Yes"),))
    template = evolve(
        TEMPLATE,
        attributes=(
            ("300", AttributeSource.constant(answer)),
            ("301", AttributeSource.constant("Yes")),
        ),
    )
    facts = evolve(FACTS, attributes=(COLOUR, attribute, battery))
    assert codes(drafted(template=template, facts=facts)) == wrong


# --- brands ------------------------------------------------------------------------


LUX = ListingBrand("b1", "LUX", authorized=True, available=True)
FAMOUS = ListingBrand("b2", "Lux", first_tier=True)
OTHER = ListingBrand("b3", "Other", authorized=True)


@pytest.mark.parametrize(
    ("brands", "brand_id", "wrong", "noted"),
    [
        (None, "", [], []),
        ((LUX, OTHER), "b1", [], []),
        ((ListingBrand("b4", "Lux"),), "b4", [], []),  # not authorized, but free to name
        ((FAMOUS,), None, ["brand_not_authorized"], []),
        ((FAMOUS, LUX), "b1", [], []),
        ((evolve(LUX, available=False),), None, ["brand_not_authorized"], []),
        ((OTHER,), "", [], ["unknown_brand"]),
        ((), "", [], ["unknown_brand"]),
    ],
)
def test_a_brand_is_named_left_out_or_not_allowed(
    brands: tuple[ListingBrand, ...] | None,
    brand_id: str | None,
    wrong: list[str],
    noted: list[str],
) -> None:
    result = drafted(shop=ShopFacts(brands=brands))
    assert codes(result) == wrong
    if not wrong:
        made = listed(result)
        assert made.brand_id == brand_id
        assert [note.code for note in made.notes] == noted


def test_a_template_may_leave_brands_out() -> None:
    made = listed(drafted(template=rules(unbranded=True), shop=ShopFacts(brands=(FAMOUS,))))
    assert (made.brand, made.brand_id, made.notes) == ("", "", ())
    unnamed = evolve(product(), brand=" ")
    assert listed(drafted(unnamed, shop=ShopFacts(brands=()))).notes == ()


# --- warehouses ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("default", "mapped", "known", "wrong"),
    [
        ("w1", (), ("w1", "w2"), []),
        ("w1", (("1", "w2"),), ("w1", "w2"), []),
        ("w1", (("1", "w3"),), ("w1", "w2"), ["unknown_warehouse"]),
        ("w9", (), ("w1",), ["unknown_warehouse"]),
        ("w9", (), None, []),
        ("", (("1", "w2"),), ("w2",), []),
        ("", (), ("w2",), ["missing_warehouse"]),
    ],
)
def test_stock_goes_to_warehouses_that_the_shop_has(
    default: str,
    mapped: tuple[tuple[str, str], ...],
    known: tuple[str, ...] | None,
    wrong: list[str],
) -> None:
    result = drafted(
        settings=Settings(warehouses=mapped),
        warehouse_id=default,
        shop=ShopFacts(warehouses=known),
    )
    assert codes(result) == wrong


def test_units_by_location_reach_the_skus() -> None:
    settings = Settings(warehouses=(("1", "main"), ("2", "annex")))
    held = {"1": (("1", 2), ("2", 1)), "2": (("2", 9),)}
    made = listed(drafted(settings=settings, held=held, warehouse_id="main"))
    assert [(sku.stock, sku.at_warehouses) for sku in made.skus] == [
        (3, (("main", 2), ("annex", 1))),
        (5, (("main", 0), ("annex", 5))),
    ]
