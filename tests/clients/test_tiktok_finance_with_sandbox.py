"""What the shop is paid, as the fake shop reckons it when time has passed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.clients.fakes import NOW
from tests.clients.tiktok_sandbox import LAMP, MUG, Open, in_both_worlds
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Money

pytestmark = in_both_worlds


@pytest.mark.parametrize("region", ["GB", "US", "DE", "ID"])
def test_order_is_settled_when_time_has_passed(opened: Open, region: str) -> None:
    scene = opened(region)
    order_id = scene.delivered((MUG, 2), (LAMP, 1))
    [estimate] = scene.shop.unsettled_transactions(since=NOW - timedelta(days=1))
    assert (estimate.order_id, estimate.type) == (order_id, "ORDER")
    assert estimate.unsettled
    assert scene.shop.order_transactions(order_id) == []
    assert list(scene.shop.statements()) == []

    scene.sandbox.clock.passes(days=12)
    assert list(scene.shop.unsettled_transactions()) == []
    [statement] = scene.shop.statements(since=NOW)
    currency = statement.settlement.currency
    [transaction] = scene.shop.statement_transactions(statement.id, currency)
    assert (transaction.order_id, transaction.statement_id) == (order_id, statement.id)
    assert transaction.settlement == statement.settlement == estimate.settlement
    assert transaction.revenue == statement.revenue
    assert transaction.settlement == (
        transaction.revenue + transaction.fees + transaction.shipping + transaction.adjustment
    )
    assert transaction.fees < Money.zero(currency)
    assert transaction.amounts["subtotal_before_discount_amount"] == transaction.revenue
    by_sku = scene.shop.order_transactions(order_id)
    assert len({one.sku_id for one in by_sku}) == 2
    assert sum((one.settlement for one in by_sku), Money.zero(currency)) == statement.settlement
    assert list(scene.shop.statements(before=NOW)) == []


def test_payment_follows_its_statement(opened: Open) -> None:
    scene = opened("GB")
    scene.delivered(MUG)
    scene.sandbox.clock.passes(days=9)
    [statement], [payment] = list(scene.shop.statements()), list(scene.shop.payments(since=NOW))
    assert (statement.payment_status, payment.status) == ("PROCESSING", "PROCESSING")
    assert (payment.id, payment.paid_at) == (statement.payment_id, None)
    scene.sandbox.clock.passes(days=3)
    [payment] = scene.shop.payments()
    assert (payment.status, payment.amount) == ("PAID", statement.settlement)
    assert payment.paid_at is not None
    assert payment.paid_at > payment.created_at


def test_payments_are_not_listed_in_south_east_asia(opened: Open) -> None:
    with pytest.raises(InvalidInput, match="ID"):
        list(opened("ID").shop.payments())
