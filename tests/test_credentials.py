"""Credentials from the environment: what is missing is named, what is secret is not shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tiktok_bc_sync.credentials import AppCredentials, ShopCredentials, StoreCredentials
from tiktok_bc_sync.errors import InvalidInput

STORE = {"BIGCOMMERCE_STORE_HASH": "abc123", "BIGCOMMERCE_ACCESS_TOKEN": "hush-bc"}
SHOP = {
    "TIKTOK_APP_KEY": "key1",
    "TIKTOK_APP_SECRET": "hush-app",
    "TIKTOK_ACCESS_TOKEN": "hush-access",
    "TIKTOK_REFRESH_TOKEN": "hush-refresh",
}
APP = {
    "TIKTOK_APP_KEY": "key1",
    "TIKTOK_APP_SECRET": "hush-app",
    "TIKTOK_SERVICE_ID": "72",
    "BIGCOMMERCE_CLIENT_ID": "client1",
    "BIGCOMMERCE_CLIENT_SECRET": "hush-client",
    "BIGCOMMERCE_REDIRECT_URI": "https://host.test/install",
}


def test_store_is_read_with_its_defaults() -> None:
    found = StoreCredentials.from_env(STORE)
    assert (found.store_hash, found.access_token) == ("abc123", "hush-bc")
    assert found.api_url == "https://api.bigcommerce.com"


def test_shop_is_read_with_its_defaults() -> None:
    found = ShopCredentials.from_env(SHOP)
    assert (found.app_key, found.app_secret, found.shop_id) == ("key1", "hush-app", "")
    assert found.token is not None
    assert found.token.access_token == "hush-access"
    assert found.token.refresh_token == "hush-refresh"
    assert found.api_url == "https://open-api.tiktokglobalshop.com"
    assert found.auth_url == "https://auth.tiktok-shops.com"


def test_addresses_and_the_shop_may_be_given() -> None:
    store = StoreCredentials.from_env(STORE | {"BIGCOMMERCE_API_URL": "http://127.0.0.1:1"})
    assert store.api_url == "http://127.0.0.1:1"
    shop = ShopCredentials.from_env(
        SHOP
        | {
            "TIKTOK_SHOP_ID": " 749 ",
            "TIKTOK_API_URL": "http://127.0.0.1:2",
            "TIKTOK_AUTH_URL": "http://127.0.0.1:3",
        }
    )
    assert (shop.shop_id, shop.api_url, shop.auth_url) == (
        "749",
        "http://127.0.0.1:2",
        "http://127.0.0.1:3",
    )


@pytest.mark.parametrize("empty", ["", "  ", None])
@pytest.mark.parametrize("name", [*STORE, *SHOP])
def test_missing_variable_is_named(name: str, empty: str | None) -> None:
    kind = StoreCredentials if name in STORE else ShopCredentials
    env = STORE | SHOP | {name: empty or ""}
    if empty is None:
        del env[name]
    with pytest.raises(InvalidInput) as refused:
        kind.from_env(env)
    assert refused.value.field == name
    assert name in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("name", ["BIGCOMMERCE_API_URL", "TIKTOK_API_URL", "TIKTOK_AUTH_URL"])
def test_empty_address_is_none(name: str) -> None:
    env = STORE | SHOP | {name: " "}
    store, shop = StoreCredentials.from_env(env), ShopCredentials.from_env(env)
    assert all(url.startswith("https://") for url in (store.api_url, shop.api_url, shop.auth_url))


def test_process_environment_is_read_at_the_time_of_the_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (STORE | SHOP).items():
        monkeypatch.setenv(name, value)
    assert StoreCredentials.from_env().store_hash == "abc123"
    assert ShopCredentials.from_env().app_key == "key1"
    monkeypatch.delenv("TIKTOK_APP_KEY")
    with pytest.raises(InvalidInput, match="TIKTOK_APP_KEY"):
        ShopCredentials.from_env()


def test_token_of_unknown_age_is_used_until_it_is_refused() -> None:
    token = ShopCredentials.from_env(SHOP).token
    assert token is not None
    assert token.expires_at - datetime.now(UTC) > timedelta(days=365)


def test_nothing_secret_is_shown() -> None:
    shown = repr(StoreCredentials.from_env(STORE)) + str(ShopCredentials.from_env(SHOP))
    assert "abc123" in shown
    assert "key1" in shown
    assert "hush" not in shown


def test_an_app_is_read_with_its_defaults() -> None:
    app = AppCredentials.from_env(APP)
    assert (app.app_key, app.service_id, app.client_id) == ("key1", "72", "client1")
    assert app.redirect_uri == "https://host.test/install"
    assert app.login_url == "https://login.bigcommerce.com"
    assert "hush" not in repr(app)


def test_an_app_for_stores_with_keys_of_their_own_needs_no_client() -> None:
    assert AppCredentials.from_env(APP | {"BIGCOMMERCE_CLIENT_ID": ""}).client_secret == ""


@pytest.mark.parametrize("name", sorted(APP.keys() - {"BIGCOMMERCE_CLIENT_ID"}))
def test_what_an_app_misses_is_named(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AppCredentials.from_env(APP | {name: " "})
    assert refused.value.field == name
