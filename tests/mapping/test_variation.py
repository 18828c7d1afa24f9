"""How variants become SKUs that TikTok can tell apart."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.mapping.makers import COLOUR, FACTS, TEMPLATE, codes, product, variant
from tiktok_bc_sync.mapping.variation import variation
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    OptionValue,
    SimpleProducts,
    Template,
    Variant,
)

SIZE = CategoryAttribute("101", "Size", AttributeKind.SALES)
FOUR = (
    COLOUR,
    SIZE,
    CategoryAttribute("103", "Material", AttributeKind.SALES),
    CategoryAttribute("104", "Style", AttributeKind.SALES),
)
SPEC = CategoryAttribute("102", "Specification", AttributeKind.SALES, required=True)
CLOSED = evolve(COLOUR, custom_values=False, values=(("1", "Red"), ("2", "Blue")))


def of(*attributes: CategoryAttribute) -> CategoryFacts:
    return evolve(FACTS, attributes=attributes)


def mapping(**sources: AttributeSource) -> Template:
    return evolve(TEMPLATE, attributes=tuple(sources.items()))


def simple(policy: SimpleProducts, **sources: AttributeSource) -> Template:
    return evolve(mapping(**sources), simple_products=policy)


def chosen(*options: tuple[str, str]) -> Variant:
    return evolve(variant(), options=tuple(OptionValue(name, value) for name, value in options))


Values = list[list[tuple[str, str]]]
NO_VALUES: list[tuple[str, str]] = []
NO_SKUS: Values = []
ALONE = Variant("1", "LAMP-1", variant().price)
RED, BLUE = variant(1, Colour="Red"), variant(2, Colour="Blue")


@pytest.mark.parametrize(
    ("variants", "template", "facts", "values"),
    [
        # By TikTok's name of the attribute, in any of its spellings.
        ((RED, BLUE), TEMPLATE, of(COLOUR), [[("Color", "Red")], [("Color", "Blue")]]),
        ((variant(1, Größe="L"),), TEMPLATE, of(SIZE), [[("Size", "L")]]),
        # An option that the category has no attribute for keeps its own name.
        ((variant(1, Wood=" Oak "),), TEMPLATE, of(COLOUR), [[("Wood", "Oak")]]),
        # Two and three options.
        (
            (variant(1, Colour="Red", Size="L"), variant(2, Colour="Red", Size="M")),
            TEMPLATE,
            of(COLOUR, SIZE),
            [[("Color", "Red"), ("Size", "L")], [("Color", "Red"), ("Size", "M")]],
        ),
        (
            (variant(1, Colour="Red", Size="L", Wood="Oak"),),
            TEMPLATE,
            of(COLOUR, SIZE),
            [[("Color", "Red"), ("Size", "L"), ("Wood", "Oak")]],
        ),
        # The template says which option feeds which attribute, and how values are called.
        (
            (variant(1, Shade="rot"),),
            mapping(Color=AttributeSource.option("shade", (("ROT", "Red"),))),
            of(COLOUR),
            [[("Color", "Red")]],
        ),
        # A template made for another option's name leaves this product's own alone.
        ((RED,), mapping(Color=AttributeSource.option("Shade")), of(COLOUR), [[("Color", "Red")]]),
        # TikTok's spelling of a value that it knows.
        ((variant(1, Colour=" RED"),), TEMPLATE, of(CLOSED), [[("Color", "Red")]]),
        # What the category requires beyond the options comes from the template.
        (
            (RED, BLUE),
            mapping(Specification=AttributeSource.constant("EU plug")),
            of(COLOUR, SPEC),
            [
                [("Color", "Red"), ("Specification", "EU plug")],
                [("Color", "Blue"), ("Specification", "EU plug")],
            ],
        ),
        # More options than TikTok takes: the last ones share a place.
        (
            (variant(1, A="1", B="2", C="3", D="4"),),
            TEMPLATE,
            of(COLOUR),
            [[("A", "1"), ("B", "2"), ("C / D", "3 / 4")]],
        ),
        (
            (variant(1, A="1", B="2", Colour="Red", C="3", D="4"),),
            TEMPLATE,
            of(COLOUR),
            [[("A", "1"), ("Color", "Red"), ("B / C / D", "2 / 3 / 4")]],
        ),
        (
            (variant(1, A="1", B="2", C="3"),),
            mapping(Specification=AttributeSource.constant("EU plug")),
            of(SPEC),
            [[("A", "1"), ("B / C", "2 / 3"), ("Specification", "EU plug")]],
        ),
        # The very name of an attribute comes before its synonyms.
        (
            (variant(1, Farbe="Rot"),),
            TEMPLATE,
            of(COLOUR, evolve(COLOUR, id="105", name="Farbe")),
            [[("Farbe", "Rot")]],
        ),
        # Two options that TikTok calls the same: the first one has it.
        (
            (variant(1, Colour="Red", Farbe="Rot"),),
            TEMPLATE,
            of(COLOUR),
            [[("Color", "Red"), ("Farbe", "Rot")]],
        ),
        # Simple products, by policy.
        ((ALONE,), simple(SimpleProducts.SINGLE_SKU), of(COLOUR), [NO_VALUES]),
        (
            (ALONE,),
            simple(SimpleProducts.FILL_FROM_TEMPLATE, Color=AttributeSource.constant("Red")),
            of(COLOUR, SIZE),
            [[("Color", "Red")]],
        ),
        (
            (ALONE,),
            simple(SimpleProducts.FILL_FROM_TEMPLATE, Color=AttributeSource.standard("brand")),
            of(COLOUR),
            [[("Color", "Lux")]],
        ),
        ((), TEMPLATE, of(COLOUR), NO_SKUS),
    ],
)
def test_options_become_sales_attributes(
    variants: tuple[Variant, ...],
    template: Template,
    facts: CategoryFacts,
    values: Values,
) -> None:
    one = evolve(product(), variants=variants)
    made = variation(one, template, facts)
    assert isinstance(made, dict), str(made)
    assert [list(pairs) for pairs in made.values()] == values


def test_one_option_spelled_in_two_ways_is_one_option() -> None:
    other = evolve(BLUE, options=(OptionValue("colour ", "Blue"),))
    made = variation(product(RED, other), TEMPLATE, of(COLOUR))
    assert made == {"1": (("Color", "Red"),), "2": (("Color", "Blue"),)}


BARE = evolve(BLUE, options=())


@pytest.mark.parametrize(
    ("variants", "template", "facts", "wrong"),
    [
        ((ALONE,), TEMPLATE, of(COLOUR), ["simple_product"]),
        ((ALONE,), simple(SimpleProducts.FILL_FROM_TEMPLATE), of(COLOUR), ["simple_product"]),
        # An option can't be filled in where there is none.
        (
            (ALONE,),
            simple(SimpleProducts.FILL_FROM_TEMPLATE, Color=AttributeSource.option("Shade")),
            of(COLOUR),
            ["simple_product"],
        ),
        # A single SKU is not what this category allows.
        ((ALONE,), simple(SimpleProducts.SINGLE_SKU), of(SPEC), ["missing_attribute"]),
        ((RED,), TEMPLATE, of(COLOUR, SPEC), ["missing_attribute"]),
        # Options that the category has attributes for can't share a place.
        (
            (variant(1, Colour="1", Size="2", Material="3", Style="4"),),
            TEMPLATE,
            of(*FOUR),
            ["too_many_options"],
        ),
        (
            (variant(1, Colour="1", Size="2", Material="3", Wood="4"),),
            TEMPLATE,
            of(*FOUR),
            ["too_many_options"],
        ),
        # Together they are too long, or have no value.
        ((variant(1, A="1", B="2", C="x" * 30, D="y" * 30),), TEMPLATE, of(COLOUR), ["long_value"]),
        ((variant(1, A="1", B="2", C="3", D=""),), TEMPLATE, of(COLOUR), ["missing_value"]),
        (
            (variant(1, A="1", B="2", First="3", SecondOptionsName="4"),),
            TEMPLATE,
            of(COLOUR),
            ["option_name"],
        ),
        ((RED, BARE), TEMPLATE, of(COLOUR), ["missing_value"]),
        ((RED, variant(2, Colour=" ")), TEMPLATE, of(COLOUR), ["missing_value"]),
        ((RED, variant(2, Colour=" red ")), TEMPLATE, of(COLOUR), ["equal_values"]),
        ((RED, variant(2, Colour="ＲＥＤ")), TEMPLATE, of(COLOUR), ["equal_values"]),  # noqa: RUF001
        ((RED, evolve(RED, sku="X")), TEMPLATE, of(COLOUR), ["equal_values"]),
        ((variant(1, Colour="x" * 51),), TEMPLATE, of(COLOUR), ["long_value"]),
        ((variant(2, Colour="Green"), RED), TEMPLATE, of(CLOSED), ["unknown_value"]),
        ((chosen(("Wood", "Oak"), ("W" * 21, "x")),), TEMPLATE, of(COLOUR), ["option_name"]),
        ((chosen((" ", "x")),), TEMPLATE, of(COLOUR), ["option_name"]),
        # Everything at once.
        (
            (variant(1, Colour="x" * 51), variant(2, Colour="x" * 51), variant(3, Colour="")),
            TEMPLATE,
            of(COLOUR, SPEC),
            ["missing_attribute", "missing_value", "long_value", "equal_values"],
        ),
    ],
)
def test_what_cannot_be_told_apart_is_blocked_with_every_reason(
    variants: tuple[Variant, ...], template: Template, facts: CategoryFacts, wrong: list[str]
) -> None:
    one = evolve(product(), variants=variants)
    assert codes(variation(one, template, facts)) == wrong


def test_options_that_come_to_one_name_are_refused() -> None:
    # The first takes TikTok's attribute by the template, the second would be called alike.
    template = mapping(Color=AttributeSource.option("Shade"))
    one = product(variant(1, Shade="Red", Color="Bright"))
    assert codes(variation(one, template, of(COLOUR))) == ["equal_options"]


def test_three_attributes_and_values_of_fifty_characters_are_taken() -> None:
    one = product(chosen(("W" * 20, "x" * 50), ("B", "2"), ("C", "3")))
    assert codes(variation(one, TEMPLATE, of(COLOUR))) == []


@pytest.mark.parametrize(
    ("option", "attribute"),
    [
        ("Colour", "Color"),
        ("COLOR", "Colour"),
        ("Farbe", "Color"),
        ("Couleur", "Colour"),
        ("Cor", "Color"),
        ("Warna", "Color"),
        ("Màu sắc", "Color"),
        ("สี", "Color"),
        ("カラー", "Color"),
        ("Grösse", "Size"),
        ("Talla", "Size"),
        ("Taglia", "Size"),
        ("サイズ", "Size"),
        ("Flavour", "Flavor"),
        ("Matière", "Material"),
    ],
)
def test_an_option_is_known_by_its_name_in_many_languages(option: str, attribute: str) -> None:
    facts = of(CategoryAttribute("1", attribute, AttributeKind.SALES))
    made = variation(product(chosen((option, "x"))), TEMPLATE, facts)
    assert made == {"1": ((attribute, "x"),)}


def test_values_that_differ_only_in_a_shared_place_are_told_apart() -> None:
    one = product(
        variant(1, A="1", B="1", C="1", D="1"),
        variant(2, A="1", B="1", C="1", D="2"),
    )
    made = variation(one, TEMPLATE, of(COLOUR))
    assert isinstance(made, dict)
    assert made["1"] != made["2"]
