"""Brands: TikTok Shop's and the seller's own, which of them fit, and which are suggested."""

from __future__ import annotations

import pytest

from tests.sandbox.tiktok_scene import LAMPS, TOPS, Json
from tests.sandbox.tiktok_selling import FINE, SellingScene, opened

BRANDS = "/product/202309/brands"
SAGAFORM, LUMA, FIRST_TIER = "7082427311584347905", "7082427311584347907", "7082427311584347908"


def create(scene: SellingScene, name: str) -> int:
    return scene.ask("POST", BRANDS, {"name": name}).code


def listed(scene: SellingScene, **query: str) -> dict[str, Json]:
    found = scene.ask("GET", BRANDS, page_size="100", **query).data["brands"]
    return {one["id"]: one for one in found}


def test_a_brand_of_the_sellers_own_can_be_used_at_once_but_is_not_authorized() -> None:
    scene = opened()
    brand_id = scene.ask("POST", BRANDS, {"name": "Lampen \u00d6hlund & Co."}).data["id"]
    shown = listed(scene, brand_name="\u00f6hlund")[brand_id]
    assert (shown["authorized_status"], shown["is_t1_brand"]) == ("UNAUTHORIEZD", False)
    product_id = scene.lists(brand_id=brand_id)
    assert scene.read(product_id)["brand"]["name"] == "Lampen \u00d6hlund & Co."


def test_a_first_tier_brand_needs_an_authorization() -> None:
    scene = opened()
    assert listed(scene)[FIRST_TIER]["is_t1_brand"]
    assert scene.create(brand_id=FIRST_TIER).code == 12052007
    product_id = scene.lists()
    assert scene.partly(product_id, brand_id=FIRST_TIER).code == 12052007


def test_a_brand_is_available_in_its_own_categories() -> None:
    scene = opened()
    for category_id, status in ((LAMPS, "AVAILABLE"), (TOPS, "UNAVAILABLE")):
        assert listed(scene, category_id=category_id)[SAGAFORM]["brand_status"] == status
    assert "brand_status" not in listed(scene)[SAGAFORM]
    assert "brand_status" not in listed(scene, category_id=LAMPS)[FIRST_TIER]
    assert FIRST_TIER not in listed(scene, is_authorized="true")
    assert set(listed(scene, is_authorized="false")) == {FIRST_TIER}
    assert scene.ask("GET", BRANDS, page_size="9", category_id="600001").code == 12052001


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ab", FINE),
        ("x" * 30, FINE),
        ("Route 6666", FINE),
        ("x", 12052090),
        ("x" * 31, 12052090),
        ("\u706f\u5177\u5e97", 12052090),
        ("Lamp \U0001f4a1", 12052090),
        ("\U0001d4db\U0001d4ea\U0001d4f6\U0001d4f9", 12052090),
        ("Route 66666", 12052090),
        ("LUMA", 12052091),
        ("", 36009004),
    ],
)
def test_which_names_a_brand_may_have(name: str, code: int) -> None:
    assert create(opened(), name) == code


def test_fifty_brands_a_day_are_enough() -> None:
    scene = opened()
    assert {create(scene, f"Brand {number}") for number in range(50)} == {FINE}
    assert create(scene, "Brand 50") == 12052092
    scene.later(days=1)
    assert create(scene, "Brand 50") == FINE


def test_brands_are_suggested_that_the_texts_name_the_title_first() -> None:
    scene = opened()

    def suggested(**body: str) -> list[str]:
        found = scene.ask("POST", "/product/202609/brands/suggest", body).data["brands"]
        return [one["id"] for one in found]

    title, text = "A luma lamp", "Goes with everything by Sagaform"
    assert suggested(product_title=title, description=text, category_id=LAMPS) == [LUMA, SAGAFORM]
    assert suggested(product_title="Illumapro") == []
    path = "/product/202609/brands/suggest"
    assert scene.ask("POST", path, {"product_title": "x", "category_id": "1"}).code == 12052001
