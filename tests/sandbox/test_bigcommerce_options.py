"""The fake store's variant options and modifiers, and what becomes of variants when they change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.bigcommerce_scene import ADDRESS, Caller, opened
from tiktok_bc_sync.sandbox.images import picture

LAMP = "/v3/catalog/products/301"
OPTIONS, MODIFIERS = f"{LAMP}/options", f"{LAMP}/modifiers"
SIZE = {
    "display_name": "Size",
    "type": "dropdown",
    "option_values": [{"label": "S", "sort_order": 0}, {"label": "L", "sort_order": 1}],
}
ENGRAVING = {"display_name": "Engraving", "type": "text", "required": True}
WRAPPING = {**SIZE, "display_name": "Wrapping", "required": False}


@pytest.fixture
def caller() -> Caller:
    """A caller of a store with a lamp in two colours, a mug and a card."""
    return Caller(opened())


def colour(caller: Caller) -> Any:
    """Return the lamp's option."""
    return caller.get(OPTIONS)["data"][0]


def labels(caller: Caller) -> list[list[str]]:
    """Return the words of each of the lamp's variants."""
    found = caller.get(f"{LAMP}/variants")["data"]
    return [[value["label"] for value in one["option_values"]] for one in found]


def test_an_option_waits_for_variants_that_use_it(caller: Caller) -> None:
    mug = "/v3/catalog/products/302"
    size = caller.post(f"{mug}/options", **SIZE)["data"]
    assert size["option_values"][1]["label"] == "L"
    assert caller.get(f"{mug}/variants")["data"][0]["sku"] == "MUG-1"

    value = {"option_id": size["id"], "id": size["option_values"][1]["id"]}
    caller.post(f"{mug}/variants", sku="MUG-L", option_values=[value])

    (variant,) = caller.get(f"{mug}/variants")["data"]
    assert variant["option_values"] == [{"option_display_name": "Size", "label": "L", **value}]
    assert len(caller.get(f"{mug}/options/{size['id']}/values")["data"]) == 2


def test_a_renamed_option_renames_its_variants(caller: Caller) -> None:
    option = colour(caller)
    white = option["option_values"][0]
    caller.put(f"{OPTIONS}/{option['id']}", display_name="Shade")
    caller.put(f"{OPTIONS}/{option['id']}/values/{white['id']}", label="Ivory")

    assert labels(caller) == [["Ivory"], ["Black"]]
    variant = caller.get(f"{LAMP}/variants")["data"][0]
    assert variant["option_values"][0] == {
        "option_display_name": "Shade",
        "label": "Ivory",
        "option_id": option["id"],
        "id": white["id"],
    }


def test_an_option_takes_more_values_and_keeps_the_ones_that_are_not_named(caller: Caller) -> None:
    option = colour(caller)
    black = {"id": option["option_values"][1]["id"], "label": "Jet"}
    caller.put(f"{OPTIONS}/{option['id']}", option_values=[black, {"label": "Red"}])
    caller.post(f"{OPTIONS}/{option['id']}/values", label="Blue", sort_order=9)

    found = [one["label"] for one in colour(caller)["option_values"]]
    assert found == ["White", "Jet", "Red", "Blue"]
    assert labels(caller) == [["White"], ["Jet"]]


def test_a_deleted_value_takes_its_variants_along(caller: Caller) -> None:
    option = colour(caller)
    values = f"{OPTIONS}/{option['id']}/values"
    white, black = (one["id"] for one in option["option_values"])

    assert caller.http.delete(f"{values}/{white}").status_code == 204
    assert labels(caller) == [["Black"]]
    assert caller.get(LAMP)["data"]["inventory_level"] == 20
    assert caller.http.get(f"{values}/{white}").status_code == 404
    assert caller.http.delete(f"{values}/{black}").status_code == 422


def test_without_its_option_a_product_has_its_base_variant(caller: Caller) -> None:
    assert caller.http.delete(f"{OPTIONS}/{colour(caller)['id']}").status_code == 204

    assert caller.get(OPTIONS)["data"] == []
    (base,) = caller.get(f"{LAMP}/variants")["data"]
    assert (base["sku"], base["option_values"]) == ("LAMP", [])


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"display_name": ""}, 422),
        ({"display_name": "x" * 256}, 422),
        ({"display_name": "COLOUR"}, 409),
        ({"display_name": "Engraving"}, 409),
        ({"type": "text"}, 422),
        ({"option_values": []}, 422),
        ({"option_values": [{"sort_order": 1}]}, 422),
        ({"option_values": [{"label": "S"}, {"label": "S"}]}, 422),
        ({"option_values": [{"label": str(n)} for n in range(251)]}, 422),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_option_that_breaks_a_rule_is_refused(
    caller: Caller, changes: dict[str, object], status: int
) -> None:
    caller.post(MODIFIERS, **ENGRAVING)

    assert caller.http.post(OPTIONS, json=SIZE | changes).status_code == status
    assert len(caller.get(OPTIONS)["data"]) == 1


@pytest.mark.parametrize(
    "body", [{"label": "Red"}, {"sort_order": 1}, {"label": "White", "sort_order": 1}], ids=str
)
def test_a_value_that_breaks_a_rule_is_refused(caller: Caller, body: dict[str, object]) -> None:
    path = f"{OPTIONS}/{colour(caller)['id']}/values"

    assert caller.http.post(path, json=body).status_code == 422
    assert len(caller.get(path)["data"]) == 2


@pytest.mark.parametrize("path", [f"{OPTIONS}/1", f"{OPTIONS}/1/values", f"{MODIFIERS}/1"])
def test_an_unknown_option_is_a_404(caller: Caller, path: str) -> None:
    assert caller.http.get(path).status_code == 404


def test_a_required_modifier_is_asked_for_by_an_order(caller: Caller) -> None:
    made = caller.post(MODIFIERS, **ENGRAVING)["data"]
    line: dict[str, Any] = {"product_id": 301, "variant_id": 1_001, "quantity": 1}
    sent = {"billing_address": ADDRESS, "products": [line]}

    assert caller.http.post("/v2/orders", json=sent).status_code == 400

    line["product_options"] = [{"id": made["id"], "value": "To Ada"}]
    assert caller.http.post("/v2/orders", json=sent).is_success


def test_a_modifier_comes_changes_and_goes(caller: Caller) -> None:
    made = caller.post(MODIFIERS, **WRAPPING)["data"]
    path = f"{MODIFIERS}/{made['id']}"
    assert made["product_id"] == 301
    value = made["option_values"][0]
    assert value["option_id"] == made["id"]

    caller.put(path, required=True)
    adjusters = {"price": {"adjuster": "relative", "adjuster_value": 5}}
    changed = caller.put(f"{path}/values/{value['id']}", adjusters=adjusters)["data"]

    assert caller.get(path)["data"]["required"] is True
    assert changed["adjusters"]["price"] == adjusters["price"]
    assert caller.get(LAMP, include="modifiers")["data"]["modifiers"][0]["id"] == made["id"]
    assert caller.http.delete(path).status_code == 204
    assert caller.get(MODIFIERS)["data"] == []


def test_a_checkbox_has_its_two_values(caller: Caller) -> None:
    made = caller.post(MODIFIERS, display_name="Gift", type="checkbox", required=False)["data"]

    assert [one["label"] for one in made["option_values"]] == ["Yes", "No"]


def test_a_modifiers_value_has_a_picture(caller: Caller) -> None:
    made = caller.post(MODIFIERS, **WRAPPING)["data"]
    path = f"{MODIFIERS}/{made['id']}/values/{made['option_values'][0]['id']}/image"

    url = caller.http.post(path, files={"image_file": picture("bow")}).json()["data"]["image_url"]

    assert caller.http.get(url).content == picture("bow")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"display_name": "colour"}, 409),
        ({"type": "banana"}, 422),
        ({"required": None}, 422),
        ({"type": "dropdown"}, 422),
    ],
    ids=str,
)
def test_a_modifier_that_breaks_a_rule_is_refused(
    caller: Caller, changes: dict[str, object], status: int
) -> None:
    assert caller.http.post(MODIFIERS, json=ENGRAVING | changes).status_code == status
    assert caller.get(MODIFIERS)["data"] == []
