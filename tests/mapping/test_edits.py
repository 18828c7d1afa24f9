"""What the merchant typed stands over BigCommerce's own, field by field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st

from tests.mapping import strategies
from tests.mapping.makers import (
    COLOUR,
    FACTS,
    SETTINGS,
    STORE,
    TEMPLATE,
    codes,
    drafted,
    listed,
    product,
    variant,
)
from tiktok_bc_sync.mapping.attributes import explain_attributes
from tiktok_bc_sync.mapping.edited import edited, edited_template
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    DraftSku,
    GtinChoice,
    Money,
    NoGtinReason,
    OwnVariant,
    ParcelDefaults,
    PriceRule,
    Product,
    ProductEdits,
    Settings,
    SimpleProducts,
    Variant,
    VariantEdits,
)

UNEDITED = ProductEdits("77")
MATERIAL = CategoryAttribute("200", "Material", AttributeKind.PRODUCT, required=True)
WARRANTY = CategoryAttribute("201", "Warranty Period", AttributeKind.PRODUCT)
ALONE = Variant("1", "LAMP-1", Decimal(49), stock=5)
SIMPLE = product(ALONE)


def skus_of(edits: ProductEdits, one: Product | None = None) -> tuple[DraftSku, ...]:
    return listed(drafted(one, edits=edits)).skus


def test_edits_that_say_nothing_change_nothing() -> None:
    assert drafted(edits=UNEDITED) == drafted()


def test_title_description_and_pictures_are_the_typed_ones() -> None:
    edits = ProductEdits(
        "77",
        title="Floor lamp",
        description="<p>Bright</p>",
        images=("https://other.test/2.jpg", "https://other.test/1.jpg"),
    )
    made = listed(drafted(edits=edits))
    assert (made.title, made.description) == ("Floor lamp", "<p>Bright</p>")
    assert made.images == ("https://other.test/2.jpg", "https://other.test/1.jpg")


def test_what_was_typed_is_checked_like_all_else() -> None:
    edits = ProductEdits("77", title=" ", images=(), price=Decimal(0))
    assert set(codes(drafted(edits=edits))) == {
        "missing_title",
        "missing_image",
        "price_not_positive",
    }


# --- prices ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "of_variant", "shown"),
    [
        (None, None, ["53.90", "53.90"]),
        ("12.5", None, ["12.50", "12.50"]),
        ("12.5", "9", ["9.00", "12.50"]),
        (None, "9.999", ["10.00", "53.90"]),
    ],
)
def test_a_typed_price_replaces_every_rule_and_a_variants_own_replaces_both(
    typed: str | None, of_variant: str | None, shown: list[str]
) -> None:
    edits = ProductEdits("77", price=typed, variants=(VariantEdits("1", price=of_variant),))
    settings = Settings(price_rule=PriceRule.percent(10))
    made = listed(drafted(edits=edits, settings=settings))
    assert [f"{sku.price.amount}" for sku in made.skus] == shown


def test_a_typed_price_is_in_the_shops_currency_and_needs_no_rate() -> None:
    edits = ProductEdits("77", price=Decimal(12))
    result = drafted(edits=edits, store=evolve(STORE, currency="AUD"))
    assert {sku.price for sku in listed(result).skus} == {Money(12, "GBP")}


# --- stock and codes -----------------------------------------------------------------


def test_a_typed_quantity_is_that_variants_as_far_as_it_can_be_sold() -> None:
    edits = ProductEdits("77", variants=(VariantEdits("1", stock=2), VariantEdits("2", stock=50)))
    assert [sku.stock for sku in skus_of(edits)] == [2, 5]


@pytest.mark.parametrize(
    ("account", "choice", "code", "why"),
    [
        (False, GtinChoice.USE_GLOBAL, "", NoGtinReason.GENERIC),
        (True, GtinChoice.USE_GLOBAL, "5012345678900", ""),
        (False, GtinChoice.SEND, "5012345678900", ""),
        (True, GtinChoice.NOT_PROVIDED, "", NoGtinReason.NOT_PROVIDED),
        (True, GtinChoice.GENERIC, "", NoGtinReason.GENERIC),
    ],
)
def test_a_product_chooses_for_itself_whether_codes_are_sent(
    account: bool, choice: GtinChoice, code: str, why: str
) -> None:
    one = product(variant(1, gtin="5012345678900"))
    made = listed(
        drafted(
            one,
            settings=Settings(identifier_codes=account),
            edits=ProductEdits("77", gtin=choice),
        )
    )
    assert (made.skus[0].gtin, made.no_gtin_reason) == (code, why)


def test_a_typed_code_stands_for_the_variants_own() -> None:
    edits = ProductEdits(
        "77", gtin=GtinChoice.SEND, variants=(VariantEdits("1", gtin="036000291452"),)
    )
    assert skus_of(edits, product(variant(1, gtin="x")))[0].gtin == "036000291452"


# --- own variants --------------------------------------------------------------------


def test_an_own_variant_stands_beside_the_stores() -> None:
    own = OwnVariant(
        "own-1", "LAMP-X", Decimal("12.50"), 3, "", (("Colour", "Gold"), ("Finish", "Matt"))
    )
    one = product(variant(1, Colour="Red", Finish="Gloss"))
    red, gold = skus_of(ProductEdits("77", own_variants=(own,)), one)
    assert red.sku == "LAMP-1"
    assert gold == DraftSku(
        "own-1", "LAMP-X", Money("12.50", "GBP"), 3, (("Color", "Gold"), ("Finish", "Matt"))
    )


def test_own_variants_give_a_simple_product_its_choices() -> None:
    shades = tuple(
        OwnVariant(f"own-{shade}", f"LAMP-{shade}", values=(("Colour", shade),), stock=stock)
        for shade, stock in (("Red", None), ("Blue", 2))
    )
    red, blue = skus_of(ProductEdits("77", own_variants=shades), SIMPLE)
    # A price or stock that was not typed is that of the store's only variant.
    assert (red.values, red.price, red.stock) == ((("Color", "Red"),), Money(49, "GBP"), 5)
    assert (blue.values, blue.stock) == ((("Color", "Blue"),), 2)


def test_an_own_variant_with_a_skus_name_says_what_that_sku_is() -> None:
    own = OwnVariant("own-1", "LAMP-1", values=(("Colour", "Red"),))
    edits = ProductEdits("77", own_variants=(own,), variants=(VariantEdits("1", stock=4),))
    (made,) = skus_of(edits, evolve(SIMPLE, variants=(evolve(ALONE, gtin="5012345678900"),)))
    assert (made.variant_id, made.sku, made.stock) == ("1", "LAMP-1", 4)
    assert made.values == (("Color", "Red"),)


def test_own_variants_units_that_are_sold_are_not_offered_again() -> None:
    own = OwnVariant("own-1", "LAMP-X", 12, 3, "", (("Colour", "Gold"),))
    made = listed(
        drafted(SIMPLE, edits=ProductEdits("77", own_variants=(own,)), reserved={"LAMP-X": 2})
    )
    assert made.skus[0].stock == 1


# --- attributes, parcel ----------------------------------------------------------------


def test_typed_attribute_values_stand_over_the_templates() -> None:
    template = evolve(TEMPLATE, attributes=(("Material", AttributeSource.constant("Oak")),))
    edits = ProductEdits("77", attributes=(("material", "Fir"),), warranty="2 years")
    facts = evolve(FACTS, attributes=(COLOUR, MATERIAL, WARRANTY))
    made = listed(drafted(template=template, facts=facts, edits=edits))
    assert made.attributes == (("200", "", "Fir"), ("201", "", "2 years"))
    assert listed(drafted(template=template, facts=facts)).attributes == (("200", "", "Oak"),)


def test_typed_values_fill_the_choices_of_a_simple_product_by_its_policy() -> None:
    template = evolve(TEMPLATE, simple_products=SimpleProducts.FILL_FROM_TEMPLATE)
    edits = ProductEdits("77", attributes=(("Color", "Red"),))
    made = listed(drafted(SIMPLE, template=template, edits=edits))
    assert made.skus[0].values == (("Color", "Red"),)


def test_each_attribute_tells_its_value_and_where_it_comes_from() -> None:
    template = evolve(
        TEMPLATE,
        attributes=(
            ("Color", AttributeSource.option("Colour")),
            ("Material", AttributeSource.custom_field("Timber")),
            ("Style", AttributeSource.standard("brand")),
            ("Plug", AttributeSource.constant("EU")),
        ),
    )
    others = [
        CategoryAttribute(str(n), name, AttributeKind.PRODUCT)
        for n, name in enumerate(("Style", "Plug", "Season", "Origin"))
    ]
    facts = evolve(FACTS, attributes=(COLOUR, MATERIAL, *others))
    edits = ProductEdits("77", attributes=(("Origin", "Sweden"),))
    told = explain_attributes(
        edited(product(), edits).product, edited_template(template, edits), facts, edits
    )
    assert [str(one) for one in told] == [
        'Color: nothing, from option "Colour"',
        'Material: nothing, from custom field "Timber"\n'
        "    The category requires Material, and the product gives none. "
        "Map it in the template, or fill it in on the product.",
        "Style: Lux, from the product's brand",
        "Plug: EU, from the template's constant",
        "Season: nothing, from nowhere: it is not mapped",
        "Origin: Sweden, from the product editor",
    ]


@pytest.mark.parametrize(
    ("weight", "kilograms"),
    [
        ((Decimal(2), "kg"), "2.000"),
        ((Decimal(500), "g"), "0.500"),
        ((Decimal(1), "lb"), "0.454"),
        ((Decimal("1e30"), "t"), "1.500"),  # nothing weighs as much: a slip, so the product's own
        (None, "1.500"),
    ],
)
def test_a_typed_weight_is_in_its_own_unit(
    weight: tuple[Decimal, str] | None, kilograms: str
) -> None:
    template = evolve(TEMPLATE, parcel=ParcelDefaults(weight_kg=9))
    made = listed(drafted(template=template, edits=ProductEdits("77", weight=weight)))
    assert str(made.weight_kg) == kilograms


def test_typed_sides_are_in_their_own_unit() -> None:
    sides = (Decimal(10), Decimal("2.5"), Decimal(1), "in")
    made = listed(drafted(edits=ProductEdits("77", dimensions=sides)))
    assert made.dimensions_cm == (Decimal(25), Decimal(6), Decimal(3))


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight": (Decimal(1), "stone")},
        {"weight": (Decimal(0), "kg")},
        {"weight": (Decimal("NaN"), "kg")},
        {"dimensions": (Decimal(1), Decimal(1), Decimal(-1), "cm")},
        {"dimensions": (Decimal(1), Decimal(1), Decimal(1), "kg")},
        {"price": "NaN"},
    ],
)
def test_measures_and_prices_that_are_none_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"weight|dimensions|number"):
        ProductEdits("77", **wrong)  # type: ignore[arg-type]  # what a form may send


# --- whatever comes --------------------------------------------------------------------

typed_texts = st.none() | strategies.odd_texts
sound_amounts = st.none() | st.decimals(-5, 500, places=2)
own_variants = st.builds(
    OwnVariant,
    id=st.sampled_from(["own-1", "own-2", "1"]),
    sku=st.one_of(st.sampled_from(["LAMP-1", "LAMP-X"]), strategies.odd_texts),
    price=sound_amounts,
    stock=st.none() | st.integers(0, 10**6),
    gtin=strategies.codes,
    values=st.lists(st.tuples(strategies.names, strategies.odd_texts), max_size=3).map(tuple),
)
edits_of_products = st.builds(
    ProductEdits,
    product_id=st.just("77"),
    title=typed_texts,
    description=typed_texts,
    images=st.none() | st.lists(strategies.odd_texts, max_size=2).map(tuple),
    price=sound_amounts,
    variants=st.lists(
        st.builds(
            VariantEdits,
            st.sampled_from(["1", "2", "9"]),
            sound_amounts,
            st.none() | st.integers(0, 10**6),
            st.none() | strategies.codes,
        ),
        max_size=2,
    ).map(tuple),
    own_variants=st.lists(own_variants, max_size=2).map(tuple),
    gtin=st.sampled_from(GtinChoice),
    weight=st.none() | st.tuples(st.decimals("0.001", 10**20), st.sampled_from(["kg", "oz"])),
    warranty=typed_texts,
    attributes=st.lists(
        st.tuples(st.sampled_from(["Color", "Material"]), strategies.odd_texts), max_size=2
    ).map(tuple),
)


@few(max_examples=150)
@given(
    one=st.one_of(strategies.products, strategies.sound_products),
    edits=edits_of_products,
    facts=st.one_of(st.just(FACTS), strategies.facts),
    settings=st.one_of(st.just(SETTINGS), strategies.settings),
)
def test_whatever_was_typed_a_product_is_listed_or_blocked_with_reasons(
    one: Product, edits: ProductEdits, facts: object, settings: Settings
) -> None:
    assert isinstance(facts, type(FACTS))
    result = drafted(one, edits=edits, facts=facts, settings=settings)
    if reasons := codes(result):
        assert all(reasons)
        return
    made = listed(result)
    assert len({sku.sku for sku in made.skus}) == len(made.skus) > 0
    for sku in made.skus:
        assert sku.price.amount > 0
        assert 0 <= sku.stock <= 99_999
