"""What a webhook of TikTok says, and what one that can't be read is refused for."""

from __future__ import annotations

import copy
import json
import pickle
import re
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.fakes import APP_KEY, APP_SECRET
from tests.clients.webhook_bodies import (
    JSON,
    MAIN,
    NOW,
    SENT,
    SHOP_ID,
    VECTOR,
    JsonObject,
    from_tiktok,
    plain,
    read,
)
from tests.contracts.vendors import TIKTOK
from tiktok_bc_sync.clients.webhooks import Entity, TikTokEventKind, TikTokWebhooks
from tiktok_bc_sync.errors import InvalidSignature, UnexpectedAnswer

DEEP = b'{"type":1,"timestamp":1764000000,"data":' + b'{"a":' * 50 + b"1" + b"}" * 51


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe{}", "no JSON"),
        ('{"type":1}'.encode("utf-16"), "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (DEEP, "too deeply"),
        (b"[1]", "no object"),
        (b"null", "no object"),
        (b'{"type":1,"type":6}', "given twice"),
        (b'{"type":1,"data":{"order_id":"1","order_id":"2"}}', "given twice"),
        (b'{"type":NaN}', "number that JSON does not know"),
        (b'{"type":1,"n":' + b"9" * 5000 + b"}", "no JSON"),
        (b'{"type":1,"n":1e99999999999999999999}', "no JSON"),
        (from_tiktok(kind="1"), "type is"),
        (from_tiktok(kind=True), "type is"),
        (from_tiktok(kind=-1), "type is"),
        (from_tiktok(kind=...), "type is"),
        (from_tiktok(timestamp=...), "timestamp"),
        (from_tiktok(timestamp="1764000000"), "timestamp"),
        (from_tiktok(timestamp=True), "timestamp"),
        (from_tiktok(timestamp=1.5), "timestamp"),
        (from_tiktok(timestamp=10**30), "timestamp"),
        (from_tiktok(shop_id=["1"]), "shop_id"),
        (from_tiktok(shop_id=1.0), "shop_id"),
        (from_tiktok(tts_notification_id={}), "tts_notification_id"),
        (from_tiktok(tts_notification_id="a\n"), "tts_notification_id"),
        (from_tiktok(data=[]), "data"),
        (from_tiktok(data="order"), "data"),
        (from_tiktok(data={"order_id": ["1"]}), "order_id"),
        (from_tiktok(data={"order_id": True}), "order_id"),
        (from_tiktok(data={"order_id": -5}), "order_id"),
        (from_tiktok(data={"order_id": 10**100}), "order_id"),
        (from_tiktok(data={"order_id": "../1 2"}), "order_id"),
        (from_tiktok(data={"order_id": "\ud800"}), "order_id"),
        (from_tiktok(data={"order_id": "1" * 129}), "order_id"),
        (from_tiktok(data={"order_id": "1", "order_status": 1.5}), "order_status"),
        (from_tiktok(4, {"package_list": {}}), "package_list"),
        (from_tiktok(4, {"package_list": ["1"]}), "package_list"),
        (from_tiktok(4, {"package_list": [{"order_id_list": "12"}]}), "order_id_list"),
    ],
)
def test_signed_body_that_is_not_as_the_contract_says_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=re.escape(why)) as caught:
        read(body)
    assert caught.value.vendor == "TikTok Shop"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None  # it would carry the body


def test_body_that_is_too_large_is_refused_before_its_signature_is_computed() -> None:
    small = TikTokWebhooks(APP_KEY, [APP_SECRET], max_size=len(VECTOR))
    assert read(VECTOR, small).type == 1
    with pytest.raises(UnexpectedAnswer, match="bytes"):
        small.read({}, VECTOR + b" ", now=NOW)


ENTITIES: list[tuple[int, str, JsonObject, list[Entity]]] = [
    (
        1,
        "ORDER_STATUS_CHANGE",
        {"order_id": "57", "order_status": "CANCEL"},
        [Entity("order", "57", "CANCELLED")],
    ),
    (
        1,
        "ORDER_STATUS_CHANGE",
        {"order_id": "57", "order_status": "IN_TRANSIT"},
        [Entity("order", "57", "IN_TRANSIT")],
    ),
    (3, "RECIPIENT_ADDRESS_UPDATE", {"order_id": "57"}, [Entity("order", "57")]),
    (
        4,
        "PACKAGE_UPDATE",
        {
            "package_list": [
                {"package_id": "11", "order_id_list": ["57", "58"]},
                {"package_id": "12", "order_id_list": ["58"]},
                {},
            ]
        },
        [
            Entity("package", "11"),
            Entity("package", "12"),
            Entity("order", "57"),
            Entity("order", "58"),
        ],
    ),
    (
        5,
        "PRODUCT_STATUS_CHANGE",
        {"product_id": 1729592969712207008, "status": "PLATFORM_DEACTIVATED"},
        [Entity("product", "1729592969712207008", "PLATFORM_DEACTIVATED")],
    ),
    (6, "SELLER_DEAUTHORIZATION", {"message": "bye"}, [Entity("shop", SHOP_ID)]),
    (
        7,
        "UPCOMING_AUTHORIZATION_EXPIRATION",
        {"message": "soon", "expiration_time": "1766000000"},
        [Entity("shop", SHOP_ID)],
    ),
    (
        11,
        "CANCELLATION_STATUS_CHANGE",
        {"order_id": "57", "cancel_id": "40", "cancel_status": "CANCELLATION_REQUEST_PENDING"},
        [Entity("cancellation", "40", "CANCELLATION_REQUEST_PENDING"), Entity("order", "57")],
    ),
    (
        12,
        "RETURN_STATUS_CHANGE",
        {"order_id": "57", "return_id": "41", "return_status": "AWAITING_BUYER_SHIP"},
        [Entity("return", "41", "AWAITING_BUYER_SHIP"), Entity("order", "57")],
    ),
    (15, "PRODUCT_INFORMATION_CHANGE", {"product_id": "17"}, [Entity("product", "17")]),
    (16, "PRODUCT_CREATION", {"product_id": 17}, [Entity("product", "17")]),
    (18, "PRODUCT_CATEGORY_CHANGE", {"product_id": "17"}, [Entity("product", "17")]),
    (
        36,
        "INVOICE_STATUS_CHANGE",
        {"package_id": "11", "order_ids": ["57", "58"], "invoice_status": "INVALID"},
        [Entity("package", "11"), Entity("order", "57"), Entity("order", "58")],
    ),
    (
        37,
        "PRODUCT_AUDIT_STATUS_CHANGE",
        {"product_id": 17, "audit": {"status": "AUDIT_FAILED"}},
        [Entity("product", "17")],
    ),
    (
        67,
        "REFUND_SUCCESS",
        {
            "aftersales_request_id": "42",
            "line_items": [{"main_order_id": "57"}, {"main_order_id": "57"}],
        },
        [Entity("aftersales_request", "42"), Entity("order", "57")],
    ),
    (
        71,
        "INVENTORY_CHANGED_BY_SHOP",
        {"product_id": 17, "sku_id": 18},
        [Entity("product", "17"), Entity("sku", "18")],
    ),
    (1, "ORDER_STATUS_CHANGE", {}, []),
    (1, "ORDER_STATUS_CHANGE", {"order_id": None, "order_status": ""}, []),
    (11, "CANCELLATION_STATUS_CHANGE", {"order_id": "57"}, [Entity("order", "57")]),
    (14, "TYPE_14", {"order_id": ["not", "ours"]}, []),
    (999, "TYPE_999", {"anything": 1}, []),
]


@pytest.mark.parametrize(("number", "kind", "data", "entities"), ENTITIES)
def test_event_names_what_must_be_read_again(
    number: int, kind: str, data: JsonObject, entities: list[Entity]
) -> None:
    event = read(from_tiktok(number, data))
    assert (event.type, event.kind, list(event.entities)) == (number, kind, entities)
    assert event.entity == (entities[0] if entities else None)
    assert plain(event.data) == data  # as sent, whatever an entity says


def test_shop_that_deauthorized_but_is_not_named_is_no_entity() -> None:
    assert read(from_tiktok(6, shop_id=...)).entities == ()


def test_ids_of_one_kind_are_found_among_the_entities() -> None:
    event = read(from_tiktok(36, {"package_id": "11", "order_ids": ["57", "58"]}))
    assert event.ids("order") == ("57", "58")
    assert event.ids("return") == ()


def test_event_without_the_vendors_id_has_the_same_one_each_time() -> None:
    one, other = from_tiktok(3, tts_notification_id=...), from_tiktok(1, tts_notification_id=...)
    assert read(one).id == read(one, now=NOW + timedelta(hours=5)).id
    assert read(one).id != read(other).id
    assert read(one).id.startswith("sha256:")


def test_fields_that_nobody_knows_survive_and_nothing_can_be_changed() -> None:
    event = read(from_tiktok(1, {"order_id": "57", "new": [{"price": 1.10}]}, region="GB"))
    assert event.body["region"] == "GB"
    assert plain(event.data["new"]) == [{"price": Decimal("1.1")}]
    with pytest.raises(TypeError):
        cast("JsonObject", event.data)["order_id"] = "58"
    assert event.data["order_id"] == "57"


def test_event_can_be_kept_in_sets_and_queues_and_its_repr_tells_no_data() -> None:
    event = read(from_tiktok(14, {"content": "my address is"}))
    assert len({event, copy.deepcopy(event), pickle.loads(pickle.dumps(event))}) == 1
    assert "address" not in repr(event)


def test_every_type_of_the_contract_is_read_with_its_entity() -> None:
    seen: set[int] = set()
    for kind, webhook in TIKTOK.webhooks.items():
        sent = TIKTOK.webhook(kind)
        event = read(json.dumps({**sent, "timestamp": 1764000000}).encode())
        main = event.entity.kind if event.entity else None
        assert main == MAIN.get(int(kind)), webhook
        assert plain(event.data) == sent["data"], webhook
        if event.type in MAIN:
            assert event.kind == (webhook["event"] or event.kind), webhook
            assert event.kind in set(TikTokEventKind), webhook
        seen.add(event.type)
    assert seen >= set(MAIN)


TIKTOK_BODY = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(sorted(MAIN)) | JSON,
        "timestamp": st.just(1764000000) | JSON,
        "shop_id": JSON,
        "tts_notification_id": JSON,
        "data": st.dictionaries(
            st.sampled_from(
                ["order_id", "order_status", "package_list", "order_ids", "product_id", "cancel_id"]
            ),
            JSON | st.lists(st.fixed_dictionaries({"package_id": JSON, "order_id_list": JSON})),
        )
        | JSON,
    },
)


@given(TIKTOK_BODY | JSON)
def test_no_signed_body_raises_anything_but_the_documented(sent: object) -> None:
    body = json.dumps(sent).encode()
    with suppress(InvalidSignature, UnexpectedAnswer):
        event = read(body)
        assert json.dumps(plain(event.body), default=float) == json.dumps(sent)
        assert all(one.id.isascii() for one in event.entities)


@given(
    st.sampled_from(sorted(set(range(1, 80)) - set(MAIN))),
    st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), st.integers() | st.text()),
    st.integers(0, 72 * 3600),
)
def test_what_is_sent_and_signed_comes_out_whole(kind: int, data: JsonObject, age: int) -> None:
    body = from_tiktok(kind, data)
    event = read(body, now=SENT + timedelta(seconds=age))
    assert (event.type, event.sent_at, event.raw) == (kind, SENT, body)
    assert plain(event.data) == data
