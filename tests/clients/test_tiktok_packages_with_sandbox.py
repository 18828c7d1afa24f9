"""Packages, from packing to tracking, as a seller meets them in the fake shop."""

from __future__ import annotations

from datetime import UTC, timedelta

import httpx
import pytest

from tests.clients.fakes import NOW
from tests.clients.tiktok_sandbox import LAMP, MUG, Open, in_both_worlds
from tiktok_bc_sync.errors import InvalidInput, Refused
from tiktok_bc_sync.models import DocumentType, Handover

pytestmark = in_both_worlds


def test_order_that_tiktok_ships_is_handed_over_labelled_and_tracked(opened: Open) -> None:
    scene = opened("GB")
    shop = scene.shop
    order_id = scene.buyer.orders(MUG, 2, platform_ships=True)
    [waiting] = shop.search_packages(status="TO_FULFILL", created_since=NOW - timedelta(days=1))
    assert waiting.order_ids == (order_id,)
    assert waiting.line_ids == tuple(line.id for line in scene.order(order_id).lines)

    options = shop.handover_options(waiting.id)
    assert (options.pickup, options.drop_off, options.van_collection) == (True, True, True)
    slot = next(one for one in options.slots if one.available)
    assert slot.starts_at > NOW
    shop.ship_package(waiting.id, method="PICKUP", slot=slot)

    label = shop.shipping_document(waiting.id, DocumentType.LABEL_AND_PACKING_SLIP, size="A5")
    pdf = httpx.Client(transport=scene.sandbox.transport()).get(label.url)
    assert pdf.content.startswith(b"%PDF")
    package = shop.package(waiting.id)
    assert (package.status, package.handover_method) == ("PROCESSING", "PICKUP")
    assert package.tracking_number == label.tracking_number
    assert package.created_at == NOW

    scene.vendor.carries(waiting.id, "IN_TRANSIT")
    scene.sandbox.clock.passes(hours=20)
    scene.vendor.carries(waiting.id, "DELIVERED")
    events = shop.tracking(order_id)
    assert events[0].description == "The package was delivered"
    assert (events[0].at, events[-1].at) == (NOW + timedelta(hours=20), NOW)
    assert all(one.at.tzinfo is UTC for one in events)
    assert shop.package(waiting.id).status == "COMPLETED"
    with pytest.raises(Refused, match="does not cross a border"):
        shop.parcel_tracking(order_id)


def test_order_is_split_and_its_packages_shipped_at_once(opened: Open) -> None:
    scene = opened("US")
    shop = scene.shop
    order_id = scene.buyer.orders((MUG, 2), (LAMP, 1), platform_ships=True)
    lines = [line.id for line in scene.order(order_id).lines]
    [advice] = shop.split_advice([order_id, "1"])
    assert (advice.order_id, advice.possible, advice.required) == (order_id, True, False)

    made = shop.split_order(order_id, {"mugs": lines[:2], "lamp": lines[2:]})
    assert {one.line_ids for one in made} == {tuple(lines[:2]), tuple(lines[2:])}
    assert [shop.package(one.id).line_ids for one in made] == [one.line_ids for one in made]
    [advice] = shop.split_advice([order_id])
    assert not advice.possible
    assert advice.reason

    outcomes = shop.ship_packages([*(Handover(one.id) for one in made), Handover("1152")])
    assert [one.shipped for one in outcomes] == [True, True, False]
    assert outcomes[-1].code == "21011003"
    assert outcomes[-1].message
    assert scene.order(order_id).vendor_status == "AWAITING_COLLECTION"


def test_orders_of_one_buyer_are_combined_and_taken_apart(opened: Open) -> None:
    scene = opened("GB")
    shop = scene.shop
    first = scene.buyer.orders(MUG, platform_ships=True)
    second = scene.buyer.orders(LAMP, platform_ships=True, same_as=first)
    scene.buyer.orders(LAMP, platform_ships=True)
    [proposed] = shop.combinable_packages()
    assert set(proposed.order_ids) == {first, second}

    [combined] = shop.combine_package(proposed.id, proposed.order_ids)
    assert set(shop.package(combined.id).order_ids) == {first, second}
    assert list(shop.combinable_packages()) == []
    with pytest.raises(Refused, match="can't be combined"):
        shop.combine_package(proposed.id)

    apart = shop.uncombine_package(combined.id)
    assert sorted(one.order_ids for one in apart) == sorted([(first,), (second,)])
    assert all(shop.package(one.id).status == "TO_FULFILL" for one in apart)


def test_seller_ships_in_two_parcels_and_corrects_a_number(opened: Open) -> None:
    scene = opened("GB")
    shop = scene.shop
    order_id = scene.buyer.orders(MUG, 2)
    order = scene.order(order_id)
    [warehouse] = [one for one in shop.warehouses() if one.default]
    [option] = [
        one for one in shop.delivery_options(warehouse.id) if one.id == order.delivery_option_id
    ]
    assert option.type == "SEND_BY_SELLER"
    provider = shop.shipping_providers(option.id)[0]

    ids = [
        shop.ship(order_id, [line.id], provider_id=provider.id, tracking_number=f"AB12345678{n}GB")
        for n, line in enumerate(order.lines)
    ]
    shop.update_tracking(ids[1], provider_id=provider.id, tracking_number="AB999999999GB")
    parcels = [shop.package(one) for one in ids]
    assert [one.tracking_number for one in parcels] == ["AB123456780GB", "AB999999999GB"]
    assert [one.line_ids for one in parcels] == [(line.id,) for line in order.lines]
    assert [one.id for one in shop.search_packages(updated_since=NOW)] == ids
    with pytest.raises(Refused, match="IN_TRANSIT can't be shipped"):
        shop.ship(order_id, [order.lines[0].id], provider_id=provider.id, tracking_number="AB12")


def test_seller_ships_with_a_carrier_of_their_own_where_nothing_else_is_offered(
    opened: Open,
) -> None:
    scene = opened("ID")
    shop = scene.shop
    order_id = scene.buyer.orders(MUG)
    order = scene.order(order_id)
    provider = shop.shipping_providers(order.delivery_option_id)[0]
    with pytest.raises(InvalidInput, match="ID"):
        shop.ship(
            order_id, [order.lines[0].id], provider_id=provider.id, tracking_number="AB123456789"
        )
    [waiting] = shop.search_packages(status="TO_FULFILL")
    shop.ship_package(waiting.id, provider_id=provider.id, tracking_number="AB123456789")
    package = shop.package(waiting.id)
    assert (package.provider, package.tracking_number) == (provider.name, "AB123456789")
    assert scene.order(order_id).vendor_status == "IN_TRANSIT"
