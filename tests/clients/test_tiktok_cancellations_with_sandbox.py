"""Orders called off by buyers and by the seller, as the fake shop has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clients.fakes import NOW
from tests.clients.tiktok_sandbox import LAMP, MUG, Open, in_both_worlds
from tiktok_bc_sync.errors import Refused

pytestmark = in_both_worlds


def test_buyer_may_cancel(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.buyer.orders(MUG, shipping_fee="3")
    cancel_id = scene.buyer.cancels(order_id)
    [asked] = scene.shop.search_cancellations(
        statuses=["CANCELLATION_REQUEST_PENDING"], updated_since=NOW - timedelta(hours=1)
    )
    assert (asked.id, asked.order_id, asked.role) == (cancel_id, order_id, "BUYER")
    assert asked.line_ids == (scene.order(order_id).lines[0].id,)
    assert asked.refund == scene.order(order_id).amounts.total
    assert asked.respond_by is not None
    assert asked.respond_by > NOW
    open_now = {one.name for one in scene.shop.decisions(cancel_id) if one.allowed}
    assert open_now == {"APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL"}

    scene.shop.approve_cancellation(cancel_id, idempotency_key="k1")
    scene.shop.approve_cancellation(cancel_id, idempotency_key="k1")
    [done] = scene.shop.search_cancellations(order_ids=[order_id])
    assert (done.status, done.respond_by) == ("CANCELLATION_REQUEST_SUCCESS", None)
    assert scene.order(order_id).vendor_status == "CANCELLED"
    with pytest.raises(Refused):
        scene.shop.approve_cancellation(cancel_id)


def test_buyer_may_not_cancel_what_is_packed(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.buyer.orders(MUG)
    cancel_id = scene.buyer.cancels(order_id)
    reason = scene.shop.reject_reasons(cancel_id)[0]
    assert reason.text
    with pytest.raises(Refused, match="reject reason is not available"):
        scene.shop.reject_cancellation(cancel_id, "because")
    with pytest.raises(Refused, match="not uploaded"):
        scene.shop.reject_cancellation(cancel_id, reason.name, image_ids=["tos/none"])
    scene.shop.reject_cancellation(cancel_id, reason.name, comment="It is on the van.")
    [closed] = scene.shop.search_cancellations(order_ids=[order_id])
    assert closed.status == "CANCELLATION_REQUEST_CANCEL"
    assert scene.order(order_id).vendor_status == "AWAITING_SHIPMENT"


def test_seller_cancels_what_is_out_of_stock(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.buyer.orders((MUG, 1), (LAMP, 1))
    [reason] = [one for one in scene.shop.cancel_reasons(order_id) if "out_of_stock" in one]
    gone, stays = scene.order(order_id).lines
    made = scene.shop.cancel_order(order_id, reason, [gone.id])
    assert made.status == "CANCELLATION_REQUEST_SUCCESS"
    assert [line.status for line in scene.order(order_id).lines] == ["CANCELLED", stays.status]
    scene.shop.cancel_order(order_id, reason)
    assert scene.order(order_id).vendor_status == "CANCELLED"
    assert len(list(scene.shop.search_cancellations(order_ids=[order_id]))) == 2
    assert scene.shop.cancel_reasons(order_id) == ()
    with pytest.raises(Refused):
        scene.shop.cancel_order(order_id, reason)
