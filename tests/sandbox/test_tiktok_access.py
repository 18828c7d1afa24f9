"""Who is let in: signatures, timestamps, tokens, the cipher, and what an answer is wrapped in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.contracts.vendors import SIGNING
from tests.sandbox.tiktok_scene import PRODUCTS, Scene, Wall, opened, sign
from tiktok_bc_sync.sandbox.core import Clock, Request
from tiktok_bc_sync.sandbox.tiktok import TikTokService
from tiktok_bc_sync.sandbox.tiktok.shop.access import SCOPES, signature, webhook_signature

SHOPS = "/authorization/202309/shops"
WAREHOUSES = "/logistics/202309/warehouses"
TOKENS = "/api/v2/token"


def test_signatures_are_those_of_the_vectors() -> None:
    for one in SIGNING["requests"]:
        multipart = one["content_type"].startswith("multipart")
        body = b"" if multipart else one["body"].encode()
        query = [(key, value) for key, value in one["query"]]
        made = signature(one["app_secret"], one["path"], query, body)
        assert made == one["expected_sign"], one["name"]


def test_webhook_signatures_are_those_of_the_vectors() -> None:
    for one in SIGNING["webhooks"]:
        made = webhook_signature(one["app_key"], one["app_secret"], one["raw_body"].encode())
        assert made == one["expected_signature"], one["name"]


def test_a_request_of_the_vectors_passes_and_a_changed_one_does_not() -> None:
    one = next(one for one in SIGNING["requests"] if one["path"] == SHOPS)
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
        ({"app_key": "other"}, 106003, 400),
        ({"app_key": ""}, 106003, 400),
        ({"timestamp": "yesterday"}, 106002, 400),
        ({"timestamp": ""}, 106002, 400),
        ({"sign": "0" * 64}, 106001, 401),
        ({"sign": ""}, 106001, 401),
        ({"token": ""}, 105001, 401),
        ({"token": "TTP_other"}, 105001, 401),
        ({"shop_cipher": "other"}, 106011, 400),
        ({"shop_cipher": ""}, 106013, 400),
    ],
)
def test_each_reason_not_to_let_somebody_in_has_its_own_code(
    change: dict[str, str], code: int, status: int
) -> None:
    answer = opened().ask("GET", WAREHOUSES, **change)
    assert (answer.code, answer.status) == (code, status)


def test_a_refresh_token_is_no_access_token() -> None:
    scene = opened()
    assert scene.ask("GET", SHOPS, token=scene.shop.refresh_token).code == 105001


@pytest.mark.parametrize(("seconds", "code"), [(-299, 0), (299, 0), (-301, 106002), (301, 106002)])
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


def test_a_refreshed_refresh_token_lives_a_year_from_then_and_is_refused_after_it() -> None:
    scene = opened()
    scene.shop.clock.passes(days=100)
    data = scene.refresh().data
    now = scene.wall.time + timedelta(days=100)
    assert data["refresh_token_expire_in"] == int((now + timedelta(days=365)).timestamp())
    scene.shop.clock.passes(days=364, hours=23)
    token = data["refresh_token"]
    scene.shop.clock.passes(hours=1)
    assert scene.refresh(token).code == 36004001
    assert scene.ask("GET", SHOPS, token=data["access_token"]).code == 105002


def test_the_access_token_before_a_refresh_is_good_until_its_own_end() -> None:
    scene = opened()
    before = scene.shop.access_token
    scene.shop.clock.passes(days=6)
    scene.refresh()
    assert scene.ask("GET", SHOPS, token=before).code == 0
    scene.shop.clock.passes(days=1)
    assert scene.ask("GET", SHOPS, token=before).code == 105002
    assert scene.ask("GET", SHOPS).code == 0


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


# --- scopes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", SHOPS, "seller.authorization.info"),
        ("GET", "/event/202309/webhooks", "seller.authorization.info"),
        ("GET", "/seller/202309/shops", "seller.shop.info"),
        ("POST", "/product/202502/products/search", "seller.product.basic"),
        ("GET", "/product/202309/categories", "seller.product.basic"),
        ("POST", PRODUCTS, "seller.product.write"),
        ("POST", "/product/202309/products/activate", "seller.product.write"),
        ("DELETE", PRODUCTS, "seller.product.delete"),
        ("POST", "/order/202309/orders/search", "seller.order.info"),
        ("POST", "/fulfillment/202309/packages/search", "seller.fulfillment.basic"),
        ("GET", WAREHOUSES, "seller.logistics"),
        ("POST", "/return_refund/202602/returns/search", "seller.return_refund.basic"),
        ("GET", "/finance/202309/statements", "seller.finance.info"),
    ],
)
def test_a_group_of_operations_needs_its_scope(method: str, path: str, scope: str) -> None:
    scene = opened()
    scene.vendor.grants([one for one in SCOPES if one != scope])
    answer = scene.ask(method, path, {})
    assert (answer.code, answer.status) == (105005, 403)
    assert scope in answer.envelope["message"]
    scene.vendor.grants([scope])
    assert scene.ask(method, path, {}).code != 105005


def test_an_app_can_be_granted_less_from_the_start_and_its_tokens_say_so() -> None:
    scene = opened()
    shop = TikTokService(Clock(scene.wall), scopes=("seller.order.info",))
    lesser = Scene(shop, scene.wall)
    assert lesser.ask("POST", "/order/202309/orders/search", {}, page_size="1").code == 0
    assert lesser.ask("GET", WAREHOUSES).code == 105005
    assert lesser.refresh().data["granted_scopes"] == ["seller.order.info"]


def test_a_token_is_judged_before_the_scope_and_the_scope_before_the_cipher() -> None:
    scene = opened()
    scene.vendor.grants([])
    assert scene.ask("GET", WAREHOUSES, token="TTP_other", shop_cipher="").code == 105001
    assert scene.ask("GET", WAREHOUSES, shop_cipher="").code == 105005


def test_a_scope_that_nothing_needs_can_not_be_granted() -> None:
    scene = opened()
    with pytest.raises(ValueError, match=r"seller\.everything"):
        scene.vendor.grants(["seller.everything"])
    assert scene.ask("GET", WAREHOUSES).code == 0


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
