"""Orders, their prices and their ids in the store, as the fake shop has them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.clients.fakes import NOW
from tests.clients.tiktok_sandbox import LAMP, MUG, Open, in_both_worlds
from tiktok_bc_sync.errors import Refused
from tiktok_bc_sync.models import ExternalOrder, Money

pytestmark = in_both_worlds


def test_orders_are_found_by_their_update_and_read_in_any_number(opened: Open) -> None:
    scene = opened("GB")
    ids = [scene.buyer.orders(MUG) for _ in range(52)]
    scene.sandbox.clock.passes(hours=1)
    scene.vendor.moves(ids[3], "IN_TRANSIT")
    assert [one.id for one in scene.shop.orders(ids)] == ids
    changed = scene.shop.search_orders(updated_since=NOW + timedelta(minutes=1))
    assert [one.id for one in changed] == [ids[3]]
    assert scene.shop.orders(["1"]) == []


@pytest.mark.parametrize("region", ["GB", "US", "JP"])
def test_price_adds_up(opened: Open, region: str) -> None:
    scene = opened(region)
    order_id = scene.buyer.orders(
        (MUG, 2), (LAMP, 1), shipping_fee="5", seller_discount="3", platform_discount="1"
    )
    price, order = scene.shop.price_detail(order_id), scene.order(order_id)
    assert price.id == order_id
    assert price.payment == order.amounts.total
    assert {one.id for one in price.lines} == {one.id for one in order.lines}
    nothing = Money.zero(price.total.currency)

    def amount(name: str) -> Money:
        return price.amounts.get(name, nothing)

    assert price.total == amount("sku_list_price") + amount("shipping_list_price")
    assert amount("subtotal_deduction_seller").amount == 3
    assert amount("subtotal_deduction_platform").amount == 1
    assert amount("sku_sale_price") == amount("sku_list_price") - Money(4, nothing.currency)
    for name in ("sku_list_price", "sku_sale_price", "subtotal_deduction_seller", "tax_amount"):
        parts = [one.amounts.get(name, nothing).amount for one in price.lines]
        assert sum(parts, Decimal(0)) == amount(name).amount, name


def test_order_is_found_by_its_id_in_the_store(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.buyer.orders(MUG, 2)
    assert scene.shop.external_orders(order_id) == []
    assert scene.shop.find_external_order("b1") == []
    lines = tuple((line.id, "bl1") for line in scene.order(order_id).lines)
    scene.shop.add_external_order(order_id, "b1", lines)
    scene.shop.add_external_order(order_id, "b1", lines)

    known = [ExternalOrder(order_id, "b1", "BIGCOMMERCE", lines)]
    assert scene.shop.external_orders(order_id) == known
    assert scene.shop.find_external_order("b1") == known
    scene.shop.add_external_order(order_id, "b2", lines)
    assert scene.shop.find_external_order("b1") == []
    with pytest.raises(Refused, match=f"does not exist \\({order_id}\\)"):
        scene.shop.add_external_order(order_id, "b1", [("1", "bl1")])
