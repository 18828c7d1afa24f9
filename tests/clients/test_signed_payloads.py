"""Signed callbacks of BigCommerce: who is believed to have come."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients.webhook_bodies import (
    CLAIMS,
    CLIENT_ID,
    CLIENT_SECRET,
    JSON,
    NOW,
    TOKEN,
    claims,
    token,
)
from tiktok_bc_sync.clients.webhooks import SignedPayload, StoreUser, read_signed_payload
from tiktok_bc_sync.errors import InvalidSignature, UnexpectedAnswer


def payload(text: str, now: datetime = NOW, *secrets: str) -> SignedPayload:
    return read_signed_payload(
        text, client_id=CLIENT_ID, client_secrets=secrets or (CLIENT_SECRET,), now=now
    )


def test_signed_payload_that_others_made_names_the_user_and_the_store() -> None:
    assert payload(TOKEN) == SignedPayload(
        store_hash="abc123",
        user=StoreUser("9876", "ann@example.com", "en-GB"),
        owner=StoreUser("9875", "bo@example.com"),
        path="/orders",
        channel_id="",
        id="8e9d1c0a-5b7f",
        expires_at=datetime.fromtimestamp(1764086400, UTC),
    )
    assert "@example.com" not in repr(payload(TOKEN))


def test_owner_is_told_from_other_users() -> None:
    assert not payload(TOKEN).by_owner
    assert payload(token(claims(user={"id": 9875}))).by_owner


def test_payload_of_a_channel_and_without_optional_claims_is_read() -> None:
    found = payload(
        token(claims(channel_id=12, url=..., jti=..., nbf=..., iat=..., aud=[CLIENT_ID]))
    )
    assert (found.channel_id, found.path, found.id) == ("12", "/", "")


def test_payload_signed_with_a_rotated_secret_is_believed() -> None:
    old = token(CLAIMS, secret="the-old-one")
    assert payload(old, NOW, CLIENT_SECRET, "the-old-one") == payload(TOKEN)
    with pytest.raises(InvalidSignature):
        payload(old)


START = ".".join(TOKEN.split(".")[:2])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b.c",
        "a.b",
        START,
        f"{START}.",
        TOKEN + "=",
        TOKEN + "\n",
        f"{TOKEN}.x",
        TOKEN[:-1] + chr(ord(TOKEN[-1]) ^ 1),
        TOKEN.replace(".", ".x", 1),
        "é" + TOKEN[1:],
        token(claims(url="/" + "a" * 20_000)),
        token(CLAIMS, {"alg": "none"}, secret="x"),
        token(CLAIMS, {"alg": "none"}).rpartition(".")[0] + ".",
        token(CLAIMS, {"alg": "none"}),
        token(CLAIMS, {"alg": "RS256"}),
        token(CLAIMS, {"alg": "HS512"}),
        token(CLAIMS, {"alg": "hs256"}),
        token(claims(aud="another-app")),
        token(claims(aud=...)),
        token(claims(aud=[CLIENT_ID, "another-app"])),
        token(claims(iss="ab")),
        token(claims(iss=...)),
        token(claims(exp=1763000000)),
        token(claims(nbf=1764009000)),
        token(claims(iat=1764009000)),
    ],
)
def test_payload_that_bigcommerce_did_not_make_for_us_now_is_refused(text: str) -> None:
    with pytest.raises(InvalidSignature) as caught:
        payload(text)
    assert CLIENT_SECRET not in str(caught.value)


def test_callback_without_a_payload_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        payload(cast("str", None))


def test_payload_is_believed_a_minute_longer_than_it_says() -> None:
    until = datetime.fromtimestamp(1764086400, UTC)
    assert payload(TOKEN, until + timedelta(seconds=59))
    with pytest.raises(InvalidSignature, match="expired"):
        payload(TOKEN, until + timedelta(seconds=60))


def test_no_app_at_all_believes_no_payload() -> None:
    with pytest.raises(InvalidSignature):
        read_signed_payload(
            token(claims(aud="")), client_id="", client_secrets=[CLIENT_SECRET], now=NOW
        )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (token(b"{"), "no JSON"),
        (token(b"[]"), "no object"),
        (token(CLAIMS, b"["), "no JSON"),
        (token(CLAIMS, {"typ": "JWT"}), "alg"),
        (token(CLAIMS, {"alg": "HS256", "crit": ["b64"], "b64": False}), "extension"),
        (token(claims(exp=...)), "exp"),
        (token(claims(exp="1764086400")), "exp"),
        (token(claims(nbf=[])), "nbf"),
        (token(claims(sub="abc123")), "sub"),
        (token(claims(user=...)), "user.id"),
        (token(claims(user="ann")), "user"),
        (token(claims(owner={"id": 1, "email": 5})), "owner.email"),
        (token(claims(url=5)), "url"),
        (token(claims(channel_id=[])), "channel_id"),
    ],
)
def test_signed_payload_that_is_not_as_documented_is_refused(text: str, why: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=re.escape(why)):
        payload(text)


CLAIM_SETS = st.fixed_dictionaries(
    {name: st.just(one) | JSON for name, one in CLAIMS.items() if name not in ("aud", "iss")}
)


@given(st.text(max_size=30) | st.from_regex(r"[\w-]+\.[\w-]+\.[\w-]+"))
def test_no_text_passes_for_a_signed_payload(text: str) -> None:
    with pytest.raises(InvalidSignature):
        payload(text)


@given(CLAIM_SETS | JSON)
def test_no_signed_claims_raise_anything_but_the_documented(sent: object) -> None:
    trusted = {"aud": CLIENT_ID, "iss": "bc", **sent} if isinstance(sent, dict) else sent
    with suppress(InvalidSignature, UnexpectedAnswer):
        found = payload(token(json.dumps(trusted).encode()))
        assert found.store_hash == "abc123"
