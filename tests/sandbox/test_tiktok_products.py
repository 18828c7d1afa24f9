"""Products: how they are reviewed, edited and found again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.tiktok_scene import (
    KNIVES,
    NOON,
    PRODUCTS,
    Json,
    Scene,
    opened,
)


def coloured(name: str, **more: Any) -> Json:
    """Return what a SKU needs to be the one of that colour."""
    return {"sales_attributes": [{"id": "100000", "value_name": name}], **more}


def own(name: str, value: str) -> Json:
    return {"name": name, "value_name": value}


# --- the review -------------------------------------------------------------------------


def test_a_new_product_is_pending_until_it_is_reviewed() -> None:
    scene = opened()
    product_id = scene.create().data["product_id"]
    before = scene.read(product_id)
    assert (before["status"], before["audit"]["status"]) == ("PENDING", "AUDITING")
    scene.shop.clock.passes(hours=1)
    assert scene.vendor.reviews() == 1
    after = scene.read(product_id)
    assert (after["status"], after["audit"]["status"]) == ("ACTIVATE", "APPROVED")
    assert after["update_time"] == before["update_time"] + 3600
    assert scene.vendor.reviews() == 0


def test_a_rejected_product_fails_with_the_reason_and_passes_once_mended() -> None:
    scene = opened()
    made = scene.create().data
    scene.vendor.rejects("LAMP-1", "The picture shows a phone number")
    assert scene.vendor.reviews() == 0
    failed = scene.read(made["product_id"])
    assert (failed["status"], failed["audit"]["status"]) == ("FAILED", "FAILED")
    assert failed["audit_failed_reasons"][0]["reasons"] == ["The picture shows a phone number"]
    body = scene.product({**scene.sku(), "id": made["skus"][0]["id"]})
    assert scene.ask("PUT", f"/product/202509/products/{made['product_id']}", body).code == 0
    assert scene.vendor.reviews() == 1
    mended = scene.read(made["product_id"])
    assert (mended["status"], mended["audit_failed_reasons"]) == ("ACTIVATE", [])


def test_reviews_by_the_clock_pass_at_their_own_moment_whoever_looks_later() -> None:
    scene = opened(review_after=timedelta(minutes=30))
    product_id = scene.create().data["product_id"]
    scene.shop.clock.passes(minutes=29)
    assert scene.read(product_id)["status"] == "PENDING"
    scene.shop.clock.passes(hours=5)
    product = scene.read(product_id)
    assert product["status"] == "ACTIVATE"
    assert product["update_time"] == int((NOON + timedelta(minutes=30)).timestamp())


def test_a_category_by_invitation_keeps_a_product_waiting() -> None:
    scene = opened("US")
    product_id = scene.create(category_id=KNIVES).data["product_id"]
    assert scene.vendor.reviews() == 0
    product = scene.read(product_id)
    assert (product["status"], product["audit"]["status"]) == ("PENDING", "PRE_APPROVED")
    assert product["audit"]["pre_approved_reasons"] == ["RESTRICTED_CATEGORY_PENDING"]


def test_an_idempotency_key_makes_one_product_however_often_it_is_sent() -> None:
    scene = opened()
    first = scene.create(idempotency_key="k1").data
    again = scene.create(idempotency_key="k1", title="Another title that is long").data
    other = scene.create(idempotency_key="k2").data
    assert again == first
    assert other["product_id"] != first["product_id"]
    assert len(scene.shop.listings.products) == 2
    assert scene.create(idempotency_key="k" * 129).code == 36009004


def test_a_refused_create_does_not_use_its_idempotency_key_up() -> None:
    scene = opened()
    assert scene.create(idempotency_key="k1", title=" ").code == 12052002
    assert scene.create(idempotency_key="k1").code == 0


def test_a_draft_may_be_incomplete_and_is_not_reviewed() -> None:
    scene = opened()
    product_id = scene.create(save_mode="AS_DRAFT", package_weight=None).data["product_id"]
    assert scene.vendor.reviews() == 0
    assert scene.read(product_id)["status"] == "DRAFT"


# --- editing ----------------------------------------------------------------------------


def edit(scene: Scene, product_id: str, body: Json) -> Json:
    return scene.ask("PUT", f"/product/202509/products/{product_id}", body).data


def partly(scene: Scene, product_id: str, **body: Any) -> Json:
    return scene.ask("POST", f"/product/202509/products/{product_id}/partial_edit", body).data


def test_an_edit_of_a_live_product_shows_only_after_its_review() -> None:
    scene = opened()
    product_id = scene.lists()
    partly(scene, product_id, title="A lamp with another name")
    live = scene.read(product_id)
    assert live["title"] == "A lamp that shines in the evening"
    assert (live["status"], live["audit"]["status"]) == ("ACTIVATE", "AUDITING")
    waiting = scene.read(product_id, return_under_review_version="true")
    assert waiting["title"] == "A lamp with another name"
    assert scene.vendor.reviews() == 1
    assert scene.read(product_id)["title"] == "A lamp with another name"


def test_a_refused_edit_leaves_the_live_product_as_it_was() -> None:
    scene = opened()
    product_id = scene.lists()
    partly(scene, product_id, title="A lamp with another name")
    scene.vendor.rejects(product_id, "No such name")
    scene.vendor.reviews()
    live = scene.read(product_id)
    assert (live["status"], live["title"]) == ("ACTIVATE", "A lamp that shines in the evening")
    assert live["audit_failed_reasons"][0]["reasons"] == ["No such name"]


def test_price_and_stock_in_an_edit_are_live_at_once_and_need_no_review() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    edit(
        scene,
        product_id,
        scene.product(
            {**scene.sku(stock=3, price="25"), "id": sku_id}, main_images=images(scene, product_id)
        ),
    )
    live = scene.read(product_id)
    assert live["skus"][0]["price"]["sale_price"] == "25"
    assert scene.stock(product_id) == [3]
    assert live["audit"]["status"] == "APPROVED"


def images(scene: Scene, product_id: str) -> list[Json]:
    return [{"uri": one["uri"]} for one in scene.read(product_id)["main_images"]]


def test_what_is_sold_while_an_edit_waits_stays_sold() -> None:
    scene = opened()
    product_id = scene.lists()
    partly(scene, product_id, title="A lamp with another name")
    scene.buyer.orders("LAMP-1", 4)
    scene.vendor.reviews()
    assert scene.stock(product_id) == [6]


def test_a_full_edit_keeps_skus_by_id_and_leaves_price_and_stock_when_they_are_left_out() -> None:
    scene = opened()
    skus = [scene.sku(f"LAMP-{name}", **coloured(name)) for name in ("Red", "Blue")]
    product_id = scene.lists(*skus)
    red, blue = scene.read(product_id)["skus"]
    kept = {"id": red["id"], "seller_sku": "LAMP-Red", **coloured("Red")}
    new = scene.sku("LAMP-Green", **coloured("Green"))
    answer = edit(scene, product_id, scene.product(kept, new))
    assert answer["skus"][0]["id"] == red["id"]
    assert answer["skus"][1]["id"] not in (red["id"], blue["id"])
    scene.vendor.reviews()
    after = scene.read(product_id)["skus"]
    assert [one["seller_sku"] for one in after] == ["LAMP-Red", "LAMP-Green"]
    assert after[0]["price"] == red["price"]
    assert after[0]["inventory"] == red["inventory"]


def test_a_partial_edit_replaces_whole_properties_and_keeps_the_others() -> None:
    scene = opened()
    product_id = scene.lists(product_attributes=[{"id": "100701", "values": [{"name": "Brass"}]}])
    sku = scene.read(product_id)["skus"][0]
    partly(
        scene, product_id, product_attributes=[{"id": "100108", "values": [{"name": "9 Years"}]}]
    )
    scene.vendor.reviews()
    after = scene.read(product_id)
    assert [one["id"] for one in after["product_attributes"]] == ["100108"]
    assert after["skus"] == [sku]
    assert after["package_weight"] == {"value": "1.5", "unit": "KILOGRAM"}


def test_an_edit_is_judged_by_the_same_rules() -> None:
    scene = opened()
    product_id = scene.lists()
    path = f"/product/202509/products/{product_id}"
    assert scene.ask("POST", f"{path}/partial_edit", {"title": " "}).code == 12052002
    assert scene.ask("PUT", path, scene.product({**scene.sku(), "id": "1"})).code == 12052061
    assert scene.ask("PUT", "/product/202509/products/1", scene.product()).code == 12052901


@pytest.mark.parametrize("deed", ["freezes", "deletes"])
def test_frozen_and_deleted_products_can_not_be_edited(deed: str) -> None:
    scene = opened()
    product_id = scene.lists()
    if deed == "freezes":
        scene.vendor.freezes(product_id)
    else:
        scene.ask("DELETE", PRODUCTS, {"product_ids": [product_id]})
    path = f"/product/202509/products/{product_id}/partial_edit"
    assert scene.ask("POST", path, {"title": "Another"}).code == 12052900


def test_custom_attributes_get_ids_that_stay_and_can_be_used_again() -> None:
    scene = opened()
    first = scene.create(scene.sku(sales_attributes=[own("Shade", "Linen")])).data
    given = first["skus"][0]["sales_attributes"][0]
    second = scene.create(scene.sku("LAMP-2", sales_attributes=[own("Shade", "Linen")])).data
    assert second["skus"][0]["sales_attributes"] == [given]
    third = scene.create(scene.sku("LAMP-3", sales_attributes=[given])).data
    (shown,) = scene.read(third["product_id"])["skus"][0]["sales_attributes"]
    assert (shown["name"], shown["value_name"]) == ("Shade", "Linen")


def test_a_built_in_value_given_by_name_becomes_the_built_in_one() -> None:
    scene = opened()
    made = scene.create(scene.sku(**coloured("red"))).data
    assert made["skus"][0]["sales_attributes"] == [{"id": "100000", "value_id": "10000003"}]


# --- searching --------------------------------------------------------------------------


def search(scene: Scene, body: Json, **query: str) -> Json:
    return scene.ask(
        "POST", "/product/202502/products/search", body, **{"page_size": "100", **query}
    ).data


def test_products_are_found_by_status_seller_sku_and_time() -> None:
    scene = opened()
    live = scene.lists()
    scene.shop.clock.passes(hours=1)
    fresh = scene.create(scene.sku("LAMP-2")).data["product_id"]
    now = int(NOON.timestamp()) + 3600

    def found(**body: Any) -> list[str]:
        return [one["id"] for one in search(scene, body)["products"]]

    assert found() == [live, fresh]
    assert found(status="ACTIVATE") == [live]
    assert found(seller_skus=["LAMP-2", "LAMP-9"]) == [fresh]
    assert found(update_time_ge=now) == [fresh]
    assert found(create_time_le=now - 1) == [live]
    assert found(audit_status=["AUDITING"]) == [fresh]


def test_a_seller_sku_that_an_edit_took_away_is_no_longer_found() -> None:
    scene = opened()
    product_id = scene.lists()
    sku_id = scene.read(product_id)["skus"][0]["id"]
    edit(scene, product_id, scene.product({**scene.sku("LAMP-9"), "id": sku_id}))
    scene.vendor.reviews()
    assert search(scene, {"seller_skus": ["LAMP-1"]})["products"] == []
    assert len(search(scene, {"seller_skus": ["LAMP-9"]})["products"]) == 1


def test_pages_show_every_product_once() -> None:
    scene = opened()
    made = [scene.create(scene.sku(f"LAMP-{n}")).data["product_id"] for n in range(7)]
    seen: list[str] = []
    token = ""
    while True:
        part = search(scene, {}, page_size="3", page_token=token)
        assert part["total_count"] == 7
        seen += [one["id"] for one in part["products"]]
        token = part["next_page_token"]
        if not token:
            break
    assert seen == made


def test_a_product_that_is_edited_moves_to_the_end_of_the_pages_and_to_the_front_turned_round() -> (
    None
):
    scene = opened()
    made = [scene.create(scene.sku(f"LAMP-{n}")).data["product_id"] for n in range(4)]
    scene.vendor.reviews()
    assert [one["id"] for one in search(scene, {})["products"]] == made
    scene.shop.clock.passes(seconds=5)
    sku_id = scene.read(made[1])["skus"][0]["id"]
    stock = {"skus": [{"id": sku_id, "inventory": [{"quantity": 1}]}]}
    assert scene.ask("POST", f"{PRODUCTS}/{made[1]}/inventory/update", stock).code == 0
    moved = [made[0], made[2], made[3], made[1]]
    assert [one["id"] for one in search(scene, {})["products"]] == moved
    first = search(scene, {}, page_size="3", sort_order="DESC")
    rest = search(scene, {}, page_size="3", sort_order="DESC", page_token=first["next_page_token"])
    assert [one["id"] for one in (*first["products"], *rest["products"])] == moved[::-1]
    assert rest["next_page_token"] == ""


@pytest.mark.parametrize(
    "query",
    [
        {"page_size": "0"},
        {"page_size": "101"},
        {"page_token": "x"},
        {"page_token": "WyJhIiwgIjEiXQ=="},  # a page token, but of another list: ["a", "1"]
    ],
    ids=["empty", "too-large", "no-token", "another-token"],
)
def test_a_wrong_page_is_refused(query: dict[str, str]) -> None:
    scene = opened()
    scene.create(scene.sku("LAMP-1"))
    given = {"page_size": "10", **query}
    assert scene.ask("POST", "/product/202502/products/search", {}, **given).code == 36009004
