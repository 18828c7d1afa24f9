"""Parcels in TikTok's units, and where the values of attributes come from."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tests.mapping.makers import FACTS, STORE, TEMPLATE, product, variant
from tiktok_bc_sync.mapping.attributes import product_attributes
from tiktok_bc_sync.mapping.parcel import parcel
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    Dimensions,
    ParcelDefaults,
    Product,
)

NEEDS_SIDES = evolve(FACTS, dimensions_required=True)


def weighing(weight: str | None, *variants: str | None) -> Product:
    each = [
        evolve(variant(n), dimensions=Dimensions(weight=None if one is None else Decimal(one)))
        for n, one in enumerate(variants)
    ]
    own = Dimensions(weight=None if weight is None else Decimal(weight))
    return evolve(product(*each), dimensions=own)


@pytest.mark.parametrize(
    ("weight", "unit", "kilograms"),
    [
        ("1.5", "kg", "1.500"),
        ("1500", "g", "1.500"),
        ("1", "lb", "0.454"),
        ("8", "oz", "0.227"),
        ("0.002", "t", "2.000"),
        ("0.1", "g", "0.001"),  # never rounded to nothing
        ("1.0005", "kg", "1.001"),
    ],
)
def test_a_weight_is_converted_to_kilograms_of_three_decimals(
    weight: str, unit: str, kilograms: str
) -> None:
    made = parcel(weighing(weight), TEMPLATE, evolve(STORE, weight_unit=unit), FACTS)
    assert str(made.weight_kg) == kilograms
    assert made.reasons == ()


@pytest.mark.parametrize(
    ("one", "kilograms"),
    [
        (weighing("1", "2", "3"), "3.000"),
        (weighing("9", "2", None), "2.000"),
        (weighing("9", None, "0"), "9.000"),
        (weighing("9", "-5", "NaN"), "9.000"),
        (weighing("9", "1e999999", "Infinity"), "9.000"),
        (weighing(None, None), "0.456"),  # the template's, rounded too
        (weighing("0", None), "0.456"),
        (weighing("sNaN", None), "0.456"),
    ],
)
def test_the_heaviest_variant_counts_then_the_product_then_the_template(
    one: Product, kilograms: str
) -> None:
    template = evolve(TEMPLATE, parcel=ParcelDefaults(weight_kg="0.4556"))
    assert str(parcel(one, template, STORE, FACTS).weight_kg) == kilograms


@pytest.mark.parametrize(
    ("one", "unit", "code"),
    [
        (weighing(None, None), "kg", "missing_weight"),
        (weighing("0", "-1"), "kg", "missing_weight"),
        (weighing("7", None), "stone", "unknown_unit"),
        (weighing(None, "7"), "", "unknown_unit"),
        (weighing(None), "stone", "missing_weight"),
    ],
)
def test_without_a_usable_weight_the_reason_says_which(one: Product, unit: str, code: str) -> None:
    made = parcel(one, TEMPLATE, evolve(STORE, weight_unit=unit), FACTS)
    assert made.weight_kg is None
    assert [reason.code for reason in made.reasons] == [code]


@pytest.mark.parametrize(
    ("sides", "unit", "defaults", "centimetres"),
    [
        (("10", "20", "30"), "cm", ParcelDefaults(), ("10", "20", "30")),
        (("1", "2", "3.5"), "in", ParcelDefaults(), ("3", "5", "9")),
        (("0.1", "1", "1"), "cm", ParcelDefaults(), ("1", "1", "1")),
        (("10", "20", None), "cm", ParcelDefaults(height_cm="4.5"), ("10", "20", "5")),
        ((None, "0", "-1"), "cm", ParcelDefaults(None, 1, 2, 3), ("1", "2", "3")),
        (("10", "20", None), "cm", ParcelDefaults(), None),
        (("10", "20", "30"), "ell", ParcelDefaults(), None),
        (("NaN", "1e999999", "30"), "cm", ParcelDefaults(None, 1, 2), ("1", "2", "30")),
    ],
)
def test_sides_are_whole_centimetres_each_with_its_own_default(
    sides: tuple[str | None, ...],
    unit: str,
    defaults: ParcelDefaults,
    centimetres: tuple[str, ...] | None,
) -> None:
    lengths = [None if side is None else Decimal(side) for side in sides]
    one = evolve(product(), dimensions=Dimensions(Decimal(1), *lengths))
    template = evolve(TEMPLATE, parcel=defaults)
    made = parcel(one, template, evolve(STORE, length_unit=unit), NEEDS_SIDES)
    assert (made.sides_cm and tuple(map(str, made.sides_cm))) == centimetres
    assert [r.code for r in made.reasons] == ([] if centimetres else ["missing_dimensions"])


def test_the_largest_variants_sides_count() -> None:
    small = evolve(variant(1), dimensions=Dimensions(None, Decimal(1), Decimal(9), Decimal(1)))
    large = evolve(variant(2), dimensions=Dimensions(None, Decimal(5), Decimal(5), Decimal(5)))
    made = parcel(product(small, large), TEMPLATE, STORE, FACTS)
    assert made.sides_cm == (Decimal(5), Decimal(9), Decimal(5))


def test_sides_are_missed_only_where_the_category_asks_for_them() -> None:
    assert parcel(product(), TEMPLATE, STORE, FACTS).reasons == ()
    (wrong,) = parcel(product(), TEMPLATE, STORE, NEEDS_SIDES).reasons
    assert wrong.code == "missing_dimensions"


@pytest.mark.parametrize(
    ("written", "unit", "kilograms"),
    [
        ("2.5", "", "2.500"),  # in the store's unit
        ("2.5", "lb", "1.134"),
        ("2.5 g", "lb", "0.003"),  # what is written beside it counts first
        ("2,5 Kg", "", "2.500"),
        ("8 Pounds", "", "3.629"),
        ("heavy", "", "1.500"),  # no measure: the product's own
        ("-2", "", "1.500"),
        ("0", "", "1.500"),
        ("2 stone", "", "1.500"),
        ("", "", "1.500"),
    ],
)
def test_a_template_may_take_the_weight_from_elsewhere(
    written: str, unit: str, kilograms: str
) -> None:
    source = evolve(AttributeSource.custom_field("Box weight"), unit=unit)
    template = evolve(TEMPLATE, attributes=(("Package Weight", source),))
    one = evolve(product(), custom_fields=(("box weight", written),))
    assert str(parcel(one, template, STORE, FACTS).weight_kg) == kilograms


def test_a_template_may_take_each_side_from_elsewhere() -> None:
    template = evolve(
        TEMPLATE,
        attributes=(
            ("package length", AttributeSource.constant('10"')),
            ("package width", AttributeSource.constant("200 mm")),
        ),
        parcel=ParcelDefaults(height_cm=7),
    )
    made = parcel(product(), template, STORE, NEEDS_SIDES)
    assert made.sides_cm == (Decimal(25), Decimal(20), Decimal(7))


# --- attributes --------------------------------------------------------------------

MATERIAL = CategoryAttribute(
    "200", "Material", AttributeKind.PRODUCT, required=True, values=(("1", "Oak"), ("2", "Fir"))
)
LAMP = evolve(
    product(
        variant(1, Colour="Red", Wood="Oak"),
        variant(2, Colour="Blue", Wood="Oak"),
        title="EverCool&trade; lamp",
    ),
    custom_fields=(("Timber", " oak\u200b "), ("Empty", " ")),
    warranty="2 years",
    gtin="5012345678900",
)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (AttributeSource.constant("Oak"), ("200", "1", "Oak")),
        (AttributeSource.constant(" OAK "), ("200", "1", "Oak")),
        (AttributeSource.constant("2"), ("200", "2", "Fir")),
        (AttributeSource.constant("Teak"), ("200", "", "Teak")),
        (AttributeSource.standard("Brand"), ("200", "", "Lux")),
        (AttributeSource.standard("title"), ("200", "", "EverCool™ lamp")),
        (AttributeSource.standard("warranty"), ("200", "", "2 years")),
        (AttributeSource.standard("gtin"), ("200", "", "5012345678900")),
        (AttributeSource.custom_field("TIMBER"), ("200", "1", "Oak")),
        (AttributeSource.custom_field("timber", (("OAK", "Fir"),)), ("200", "2", "Fir")),
        (AttributeSource.option("wood"), ("200", "1", "Oak")),  # the variants agree
    ],
)
def test_an_attributes_value_comes_from_where_the_template_says(
    source: AttributeSource, value: tuple[str, str, str]
) -> None:
    template = evolve(TEMPLATE, attributes=(("material", source),))
    facts = evolve(FACTS, attributes=(MATERIAL,))
    assert product_attributes(LAMP, template, facts) == ((value,), ())


@pytest.mark.parametrize(
    ("source", "attribute", "code"),
    [
        (None, MATERIAL, "missing_attribute"),
        (AttributeSource.constant(" "), MATERIAL, "missing_attribute"),
        (AttributeSource.standard("price"), MATERIAL, "missing_attribute"),
        (AttributeSource.custom_field("Empty"), MATERIAL, "missing_attribute"),
        (AttributeSource.custom_field("Absent"), MATERIAL, "missing_attribute"),
        (AttributeSource.option("Colour"), MATERIAL, "missing_attribute"),  # Red or Blue?
        (AttributeSource.constant("x" * 2001), MATERIAL, "long_attribute"),
        (AttributeSource.constant("x" * 2000), MATERIAL, None),
        (AttributeSource.constant("Teak"), evolve(MATERIAL, custom_values=False), "unknown_value"),
        (AttributeSource.constant("fir"), evolve(MATERIAL, custom_values=False), None),
        (None, evolve(MATERIAL, required=False), None),
        (None, evolve(MATERIAL, kind=AttributeKind.SALES), None),
    ],
)
def test_what_a_category_does_not_get_or_take_is_a_reason(
    source: AttributeSource | None, attribute: CategoryAttribute, code: str | None
) -> None:
    template = evolve(TEMPLATE, attributes=(("200", source),) if source else ())
    _, wrong = product_attributes(LAMP, template, evolve(FACTS, attributes=(attribute,)))
    assert [reason.code for reason in wrong] == ([code] if code else [])
