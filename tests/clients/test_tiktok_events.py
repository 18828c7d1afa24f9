"""Calls about webhooks, and the page on which a seller authorizes the app."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.clients.fakes import NOW
from tests.clients.tiktok_calls import LATER_UNIX, NOW_UNIX, Refusal, Told
from tiktok_bc_sync.clients import authorization_url
from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Subscription

PATH = "/event/202309/webhooks"
EVENT, ADDRESS = "ORDER_STATUS_CHANGE", "https://shop.example/webhooks/tiktok"
LONG = "https://shop.example/" + "a" * 235
CALLS = [
    Told(
        "subscriptions",
        answer={
            "webhooks": [
                {
                    "event_type": "SOMETHING_NEW",
                    "address": ADDRESS,
                    "create_time": LATER_UNIX * 1000,
                    "update_time": NOW_UNIX * 1000 + 7,
                },
                {"event_type": EVENT},
            ],
            "total_count": 2,
        },
        path=PATH,
        gives=[Subscription("SOMETHING_NEW", ADDRESS, updated_at=NOW), Subscription(EVENT, "")],
    ),
    *(
        Told(
            "subscribe",
            (EVENT, address),
            answer=None,
            method="PUT",
            path=PATH,
            body={"event_type": EVENT, "address": address},
        )
        for address in (ADDRESS, LONG[:255], "http://127.0.0.1:8080/x", "http://localhost/x")
    ),
    Told(
        "unsubscribe",
        (EVENT,),
        answer=None,
        method="DELETE",
        path=PATH,
        body={"event_type": EVENT},
    ),
]
REFUSED = [
    Refusal("subscribe", "event", ("", ADDRESS)),
    *(
        Refusal("subscribe", "address", (EVENT, address))
        for address in (
            "",
            "https://",
            "https://[::1",
            "http://shop.example/webhooks",
            "ftp://shop.example",
            "shop.example",
            LONG,
        )
    ),
    Refusal("unsubscribe", "event", ("",)),
]


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("US", "services.us.tiktokshop.com"),
        ("GB", "services.tiktokshop.com"),
        ("DE", "services.tiktokshop.com"),
        ("ID", "services.tiktokshop.com"),
    ],
)
def test_sellers_authorize_the_app_on_the_page_of_their_region(region: str, host: str) -> None:
    page = urlsplit(authorization_url("7212", "a b&c=ä", region=region))
    assert (page.scheme, page.netloc, page.path) == ("https", host, "/open/authorize")
    assert parse_qs(page.query) == {"service_id": ["7212"], "state": ["a b&c=ä"]}


@pytest.mark.parametrize(
    ("service_id", "state", "region", "field"),
    [
        ("", "s", "US", "service_id"),
        ("7212", "", "US", "state"),
        ("7212", "s", "", "region"),
        ("7212", "s", "us", "region"),
        ("7212", "s", "USA", "region"),
        ("7212", "s", "US\n", "region"),
        ("7212", "s", "Atlantis", "region"),
    ],
)
def test_page_that_can_not_be_right_is_refused(
    service_id: str, state: str, region: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        authorization_url(service_id, state, region=region)
    assert refused.value.field == field
