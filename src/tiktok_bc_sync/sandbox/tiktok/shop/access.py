"""Who may call the fake TikTok Shop: signatures, timestamps, tokens and the shop's cipher."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from attrs import define, field

from tiktok_bc_sync.sandbox.core import Clock, Request
from tiktok_bc_sync.sandbox.tiktok.shop.wire import (
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
SCOPE_MISSING = 105005
# The vendor names no code for these: the numbers lie in its ranges, their order is ours.
BAD_TIMESTAMP = 106002
APP_UNKNOWN = 106003
CIPHER_INVALID = 106011
CIPHER_MISSING = 106013
# Which consent a call needs: the first pattern that fits ``METHOD /path`` decides. The names are those
# that public clients were granted; what no pattern names, every app may call.
_NEEDED = (
    ("* /authorization/*", "seller.authorization.info"),
    ("* /event/*", "seller.authorization.info"),
    ("* /seller/*", "seller.shop.info"),
    ("GET /product/*", "seller.product.basic"),
    ("POST /product/*/search", "seller.product.basic"),
    ("POST /product/*/recommend", "seller.product.basic"),
    ("DELETE /product/*", "seller.product.delete"),
    ("* /product/*", "seller.product.write"),
    ("* /order/*", "seller.order.info"),
    ("* /fulfillment/*", "seller.fulfillment.basic"),
    ("* /logistics/*", "seller.logistics"),
    ("* /return_refund/*", "seller.return_refund.basic"),
    ("* /finance/*", "seller.finance.info"),
    ("GET /promotion/*", "seller.promotion.basic"),
    ("* /promotion/*", "seller.promotion.write"),
)
SCOPES = tuple(dict.fromkeys(scope for _, scope in _NEEDED))


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
    scopes: Sequence[str] = SCOPES
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

    @property
    def authorized_until(self) -> int | None:
        """When the seller's consent ends, in Unix seconds; None after it was taken back."""
        return self._ends.get(self.refresh_token)

    def authorize(self) -> str:
        """Return a code as the seller's consent brings it; it can be exchanged once."""
        self._handed += 1
        code = f"SBX_code_{self._handed:06d}"
        self._codes[code] = self.clock.unix + _CODE_LIFE
        return code

    def revoke(self) -> None:
        """Forget every token: the seller has taken the consent back."""
        self._ends.clear()

    def grant(self, scopes: Sequence[str]) -> None:
        """Limit the seller's consent to these scopes, for tokens that were handed out already too.

        Raises `ValueError` for a scope that no operation needs.
        """
        if unknown := sorted(set(scopes) - set(SCOPES)):
            raise ValueError(f"no operation needs {unknown}")
        self.scopes = tuple(scopes)

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
            "granted_scopes": list(self.scopes),
        }

    # --- the gate ------------------------------------------------------------------

    def check(self, request: Request, *, cipher: bool) -> None:
        """Refuse a request that is not the app's, not fresh, not authorized or for no shop of ours."""
        params = request.params
        if params.get("app_key") != self.app_key:
            raise Refused(APP_UNKNOWN, "The app_key is invalid", 400)
        self._check_time(params.get("timestamp", ""))
        self._check_sign(request)
        self._check_token(request.headers.get("x-tts-access-token", ""))
        self._check_scope(request)
        if cipher:
            self._check_cipher(params.get("shop_cipher", ""))

    def _check_time(self, given: str) -> None:
        away = abs(int(given) - self.clock.wall().timestamp()) if given.isdecimal() else None
        if away is None or away > _CLOCK_DRIFT:
            message = "The timestamp must be within 5 minutes of the server's time"
            raise Refused(BAD_TIMESTAMP, message, 400)

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

    def _check_scope(self, request: Request) -> None:
        needed = scope_of(request.method, request.path)
        if needed and needed not in self.scopes:
            raise Refused(SCOPE_MISSING, f"The app was not granted the scope {needed}", 403)

    def _check_cipher(self, given: str) -> None:
        if not given:
            raise Refused(CIPHER_MISSING, "shop_cipher is a required field", 400)
        if not hmac.compare_digest(given.encode(), self.shop_cipher.encode()):
            raise Refused(CIPHER_INVALID, "The shop_cipher is invalid", 400)


def scope_of(method: str, path: str) -> str:
    """Return the scope that a call needs, nothing when every app may make it."""
    called = f"{method} {path}"
    return next((scope for pattern, scope in _NEEDED if fnmatchcase(called, pattern)), "")
