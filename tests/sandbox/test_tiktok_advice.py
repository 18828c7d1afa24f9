"""Advice on listings: what could be better, what would be usual, what a shop lacks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.test_tiktok_rules import png
from tests.sandbox.tiktok_scene import BOOKS, DRESSES, LAMPS, PRODUCTS, TOPS, Json
from tests.sandbox.tiktok_selling import FINE, SellingScene, opened

DIAGNOSE = "/product/202411/products/diagnose_optimize"
LONG = "<p>" + "A lamp of oak and brass that shines all evening long. " * 7 + "</p>"
OAK = [{"id": "100701", "values": [{"name": "Oak"}]}]


def diagnose(scene: SellingScene, **body: Any) -> Json:
    return scene.ask("POST", DIAGNOSE, {"category_id": LAMPS, **body}).data


def codes(diagnosis: Json) -> dict[str, list[str]]:
    """Return what was found by field."""
    return {
        one["field"]: [result["code"] for result in one["diagnosis_results"]]
        for one in diagnosis["diagnoses"]
    }


# --- what could be better ---------------------------------------------------------------


def test_a_meagre_listing_is_diagnosed_field_by_field() -> None:
    scene = opened()
    product_id = scene.lists()
    (told,) = scene.ask(
        "GET", "/product/202405/products/diagnoses", product_ids=f"{product_id},1"
    ).data["products"]
    assert told["id"] == product_id
    assert codes(told) == {
        "TITLE": ["title_too_short"],
        "DESCRIPTION": ["description_too_short"],
        "IMAGE": ["too_few_images"],
        "ATTRIBUTE": ["attributes_missing"],
    }
    assert "listing_quality" not in told


def rich(scene: SellingScene) -> Json:
    """Return the content of a listing in which nothing is left to advise."""
    path = f"/product/202309/categories/{LAMPS}/attributes"
    version = "v2" if scene.shop.region == "US" else "v1"
    attributes = scene.ask("GET", path, category_version=version).data["attributes"]
    wanted = [one for one in attributes if one["type"] == "PRODUCT_PROPERTY"]
    return {
        "title": "A lamp of oak and brass that shines all evening long",
        "description": LONG,
        "main_images": [{"uri": scene.upload().data["uri"]} for _ in range(5)],
        "product_attributes": [
            {"id": one["id"], "values": [_value(one)]}
            for one in wanted
            if not one["requirement_conditions"]
        ],
    }


def _value(attribute: Json) -> Json:
    return {"id": attribute["values"][0]["id"]} if attribute["values"] else {"name": "7.5"}


def test_the_united_states_see_a_tier_that_rises_with_what_is_mended() -> None:
    scene = opened("US")
    whole = rich(scene)
    tiers: list[tuple[Json, str, int]] = [
        ({}, "POOR", 4),
        ({name: whole[name] for name in ("title", "description")}, "FAIR", 2),
        (whole, "GOOD", 0),
    ]
    for changes, tier, left in tiers:
        product_id = scene.lists(scene.sku(f"LAMP-{left}"), **changes)
        quality = diagnose(scene, product_id=product_id)["listing_quality"]
        assert quality == {"current_tier": tier, "remaining_recommendations": left}
        assert scene.read(product_id)["listing_quality_tier"] == tier


def test_a_new_product_and_one_like_a_live_one_are_diagnosed_too() -> None:
    scene = opened()
    product_id = scene.lists()
    assert set(codes(diagnose(scene))) == {"TITLE", "DESCRIPTION", "IMAGE", "ATTRIBUTE"}
    assert codes(diagnose(scene, **rich(scene))) == {}
    assert "DESCRIPTION" not in codes(diagnose(scene, product_id=product_id, description=LONG))
    assert codes(diagnose(scene, category_id=TOPS))["SIZE_CHART"] == ["size_chart_missing"]
    chart = {"image": {"uri": scene.upload(png(1200, 1200), "SIZE_CHART_IMAGE").data["uri"]}}
    assert "SIZE_CHART" not in codes(diagnose(scene, category_id=TOPS, size_chart=chart))


def test_what_can_not_be_diagnosed_is_refused() -> None:
    scene = opened()
    waiting = scene.create().data["product_id"]
    for body, code in (
        ({"product_id": waiting}, 12052900),
        ({"product_id": "1"}, 12052901),
        ({"category_id": "600001"}, 12052001),
        ({"main_images": [{"uri": "nowhere"}]}, 12052023),
        ({"optimization_fields": ["PRICE"]}, 36009004),
    ):
        assert scene.ask("POST", DIAGNOSE, {"category_id": LAMPS, **body}).code == code, body
    for path in ("diagnoses", "suggestions"):
        assert scene.ask("GET", f"/product/202405/products/{path}").code == 36009004


# --- what would be written --------------------------------------------------------------


def test_titles_and_descriptions_are_suggested_until_they_are_taken() -> None:
    scene = opened()
    product_id = scene.lists(brand_id="7082427311584347907", product_attributes=OAK)

    def suggested() -> dict[str, list[Json]]:
        found = scene.ask(
            "GET", "/product/202405/products/suggestions", product_ids=product_id
        ).data["products"]
        return {one["field"]: one["items"] for one in found[0]["suggestions"]}

    texts = {field: found[0]["text"] for field, found in suggested().items()}
    assert texts == {
        "TITLE": "Luma A lamp that shines in the evening Oak Lamps",
        "DESCRIPTION": "<p>It shines.</p><ul><li>Material: Oak</li></ul>",
    }
    scene.partly(product_id, title=texts["TITLE"], description=texts["DESCRIPTION"])
    scene.vendor.reviews()
    assert suggested() == {"TITLE": [], "DESCRIPTION": []}


def test_only_the_fields_asked_for_get_suggestions() -> None:
    scene = opened()
    uri = scene.upload().data["uri"]
    body = {"title": "A lamp", "main_images": [{"uri": uri}], "optimization_fields": ["TITLE"]}
    told = {one["field"]: one for one in diagnose(scene, **body)["diagnoses"]}
    assert [name for name, one in told.items() if "suggestion" in one] == ["TITLE"]
    words = [one["text"] for one in told["TITLE"]["suggestion"]["seo_words"]]
    assert words == ["Lamps", "Home"]
    everything = diagnose(scene, **{**body, "optimization_fields": ["ALL"]})["diagnoses"]
    (image,) = (one for one in everything if one["field"] == "IMAGE")
    (white,) = image["suggestion"]["images"]
    assert white["uri"] == uri
    assert scene.create(main_images=[{"uri": white["optimized_uri"]}]).code == FINE


def test_reading_advice_changes_nothing() -> None:
    scene = opened()
    product_id = scene.lists()
    before = dict(scene.shop.pictures.pictures)
    path = "/product/202405/products/diagnoses"
    first = scene.ask("GET", path, product_ids=product_id).data
    assert scene.ask("GET", path, product_ids=product_id).data == first
    assert scene.shop.pictures.pictures == before


def test_pictures_become_white_in_a_few_seconds_and_only_once() -> None:
    scene = opened()
    uri = scene.upload().data["uri"]

    def optimize(one: str) -> Json:
        body = {"images": [{"uri": one, "optimization_mode": ["WHITE_BACKGROUND"]}]}
        found: Json = scene.ask("POST", "/product/202404/images/optimize", body).data["images"][0]
        return found

    assert optimize(uri)["optimize_status"] == "PROCESSING"
    scene.shop.clock.passes(seconds=3)
    made = optimize(uri)
    assert (made["optimize_status"], made["original_uri"]) == ("SUCCESS", uri)
    assert optimize(made["optimized_uri"])["optimize_status"] == "IGNORE"
    assert scene.create(main_images=[{"uri": made["optimized_uri"]}]).code == FINE


@pytest.mark.parametrize(
    ("images", "code"),
    [
        ([{"uri": "nowhere"}], 12052023),
        ([{"uri": "x", "optimization_mode": ["BLACK"]}], 36009004),
        ([{"uri": "x"}] * 201, 36009004),
        ([], FINE),
    ],
)
def test_which_pictures_are_made_white(images: list[Json], code: int) -> None:
    assert opened().ask("POST", "/product/202404/images/optimize", {"images": images}).code == code


# --- what would be usual ----------------------------------------------------------------


def size(*sides: str) -> Json:
    return {**dict(zip(("length", "width", "height"), sides, strict=True)), "unit": "CENTIMETER"}


def weight(kilograms: str) -> Json:
    return {"value": kilograms, "unit": "KILOGRAM"}


def test_a_package_is_predicted_from_listings_like_it() -> None:
    scene = opened()

    def predicted(category_id: str) -> Json:
        path = "/product/202609/products/package/predict"
        return scene.ask("POST", path, {"category_id": category_id}).data

    assert predicted(LAMPS) == {}
    for number, kilograms in enumerate(("1", "1.5", "9")):
        scene.create(
            scene.sku(f"LAMP-{number}"),
            package_weight=weight(kilograms),
            package_dimensions=size("10", "20", "30"),
        )
    assert predicted(LAMPS) == {
        "package_weight": {"value": "1.500", "unit": "KILOGRAM"},
        "package_dimensions": {"length": 10, "width": 20, "height": 30, "unit": "CENTIMETER"},
    }
    assert predicted(BOOKS) == {}
    path = "/product/202609/products/package/predict"
    assert scene.ask("POST", path, {"category_id": "600001"}).code == 12052001


def test_brazil_is_told_which_packages_are_odd_and_nobody_else() -> None:
    path, scene = "/product/202602/packages/recommend", opened("BR")
    rows = (("1", "10"), ("1.2", "10"), ("9", "10"), ("1", "40"))
    made = [
        scene.ask(
            "POST",
            PRODUCTS,
            {
                **scene.product(scene.sku(f"LAMP-{number}")),
                "package_weight": weight(kilograms),
                "package_dimensions": size(side, "10", "10"),
            },
        ).data["product_id"]
        for number, (kilograms, side) in enumerate(rows)
    ]
    found = scene.ask("POST", path, {}, page_size="10").data
    odd = {one["product_id"]: one["abnormality_types"] for one in found["products"]}
    assert odd == dict(zip(made, (["None"], ["None"], ["Weight"], ["Dimension"]), strict=True))
    body = {"product_ids": [made[2]]}
    (heavy,) = scene.ask("POST", path, body, page_size="10").data["products"]
    assert heavy["weight_recommendation"]["weight"] == {"min_value": "550", "max_value": "2200"}
    assert opened().ask("POST", path, {}, page_size="10").code == 12052130


def test_required_properties_are_recommended_with_the_values_that_the_texts_name() -> None:
    scene = opened()
    path = "/product/202609/products/properties/recommend"
    body = {"category_id": BOOKS, "product_title": "A novel", "description": "In french"}
    (language,) = scene.ask("POST", path, body).data["recommended_properties"]
    assert (language["name"], language["is_required"]) == ("Language", True)
    assert [one["name"] for one in language["values"]] == ["French"]
    silent = {"category_id": BOOKS, "product_title": "A novel"}
    assert scene.ask("POST", path, silent).data["recommended_properties"][0]["values"] == []
    other = {**silent, "target_property_ids": ["1"]}
    assert scene.ask("POST", path, other).data["recommended_properties"] == []
    plain = {"category_id": LAMPS, "product_title": "Lamp"}
    assert scene.ask("POST", path, plain).data["recommended_properties"] == []


# --- what a shop lacks ------------------------------------------------------------------


def test_a_shop_that_lacks_something_is_told_and_lists_nothing_but_drafts() -> None:
    scene = opened()

    def failed() -> list[str]:
        found = scene.ask("GET", "/product/202312/prerequisites").data["check_results"]
        return [one["check_item"] for one in found if one["is_failed"]]

    assert failed() == []
    scene.vendor.demands("SHIPPING_TEMPLATE", "There is no shipping template")
    assert failed() == ["SHIPPING_TEMPLATE"]
    assert scene.create().code == 12052010
    assert scene.create(save_mode="AS_DRAFT").code == FINE
    scene.vendor.demands("SHIPPING_TEMPLATE")
    assert failed() == []
    assert scene.create().code == FINE


def test_only_the_eu_is_checked_for_producer_responsibility() -> None:
    for region, asked in (("DE", True), ("GB", False)):
        found = opened(region).ask("GET", "/product/202312/prerequisites").data["check_results"]
        names = {one["check_item"] for one in found}
        assert ("EXTENDED_PRODUCER_RESPONSIBILITY" in names) == asked
    with pytest.raises(ValueError, match="check item"):
        opened().vendor.demands("GOOD_MOOD", "It rains")


# --- what a laboratory sees -------------------------------------------------------------


def test_a_laboratory_finds_live_products_by_id_or_within_a_shop() -> None:
    scene = opened()
    lamp = scene.lists(brand_id="7082427311584347907")
    dress = scene.lists(
        scene.sku("DRESS-1"),
        category_id=DRESSES,
        title="A dress",
        size_chart={
            "image": {"uri": scene.upload(png(1200, 1200), "SIZE_CHART_IMAGE").data["uri"]}
        },
    )
    scene.create(scene.sku("LAMP-2"))

    def found(**body: Any) -> list[str]:
        path = "/product/202601/compliance/auditing/research"
        data = scene.ask("POST", path, body, page_size="10").data
        return [one["id"] for one in data["products"]]

    assert found(product_ids=[dress, "1"]) == [dress]
    assert found(seller_name="Sandbox shop") == [lamp, dress]
    assert found(seller_id=scene.shop.shop_id, product_title="DRESS") == [dress]
    assert found(seller_id=scene.shop.shop_id, category_ids=[LAMPS]) == [lamp]
    assert found(seller_id=scene.shop.shop_id, brand_ids=["7082427311584347907"]) == [lamp]
    assert found(seller_id="1") == []
    path = "/product/202601/compliance/auditing/research"
    for body in ({}, {"product_ids": ["1"] * 21}):
        assert scene.ask("POST", path, body, page_size="10").code == 36009004
