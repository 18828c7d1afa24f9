"""The fake store's products, variants, brands and categories, as a client sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.sandbox.bigcommerce_scene import CATEGORIES, LAMP, Caller, opened
from tiktok_bc_sync.sandbox import Sandbox

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
PRODUCTS = "/v3/catalog/products"
NEW = {"name": "Tea towel", "type": "physical", "price": 8, "weight": 0.1, "sku": "TOWEL-1"}


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp in two colours, a mug and a card."""
    return Caller(opened(wall=lambda: NOON))


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({}, ["Alba table lamp", "Enamel mug", "Gift card"]),
        ({"id:in": "303,301,999"}, ["Alba table lamp", "Gift card"]),
        ({"id": "302"}, ["Enamel mug"]),
        ({"id:greater": "301", "id:less": "303"}, ["Enamel mug"]),
        ({"sku": "MUG-1"}, ["Enamel mug"]),
        ({"sku": "LAMP-WHITE"}, []),
        ({"sku:in": "MUG-1,CARD"}, ["Enamel mug", "Gift card"]),
        ({"name": "Gift card"}, ["Gift card"]),
        ({"keyword": "lamp"}, ["Alba table lamp"]),
        ({"price:min": "25"}, ["Alba table lamp", "Gift card"]),
        ({"categories:in": "11,12"}, ["Alba table lamp", "Enamel mug"]),
        ({"type": "digital"}, ["Gift card"]),
        ({"is_visible": "false"}, []),
        ({"inventory_level:max": "30"}, ["Enamel mug", "Gift card"]),
        ({"sort": "price"}, ["Enamel mug", "Gift card", "Alba table lamp"]),
        ({"sort": "id", "direction": "desc"}, ["Gift card", "Enamel mug", "Alba table lamp"]),
        ({"limit": "2"}, ["Alba table lamp", "Enamel mug"]),
        ({"limit": "2", "page": "2"}, ["Gift card"]),
        ({"limit": "2", "page": "3"}, []),
    ],
    ids=str,
)
def test_a_list_holds_what_was_asked_for(
    caller: Caller, params: dict[str, str], names: list[str]
) -> None:
    assert caller.names(**params) == names


@pytest.mark.parametrize(
    "params",
    [
        {"colour": "white"},
        {"name:min": "A"},
        {"price:min": "cheap"},
        {"date_modified:min": "yesterday"},
        {"limit": "251"},
        {"limit": "0"},
        {"page": "one"},
        {"sort": "colour"},
        {"include": "secrets"},
    ],
    ids=str,
)
def test_a_query_that_is_not_understood_is_refused(caller: Caller, params: dict[str, str]) -> None:
    answer = caller.http.get(PRODUCTS, params=params)

    assert answer.status_code == 422
    assert answer.json().keys() == {"status", "title", "type", "errors"}


def test_parts_come_only_where_they_are_asked_for(caller: Caller) -> None:
    bare = caller.get(f"{PRODUCTS}/301")["data"]
    asked = caller.get(f"{PRODUCTS}/301", include="variants,primary_image")["data"]
    named = caller.get(f"{PRODUCTS}/301", include_fields="name", include="variants")["data"]
    without = caller.get(f"{PRODUCTS}/301", exclude_fields="name")["data"]

    assert not {"variants", "images", "options"} & bare.keys()
    assert asked.keys() - bare.keys() == {"variants", "primary_image"}
    assert named.keys() == {"id", "name", "variants"}
    assert bare.keys() - without.keys() == {"name"}


def test_a_page_with_options_holds_ten_products_at_most(caller: Caller) -> None:
    caller.sandbox.load([{"name": f"Cup {n}", "price": 1} for n in range(20)])

    page = caller.get(PRODUCTS, include="options", limit=250)

    assert len(page["data"]) == 10
    pagination = page["meta"]["pagination"]
    assert (pagination["per_page"], pagination["total"], pagination["total_pages"]) == (10, 23, 3)
    assert pagination["links"]["next"] == "?page=2&limit=10"


def test_what_changed_is_found_by_its_time(caller: Caller) -> None:
    since = (NOON + timedelta(hours=1)).isoformat()
    assert caller.names(**{"date_modified:min": since}) == []

    caller.sandbox.clock.passes(hours=2)
    caller.sandbox.merchant.edits("LAMP-BLACK", stock=3)

    assert caller.names(**{"date_modified:min": since}) == ["Alba table lamp"]
    assert caller.names(**{"date_modified:max": since}) == ["Enamel mug", "Gift card"]


def test_pictures_are_under_the_address_that_was_asked(caller: Caller) -> None:
    path = "/stores/sandbox1/v3/catalog/products/301?include=images"
    for host in ("https://one.test", "http://two.test:8080"):
        images = caller.http.get(host + path).json()["data"]["images"]
        assert images[0]["url_standard"] == f"{host}/images/lamp.png"

    picture = caller.http.get("https://one.test/images/lamp.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_variants_inherit_what_they_do_not_say(caller: Caller) -> None:
    caller.put(f"{PRODUCTS}/301", sale_price=40)
    white, black = caller.get(f"{PRODUCTS}/301/variants")["data"]
    caller.put(f"{PRODUCTS}/301/variants/{black['id']}", price=60.5, weight=2)

    white, black = caller.get(f"{PRODUCTS}/301/variants")["data"]

    assert (white["price"], white["weight"]) == (None, None)
    assert (white["calculated_price"], white["calculated_weight"]) == (40, 1.4)
    assert (black["price"], black["calculated_price"]) == (60.5, 60.5)
    assert black["calculated_weight"] == 2


def test_a_created_product_has_a_base_variant_and_a_brand(caller: Caller) -> None:
    made = caller.post(
        PRODUCTS,
        **NEW,
        categories=[12],
        brand_name="Northlight",
        inventory_tracking="product",
        inventory_level=7,
    )["data"]

    (variant,) = caller.get(f"{PRODUCTS}/{made['id']}/variants")["data"]
    assert (variant["sku"], variant["inventory_level"]) == ("TOWEL-1", 7)
    assert variant["id"] == made["base_variant_id"]
    assert caller.get(f"/v3/catalog/brands/{made['brand_id']}")["data"]["name"] == "Northlight"
    assert caller.names(sku="TOWEL-1") == ["Tea towel"]


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"name": None}, 422, "name"),
        ({"type": "banana"}, 422, "type"),
        ({"price": "8.00"}, 422, "price"),
        ({"price": -1}, 422, "price"),
        ({"weight": True}, 422, "weight"),
        ({"name": "x" * 251}, 422, "name"),
        ({"sku": "x" * 256}, 422, "sku"),
        ({"gtin": "1" * 15}, 422, "gtin"),
        ({"categories": ["12"]}, 422, "categories"),
        ({"variants": [{"sku": "T-1"}]}, 422, "option_values"),
        ({"variants": [{"option_values": [{"label": "Red"}]}]}, 422, "option_values"),
        ({"name": "Enamel mug"}, 409, "name"),
        ({"sku": "LAMP-BLACK"}, 409, "sku"),
        ({"categories": [99]}, 409, ""),
        ({"brand_id": 99}, 409, ""),
    ],
    ids=str,
)
def test_a_product_that_breaks_a_rule_is_refused(
    caller: Caller, changes: dict[str, object], status: int, field: str
) -> None:
    answer = caller.http.post(PRODUCTS, json=NEW | changes)

    assert answer.status_code == status, answer.text
    assert list(answer.json()["errors"]) == ([field] if field else [])
    assert len(caller.names()) == 3


def test_an_id_is_not_given_out_twice(caller: Caller) -> None:
    first = caller.post(PRODUCTS, **NEW)["data"]["id"]
    caller.http.delete(f"{PRODUCTS}/{first}")

    assert caller.post(PRODUCTS, **NEW)["data"]["id"] > first


def test_an_edit_of_a_simple_product_reaches_its_variant(caller: Caller) -> None:
    caller.put(f"{PRODUCTS}/302", sku="MUG-2", inventory_level=5)

    (variant,) = caller.get(f"{PRODUCTS}/302/variants")["data"]
    assert (variant["sku"], variant["inventory_level"]) == ("MUG-2", 5)
    assert caller.get("/v3/catalog/variants", sku="MUG-1")["data"] == []
    assert caller.get("/v3/catalog/variants", sku="MUG-2")["data"][0]["id"] == variant["id"]


def test_a_products_stock_is_its_variants_sum(caller: Caller) -> None:
    white = caller.get(f"{PRODUCTS}/301/variants")["data"][0]["id"]
    caller.put(f"{PRODUCTS}/301/variants/{white}", inventory_level=1)

    assert caller.get(f"{PRODUCTS}/301")["data"]["inventory_level"] == 21


def test_variants_come_and_go(caller: Caller) -> None:
    red = caller.post(
        f"{PRODUCTS}/301/variants",
        sku="LAMP-RED",
        inventory_level=4,
        option_values=[{"option_display_name": "Colour", "label": "Red"}],
    )["data"]
    (colour,) = caller.get(f"{PRODUCTS}/301", include="options")["data"]["options"]
    assert [one["label"] for one in colour["option_values"]] == ["White", "Black", "Red"]
    assert red["option_values"][0]["option_id"] == colour["id"]

    for variant in caller.get(f"{PRODUCTS}/301/variants")["data"]:
        caller.http.delete(f"{PRODUCTS}/301/variants/{variant['id']}")
    (base,) = caller.get(f"{PRODUCTS}/301/variants")["data"]
    assert (base["sku"], base["option_values"]) == ("LAMP", [])

    value = {"option_display_name": "Colour", "label": "Blue"}
    caller.post(f"{PRODUCTS}/301/variants", sku="LAMP-BLUE", option_values=[value])
    (blue,) = caller.get(f"{PRODUCTS}/301/variants")["data"]
    assert blue["sku"] == "LAMP-BLUE"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"sku": "LAMP-RED"}, 422),
        ({"sku": "X", "option_values": []}, 422),
        ({"sku": "X", "option_values": [{"option_display_name": "C", "label": "R"}] * 2}, 422),
        ({"sku": "MUG-1", "option_values": [{"option_display_name": "C", "label": "R"}]}, 409),
        ({"sku": "X", "option_values": [{"option_display_name": "Colour", "label": "White"}]}, 409),
        ({"sku": "X", "option_values": [{"id": 1, "option_id": 1}]}, 422),
    ],
    ids=str,
)
def test_a_variant_that_breaks_a_rule_is_refused(
    caller: Caller, body: dict[str, object], status: int
) -> None:
    assert caller.http.post(f"{PRODUCTS}/301/variants", json=body).status_code == status
    assert len(caller.get(f"{PRODUCTS}/301/variants")["data"]) == 2


@pytest.mark.parametrize(
    "path",
    [
        f"{PRODUCTS}/999",
        f"{PRODUCTS}/x",
        f"{PRODUCTS}/301/variants/1",
        "/v3/catalog/brands/9",
        "/v3/x",
    ],
)
def test_what_is_not_there_is_a_404_of_v3(caller: Caller, path: str) -> None:
    answer = caller.http.get(path)

    assert answer.status_code == 404
    assert answer.json()["status"] == 404


def test_products_are_deleted_one_by_one_or_by_a_filter(caller: Caller) -> None:
    assert caller.http.delete(f"{PRODUCTS}/301").status_code == 204
    assert caller.http.delete(PRODUCTS).status_code == 422
    assert caller.http.delete(PRODUCTS, params={"id:in": "302,999"}).status_code == 204

    assert caller.names() == ["Gift card"]


def test_a_brand_has_a_name_of_its_own(caller: Caller) -> None:
    made = caller.post("/v3/catalog/brands", name="Sagaform")["data"]

    assert caller.get("/v3/catalog/brands", name="Sagaform")["data"] == [made]
    again = caller.http.post("/v3/catalog/brands", json={"name": "Sagaform"})
    assert again.status_code == 409
    assert caller.http.post("/v3/catalog/brands", json={}).status_code == 422


def test_categories_know_their_parents(caller: Caller) -> None:
    found = caller.get("/v3/catalog/trees/categories")["data"]

    assert [(one["category_id"], one["parent_id"], one["name"]) for one in found] == [
        (one["id"], one["parent_id"], one["name"]) for one in CATEGORIES
    ]


def test_a_wrong_token_is_refused_in_each_apis_words(caller: Caller) -> None:
    wrong = {"x-auth-token": "no"}

    v3, v2 = caller.http.get(PRODUCTS, headers=wrong), caller.http.get("/v2/time", headers=wrong)

    assert (v3.status_code, v3.json()["status"]) == (401, 401)
    assert (v2.status_code, v2.json()[0]["status"]) == (401, 401)


def test_the_quota_is_counted_down_and_comes_back() -> None:
    time = [NOON]
    caller = Caller(opened(wall=lambda: time[0], quota=2))

    def left() -> tuple[int, str, str]:
        answer = caller.http.get("/v2/time")
        limits = answer.headers
        return (
            answer.status_code,
            limits["x-rate-limit-requests-left"],
            limits["x-rate-limit-time-reset-ms"],
        )

    assert left() == (200, "1", "30000")
    time[0] += timedelta(seconds=10)
    assert left() == (200, "0", "20000")
    assert left() == (429, "0", "20000")
    time[0] += timedelta(seconds=20)
    assert left() == (200, "1", "30000")


@pytest.mark.parametrize("currency", ["USD", "GBP", "SEK"])
def test_exchange_rates_are_those_to_the_stores_own_currency(currency: str) -> None:
    found = Caller(Sandbox(currency=currency)).get("/v2/currencies")

    (own,) = [one for one in found if one["is_default"]]
    assert (own["currency_code"], float(own["currency_exchange_rate"])) == (currency, 1.0)


def test_a_catalogue_is_taken_in_as_it_is() -> None:
    caller = Caller(Sandbox())
    caller.sandbox.load([LAMP, LAMP | {"id": 7, "variants": []}])

    assert caller.names() == ["Alba table lamp", "Alba table lamp"]
    (base,) = caller.get(f"{PRODUCTS}/7/variants")["data"]
    assert base["sku"] == "LAMP"
