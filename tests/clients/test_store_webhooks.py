"""Webhooks of BigCommerce: which are believed, and what they are about."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.webhook_bodies import (
    JSON,
    NOW,
    SENT,
    STORE,
    STORE_SECRET,
    JsonObject,
    from_store,
    plain,
)
from tests.contracts.vendors import BIGCOMMERCE
from tiktok_bc_sync.clients.webhooks import BigCommerceWebhooks, Entity
from tiktok_bc_sync.errors import InvalidSignature, UnexpectedAnswer


def test_hook_is_believed_by_the_secret_that_it_was_registered_with() -> None:
    body = from_store()
    event = STORE.read(STORE.headers(), body, now=NOW)
    assert (event.kind, event.store_hash) == ("store/order/created", "abc123")
    assert event.id == "352e4afc6dd3fc85ea26bfdf3f91852604d57528"
    assert event.sent_at == SENT
    assert event.entity == Entity("order", "250")
    assert plain(event.body) == json.loads(body)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Webhook-Secret": ""},
        {"X-Webhook-Secret": STORE_SECRET[:-1]},
        {"X-Webhook-Secret": STORE_SECRET.lower()},
        {"X-Webhook-Secret": STORE_SECRET + "é"},
        {"X-Other": STORE_SECRET},
        {"X-Webhook-Secret": STORE_SECRET, "x-webhook-secret": STORE_SECRET},
    ],
)
def test_hook_without_our_secret_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(InvalidSignature) as caught:
        STORE.read(headers, from_store(), now=NOW)
    assert STORE_SECRET not in str(caught.value)


def test_hooks_registered_before_a_rotation_are_believed_and_new_ones_get_the_new_secret() -> None:
    rotated = BigCommerceWebhooks(["the-new-one", STORE_SECRET], header="X-Ours")
    assert rotated.headers() == {"X-Ours": "the-new-one"}
    for secret in ("the-new-one", STORE_SECRET):
        assert rotated.read({"x-ours": secret}, from_store(), now=NOW).entity
    with pytest.raises(InvalidSignature):
        rotated.read({"x-ours": "the-oldest-one"}, from_store(), now=NOW)


def test_hook_of_another_store_or_another_time_is_refused() -> None:
    ours = BigCommerceWebhooks([STORE_SECRET], store_hash="abc123")
    assert ours.read(ours.headers(), from_store(), now=SENT + timedelta(hours=49)).entity
    for body, now in [
        (from_store(producer="stores/abc124"), NOW),
        (from_store(), SENT + timedelta(hours=49, seconds=1)),
        (from_store(), SENT - timedelta(minutes=6)),
    ]:
        with pytest.raises(InvalidSignature):
            ours.read(ours.headers(), body, now=now)


@pytest.mark.parametrize(
    ("data", "entities"),
    [
        ({"type": "product", "id": 205}, [Entity("product", "205")]),
        (
            {"type": "product", "id": 167, "inventory": {"product_id": 167, "value": 2}},
            [Entity("product", "167")],
        ),
        (
            {"type": "sku", "id": 461, "sku": {"product_id": 206, "variant_id": 509}},
            [Entity("sku", "461"), Entity("product", "206"), Entity("variant", "509")],
        ),
        (
            {"type": "sku", "id": 461, "inventory": {"product_id": 167, "variant_id": 509}},
            [Entity("sku", "461"), Entity("product", "167"), Entity("variant", "509")],
        ),
        ({"location_id": 1, "variant_id": 509}, [Entity("variant", "509")]),
        ({"location_id": 1, "product_id": 167}, [Entity("product", "167")]),
        (
            {"type": "shipment", "id": 12, "orderId": 251},
            [Entity("shipment", "12"), Entity("order", "251")],
        ),
        (
            {"type": "order", "id": 250, "refund": {"refund_id": 3}},
            [Entity("order", "250"), Entity("refund", "3")],
        ),
        (
            {"type": "order", "id": 250, "status": {"previous_status_id": 1, "new_status_id": 11}},
            [Entity("order", "250")],
        ),
        ({"type": "store"}, [Entity("store", "abc123")]),
        ({"type": "category", "id": "42"}, [Entity("category", "42")]),
        ({"type": "order", "id": None}, []),
        ({}, []),
    ],
)
def test_hook_names_what_must_be_read_again(data: JsonObject, entities: list[Entity]) -> None:
    event = STORE.read(STORE.headers(), from_store(data=data), now=NOW)
    assert list(event.entities) == entities
    assert plain(event.data) == data


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "no JSON"),
        (b"[]", "no object"),
        (b'{"scope":"a","scope":"b"}', "given twice"),
        (from_store(scope=...), "scope"),
        (from_store(scope=["store"]), "scope"),
        (from_store(producer=...), "producer"),
        (from_store(producer="abc123"), "producer"),
        (from_store(producer="stores/"), "producer"),
        (from_store(created_at=None), "created_at"),
        (from_store(created_at="2025"), "created_at"),
        (from_store(hash=[]), "hash"),
        (from_store(data=7), "data"),
        (from_store(data={"type": "order", "id": {}}), "data.id"),
        (from_store(data={"type": "sku", "sku": 5}), "sku.product_id"),
        (b" " * 300_000, "bytes"),
    ],
)
def test_hook_that_is_not_as_the_contract_says_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=re.escape(why)) as caught:
        STORE.read(STORE.headers(), body, now=NOW)
    assert caught.value.vendor == "BigCommerce"


def test_every_scope_of_the_contract_is_read_with_what_it_is_about() -> None:
    scopes: set[str] = set()
    for scope, webhook in BIGCOMMERCE.webhooks.items():
        sent = BIGCOMMERCE.webhook(scope)
        data = sent["data"] | {"type": webhook["entity"]}
        sent |= {"scope": scope, "producer": "stores/abc123", "data": data}
        event = STORE.read(
            STORE.headers(), json.dumps({**sent, "created_at": 1764000000}).encode(), now=NOW
        )
        assert event.entity, sent
        assert event.entity.kind == webhook["entity"], sent
        assert event.entity.id == str(data.get("id", "abc123")), sent
        scopes.add(event.kind)
    assert {"store/order/created", "store/sku/inventory/updated", "store/app/uninstalled"} <= scopes


STORE_BODY = st.fixed_dictionaries(
    {},
    optional={
        "producer": st.just("stores/abc123") | JSON,
        "scope": st.just("store/order/created") | JSON,
        "created_at": st.just(1764000000) | JSON,
        "hash": JSON,
        "data": st.dictionaries(
            st.sampled_from(["type", "id", "sku", "inventory", "refund", "orderId"]), JSON
        )
        | JSON,
    },
)


@given(STORE_BODY | JSON)
def test_no_hook_with_our_secret_raises_anything_but_the_documented(sent: object) -> None:
    with suppress(InvalidSignature, UnexpectedAnswer):
        event = STORE.read(STORE.headers(), json.dumps(sent).encode(), now=NOW)
        assert event.store_hash == "abc123"
