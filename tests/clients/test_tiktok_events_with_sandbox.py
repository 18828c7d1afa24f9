"""Where the fake shop sends what happens."""

from __future__ import annotations

import pytest

from tests.clients.tiktok_sandbox import MUG, Open, in_both_worlds
from tiktok_bc_sync.errors import Refused

pytestmark = in_both_worlds

EVENT, ADDRESS = "ORDER_STATUS_CHANGE", "https://shop.example/webhooks/tiktok"


def test_events_go_where_the_seller_wants_them_until_they_go_nowhere(opened: Open) -> None:
    scene = opened("GB")
    shop, sent = scene.shop, list[str]()

    def post(url: str, _headers: object, _body: object) -> int:
        sent.append(url)
        return 200

    assert shop.subscriptions() == []
    shop.subscribe(EVENT, "https://shop.example/old")
    shop.subscribe(EVENT, ADDRESS)
    shop.subscribe("RETURN_STATUS_CHANGE", ADDRESS)
    assert {(one.event, one.address) for one in shop.subscriptions()} == {
        (EVENT, ADDRESS),
        ("RETURN_STATUS_CHANGE", ADDRESS),
    }
    scene.buyer.orders(MUG)
    scene.sandbox.deliver(post)
    assert set(sent) == {ADDRESS}

    shop.unsubscribe(EVENT)
    shop.unsubscribe(EVENT)
    assert [one.event for one in shop.subscriptions()] == ["RETURN_STATUS_CHANGE"]
    sent.clear()
    scene.buyer.orders(MUG)
    scene.sandbox.deliver(post)
    assert sent == []
    with pytest.raises(Refused, match="event_type"):
        shop.subscribe("SOMETHING_ELSE", ADDRESS)
