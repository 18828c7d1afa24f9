"""Products as stores have them, and stranger ones: missing, doubled, huge, negative, unreadable."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from tiktok_bc_sync.models import (
    AttributeKind,
    AttributeSource,
    CategoryAttribute,
    CategoryFacts,
    Certification,
    CertificationRule,
    Dimensions,
    Image,
    ListingRule,
    ListingRules,
    MarketRules,
    Match,
    NoGtinReason,
    OptionValue,
    ParcelDefaults,
    PriceRule,
    Product,
    QuantityPolicy,
    Settings,
    SimpleProducts,
    SizeChartRules,
    StockRule,
    Store,
    Template,
    Variant,
)
from tiktok_bc_sync.rules import any_of, title

REGIONS = ["GB", "UK", "US", "DE", "PL", "BR", "ID", "JP", "VN", "XX", ""]

# Lone surrogates come in too: JSON can carry them.
odd_texts = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aA \t\n\x00\u00ad\u200b\u200c\u200d\u202e\ufeff&;<>{}%\ud800👩‍🍳क्षß"),
    ),
    max_size=12,
)
names = st.one_of(
    st.sampled_from(
        ["Colour", "color ", "SIZE", "Material", "", "Desk lamp", "An option with a long name"]
    ),
    odd_texts,
)
titles = st.one_of(odd_texts, st.just("A desk lamp that is long enough"), st.just("Lamp " * 90))
numbers = st.one_of(
    st.decimals(0, 1000, places=2),
    st.decimals(),
    st.sampled_from([Decimal(0), Decimal("-0"), Decimal("1e999999"), Decimal("1e-999999")]),
)
dimensions = st.builds(
    Dimensions, *(st.none() | numbers for _ in ("weight", "length", "width", "height"))
)
codes = st.sampled_from(["", "5012345678900", "50 12345-678900", "036000291452", "1", "0" * 13])
variants = st.builds(
    Variant,
    id=st.sampled_from(["1", "2", "3", "4"]),
    sku=st.one_of(st.sampled_from(["LAMP-1", "LAMP-2", "LAMP-3", " LAMP-1 ", ""]), odd_texts),
    price=numbers,
    sale_price=st.none() | numbers,
    stock=st.none() | st.integers(-10, 10**7),
    options=st.lists(st.builds(OptionValue, names, names), max_size=4).map(tuple),
    image_url=st.sampled_from(["", "https://store.test/red.jpg"]),
    gtin=st.one_of(codes, odd_texts),
    dimensions=dimensions,
    purchasable=st.booleans(),
)
products = st.builds(
    Product,
    id=st.just("77"),
    title=titles,
    variants=st.lists(variants, max_size=4).map(tuple),
    description=st.one_of(
        odd_texts,
        st.just("<p>Warm <b>light</b></p><script>x()</script>" * 300),
        st.just("<img src='https://store.test/1.jpg'>"),
    ),
    brand=odd_texts,
    images=st.lists(
        st.builds(
            Image, st.sampled_from([f"https://store.test/{n}.jpg" for n in range(12)] + [""])
        ),
        max_size=14,
    ).map(tuple),
    custom_fields=st.lists(st.tuples(names, odd_texts), max_size=2).map(tuple),
    dimensions=dimensions,
    deleted=st.booleans(),
    visible=st.booleans(),
)


def _two_variants(titles_and_prices: tuple[str, Decimal, Decimal, int | None]) -> Product:
    title, red, blue, stock = titles_and_prices
    shades = (("1", "LAMP-1", red, "Red"), ("2", "LAMP-2", blue, "Blue"))
    return Product(
        "77",
        f"A desk lamp that is long enough {title}",
        tuple(
            Variant(id_, sku, price, stock=stock, options=(OptionValue("Colour", shade),))
            for id_, sku, price, shade in shades
        ),
        description=title,
        images=(Image("https://store.test/1.jpg"),),
        dimensions=Dimensions(weight=Decimal(2)),
    )


prices = st.decimals(Decimal("0.50"), 90, places=2)
# Most of these can be listed.
sound_products = st.tuples(odd_texts, prices, prices, st.none() | st.integers(-10, 10**7)).map(
    _two_variants
)

attributes = st.builds(
    CategoryAttribute,
    id=st.sampled_from(["100", "101", "102"]),
    name=st.sampled_from(["Color", "Size", "Material"]),
    kind=st.sampled_from([*AttributeKind, "NEW_KIND"]),
    required=st.booleans(),
    custom_values=st.booleans(),
    values=st.sampled_from([(), (("9", "Red"), ("8", "Blue"))]),
)
facts = st.builds(
    CategoryFacts,
    category_id=st.just("600001"),
    leaf=st.booleans(),
    available=st.booleans(),
    attributes=st.lists(attributes, max_size=3, unique_by=lambda one: one.name).map(tuple),
    dimensions_required=st.booleans(),
    cod_supported=st.booleans(),
    certifications=st.sampled_from([(), (CertificationRule("c1", needed_when=(("101", "9"),)),)]),
    size_chart=st.builds(SizeChartRules, st.booleans(), st.booleans()),
    manufacturer_required=st.booleans(),
    responsible_person_required=st.booleans(),
    sku_required=st.booleans(),
)
amounts = st.decimals(-200, 200, places=2)
price_rules = st.builds(PriceRule.percent, amounts) | st.builds(PriceRule.fixed, amounts)
sources = st.one_of(
    st.builds(AttributeSource.constant, names),
    st.builds(AttributeSource.option, names),
    st.builds(AttributeSource.custom_field, names),
    st.builds(AttributeSource.standard, st.sampled_from(["brand", "title", "warranty", "none"])),
)
measures = st.none() | st.decimals(Decimal("0.0001"), 500, places=4)
templates = st.builds(
    Template,
    id=st.just("t"),
    name=st.just("Lamps"),
    category_id=st.just("600001"),
    attributes=st.lists(
        st.tuples(st.sampled_from(["Color", "size", "102"]), sources), max_size=3
    ).map(tuple),
    parcel=st.builds(ParcelDefaults, measures, measures, measures, measures),
    price_rule=st.none() | price_rules,
    simple_products=st.sampled_from(SimpleProducts),
    cod=st.booleans(),
    market=st.builds(
        MarketRules,
        manufacturer_ids=st.sampled_from([(), ("m1",)]),
        responsible_person_ids=st.sampled_from([(), ("p1",)]),
        certifications=st.sampled_from([(), (Certification("c1"),)]),
        size_chart_id=st.sampled_from(["", "s1"]),
        unbranded=st.booleans(),
    ),
)
listing_rules = st.builds(
    ListingRule,
    match=st.sampled_from(Match),
    visible=st.none() | st.booleans(),
    stock_at_least=st.none() | st.integers(0, 9),
    price_at_most=st.none() | st.decimals(0, 99, places=2),
    query=st.sampled_from([None, any_of(title.contains("lamp"))]),
)
settings = st.builds(
    Settings,
    price_rule=st.none() | price_rules,
    use_sale_price=st.booleans(),
    rate=st.none() | st.decimals(Decimal("0.0001"), 10**6, places=4),
    stock=st.builds(StockRule, st.integers(0, 5), st.integers(0, 10**6)),
    identifier_codes=st.booleans(),
    no_gtin_reason=st.sampled_from(NoGtinReason),
    quantity=st.builds(
        QuantityPolicy,
        percent=st.integers(1, 100),
        at_least=st.integers(0, 5),
        tell_below=st.none() | st.integers(0, 5),
    ),
    warehouses=st.sampled_from([(), (("1", "w1"), ("2", "w2"))]),
    listing_rules=st.none()
    | st.builds(ListingRules, st.none() | listing_rules, st.none() | listing_rules),
    auto_delete=st.booleans(),
)
stores = st.builds(
    Store,
    hash=st.just("h"),
    name=st.just("Store"),
    currency=st.sampled_from(["GBP", "USD", "AUD"]),
    weight_unit=st.sampled_from(["kg", "g", "lb", "oz", "t", "stone", ""]),
    length_unit=st.sampled_from(["in", "cm", "ell"]),
    rates=st.lists(
        st.tuples(st.sampled_from(["GBP", "USD", "EUR", "JPY"]), numbers), max_size=2
    ).map(tuple),
)
