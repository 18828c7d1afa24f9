"""Which products and SKUs come into a promotion, at which price, and how they leave it."""

from __future__ import annotations

import pytest

from tests.sandbox.tiktok_promoted import (
    DAY,
    HOUR,
    create,
    deal,
    gift,
    more,
    put,
    read,
    remove,
    shipping,
)
from tests.sandbox.tiktok_scene import Json
from tests.sandbox.tiktok_selling import ACTIVITIES, FINE, PRODUCT, SellingScene, opened

OF_THE_CALL, OF_A_PRODUCT, TAKEN = 45101006, 45101007, 45101008


def two_colours(scene: SellingScene, name: str = "LAMP") -> tuple[str, list[str]]:
    """List a product of two SKUs and return its id and theirs."""
    skus = [
        scene.sku(f"{name}-{shade}", sales_attributes=[{"id": "100000", "value_name": shade}])
        for shade in ("Red", "Blue")
    ]
    product_id = scene.lists(*skus)
    return product_id, [one["id"] for one in scene.skus(product_id)]


def products(scene: SellingScene, activity_id: str) -> list[Json]:
    found: list[Json] = read(scene, activity_id)["products"]
    return found


def test_whole_products_are_promoted_at_a_price_of_the_shops_currency() -> None:
    scene = opened()
    product_id, activity_id = scene.lists(), create(scene)
    told = put(scene, activity_id, deal(product_id, "14.99", quantity_limit=5)).data
    assert (told["total_count"], told["status"]) == (1, "NOT_START")
    (shown,) = products(scene, activity_id)
    assert shown["activity_price"] == {"amount": "14.99", "currency": "GBP"}
    assert (shown["quantity_limit"], shown["quantity_per_user"], shown["skus"]) == (5, -1, [])


def test_single_skus_are_promoted_added_and_changed() -> None:
    scene = opened()
    product_id, (red, blue) = two_colours(scene)
    activity_id = create(scene, activity_type="DIRECT_DISCOUNT", product_level="VARIATION")
    first = deal(product_id, None, skus=[deal(red, None, discount="10")])
    second = deal(product_id, None, skus=[deal(blue, None, discount="20")])
    assert put(scene, activity_id, first).data["total_count"] == 1
    assert put(scene, activity_id, second).code == FINE
    (shown,) = products(scene, activity_id)
    assert {one["id"]: one["discount"] for one in shown["skus"]} == {red: "10", blue: "20"}
    assert remove(scene, activity_id, sku_ids=[red]).code == FINE
    assert [one["id"] for one in products(scene, activity_id)[0]["skus"]] == [blue]
    assert remove(scene, activity_id, sku_ids=[blue]).code == FINE
    assert products(scene, activity_id) == []


FLAWS: list[tuple[str, str, Json]] = [
    ("no price", "FIXED_PRICE", {"activity_price_amount": None}),
    ("a price of 0", "FIXED_PRICE", {"activity_price_amount": "0"}),
    ("parts of a penny", "FIXED_PRICE", {"activity_price_amount": "1.999"}),
    ("a price that is no deal", "FLASHSALE", {"activity_price_amount": "20"}),
    ("price and discount", "FIXED_PRICE", {"discount": "10"}),
    ("a discount of 100", "DIRECT_DISCOUNT", {"activity_price_amount": None, "discount": "100"}),
    ("a discount of a half", "DIRECT_DISCOUNT", {"activity_price_amount": None, "discount": "0.5"}),
    ("a price as discount", "DIRECT_DISCOUNT", {}),
    ("a limit of 0", "FIXED_PRICE", {"quantity_limit": 0}),
    ("a limit of 100", "FIXED_PRICE", {"quantity_per_user": 100}),
    ("SKUs of a product", "FIXED_PRICE", {"skus": [deal("1")]}),
]


@pytest.mark.parametrize(
    ("kind", "changes"), [one[1:] for one in FLAWS], ids=[one[0] for one in FLAWS]
)
def test_a_flawed_deal_is_refused_and_nothing_of_the_call_is_taken(
    kind: str, changes: Json
) -> None:
    scene = opened()
    activity_id = create(scene, activity_type=kind)
    right = {"activity_price_amount": None, "discount": "10"} if kind == "DIRECT_DISCOUNT" else {}
    fine = {**deal(scene.lists(scene.sku("LAMP-2"))), **right}
    flawed = {**deal(scene.lists()), **changes}
    assert put(scene, activity_id, fine, flawed).code == OF_A_PRODUCT
    assert products(scene, activity_id) == []
    assert put(scene, activity_id, fine).code == FINE


def test_a_promotion_of_skus_names_skus_and_nothing_of_their_product() -> None:
    scene = opened()
    product_id, (red, _) = two_colours(scene)
    activity_id = create(scene, product_level="VARIATION")
    sku = deal(red)
    for flawed in (
        deal(product_id, None),
        deal(product_id, None, skus=[deal("1")]),
        deal(product_id, "15", skus=[sku]),
        deal(product_id, None, quantity_limit=5, skus=[sku]),
        deal(product_id, None, skus=[deal(red, "25")]),
    ):
        assert put(scene, activity_id, flawed).code == OF_A_PRODUCT
    assert put(scene, activity_id, deal(product_id, None, skus=[sku])).code == FINE


def test_only_live_products_are_promoted() -> None:
    scene = opened()
    activity_id, waiting = create(scene), str(scene.create().data["product_id"])
    assert put(scene, activity_id, deal(waiting)).code == OF_A_PRODUCT
    assert put(scene, activity_id, deal("1")).code == OF_A_PRODUCT
    scene.vendor.reviews()
    assert put(scene, activity_id, deal(waiting)).code == FINE


def test_limits_never_become_stricter() -> None:
    scene = opened()
    product_id, activity_id = scene.lists(), create(scene)
    for limit, code in ((5, FINE), (4, OF_A_PRODUCT), (6, FINE), (-1, FINE), (99, OF_A_PRODUCT)):
        assert put(scene, activity_id, deal(product_id, quantity_limit=limit)).code == code


def test_a_product_has_one_discount_at_a_time() -> None:
    scene = opened()
    product_id, first = scene.lists(), create(scene)
    assert put(scene, first, deal(product_id)).code == FINE
    at_once = create(scene, title="Flash", activity_type="FLASHSALE")
    begin = scene.now + HOUR + DAY
    after = create(scene, title="Later", begin_time=begin, end_time=begin + DAY)
    assert put(scene, at_once, deal(product_id)).code == TAKEN
    assert put(scene, after, deal(product_id)).code == FINE
    assert remove(scene, first, product_ids=[product_id]).code == FINE
    assert put(scene, at_once, deal(product_id)).code == FINE


def test_what_is_in_a_flash_sale_that_goes_on_stays_as_it_is_and_more_may_come() -> None:
    scene = opened()
    product_id, other = scene.lists(), scene.lists(scene.sku("LAMP-2"))
    activity_id = create(scene, activity_type="FLASHSALE")
    assert put(scene, activity_id, deal(product_id)).code == FINE
    assert put(scene, activity_id, deal(product_id, "14")).code == FINE
    scene.shop.clock.passes(hours=1)
    assert put(scene, activity_id, deal(product_id, "13")).code == OF_A_PRODUCT
    assert put(scene, activity_id, deal(other, "13")).code == FINE


def test_a_promotion_of_the_shop_excludes_products_and_names_those_that_are_given() -> None:
    scene = opened()
    product_id, other = scene.lists(), scene.lists(scene.sku("LAMP-2"))
    activity_id = create(scene, **more(product_level="SHOP"))
    given = {"benefit_product_ids": [other], "exclude_product_ids": [product_id]}
    told = put(scene, activity_id, **given).data
    assert told["total_count"] == 0
    assert read(scene, activity_id)["benefit_products"] == [{"id": other}]
    assert put(scene, activity_id, deal(product_id, None)).code == OF_THE_CALL
    assert put(scene, activity_id, benefit_product_ids=["1"]).code == 12052901
    assert remove(scene, activity_id, benefit_product_ids=[other]).code == FINE
    assert read(scene, activity_id)["benefit_products"] == []


def _ids(count: int) -> list[str]:
    return [str(number) for number in range(count)]


CALLS: list[tuple[str, Json, list[Json], Json]] = [
    ("nothing", {}, [], {}),
    ("301 products", {}, [deal("1")] * 301, {}),
    ("301 SKUs", {}, [deal("1", skus=[deal("2")] * 301)], {}),
    ("given products of a price", {}, [deal("1")], {"benefit_product_ids": ["1"]}),
    ("excluded of products", more(), [deal("1")], {"exclude_product_ids": ["1"]}),
    ("101 given products", more(), [], {"benefit_product_ids": _ids(101)}),
    ("101 excluded", more(product_level="SHOP"), [], {"exclude_product_ids": _ids(101)}),
    ("a shop's shipping", shipping(), [deal("1", None)], {}),
]


@pytest.mark.parametrize(
    ("kind", "given", "body"), [one[1:] for one in CALLS], ids=[one[0] for one in CALLS]
)
def test_a_call_takes_so_much_and_only_what_its_kind_knows(
    kind: Json, given: list[Json], body: Json
) -> None:
    scene = opened()
    assert put(scene, create(scene, **kind), *given, **body).code == OF_THE_CALL


def test_the_body_names_the_promotion_of_the_path() -> None:
    scene = opened()
    path = f"{ACTIVITIES}/{create(scene)}/products"
    body = {"activity_id": "1", "products": [deal(scene.lists())]}
    assert scene.ask("PUT", path, body).code == 36009004
    assert put(scene, "1", deal("1")).code == 45101001


def test_what_is_removed_must_be_named_the_way_the_promotion_is_made() -> None:
    scene = opened()
    product_id, (red, _) = two_colours(scene)
    whole, given = create(scene), create(scene, title="Gift", **gift(product_id, red))
    removals: list[tuple[dict[str, list[str]], str, int]] = [
        ({}, whole, 36009004),
        ({"product_ids": []}, whole, 36009004),
        ({"product_ids": _ids(301)}, whole, 36009004),
        ({"exclude_product_ids": ["1"]}, given, 36009004),
        ({"sku_ids": [red]}, whole, OF_THE_CALL),
        ({"product_ids": ["1"]}, whole, FINE),
    ]
    for ids, activity_id, code in removals:
        assert remove(scene, activity_id, **ids).code == code, ids


def test_a_price_of_a_product_in_a_promotion_of_shipping_stands_still_too() -> None:
    scene = opened()
    product_id = scene.lists()
    activity_id = create(scene, **shipping("PRODUCT"))
    assert put(scene, activity_id, deal(product_id, "15")).code == OF_A_PRODUCT
    assert put(scene, activity_id, deal(product_id, None)).code == FINE
    scene.shop.clock.passes(hours=2)
    body = {"skus": [{"id": scene.skus(product_id)[0]["id"], "price": scene.price("9")}]}
    assert scene.ask("POST", f"{PRODUCT}/{product_id}/prices/update", body).code == 12052902
