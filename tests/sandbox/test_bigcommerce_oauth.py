"""An app's way into the fake store: a code for a token, its scopes, signed visits, the end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.bigcommerce_scene import ADDRESS, Caller, opened
from tiktok_bc_sync.sandbox import BigCommerceStore, Clock, Request, Sandbox

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
BACK = "https://app.example.com/callback"


@pytest.fixture
def sandbox() -> Sandbox:
    """A sandbox at noon."""
    return opened(wall=lambda: NOON)


def exchange(sandbox: Sandbox, callback: dict[str, str], **changes: str) -> httpx.Response:
    """Exchange a callback's code for a token, as the app does."""
    names = ("code", "scope", "context")
    body = {
        "client_id": sandbox.store.oauth.client_id,
        "client_secret": sandbox.store.oauth.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        **{name: callback[name] for name in names},
        **changes,
    }
    with httpx.Client(transport=sandbox.transport()) as client:
        return client.post("https://login.bigcommerce.test/oauth2/token", data=body)


def get(sandbox: Sandbox, token: str, path: str = "/v2/store") -> httpx.Response:
    """Call the API with a token."""
    return Caller(sandbox).http.get(path, headers={"x-auth-token": token})


def claims(token: str, secret: str) -> dict[str, Any]:
    """Return what a signed payload claims; its signature must be right."""
    head, body, signature = token.split(".")
    digest = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == signature
    assert json.loads(base64.urlsafe_b64decode(head + "==")) == {"typ": "JWT", "alg": "HS256"}
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=="))
    return found


# --- the token -------------------------------------------------------------------------------


def test_a_code_becomes_a_token_that_opens_the_store(sandbox: Sandbox) -> None:
    callback = sandbox.merchant.installs(scopes=("store_v2_orders", "store_v2_information"))
    assert callback.keys() == {"code", "scope", "context", "account_uuid"}

    answer = exchange(sandbox, callback)

    assert answer.status_code == 200
    given = answer.json()
    assert given["context"] == f"stores/{sandbox.store.store_hash}"
    assert given["scope"] == "store_v2_information store_v2_orders"
    assert given["account_uuid"] == callback["account_uuid"]
    assert given["user"].keys() == {"id", "username", "email"}
    assert get(sandbox, given["access_token"]).status_code == 200


def test_the_exchange_takes_json_too(sandbox: Sandbox) -> None:
    callback = sandbox.merchant.installs()
    oauth = sandbox.store.oauth
    body = {
        **callback,
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
    }

    with httpx.Client(transport=sandbox.transport()) as client:
        answer = client.post("https://login.bigcommerce.test/oauth2/token", json=body)

    assert answer.json()["access_token"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"code": "other"}, 400),
        ({"client_id": "other"}, 401),
        ({"client_secret": "other"}, 401),
        ({"context": "stores/other"}, 400),
        ({"scope": "store_v2_orders"}, 400),
        ({"grant_type": "password"}, 400),
        ({"redirect_uri": ""}, 400),
        ({"code": ""}, 400),
    ],
    ids=str,
)
def test_a_wrong_exchange_is_refused_and_the_code_stays_good(
    sandbox: Sandbox, changes: dict[str, str], status: int
) -> None:
    callback = sandbox.merchant.installs()

    refused = exchange(sandbox, callback, **changes)

    assert (refused.status_code, list(refused.json())) == (status, ["error"])
    assert exchange(sandbox, callback).status_code == 200


def test_a_code_works_once_and_not_for_long(sandbox: Sandbox) -> None:
    callback = sandbox.merchant.installs()
    assert exchange(sandbox, callback).status_code == 200
    assert exchange(sandbox, callback).status_code == 400

    late = sandbox.merchant.installs()
    sandbox.clock.passes(minutes=11)
    assert exchange(sandbox, late).status_code == 400


def test_a_new_token_ends_the_one_before(sandbox: Sandbox) -> None:
    first, second = (
        exchange(sandbox, sandbox.merchant.installs()).json()["access_token"] for _ in range(2)
    )

    assert first != second
    assert [get(sandbox, one).status_code for one in (first, second)] == [401, 200]


def test_uninstalling_ends_the_token_but_not_the_stores_own(sandbox: Sandbox) -> None:
    token = exchange(sandbox, sandbox.merchant.installs()).json()["access_token"]

    sandbox.merchant.uninstalls()

    assert get(sandbox, token).status_code == 401
    assert get(sandbox, "").status_code == 401
    assert get(sandbox, sandbox.store.access_token).status_code == 200


def test_an_exchange_is_kept_in_the_journal(tmp_path: Path) -> None:
    first = Sandbox(journal=tmp_path / "journal")
    token = exchange(first, first.merchant.installs()).json()["access_token"]

    again = Sandbox(journal=tmp_path / "journal")

    assert get(again, token).status_code == 200


# --- scopes ----------------------------------------------------------------------------------

READ_ORDER, READ_STORE = ("GET", "/v2/orders/count"), ("GET", "/v2/store")
WRITE_ORDER, READ_TIME = ("POST", "/v2/orders"), ("GET", "/v2/time")
READ_ITEMS, READ_PLACES = ("GET", "/v3/inventory/items"), ("GET", "/v3/inventory/locations")
READ_PRODUCTS, READ_HOOKS = ("GET", "/v3/catalog/products"), ("GET", "/v3/hooks")
READ_CHANNELS = ("GET", "/v3/channels")


@pytest.mark.parametrize(
    ("scope", "opened_by_it", "closed"),
    [
        ("store_v2_orders_read_only", READ_ORDER, WRITE_ORDER),
        ("store_v2_orders", WRITE_ORDER, READ_STORE),
        ("store_v2_information_read_only", READ_STORE, READ_ORDER),
        ("store_inventory_read_only", READ_ITEMS, READ_PLACES),
        ("store_locations_read_only", READ_PLACES, READ_ITEMS),
        ("store_v2_products_read_only", READ_PRODUCTS, READ_ORDER),
        ("store_channel_settings_read_only", READ_CHANNELS, READ_PRODUCTS),
        ("store_v2_default", READ_HOOKS, READ_STORE),
        ("store_v2_default", READ_TIME, READ_CHANNELS),
    ],
)
def test_a_scope_opens_its_paths_only(
    scope: str, opened_by_it: tuple[str, str], closed: tuple[str, str]
) -> None:
    store = BigCommerceStore(Clock(lambda: NOON), scopes=frozenset({scope}))
    body = json.dumps({"billing_address": ADDRESS}).encode()

    def status(method: str, path: str) -> int:
        headers = {"x-auth-token": store.access_token}
        request = Request(method, f"/stores/{store.store_hash}{path}", (), headers, body)
        return store.handle(request).status

    assert status(*opened_by_it) != 403
    assert status(*closed) == 403


def test_a_missing_scope_is_told_in_the_words_of_each_api() -> None:
    store = BigCommerceStore(Clock(lambda: NOON), scopes=frozenset())

    def said(path: str) -> Any:
        headers = {"x-auth-token": store.access_token}
        return json.loads(
            store.handle(Request("GET", f"/stores/{store.store_hash}{path}", (), headers)).body
        )

    assert said("/v2/store")[0]["status"] == 403
    assert said("/v3/channels")["title"] == said("/v2/store")[0]["message"]


# --- visits ----------------------------------------------------------------------------------


def test_a_visit_is_signed_for_the_app_and_the_store(sandbox: Sandbox) -> None:
    sandbox.merchant.installs()

    found = claims(
        sandbox.merchant.opens(user="ada@example.com", url="/orders"),
        sandbox.store.oauth.client_secret,
    )

    assert found["aud"] == sandbox.store.oauth.client_id
    assert (found["iss"], found["sub"]) == ("bc", f"stores/{sandbox.store.store_hash}")
    assert found["nbf"] <= found["iat"] == NOON.timestamp() < found["exp"]
    assert (found["user"]["email"], found["url"]) == ("ada@example.com", "/orders")
    assert found["owner"]["id"] != found["user"]["id"]


def test_every_callback_has_an_id_of_its_own_and_a_user_keeps_theirs(sandbox: Sandbox) -> None:
    sandbox.merchant.installs()
    merchant, secret = sandbox.merchant, sandbox.store.oauth.client_secret

    tokens = [
        merchant.opens(user="ada@example.com"),
        merchant.opens(user="ada@example.com"),
        merchant.removes_user("ada@example.com"),
    ]

    found = [claims(one, secret) for one in tokens]
    assert len({one["jti"] for one in found}) == 3
    assert len({one["user"]["id"] for one in found}) == 1
    assert claims(merchant.uninstalls(), secret)["user"] == claims_owner(found[0])


def claims_owner(found: dict[str, Any]) -> dict[str, Any]:
    """Return the owner of a visit as a user."""
    return {**found["owner"], "locale": "en-US"}


def test_who_is_not_there_does_nothing(sandbox: Sandbox) -> None:
    for verb in (sandbox.merchant.opens, sandbox.merchant.uninstalls):
        with pytest.raises(LookupError):
            verb()
    sandbox.merchant.installs()
    for user in ("nobody@example.com", "owner@store.sandbox.test"):
        with pytest.raises(LookupError):
            sandbox.merchant.removes_user(user)
    with pytest.raises(LookupError):
        sandbox.merchant.installs(scopes=("store_v9_everything",))
