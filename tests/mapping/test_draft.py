"""A product becomes a listing within the vendor's limits, or every reason is told at once."""

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
    STORE,
    TEMPLATE,
    codes,
    drafted,
    listed,
    product,
    variant,
)
from tiktok_bc_sync.mapping.digest import changed_parts, digest
from tiktok_bc_sync.mapping.draft import draft
from tiktok_bc_sync.mapping.reasons import REASONS, Blocked
from tiktok_bc_sync.mapping.regions import region_facts
from tiktok_bc_sync.models import (
    CategoryFacts,
    DraftSku,
    ListingDraft,
    Money,
    NoGtinReason,
    Product,
    Settings,
    StockRule,
    Store,
    Template,
    minor_digits,
)
from tiktok_bc_sync.rules.text import normalized

WITH_CODES = Settings(identifier_codes=True)


def test_a_sound_product_becomes_a_listing() -> None:
    one = evolve(product(variant(1, sku=" LAMP-1 ", Colour="Red")), description="<p>Warm</p>")
    assert drafted(one) == ListingDraft(
        product_id="77",
        title="Desk lamp",
        description="<p>Warm</p>",
        category_id="600001",
        images=("https://store.test/1.jpg",),
        skus=(DraftSku("1", "LAMP-1", Money(49, "GBP"), 5, (("Color", "Red"),)),),
        weight_kg=Decimal("1.5"),
        brand="Lux",
        warehouse_id="w1",
        no_gtin_reason="Generic or non-branded product without GTIN",
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    twins = (variant(1, sku="", price="0", Colour="Red"), variant(2, sku="A B", Colour="red"))
    one = Product(
        "77", " ", (*twins, variant(3, sku="A B", price="10001", Colour="")), deleted=True
    )
    facts = CategoryFacts(
        "1", leaf=False, available=False, attributes=(COLOUR,), dimensions_required=True
    )
    result = drafted(
        one,
        template=evolve(TEMPLATE, cod=True),
        settings=WITH_CODES,
        facts=facts,
        warehouse_id="",
    )
    assert set(codes(result)) == {
        "deleted_in_store",
        "missing_image",
        "missing_warehouse",
        "category_not_leaf",
        "category_closed",
        "cod_not_supported",
        "missing_title",
        "missing_weight",
        "missing_dimensions",
        "missing_sku",
        "duplicate_sku",
        "invalid_sku",
        "missing_gtin",
        "missing_value",
        "equal_values",
        "price_not_positive",
        "price_too_high",
    }


@pytest.mark.parametrize(
    ("count", "region", "wrong"),
    [
        (0, "GB", ["no_variants"]),
        (100, "SG", []),
        (101, "SG", ["too_many_skus"]),
        (300, "GB", []),
        (301, "GB", ["too_many_skus"]),
        (101, "XX", ["too_many_skus"]),
    ],
)
def test_a_region_takes_so_many_skus(count: int, region: str, wrong: list[str]) -> None:
    one = evolve(
        product(title="A desk lamp with a long name"),
        variants=tuple(variant(n) for n in range(count)),
    )
    store = evolve(STORE, currency=region_facts(region).currency)
    assert codes(drafted(one, region=region, store=store)) == wrong


@pytest.mark.parametrize(
    ("sku", "region", "taken"),
    [
        ("A", "GB", True),
        ("x" * 50, "GB", True),
        ("x" * 51, "GB", False),
        ("Ä/1.5", "GB", True),
        ("A B", "GB", False),
        ("A\u3000B", "GB", False),
        ("A\tB", "GB", False),
        ("A\ud800", "GB", False),
        ("LAMP_1-x", "DE", True),
        ("LAMP1", "DE", False),
        ("LAMP.12", "DE", False),
        ("LÄMP-12", "FR", False),
        ("x" * 51, "IT", False),
        ("LAMP1", "IE", True),
    ],
)
def test_a_region_takes_skus_of_a_form(sku: str, region: str, taken: bool) -> None:
    store = evolve(STORE, currency=region_facts(region).currency)
    result = drafted(product(variant(1, sku=sku)), region=region, store=store)
    assert codes(result) == ([] if taken else ["invalid_sku"])


@pytest.mark.parametrize(
    ("supported", "region", "wrong"),
    [
        (True, "ID", []),
        (True, "SG", ["cod_not_supported"]),
        (False, "ID", ["cod_not_supported"]),
    ],
)
def test_cash_on_delivery_needs_the_regions_and_the_categorys_consent(
    supported: bool, region: str, wrong: list[str]
) -> None:
    result = drafted(
        product(variant(1, price="4900"), title="A desk lamp with a long name"),
        template=evolve(TEMPLATE, cod=True),
        facts=evolve(FACTS, cod_supported=supported),
        store=evolve(STORE, currency=region_facts(region).currency),
        region=region,
    )
    assert codes(result) == wrong


# --- codes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        ("5012345678900", "036000291452", []),
        ("", "036000291452", ["missing_gtin"]),
        (" ", "036000291453", ["invalid_gtin", "missing_gtin"]),
        ("5012345678900", "501-2345 678900", ["duplicate_gtin"]),
    ],
)
def test_where_codes_are_on_every_sku_needs_its_own(one: str, other: str, wrong: list[str]) -> None:
    given_product = product(variant(1, gtin=one), variant(2, gtin=other))
    assert sorted(codes(drafted(given_product, settings=WITH_CODES))) == wrong


def test_a_code_is_sent_as_digits_with_its_type_where_codes_are_on() -> None:
    one = product(variant(1, gtin="0-306-40615-2"))
    (sku,) = listed(drafted(one, settings=WITH_CODES)).skus
    assert (sku.gtin, sku.gtin_type) == ("9780306406157", "ISBN")
    off = Settings(no_gtin_reason=NoGtinReason.NOT_PROVIDED)
    (sku,) = listed(drafted(one, settings=off)).skus
    assert (sku.gtin, sku.gtin_type) == ("", "")


# --- stock -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sku", "reserved", "stock"),
    [
        ("LAMP-1", {}, 5),
        ("LAMP-1", {"LAMP-1": 2, "LAMP-2": 9}, 3),
        (" LAMP-1 ", {"LAMP-1": 2}, 3),
        ("LAMP-1", {"lamp-1": 2}, 3),
        ("lamp-1", {"lamp-1": 2}, 3),
        ("LAMP-1", {"LAMP-1": 9}, 0),
    ],
)
def test_units_that_tiktok_sold_already_are_not_offered_again(
    sku: str, reserved: dict[str, int], stock: int
) -> None:
    (made,) = listed(drafted(product(variant(1, sku=sku)), reserved=reserved)).skus
    assert made.stock == stock


@pytest.mark.parametrize(
    ("stock", "purchasable", "shown"),
    [
        (3, True, 0),
        (4, True, 4),
        (4, False, 0),
        (None, True, 7),
        (None, False, 0),
        (10**9, True, 99_999),  # the vendor's most
    ],
)
def test_stock_obeys_the_rule_the_store_and_the_vendor(
    stock: int | None, purchasable: bool, shown: int
) -> None:
    one = product(evolve(variant(1, stock=stock), purchasable=purchasable))
    settings = Settings(stock=StockRule(threshold=3, untracked=7))
    (made,) = listed(drafted(one, settings=settings)).skus
    assert made.stock == shown


# --- whatever comes ----------------------------------------------------------------


def _check_limits(made: ListingDraft, region: str) -> None:
    facts = region_facts(region)
    assert facts.title_least <= len(made.title) <= facts.title_most
    assert 0 < len(made.description) <= 10_000
    assert 1 <= len(made.images) <= 9
    assert made.weight_kg > 0
    assert made.weight_kg == made.weight_kg.quantize(Decimal("0.001"))
    for side in made.dimensions_cm or ():
        assert side >= 1
        assert side == side.to_integral_value()
    for _, value_id, name in made.attributes:
        assert value_id or 0 < len(name) <= 2000


def _check_skus(made: ListingDraft, region: str) -> None:
    facts = region_facts(region)
    skus = made.skus
    assert 1 <= len(skus) <= facts.most_skus
    assert len({sku.sku for sku in skus}) == len(skus)
    assert len({tuple(normalized(value) for _, value in sku.values) for sku in skus}) == len(skus)
    assert len({tuple(name for name, _ in sku.values) for sku in skus}) == 1
    for sku in skus:
        assert 1 <= len(sku.sku) <= 50
        assert " " not in sku.sku
        assert 0 <= sku.stock <= 99_999
        assert len(sku.values) <= 3
        assert all(len(name) > 0 and 0 < len(value) <= 50 for name, value in sku.values)
        for price in filter(None, (sku.price, sku.list_price)):
            assert price.currency == facts.currency
            assert price.amount > 0
            assert price.amount == round(price.amount, minor_digits(facts.currency))


@given(
    one=st.one_of(strategies.products, strategies.sound_products, st.just(product())),
    # Odd ones beside sound ones, so that a good part of the products can be listed.
    template=st.one_of(st.just(TEMPLATE), strategies.templates),
    settings=st.one_of(st.just(Settings()), strategies.settings),
    facts=st.one_of(st.just(FACTS), strategies.facts),
    store=st.one_of(st.just(STORE), strategies.stores),
    region=st.sampled_from(strategies.REGIONS),
    warehouse_id=st.sampled_from(["w1", "w2", "w3", ""]),
)
def test_whatever_the_product_a_draft_obeys_the_limits_or_says_why_not(
    one: Product,
    template: Template,
    settings: Settings,
    facts: CategoryFacts,
    store: Store,
    region: str,
    warehouse_id: str,
) -> None:
    result = draft(
        one,
        template=template,
        settings=settings,
        facts=facts,
        store=store,
        region=region,
        warehouse_id=warehouse_id,
    )
    if isinstance(result, Blocked):
        assert result.reasons
        assert len(set(result.reasons)) == len(result.reasons)
        assert {reason.code for reason in result.reasons} <= set(REASONS)
        assert str(result)
    else:
        _check_limits(result, region)
        _check_skus(result, region)
        assert changed_parts(digest(result), digest(result)) == ()


@given(
    strategies.sound_products,
    strategies.settings,
    st.sampled_from(["GB", "US", "DE", "ID", "JP", "VN", "XX"]),
)
def test_what_can_be_listed_is_listed_within_the_limits(
    one: Product, settings: Settings, region: str
) -> None:
    settings = evolve(settings, price_rule=None, identifier_codes=False)
    store = evolve(STORE, currency=region_facts(region).currency)
    result = drafted(one, settings=settings, region=region, store=store)
    small = {"JPY", "IDR", "VND"}  # prices below half a unit round to nothing there
    if store.currency not in small:
        _check_limits(listed(result), region)
    if isinstance(result, ListingDraft):
        _check_skus(result, region)
    assert set(codes(result)) <= {"price_not_positive", "price_too_low"}


@few(max_examples=30)
@given(strategies.products, strategies.settings)
def test_drafting_twice_gives_the_same(one: Product, settings: Settings) -> None:
    assert drafted(one, settings=settings) == drafted(one, settings=settings)


@given(strategies.sound_products, st.integers(0, 20), st.integers(0, 20))
def test_what_is_reserved_is_never_shown(one: Product, threshold: int, reserved: int) -> None:
    settings = Settings(stock=StockRule(threshold=threshold))
    taken = dict.fromkeys(one.skus, reserved)
    result = drafted(one, settings=settings, reserved=taken)
    stocks = zip(one.variants, listed(result).skus, strict=True)
    for store_side, sku in stocks:
        if store_side.stock is not None:
            assert sku.stock <= max(0, store_side.stock - reserved)
