"""An app's way into the store: installing, the code for a token, signed visits, uninstalling."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import msgspec
from attrs import define, field, frozen

from tiktok_bc_sync.sandbox.bigcommerce.profile.scopes import ALL_SCOPES, KNOWN_SCOPES
from tiktok_bc_sync.sandbox.bigcommerce.wire.answers import Json
from tiktok_bc_sync.sandbox.core import Clock, Numbers, Refusal, Request, Response

TOKEN_PATH = "/oauth2/token"  # noqa: S105 (a path)
OWNER = "owner@store.sandbox.test"
# The vendor does not say how long a code lives; OAuth recommends ten minutes at most.
_CODE_LIVES = timedelta(minutes=10)
_VISIT_LIVES = timedelta(days=1)
_NEEDED = ("client_id", "client_secret", "code", "scope", "context", "redirect_uri", "grant_type")


@frozen
class _Code:
    scopes: frozenset[str]
    user: str
    expires_at: datetime


@define
class OAuth:
    """One app, installed in the store or not, and those who use it there.

    ``secret`` signs visits. A new token ends the one before; uninstalling ends the last.
    """

    clock: Clock
    store_hash: str
    client_id: str = "sandbox-app"
    client_secret: str = field(default="sandbox-app-secret", repr=False)
    users: dict[str, int] = field(factory=lambda: {OWNER: 1})
    """Ids of the store's users by e-mail address; the owner is the first."""
    installed: bool = False
    token: str = field(default="", repr=False)
    scopes: frozenset[str] = frozenset()
    """What the token may do."""
    _codes: dict[str, _Code] = field(init=False, repr=False, factory=dict[str, _Code])
    _made: Numbers = field(init=False, factory=lambda: Numbers(0))

    @property
    def context(self) -> str:
        """The store as the vendor names it to apps."""
        return f"stores/{self.store_hash}"

    @property
    def account_uuid(self) -> str:
        """The id of the merchant's account, the same for ever."""
        found = hashlib.sha256(self.context.encode()).hexdigest()
        return "-".join((found[:8], found[8:12], found[12:16], found[16:20], found[20:32]))

    def install(self, scopes: Iterable[str] = ALL_SCOPES, user: str = OWNER) -> dict[str, str]:
        """Let a user install the app, and return the query of its callback."""
        granted = frozenset(scopes)
        if unknown := granted - KNOWN_SCOPES:
            raise LookupError(f"there are no scopes {sorted(unknown)}")
        code = self._secret("code")
        self._codes[code] = _Code(granted, user, self.clock.now + _CODE_LIVES)
        self.installed = True
        self._id_of(user)
        return {
            "code": code,
            "scope": " ".join(sorted(granted)),
            "context": self.context,
            "account_uuid": self.account_uuid,
        }

    def exchange(self, request: Request) -> Response:
        """Answer a code with a token, once."""
        try:
            return Response.json(self._exchanged(_fields(request)))
        except Refusal as refusal:
            return refusal.response

    def visit(self, user: str = OWNER, url: str = "/") -> str:
        """Return the ``signed_payload_jwt`` of a user who opens the app."""
        if not self.installed:
            raise LookupError("the app is not installed")
        return self._signed(user, self._id_of(user), url)

    def remove_user(self, user: str) -> str:
        """Take a user away from the app, and return the ``signed_payload_jwt`` that says so."""
        if user == OWNER or user not in self.users or not self.installed:
            raise LookupError(f"{user} is no user of the app who can be removed")
        return self._signed(user, self.users.pop(user), "/")

    def uninstall(self) -> str:
        """End the app's token, and return the ``signed_payload_jwt`` that says so."""
        signed = self.visit()
        self.installed, self.token, self.scopes = False, "", frozenset()
        self._codes.clear()
        return signed

    # --- how it works ------------------------------------------------------------------

    def _exchanged(self, given: Mapping[str, str]) -> Json:
        for name in _NEEDED:
            if not given.get(name):
                raise _refusal(400, f"Missing {name}.")
        if given["grant_type"] != "authorization_code":
            raise _refusal(400, "Invalid grant type.")
        secrets = (given["client_id"], given["client_secret"])
        if secrets != (self.client_id, self.client_secret):
            raise _refusal(401, "Invalid client.")
        code = self._codes.get(given["code"])
        if code is None or code.expires_at <= self.clock.now:
            raise _refusal(400, "Invalid code.")
        if given["context"] != self.context:
            raise _refusal(400, "Invalid context.")
        if frozenset(given["scope"].split()) != code.scopes:
            raise _refusal(400, "Invalid scope(s).")
        del self._codes[given["code"]]
        self.token, self.scopes = self._secret("token"), code.scopes
        user = self.users[code.user]
        return {
            "access_token": self.token,
            "scope": " ".join(sorted(code.scopes)),
            "user": {"id": user, "username": code.user, "email": code.user},
            "owner": {"id": self.users[OWNER], "username": OWNER, "email": OWNER},
            "context": self.context,
            "account_uuid": self.account_uuid,
        }

    def _id_of(self, user: str) -> int:
        return self.users.setdefault(user, max(self.users.values()) + 1)

    def _secret(self, kind: str) -> str:
        """Return a new secret, the same in a sandbox that is made to happen again."""
        text = f"{self.store_hash} {kind} {self._made.next()}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def _signed(self, user: str, number: int, url: str) -> str:
        # Judged by the clock of those who read it, like every signature.
        at = int(self.clock.wall().timestamp())
        claims = {
            "aud": self.client_id,
            "iss": "bc",
            "iat": at,
            "nbf": at - 5,
            "exp": at + int(_VISIT_LIVES.total_seconds()),
            "jti": self._secret("visit"),
            "sub": self.context,
            "user": {"id": number, "email": user, "locale": "en-US"},
            "owner": {"id": self.users[OWNER], "email": OWNER},
            "url": url,
            "channel_id": None,
        }
        signed = f"{_spelled({'typ': 'JWT', 'alg': 'HS256'})}.{_spelled(claims)}"
        digest = hmac.new(self.client_secret.encode(), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_base64(digest)}"


def _fields(request: Request) -> Mapping[str, str]:
    """Return what was sent, as a form or as JSON; both are taken."""
    if "json" not in request.headers.get("content-type", ""):
        return dict(parse_qsl(request.body.decode(errors="replace")))
    try:
        return msgspec.json.decode(request.body, type=dict[str, str])
    except (msgspec.DecodeError, RecursionError):
        raise _refusal(400, "Invalid format.") from None


def _refusal(status: int, message: str) -> Refusal:
    return Refusal(Response.json({"error": message}, status))


def _spelled(part: Mapping[str, object]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
