"""Who may call the fake TikTok Shop: signatures, timestamps, tokens and the shop's cipher."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock, Request
from tiktok_bc_sync.sandbox.tiktok.wire import (
    BAD_SIGN,
    REFRESH_EXPIRED,
    TOKEN_EXPIRED,
    TOKEN_INVALID,
    UNKNOWN_AUTHORIZATION,
    Call,
    Json,
    Refused,
    Route,
    bad_parameter,
)

_DAY = 86_400
_ACCESS_LIFE = 7 * _DAY
# How long a refresh token lives is not said anywhere; its absolute end is in every answer.
_REFRESH_LIFE = 365 * _DAY
_CODE_LIFE = 30 * 60
_CLOCK_DRIFT = 5 * 60
_SCOPES = ("seller.authorization.info", "seller.product.basic", "seller.order.info")


def signature(secret: str, path: str, query: Iterable[tuple[str, str]], body: bytes = b"") -> str:
    """Return the ``sign`` of a request whose query values are decoded; a multipart body is left out."""
    pairs = sorted(pair for pair in query if pair[0] not in ("sign", "access_token"))
    text = path + "".join(name + value for name, value in pairs)
    signed = secret.encode() + text.encode() + body + secret.encode()
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def webhook_signature(app_key: str, app_secret: str, body: bytes) -> str:
    """Return the ``Authorization`` header of a webhook with this body."""
    return hmac.new(app_secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


@define
class Access:
    """The app's key and secret, and the tokens it was given."""

    clock: Clock
    app_key: str
    app_secret: str = field(repr=False)
    region: str
    shop_cipher: str = field(repr=False)
    access_token: str = field(init=False, default="", repr=False)
    refresh_token: str = field(init=False, default="", repr=False)
    _ends: dict[str, int] = field(factory=dict[str, int], init=False, repr=False)
    _codes: dict[str, int] = field(factory=dict[str, int], init=False, repr=False)
    _pairs: int = field(default=0, init=False)
    _handed: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._issue()

    def routes(self) -> list[Route]:
        """Return the operations on tokens."""
        return [
            Route("GET", "/api/v2/token/get", self.get_token, signed=False),
            Route("GET", "/api/v2/token/refresh", self.refresh, signed=False),
        ]

    # --- tokens --------------------------------------------------------------------

    def authorize(self) -> str:
        """Return a code as the seller's consent brings it; it can be exchanged once."""
        self._handed += 1
        code = f"SBX_code_{self._handed:06d}"
        self._codes[code] = self.clock.unix + _CODE_LIFE
        return code

    def revoke(self) -> None:
        """Forget every token: the seller has taken the consent back."""
        self._ends.clear()

    def get_token(self, call: Call) -> Json:
        """Answer ``GET /api/v2/token/get``."""
        self._check_app(call, "authorized_code")
        code = call.param("auth_code")
        if self._codes.pop(code, 0) <= self.clock.unix:
            raise Refused(UNKNOWN_AUTHORIZATION, "can not find related auth record", 401)
        return self._issue()

    def refresh(self, call: Call) -> Json:
        """Answer ``GET /api/v2/token/refresh``; the refresh token given is used up.

        The access token before it stays good until its own end, as nothing says otherwise.
        """
        self._check_app(call, "refresh_token")
        given = call.param("refresh_token")
        end = self._ends.get(given) if given.startswith("TTR_") else None
        if end is None:
            raise Refused(UNKNOWN_AUTHORIZATION, "can not find related auth record", 401)
        if end <= self.clock.unix:
            raise Refused(REFRESH_EXPIRED, "refresh token has expired", 401)
        del self._ends[given]
        return self._issue()

    def _check_app(self, call: Call, grant: str) -> None:
        wanted = {"app_key": self.app_key, "app_secret": self.app_secret, "grant_type": grant}
        for name, value in wanted.items():
            if not hmac.compare_digest(call.param(name).encode(), value.encode()):
                raise bad_parameter(f"{name} is invalid")

    def _issue(self) -> Json:
        self._pairs += 1
        now = self.clock.unix
        self.access_token = f"TTP_sandbox_access_{self._pairs:06d}"
        self.refresh_token = f"TTR_sandbox_refresh_{self._pairs:06d}"
        self._ends[self.access_token] = now + _ACCESS_LIFE
        self._ends[self.refresh_token] = now + _REFRESH_LIFE
        return {
            "access_token": self.access_token,
            "access_token_expire_in": now + _ACCESS_LIFE,
            "refresh_token": self.refresh_token,
            "refresh_token_expire_in": now + _REFRESH_LIFE,
            "open_id": "SBXopenid0000000001",
            "seller_name": "Sandbox seller",
            "seller_base_region": self.region,
            "user_type": 0,
            "granted_scopes": list(_SCOPES),
        }

    # --- the gate ------------------------------------------------------------------

    def check(self, request: Request, *, cipher: bool) -> None:
        """Refuse a request that is not the app's, not fresh, not authorized or for no shop of ours."""
        params = request.params
        if params.get("app_key") != self.app_key:
            raise bad_parameter("app_key is invalid")
        self._check_time(params.get("timestamp", ""))
        self._check_sign(request)
        self._check_token(request.headers.get("x-tts-access-token", ""))
        given = params.get("shop_cipher", "")
        if cipher and not hmac.compare_digest(given.encode(), self.shop_cipher.encode()):
            raise bad_parameter(f"shop_cipher is {'invalid' if given else 'a required field'}")

    def _check_time(self, given: str) -> None:
        away = abs(int(given) - self.clock.wall().timestamp()) if given.isdecimal() else None
        if away is None or away > _CLOCK_DRIFT:
            raise bad_parameter("timestamp must be within 5 minutes of the server's time")

    def _check_sign(self, request: Request) -> None:
        multipart = request.headers.get("content-type", "").lower().startswith("multipart/")
        body = b"" if multipart else request.body
        right = signature(self.app_secret, request.path, request.query, body)
        if not hmac.compare_digest(right.encode(), request.params.get("sign", "").encode()):
            raise Refused(BAD_SIGN, "The sign of the request is invalid", 401)

    def _check_token(self, given: str) -> None:
        end = self._ends.get(given) if given.startswith("TTP_") else None
        if end is None:
            raise Refused(TOKEN_INVALID, "The access token is invalid", 401)
        if end <= self.clock.unix:
            raise Refused(TOKEN_EXPIRED, "The access token has expired", 401)
