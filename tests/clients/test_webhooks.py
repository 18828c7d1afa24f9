"""Which webhooks of TikTok are believed, and what must be given to believe any."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, timedelta
from typing import cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.fakes import APP_KEY, APP_SECRET
from tests.clients.webhook_bodies import (
    CLIENT_ID,
    CLIENT_SECRET,
    HEADERS,
    NOW,
    OLD_SECRET,
    ORDER_ID,
    SENT,
    SHOP_ID,
    STORE,
    STORE_SECRET,
    TIKTOK,
    TOKEN,
    VECTOR,
    VECTOR_SIGNATURE,
    from_store,
    from_tiktok,
    read,
    signed,
)
from tests.contracts.vendors import SIGNING
from tiktok_bc_sync.clients.webhooks import (
    BigCommerceWebhooks,
    Entity,
    TikTokEventKind,
    TikTokWebhooks,
    read_signed_payload,
)
from tiktok_bc_sync.errors import InvalidInput, InvalidSignature, UnexpectedAnswer


def test_order_webhook_with_the_signature_that_others_computed_is_read() -> None:
    event = TIKTOK.read({"Authorization": VECTOR_SIGNATURE}, VECTOR, now=NOW)
    assert event.kind == TikTokEventKind.ORDER_STATUS_CHANGE
    assert (event.type, event.id, event.shop_id) == (1, "7327112393057371910", SHOP_ID)
    assert event.sent_at == SENT
    assert event.sent_at.tzinfo is UTC
    assert event.entity == Entity("order", ORDER_ID, "AWAITING_SHIPMENT")
    assert event.raw == VECTOR


def test_every_shared_vector_is_trusted() -> None:
    assert SIGNING["webhooks"]
    for one in SIGNING["webhooks"]:
        reader = TikTokWebhooks(one["app_key"], [one["app_secret"]])
        headers, body = {"Authorization": one["expected_signature"]}, one["raw_body"].encode()
        if "timestamp" in one["raw_body"]:
            assert reader.read(headers, body, now=NOW).type == json.loads(body)["type"]
        else:  # believed, but its age can't be told
            with pytest.raises(UnexpectedAnswer, match="timestamp"):
                reader.read(headers, body, now=NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "0" * 64},
        {"Authorization": VECTOR_SIGNATURE.upper()},
        {"Authorization": f"Bearer {VECTOR_SIGNATURE}"},
        {"Authorization": VECTOR_SIGNATURE + "é"},
        {"Authorization": "\udce9" * 64},
        {"X-Authorization": VECTOR_SIGNATURE},
        {"Authorization": VECTOR_SIGNATURE, "authorization": "0" * 64},
        signed(VECTOR + b" "),
        signed(VECTOR, secret=OLD_SECRET),
        signed(VECTOR, app_key="another-app"),
    ],
)
def test_what_tiktok_did_not_sign_for_this_app_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(InvalidSignature) as caught:
        TIKTOK.read(headers, VECTOR, now=NOW)
    assert ORDER_ID not in str(caught.value)
    assert APP_SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
def test_header_is_found_in_any_case_and_kind_of_mapping(name: str) -> None:
    headers = {"Content-Type": "application/json", name: VECTOR_SIGNATURE}
    assert TIKTOK.read(headers, VECTOR, now=NOW).type == 1
    assert TIKTOK.read(httpx.Headers(headers), VECTOR, now=NOW).type == 1


def test_body_is_not_parsed_before_its_signature_is_believed() -> None:
    with pytest.raises(InvalidSignature):
        TIKTOK.read({"Authorization": "0" * 64}, b"[" * 100_000, now=NOW)


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    real = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append(other)
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    TIKTOK.read({"Authorization": VECTOR_SIGNATURE}, VECTOR, now=NOW)
    STORE.read(STORE.headers(), from_store(), now=NOW)
    read_signed_payload(TOKEN, client_id=CLIENT_ID, client_secrets=[CLIENT_SECRET], now=NOW)
    assert compared == [VECTOR_SIGNATURE.encode(), STORE_SECRET.encode(), TOKEN.split(".")[2]]


def test_rotated_secret_is_believed_until_it_is_dropped() -> None:
    headers = signed(VECTOR, secret=OLD_SECRET)
    during = TikTokWebhooks(APP_KEY, [APP_SECRET, OLD_SECRET])
    assert during.read(headers, VECTOR, now=NOW) == during.read(signed(VECTOR), VECTOR, now=NOW)
    with pytest.raises(InvalidSignature):
        TikTokWebhooks(APP_KEY, [APP_SECRET]).read(headers, VECTOR, now=NOW)


@pytest.mark.parametrize(
    ("age", "believed"),
    [
        (timedelta(0), True),
        (timedelta(hours=73), True),
        (timedelta(hours=73, seconds=1), False),
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5, seconds=-1), False),
    ],
)
def test_event_is_believed_only_for_as_long_as_tiktok_tries_again(
    age: timedelta, believed: bool
) -> None:
    if believed:
        assert read(VECTOR, now=SENT + age).sent_at == SENT
    else:
        with pytest.raises(InvalidSignature, match=r"too old|future"):
            read(VECTOR, now=SENT + age)


def test_age_can_be_chosen() -> None:
    strict = TikTokWebhooks(APP_KEY, [APP_SECRET], max_age=timedelta(minutes=2))
    assert read(VECTOR, strict, NOW).type == 1
    with pytest.raises(InvalidSignature, match="too old"):
        read(VECTOR, strict, SENT + timedelta(minutes=3))


def test_event_of_another_shop_is_refused_where_one_is_expected() -> None:
    ours = TikTokWebhooks(APP_KEY, [APP_SECRET], shop_id=SHOP_ID)
    assert read(VECTOR, ours).shop_id == SHOP_ID
    for shop_id in ("7494049642642441622", ...):
        with pytest.raises(InvalidSignature, match="another merchant"):
            read(from_tiktok(shop_id=shop_id), ours)


@pytest.mark.parametrize(
    "secrets", [[], [""], [APP_SECRET, ""], APP_SECRET, ["a b"], ["é"], ["\n"]]
)
def test_secrets_that_could_never_be_meant_are_refused(secrets: list[str]) -> None:
    with pytest.raises(InvalidInput):
        TikTokWebhooks(APP_KEY, secrets)
    with pytest.raises(InvalidInput):
        BigCommerceWebhooks(secrets)
    with pytest.raises(InvalidInput):
        read_signed_payload(TOKEN, client_id=CLIENT_ID, client_secrets=secrets, now=NOW)


def test_key_and_header_name_must_be_usable() -> None:
    with pytest.raises(InvalidInput):
        TikTokWebhooks("", [APP_SECRET])
    for name in ("", "X Secret", "X-Secret\r\nY"):
        with pytest.raises(InvalidInput):
            BigCommerceWebhooks([STORE_SECRET], header=name)


def test_time_without_a_zone_and_a_decoded_body_are_mistakes_of_the_caller() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(InvalidInput):
        read(VECTOR, now=naive)
    with pytest.raises(InvalidInput):
        STORE.read(STORE.headers(), from_store(), now=naive)
    with pytest.raises(InvalidInput):
        read_signed_payload(TOKEN, client_id=CLIENT_ID, client_secrets=[CLIENT_SECRET], now=naive)
    with pytest.raises(InvalidInput, match="bytes"):
        TIKTOK.read(signed(VECTOR), cast("bytes", VECTOR.decode()), now=NOW)


def test_no_repr_tells_a_secret() -> None:
    assert APP_SECRET not in repr(TIKTOK)
    assert STORE_SECRET not in repr(STORE)


@given(HEADERS, st.binary(max_size=60))
def test_no_request_raises_anything_but_the_documented(
    headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(InvalidSignature):
        TIKTOK.read(headers, body, now=NOW)
    with pytest.raises((InvalidSignature, UnexpectedAnswer)):
        STORE.read(headers, body, now=NOW)
