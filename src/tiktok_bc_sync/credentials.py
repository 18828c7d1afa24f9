"""What a merchant's two connections need to log in, given by value or from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from attrs import field, frozen

from tiktok_bc_sync.errors import InvalidInput
from tiktok_bc_sync.models import Token

_STORE_URL = "https://api.bigcommerce.com"
_SHOP_URL = "https://open-api.tiktokglobalshop.com"
_AUTH_URL = "https://auth.tiktok-shops.com"

# How old a token from the environment is, nobody says: it is used until TikTok refuses it.
_UNKNOWN_EXPIRY = datetime(2100, 1, 1, tzinfo=UTC)


@frozen
class StoreCredentials:
    """A BigCommerce store's hash and API token."""

    store_hash: str
    access_token: str = field(repr=False)
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

    ``shop_id`` chooses among the authorized shops; empty takes the only one.
    """

    app_key: str
    app_secret: str = field(repr=False)
    token: Token = field(repr=False)
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
