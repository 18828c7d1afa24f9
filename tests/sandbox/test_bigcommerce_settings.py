"""What is set in the fake store: settings, currencies, channels, price lists, taxes, shipping."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.judging import Judge
from tests.sandbox.bigcommerce_scene import Caller, opened

UNITS = "/v3/settings/store/units-of-measurement"
POUNDS = {
    "weight_measurement": "LBS",
    "length_measurement": "Inches",
    "decimal_token": ".",
    "thousands_token": ",",
    "decimal_places": 2,
    "factoring_dimension": "depth",
}
YEN = {
    "name": "Yen",
    "currency_code": "JPY",
    "currency_exchange_rate": "150.5",
    "token_location": "left",
    "token": "¥",
    "decimal_token": ".",
    "thousands_token": ",",
    "decimal_places": 0,
}
TIKTOK = {"name": "TikTok Shop", "type": "marketplace", "platform": "custom"}
LISTS, RECORDS = "/v3/pricelists", "/v3/pricelists/1/records"
_INCLUDED = {
    "/v3/channels/1": {"include": "currencies"},
    RECORDS: {"include": "sku,bulk_pricing_tiers"},
}


@pytest.fixture
def caller() -> Caller:
    """A caller of a store as it was opened."""
    return Caller(opened())


def test_what_is_not_there_is_a_404(caller: Caller) -> None:
    for path in (
        "/v2/currencies/99",
        "/v2/tax_classes/99",
        "/v2/shipping/zones/99",
        "/v2/shipping/zones/1/methods/99",
        "/v3/channels/99",
        "/v3/channels/99/currency-assignments",
        "/v3/pricelists/99",
        "/v3/shipping/settings/channels/99",
    ):
        assert caller.http.get(path).status_code == 404, path


# --- settings --------------------------------------------------------------------------------


def test_settings_show_in_the_stores_profile(caller: Caller) -> None:
    assert caller.get("/v2/store")["weight_units"] == "KGS"

    caller.put(UNITS, **POUNDS)
    caller.put("/v3/settings/store/locale", default_shopper_language="fr")

    store = caller.get("/v2/store")
    assert (store["weight_units"], store["dimension_units"]) == ("LBS", "Inches")
    assert store["language"] == "fr"


def test_a_channel_overrides_a_setting_until_it_is_set_to_null(caller: Caller) -> None:
    path = f"{UNITS}?channel_id=1"
    assert set(caller.get(UNITS, channel_id=1)["data"].values()) == {None}

    caller.put(path, **POUNDS)
    assert caller.get(UNITS, channel_id=1)["data"] == POUNDS
    assert caller.get(UNITS)["data"]["weight_measurement"] == "KGS"

    caller.put(path, **dict.fromkeys(POUNDS))
    assert set(caller.get(UNITS, channel_id=1)["data"].values()) == {None}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (UNITS, {"weight_measurement": "LBS"}),
        (UNITS, POUNDS | {"weight_measurement": "Stones"}),
        (UNITS, POUNDS | {"decimal_places": "2"}),
        (UNITS, POUNDS | {"decimal_token": None}),
        (f"{UNITS}?channel_id=9", POUNDS),
        ("/v3/settings/inventory", {"update_stock_behavior": "never"}),
        ("/v3/settings/inventory", {"edit_order_stock_adjustment": 1}),
        ("/v3/settings/store/locale", {"default_shopper_language": 7}),
        (
            "/v3/settings/inventory/notifications",
            {"low_stock_notification_address": [1], "out_of_stock_notification_address": []},
        ),
        ("/v3/shipping/settings", {"checkout": {"country_list_strategy": "ANY"}}),
        ("/v3/shipping/settings", {"checkout": {"out_of_delivery_zone_message": None}}),
        ("/v3/shipping/settings", {}),
    ],
    ids=str,
)
def test_a_setting_that_breaks_a_rule_is_refused(
    caller: Caller, path: str, body: dict[str, Any]
) -> None:
    before = caller.get(path.partition("?")[0])

    assert caller.http.put(path, json=body).status_code == 422

    assert caller.get(path.partition("?")[0]) == before


def test_a_channels_checkout_says_what_the_stores_does_until_it_has_its_own_words(
    caller: Caller,
) -> None:
    mine = "/v3/shipping/settings/channels/1"
    assert caller.get(mine)["data"]["checkout"] == {"out_of_delivery_zone_message": None}

    caller.put(mine, checkout={"out_of_delivery_zone_message": "Not here"})
    caller.put("/v3/shipping/settings", checkout={"out_of_delivery_zone_message": "Nowhere"})

    assert caller.get(mine)["data"]["checkout"]["out_of_delivery_zone_message"] == "Not here"


# --- currencies ------------------------------------------------------------------------------


def test_a_currency_is_added_changed_and_deleted(caller: Caller) -> None:
    made = caller.post("/v2/currencies", **YEN)
    path = f"/v2/currencies/{made['id']}"

    assert caller.put(path, currency_exchange_rate="149.0")["currency_exchange_rate"] == "149.0"
    assert caller.get(path)["currency_code"] == "JPY"
    assert caller.http.delete(path).status_code == 204
    assert caller.http.get(path).status_code == 404


def test_a_new_default_currency_takes_the_old_ones_place(caller: Caller) -> None:
    made = caller.post("/v2/currencies", **YEN)

    caller.put(f"/v2/currencies/{made['id']}", is_default=True)

    defaults = [one["currency_code"] for one in caller.get("/v2/currencies") if one["is_default"]]
    assert defaults == ["JPY"]
    assert caller.get("/v2/store")["currency"] == "JPY"
    assert caller.http.delete(f"/v2/currencies/{made['id']}").status_code == 400
    assert caller.http.delete("/v2/currencies").status_code == 204
    assert [one["currency_code"] for one in caller.get("/v2/currencies")] == ["JPY"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"currency_code": "USD"}, 409),
        ({"currency_code": "yen"}, 400),
        ({"currency_exchange_rate": 150.5}, 400),
        ({"currency_exchange_rate": "0"}, 400),
        ({"currency_exchange_rate": "-1"}, 400),
        ({"token_location": "middle"}, 400),
        ({"decimal_places": "0"}, 400),
        ({"is_default": False}, 400),
        ({"name": ""}, 400),
    ],
    ids=str,
)
def test_a_currency_that_breaks_a_rule_is_refused(
    caller: Caller, changes: dict[str, Any], status: int
) -> None:
    before = caller.get("/v2/currencies")

    assert caller.http.post("/v2/currencies", json=YEN | changes).status_code == status

    assert caller.get("/v2/currencies") == before


@pytest.mark.parametrize("name", YEN)
def test_a_currency_needs_its_fields(caller: Caller, name: str) -> None:
    body = {key: value for key, value in YEN.items() if key != name}

    assert caller.http.post("/v2/currencies", json=body).status_code == 400


# --- channels --------------------------------------------------------------------------------


def test_channels_are_added_found_and_changed(caller: Caller) -> None:
    made = caller.post("/v3/channels", **TIKTOK, status="prelaunch")["data"]

    def found(**params: object) -> list[int]:
        return [one["id"] for one in caller.get("/v3/channels", **params)["data"]]

    assert found() == [1, made["id"]]
    assert found(**{"type:in": "marketplace"}) == [made["id"]]
    assert found(**{"status:in": "active,inactive"}) == [1]
    path = f"/v3/channels/{made['id']}"
    changed = caller.put(path, status="inactive", platform="other")["data"]
    assert (changed["status"], changed["platform"]) == ("inactive", "custom")
    assert (changed["is_enabled"], found(available="true")) == (False, [1])
    caller.put(path, status="deleted")
    assert caller.http.put(path, json={"status": "active"}).status_code == 422


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"type": "shop"}, {"platform": None}, {"status": "asleep"}], ids=str
)
def test_a_channel_that_breaks_a_rule_is_refused(caller: Caller, changes: dict[str, Any]) -> None:
    assert caller.http.post("/v3/channels", json=TIKTOK | changes).status_code == 422

    assert len(caller.get("/v3/channels")["data"]) == 1


def test_a_channel_sells_in_all_currencies_until_it_has_some_of_its_own(caller: Caller) -> None:
    path = "/v3/channels/1/currency-assignments"
    assert caller.http.get(path).status_code == 404
    own = {"enabled_currencies": ["GBP", "EUR"], "default_currency": "GBP"}

    caller.put(path, **own)

    assert caller.get(path)["data"] == {"channel_id": 1, **own}
    channel = caller.get("/v3/channels/1", include="currencies")["data"]
    assert channel["currencies"]["default_currency"] == "GBP"
    assert caller.get("/v3/channels/currency-assignments")["data"] == [{"channel_id": 1, **own}]
    assert caller.http.delete(path).json()["data"] == 1
    channel = caller.get("/v3/channels/1", include="currencies")["data"]
    assert channel["currencies"]["default_currency"] == "USD"


@pytest.mark.parametrize(
    "wrong",
    [
        {"enabled_currencies": ["JPY"], "default_currency": "JPY"},
        {"enabled_currencies": ["GBP"], "default_currency": "USD"},
        {"enabled_currencies": [], "default_currency": "USD"},
        {"enabled_currencies": ["USD"]},
        {"channel_id": 9, "enabled_currencies": ["USD"], "default_currency": "USD"},
    ],
    ids=str,
)
def test_a_channels_currencies_are_the_stores(caller: Caller, wrong: dict[str, Any]) -> None:
    path = "/v3/channels/currency-assignments"
    right = {"channel_id": 1, "enabled_currencies": ["USD"], "default_currency": "USD"}

    assert caller.http.post(path, json=[right, {"channel_id": 1, **wrong}]).status_code == 422

    assert caller.get(path)["data"] == []


# --- price lists -----------------------------------------------------------------------------


def price(sku: str = "MUG-1", **fields: object) -> dict[str, Any]:
    """Return a record of a batch."""
    return {"sku": sku, "currency": "usd", "price": 9.5, **fields}


def test_a_price_list_is_added_renamed_and_deleted_with_its_records(caller: Caller) -> None:
    caller.post(LISTS, name="Wholesale")
    caller.http.put(RECORDS, json=[price()])
    assert caller.http.post(LISTS, json={"name": "Wholesale"}).status_code == 409

    assert caller.put(f"{LISTS}/1", name="Trade")["data"]["name"] == "Trade"
    assert [one["id"] for one in caller.get(LISTS, **{"name:like": "rad"})["data"]] == [1]
    assert caller.http.delete(f"{LISTS}/1").status_code == 204
    assert caller.http.get(RECORDS).status_code == 404
    assert caller.post(LISTS, name="Trade")["data"]["id"] == 2
    assert caller.get("/v3/pricelists/2/records")["data"] == []


def test_records_are_set_by_batch_or_alone(caller: Caller) -> None:
    caller.post(LISTS, name="Wholesale")
    assert caller.http.post(RECORDS, json=[price(), price("LAMP-BLACK")]).is_success
    (mug,) = caller.get(RECORDS, **{"sku:in": "MUG-1"}, include="sku")["data"]
    path = f"{RECORDS}/{mug['variant_id']}/USD"

    changed = caller.put(path, sale_price=8)["data"]

    assert (changed["price"], changed["sale_price"], changed["calculated_price"]) == (9.5, 8, 8)
    assert "sku" not in changed
    assert mug["product_id"] == 302
    assert caller.get(RECORDS, **{"price:min": 10})["data"] == []
    assert len(caller.get(f"{RECORDS}/{mug['variant_id']}")["data"]) == 1
    assert caller.http.delete(path).status_code == 204
    assert caller.http.get(path).status_code == 404
    caller.http.delete(RECORDS, params={"currency": "usd"})
    assert caller.get(RECORDS)["data"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": "NONE"},
        {"sku": None},
        {"currency": "dollars"},
        {"currency": ""},
        {"price": -1},
        {"price": "9"},
        {"bulk_pricing_tiers": [{"quantity_min": 1}]},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_one_wrong_record_stops_them_all(
    caller: Caller, method: str, wrong: dict[str, Any]
) -> None:
    caller.post(LISTS, name="Wholesale")

    answer = caller.http.request(method, RECORDS, json=[price(), price() | wrong])

    assert answer.status_code == 422
    assert caller.get(RECORDS)["data"] == []


def test_a_record_that_is_there_is_created_no_more(caller: Caller) -> None:
    caller.post(LISTS, name="Wholesale")
    caller.http.post(RECORDS, json=[price()])

    answer = caller.http.post("/v3/pricelists/records", json=[price(price_list_id=1)])

    assert answer.status_code == 422
    assert list(answer.json()["batch_errors"][0]) == ["data", "field_errors"]
    assert caller.http.post(RECORDS, json=[price()] * 101).status_code == 422


def test_a_customer_group_or_channel_has_one_price_list(caller: Caller) -> None:
    path = f"{LISTS}/assignments"
    for name in ("Wholesale", "Trade"):
        caller.post(LISTS, name=name)
    assert caller.http.post(path, json=[{"price_list_id": 1, "channel_id": 1}]).is_success
    assert caller.http.post(path, json=[{"price_list_id": 2, "channel_id": 1}]).status_code == 422

    caller.put(f"{LISTS}/2/assignments", customer_group_id=0, channel_id=1)

    (found,) = caller.get(path, channel_id=1)["data"]
    assert found["price_list_id"] == 2
    assert caller.http.delete(path).status_code == 422
    assert caller.http.delete(path, params={"price_list_id": 2}).status_code == 204
    assert caller.get(path)["data"] == []
    for wrong in ({"price_list_id": 9, "channel_id": 1}, {"price_list_id": 1, "channel_id": 9}):
        assert caller.http.post(path, json=[wrong]).status_code == 422
    assert caller.http.post(path, json=[{"price_list_id": 1}]).status_code == 422


# --- metafields ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v3/orders", "/v3/channels", "/v3/inventory/locations"])
def test_metafields_are_written_beside_more_than_products(caller: Caller, path: str) -> None:
    number = caller.orders({"product_id": 302, "quantity": 1})["id"] if "order" in path else 1
    note = {"permission_set": "write", "namespace": "tiktok", "key": "id", "value": "577"}

    made = caller.post(f"{path}/{number}/metafields", **note)["data"]

    assert (made["resource_id"], made["value"]) == (number, "577")
    assert caller.get(f"{path}/metafields")["data"] == [made]
    assert caller.http.post(f"{path}/99/metafields", json=note).status_code == 404


# --- the contract ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/v2/currencies/1",
        "/v3/channels",
        "/v3/channels/1",
        "/v3/channels/1/currency-assignments",
        LISTS,
        f"{LISTS}/1",
        RECORDS,
        f"{LISTS}/assignments",
        "/v3/settings/inventory",
        "/v3/settings/catalog",
        "/v3/settings/store/locale",
        "/v3/settings/store/profile",
        UNITS,
        "/v3/settings/storefront/category",
        "/v3/settings/storefront/search",
        "/v2/shipping/zones",
        "/v2/shipping/zones/2",
        "/v2/shipping/zones/1/methods",
        "/v3/shipping/settings",
        "/v2/tax_classes",
        "/v2/tax_classes/1",
        "/v2/store",
    ],
)
def test_answers_about_settings_fit_the_vendors_contract(
    caller: Caller, path: str, true_to_the_vendors: Judge
) -> None:
    caller.post(LISTS, name="Wholesale")
    full = price(sale_price=9, retail_price=12, map_price=9, bulk_pricing_tiers=[])
    caller.http.put(RECORDS, json=[full])
    caller.http.post(f"{LISTS}/assignments", json=[{"price_list_id": 1, "channel_id": 1}])
    sold = {"enabled_currencies": ["USD"], "default_currency": "USD"}
    caller.put("/v3/channels/1/currency-assignments", **sold)

    assert caller.get(path, **_INCLUDED.get(path, {}))
    assert true_to_the_vendors.faults == []
