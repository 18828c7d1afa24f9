"""What a merchant's two connections need to log in, given by value or from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from attrs import field, frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Token

_STORE_URL = "https://api.bigcommerce.com"
_LOGIN_URL = "https://login.bigcommerce.com"
_SHOP_URL = "https://open-api.tiktokglobalshop.com"
_AUTH_URL = "https://auth.tiktok-shops.com"

# How old a token from the environment is, nobody says: it is used until TikTok refuses it.
_UNKNOWN_EXPIRY = datetime(2100, 1, 1, tzinfo=UTC)


@frozen
class StoreCredentials:
    """A BigCommerce store's hash and API token.

    Without a token it is the one that the storage keeps since the merchant installed the app.
    """

    store_hash: str
    access_token: str = field(default="", repr=False)
    api_url: str = _STORE_URL

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> StoreCredentials:
        """Read ``BIGCOMMERCE_STORE_HASH``, ``BIGCOMMERCE_ACCESS_TOKEN`` and ``BIGCOMMERCE_API_URL``.

        Raises `InvalidInput` naming what is missing; the URL has a default.
        """
        return cls(
            _needed(env, "BIGCOMMERCE_STORE_HASH"),
            _needed(env, "BIGCOMMERCE_ACCESS_TOKEN"),
            _given(env, "BIGCOMMERCE_API_URL") or _STORE_URL,
        )


@frozen
class ShopCredentials:
    """A TikTok Shop app's key and secret with one merchant's token.

    Without a token it is the one that the storage keeps since the merchant authorized the app.
    ``shop_id`` chooses among the authorized shops; empty takes the one that the merchant chose, or else
    the only one.
    """

    app_key: str
    app_secret: str = field(repr=False)
    token: Token | None = field(default=None, repr=False)
    shop_id: str = ""
    api_url: str = _SHOP_URL
    auth_url: str = _AUTH_URL

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> ShopCredentials:
        """Read ``TIKTOK_APP_KEY``, ``…_APP_SECRET``, ``…_ACCESS_TOKEN``, ``…_REFRESH_TOKEN``.

        ``TIKTOK_SHOP_ID``, ``TIKTOK_API_URL`` and ``TIKTOK_AUTH_URL`` may be left out. Raises
        `InvalidInput` naming what is missing.
        """
        token = Token(
            access_token=_needed(env, "TIKTOK_ACCESS_TOKEN"),
            refresh_token=_needed(env, "TIKTOK_REFRESH_TOKEN"),
            expires_at=_UNKNOWN_EXPIRY,
            refresh_expires_at=_UNKNOWN_EXPIRY,
        )
        return cls(
            _needed(env, "TIKTOK_APP_KEY"),
            _needed(env, "TIKTOK_APP_SECRET"),
            token,
            _given(env, "TIKTOK_SHOP_ID"),
            _given(env, "TIKTOK_API_URL") or _SHOP_URL,
            _given(env, "TIKTOK_AUTH_URL") or _AUTH_URL,
        )


@frozen
class AppCredentials:
    """What two apps that many merchants connect are known by at the vendors.

    ``app_key``, ``app_secret`` and ``service_id`` are those of TikTok's Partner Center. ``client_id``,
    ``client_secret`` and ``redirect_uri`` are the BigCommerce app's; they may be left out where stores
    are connected by keys of their own. ``older_secrets`` are earlier client secrets that callbacks may
    still be signed with.
    """

    app_key: str
    app_secret: str = field(repr=False)
    service_id: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    redirect_uri: str = ""
    older_secrets: tuple[str, ...] = field(default=(), repr=False)
    store_url: str = _STORE_URL
    login_url: str = _LOGIN_URL
    shop_url: str = _SHOP_URL
    auth_url: str = _AUTH_URL

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> AppCredentials:
        """Read ``TIKTOK_APP_KEY``, ``…_APP_SECRET``, ``…_SERVICE_ID``, and ``BIGCOMMERCE_CLIENT_ID``.

        With the last one go ``BIGCOMMERCE_CLIENT_SECRET`` and ``BIGCOMMERCE_REDIRECT_URI``. The vendors'
        addresses are as for the other credentials, and ``BIGCOMMERCE_LOGIN_URL``. Raises `InvalidInput`
        naming what is missing.
        """
        client_id = _given(env, "BIGCOMMERCE_CLIENT_ID")
        return cls(
            app_key=_needed(env, "TIKTOK_APP_KEY"),
            app_secret=_needed(env, "TIKTOK_APP_SECRET"),
            service_id=_needed(env, "TIKTOK_SERVICE_ID"),
            client_id=client_id,
            client_secret=_needed(env, "BIGCOMMERCE_CLIENT_SECRET") if client_id else "",
            redirect_uri=_needed(env, "BIGCOMMERCE_REDIRECT_URI") if client_id else "",
            store_url=_given(env, "BIGCOMMERCE_API_URL") or _STORE_URL,
            login_url=_given(env, "BIGCOMMERCE_LOGIN_URL") or _LOGIN_URL,
            shop_url=_given(env, "TIKTOK_API_URL") or _SHOP_URL,
            auth_url=_given(env, "TIKTOK_AUTH_URL") or _AUTH_URL,
        )

    def store(self, store_hash: str) -> StoreCredentials:
        """Return the credentials of one store that installed the app."""
        return StoreCredentials(store_hash, api_url=self.store_url)

    def shop(self, shop_id: str = "") -> ShopCredentials:
        """Return the credentials of one shop that authorized the app; empty: the chosen one."""
        return ShopCredentials(
            self.app_key,
            self.app_secret,
            shop_id=shop_id,
            api_url=self.shop_url,
            auth_url=self.auth_url,
        )


def _given(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _needed(env: Mapping[str, str], name: str) -> str:
    value = _given(env, name)
    if not value:
        raise InvalidInput(
            f"The credential {name} is missing.",
            field=name,
            what_to_do=f"Set the environment variable {name}, or pass credentials to the connector.",
        )
    return value
