"""What BigCommerce's answers are read as."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.fakes import Vendor, bare, listed, query_of, store_client
from tests.clients.test_bigcommerce_requests import LINES, ORDER, STORE
from tiktok_bc_sync.errors import UnexpectedAnswer
from tiktok_bc_sync.models import Dimensions, Image, OptionValue, Product, StoreOrderLine, Variant

VARIANT: dict[str, object] = {
    "id": 7701,
    "sku": "24-UG04",
    "price": None,
    "sale_price": None,
    "weight": None,
    "depth": 0,
    "height": 7.5,
    "inventory_level": 3,
    "option_values": [{"option_display_name": "Colour", "label": "Red"}],
}
PRODUCT: dict[str, object] = {
    "id": 77,
    "name": "Lamp",
    "price": 12.5,
    "sale_price": 0,
    "weight": "0.5",
    "depth": 10,
    "width": None,
    "height": 2,
    "brand_id": 3,
    "categories": [6, 99],
    "inventory_tracking": "variant",
    "is_visible": True,
    "variants": [VARIANT],
    "date_modified": "2025-11-24T16:00:00+02:00",
    "images": [
        {"url_standard": "https://x/2.png", "sort_order": 1},
        {"url_zoom": "https://x/1.png", "is_thumbnail": True, "sort_order": 5},
        {"url_standard": ""},
    ],
    "custom_fields": [{"name": "Cloth", "value": "Wool"}],
    "preorder_release_date": "",
}
BRANDS = listed([{"id": 3, "name": "Sagaform"}])
TREE = listed(
    [
        {"category_id": 5, "parent_id": 0, "name": "Home"},
        {"category_id": 6, "parent_id": 5, "name": "Lamps"},
    ]
)


def read(product: dict[str, object]) -> Product:
    [found] = store_client(Vendor([listed([product]), BRANDS, TREE])).products()
    return found


def variant(product: dict[str, object], change: dict[str, object]) -> Variant:
    return read(PRODUCT | product | {"variants": [VARIANT | change]}).variants[0]


def test_product_is_read_whole() -> None:
    assert read(PRODUCT) == Product(
        id="77",
        title="Lamp",
        variants=(
            Variant(
                "7701",
                "24-UG04",
                Decimal("12.5"),
                stock=3,
                options=(OptionValue("Colour", "Red"),),
                dimensions=Dimensions(Decimal("0.5"), Decimal(10), None, Decimal("7.5")),
            ),
        ),
        brand="Sagaform",
        categories=("Home > Lamps",),
        images=(Image("https://x/1.png"), Image("https://x/2.png")),
        custom_fields=(("Cloth", "Wool"),),
        dimensions=Dimensions(Decimal("0.5"), Decimal(10), None, Decimal(2)),
        visible=True,
        modified_at=datetime(2025, 11, 24, 14, 0, tzinfo=UTC),
    )


def test_product_of_nulls_is_read() -> None:
    nulls = dict.fromkeys(PRODUCT, None) | {"id": 77, "name": "Lamp"}
    found = read(nulls)
    assert (found.variants, found.images, found.categories, found.brand) == ((), (), (), "")


@pytest.mark.parametrize(
    ("product", "own", "price", "sale"),
    [
        # product's price and sale price, the variant's own, what is to be seen
        ({"price": 10, "sale_price": 0}, {}, "10", None),
        ({"price": 10, "sale_price": 8}, {}, "10", "8"),
        ({"price": 10, "sale_price": 8}, {"price": 12}, "12", "8"),
        ({"price": 10, "sale_price": 8}, {"price": 12, "sale_price": 9}, "12", "9"),
        ({"price": 10, "sale_price": 8}, {"price": 12, "sale_price": 0}, "12", None),
        ({"price": 10}, {"price": 0}, "0", None),
        ({"price": "10.50"}, {}, "10.50", None),
        ({"price": None, "sale_price": None}, {}, "0", None),
    ],
)
def test_null_prices_are_the_products(
    product: dict[str, object], own: dict[str, object], price: str, sale: str | None
) -> None:
    found = variant(product, own)
    assert found.price == Decimal(price)
    assert found.sale_price == (Decimal(sale) if sale else None)


def test_each_size_that_a_variant_leaves_open_is_the_products() -> None:
    own: dict[str, object] = {"weight": 3, "width": 4.5, "height": None, "depth": 0}
    sized = variant({"weight": 1, "width": 2, "height": "5.25", "depth": 6}, own)
    assert sized.dimensions == Dimensions(Decimal(3), Decimal(6), Decimal("4.5"), Decimal("5.25"))


def test_choices_that_recur_in_a_catalogue_are_held_once() -> None:
    again = PRODUCT | {"id": 78, "variants": [VARIANT | {"id": 7801}]}
    vendor = Vendor([listed([PRODUCT, again]), BRANDS, TREE])
    first, second = (one.variants[0].options for one in store_client(vendor).products())
    assert first is second


@pytest.mark.parametrize(
    ("tracking", "stock"), [("none", None), ("product", 9), ("variant", 3), (None, None)]
)
def test_stock_is_where_the_store_tracks_it(tracking: str | None, stock: int | None) -> None:
    product: dict[str, object] = {"inventory_tracking": tracking, "inventory_level": 9}
    assert variant(product, {"inventory_level": 3}).stock == stock


@pytest.mark.parametrize(
    ("product", "own", "sku", "gtin"),
    [
        ({"sku": "P", "upc": "1"}, {"sku": "", "option_values": []}, "P", "1"),
        ({"sku": "P", "upc": "1"}, {"sku": ""}, "", ""),
        ({"sku": "P", "gtin": "1"}, {"sku": "V", "gtin": "2", "option_values": []}, "V", "2"),
    ],
)
def test_simple_product_carries_its_variants_codes(
    product: dict[str, object], own: dict[str, object], sku: str, gtin: str
) -> None:
    found = variant(product, own)
    assert (found.sku, found.gtin) == (sku, gtin)


@pytest.mark.parametrize("text", ["", "yesterday", "2025-13-01", "0001-01-01T00:00:00+09:00", None])
def test_time_that_is_none_costs_no_product(text: str | None) -> None:
    assert read(PRODUCT | {"date_modified": text}).modified_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price": "NaN"}, "price"),
        ({"weight": "1e999999"}, "weight"),
        ({"variants": [VARIANT | {"sale_price": "Infinity"}]}, "sale_price"),
        ({"variants": [VARIANT | {"id": None}]}, "id"),
        ({"price": "cheap"}, "price"),
        ({"variants": [VARIANT, VARIANT | {"price": "1e15"}]}, "price"),
        ({"variants": [VARIANT | {"height": "-Infinity"}]}, "height"),
        ({"variants": [VARIANT | {"option_values": [{"label": 5}]}]}, "label"),
    ],
)
def test_one_bad_product_loses_none_of_the_others(change: dict[str, object], field: str) -> None:
    page = listed([PRODUCT, PRODUCT | {"id": 78} | change, PRODUCT | {"id": 79}])
    found = iter(store_client(Vendor([page, BRANDS, TREE])).products())
    seen = [next(found).id for _ in range(2)]
    with pytest.raises(UnexpectedAnswer) as refused:
        next(found)
    assert seen == ["77", "79"]
    assert "product 78" in refused.value.message
    assert field in refused.value.message


def test_names_are_fetched_once_for_all_pages() -> None:
    vendor = Vendor(
        [listed([PRODUCT], 1, 2), BRANDS, TREE, listed([PRODUCT | {"id": 78}], page=2, of=2)]
    )
    found = list(store_client(vendor).products())
    assert [one.brand for one in found] == ["Sagaform", "Sagaform"]
    assert [one.url.path.rpartition("/")[2] for one in vendor.requests] == [
        "products",
        "brands",
        "categories",
        "products",
    ]


def test_next_page_begins_after_the_last_id_so_that_a_deletion_hides_nothing() -> None:
    full = listed([PRODUCT, PRODUCT | {"id": 91}], of=2)
    vendor = Vendor([full, BRANDS, TREE, listed([PRODUCT | {"id": 92}])])
    assert [one.id for one in store_client(vendor).products()] == ["77", "91", "92"]
    asked = [query_of(one) for one in vendor.requests if one.url.path.endswith("/products")]
    assert [one.get("id:greater") for one in asked] == [None, "91"]
    assert all(one["page"] == "1" and one["sort"] == "id" for one in asked)


@pytest.mark.parametrize("ids", [[], [78, 77], [77, 77, 78, 76]])
def test_list_that_leaves_the_order_of_ids_is_not_taken_for_whole(ids: list[int]) -> None:
    page = listed([{"id": one} for one in ids], of=2)
    with pytest.raises(UnexpectedAnswer, match="order of its ids"):
        list(store_client(Vendor([page])).product_ids())


def test_list_that_begins_again_is_not_taken_for_whole() -> None:
    vendor = Vendor([listed([{"id": 77}], of=3), listed([{"id": 5}, {"id": 6}], of=2)])
    with pytest.raises(UnexpectedAnswer, match="order of its ids"):
        list(store_client(vendor).product_ids())


def test_few_products_cost_no_more_names_than_they_need() -> None:
    above = listed([{"category_id": 5, "parent_id": 0, "name": "Home"}])
    below = listed([{"category_id": 6, "parent_id": 5, "name": "Lamps"}])
    vendor = Vendor([listed([PRODUCT]), BRANDS, below, above])
    [found] = store_client(vendor).products(ids=["77"])
    assert (found.brand, found.categories) == ("Sagaform", ("Home > Lamps",))
    asked = [query_of(one) for one in vendor.requests]
    assert [one.get("id:in") or one.get("category_id:in") for one in asked] == [
        "77",
        "3",
        "6,99",
        "5",
    ]


def test_many_names_are_asked_for_by_asking_for_all() -> None:
    product = PRODUCT | {"categories": list(range(1, 200))}
    vendor = Vendor([listed([product]), BRANDS, TREE])
    [found] = store_client(vendor).products(ids=["77"])
    assert found.categories == ("Home", "Home > Lamps")
    assert not {"id:in", "category_id:in"} & {
        name for one in vendor.requests[1:] for name in query_of(one)
    }


def test_product_alone_is_read_like_one_of_a_list() -> None:
    vendor = Vendor([bare({"data": PRODUCT, "meta": {}}), BRANDS, TREE])
    assert store_client(vendor).product("77") == read(PRODUCT)


def test_empty_store_costs_one_request() -> None:
    vendor = Vendor([listed([])])
    assert list(store_client(vendor).products()) == []
    assert len(vendor.requests) == 1


@given(
    st.dictionaries(
        st.integers(0, 6), st.tuples(st.integers(0, 6), st.text(max_size=3)), max_size=7
    )
)
def test_categories_may_form_any_graph(tree: dict[int, tuple[int, str]]) -> None:
    items = [
        {"category_id": one, "parent_id": parent, "name": name}
        for one, (parent, name) in tree.items()
    ]
    product = PRODUCT | {"categories": list(tree)}
    vendor = Vendor([listed([product]), BRANDS, listed(items)])
    [found] = store_client(vendor).products()
    assert len(found.categories) == len(tree)
    for path, name in zip(found.categories, (name for _, name in tree.values()), strict=True):
        assert path.endswith(name)


def test_list_that_does_not_tell_its_pages_is_not_taken_for_whole() -> None:
    # Products that are not listed are taken for deleted.
    with pytest.raises(UnexpectedAnswer, match=r"meta\.pagination"):
        list(store_client(Vendor([bare({"data": [{"id": 1}]})])).product_ids())


# --- the store ---------------------------------------------------------------------


def test_store_tells_its_units_and_rates() -> None:
    currencies = [
        {"currency_code": "USD", "currency_exchange_rate": "1.0000000000", "is_default": True},
        {"currency_code": "GBP", "currency_exchange_rate": "0.79"},
        {"currency_code": "EUR", "currency_exchange_rate": None},
    ]
    store = store_client(Vendor([bare(STORE), bare(currencies)])).store()
    assert (store.currency, store.weight_unit, store.length_unit) == ("USD", "kg", "in")
    assert store.rates == (("GBP", Decimal("0.79")),)


@pytest.mark.parametrize("word", ["LBS", "Ounces", "KGS", "Grams", "Tonnes"])
def test_units_of_weight_are_known(word: str) -> None:
    vendor = Vendor([bare(STORE | {"weight_units": word}), httpx.Response(204)])
    assert store_client(vendor).store().weight_unit in ("lb", "oz", "kg", "g", "t")


@pytest.mark.parametrize(
    ("change", "currencies", "field"),
    [
        ({"weight_units": "Stone"}, [], "weight_units"),
        ({"dimension_units": ""}, [], "dimension_units"),
        ({}, [{"currency_code": "GBP", "currency_exchange_rate": "NaN"}], "exchange_rate"),
    ],
)
def test_store_that_makes_no_sense_is_refused(
    change: dict[str, object], currencies: list[object], field: str
) -> None:
    with pytest.raises(UnexpectedAnswer, match=field):
        store_client(Vendor([bare(STORE | change), bare(currencies)])).store()


# --- orders ------------------------------------------------------------------------


def test_order_is_read_with_its_lines() -> None:
    item = ORDER | {"date_modified": "Mon, 24 Nov 2025 16:00:00 +0000", "cart_id": None}
    order = store_client(Vendor([bare(item), bare(LINES)])).order("5")
    assert (order.id, order.status_id, order.external_id) == ("5", 11, "577")
    assert order.total == Decimal("31.5")
    assert order.updated_at == datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
    assert order.lines == (StoreOrderLine("1", "77", "7701", "24-UG04", 2),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 24 Nov 2025 18:00:00 +0200", datetime(2025, 11, 24, 16, 0, tzinfo=UTC)),
        ("Mon, 24 Nov 2025 16:00:00 -0000", datetime(2025, 11, 24, 16, 0, tzinfo=UTC)),
        ("2025-11-24T16:00:00Z", datetime(2025, 11, 24, 16, 0, tzinfo=UTC)),
        ("2025-11-24T16:00:00", datetime(2025, 11, 24, 16, 0, tzinfo=UTC)),
        ("Mon, 99 Nov 2025 16:00:00 +0000", None),
        ("\x00", None),
        (",", None),
        ("", None),
    ],
)
def test_times_of_orders_are_utc(text: str, expected: datetime | None) -> None:
    vendor = Vendor([bare([ORDER | {"date_modified": text}])])
    [order] = store_client(vendor).updated_orders()
    assert order.updated_at == expected


@pytest.mark.parametrize("answer", [httpx.Response(204), bare([])])
def test_no_orders_is_an_empty_list(answer: httpx.Response) -> None:
    assert list(store_client(Vendor([answer])).updated_orders()) == []
    assert store_client(Vendor([answer])).find_order("577") is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"external_source": "TikTok Shop"}, True),
        ({"external_source": None}, True),
        ({}, True),
        ({"external_source": "Amazon"}, False),
        ({"external_source": "TikTok Shop", "external_order_id": "5771"}, False),
        ({"external_order_id": None}, False),
    ],
)
def test_only_our_own_order_is_found_again(change: dict[str, object], found: bool) -> None:
    vendor = Vendor([bare([ORDER | change]), bare(LINES)])
    assert (store_client(vendor).find_order("577") is not None) == found


def test_our_order_is_found_behind_those_of_other_apps() -> None:
    others = [ORDER | {"id": number, "external_source": "Amazon"} for number in range(100, 103)]
    vendor = Vendor([bare([*others, ORDER]), bare(LINES)])
    order = store_client(vendor).find_order("577")
    assert order is not None
    assert order.id == "5"


def test_order_that_can_not_be_read_may_be_ours_and_is_not_made_twice() -> None:
    with pytest.raises(UnexpectedAnswer, match="order 5"):
        store_client(Vendor([bare([ORDER | {"status_id": "x"}])])).find_order("577")


def test_full_pages_of_orders_are_followed() -> None:
    full = bare([ORDER | {"id": number} for number in range(250)])
    vendor = Vendor([full, full, httpx.Response(204)])
    assert len(list(store_client(vendor).updated_orders())) == 500
    assert [query_of(one)["page"] for one in vendor.requests] == ["1", "2", "3"]


def test_all_shipments_of_an_order_are_read() -> None:
    item = {
        "id": 1,
        "order_id": 5,
        "tracking_number": "T1",
        "shipping_provider": "",
        "tracking_carrier": "royal-mail",
        "items": [{"order_product_id": 1, "quantity": 2}],
    }
    vendor = Vendor([bare([item] * 250), bare([item | {"items": None, "shipping_method": "Van"}])])
    shipments = store_client(vendor).shipments("5")
    assert len(shipments) == 251
    assert (shipments[0].carrier, shipments[0].items) == ("royal-mail", (("1", 2),))


@pytest.mark.parametrize(
    ("names", "carrier"),
    [
        ({"tracking_carrier": "evri", "shipping_provider": "ups"}, "evri"),
        ({"tracking_carrier": "", "shipping_provider": "ups", "shipping_method": "Van"}, "ups"),
        ({"tracking_carrier": None, "shipping_provider": None, "shipping_method": "Van"}, "Van"),
        ({}, ""),
    ],
)
def test_carrier_is_whichever_name_is_given(names: dict[str, object], carrier: str) -> None:
    vendor = Vendor([bare([{"id": 1, "order_id": 5, **names}])])
    assert store_client(vendor).shipments("5")[0].carrier == carrier
