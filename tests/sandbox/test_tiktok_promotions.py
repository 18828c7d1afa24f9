"""Promotions: their terms, how time moves them, and what stands still while they go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.tiktok_promoted import (
    DAY,
    HOUR,
    ONE_ORDER,
    SPENT,
    buy_get,
    create,
    deal,
    gift,
    more,
    put,
    read,
    shipping,
    terms,
    tier,
)
from tests.sandbox.tiktok_scene import Json
from tests.sandbox.tiktok_selling import ACTIVITIES, FINE, PRODUCT, SellingScene, opened

OF_TERMS, OF_ITS_END = 45101002, 45101005


def update(scene: SellingScene, activity_id: str, **changes: Any) -> int:
    path = f"{ACTIVITIES}/{activity_id}"
    return scene.ask("PUT", path, terms(scene, **changes)).code


def deactivate(scene: SellingScene, activity_id: str) -> int:
    return scene.ask("POST", f"{ACTIVITIES}/{activity_id}/deactivate").code


def republish(scene: SellingScene, activity_id: str, begin: int = HOUR, end: int = DAY) -> int:
    path = ACTIVITIES.replace("202309", "202607")
    body = {"begin_time": scene.now + begin, "end_time": scene.now + end}
    return scene.ask("POST", f"{path}/{activity_id}/republish", body).code


# --- the course of time -----------------------------------------------------------------


def test_a_promotion_begins_and_ends_by_the_clock() -> None:
    scene = opened()
    made = scene.ask("POST", ACTIVITIES, terms(scene)).data
    activity_id = made["activity_id"]
    assert (made["status"], made["create_time"]) == ("NOT_START", scene.now)
    scene.shop.clock.passes(hours=1)
    assert read(scene, activity_id)["status"] == "ONGOING"
    scene.shop.clock.passes(hours=24)
    shown = read(scene, activity_id)
    assert (shown["status"], shown["title"]) == ("EXPIRED", "Spring sale")
    assert shown["create_time"] == made["create_time"] * 1000


def test_a_price_stands_still_only_while_its_product_is_in_a_promotion_that_goes_on() -> None:
    scene = opened()
    product_id, other = scene.lists(), scene.lists(scene.sku("LAMP-2"))
    activity_id = create(scene)
    assert put(scene, activity_id, deal(product_id)).code == FINE

    def price(one: str) -> int:
        body = {"skus": [{"id": scene.skus(one)[0]["id"], "price": scene.price("19")}]}
        return scene.ask("POST", f"{PRODUCT}/{one}/prices/update", body).code

    assert price(product_id) == FINE
    scene.shop.clock.passes(hours=1)
    assert (price(product_id), price(other)) == (12052902, FINE)
    assert scene.ask("GET", f"{PRODUCT}/{product_id}").data["status"] == "ACTIVATE"
    assert deactivate(scene, activity_id) == FINE
    assert price(product_id) == FINE


def test_a_shipping_discount_without_end_goes_on_until_it_is_deactivated() -> None:
    scene = opened()
    body = {**shipping(), "duration_type": "INDEFINITE", "begin_time": 0, "end_time": 0}
    activity_id = create(scene, **body)
    scene.later(days=400)
    assert read(scene, activity_id)["status"] == "ONGOING"
    assert deactivate(scene, activity_id) == FINE
    assert read(scene, activity_id)["status"] == "DEACTIVATED"
    assert deactivate(scene, activity_id) == OF_ITS_END


def test_promotions_are_found_by_status_kind_and_title_page_by_page() -> None:
    scene = opened()
    for number, kind in enumerate(("FIXED_PRICE", "FLASHSALE", "DIRECT_DISCOUNT")):
        create(scene, title=f"Sale {number}", activity_type=kind)
        scene.shop.clock.passes(minutes=1)

    def found(**body: Any) -> Json:
        return scene.ask("POST", f"{ACTIVITIES}/search", body).data

    first = found(page_size=2)
    rest = found(page_size=2, page_token=first["next_page_token"])
    titles = [one["title"] for one in (*first["activities"], *rest["activities"])]
    assert (titles, rest["next_page_token"]) == (["Sale 0", "Sale 1", "Sale 2"], "")
    assert [one["title"] for one in found(activity_type="FLASHSALE")["activities"]] == ["Sale 1"]
    assert found(activity_title="Sale")["total_count"] == 3
    assert found(activity_title="sale")["total_count"] == 0
    assert found(status="ONGOING")["total_count"] == 0
    for body in ({"status": "DRAFT"}, {"activity_type": "COUPON"}, {"page_size": 101}):
        assert scene.ask("POST", f"{ACTIVITIES}/search", body).code == 36009004


# --- the terms --------------------------------------------------------------------------

FAULTS: list[tuple[str, Json]] = [
    ("a long title", {"title": "x" * 101}),
    ("a long title of a flash sale", {"title": "x" * 51, "activity_type": "FLASHSALE"}),
    ("a beginning that has passed", {"begin_time": 0}),
    ("ten minutes too few", {"end_time": 1740834000 + 599}),
    ("a flash sale over 3 days", {"activity_type": "FLASHSALE", "end_time": 1740834000 + 260_000}),
    ("no end", {"duration_type": "INDEFINITE"}),
    ("no benefit", more(discount={})),
    ("no limit per buyer", more(participation_limit=[])),
    ("an unknown limit", more(participation_limit=[{"type": "TWICE"}])),
    ("unknown buyers", more(target_user_info={"user_type": "RICH"})),
    ("three tiers", more(tier(), tier(2, "3", "20"), tier(3, "4", "30"))),
    ("tiers from 0", more(tier(0))),
    ("equal thresholds", more(tier(), tier(2, "2", "20"))),
    ("equal values", more(tier(), tier(2, "3", "10"))),
    ("two kinds of tiers", more(tier(), tier(2, "3", "20", type="AMOUNT_OFF"))),
    ("two kinds of thresholds", more(tier(), tier(2, "3", "20", threshold_type=SPENT))),
    ("half an item", more(tier(threshold="1.5"))),
    ("half a percent", more(tier(value="9.5"))),
    ("parts of a penny", more(tier(threshold="9.999", threshold_type=SPENT))),
    ("an unknown threshold", more(tier(threshold_type="WEIGHT"))),
    ("an unknown type of discount", more(tier(type="FREE"))),
    ("eleven items", buy_get(threshold_value="11")),
    ("a percentage of nothing", buy_get(discount_type="PERCENTAGE_OFF")),
    ("21 items free", buy_get(benefit_max_applicable_quantity="21")),
    ("51 times", buy_get(benefit_max_applicable_times="51")),
    ("a fee without amount", shipping(type="DISCOUNT_SHIPPING_FEE")),
    ("an unknown fee", shipping(type="HALF")),
    ("an unknown way", shipping(shipping_method="PIGEON")),
    ("unknown stock", shipping(inventory_type="ANY")),
    ("areas without names", shipping(area_scope={"type": "SPECIFIC_AREAS"})),
    ("unknown areas", shipping(area_scope={"type": "NEARBY"})),
    (
        "a threshold for products",
        shipping("PRODUCT", threshold_type=SPENT, threshold_value="20"),
    ),
    ("TikTok's stock for products", shipping("PRODUCT", inventory_type="ALL")),
    ("an unknown gift", gift("1", "2")),
]


@pytest.mark.parametrize("changes", [one[1] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_terms_that_the_vendor_does_not_take_are_refused(changes: Json) -> None:
    scene = opened()
    assert terms(scene)["begin_time"] == 1740834000, "the table reckons with this hour"
    assert scene.ask("POST", ACTIVITIES, terms(scene, **changes)).code == OF_TERMS
    assert scene.ask("POST", f"{ACTIVITIES}/search", {}).data["total_count"] == 0


FINE_TERMS: list[tuple[str, Json]] = [
    ("a percentage for SKUs", {"activity_type": "DIRECT_DISCOUNT", "product_level": "VARIATION"}),
    ("a flash sale of 3 days", {"activity_type": "FLASHSALE", "end_time": 1740834000 + 3 * DAY}),
    ("two tiers", more(tier(), tier(2, "3", "20"), product_level="SHOP")),
    ("so much off", more(tier(type="AMOUNT_OFF", value="2.50", threshold_type=SPENT))),
    ("one free of two", buy_get(benefit_max_applicable_times="50")),
    ("half off the second", buy_get(discount_type="PERCENTAGE_OFF", discount_value="50")),
    (
        "a fee of a sum",
        shipping(
            type="DISCOUNT_SHIPPING_FEE", value="2.99", threshold_type=SPENT, threshold_value="20"
        ),
    ),
    ("TikTok's stock", shipping(inventory_type="FULFILLED_BY_TIKTOK")),
]


@pytest.mark.parametrize(
    "changes", [one[1] for one in FINE_TERMS], ids=[one[0] for one in FINE_TERMS]
)
def test_terms_within_the_rules_are_taken_and_shown(changes: Json) -> None:
    scene = opened()
    given = terms(scene, **changes)
    shown = read(scene, create(scene, **changes))
    assert {name: shown[name] for name in given} == given


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"activity_type": "COUPON"}, 36009004),
        ({"product_level": "SHOP"}, 36009004),
        ({**shipping("VARIATION")}, 36009004),
        ({**gift("1", "1"), "product_level": "SHOP"}, 36009004),
    ],
)
def test_a_kind_has_its_scopes(changes: Json, code: int) -> None:
    scene = opened()
    assert scene.ask("POST", ACTIVITIES, terms(scene, **changes)).code == code


def test_gifts_exist_once_and_in_as_many_tiers_as_the_region_allows() -> None:
    for region, code in (("GB", FINE), ("US", OF_TERMS)):
        scene = opened(region)
        skus = [
            (one, scene.skus(one)[0]["id"])
            for one in (scene.lists(), scene.lists(scene.sku("LAMP-2")))
        ]
        one, two = (gift(*ids)["discount"]["gift_discount"]["gift_infos"][0] for ids in skus)
        body = gift(*skus[0])
        assert create(scene, title="one tier", **body)
        higher = {**two, "tier": 2, "threshold_value": "40"}
        body["discount"]["gift_discount"]["gift_infos"] = [one, higher]
        assert scene.ask("POST", ACTIVITIES, terms(scene, **body)).code == code
        body["discount"]["gift_discount"]["gift_infos"] = [one, {**higher, **_gifts(one)}]
        assert scene.ask("POST", ACTIVITIES, terms(scene, **body)).code == OF_TERMS
        none = gift(*skus[0], total_claim_limit="0")
        assert scene.ask("POST", ACTIVITIES, terms(scene, **none)).code == OF_TERMS


def _gifts(one: Json) -> Json:
    return {"gift_details": one["gift_details"]}


# --- updating, ending, beginning again --------------------------------------------------


def test_an_update_takes_in_what_its_kind_may_change() -> None:
    scene = opened()
    fixed, rebate = create(scene), create(scene, title="Two for less", **more())
    assert update(scene, fixed, title="Summer sale", product_level="VARIATION") == FINE
    assert read(scene, fixed)["title"] == "Summer sale"
    assert read(scene, fixed)["product_level"] == "PRODUCT"
    assert update(scene, rebate, title="More", **more(tier(value="30"))) == FINE
    shown = read(scene, rebate)["discount"]["bmsm_discount"]["details"]
    assert shown[0]["value"] == "30"
    assert update(scene, rebate, title="More") == OF_TERMS
    assert update(scene, fixed, title="More") == 45101003
    assert update(scene, "1") == 45101001


def test_what_buyers_were_promised_stays_while_it_goes_on() -> None:
    scene = opened()
    begin = terms(scene)["begin_time"]
    activity_id = create(scene, **more())
    scene.shop.clock.passes(hours=2)
    kept = {"begin_time": begin, "end_time": begin + 2 * DAY}
    assert update(scene, activity_id, **more(), **kept) == FINE
    assert update(scene, activity_id, **more()) == OF_TERMS
    for changed in (
        more(tier(threshold="3")),
        more(tier(type="AMOUNT_OFF")),
        more(participation_limit=[{"type": "BUYER_NO_LIMIT"}]),
        more(product_level="SHOP"),
        more(target_user_info={"user_type": "SHOP_NEW_CUSTOMER"}),
    ):
        assert update(scene, activity_id, **kept, **changed) == 45101004
    assert update(scene, activity_id, **more(tier(), tier(2, "4", "20")), **kept) == FINE


def _expire(scene: SellingScene, activity_id: str) -> None:
    scene.shop.clock.passes(days=2)
    assert read(scene, activity_id)["status"] == "EXPIRED"


def _stop(scene: SellingScene, activity_id: str) -> None:
    assert deactivate(scene, activity_id) == FINE


@pytest.mark.parametrize("end", [_expire, _stop])
def test_what_is_over_changes_no_more_but_begins_again_within_a_week(
    end: Callable[[SellingScene, str], None],
) -> None:
    scene = opened()
    product_id, activity_id = scene.lists(), create(scene)
    put(scene, activity_id, deal(product_id))
    assert republish(scene, activity_id) == OF_ITS_END
    end(scene, activity_id)
    assert update(scene, activity_id) == OF_ITS_END
    assert put(scene, activity_id, deal(product_id)).code == OF_ITS_END
    assert republish(scene, activity_id, begin=-1) == OF_TERMS
    assert republish(scene, activity_id, end=HOUR + 599) == OF_TERMS
    assert republish(scene, activity_id) == FINE
    shown = read(scene, activity_id)
    assert (shown["status"], shown["begin_time"]) == ("NOT_START", scene.now + HOUR)
    assert [one["id"] for one in shown["products"]] == [product_id]
    end(scene, activity_id)
    scene.later(days=8)
    assert republish(scene, activity_id) == OF_ITS_END


def test_only_discounts_on_products_begin_again() -> None:
    scene = opened()
    activity_id = create(scene, **more(), target_user_info={"user_type": "ALL_USER"})
    assert read(scene, activity_id)["participation_limit"] == ONE_ORDER
    assert deactivate(scene, activity_id) == FINE
    assert republish(scene, activity_id) == OF_ITS_END
