"""What can't be saved of a template, and what its attributes look like to the editor."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from tiktok_bc_sync.mapping.attribute_groups import STANDARD_FIELDS, attribute_groups
from tiktok_bc_sync.mapping.attributes import value_of
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.mapping.template_checks import TemplateChecks, copied_name
from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    PriceRule,
    Product,
    Store,
    Template,
)
from tiktok_bc_sync.rules import all_of, title

constant, option = AttributeSource.constant, AttributeSource.option
SALES, PRODUCT = AttributeKind.SALES, AttributeKind.PRODUCT
FACTS = CategoryFacts(
    "7",
    leaf=True,
    available=True,
    attributes=(
        CategoryAttribute("c", "Color", SALES, required=True, values=(("c1", "Red"),)),
        CategoryAttribute("s", "Size", SALES),
        CategoryAttribute(
            "m",
            "Material",
            PRODUCT,
            required=True,
            custom_values=False,
            values=(("m1", "Cotton"), ("m2", "Polyester")),
        ),
        CategoryAttribute("w", "Wattage", PRODUCT, numeric=True),
        CategoryAttribute(
            "b", "Batteries", PRODUCT, custom_values=False, values=(("b1", "None"), ("b2", "Some"))
        ),
        CategoryAttribute("t", "Battery Type", PRODUCT, needed_when=(("b", "b2"),)),
    ),
    cod_supported=True,
)
STORE = Store("h", "Store", "GBP", "kg", "cm")
DEFAULT = Template("d", "Everything", "7")
MAPPED = (("Color", option("Colour")), ("Material", constant("Cotton")))
SOUND = Template("x", "Lamps", "7", query=all_of(title.contains("lamp")), attributes=MAPPED)


def problems(template: Template, facts: CategoryFacts = FACTS, region: str = "GB") -> list[str]:
    """Return the fields with what is wrong, each in one line."""
    found = TemplateChecks(facts, region_facts(region), STORE, (DEFAULT,)).problems(template)
    return [f"{one.field}: {one}" for one in found]


def test_a_sound_template_has_no_problems() -> None:
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": ""}, "name", "1 to 80 characters, not 0"),
        ({"name": "x" * 81}, "name", "1 to 80 characters, not 81"),
        ({"name": "\uff25VERYTHING"}, "name", "already a template named"),
        ({"query": None}, "query", "already a default template"),
        ({"price_rule": PriceRule.percent(-100)}, "price_rule", "leaves no price above zero"),
        ({"cod": True}, "cod", "can't be opened"),
        ({"attributes": ()}, "attributes", "requires a source for Color, Material"),
    ],
)
def test_a_problem_names_its_field(change: dict[str, object], field: str, words: str) -> None:
    found = problems(evolve(SOUND, **change))  # type: ignore[arg-type]  # a table of many fields
    assert [one.partition(":")[0] for one in found] == [field]
    assert words in found[0]


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("Colour", constant("x"), "has no attribute Colour. Did you mean Color?"),
        ("c", option("Shade"), "Color is mapped twice"),
        ("Wattage", constant("bright"), "takes a number greater than 0"),
        ("Size", constant("x" * 51), "is too long"),
        ("Size", option(" "), "The source of Size is empty"),
        ("Size", AttributeSource.standard("colour"), "no standard field 'colour'"),
        ("Size", option("S", (("S", "Small"), ("s ", "Tiny"))), "BigCommerce's 'S' twice"),
        ("Size", option("S", (("S", "Small"), ("XS", "small"))), "TikTok's 'Small' twice"),
        ("Size", option("S", unit="cm"), "takes no unit"),
        ("Batteries", constant("som"), "can't be 'som' on TikTok. Did you mean Some?"),
        ("Batteries", constant("Uranium"), "TikTok knows None, Some"),
        ("Batteries", option("B", (("x", "Nine"),)), "can't be 'Nine'"),
        ("Batteries", constant("Some"), "requires a source for Battery Type"),
        ("package weight", constant("heavy"), "'heavy' is no package weight"),
        ("package weight", option("W", unit="in"), "'in' is no unit of the package weight"),
        ("package length", constant("0 in"), "'0 in' is no package length"),
    ],
)
def test_an_attribute_that_can_not_be_mapped_so_is_told(
    name: str, source: AttributeSource, words: str
) -> None:
    found = problems(evolve(SOUND, attributes=(*MAPPED, (name, source))))
    assert len(found) == 1
    assert found[0].startswith("attributes: ")
    assert words in found[0]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("SIZE", option("Size", (("S", "Small"), ("M", "Medium")))),
        ("s", AttributeSource.standard("Brand")),
        ("Wattage", constant("7.5")),
        ("Batteries", constant("b1")),
        ("package weight", constant("12 oz")),
        ("package weight", AttributeSource.custom_field("Weight", unit="lb")),
        ("package height", constant("4.5in")),
    ],
)
def test_an_attribute_is_mapped_by_name_or_id_from_any_source(
    name: str, source: AttributeSource
) -> None:
    assert problems(evolve(SOUND, attributes=(*MAPPED, (name, source)))) == []


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = evolve(SOUND, name="", cod=True, attributes=())
    assert [one.partition(":")[0] for one in problems(wrong)] == ["name", "attributes", "cod"]


def test_cash_on_delivery_is_opened_where_region_and_category_have_it() -> None:
    assert problems(evolve(SOUND, cod=True), region="ID") == []
    assert problems(evolve(SOUND, cod=True), evolve(FACTS, cod_supported=False), "ID") != []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (evolve(FACTS, leaf=False), "has categories below it"),
        (evolve(FACTS, available=False), "may not sell in"),
    ],
)
def test_a_category_that_holds_no_listings_is_refused(facts: CategoryFacts, words: str) -> None:
    assert words in problems(SOUND, facts)[0]


def test_the_editor_sees_three_groups() -> None:
    groups = attribute_groups(evolve(FACTS, dimensions_required=True), region_facts("GB"))
    assert [one.name for one in groups.product] == ["Material"]
    assert [one.name for one in groups.variation] == ["Color", "Size"]
    assert [one.name for one in groups.recommended] == ["Wattage", "Batteries", "Battery Type"]
    assert [(one.name, one.required) for one in groups.package] == [
        ("package weight", True),
        ("package length", True),
        ("package width", True),
        ("package height", True),
    ]
    assert not groups.cod
    assert attribute_groups(FACTS, region_facts("ID")).cod


def test_every_standard_field_gives_a_value() -> None:
    full = Product("1", "Title", (), brand="Brand", warranty="1 Year", gtin="4006381333931")
    given = [value_of(AttributeSource.standard(name), full, None) for name in STANDARD_FIELDS]
    assert given == ["Brand", "Title", "1 Year", "4006381333931"]


@pytest.mark.parametrize(
    ("name", "taken", "copy"),
    [
        ("Lamps", [], "Copy of Lamps"),
        ("Lamps", ["COPY OF LAMPS", "Copy of Lamps (2)"], "Copy of Lamps (3)"),
        ("x" * 80, [], "Copy of " + "x" * 72),
        ("x" * 80, ["Copy of " + "x" * 72], "Copy of " + "x" * 68 + " (2)"),
        ("x" * 71 + " y", [], "Copy of " + "x" * 71),
    ],
)
def test_a_copy_has_a_name_of_its_own_that_fits(name: str, taken: list[str], copy: str) -> None:
    assert copied_name(name, taken) == copy


def test_a_price_rule_that_leaves_something_is_fine() -> None:
    assert problems(evolve(SOUND, price_rule=PriceRule.percent(Decimal("-99.9")))) == []
