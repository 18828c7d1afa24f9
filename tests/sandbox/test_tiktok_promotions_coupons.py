"""Coupons: issued by the seller in the Seller Center, read by programs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.tiktok_scene import Json
from tests.sandbox.tiktok_selling import SellingScene, opened

COUPONS = "/promotion/202406/coupons"


def search(scene: SellingScene, **body: Any) -> list[str]:
    found = scene.ask("POST", f"{COUPONS}/search", body).data["coupons"]
    return [one["title"] for one in found]


def read(scene: SellingScene, coupon_id: str) -> Json:
    coupon: Json = scene.ask("GET", f"{COUPONS}/{coupon_id}").data["coupon"]
    return coupon


def test_a_coupon_grants_what_was_issued_and_ends_by_the_clock() -> None:
    scene = opened()
    product_id = scene.lists()
    coupon_id = scene.vendor.issues_coupon(
        "Welcome back", amount="5", min_spend="30", begins_in=1, days=2, product_ids=[product_id]
    )
    coupon = read(scene, coupon_id)
    assert coupon["discount"]["reduction_amount"] == {"amount": "5.00", "currency": "GBP"}
    assert coupon["threshold"]["min_spend"] == {"amount": "30.00", "currency": "GBP"}
    assert (coupon["product_scope"], coupon["product_ids"]) == ("SPECIFIC_PRODUCTS", [product_id])
    assert coupon["status"] == "NOT_START"
    scene.shop.clock.passes(days=1)
    assert read(scene, coupon_id)["status"] == "ONGOING"
    scene.shop.clock.passes(days=2)
    assert read(scene, coupon_id)["status"] == "EXPIRED"


def test_coupons_are_found_by_status_display_and_the_beginnings_of_words() -> None:
    scene = opened()
    scene.vendor.issues_coupon("Spring ten", percent=10)
    scene.vendor.issues_coupon("Autumn", percent=10, begins_in=9, display_type="LIVE")
    scene.vendor.issues_coupon(
        "Secret spring", percent=20, display_type="PROMO_CODE", promo_code="LAMP2025"
    )
    assert set(search(scene, title_keyword="SPRING")) == {"Spring ten", "Secret spring"}
    assert search(scene, title_keyword="spring t") == ["Spring ten"]
    assert search(scene, title_keyword="pring") == []
    assert search(scene, status=["NOT_START", "EXPIRED"]) == ["Autumn"]
    assert search(scene, display_type=["PROMO_CODE"], status=["ONGOING"]) == ["Secret spring"]
    assert len(search(scene)) == 3


@pytest.mark.parametrize(
    "body",
    [{"status": ["DRAFT"]}, {"display_type": ["PAPER"]}, {"title_keyword": "\u00e9" * 51}],
)
def test_a_search_for_what_there_is_not_is_refused(body: Json) -> None:
    assert opened().ask("POST", f"{COUPONS}/search", body).code == 36009004


def test_only_south_east_asia_limits_redemptions() -> None:
    for region, told in (("ID", True), ("GB", False)):
        scene = opened(region)
        limits = read(scene, scene.vendor.issues_coupon("Ten", percent=10))["usage_limits"]
        assert ("redemption_limit" in limits) == told


@pytest.mark.parametrize(
    "offer",
    [
        {},
        {"percent": 10, "amount": "5"},
        {"percent": 100},
        {"amount": "-1"},
        {"percent": 10, "days": 0},
        {"percent": 10, "display_type": "PAPER"},
        {"percent": 10, "display_type": "PROMO_CODE", "promo_code": "SHORT"},
        {"percent": 10, "promo_code": "LAMP2025"},
    ],
)
def test_what_is_no_coupon_is_not_issued(offer: dict[str, Any]) -> None:
    scene = opened()
    with pytest.raises(ValueError, match=r"coupon|display_type"):
        scene.vendor.issues_coupon("Ten", **offer)
    assert search(scene) == []
    assert scene.ask("GET", f"{COUPONS}/1").code == 45101020


def test_a_coupon_for_an_unknown_product_is_not_issued() -> None:
    with pytest.raises(LookupError):
        opened().vendor.issues_coupon("Ten", percent=10, product_ids=["1"])
