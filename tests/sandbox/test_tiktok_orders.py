"""Orders: what buyers pay, what it does to stock, how orders are found, shipped and moved."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.tiktok_scene import NOON, PRODUCTS, Json, Scene, opened
from tiktok_bc_sync.sandbox.tiktok import Buyer

SEARCH = "/order/202309/orders/search"


def search(scene: Scene, body: Json, **query: str) -> list[str]:
    """Return the ids of the orders found."""
    found = scene.ask("POST", SEARCH, body, **{"page_size": "50", **query}).data["orders"]
    return [one["id"] for one in found]


# --- ordering ---------------------------------------------------------------------------


def test_one_line_is_one_unit_and_stock_goes_down_by_it() -> None:
    scene = opened()
    product_id = scene.lists()
    order = scene.order(scene.buyer.orders("LAMP-1", 2))
    assert [line["seller_sku"] for line in order["line_items"]] == ["LAMP-1", "LAMP-1"]
    assert len({line["id"] for line in order["line_items"]}) == 2
    assert {line["product_id"] for line in order["line_items"]} == {product_id}
    assert order["status"] == "AWAITING_SHIPMENT"
    assert scene.stock(product_id) == [8]


def test_skus_are_named_in_pairs_or_one_after_the_other() -> None:
    scene = opened()
    paired = scene.order(scene.buyer.orders(("A", 2), ("B", 1)))
    flat = scene.order(scene.buyer.orders("A", 2, "B"))
    for order in (paired, flat):
        assert [line["seller_sku"] for line in order["line_items"]] == ["A", "A", "B"]


@pytest.mark.parametrize("wanted", [(), ("A", 0), (2,), ("A", 1, 1), (("A", -1),)])
def test_an_order_of_nothing_is_a_mistake_in_the_script(wanted: tuple[Any, ...]) -> None:
    scene = opened()
    with pytest.raises(ValueError, match=r"unit|quantity"):
        scene.buyer.orders(*wanted)
    assert not scene.shop.orders.orders


def test_a_sku_that_no_listing_has_is_sold_with_a_made_up_product() -> None:
    scene = opened()
    first, second = (scene.order(scene.buyer.orders("GONE-1")) for _ in range(2))
    line = first["line_items"][0]
    assert (line["seller_sku"], line["sale_price"]) == ("GONE-1", "10.00")
    assert line["product_id"] not in scene.shop.listings.products
    assert second["line_items"][0]["sku_id"] == line["sku_id"]


def test_stock_never_goes_below_zero_and_cancelling_gives_back_only_what_was_taken() -> None:
    scene = opened()
    product_id = scene.lists(scene.sku(stock=2))
    order_id = scene.buyer.orders("LAMP-1", 5)
    assert scene.stock(product_id) == [0]
    scene.cancel(order_id)
    assert scene.stock(product_id) == [2]


def test_shipping_ends_the_claim_on_stock_for_good() -> None:
    scene = opened()
    product_id = scene.lists()
    scene.ship(scene.buyer.orders("LAMP-1", 3))
    body = {"product_ids": [product_id]}
    (found,) = scene.ask("POST", "/product/202309/inventory/search", body).data["inventory"]
    assert found["skus"][0]["total_committed_quantity"] == 0
    assert scene.stock(product_id) == [7]


def amounts(order: Json) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in order["payment"].items() if key != "currency"}


@given(
    units=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    seller=st.integers(0, 1000),
    platform=st.integers(0, 1000),
    shipping=st.integers(0, 999),
    region=st.sampled_from(["GB", "US", "JP"]),
)
def test_a_payment_adds_up_whatever_is_taken_off(
    units: list[int], seller: int, platform: int, shipping: int, region: str
) -> None:
    scene = opened(region)
    unit = Decimal(1) if region == "JP" else Decimal("0.01")
    seller, platform = min(seller, sum(units) * 10 // 2), min(platform, sum(units) * 10 // 2)
    order_id = scene.buyer.orders(
        *((f"SKU-{n}", count) for n, count in enumerate(units)),
        seller_discount=str(seller * unit),
        platform_discount=str(platform * unit),
        shipping_fee=str(shipping * unit),
    )
    order = scene.order(order_id)
    paid, lines = amounts(order), order["line_items"]
    for name, of_lines in (
        ("sub_total", "sale_price"),
        ("seller_discount", "seller_discount"),
        ("platform_discount", "platform_discount"),
        ("original_total_product_price", "original_price"),
    ):
        assert paid[name] == sum(Decimal(line[of_lines]) for line in lines)
    off = paid["seller_discount"] + paid["platform_discount"]
    assert off == (seller + platform) * unit
    assert paid["sub_total"] == paid["original_total_product_price"] - off
    assert paid["total_amount"] == paid["sub_total"] + paid["shipping_fee"] + paid["tax"]
    taxes = [Decimal(tax["tax_amount"]) for line in lines for tax in line["item_tax"]]
    assert paid["tax"] == sum(taxes)
    assert (paid["tax"] > 0) == (region == "US" and paid["sub_total"] >= Decimal("0.07"))


def test_price_details_say_the_same_as_the_payment() -> None:
    scene = opened("US")
    order_id = scene.buyer.orders("A", 3, seller_discount="1", shipping_fee="4.99")
    paid = amounts(scene.order(order_id))
    said = scene.ask("GET", f"/order/202407/orders/{order_id}/price_detail").data
    assert Decimal(said["payment"]) == paid["total_amount"]
    assert Decimal(said["subtotal_deduction_seller"]) == paid["seller_discount"]
    assert sum(Decimal(one["tax_amount"]) for one in said["line_items"]) == paid["tax"]


def test_a_sample_costs_nothing() -> None:
    scene = opened()
    order = scene.order(scene.buyer.orders("A", 2, sample=True))
    assert order["is_sample_order"]
    assert Decimal(order["payment"]["total_amount"]) == 0


@pytest.mark.parametrize("change", [{"seller_discount": "21"}, {"shipping_fee": "-1"}])
def test_discounts_beyond_the_basket_are_a_mistake_in_the_script(change: dict[str, Any]) -> None:
    scene = opened()
    with pytest.raises(ValueError, match="basket"):
        scene.buyer.orders("A", 2, **change)
    assert scene.buyer.orders("A") == opened().buyer.orders("A")


def test_an_unpaid_order_waits_for_its_payment() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A", unpaid=True)
    assert scene.order(order_id)["status"] == "UNPAID"
    assert scene.ship(order_id).code == 21011007
    scene.shop.clock.passes(minutes=5)
    scene.buyer.pays(order_id)
    order = scene.order(order_id)
    assert order["status"] == order["line_items"][0]["display_status"] == "AWAITING_SHIPMENT"
    assert order["paid_time"] == order["create_time"] + 300
    with pytest.raises(ValueError, match="not UNPAID"):
        scene.buyer.pays(order_id)


def test_addresses_are_invented_by_order_and_region_and_can_be_given() -> None:
    british, american = opened(), opened("US")
    one, two = (
        scene.order(scene.buyer.orders("A"))["recipient_address"] for scene in (british, opened())
    )
    assert one == two
    assert one["region_code"] == "GB"
    assert one["post_town"]
    there = american.order(american.buyer.orders("A", address={"name": "Ann Other"}))
    assert there["recipient_address"]["name"] == "Ann Other"
    assert there["recipient_address"]["postal_code"].isdecimal()
    assert there["buyer_email"].endswith(".test")


def test_people_are_masked_when_the_platform_ships() -> None:
    scene = opened()
    order = scene.order(scene.buyer.orders("A", platform_ships=True, address={"name": "Ann Other"}))
    assert order["shipping_type"] == "TIKTOK"
    assert order["recipient_address"]["name"] == "A** O****"
    assert "*" in order["recipient_address"]["phone_number"]
    assert scene.ship(order["id"]).code == 21011006


def test_the_same_script_makes_the_same_orders() -> None:
    def play(scene: Scene) -> Json:
        scene.lists()
        first = scene.buyer.orders("LAMP-1", 2, note="Ring twice")
        scene.ship(first)
        scene.buyer.returns(first)
        scene.cancel(scene.buyer.orders("A"))
        return {"orders": scene.shop.orders.orders, "returns": scene.shop.returns.returns}

    assert play(opened()) == play(opened())


# --- finding ------------------------------------------------------------------------------


def test_orders_are_found_by_status_and_by_when_they_changed() -> None:
    scene = opened()
    old = scene.buyer.orders("A")
    scene.shop.clock.passes(hours=1)
    new = scene.buyer.orders("A")
    noon = int(NOON.timestamp())
    assert search(scene, {}) == [old, new]
    assert search(scene, {}, sort_order="DESC") == [new, old]
    assert search(scene, {"create_time_ge": noon + 3600}) == [new]
    assert search(scene, {"create_time_lt": noon + 3600}) == [old]
    scene.shop.clock.passes(hours=1)
    scene.ship(old)
    assert search(scene, {"update_time_ge": noon + 7200}) == [old]
    assert search(scene, {"order_status": "AWAITING_SHIPMENT"}) == [new]
    assert search(scene, {}, sort_field="update_time") == [new, old]
    assert scene.ask("POST", SEARCH, {"order_status": "LOST"}, page_size="10").code == 36009004


def test_pages_of_orders_with_one_time_show_each_once() -> None:
    scene = opened()
    made = [scene.buyer.orders("A") for _ in range(5)]
    first = scene.ask("POST", SEARCH, {}, page_size="2").data
    second = scene.ask("POST", SEARCH, {}, page_size="2", page_token=first["next_page_token"]).data
    third = scene.ask("POST", SEARCH, {}, page_size="2", page_token=second["next_page_token"]).data
    assert [one["id"] for part in (first, second, third) for one in part["orders"]] == made
    assert (first["total_count"], third["next_page_token"]) == (5, "")


def test_details_are_for_up_to_fifty_orders_and_skip_unknown_ones() -> None:
    scene = opened()
    made = [scene.buyer.orders("A") for _ in range(2)]
    path = "/order/202507/orders"
    found = scene.ask("GET", path, ids=",".join([*made, "1"])).data["orders"]
    assert [one["id"] for one in found] == made
    assert scene.ask("GET", path, ids=",".join(["1"] * 51)).code == 36009004
    assert scene.ask("GET", path).code == 36009004


# --- references elsewhere -----------------------------------------------------------------


def reference(order: Json, number: str, **change: Any) -> Json:
    lines = [{"id": f"L{n}", "origin_id": line["id"]} for n, line in enumerate(order["line_items"])]
    return {
        "id": order["id"],
        "external_order": {"id": number, "platform": "BIGCOMMERCE", "line_items": lines},
        **change,
    }


def test_an_order_is_found_by_its_number_elsewhere_and_a_repeat_replaces() -> None:
    scene = opened()
    order = scene.order(scene.buyer.orders("A", 2))
    add, find = "/order/202406/orders/external_orders", "/order/202406/orders/external_order_search"
    assert scene.ask("POST", add, {"orders": [reference(order, "101")]}).data["errors"] == []
    (found,) = scene.ask("POST", find, platform="BIGCOMMERCE", external_order_id="101").data[
        "orders"
    ]
    assert found["id"] == order["id"]
    scene.ask("POST", add, {"orders": [reference(order, "102")]})
    assert (
        scene.ask("POST", find, platform="BIGCOMMERCE", external_order_id="101").data["orders"]
        == []
    )
    path = f"/order/202406/orders/{order['id']}/external_orders"
    (told,) = scene.ask("GET", path, platform="BIGCOMMERCE").data["external_orders"]
    assert told["id"] == "102"
    assert scene.ask("GET", path, platform="SHOPIFY").data["external_orders"] == []


def test_a_wrong_reference_is_told_and_the_others_are_kept() -> None:
    scene = opened()
    order = scene.order(scene.buyer.orders("A"))
    path = "/order/202406/orders/external_orders"
    body = {"orders": [reference(order, "101", id="1"), reference(order, "102")]}
    (error,) = scene.ask("POST", path, body).data["errors"]
    assert error["detail"]["order_id"] == "1"
    assert isinstance(error["code"], str)
    found = scene.ask(
        "GET", f"/order/202406/orders/{order['id']}/external_orders", platform="BIGCOMMERCE"
    )
    assert found.data["external_orders"][0]["id"] == "102"


# --- moving -------------------------------------------------------------------------------


def test_delivered_orders_complete_by_themselves_after_fourteen_days() -> None:
    scene = opened()
    order_id = scene.buyer.orders("A")
    scene.ship(order_id)
    scene.vendor.moves(order_id, "DELIVERED")
    scene.shop.clock.passes(days=13, hours=23)
    scene.refresh()
    assert scene.order(order_id)["status"] == "DELIVERED"
    scene.shop.clock.passes(days=3)
    order = scene.order(order_id)
    assert order["status"] == order["line_items"][0]["display_status"] == "COMPLETED"
    assert order["update_time"] == int((NOON + timedelta(days=14)).timestamp())


def test_a_verb_said_once_happens_once() -> None:
    scene = opened()
    assert scene.buyer.orders("A", once="first") == scene.buyer.orders("A", once="first")
    assert len(scene.shop.orders.orders) == 1


@pytest.mark.parametrize("verb", ["pays", "cancels", "returns"])
def test_verbs_do_not_know_orders_that_were_never_made(verb: str) -> None:
    with pytest.raises(LookupError):
        getattr(Buyer(opened().shop), verb)("1")


def test_a_listing_that_is_edited_still_knows_what_its_orders_took() -> None:
    scene = opened()
    product_id = scene.lists()
    order_id = scene.buyer.orders("LAMP-1", 2)
    body = {"title": "A lamp with another name"}
    scene.ask("POST", f"/product/202509/products/{product_id}/partial_edit", body)
    scene.vendor.reviews()
    scene.cancel(order_id)
    assert scene.stock(product_id) == [10]
    assert scene.ask("GET", f"{PRODUCTS}/{product_id}").data["title"] == "A lamp with another name"
