"""Orders in several packages, and packages with several orders."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.tiktok_scene import Json, Scene, opened

BASE = "/fulfillment/202309"


def buy(scene: Scene, *wanted: Any, **how: Any) -> str:
    """Let somebody buy what the platform ships."""
    return scene.buyer.orders(*(wanted or ("A",)), platform_ships=True, **how)


def packages(scene: Scene, order_id: str) -> list[str]:
    return [one["id"] for one in scene.order(order_id)["packages"]]


def contents(scene: Scene, order_id: str) -> list[list[str]]:
    """Return the seller SKUs in each of an order's packages."""
    skus = {one["id"]: one["seller_sku"] for one in scene.order(order_id)["line_items"]}
    found = (scene.ask("GET", f"{BASE}/packages/{one}").data for one in packages(scene, order_id))
    return [[skus[line] for line in one["order_line_item_ids"]] for one in found]


def ship(scene: Scene, package_id: str) -> int:
    return scene.ask("POST", f"{BASE}/packages/{package_id}/ship", {}).code


# --- splitting --------------------------------------------------------------------------------


def split(scene: Scene, order_id: str, *groups: list[int], newer: bool = False) -> Any:
    """Split an order by the places of its lines; 9 is a line that does not exist."""
    lines = [one["id"] for one in scene.order(order_id)["line_items"]]
    named = [[lines[one] if one < len(lines) else "1" for one in group] for group in groups]
    body: Json = {
        "splittable_groups": [
            {"id": f"g{n}", "order_line_item_ids": group} for n, group in enumerate(named)
        ]
    }
    if newer:
        body["splittable_groups_v2"] = [
            {"id": f"v{n}", "order_line_list": [{"order_line_id": line} for line in group]}
            for n, group in enumerate(named)
        ]
    return scene.ask("POST", f"{BASE}/orders/{order_id}/split", body)


def attributes(scene: Scene, order_id: str) -> Json:
    path = f"{BASE}/orders/split_attributes"
    (found,) = scene.ask("GET", path, order_ids=order_id).data["split_attributes"]
    assert found.pop("order_id") == order_id
    one: Json = found
    return one


@pytest.mark.parametrize("newer", [False, True])
def test_an_order_is_split_into_the_groups_named(newer: bool) -> None:
    scene = opened()
    order_id = buy(scene, ("A", 2), ("B", 1))
    before = packages(scene, order_id)
    scene.shop.clock.passes(hours=1)
    made = split(scene, order_id, [0], [1, 2], newer=newer).data["packages"]
    assert [one["splittable_group_id"] for one in made] == (["v0", "v1"] if newer else ["g0", "g1"])
    assert [one["id"] for one in made] == packages(scene, order_id)
    assert contents(scene, order_id) == [["A"], ["A", "B"]]
    order = scene.order(order_id)
    assert (order["split_or_combine_tag"], order["status"]) == ("SPLIT", "AWAITING_SHIPMENT")
    assert order["update_time"] == order["create_time"] + 3600
    detail = scene.ask("GET", f"{BASE}/packages/{made[1]['id']}").data
    assert (detail["split_and_combine_tag"], detail["has_multi_skus"]) == ("SPLIT", True)
    assert scene.ask("GET", f"{BASE}/packages/{before[0]}").code == 21011003


def test_lines_that_no_group_names_stay_in_their_package() -> None:
    scene = opened()
    order_id = buy(scene, ("A", 1), ("B", 1))
    (before,) = packages(scene, order_id)
    (made,) = split(scene, order_id, [1]).data["packages"]
    assert packages(scene, order_id) == [before, made["id"]]
    assert contents(scene, order_id) == [["A"], ["B"]]


def test_each_part_of_a_split_order_ships_by_itself() -> None:
    scene = opened("DE")
    order_id = buy(scene, "A", 2)
    split(scene, order_id, [0], [1])
    first, second = packages(scene, order_id)
    assert ship(scene, second) == 0
    order = scene.order(order_id)
    assert order["status"] == "PARTIALLY_SHIPPING"
    assert [
        (one["package_id"], one["package_status"], one["display_status"])
        for one in order["line_items"]
    ] == [
        (first, "TO_FULFILL", "AWAITING_SHIPMENT"),
        (second, "PROCESSING", "AWAITING_COLLECTION"),
    ]


@pytest.mark.parametrize(
    ("region", "groups", "newer", "code"),
    [
        ("GB", [[0], [1]], False, 0),
        ("GB", [[0]], False, 0),
        ("GB", [[0, 1, 2]], False, 21011020),
        ("GB", [[0], [0, 1]], False, 21011011),
        ("GB", [[0, 0], [1]], False, 21011011),
        ("GB", [[0], [9]], False, 21011011),
        ("GB", [[0], [9]], True, 21011011),
        ("GB", [[0], []], False, 36009004),
        ("GB", [], False, 36009004),
        ("ID", [[0, 1], [2]], False, 0),
        ("ID", [[2]], False, 0),
        ("ID", [[0], [1, 2]], False, 21011020),
        ("ID", [[0]], False, 21011020),
    ],
)
def test_how_an_order_of_two_a_and_one_b_can_be_split(
    region: str, groups: list[list[int]], newer: bool, code: int
) -> None:
    scene = opened(region)
    order_id = buy(scene, ("A", 2), ("B", 1))
    assert split(scene, order_id, *groups, newer=newer).code == code
    assert (len(packages(scene, order_id)) > 1) == (code == 0)


def test_the_names_of_groups_differ() -> None:
    scene = opened()
    order_id = buy(scene, "A", 2)
    lines = [one["id"] for one in scene.order(order_id)["line_items"]]
    groups = [{"id": "same", "order_line_item_ids": [one]} for one in lines]
    path = f"{BASE}/orders/{order_id}/split"
    assert scene.ask("POST", path, {"splittable_groups": groups}).code == 36009004


def _of_one(scene: Scene) -> str:
    return buy(scene)


def _by_seller(scene: Scene) -> str:
    return scene.buyer.orders("A", 2)


def _unpaid(scene: Scene) -> str:
    return buy(scene, "A", 2, unpaid=True)


def _shipped(scene: Scene) -> str:
    order_id = buy(scene, "A", 2)
    ship(scene, packages(scene, order_id)[0])
    return order_id


def _split(scene: Scene) -> str:
    order_id = buy(scene, "A", 3)
    split(scene, order_id, [0])
    return order_id


def _combined(scene: Scene) -> str:
    order_id = buy(scene, "A", 2)
    buy(scene, same_as=order_id)
    combine(scene, found(scene)[0])
    return order_id


def _cancelled(scene: Scene) -> str:
    order_id = buy(scene, "A", 2)
    scene.cancel(order_id)
    return order_id


@pytest.mark.parametrize(
    "made", [_of_one, _by_seller, _unpaid, _shipped, _split, _combined, _cancelled]
)
def test_orders_that_can_not_be_split_say_why(made: Any) -> None:
    scene = opened()
    order_id = made(scene)
    said = attributes(scene, order_id)
    assert said.pop("reason")
    assert said == {"can_split": False, "must_split": False}
    assert split(scene, order_id, [0]).code == 21011019


@pytest.mark.parametrize(("region", "can"), [("GB", True), ("US", True), ("ID", False)])
def test_units_of_one_sku_part_only_in_some_markets(region: str, can: bool) -> None:
    scene = opened(region)
    said = attributes(scene, buy(scene, "A", 2))
    assert said["can_split"] == can
    assert ("reason" in said) == (not can)


def test_attributes_are_for_up_to_fifty_orders_and_skip_unknown_ones() -> None:
    scene = opened()
    first, second = buy(scene), buy(scene, "A", 2)
    path = f"{BASE}/orders/split_attributes"
    said = scene.ask("GET", path, order_ids=f"{first},1,{second}").data["split_attributes"]
    assert [(one["order_id"], one["can_split"]) for one in said] == [(first, False), (second, True)]
    assert scene.ask("GET", path, order_ids=",".join(["1"] * 51)).code == 36009004
    assert scene.ask("GET", path).code == 36009004
    groups = [{"id": "a", "order_line_item_ids": ["1"]}]
    unknown = scene.ask("POST", f"{BASE}/orders/1/split", {"splittable_groups": groups})
    assert unknown.code == 21001001


# --- combining --------------------------------------------------------------------------------


def found(scene: Scene, **query: str) -> list[Json]:
    path = f"{BASE}/combinable_packages/search"
    said = scene.ask("GET", path, **{"page_size": "10", **query}).data
    return list(said["combinable_packages"])


def combine(scene: Scene, *wanted: Json) -> Json:
    body = {"combinable_packages": list(wanted)}
    return scene.ask("POST", f"{BASE}/packages/combine", body).data


def uncombine(scene: Scene, package_id: str, *order_ids: str) -> Any:
    path = f"{BASE}/packages/{package_id}/uncombine"
    return scene.ask("POST", path, {"order_ids": list(order_ids)})


def test_orders_of_one_buyer_travel_together_and_ship_at_once() -> None:
    scene = opened()
    first = buy(scene, "A", 2)
    second = buy(scene, same_as=first)
    buy(scene)
    (draft,) = found(scene)
    assert draft["order_ids"] == [first, second]
    said = combine(scene, draft)
    (made,) = said["packages"]
    assert (said["errors"], made["order_ids"]) == ([], [first, second])
    assert found(scene) == []
    assert packages(scene, first) == packages(scene, second) == [made["id"]]
    assert {scene.order(one)["split_or_combine_tag"] for one in (first, second)} == {"COMBINED"}
    detail = scene.ask("GET", f"{BASE}/packages/{made['id']}").data
    assert detail["split_and_combine_tag"] == "COMBINE"
    assert [one["skus"][0]["quantity"] for one in detail["orders"]] == [2, 1]
    assert ship(scene, made["id"]) == 0
    assert {scene.order(one)["status"] for one in (first, second)} == {"AWAITING_COLLECTION"}
    numbers = {scene.order(one)["tracking_number"] for one in (first, second)}
    assert numbers == {scene.ask("GET", f"{BASE}/packages/{made['id']}").data["tracking_number"]}


def test_some_of_the_combinable_orders_can_be_left_alone() -> None:
    scene = opened()
    first = buy(scene)
    second, third = buy(scene, same_as=first), buy(scene, same_as=first)
    (draft,) = found(scene)
    (made,) = combine(scene, {**draft, "order_ids": [first, third]})["packages"]
    assert made["order_ids"] == [first, third]
    assert packages(scene, second) != packages(scene, first)


def _another_address(scene: Scene, first: str) -> str:
    return buy(scene, same_as=first, address={"postal_code": "ZZ1 1ZZ"})


def _another_buyer(scene: Scene, _: str) -> str:
    return buy(scene)


def _by_another_carrier(scene: Scene, first: str) -> str:
    return scene.buyer.orders("A", same_as=first)


def _shipped_before(scene: Scene, first: str) -> str:
    order_id = buy(scene, same_as=first)
    ship(scene, packages(scene, order_id)[0])
    return order_id


def _split_before(scene: Scene, first: str) -> str:
    order_id = buy(scene, "A", 2, same_as=first)
    split(scene, order_id, [0], [1])
    return order_id


def _held(scene: Scene, first: str) -> str:
    order_id = buy(scene, same_as=first)
    scene.vendor.moves(order_id, "ON_HOLD")
    return order_id


@pytest.mark.parametrize(
    "other",
    [_another_address, _another_buyer, _by_another_carrier, _shipped_before, _split_before, _held],
)
def test_what_does_not_travel_together(other: Any) -> None:
    scene = opened()
    first = buy(scene)
    other(scene, first)
    assert found(scene) == []


def test_combinable_packages_come_in_pages() -> None:
    scene = opened()
    for _ in range(3):
        buy(scene, same_as=buy(scene))
    path = f"{BASE}/combinable_packages/search"
    first = scene.ask("GET", path, page_size="2").data
    rest = found(scene, page_token=first["next_page_token"])
    assert [*first["combinable_packages"], *rest] == found(scene)
    assert (first["total_count"], len(rest)) == (3, 1)
    for size in ("", "0", "101"):
        assert scene.ask("GET", path, page_size=size).code == 36009004


@pytest.mark.parametrize(
    "wrong", [{"id": "1"}, {"order_ids": ["FIRST"]}, {"order_ids": ["FIRST", "STRANGERS"]}]
)
def test_what_can_not_be_combined_is_told_and_the_others_are_combined(wrong: Json) -> None:
    scene = opened()
    first = buy(scene)
    buy(scene, same_as=first)
    buy(scene, same_as=buy(scene))
    names = {"FIRST": first, "STRANGERS": buy(scene)}
    draft, other = found(scene)
    ids = [names[one] for one in wrong.get("order_ids", ())]
    asked = {**draft, **wrong, **({"order_ids": ids} if ids else {})}
    said = combine(scene, asked, other)
    assert [one["order_ids"] for one in said["packages"]] == [other["order_ids"]]
    (error,) = said["errors"]
    assert (error["detail"]["package_id"], error["code"]) == (asked["id"], 21011021)


def test_orders_leave_a_combined_package() -> None:
    scene = opened()
    first = buy(scene)
    second, third = buy(scene, same_as=first), buy(scene, same_as=first)
    (made,) = combine(scene, found(scene)[0])["packages"]
    (left,) = uncombine(scene, made["id"], second).data["packages"]
    assert left["order_ids"] == [second]
    assert packages(scene, second) == [left["id"]]
    assert packages(scene, first) == packages(scene, third) == [made["id"]]
    assert uncombine(scene, made["id"], second).code == 21011022
    (other,) = uncombine(scene, made["id"], first).data["packages"]
    assert other["order_ids"] == [first]
    assert "split_or_combine_tag" not in scene.order(third)
    assert uncombine(scene, made["id"]).code == 21011022
    assert found(scene)[0]["order_ids"] == [third, second, first]


def test_a_combined_package_comes_apart_whole_unless_it_is_shipped() -> None:
    scene = opened()
    first = buy(scene)
    second = buy(scene, same_as=first)
    (made,) = combine(scene, found(scene)[0])["packages"]
    parts = uncombine(scene, made["id"]).data["packages"]
    assert [one["order_ids"] for one in parts] == [[first], [second]]
    assert uncombine(scene, made["id"]).code == 21011003
    (again,) = combine(scene, found(scene)[0])["packages"]
    ship(scene, again["id"])
    assert uncombine(scene, again["id"]).code == 21011014


def test_a_buyer_who_is_not_there_does_not_buy_again() -> None:
    scene = opened()
    with pytest.raises(LookupError):
        buy(scene, same_as="1")
    assert not scene.shop.orders.orders


def test_a_buyer_who_buys_again_has_the_same_name_and_address() -> None:
    scene = opened()
    first = scene.buyer.orders("A", address={"name": "Ann Other"})
    other, again = scene.buyer.orders("A"), scene.buyer.orders("A", same_as=first)
    one, two, three = (scene.order(order_id) for order_id in (first, other, again))
    for name in ("user_id", "buyer_email", "recipient_address"):
        assert one[name] == three[name] != two[name]
