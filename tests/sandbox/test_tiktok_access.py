"""Who is let in: signatures, timestamps, tokens, the cipher, and what an answer is wrapped in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.sandbox.tiktok_scene import PRODUCTS, Wall, opened, sign
from tiktok_bc_sync.sandbox.core import Clock, Request
from tiktok_bc_sync.sandbox.tiktok import TikTokService
from tiktok_bc_sync.sandbox.tiktok.access import signature, webhook_signature

SHOPS = "/authorization/202309/shops"
WAREHOUSES = "/logistics/202309/warehouses"
TOKENS = "/api/v2/token"


def test_signatures_are_those_of_the_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "facts/signing-vectors.json").read_text())
    for one in vectors["requests"]:
        multipart = one["content_type"].startswith("multipart")
        body = b"" if multipart else one["body"].encode()
        query = [(key, value) for key, value in one["query"]]
        made = signature(one["app_secret"], one["path"], query, body)
        assert made == one["expected_sign"], one["name"]


def test_webhook_signatures_are_those_of_the_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "facts/signing-vectors.json").read_text())
    for one in vectors["webhooks"]:
        made = webhook_signature(one["app_key"], one["app_secret"], one["raw_body"].encode())
        assert made == one["expected_signature"], one["name"]


def test_a_request_of_the_vectors_passes_and_a_changed_one_does_not(shared: Path) -> None:
    vectors = json.loads((shared / "facts/signing-vectors.json").read_text())
    one = next(one for one in vectors["requests"] if one["path"] == SHOPS)
    query = dict(one["query"])
    at = datetime.fromtimestamp(int(query["timestamp"]), UTC)
    shop = TikTokService(Clock(Wall(at)), app_key=query["app_key"], app_secret=one["app_secret"])
    headers = {"x-tts-access-token": shop.access_token}
    pairs = tuple(query.items())
    good = Request(one["method"], SHOPS, (*pairs, ("sign", one["expected_sign"])), headers)
    bad = Request(
        one["method"], SHOPS, (*pairs, ("x", "1"), ("sign", one["expected_sign"])), headers
    )
    assert json.loads(shop.handle(good).body)["code"] == 0
    assert json.loads(shop.handle(bad).body)["code"] == 106001


def test_a_body_that_was_changed_after_signing_is_refused() -> None:
    scene = opened()
    query = {
        "app_key": scene.shop.app_key,
        "timestamp": str(int(scene.wall.time.timestamp())),
        "shop_cipher": scene.shop.shop_cipher,
    }
    query["sign"] = sign(scene.shop.app_secret, PRODUCTS, query.items(), b'{"a":1}')
    headers = {"x-tts-access-token": scene.shop.access_token}
    assert scene.send("POST", PRODUCTS, query, headers, b'{"a":2}').code == 106001


def test_the_bytes_of_a_multipart_body_are_not_signed() -> None:
    assert opened().upload().code == 0


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"app_key": "other"}, 36009004, 400),
        ({"timestamp": "yesterday"}, 36009004, 400),
        ({"shop_cipher": "other"}, 36009004, 400),
        ({"shop_cipher": ""}, 36009004, 400),
        ({"sign": "0" * 64}, 106001, 401),
        ({"token": ""}, 105001, 401),
        ({"token": "TTP_other"}, 105001, 401),
    ],
)
def test_who_is_not_let_in(change: dict[str, str], code: int, status: int) -> None:
    answer = opened().ask("GET", WAREHOUSES, **change)
    assert (answer.code, answer.status) == (code, status)


def test_a_refresh_token_is_no_access_token() -> None:
    scene = opened()
    assert scene.ask("GET", SHOPS, token=scene.shop.refresh_token).code == 105001


@pytest.mark.parametrize(
    ("seconds", "code"), [(-299, 0), (299, 0), (-301, 36009004), (301, 36009004)]
)
def test_the_timestamp_may_be_five_minutes_off(seconds: int, code: int) -> None:
    scene = opened()
    given = str(int(scene.wall.time.timestamp()) + seconds)
    assert scene.ask("GET", SHOPS, timestamp=given).code == code


def test_time_that_was_told_to_pass_does_not_make_the_callers_clock_wrong() -> None:
    scene = opened()
    scene.shop.clock.passes(days=3)
    assert scene.ask("GET", SHOPS).code == 0


def test_shops_are_listed_without_a_cipher_and_tell_it() -> None:
    scene = opened()
    (shop,) = scene.ask("GET", SHOPS, shop_cipher="").data["shops"]
    assert shop["id"] == scene.shop.shop_id
    assert scene.ask("GET", WAREHOUSES, shop_cipher=shop["cipher"]).code == 0


def test_an_unknown_path_is_answered_in_the_envelope() -> None:
    answer = opened().ask("GET", "/product/202309/nothing")
    assert (answer.status, answer.code) == (404, 36009009)
    assert set(answer.envelope) == {"code", "message", "request_id"}


def test_every_answer_has_its_own_request_id_also_as_a_header() -> None:
    shop = opened().shop
    answers = [shop.handle(Request("GET", "/nowhere")) for _ in range(2)]
    ids = [json.loads(one.body)["request_id"] for one in answers]
    assert ids == [one.headers["X-Tt-Logid"] for one in answers]
    assert len(set(ids)) == 2


# --- tokens ----------------------------------------------------------------------------


def test_an_access_token_ends_after_seven_days() -> None:
    scene = opened()
    scene.shop.clock.passes(days=6, hours=23)
    assert scene.ask("GET", SHOPS).code == 0
    scene.shop.clock.passes(hours=1)
    assert scene.ask("GET", SHOPS).code == 105002


def test_refreshing_gives_new_tokens_with_absolute_ends_and_uses_the_old_one_up() -> None:
    scene = opened()
    first = scene.shop.refresh_token
    scene.shop.clock.passes(days=8)
    data = scene.refresh(first).data
    assert data["access_token"] == scene.shop.access_token
    assert data["refresh_token"] == scene.shop.refresh_token != first
    now = scene.wall.time + timedelta(days=8)
    assert data["access_token_expire_in"] == int((now + timedelta(days=7)).timestamp())
    assert scene.ask("GET", SHOPS).code == 0
    assert scene.refresh(first).code == 36004005


def test_a_code_is_exchanged_once_and_in_time() -> None:
    scene = opened()
    code, late = scene.vendor.authorizes(), scene.vendor.authorizes()
    query = {
        "app_key": scene.shop.app_key,
        "app_secret": scene.shop.app_secret,
        "auth_code": code,
        "grant_type": "authorized_code",
    }
    first = scene.send("GET", f"{TOKENS}/get", query, {}, b"")
    assert scene.ask("GET", SHOPS, token=first.data["access_token"]).code == 0
    assert scene.send("GET", f"{TOKENS}/get", query, {}, b"").code == 36004005
    scene.shop.clock.passes(hours=1)
    assert (
        scene.send("GET", f"{TOKENS}/get", {**query, "auth_code": late}, {}, b"").code == 36004005
    )


@pytest.mark.parametrize("name", ["app_key", "app_secret", "grant_type"])
def test_tokens_are_for_the_app_alone(name: str) -> None:
    scene = opened()
    query = {
        "app_key": scene.shop.app_key,
        "app_secret": scene.shop.app_secret,
        "refresh_token": scene.shop.refresh_token,
        "grant_type": "refresh_token",
        name: "wrong",
    }
    assert scene.send("GET", f"{TOKENS}/refresh", query, {}, b"").code == 36009004


def test_consent_that_was_taken_back_ends_every_token() -> None:
    scene = opened()
    scene.vendor.revokes()
    assert scene.ask("GET", SHOPS).code == 105001
    assert scene.refresh().code == 36004005


def test_secrets_are_not_in_a_repr() -> None:
    shop = opened().shop
    shown = repr(shop) + repr(shop.access)
    for secret in (shop.app_secret, shop.access_token, shop.refresh_token, shop.shop_cipher):
        assert secret not in shown


# --- bodies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "not valid JSON"),
        (b"[]", "must be a JSON object"),
        (b"", "title is a required field"),
        (b'{"title": 1}', "title has the wrong type"),
        (
            b'{"title": "x", "description": "x", "category_id": "1", "main_images": {}}',
            "main_images",
        ),
        (
            b'{"title": "x", "description": "x", "category_id": "1", "main_images": [{"uri": "u"}],'
            b' "skus": [{"inventory": [{"warehouse_id": "1", "quantity": "5"}]}]}',
            "skus.inventory.quantity has the wrong type",
        ),
    ],
)
def test_a_malformed_body_is_refused_by_naming_the_field(content: bytes, says: str) -> None:
    answer = opened().ask("POST", PRODUCTS, content)
    assert (answer.code, answer.status) == (36009004, 400)
    assert says in answer.envelope["message"]
