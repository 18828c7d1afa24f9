"""What buyers send back, and how the seller answers, as the fake shop has it."""

from __future__ import annotations

import pytest

from tests.clients.tiktok_sandbox import LAMP, MUG, Open, Scene, in_both_worlds
from tiktok_bc_sync.errors import Refused
from tiktok_bc_sync.models import Money, Return
from tiktok_bc_sync.sandbox.images import picture

pytestmark = in_both_worlds

AFTER_PACKAGE = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"


def one_return(scene: Scene, order_id: str) -> Return:
    [found] = scene.shop.search_returns(order_ids=[order_id])
    return found


def allowed(scene: Scene, return_id: str) -> set[str]:
    return {one.name for one in scene.shop.decisions(return_id) if one.allowed}


def test_return_is_granted_labelled_received_and_refunded(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.delivered(MUG, 2)
    return_id = scene.buyer.returns(order_id)
    asked = one_return(scene, order_id)
    assert asked.vendor_status == "RETURN_OR_REFUND_REQUEST_PENDING"
    assert asked.refund == scene.order(order_id).amounts.total
    assert sum((one.refund for one in asked.lines), Money.zero("GBP")) == asked.refund
    assert asked.respond_by is not None
    assert "APPROVE_RETURN" in allowed(scene, return_id)
    with pytest.raises(Refused, match="does not wait for this decision"):
        scene.shop.approve_return(return_id, "APPROVE_RECEIVED_PACKAGE")

    scene.shop.approve_return(return_id, "APPROVE_RETURN", idempotency_key="k1")
    scene.shop.approve_return(return_id, "APPROVE_RETURN", idempotency_key="k1")
    provider = scene.shop.shipping_providers(scene.order(order_id).delivery_option_id)[0]
    scene.shop.send_return_label(
        [return_id], provider_id=provider.id, tracking_number="AB1", label_id="f1"
    )
    assert one_return(scene, order_id).tracking_number == "AB1"
    scene.buyer.ships_back(return_id, "CD2")
    scene.shop.approve_return(return_id, "APPROVE_RECEIVED_PACKAGE")
    scene.vendor.finishes_return(return_id)

    assert one_return(scene, order_id).vendor_status == "RETURN_OR_REFUND_REQUEST_COMPLETE"
    records = scene.shop.return_records(return_id)
    assert {one.role for one in records} == {"BUYER", "SELLER", "SYSTEM"}
    assert len(records) == 5


def test_return_is_refused_with_evidence(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.delivered(MUG)
    return_id = scene.buyer.returns(order_id, photos=["https://img.example/broken"])
    [decision] = [one for one in scene.shop.decisions(return_id) if one.name == "REJECT_RETURN"]
    assert decision.allowed
    evidence = scene.shop.upload_image(picture("mug"), "mug.png")
    reason = decision.reasons[0]
    assert reason in scene.shop.reject_reasons(return_id)
    scene.shop.reject_return(
        return_id, decision.name, reason.name, comment="It was whole.", image_ids=[evidence]
    )
    assert one_return(scene, order_id).vendor_status == "REFUND_OR_RETURN_REQUEST_REJECT"
    buyers, sellers = scene.shop.return_records(return_id)
    assert buyers.images == ("https://img.example/broken",)
    assert (sellers.role, sellers.note, sellers.reason) == ("SELLER", "It was whole.", reason.text)
    assert len(sellers.images) == 1


@pytest.mark.parametrize("accepts", [True, False])
def test_part_of_the_refund_is_offered(opened: Open, accepts: bool) -> None:
    scene = opened("GB")
    order_id = scene.delivered(MUG)
    return_id = scene.buyer.returns(order_id, type="REFUND")
    whole = one_return(scene, order_id).refund
    scene.shop.approve_return(return_id, "OFFER_PARTIAL_REFUND", partial_refund=Money("2.5", "GBP"))
    assert one_return(scene, order_id).vendor_status == "AWAITING_BUYER_RESPONSE"
    scene.buyer.answers_offer(return_id, accepts=accepts)
    after = one_return(scene, order_id)
    assert after.refund == (Money("2.5", "GBP") if accepts else whole)
    assert ("PENDING" in after.vendor_status) is not accepts


def test_part_of_the_refund_is_offered_for_what_came_back_worn(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.delivered(MUG)
    return_id = scene.buyer.returns(order_id)
    scene.shop.approve_return(return_id, "APPROVE_RETURN")
    scene.buyer.ships_back(return_id, "CD2")
    reason = scene.shop.reject_reasons(return_id)[0]
    scene.shop.reject_return(
        return_id, AFTER_PACKAGE, reason.name, partial_refund=Money(3, "GBP"), comment="Worn."
    )
    scene.buyer.answers_offer(return_id, accepts=True)
    assert one_return(scene, order_id).refund == Money(3, "GBP")


def test_seller_makes_a_return_once_for_a_buyer(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.delivered((MUG, 1), (LAMP, 1))
    reason = scene.shop.aftersale_reasons(order_id, "REFUND")[0]
    line = scene.order(order_id).lines[0]
    made = [
        scene.shop.create_return(
            order_id,
            "REFUND",
            reason,
            line_ids=[line.id],
            refund=Money("4.5", "GBP"),
            idempotency_key="k1",
        )
        for _ in range(2)
    ]
    found = one_return(scene, order_id)
    assert made == [found.id] * 2
    assert found.refund == Money("4.5", "GBP")
    assert [one.order_line_id for one in found.lines] == [line.id]
    assert found.lines[0].sku == MUG
    with pytest.raises(Refused):
        scene.shop.create_return(order_id, "REFUND", reason, line_ids=[line.id])


def test_refund_is_known_before_it_is_made(opened: Open) -> None:
    scene = opened("GB")
    order_id = scene.buyer.orders(MUG, 2, shipping_fee="3.00")
    reason = scene.shop.cancel_reasons(order_id)[0]
    all_of_it = scene.shop.calculate_refund(order_id, "CANCEL", reason)
    assert all_of_it.total == scene.order(order_id).amounts.total
    assert all_of_it.total == all_of_it.subtotal + all_of_it.shipping + all_of_it.tax
    assert all_of_it.shipping == Money(3, "GBP")
    one = scene.shop.calculate_refund(
        order_id, "CANCEL", reason, [scene.order(order_id).lines[0].id]
    )
    assert (one.total, one.shipping) == (Money(10, "GBP"), Money.zero("GBP"))
    scene.shop.cancel_order(order_id, reason)
    [cancelled] = scene.shop.search_cancellations(order_ids=[order_id])
    assert cancelled.refund == all_of_it.total
